"""Feeds Kafka topics to a function as AWS's event source mapping does: batches, one at a time for each partition.

A poller assigns partitions to itself and commits its group's offsets explicitly; it never joins the group, so a killed
poller leaves nothing behind that a broker would have to time out.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing

from kafka import KafkaConsumer, KafkaProducer, OffsetAndMetadata, TopicPartition
from kafka.errors import KafkaConnectionError, KafkaError

from infra.topology import Topic
from local.broker import is_reachable
from local.delivery import Delivery, RetryPolicy
from local.msk_event import MAX_EVENT, Entry, entry_of, event_of, split_by_size
from local.runtime_api import FunctionFailed

PROBE_INTERVAL_S = 1.0
IDLE_POLL_S = 0.3

log = logging.getLogger(__name__)


class Poller:
    """Polls some partitions of a topic in a thread of its own."""

    def __init__(
        self,
        topic: Topic,
        partitions: Sequence[int],
        *,
        group: str,
        bootstrap_servers: str,
        invoke: Callable[[bytes], object],
        dead_letter_topic: str,
        policy: RetryPolicy | None = None,
    ) -> None:
        """`invoke` takes an event (JSON), blocks until the function is done and raises FunctionFailed."""
        self._topic = topic
        self._partitions = [TopicPartition(topic.name, partition) for partition in partitions]
        self._group = group
        self._bootstrap_servers = bootstrap_servers
        self._dead_letter_topic = dead_letter_topic
        self._stopping = threading.Event()
        self._delivery = Delivery(
            lambda entries: invoke(event_of(entries, bootstrap_servers)),
            self._settle,
            self._give_up,
            self._stopping,
            policy,
        )
        self._buffer: list[Entry] = []
        self._settled: dict[TopicPartition, int] = {}
        self._consumer: KafkaConsumer | None = None
        self._is_waiting = False
        self._thread = threading.Thread(target=self._run, name=f"poll {topic.name}", daemon=True)

    def start(self) -> None:
        """Starts polling; a broker that does not answer is waited for."""
        self._thread.start()

    def request_stop(self) -> None:
        """Lets the poller end after the invocation that is under way."""
        self._stopping.set()

    def stop(self) -> None:
        """Ends polling; waits for the invocation that is under way."""
        self.request_stop()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        """Polls until told to stop; says once when the broker goes, and once when it is back."""
        while not self._stopping.is_set():
            try:
                self._require_broker()
                with closing(self._connect()) as self._consumer:
                    if self._is_waiting:
                        log.warning("polling of %s goes on", self._topic.name)
                    self._is_waiting = False
                    self._consume(self._consumer)
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

    def _connect(self) -> KafkaConsumer:
        """A consumer at the group's committed offsets."""
        consumer = KafkaConsumer(
            bootstrap_servers=self._bootstrap_servers,
            group_id=self._group,
            enable_auto_commit=False,
            auto_offset_reset="none",
            fetch_max_wait_ms=200,
            bootstrap_timeout_ms=5000,
            reconnect_backoff_max_ms=1000,
        )
        try:
            consumer.assign(self._partitions)
            begins = consumer.beginning_offsets(self._partitions)
            ends = consumer.end_offsets(self._partitions)
            for partition in self._partitions:
                start = begins[partition] if self._topic.starting_position == "TRIM_HORIZON" else ends[partition]
                committed = consumer.committed(partition)
                # A broker that lost its last records, or dropped old ones, may not have the committed offset.
                position = start if committed is None else min(max(committed, begins[partition]), ends[partition])
                consumer.seek(partition, position)
        except BaseException:
            consumer.close()
            raise
        self._buffer.clear()
        self._settled.clear()
        return consumer

    def _consume(self, consumer: KafkaConsumer) -> None:
        while not self._stopping.is_set():
            batch = self._collect(consumer)
            if batch and not self._stopping.is_set():
                self._delivery.deliver(batch)

    def _collect(self, consumer: KafkaConsumer) -> Sequence[Entry]:
        """The next batch: full, as large as an event may be, or what came within the topic's window."""
        window = self._topic.window.total_seconds()
        closes = time.monotonic() + window if self._buffer else None
        last_sign = time.monotonic()
        while len(self._buffer) < self._topic.batch_size and not self._stopping.is_set():
            now = time.monotonic()
            wait = IDLE_POLL_S if closes is None else min(IDLE_POLL_S, closes - now)
            if wait <= 0:
                break
            room = self._topic.batch_size - len(self._buffer)
            polled = consumer.poll(timeout_ms=max(1, int(wait * 1000)), max_records=room)
            if polled:
                self._buffer += [entry_of(record) for records in polled.values() for record in records]
                closes = closes or time.monotonic() + window
                last_sign = time.monotonic()
            elif now - last_sign > PROBE_INTERVAL_S:
                self._require_broker()
                self._commit()
                last_sign = now
        batch, rest = split_by_size(self._buffer, MAX_EVENT)
        self._buffer = list(rest)
        return batch

    def _settle(self, entries: Sequence[Entry]) -> None:
        for entry in entries:
            self._settled[entry.partition] = entry.offset + 1
        self._commit()

    def _commit(self) -> None:
        """Commits what is settled. A commit that fails is made up for later; delivering twice is harmless."""
        if not self._settled or self._consumer is None:
            return
        offsets = {partition: OffsetAndMetadata(offset, "", -1) for partition, offset in self._settled.items()}
        try:
            self._consumer.commit(offsets, timeout_ms=5000)
        except KafkaError as error:
            log.warning("offsets of %s are not committed yet: %s", self._topic.name, error)
        else:
            self._settled.clear()

    def _give_up(self, entry: Entry, failure: FunctionFailed) -> None:
        """Puts a record that the function does not survive on the dead-letter topic; waits for a dead broker."""
        coordinates = f"{entry.partition.topic}/{entry.partition.partition}/{entry.offset}"
        log.error("record %s given up, see topic %s: %s", coordinates, self._dead_letter_topic, failure)
        headers = [
            ("hbi-reason", str(failure)[:4096].encode(errors="replace")),
            ("hbi-topic", entry.partition.topic.encode()),
            ("hbi-partition", str(entry.partition.partition).encode()),
            ("hbi-offset", str(entry.offset).encode()),
            *entry.headers,
        ]
        while not self._stopping.is_set():
            try:
                with closing(KafkaProducer(bootstrap_servers=self._bootstrap_servers, acks="all")) as producer:
                    sent = producer.send(self._dead_letter_topic, key=entry.key, value=entry.value, headers=headers)
                    sent.get(timeout=10)
            except KafkaError:
                self._stopping.wait(PROBE_INTERVAL_S)
            else:
                return
