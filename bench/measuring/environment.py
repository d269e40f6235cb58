"""What the measurements run on: a durable PostgreSQL server, a broker and S3 of their own, kept between runs."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2

from hbi.db.migrate import upgrade
from infra.topology import OUTPUT_TOPICS
from local.servers.broker import Broker
from local.servers.object_store import ObjectStore
from local.servers.postgres import DURABLE, Server
from local.servers.retention import topic_settings

PARTITIONS = 32
STATE = Path(__file__).parents[2] / ".hbi" / "bench"
_BROKER = STATE / "broker"
_TOPICS = {topic.name: topic.partitions for topic in OUTPUT_TOPICS}


@dataclass(frozen=True)
class Environment:
    """Running servers and the environment variables that lead functions to them."""

    postgres: Server
    broker: Broker
    database_url: str
    variables: dict[str, str]

    @contextmanager
    def cursor(self) -> Iterator[Any]:
        """A plain cursor on the measured database; every statement commits."""
        connection = psycopg2.connect(self.database_url)
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                yield cursor
        finally:
            connection.close()

    def forget_events(self) -> None:
        """Restarts the broker with nothing in it. Close producers before."""
        self.broker.stop()
        shutil.rmtree(_BROKER)
        self.broker.start()
        self.broker.ensure_topics(_TOPICS, topic_settings({}))


@contextmanager
def servers(
    name: str = "inventory", *, fresh_database: bool = False, template: str | None = None
) -> Iterator[Environment]:
    """Servers for one part; the environment variables are also set in this process.

    Args:
        name: the database, which is migrated and kept.
        fresh_database: drop it first and start from an empty one.
        template: a kept database that it becomes a copy of.
    """
    shutil.rmtree(_BROKER, ignore_errors=True)
    with Server(STATE / "postgres", DURABLE) as postgres, _started(Broker(_BROKER)) as broker:
        if fresh_database or template:
            postgres.drop_database(name)
        if template:
            postgres.create_database(name, template)
        upgrade(postgres.ensure_database(name), partitions=PARTITIONS)
        broker.ensure_topics(_TOPICS, topic_settings({}))
        with _started(ObjectStore()) as store:
            variables = {
                "HBI_DATABASE_URL": postgres.url(name),
                "KAFKA_BOOTSTRAP_SERVERS": broker.bootstrap_servers,
                "S3_ENDPOINT_URL": store.endpoint_url,
                "HBI_EXPORT_BUCKET": store.bucket,
                "BYPASS_RBAC": "true",
                "BYPASS_KESSEL": "true",
                "AWS_ACCESS_KEY_ID": "local",
                "AWS_SECRET_ACCESS_KEY": "local",
                "AWS_DEFAULT_REGION": "us-east-1",
                "AWS_REGION": "us-east-1",
                "POWERTOOLS_LOG_LEVEL": "ERROR",
                "HBI_METRICS_ENABLED": "false",
            }
            os.environ.update(variables)
            yield Environment(postgres, broker, postgres.url(name), variables)


@contextmanager
def _started(server: Any) -> Iterator[Any]:
    server.start()
    try:
        yield server
    finally:
        server.stop()


class LambdaContext:
    """What the runtime hands to a handler, as far as handlers look at it."""

    function_name = "bench"
    memory_limit_in_mb = 1769
    invoked_function_arn = "arn:aws:lambda:us-east-1:000000000000:function:bench"
    aws_request_id = "bench"

    def get_remaining_time_in_millis(self) -> int:
        """A quarter of an hour."""
        return 900_000
