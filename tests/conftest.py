"""Real parts for the tests: PostgreSQL, a broker, object storage.

One server of each kind serves the whole run; every worker has its own database, copied from a migrated template, and
its own topics. Tests see their database empty.
"""

import gc
import os
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import psycopg2
import psycopg2.extensions
import pytest
from filelock import FileLock
from kafka import KafkaAdminClient
from kafka.admin import NewTopic

from hbi.db.engine import Database
from hbi.settings import DatabaseSettings, HostBounds
from infra.packaging.artifacts import Artifacts
from infra.topology import FUNCTIONS
from local.servers.apache_kafka import ApacheKafka
from local.servers.broker import Broker, BrokerProcess
from local.servers.postgres import VOLATILE, Server
from tests.support.servers.shared import SharedServers
from tests.support.synthesis import synthesise

PARTITIONS = 4
TEMPLATE = "template_hbi"
OUTPUT_TOPICS = {
    "KAFKA_EVENT_TOPIC": "platform.inventory.events",
    "KAFKA_NOTIFICATION_TOPIC": "platform.notifications.ingress",
    "PAYLOAD_TRACKER_KAFKA_TOPIC": "platform.payload-status",
    "HBI_DEAD_LETTER_TOPIC": "platform.inventory.dead-letter",
}

LEFT_SOCKETS = "ignore:Exception ignored in. <socket:pytest.PytestUnraisableExceptionWarning"
"""Warning filter for tests that use `left_sockets`."""

type Sql = Callable[..., list[tuple[Any, ...]]]

# How long an example takes is the machine's business.
hypothesis.settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("any machine")

os.environ.update(
    {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",  # moto takes anything, but botocore wants something
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "POWERTOOLS_TRACE_DISABLED": "true",
    }
)


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[SharedServers]:
    """The run's servers: the first worker that needs one starts it, the last worker to end stops it."""
    base = tmp_path_factory.getbasetemp()
    root = base if worker_id == "master" else base.parent
    shared = SharedServers(root / "servers")
    with shared:
        yield shared


@pytest.fixture(scope="session")
def postgres_url(servers: SharedServers) -> str:
    """URL of the administrative database of a running PostgreSQL server."""
    return servers.postgres_url()


@pytest.fixture(scope="session")
def template_database(postgres_url: str, servers: SharedServers) -> str:
    """Name of a migrated, empty database to copy."""
    from hbi.db.migrate import upgrade

    with FileLock(servers.directory / "template.lock"):
        if not _administer(postgres_url, "SELECT 1 FROM pg_database WHERE datname = %s", (TEMPLATE,)):
            _administer(postgres_url, f"CREATE DATABASE {TEMPLATE}_new")
            upgrade(_with_database(postgres_url, f"{TEMPLATE}_new"), partitions=PARTITIONS)
            _administer(postgres_url, f"ALTER DATABASE {TEMPLATE}_new RENAME TO {TEMPLATE}")
    return TEMPLATE


