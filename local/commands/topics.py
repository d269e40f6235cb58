"""Reading and writing topics of a broker: a running stack's, or a deployment's.

A broker that goes away for a moment is waited for; everything here ends with an error when it stays away.
"""

import time
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import closing, contextmanager
from typing import Any

from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.errors import KafkaError, KafkaTimeoutError

from hbi.events.connection import connection, iam_token
from hbi.problems import Unavailable
from hbi.settings import KafkaSettings
from infra.topology import INGEST
from local.servers.broker import LARGEST_RESPONSE, MAX_MESSAGE_BYTES, is_reachable
from local.servers.services import consumer_group

OUTAGE_S = 10
"""Seconds that a broker may be away while a command uses it: a local one that ended is started again meanwhile."""

SILENCE_S = 30.0
"""Seconds that a broker which accepts connections may keep silent about records that it has."""

CHECK_INTERVAL_S = 1.0

IDLE_PAUSE_S = 0.05

type Sent = tuple[bytes, list[tuple[str, bytes]]]


def send(kafka: KafkaSettings, topic: str, messages: Iterable[Sent]) -> Iterator[int]:
    """Sends messages; yields how many were handed over so far. All are acknowledged when it ends.

    Raises:
        Unavailable: the broker is away, or refuses a message. Some may have been written.
    """
    with _told(kafka):
        producer = KafkaProducer(
            **_connection(kafka),
            acks="all",
            linger_ms=20,
            # Reports may arrive twice, but must be sent on when the broker has come back without its last records.
            enable_idempotence=False,
            compression_type="lz4",
            reconnect_backoff_max_ms=1000,
            max_request_size=MAX_MESSAGE_BYTES,
            max_block_ms=OUTAGE_S * 1000,
            request_timeout_ms=OUTAGE_S * 500,
            delivery_timeout_ms=OUTAGE_S * 1000,
        )
        try:
            sent = []
            for handed_over, (value, headers) in enumerate(messages, 1):
                sent.append(producer.send(topic, value=value, headers=headers))
                yield handed_over
            # The client says of a message that failed only when it is asked.
            for message in sent:
                message.get(timeout=2 * OUTAGE_S)
        finally:
            producer.close(timeout=1)


def stored(kafka: KafkaSettings, topic: str) -> Iterator[Any]:
    """The records that the topic holds now."""
    with _told(kafka), closing(_consumer(kafka)) as consumer:
        partitions = _assign(consumer, topic)
        consumer.seek_to_beginning(*partitions)
        ends = consumer.end_offsets(partitions, OUTAGE_S * 1000)
        outage, last_sign = _outage(kafka), time.monotonic()
        while any(_position(consumer, partition) < ends[partition] for partition in partitions):
            polled = consumer.poll(timeout_ms=500)
            for records in polled.values():
                yield from records
            if polled:
                last_sign = time.monotonic()
                continue
            outage.check()
            if time.monotonic() - last_sign > SILENCE_S:
                raise KafkaTimeoutError(f"no answer for {SILENCE_S:.0f} seconds")


def new(kafka: KafkaSettings, topic: str) -> Iterator[Any]:
    """Records that come from now on, without end."""
    with _told(kafka), closing(_consumer(kafka)) as consumer:
        partitions = _assign(consumer, topic)
        consumer.seek_to_end(*partitions)
        for partition in partitions:
            _position(consumer, partition)
        outage, checked = _outage(kafka), time.monotonic()
        while True:
            # Never a waiting `poll`: a broker that answers an empty fetch at once makes kafka-python spin in it.
            polled = consumer.poll(timeout_ms=0)
            for records in polled.values():
                yield from records
            if polled:
                continue
            if time.monotonic() - checked > CHECK_INTERVAL_S:
                outage.check()
                checked = time.monotonic()
            time.sleep(IDLE_PAUSE_S)


