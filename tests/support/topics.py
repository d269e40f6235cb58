"""Topics in tests: what is on them, read by clients that one test process keeps for its broker."""

from contextlib import closing
from dataclasses import dataclass
from typing import Any

import orjson
from kafka import KafkaConsumer, TopicPartition

from local.servers.broker import LARGEST_RESPONSE

_kept: dict[str, KafkaConsumer] = {}


@dataclass(frozen=True)
class Published:
    """A message on an output topic."""

    key: str | None
    value: bytes
    headers: dict[str, str]

    @property
    def body(self) -> Any:
        """The value, parsed."""
        return orjson.loads(self.value)


def keep_consumer(bootstrap_servers: str) -> KafkaConsumer:
    """From now on `read_topic` reads from this broker with one consumer. Whoever keeps it closes it.

    Connecting takes longer than most reads. Brokers that a test stops get a new consumer each time.
    """
    _kept[bootstrap_servers] = _consumer(bootstrap_servers)
    return _kept[bootstrap_servers]


def read_topic(bootstrap_servers: str, topic: str) -> list[Published]:
    """Everything on a topic."""
    if kept := _kept.get(bootstrap_servers):
        return _read(kept, topic)
    with closing(_consumer(bootstrap_servers)) as consumer:
        return _read(consumer, topic)


def _consumer(bootstrap_servers: str) -> KafkaConsumer:
    return KafkaConsumer(
        bootstrap_servers=bootstrap_servers, enable_auto_commit=False, receive_message_max_bytes=LARGEST_RESPONSE
    )


def _read(consumer: KafkaConsumer, topic: str) -> list[Published]:
    partitions = [TopicPartition(topic, number) for number in sorted(consumer.partitions_for_topic(topic) or ())]
    consumer.assign(partitions)
    try:
        consumer.seek_to_beginning(*partitions)
        ends = consumer.end_offsets(partitions)
        published = []
        while any(consumer.position(partition) < end for partition, end in ends.items()):
            for records in consumer.poll(timeout_ms=200).values():
                for record in records:
                    key = None if record.key is None else record.key.decode()
                    headers = {name: value.decode() for name, value in record.headers}
                    published.append(Published(key, record.value, headers))
        return published
    finally:
        consumer.unsubscribe()