@pytest.fixture(scope="session")
def worker_database_url(postgres_url: str, template_database: str, worker_id: str, servers: SharedServers) -> str:
    """URL of this worker's own migrated database."""
    name = f"hbi_{worker_id}"
    with FileLock(servers.directory / "template.lock"):
        _administer(postgres_url, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        _administer(postgres_url, f"CREATE DATABASE {name} TEMPLATE {template_database}")
    return _with_database(postgres_url, name)


@pytest.fixture
def database_url(worker_database_url: str) -> str:
    """URL of this worker's database, empty but for what the migrations seed."""
    connection = psycopg2.connect(worker_database_url)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(_EMPTY_TABLES)
    finally:
        connection.close()
    return worker_database_url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """The inventory's own access to the test database."""
    database = Database(DatabaseSettings.load({"HBI_DATABASE_URL": database_url}))
    yield database
    database.dispose()


@pytest.fixture
def sql(database_url: str) -> Iterator[Sql]:
    """Plain SQL for arranging and asserting: `sql(statement, parameters) -> rows`, committed at once, unguarded."""
    connection = psycopg2.connect(database_url)
    connection.autocommit = True

    def run(statement: str, parameters: object = None) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(statement, parameters)  # type: ignore[arg-type]
            return cursor.fetchall() if cursor.description else []

    yield run
    connection.close()


@pytest.fixture(scope="session")
def bootstrap_servers(servers: SharedServers) -> str:
    """Address of a running broker."""
    return servers.bootstrap_servers()


@pytest.fixture(autouse=True)
def _sockets_of_brokers(request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker("kafka"):
        request.getfixturevalue("left_sockets")


@pytest.fixture
def left_sockets(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """For tests that break connections to a broker: kafka-python leaves their sockets to the garbage collector.

    They are collected here, or they would turn up as warnings in tests of others. What was logged may hold them.
    """
    yield
    caplog.get_records("call").clear()
    gc.collect()


@pytest.fixture
def own_broker(tmp_path: Path) -> Iterator[BrokerProcess]:
    """A running broker that only this test uses, so that it may be killed."""
    broker: BrokerProcess
    if os.environ.get("HBI_TEST_BROKER") == "apache":
        broker = ApacheKafka(tmp_path / "kafka")
    else:
        broker = Broker(tmp_path / "broker")
    broker.start()
    yield broker
    broker.stop()


@pytest.fixture
def own_postgres(tmp_path: Path) -> Iterator[Server]:
    """A running PostgreSQL server that only this test uses, so that it may be killed; its databases are empty."""
    with Server(tmp_path / "postgres", VOLATILE) as server:
        yield server


@pytest.fixture
def kafka_environment(bootstrap_servers: str) -> Iterator[dict[str, str]]:
    """Environment variables that name topics which only this test uses; they exist and are empty.

    A test that is not about a broker's silence waits long: a busy machine may be silent for a while.
    """
    suffix = uuid.uuid4().hex[:12]
    names = {variable: f"{topic}.{suffix}" for variable, topic in OUTPUT_TOPICS.items()}
    admin = KafkaAdminClient(bootstrap_servers=bootstrap_servers)
    try:
        large = {"max.message.bytes": str(HostBounds.load({}).largest_message)}
        admin.create_topics([NewTopic(name, 2, 1, topic_configs=large) for name in names.values()])
        yield {
            "KAFKA_BOOTSTRAP_SERVERS": bootstrap_servers,
            "HBI_KAFKA_TIMEOUT_SECONDS": "30",
            # Nobody keeps workspaces in tests; those that say otherwise have a server for it.
            "BYPASS_KESSEL": "true",
            **names,
        }
        # Thousands of partitions that nobody uses any more take the broker's memory, and then its time.
        admin.delete_topics([*names.values()])
    finally:
        admin.close()


@pytest.fixture(scope="session")
def s3_endpoint_url(servers: SharedServers) -> str:
    """Address of a running S3 service."""
    return servers.s3_endpoint_url()


@pytest.fixture(scope="session")
def worker_id() -> str:
    """Name of this test process; pytest-xdist sets it."""
    return os.environ.get("PYTEST_XDIST_WORKER", "master")


@pytest.fixture(scope="session")
def project_root() -> Path:
    """The checkout."""
    return Path(__file__).parents[1]


@pytest.fixture(scope="session")
def artifacts() -> Artifacts:
    """Builder of the assets; what was built before, by whomever, is taken from `build/`."""
    return Artifacts()


@pytest.fixture(scope="session")
def cdk_out(artifacts: Artifacts, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The cloud assembly that `cdk synth` makes."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "synthesised"
    folder.mkdir(exist_ok=True)
    with FileLock(folder / "lock"):
        if not (folder / "done").exists():
            artifacts.layer()
            artifacts.migrations()
            for row in FUNCTIONS:
                artifacts.function(row.name)
            run = synthesise(folder / "cdk.out")
            assert run.returncode == 0, run.stderr
            (folder / "done").touch()
    return folder / "cdk.out"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Gives the test that comes first the time to fetch wheels, build the layer and synthesise.

    Under load any connection to a broker may break, so every test that has some may meet sockets that are left.
    """
    for item in items:
        if item.get_closest_marker("kafka"):
            item.add_marker(pytest.mark.filterwarnings(LEFT_SOCKETS))
        if {"cdk_out", "artifacts"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.timeout(1200))


_EMPTY_TABLES = """
DO $$
DECLARE full_tables text;
BEGIN
    FOR full_tables IN
        SELECT format('DELETE FROM hbi.%I', relname)
        FROM pg_class c
        WHERE relnamespace = 'hbi'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
          AND relname NOT LIKE '%version%' AND relname <> 'inventory_views'
        ORDER BY relname IN ('groups'), relname NOT LIKE 'hosts_groups%'
    LOOP
        EXECUTE full_tables;
    END LOOP;
    DELETE FROM hbi.inventory_views WHERE org_id IS NOT NULL;
END $$
"""


def _with_database(url: str, name: str) -> str:
    return url.rsplit("/", 1)[0] + "/" + name


def _administer(url: str, statement: str, parameters: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
    connection = psycopg2.connect(url)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()
