"""The reaper function in tests: run a task, read what it published."""

from dataclasses import dataclass
from typing import Any

import orjson
from kafka import KafkaConsumer, TopicPartition

from functions.reaper.handler import handler
from tests.support.exporting import LambdaContext
from tests.support.factories import Json
from tests.support.schemas import hold_sent

NO_TIME_MS = 20_000
"""Time that the function keeps for the end of an invocation: nothing further begins in it."""


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

    def job(self, name: str, context: LambdaContext | None = None, **members: Any) -> Json:
        """Invokes the function for one job, not as a dry run unless told so."""
        event = {"task": name, "dry_run": False, **members}
        report = handler(event, context or LambdaContext())
        return orjson.loads(orjson.dumps(report))

    def job_in_steps(self, name: str, **members: Any) -> list[Json]:
        """The reports of invocations that have no time but for one chunk, until the job is done."""
        reports = [self.job(name, LambdaContext(remaining_ms=NO_TIME_MS), **members)]
        while reports[-1]["next"] is not None:
            reports.append(self.job(name, LambdaContext(remaining_ms=NO_TIME_MS), **members, next=reports[-1]["next"]))
        return reports

    def events(self) -> list[Event]:
        """All messages on the event topic, in order per partition. Each must be one of ours."""
        return list(map(_event, self._records()))

    def events_sent(self) -> list[Event]:
        """Those messages on the event topic that the inventory sent, where a test has put others there."""
        return [_event(record) for record in self._records() if record.key is not None]

    def _records(self) -> list[Any]:
        consumer = KafkaConsumer(bootstrap_servers=self.bootstrap_servers, enable_auto_commit=False)
        try:
            partitions = [TopicPartition(self.event_topic, number) for number in (0, 1)]
            consumer.assign(partitions)
            consumer.seek_to_beginning(*partitions)
            ends = consumer.end_offsets(partitions)
            found: list[Any] = []
            while any(consumer.position(partition) < end for partition, end in ends.items()):
                for records in consumer.poll(timeout_ms=200).values():
                    found.extend(records)
            return found
        finally:
            consumer.close()


def _event(record: Any) -> Event:
    headers = {name: value.decode() for name, value in record.headers}
    hold_sent(record.topic, record.value, headers)
    return Event(record.key.decode(), orjson.loads(record.value), headers, record.partition)
