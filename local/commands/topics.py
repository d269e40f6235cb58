"""Reading and writing topics of a running stack."""

import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from typing import Any

from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.errors import KafkaError

from hbi.problems import Unavailable
from infra.topology import INGEST
from local.broker import LARGEST_RESPONSE
from local.running import Running
from local.stack import consumer_group

type Sent = tuple[bytes, list[tuple[str, bytes]]]


def send(stack: Running, topic: str, messages: Iterable[Sent]) -> Iterator[int]:
    """Sends messages; yields how many were handed over so far. All are acknowledged when it ends."""
    producer = KafkaProducer(bootstrap_servers=stack.bootstrap_servers, acks="all", linger_ms=20)
    with closing(producer):
        for handed_over, (value, headers) in enumerate(messages, 1):
            producer.send(topic, value=value, headers=headers)
            yield handed_over
        try:
            producer.flush(timeout=60)
        except KafkaError as error:
            raise Unavailable(f"the broker does not acknowledge: {error}") from None


def stored(stack: Running, topic: str) -> Iterator[Any]:
    """The records that the topic holds now."""
    with closing(_consumer(stack)) as consumer:
        partitions = _assign(consumer, topic)
        consumer.seek_to_beginning(*partitions)
        ends = consumer.end_offsets(partitions)
        while any(consumer.position(partition) < ends[partition] for partition in partitions):
            for records in consumer.poll(timeout_ms=500).values():
                yield from records


def new(stack: Running, topic: str) -> Iterator[Any]:
    """Records that come from now on, without end."""
    with closing(_consumer(stack)) as consumer:
        partitions = _assign(consumer, topic)
        consumer.seek_to_end(*partitions)
        for partition in partitions:
            consumer.position(partition)
        while True:
            for records in consumer.poll(timeout_ms=500).values():
                yield from records


def until_ingested(stack: Running, topic: str, patience_s: float = 300.0) -> Iterator[int]:
    """Yields how many records the ingest function has still to work on, until there are none.

    Raises:
        Unavailable: nothing moved for `patience_s`.
    """
    consumer = KafkaConsumer(
        bootstrap_servers=stack.bootstrap_servers, group_id=consumer_group(INGEST), enable_auto_commit=False
    )
    with closing(consumer):
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


def _consumer(stack: Running) -> KafkaConsumer:
    return KafkaConsumer(
        bootstrap_servers=stack.bootstrap_servers,
        enable_auto_commit=False,
        receive_message_max_bytes=LARGEST_RESPONSE,
    )


def _assign(consumer: KafkaConsumer, topic: str) -> list[TopicPartition]:
    numbers = consumer.partitions_for_topic(topic)
    if not numbers:
        raise Unavailable(f"the broker has no topic {topic}")
    partitions = [TopicPartition(topic, number) for number in sorted(numbers)]
    consumer.assign(partitions)
    return partitions
