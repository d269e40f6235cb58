"""Topics in tests: what is on them."""

from contextlib import closing
from dataclasses import dataclass
from typing import Any

import orjson
from kafka import KafkaConsumer, TopicPartition

from local.servers.broker import LARGEST_RESPONSE
from tests.support.schemas import hold_sent


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


def read_topic(bootstrap_servers: str, topic: str) -> list[Published]:
    """Everything on a topic."""
    consumer = KafkaConsumer(
        bootstrap_servers=bootstrap_servers, enable_auto_commit=False, receive_message_max_bytes=LARGEST_RESPONSE
    )
    with closing(consumer):
        partitions = [TopicPartition(topic, number) for number in sorted(consumer.partitions_for_topic(topic) or ())]
        consumer.assign(partitions)
        consumer.seek_to_beginning(*partitions)
        ends = consumer.end_offsets(partitions)
        published = []
        while any(consumer.position(partition) < end for partition, end in ends.items()):
            for records in consumer.poll(timeout_ms=200).values():
                for record in records:
                    key = None if record.key is None else record.key.decode()
                    headers = {name: value.decode() for name, value in record.headers}
                    hold_sent(topic, record.value, headers)
                    published.append(Published(key, record.value, headers))
        return published
