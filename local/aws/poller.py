"""Feeds Kafka topics to a function as AWS's event source mapping does: batches, one at a time for each partition.

A poller assigns partitions to itself and commits its group's offsets explicitly; it never joins the group, so a killed
poller leaves nothing behind that a broker would have to time out.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing

from kafka import KafkaConsumer, OffsetAndMetadata, TopicPartition
from kafka.errors import KafkaConnectionError, KafkaError, UnknownTopicOrPartitionError

from hbi.events.producer import Producer, PublishFailed
from hbi.ingest.delivery.dead_letters import send_rejected
from hbi.ingest.delivery.rejected import DEFECT, RejectedRecord
from hbi.ingest.messages.records import Record
from hbi.settings import KafkaSettings
from infra.topology import Topic
from local.aws.delivery import Delivery, RetryPolicy
from local.aws.msk_event import MAX_EVENT, Entry, entry_of, event_of, failed_of, split_by_size
from local.aws.runtime_api import FunctionFailed
from local.servers.broker import LARGEST_RESPONSE, is_reachable

PROBE_INTERVAL_S = 1.0
LAG_CHECK_S = 3.0
"""Seconds without a record after which the poller looks whether there are any. kafka-python (3.0.12) may wait minutes
for the answer to a fetch that a restarted broker never got."""
IDLE_PAUSE_S = 0.05
QUIET_AFTER_S = 10.0
QUIET_PAUSE_S = 0.5
"""Pause after `QUIET_AFTER_S` without a record. At ten times the rate five pollers take an eighth of a core."""
FILLING_PAUSE_S = 0.01

log = logging.getLogger(__name__)


class Poller:
    """Polls a topic, or a share of its partitions, in a thread of its own."""

    def __init__(
        self,
        topic: Topic,
        *,
        group: str,
        bootstrap_servers: str,
        invoke: Callable[[bytes], bytes],
        dead_letter_topic: str,
        share: tuple[int, int] = (0, 1),
        policy: RetryPolicy | None = None,
    ) -> None:
        """Starts nothing yet.

        Args:
            invoke: takes an event (JSON), blocks until the function is done, returns its result (JSON) and raises
                FunctionFailed.
            share: (i, n) takes the partitions whose number leaves remainder i when divided by n.
        """
        self._topic = topic
        self._share = share
        self._group = group
        self._bootstrap_servers = bootstrap_servers
        self._dead_letter_topic = dead_letter_topic
        self._stopping = threading.Event()
        self._delivery = Delivery(
            lambda entries: failed_of(invoke(event_of(entries, bootstrap_servers)), entries),
            self._settle,
            self._dead_letter,
            self._stopping,
            policy,
        )
        self._buffer: list[Entry] = []
        self._settled: dict[TopicPartition, int] = {}
        self._committed: dict[TopicPartition, int] = {}
        self._offsets: KafkaConsumer | None = None
        self._is_waiting = False
        self._has_lagged = False
        self._last_record_at = time.monotonic()
        self._thread = threading.Thread(target=self._run, name=f"poll {topic.name}", daemon=True)

    def start(self) -> None:
        """Starts polling; a broker that does not answer is waited for."""
        self._thread.start()

    def request_stop(self) -> None:
        """Lets the poller end after the invocation that is under way."""
        self._stopping.set()

    def stop(self, patience_s: float | None = None) -> bool:
        """Ends polling; waits for the invocation that is under way, at most `patience_s`. Returns whether it ended."""
        self.request_stop()
        if self._thread.is_alive():
            self._thread.join(patience_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        """Polls until it is stopped; logs once when the broker goes, and once when it is back."""
        while not self._stopping.is_set():
            try:
                self._require_broker()
                with closing(self._client(self._group)) as self._offsets, closing(self._client(None)) as consumer:
                    self._begin(consumer, self._offsets)
                    if self._is_waiting:
                        log.warning("polling of %s goes on", self._topic.name)
                    self._is_waiting = False
                    self._consume(consumer)
            except KafkaError as error:
                if not self._is_waiting:
                    log.warning("polling of %s waits for the broker: %s", self._topic.name, error)
                self._is_waiting = True
            except Exception:
                log.exception("polling of %s failed and begins anew", self._topic.name)
            self._stopping.wait(PROBE_INTERVAL_S)

    def _require_broker(self) -> None:
        if not is_reachable(self._bootstrap_servers):
            raise KafkaConnectionError(f"nothing listens at {self._bootstrap_servers}")

    def _client(self, group: str | None) -> KafkaConsumer:
        """A client of kafka-python: one that fetches, without a group, or one that keeps the group's offsets.

        Not both in one: kafka-python's `poll` spins when a group is named and not joined.
        """
        return KafkaConsumer(
            bootstrap_servers=self._bootstrap_servers,
            group_id=group,
            enable_auto_commit=False,
            auto_offset_reset="none",
            fetch_max_wait_ms=200,
            receive_message_max_bytes=LARGEST_RESPONSE,
            bootstrap_timeout_ms=5000,
            reconnect_backoff_max_ms=1000,
        )

    def _begin(self, consumer: KafkaConsumer, offsets: KafkaConsumer) -> None:
        """Puts the consumer to the group's committed offsets."""
        remainder, divisor = self._share
        numbers = consumer.partitions_for_topic(self._topic.name)
        if not numbers:
            raise UnknownTopicOrPartitionError(f"the broker has no topic {self._topic.name}")
        partitions = [TopicPartition(self._topic.name, number) for number in numbers if number % divisor == remainder]
        consumer.assign(partitions)
        begins = consumer.beginning_offsets(partitions)
        ends = consumer.end_offsets(partitions)
        for partition in partitions:
            start = begins[partition] if self._topic.starting_position == "TRIM_HORIZON" else ends[partition]
            committed = offsets.committed(partition)
            # A broker that lost its last records, or dropped old ones, may not have the committed offset.
            position = start if committed is None else min(max(committed, begins[partition]), ends[partition])
            consumer.seek(partition, position)
        self._buffer.clear()
        self._settled.clear()
        self._committed.clear()
        self._has_lagged = False

    def _require_progress(self, consumer: KafkaConsumer, offsets: KafkaConsumer) -> None:
        """Refuses a consumer that twice in a row has not got what the broker has."""
        ends = offsets.end_offsets(list(consumer.assignment()))
        lags = any(end > consumer.position(partition) for partition, end in ends.items())
        if lags and self._has_lagged:
            raise KafkaConnectionError(f"records of {self._topic.name} do not come")
        self._has_lagged = lags

    def _commit_lost(self, offsets: KafkaConsumer) -> None:
        """Commits again what a broker has lost that was killed and is back before anybody missed it."""
        for partition, offset in self._committed.items():
            if (offsets.committed(partition) or 0) < offset:
                self._settled.setdefault(partition, offset)
        self._commit()

    def _consume(self, consumer: KafkaConsumer) -> None:
        while not self._stopping.is_set():
            batch = self._collect(consumer)
            if batch and not self._stopping.is_set():
                self._delivery.deliver(batch)

    def _collect(self, consumer: KafkaConsumer) -> Sequence[Entry]:
        """The next batch: full, as large as an event may be, or what came within the topic's window."""
        window = self._topic.window.total_seconds()
        closes = time.monotonic() + window if self._buffer else None
        last_sign = last_look = time.monotonic()
        while len(self._buffer) < self._topic.batch_size and not self._stopping.is_set():
            now = time.monotonic()
            if closes is not None and now >= closes:
                break
            # Never a waiting `poll`: a broker that answers an empty fetch at once makes kafka-python spin in it.
            polled = consumer.poll(timeout_ms=0, max_records=self._topic.batch_size - len(self._buffer))
            if polled:
                self._buffer += [entry_of(record) for records in polled.values() for record in records]
                closes = closes or now + window
                last_sign = last_look = self._last_record_at = now
                self._has_lagged = False
                continue
            if now - last_sign > PROBE_INTERVAL_S:
                self._require_broker()
                self._commit()
                last_sign = now
            if now - last_look > LAG_CHECK_S and self._offsets is not None:
                self._require_progress(consumer, self._offsets)
                self._commit_lost(self._offsets)
                last_look = now
            self._stopping.wait(FILLING_PAUSE_S if closes is not None else self._idle_pause(now))
        batch, rest = split_by_size(self._buffer, MAX_EVENT)
        self._buffer = list(rest)
        return batch

    def _idle_pause(self, now: float) -> float:
        return QUIET_PAUSE_S if now - self._last_record_at > QUIET_AFTER_S else IDLE_PAUSE_S

    def _settle(self, entries: Sequence[Entry]) -> None:
        for entry in entries:
            self._settled[entry.partition] = entry.offset + 1
        self._commit()

    def _commit(self) -> None:
        """Commits offsets of settled records. One that fails is made up for later: delivering twice is harmless."""
        if not self._settled or self._offsets is None:
            return
        offsets = {partition: OffsetAndMetadata(offset, "", -1) for partition, offset in self._settled.items()}
        try:
            self._offsets.commit(offsets, timeout_ms=5000)
        except KafkaError as error:
            log.warning("offsets of %s are not committed yet: %s", self._topic.name, error)
        else:
            self._committed |= self._settled
            self._settled.clear()

    def _dead_letter(self, entry: Entry, failure: FunctionFailed) -> None:
        """Puts a record that the function does not survive on the dead-letter topic; waits for a dead broker."""
        topic, partition = entry.partition
        headers = [(name, value or b"") for name, value in entry.headers]
        record = Record(topic, partition, entry.offset, entry.timestamp, entry.key, entry.value, headers)
        log.error("record %s dead-lettered, see topic %s: %s", record.coordinates, self._dead_letter_topic, failure)
        names = {"KAFKA_BOOTSTRAP_SERVERS": self._bootstrap_servers, "HBI_DEAD_LETTER_TOPIC": self._dead_letter_topic}
        while not self._stopping.is_set():
            try:
                with closing(Producer(KafkaSettings.load(names))) as producer:
                    send_rejected(producer, [RejectedRecord(record, str(failure), notify=False, at_fault=DEFECT)])
            except PublishFailed:
                self._stopping.wait(PROBE_INTERVAL_S)
            else:
                return
