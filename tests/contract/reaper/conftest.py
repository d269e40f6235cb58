"""The reaper function with real parts."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson
import pytest
from kafka import KafkaConsumer, TopicPartition

from functions.reaper import runtime as reaper_runtime
from functions.reaper.handler import handler
from hbi.db.engine import Database
from tests.support.exporting import LambdaContext, bucket, export_environment, exports
from tests.support.factories import Json

__all__ = ["bucket", "export_environment", "exports"]


@dataclass(frozen=True)
class Event:
    """A message on the event topic."""

    key: str
    body: Json
    headers: dict[str, str]
    partition: int


@dataclass(frozen=True)
class Reaper:
    """The reaper as its callers see it: what it answers and what it publishes."""

    bootstrap_servers: str
    event_topic: str

    def run(self, task: str, context: LambdaContext | None = None) -> Json:
        """Invokes the function for one task."""
        report = handler({"task": task}, context or LambdaContext())
        return orjson.loads(orjson.dumps(report))

    def events(self) -> list[Event]:
        """All messages on the event topic, in order per partition."""
        consumer = KafkaConsumer(bootstrap_servers=self.bootstrap_servers, enable_auto_commit=False)
        try:
            partitions = [TopicPartition(self.event_topic, number) for number in (0, 1)]
            consumer.assign(partitions)
            consumer.seek_to_beginning(*partitions)
            ends = consumer.end_offsets(partitions)
            found: list[Event] = []
            while any(consumer.position(partition) < end for partition, end in ends.items()):
                for records in consumer.poll(timeout_ms=200).values():
                    found.extend(map(_event, records))
            return found
        finally:
            consumer.close()


@pytest.fixture
def reaper_environment(kafka_environment: dict[str, str], export_environment: dict[str, str]) -> dict[str, str]:
    """Environment of the reaper function; it deletes five hosts at a time."""
    return {**export_environment, **kafka_environment, "HOST_DELETE_CHUNK_SIZE": "5"}


@pytest.fixture
def reaper(reaper_environment: dict[str, str], database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Reaper]:
    """The reaper function, configured by `reaper_environment`."""
    for name, value in reaper_environment.items():
        monkeypatch.setenv(name, value)
    reaper_runtime.runtime.cache_clear()
    yield Reaper(reaper_environment["KAFKA_BOOTSTRAP_SERVERS"], reaper_environment["KAFKA_EVENT_TOPIC"])
    reaper_runtime.runtime().close()
    reaper_runtime.runtime.cache_clear()


def _event(record: Any) -> Event:
    headers = {name: value.decode() for name, value in record.headers}
    return Event(record.key.decode(), orjson.loads(record.value), headers, record.partition)
