"""What a deployment finds and uses: a network, a database, a Kafka cluster."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from infra.configuration.context import (
    Context,
    UnusableContext,
    all_or_none,
    flag,
    mapping,
    matching,
    number,
    one_of,
    text,
    texts,
)
from infra.topology import FUNCTIONS

type KafkaAuth = Literal["iam", "scram", "mtls"]

KAFKA_SECRET = "HBI_KAFKA_SECRET"  # noqa: S105 - the name of the setting
"""The setting with user and password, or certificate and key, for brokers without IAM."""

BROKER_TYPE = r"(kafka|express)\.[a-z0-9]+\.[a-z0-9]+"

_DATABASE = (
    "databaseClusterId",
    "databaseClusterEndpoint",
    "databaseClusterResourceId",
    "databaseSecurityGroupId",
    "databaseSecretArn",
)


@dataclass(frozen=True)
class ExistingVpc:
    """A network to move into, usually the Kafka cluster's."""

    vpc_id: str
    availability_zones: tuple[str, ...]
    private_subnet_ids: tuple[str, ...]


@dataclass(frozen=True)
class ExistingDatabase:
    """An Aurora PostgreSQL cluster that others made, perhaps with HBI's data in it."""

    cluster_id: str
    endpoint: str
    resource_id: str
    """`cluster-…`, by which IAM knows the cluster."""
    security_group_id: str
    secret_arn: str
    """A secret of the administrator: an object with `username` and `password`."""
    name: str
    """Name of the database."""


@dataclass(frozen=True)
class NewKafka:
    """An MSK cluster that the deployment makes, one broker or more in each zone."""

    broker_type: str
    storage_gb: int


@dataclass(frozen=True)
class StartPosition:
    """Where an event source begins that has never read its topic."""

    kind: Literal["LATEST", "TRIM_HORIZON", "AT_TIMESTAMP"]
    timestamp: int | None = None
    """Seconds since 1970, for AT_TIMESTAMP."""


def existing_vpc(context: Context) -> ExistingVpc | None:
    """The network that is named, or None for one of our own."""
    vpc_id = text(context, "vpcId")
    if vpc_id is None:
        return None
    zones, subnets = texts(context, "vpcAvailabilityZones"), texts(context, "vpcPrivateSubnetIds")
    if len(subnets) < 2 or len(zones) != len(subnets):
        raise UnusableContext(
            f"context vpcId={vpc_id} needs vpcPrivateSubnetIds (at least two) and vpcAvailabilityZones (one for each "
            f"subnet, in the same order); got {list(subnets)} and {list(zones)}"
        )
    return ExistingVpc(vpc_id, zones, subnets)


def existing_database(context: Context, vpc: ExistingVpc | None) -> ExistingDatabase | None:
    """The cluster that is named, or None for one of our own."""
    given = all_or_none(context, _DATABASE, "an existing cluster is known by all of them")
    if given is None:
        return None
    cluster_id, endpoint, resource_id, security_group_id, secret_arn = given
    if vpc is None:
        raise UnusableContext(f"context databaseClusterId={cluster_id} needs vpcId: the network that the cluster is in")
    if not resource_id.startswith("cluster-"):
        raise UnusableContext(
            f"context databaseClusterResourceId={resource_id!r} must be the DbClusterResourceId, cluster-…: "
            f"aws rds describe-db-clusters --db-cluster-identifier {cluster_id}"
        )
    matching(
        context,
        "databaseSecretArn",
        r"arn:[a-z-]+:secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@!-]+-[A-Za-z0-9]{6}",
        "the complete ARN of a secret of Secrets Manager that has username and password of the administrator",
    )
    name = matching(context, "databaseName", "[a-z_][a-z0-9_]{0,62}", "the name of a database, in small letters")
    return ExistingDatabase(cluster_id, endpoint, resource_id, security_group_id, secret_arn, name or "inventory")


def kafka_auth(context: Context, secrets: Mapping[str, object], new: NewKafka | None) -> KafkaAuth:
    """How functions and event sources log in at the brokers."""
    names: tuple[KafkaAuth, ...] = ("iam", "scram", "mtls")
    auth = one_of(context, "kafkaAuth", "iam", names)
    if auth == "iam":
        return auth
    if new is not None:
        raise UnusableContext(
            f"context kafkaAuth={auth} does not fit newKafkaCluster: a new cluster takes IAM; leave it out"
        )
    if KAFKA_SECRET not in secrets:
        members = "username and password" if auth == "scram" else "certificate and privateKey"
        raise UnusableContext(
            f"context kafkaAuth={auth} needs secrets.{KAFKA_SECRET}: the ARN of a secret with {members}"
        )
    return auth


def new_kafka(context: Context) -> NewKafka | None:
    """The MSK cluster to make, or None where there is one."""
    if not flag(context, "newKafkaCluster", default=False):
        return None
    for name in ("mskClusterArn", "kafkaBootstrapServers"):
        if text(context, name) is not None:
            raise UnusableContext(
                f"context {name} names a cluster that exists, newKafkaCluster makes one; leave one out"
            )
    broker = matching(context, "kafkaBrokerType", BROKER_TYPE, "an instance type of MSK, for example kafka.m7g.large")
    storage = int(number(context, "kafkaBrokerStorageGb", 500, least=1, most=16_384))
    return NewKafka(broker or "kafka.m7g.large", storage)


def start_positions(context: Context) -> Mapping[str, StartPosition]:
    """Where event sources begin, by topic, where it is not the wiring table's position."""
    topics = sorted(topic.name for row in FUNCTIONS for topic in row.topics)
    example = '{"platform.inventory.host-ingress": "2026-01-31T12:00:00+00:00"}'
    positions = {}
    for topic, value in mapping(context, "startPositions", example).items():
        if topic not in topics:
            raise UnusableContext(
                f"context startPositions: {topic!r} is no topic that is consumed; these are {topics}, whatever "
                "environment calls them"
            )
        positions[topic] = _position(topic, value)
    return positions


def _position(topic: str, value: object) -> StartPosition:
    match value:
        case "LATEST" | "TRIM_HORIZON":
            return StartPosition(value)
    try:
        instant = datetime.fromisoformat(str(value))
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        raise UnusableContext(
            f"context startPositions: {topic}={value!r} must be LATEST, TRIM_HORIZON or an instant with its zone, such "
            "as 2026-01-31T12:00:00+00:00"
        )
    return StartPosition("AT_TIMESTAMP", int(instant.astimezone(UTC).timestamp()))
