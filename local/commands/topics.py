"""Reading and writing topics of a broker: a running stack's, or a deployment's."""

import time
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing, contextmanager
from typing import Any

from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.errors import KafkaError

from hbi.events.connection import connection, iam_token
from hbi.problems import Unavailable
from hbi.settings import KafkaSettings
from infra.topology import INGEST
from local.broker import LARGEST_RESPONSE
from local.stack import consumer_group

type Sent = tuple[bytes, list[tuple[str, bytes]]]


def send(kafka: KafkaSettings, topic: str, messages: Iterable[Sent]) -> Iterator[int]:
    """Sends messages; yields how many were handed over so far. All are acknowledged when it ends."""
    with _told(kafka), closing(KafkaProducer(**_connection(kafka), acks="all", linger_ms=20)) as producer:
        for handed_over, (value, headers) in enumerate(messages, 1):
            producer.send(topic, value=value, headers=headers)
            yield handed_over
        producer.flush(timeout=60)


def stored(kafka: KafkaSettings, topic: str) -> Iterator[Any]:
    """The records that the topic holds now."""
    with _told(kafka), closing(_consumer(kafka)) as consumer:
        partitions = _assign(consumer, topic)
        consumer.seek_to_beginning(*partitions)
        ends = consumer.end_offsets(partitions)
        while any(consumer.position(partition) < ends[partition] for partition in partitions):
            for records in consumer.poll(timeout_ms=500).values():
                yield from records


def new(kafka: KafkaSettings, topic: str) -> Iterator[Any]:
    """Records that come from now on, without end."""
    with _told(kafka), closing(_consumer(kafka)) as consumer:
        partitions = _assign(consumer, topic)
        consumer.seek_to_end(*partitions)
        for partition in partitions:
            consumer.position(partition)
        while True:
            for records in consumer.poll(timeout_ms=500).values():
                yield from records


def partitions(kafka: KafkaSettings, names: Collection[str]) -> dict[str, set[int]]:
    """Numbers of the partitions of each topic; none of a topic that the broker does not have, or does not show."""
    with _told(kafka), closing(_consumer(kafka)) as consumer:
        shown = consumer.topics()
        return {name: consumer.partitions_for_topic(name) if name in shown else set() for name in names}


def until_ingested(kafka: KafkaSettings, topic: str, patience_s: float = 300.0) -> Iterator[int]:
    """Yields how many records the stack's ingest function has still to work on, until there are none.

    Raises:
        Unavailable: nothing moved for `patience_s`.
    """
    with _told(kafka), closing(_consumer(kafka, consumer_group(INGEST))) as consumer:
        partitions = _assign(consumer, topic)
        ends = consumer.end_offsets(partitions)
        last, since = -1, time.monotonic()
        while True:
            left = sum(max(0, ends[partition] - (consumer.committed(partition) or 0)) for partition in partitions)
            yield left
            if left == 0:
                return
            if left != last:
                last, since = left, time.monotonic()
            elif time.monotonic() - since > patience_s:
                raise Unavailable(f"{left} records are not ingested; see .hbi/logs/ingest.log")
            time.sleep(0.2)


def _consumer(kafka: KafkaSettings, group: str | None = None) -> KafkaConsumer:
    return KafkaConsumer(
        **_connection(kafka),
        group_id=group,
        enable_auto_commit=False,
        allow_auto_create_topics=False,
        receive_message_max_bytes=LARGEST_RESPONSE,
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
