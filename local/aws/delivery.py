"""Delivers a batch to a function until every record of it is settled: taken, or dead-lettered alone.

Nothing is skipped and each partition keeps its order. Records that the function reports as failed are delivered again;
what other partitions had in the batch is settled. A batch that fails as a whole is delivered again partition by
partition, in halves as long as it fails, so that one record that the function cannot survive ends up alone.
"""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Event

from kafka import TopicPartition

from local.aws.msk_event import Entry
from local.aws.runtime_api import FunctionFailed

log = logging.getLogger(__name__)

_REPORTED = FunctionFailed("ItemFailure", "the function reports the record as failed")


@dataclass(frozen=True)
class RetryPolicy:
    """Delays between tries, and the end of tries.

    A record is dead-lettered if it failed alone `attempts` times, and either the function took other records meanwhile
    (so it is the record's fault) or nothing succeeded for `patience_s` (it may be the database's fault: wait).
    """

    first_delay_s: float = 0.5
    max_delay_s: float = 15.0
    attempts: int = 5
    patience_s: float = 300.0

    def delay_s(self, failures: int) -> float:
        """Seconds to wait after that many failures in a row."""
        return min(self.max_delay_s, self.first_delay_s * 2.0 ** min(failures - 1, 16))


@dataclass
class _Lane:
    """The records of one partition that are left, and the state of their delivery."""

    entries: Sequence[Entry]
    """Records that are still to be taken, in order."""
    unsettled: Sequence[Entry]
    """The same records and all behind the first of them, which the function may have taken already."""
    part_size: int
    not_before: float
    failures_alone: int = 0
    failing_since: float = 0.0

    @property
    def part(self) -> Sequence[Entry]:
        return self.entries[: self.part_size]

    def advance(self, failed: Sequence[Entry] = ()) -> Sequence[Entry]:
        """Moves behind the part, but keeps the failed records; returns those that are settled by that."""
        self.entries = [*failed, *self.entries[self.part_size :]]
        self.failures_alone = 0
        return self.settle()

    def settle(self) -> Sequence[Entry]:
        """Removes and returns what is before the first record that is left."""
        first_left = self.entries[0].offset if self.entries else float("inf")
        settled = [entry for entry in self.unsettled if entry.offset < first_left]
        self.unsettled = self.unsettled[len(settled) :]
        return settled

    def grow(self) -> None:
        """Lets the next part be twice as large."""
        self.part_size = min(2 * self.part_size, len(self.entries))

    def fail(self, now: float) -> None:
        """Notes a failure of the part and halves it."""
        if self.part_size > 1:
            self.part_size //= 2
        else:
            self.failing_since = self.failing_since if self.failures_alone else now
            self.failures_alone += 1


class Delivery:
    """Delivers batches for one poller."""

    def __init__(
        self,
        invoke: Callable[[Sequence[Entry]], Sequence[Entry]],
        settle: Callable[[Sequence[Entry]], None],
        dead_letter: Callable[[Entry, FunctionFailed], None],
        stopping: Event,
        policy: RetryPolicy | None = None,
    ) -> None:
        """Delivers nothing yet. Each callback may block.

        Args:
            invoke: hands records to the function and returns those that it reports as failed; raises FunctionFailed.
            settle: is called with records that need not be delivered again.
            dead_letter: takes a record that fails alone; it is settled afterwards.
            stopping: once set, deliveries end soon and leave the rest unsettled.
        """
        self._invoke = invoke
        self._settle = settle
        self._dead_letter = dead_letter
        self._stopping = stopping
        self._policy = policy or RetryPolicy()
        self._failures = 0
        self._last_success = float("-inf")

    def deliver(self, batch: Sequence[Entry]) -> None:
        """Returns when every record is settled, or when `stopping` is set."""
        failed, _ = self._attempt(batch)
        lanes = self._lanes(batch, failed)
        done = [entry for entry in batch if entry.partition not in lanes]
        if done:
            self._settle(done)
        for lane in lanes.values():
            if taken := lane.settle():
                self._settle(taken)
        self._deliver_in_parts(list(lanes.values()))

    def _deliver_in_parts(self, lanes: list[_Lane]) -> None:
        while lanes:
            lane = min(lanes, key=lambda lane: lane.not_before)
            if self._stopping.wait(max(0.0, lane.not_before - time.monotonic())):
                return
            self._try_part(lane)
            lanes = [lane for lane in lanes if lane.entries]

    def _lanes(self, batch: Sequence[Entry], failed: Sequence[Entry]) -> dict[TopicPartition, _Lane]:
        """The partitions with failed records."""
        failed_by_partition: dict[TopicPartition, list[Entry]] = {}
        for entry in failed:
            failed_by_partition.setdefault(entry.partition, []).append(entry)
        not_before = time.monotonic() + self._policy.delay_s(self._failures)
        # One partition that failed as a whole would only repeat the batch.
        share = 2 if len(failed_by_partition) == 1 and len(failed) == len(batch) else 1
        return {
            partition: _Lane(
                entries,
                [entry for entry in batch if entry.partition == partition],
                max(1, len(entries) // share),
                not_before,
            )
            for partition, entries in failed_by_partition.items()
        }

    def _try_part(self, lane: _Lane) -> None:
        part = lane.part
        failed, failure = self._attempt(part)
        if failure is None:
            self._settle(lane.advance())
            lane.grow()
            return
        now = time.monotonic()
        if len(failed) < len(part):
            if taken := lane.advance(failed):
                self._settle(taken)
            lane.part_size = len(failed)
        lane.fail(now)
        lane.not_before = now + self._policy.delay_s(self._failures)
        if self._is_hopeless(lane, now) or (len(part) == 1 and failure.error_type == "RequestTooLarge"):
            self._dead_letter(lane.entries[0], failure)
            self._settle(lane.advance())
            lane.grow()

    def _is_hopeless(self, lane: _Lane, now: float) -> bool:
        if lane.failures_alone < self._policy.attempts:
            return False
        others_succeed = self._last_success > lane.failing_since
        return others_succeed or now - lane.failing_since >= self._policy.patience_s

    def _attempt(self, entries: Sequence[Entry]) -> tuple[Sequence[Entry], FunctionFailed | None]:
        """Invokes the function; returns the records that it did not take, and why."""
        try:
            failed = self._invoke(entries)
            failure = _REPORTED if failed else None
        except FunctionFailed as raised:
            failed, failure = entries, raised
        if len(failed) < len(entries):
            self._last_success = time.monotonic()
        if failure is None:
            self._failures = 0
            return failed, None
        self._failures += 1
        if self._failures == 1 and not self._stopping.is_set():
            log.warning("%d records of %s not taken: %s", len(failed), entries[0].partition.topic, failure)
        return failed, failure
