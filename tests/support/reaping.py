"""The reaper function in tests: run a task, read what it published."""

from dataclasses import dataclass
from typing import Any

import orjson
from kafka import KafkaConsumer, TopicPartition

from functions.reaper.handler import handler
from tests.support.exporting import LambdaContext
from tests.support.factories import Json


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


def _event(record: Any) -> Event:
    headers = {name: value.decode() for name, value in record.headers}
    return Event(record.key.decode(), orjson.loads(record.value), headers, record.partition)
