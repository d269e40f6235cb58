"""The consumers of topics, and what becomes of the records of an event."""

import gc
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import groupby
from typing import Any, NamedTuple

from aws_lambda_powertools import Logger

from functions.ingest.runtime import Runtime
from functions.ingest.topics import export_requests, host_app_data, host_ingress, system_profile, workspaces
from hbi import metrics, tracing
from hbi.ingest.delivery.dead_letters import send_rejected
from hbi.ingest.delivery.isolation import judge_defects, work_in_isolation
from hbi.ingest.delivery.rejected import DEFECT, ENVELOPE, HOST_DATA, ReadRecord, RejectedRecord
from hbi.ingest.delivery.topic_result import TopicResult
from hbi.ingest.messages.records import Record, records_of
from hbi.problems import ConfigurationError

logger = Logger(service="host-inventory-ingest")


class Consumer[Item: ReadRecord](NamedTuple):
    """The two steps of work on records of a topic."""

    read: Callable[[Sequence[Record], Runtime], list[Item | RejectedRecord]]
    """Reads and checks records, in record order: what each says, or why it is rejected."""
    store: Callable[[Sequence[Item], Runtime], TopicResult]
    """Stores what the records say. Doing it again is harmless."""
    count_failure: Callable[[RejectedRecord], None] = lambda _: None
    """Counts a record that is dead-lettered under the topic's own name."""
    parsing_failures: str = "inventory_common_message_parsing_failures"


_INGRESS = "inventory_ingress_message_parsing_failures"
_HOSTS = Consumer(host_ingress.read, host_ingress.store, host_ingress.count_failure, _INGRESS)
_PROFILES = Consumer(system_profile.read, system_profile.store, system_profile.count_failure, _INGRESS)
_APPLICATION_DATA = Consumer(host_app_data.read, host_app_data.store)
_WORKSPACES = Consumer(workspaces.read, workspaces.store)
_EXPORT_REQUESTS = Consumer(
    export_requests.read, export_requests.store, parsing_failures="inventory_export_service_message_parsing_failures"
)


class EventResult(NamedTuple):
    """What became of an event's records."""

    counts: dict[str, int]
    """Numbers of records, e.g. `{"created": 90, "updated": 9, "rejected": 1}`."""
    again: Sequence[Record]
    """Records that have to be delivered again."""

    def response(self) -> dict[str, Any]:
        """What the event source understands (`ReportBatchItemFailures` of Kafka event sources)."""
        return {
            "batchItemFailures": [
                {"itemIdentifier": {"partition": f"{record.topic}-{record.partition}", "offset": record.offset}}
                for record in self.again
            ]
        }


def consume(event: Mapping[str, Any], runtime: Runtime) -> EventResult:
    """Hands the records of an event to the consumers of their topics, and dead-letters the rejected ones.

    Raises:
        ConfigurationError: the function is subscribed to a topic that it has no consumer for.
        Exception: database or broker do not answer; the event must be delivered again.
    """
    settings = runtime.settings
    with metrics.invocation(settings), tracing.invocation(settings, "ingest"), _without_collector():
        return _consume(event, runtime)


def _consume(event: Mapping[str, Any], runtime: Runtime) -> EventResult:
    counts: Counter[str] = Counter()
    again: list[Record] = []
    for topic, records in groupby(records_of(event), key=lambda record: record.topic):
        of_topic = list(records)
        tracing.annotate(topic=topic, records=len(of_topic))
        again += _Worker(_consumer_of(topic, runtime), runtime, counts).work_off(of_topic)
    if again:
        counts["failed"] = len(again)
    logger.info("the event is worked off", extra={"records": dict(counts)})
    return EventResult(dict(counts), again)


