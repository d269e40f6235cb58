"""The single wiring table: which function runs what, on which trigger, with which limits.

The CDK constructs deploy it and the local stack runs it; neither repeats a route, a topic or a schedule. It imports
neither `aws_cdk` nor `hbi`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

BASE = "/api/inventory/v1"
BASE_V2 = "/api/inventory/v2"
LEGACY_BASE = "/r/insights/platform/inventory/v1"
EXPORT_BASE = "/api/export/v1"
CONSOLE = "/console"

DOWNLOAD_HEADERS = ("Content-Disposition", "Content-Length", "ETag")
"""Headers of a finished export that the console's pages may read."""

BucketAccess = Literal["read", "write", "delete", "lists"]
"""Of exports, but `lists`: reading what operators put there for jobs."""


@dataclass(frozen=True)
class Route:
    """HTTP paths that a function answers. `{proxy+}` stands for the rest of the path.

    `public` routes need no identity; all others are reachable only through an authorised gateway.
    """

    path: str
    method: str = "ANY"
    public: bool = False


@dataclass(frozen=True)
class Topic:
    """A Kafka topic that a function consumes."""

    name: str
    setting: str
    """Setting of the functions that gives it another name."""
    batch_size: int
    window: timedelta = timedelta(milliseconds=500)
    partitions: int = 8
    starting_position: Literal["LATEST", "TRIM_HORIZON"] = "TRIM_HORIZON"
    enabled: bool = True
    """Whether records are consumed unless an operator decides otherwise."""


@dataclass(frozen=True)
class Schedule:
    """A recurring invocation with a fixed input."""

    name: str
    every: timedelta
    input: Mapping[str, str]


@dataclass(frozen=True)
class Function:
    """One Lambda function."""

    name: str
    handler: str
    memory_mb: int
    timeout: timedelta
    database: Literal["proxy", "cluster"]
    reserved_concurrency: int | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    routes: tuple[Route, ...] = ()
    topics: tuple[Topic, ...] = ()
    schedules: tuple[Schedule, ...] = ()
    bucket_access: tuple[BucketAccess, ...] = ()
    reads: tuple[str, ...] = ()
    """Topics that the function looks into by itself, without a consumer group."""
    produces_events: bool = True
    invokes: tuple[str, ...] = ()
    continues: bool = False
    """Whether it starts itself for the rest of what takes longer than an invocation."""
    secrets: tuple[str, ...] = ()
    """Settings that are secret and that the function needs, if the deployment has them."""

    @property
    def uses_bucket(self) -> bool:
        """Whether the function needs to know the bucket."""
        return bool(self.bucket_access)


@dataclass(frozen=True)
class OutputTopic:
    """A Kafka topic that the functions only write."""

    name: str
    setting: str
    """Setting of the functions that gives it another name."""
    partitions: int = 8
    switch: str | None = None
    """Setting of the functions without which nothing is written there."""


HOST_INGRESS = (
    Topic("platform.inventory.host-ingress", "KAFKA_HOST_INGRESS_TOPIC", batch_size=1000),
    Topic("platform.inventory.host-ingress-p1", "KAFKA_HOST_INGRESS_P1_TOPIC", batch_size=1000),
)

FLAG_SECRETS = ("UNLEASH_TOKEN",)
TOKEN_SECRETS = ("KESSEL_AUTH_CLIENT_SECRET",)
KAFKA_SECRETS = ("HBI_KAFKA_SECRET",)
CACHE_SECRETS = ("CACHE_URL",)

API = Function(
    name="api",
    handler="functions.api.handler.handler",
    memory_mb=1769,
    timeout=timedelta(seconds=29),
    database="proxy",
    routes=(
        Route(BASE + "/{proxy+}"),
        Route(LEGACY_BASE + "/{proxy+}"),
        Route(BASE_V2 + "/{proxy+}"),  # has no operation yet: 404 in the API's own words
        Route(EXPORT_BASE + "/{proxy+}"),
        Route(BASE + "/openapi.json", method="GET", public=True),
        Route(LEGACY_BASE + "/openapi.json", method="GET", public=True),
        Route(EXPORT_BASE + "/openapi.json", method="GET", public=True),
        Route(BASE + "/ui", method="GET", public=True),
        Route(LEGACY_BASE + "/ui", method="GET", public=True),
        # API Gateway refuses routes that end with a slash, and lets a greedy part stand for nothing.
        Route(BASE + "/ui/{proxy+}", method="GET", public=True),
        Route(LEGACY_BASE + "/ui/{proxy+}", method="GET", public=True),
        Route("/health", method="GET", public=True),
        Route("/metrics", method="GET"),  # needs no identity, and is nobody's business outside
        Route("/ready", method="GET"),  # the same
        Route("/version", method="GET", public=True),
        Route("/tags"),
        # The console. Its files hold nobody's data; what it shows it asks of the routes above.
        Route("/", method="GET", public=True),
        Route(CONSOLE, method="GET", public=True),
        Route(CONSOLE + "/{proxy+}", method="GET", public=True),
    ),
    environment={"HBI_STATEMENT_TIMEOUT_MS": "25000"},
    bucket_access=("read", "delete"),
    reads=tuple(topic.name for topic in HOST_INGRESS),
    invokes=("export",),
    secrets=(*FLAG_SECRETS, *TOKEN_SECRETS, *KAFKA_SECRETS, *CACHE_SECRETS, "RBAC_PSKS"),
)

