"""Which consumer works on which topic."""

import gc
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import groupby
from typing import Any, NamedTuple

from aws_lambda_powertools import Logger

from functions.ingest.runtime import Runtime
from functions.ingest.topics import host_app_data, host_ingress, system_profile, workspaces
from hbi import metrics
from hbi.ingest.delivery.dead_letters import send_rejected
from hbi.ingest.delivery.isolation import judged, work_in_isolation
from hbi.ingest.delivery.outcome import Outcome
from hbi.ingest.delivery.records import Record, records_of
from hbi.ingest.delivery.rejected import DEFECT, ENVELOPE, HOST_DATA, Rejected
from hbi.problems import ConfigurationError

logger = Logger(service="ingest")


class Consumer(NamedTuple):
    """What works on the records of a topic."""

    work: Callable[[Sequence[Record], Runtime], Outcome]
    count_failure: Callable[[Rejected], None] = lambda _: None
    """Counts a record that is set aside under the topic's own name."""
    parsing_failures: str = "inventory_common_message_parsing_failures"


_INGRESS = "inventory_ingress_message_parsing_failures"
_HOSTS = Consumer(host_ingress.consume, host_ingress.count_failure, _INGRESS)
_PROFILES = Consumer(system_profile.consume, system_profile.count_failure, _INGRESS)
_APPLICATION_DATA = Consumer(host_app_data.consume)
_WORKSPACES = Consumer(workspaces.consume)


class Consumed(NamedTuple):
    """What became of an event's records."""

    counts: dict[str, int]
    """Numbers of records, e.g. `{"created": 90, "updated": 9, "rejected": 1}`."""
    again: Sequence[Record]
    """Those that have to be delivered again."""

    def response(self) -> dict[str, Any]:
        """What the event source understands (`ReportBatchItemFailures` of Kafka event sources)."""
        return {
            "batchItemFailures": [
                {"itemIdentifier": {"partition": f"{record.topic}-{record.partition}", "offset": record.offset}}
                for record in self.again
            ]
        }


def consume(event: Mapping[str, Any], runtime: Runtime) -> Consumed:
    """Hands the records of an event to the consumers of their topics, then sets the rejected ones aside.

    Raises:
        ConfigurationError: the function is subscribed to a topic that it has no consumer for.
        Exception: database or broker do not answer; the event must be delivered again.
    """
    with metrics.invocation(runtime.settings), _without_collector():
        return _consume(event, runtime)


def _consume(event: Mapping[str, Any], runtime: Runtime) -> Consumed:
    counts: Counter[str] = Counter()
    again: list[Record] = []
    for topic, records in groupby(records_of(event), key=lambda record: record.topic):
        worker = _Worker(_consumer_of(topic, runtime), runtime, counts)
        left = work_in_isolation(worker.work, list(records), patience_s=runtime.settings.defect_patience_s)
        waited_for = worker.settle_defects(left.given_up)
        again += sorted([*left.again, *waited_for, *worker.again], key=lambda record: (record.partition, record.offset))
    if again:
        counts["failed"] = len(again)
    logger.info("consumed", extra={"records": dict(counts)})
    return Consumed(dict(counts), again)


class _Worker:
    """Works on records of one topic and sees to what becomes of them."""

    def __init__(self, consumer: Consumer, runtime: Runtime, counts: Counter[str]) -> None:
        self._consumer = consumer
        self._runtime = runtime
        self._counts = counts
        self._defects: list[Rejected] = []
        self._is_something_stored = False
        self.again: list[Record] = []
        """What was not worked on and has to be delivered again."""

    def work(self, records: Sequence[Record]) -> None:
        with metrics.timer("inventory_ingress_message_handler_seconds"):
            outcome = self._consumer.work(records, self._runtime)
        rejected = [entry for entry in outcome.rejected if entry.at_fault != DEFECT]
        _set_aside(rejected, self._runtime)
        defects = [entry for entry in outcome.rejected if entry.at_fault == DEFECT]
        self._count(records, rejected, worked_on=len(records) - len(outcome.again) - len(defects))
        self._counts.update(outcome.counts, rejected=len(rejected))
        self._is_something_stored |= any(outcome.counts.values())
        self._defects += defects
        self.again += outcome.again

    def settle_defects(self, isolated: Sequence[Rejected]) -> list[Record]:
        """Sets aside records that our code does not survive, as far as they are given up.

        Args:
            isolated: those that it did not survive in another way than by refusing them.
        Returns:
            records that are to be delivered again.
        """
        left = judged(
            self._defects,
            isolated,
            is_something_stored=self._is_something_stored,
            patience_s=self._runtime.settings.defect_patience_s,
        )
        for entry in left.given_up:
            metrics.count("inventory_ingress_message_handler_failures")
            self._count_failure(entry)
        _set_aside(left.given_up, self._runtime)
        self._counts.update(rejected=len(left.given_up))
        return left.again

    def _count(self, records: Sequence[Record], rejected: Sequence[Rejected], *, worked_on: int) -> None:
        for record in records:
            metrics.observe("inventory_consumed_message_size", len(record.value or b""), "Bytes")
        failures = sum(entry.at_fault != HOST_DATA for entry in rejected)
        metrics.count("inventory_ingress_message_handler_successes", worked_on - failures)
        if failures:
            metrics.count("inventory_ingress_message_handler_failures", failures)
        for entry in rejected:
            self._count_failure(entry)

    def _count_failure(self, entry: Rejected) -> None:
        self._consumer.count_failure(entry)
        if entry.at_fault == ENVELOPE:
            metrics.count(self._consumer.parsing_failures, cause="invalid")
        elif entry.at_fault == DEFECT and entry.envelope is None:
            metrics.count(self._consumer.parsing_failures, cause="error")


def _set_aside(rejected: Sequence[Rejected], runtime: Runtime) -> None:
    for entry in rejected:
        about = {"record": entry.record.coordinates, "request_id": entry.request_id}
        logger.warning("rejected", extra={**about, "reason": entry.reason[:1000]})
    send_rejected(runtime.producer, rejected)


@contextmanager
def _without_collector() -> Iterator[None]:
    """A batch makes a million objects and no cycles: looking for some took a tenth of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _consumer_of(topic: str, runtime: Runtime) -> Consumer:
    settings = runtime.settings
    if topic in {settings.host_ingress_topic, settings.host_ingress_p1_topic}:
        return _HOSTS
    if topic == settings.host_app_data_topic:
        return _APPLICATION_DATA
    if topic == settings.system_profile_topic:
        return _PROFILES
    if topic in {settings.workspaces_topic, settings.workspaces_bulk_topic}:
        return _WORKSPACES
    raise ConfigurationError(f"no consumer for topic {topic}: the function must not be subscribed to it")