class _Worker[Item: ReadRecord]:
    """Works off records of one topic and sees to what becomes of them."""

    def __init__(self, consumer: Consumer[Item], runtime: Runtime, counts: Counter[str]) -> None:
        self._consumer = consumer
        self._runtime = runtime
        self._counts = counts
        self._defects: list[RejectedRecord] = []
        self._is_something_stored = False
        self._again: list[Record] = []

    def work_off(self, records: Sequence[Record]) -> list[Record]:
        """Reads, stores and dead-letters; returns records that have to be delivered again."""
        with metrics.timer("inventory_ingress_message_handler_seconds"):
            entries = self._consumer.read(records, self._runtime)
            patience_s = self._runtime.settings.defect_patience_s
            failed = work_in_isolation(self._store, entries, patience_s=patience_s)
            waited_for = self._settle_defects(failed.to_dead_letter)
        again = [*failed.again, *waited_for, *self._again]
        return sorted(again, key=lambda record: (record.partition, record.offset))

    def _store(self, entries: Sequence[Item | RejectedRecord]) -> None:
        items: list[Item] = []
        rejected: list[RejectedRecord] = []
        for entry in entries:
            if isinstance(entry, RejectedRecord):
                rejected.append(entry)
            else:
                items.append(entry)
        result = self._consumer.store(items, self._runtime)
        rejected += result.rejected
        defects = [entry for entry in rejected if entry.at_fault == DEFECT]
        rejected = [entry for entry in rejected if entry.at_fault != DEFECT]
        _dead_letter(rejected, self._runtime)
        self._count(entries, rejected, worked_on=len(entries) - len(result.again) - len(defects))
        self._counts.update(result.counts, rejected=len(rejected))
        self._is_something_stored |= any(result.counts.values())
        self._defects += defects
        self._again += result.again

    def _settle_defects(self, isolated: Sequence[RejectedRecord]) -> list[Record]:
        """Dead-letters records that our code does not survive, as far as they are not tried again.

        Args:
            isolated: those that it did not survive in another way than by rejecting them.
        Returns:
            records that are to be delivered again.
        """
        failed = judge_defects(
            self._defects,
            isolated,
            is_something_stored=self._is_something_stored,
            patience_s=self._runtime.settings.defect_patience_s,
        )
        for entry in failed.to_dead_letter:
            metrics.count("inventory_ingress_message_handler_failures")
            self._count_failure(entry)
        _dead_letter(failed.to_dead_letter, self._runtime)
        self._counts.update(rejected=len(failed.to_dead_letter))
        return failed.again

    def _count(self, entries: Sequence[ReadRecord], rejected: Sequence[RejectedRecord], *, worked_on: int) -> None:
        for entry in entries:
            metrics.observe("inventory_consumed_message_size", len(entry.record.value or b""), "Bytes")
        failures = sum(entry.at_fault != HOST_DATA for entry in rejected)
        metrics.count("inventory_ingress_message_handler_successes", worked_on - failures)
        if failures:
            metrics.count("inventory_ingress_message_handler_failures", failures)
        for entry in rejected:
            self._count_failure(entry)

    def _count_failure(self, entry: RejectedRecord) -> None:
        self._consumer.count_failure(entry)
        if entry.at_fault == ENVELOPE:
            metrics.count(self._consumer.parsing_failures, cause="invalid")
        elif entry.at_fault == DEFECT and entry.sent is None:
            metrics.count(self._consumer.parsing_failures, cause="error")


def _dead_letter(rejected: Sequence[RejectedRecord], runtime: Runtime) -> None:
    for entry in rejected:
        about = {"record": entry.record.coordinates, "request_id": entry.request_id}
        logger.warning("a record is rejected", extra={**about, "reason": entry.reason[:1000]})
    send_rejected(runtime.producer, rejected)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Turns the cycle collector off: a batch makes a million objects and no cycles, and the search took a tenth of the
    time.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _consumer_of(topic: str, runtime: Runtime) -> Consumer[Any]:
    settings = runtime.settings
    if topic in {settings.host_ingress_topic, settings.host_ingress_p1_topic}:
        return _HOSTS
    if topic == settings.host_app_data_topic:
        return _APPLICATION_DATA
    if topic == settings.system_profile_topic:
        return _PROFILES
    if topic in {settings.workspaces_topic, settings.workspaces_bulk_topic}:
        return _WORKSPACES
    if topic == settings.export_requests_topic:
        return _EXPORT_REQUESTS
    raise ConfigurationError(f"no consumer for topic {topic}: the function must not be subscribed to it")