INGEST = Function(
    name="ingest",
    handler="functions.ingest.handler.handler",
    memory_mb=1769,
    timeout=timedelta(minutes=5),
    database="cluster",
    reserved_concurrency=32,
    topics=(
        *HOST_INGRESS,
        Topic("platform.inventory.system-profile", "KAFKA_SYSTEM_PROFILE_TOPIC", batch_size=1000),
        Topic("platform.inventory.host-apps", "KAFKA_HOST_APP_DATA_TOPIC", batch_size=100),
        # Changes of a workspace stay in order.
        Topic("outbox.event.workspace", "KAFKA_WORKSPACES_TOPIC", batch_size=100, partitions=1),
        # Back-fills only.
        Topic(
            "outbox.event.workspace-bulk", "KAFKA_WORKSPACES_BULK_TOPIC", batch_size=100, partitions=1, enabled=False
        ),
        # Where an external export service asks for hosts.
        Topic("platform.export.requests", "KAFKA_EXPORT_SERVICE_TOPIC", batch_size=100, partitions=1, enabled=False),
    ),
    invokes=("export",),
    secrets=(*FLAG_SECRETS, *TOKEN_SECRETS, *KAFKA_SECRETS, *CACHE_SECRETS, "RBAC_PSKS"),
)

EXPORT = Function(
    name="export",
    handler="functions.export.handler.handler",
    memory_mb=1769,
    timeout=timedelta(minutes=15),
    database="cluster",
    reserved_concurrency=8,
    environment={"HBI_STATEMENT_TIMEOUT_MS": "840000"},  # one statement streams all rows
    bucket_access=("write", "delete"),
    produces_events=False,
    secrets=(*FLAG_SECRETS, *TOKEN_SECRETS, "EXPORT_SERVICE_TOKEN"),
)

REAPER = Function(
    name="reaper",
    handler="functions.reaper.handler.handler",
    memory_mb=1769,
    timeout=timedelta(minutes=15),
    database="cluster",
    reserved_concurrency=4,  # an operator's job must not keep the schedules waiting
    schedules=(
        Schedule("cull", timedelta(hours=1), {"task": "cull"}),
        Schedule("relay", timedelta(minutes=1), {"task": "relay"}),
        Schedule("notify", timedelta(minutes=1), {"task": "notify"}),
        Schedule("exports", timedelta(minutes=5), {"task": "exports"}),
        Schedule("scheduled-exports", timedelta(hours=1), {"task": "scheduled-exports"}),
        Schedule("counts", timedelta(minutes=5), {"task": "counts"}),
    ),
    bucket_access=("delete", "lists"),
    reads=("platform.inventory.events",),
    invokes=("export",),
    continues=True,
    secrets=(*FLAG_SECRETS, *KAFKA_SECRETS, *CACHE_SECRETS),
)

FUNCTIONS: tuple[Function, ...] = (API, INGEST, EXPORT, REAPER)

OUTPUT_TOPICS: tuple[OutputTopic, ...] = (
    OutputTopic("platform.inventory.events", "KAFKA_EVENT_TOPIC"),
    OutputTopic("platform.notifications.ingress", "KAFKA_NOTIFICATION_TOPIC"),
    OutputTopic(
        "platform.payload-status", "PAYLOAD_TRACKER_KAFKA_TOPIC", partitions=1, switch="PAYLOAD_TRACKER_ENABLED"
    ),
    OutputTopic("platform.inventory.dead-letter", "HBI_DEAD_LETTER_TOPIC", partitions=1),
)