def partitions(kafka: KafkaSettings, names: Collection[str]) -> dict[str, set[int]]:
    """Numbers of the partitions of each topic; none of a topic that the broker does not have, or does not show."""
    with _told(kafka), closing(_consumer(kafka)) as consumer:
        shown = consumer.topics()
        return {name: consumer.partitions_for_topic(name) if name in shown else set() for name in names}


def until_ingested(
    kafka: KafkaSettings, topic: str, patience_s: float = 300.0, check: Callable[[], None] = lambda: None
) -> Iterator[int]:
    """Yields how many records the stack's ingest function has still to work on, until there are none.

    Args:
        check: raises Unavailable when something else is in the way; called about every second without progress.
    Raises:
        Unavailable: nothing moved for `patience_s`, or the broker is away.
    """
    with _told(kafka), closing(_consumer(kafka, consumer_group(INGEST))) as consumer:
        partitions = _assign(consumer, topic)
        ends = consumer.end_offsets(partitions, OUTAGE_S * 1000)
        outage = _outage(kafka)
        last, since, checked = -1, time.monotonic(), time.monotonic()
        while True:
            left = sum(max(0, ends[partition] - _committed(consumer, partition)) for partition in partitions)
            yield left
            if left == 0:
                return
            if left != last:
                last, since = left, time.monotonic()
            elif time.monotonic() - since > patience_s:
                raise Unavailable(f"{left} records are not ingested, and none was for {patience_s:.0f} seconds")
            elif time.monotonic() - max(since, checked) > CHECK_INTERVAL_S:
                outage.check()
                check()
                checked = time.monotonic()
            time.sleep(0.2)


def _position(consumer: KafkaConsumer, partition: TopicPartition) -> int:
    return int(consumer.position(partition, OUTAGE_S * 1000))


def _committed(consumer: KafkaConsumer, partition: TopicPartition) -> int:
    return consumer.committed(partition, timeout_ms=OUTAGE_S * 1000) or 0


class Outage:
    """Distinguishes a server that is away for a moment from one that stays away."""

    def __init__(self, is_there: Callable[[], bool], name: str) -> None:
        self._is_there = is_there
        self._name = name
        self._since: float | None = None

    def check(self) -> None:
        """Raises Unavailable when the server was away at all calls of the last `OUTAGE_S`."""
        now = time.monotonic()
        if self._is_there():
            self._since = None
        elif self._since is None:
            self._since = now
        elif now - self._since > OUTAGE_S:
            raise Unavailable(f"{self._name} has not answered for {OUTAGE_S} seconds")


def _outage(kafka: KafkaSettings) -> Outage:
    return Outage(lambda: is_reachable(kafka.bootstrap_servers), f"the broker at {kafka.bootstrap_servers}")


def _consumer(kafka: KafkaSettings, group: str | None = None) -> KafkaConsumer:
    return KafkaConsumer(
        **_connection(kafka),
        group_id=group,
        enable_auto_commit=False,
        allow_auto_create_topics=False,
        receive_message_max_bytes=LARGEST_RESPONSE,
        request_timeout_ms=OUTAGE_S * 1000,
        reconnect_backoff_max_ms=1000,
    )


def _connection(kafka: KafkaSettings) -> dict[str, Any]:
    if kafka.kafka_auth == "iam":
        try:
            # The client would try again until its time is over, and only say that nobody answers.
            iam_token()
        except Exception as error:
            raise Unavailable(f"no token for the broker: {type(error).__name__}: {error}") from None
    return connection(kafka)


@contextmanager
def _told(kafka: KafkaSettings) -> Iterator[None]:
    """Faults of the broker, or of the way to it, in words."""
    try:
        yield
    except (KafkaError, OSError) as error:
        raise Unavailable(f"the broker at {kafka.bootstrap_servers} cannot be used: {error}") from None


def _assign(consumer: KafkaConsumer, topic: str) -> list[TopicPartition]:
    numbers = consumer.partitions_for_topic(topic)
    if not numbers:
        raise Unavailable(f"the broker has no topic {topic}, or does not show it to you")
    partitions = [TopicPartition(topic, number) for number in sorted(numbers)]
    consumer.assign(partitions)
    return partitions
