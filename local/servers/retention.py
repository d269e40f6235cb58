"""Retention of the embedded broker, which holds all its data in memory and writes all of it at every change.

Topics that the functions only write keep their newest messages, by the broker's own retention. Topics that a function
consumes keep every record until it is consumed, and after that the newest ones; the broker cannot do that by itself.
"""

import logging
import threading
from collections.abc import Iterable, Mapping
from contextlib import closing

from kafka import KafkaAdminClient, KafkaConsumer, TopicPartition
from kafka.errors import KafkaError

from local.servers.broker import ANSWER_TIMEOUT_MS, LARGEST_RESPONSE, is_reachable

KIB = 1024
MIB = 1024 * KIB
INTERVAL_S = 2.0
CONSUMED_BYTES = 128 * KIB
"""Bytes of consumed records that a partition keeps, so that the newest can still be looked at."""

_OUTPUT_BYTES = {
    "platform.inventory.events": MIB,
    "platform.notifications.ingress": 256 * KIB,
    "platform.payload-status": MIB,
    "platform.inventory.dead-letter": 8 * MIB,
}
_FOR_EVER = {"retention.ms": "-1", "retention.bytes": "-1"}

log = logging.getLogger(__name__)


def topic_settings(consumed: Iterable[str]) -> dict[str, dict[str, str]]:
    """Settings of all topics.

    Each partition of a topic that the functions only write keeps about `_OUTPUT_BYTES` of its newest messages.

    Args:
        consumed: topics that a function consumes: a broker must not drop anything of them by itself.
    """
    settings = {name: dict(_FOR_EVER) for name in consumed}
    for name, size in _OUTPUT_BYTES.items():
        # Whole segments are dropped, never the one that is being written.
        settings[name] = {**_FOR_EVER, "retention.bytes": str(size), "segment.bytes": str(size // 4)}
    return settings


class Trimmer:
    """Deletes consumed records of a running broker, in a thread of its own."""

    def __init__(self, bootstrap_servers: str, groups: Mapping[str, str]) -> None:
        """`groups` is the group that consumes each topic, by the topic's name."""
        self._bootstrap_servers = bootstrap_servers
        self._groups = groups
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="trim topics", daemon=True)

    def start(self) -> None:
        """Starts trimming; a broker that does not answer is waited for."""
        self._thread.start()

    def stop(self) -> None:
        """Ends trimming."""
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping.wait(INTERVAL_S):
            try:
                if is_reachable(self._bootstrap_servers):
                    self._trim_until_unreachable()
            except KafkaError as error:
                log.debug("trimming waits for the broker: %s", error)
            except Exception:
                log.exception("trimming of topics failed and begins anew")

    def _trim_until_unreachable(self) -> None:
        with closing(self._admin()) as admin:
            consumers = {group: self._consumer(group) for group in sorted(set(self._groups.values()))}
            try:
                while is_reachable(self._bootstrap_servers):
                    trim(admin, consumers, self._groups)
                    if self._stopping.wait(INTERVAL_S):
                        return
            finally:
                for consumer in consumers.values():
                    consumer.close()

    def _admin(self) -> KafkaAdminClient:
        return KafkaAdminClient(bootstrap_servers=self._bootstrap_servers, bootstrap_timeout_ms=ANSWER_TIMEOUT_MS)

    def _consumer(self, group: str) -> KafkaConsumer:
        return KafkaConsumer(
            bootstrap_servers=self._bootstrap_servers,
            group_id=group,
            enable_auto_commit=False,
            receive_message_max_bytes=LARGEST_RESPONSE,
            bootstrap_timeout_ms=ANSWER_TIMEOUT_MS,
        )


def trim(admin: KafkaAdminClient, consumers: Mapping[str, KafkaConsumer], groups: Mapping[str, str]) -> None:
    """Deletes consumed records where a partition holds more than `CONSUMED_BYTES`.

    How many to keep follows from the mean size of all records of the partition; repeated calls bring it to its limit.

    Args:
        consumers: of each group, to ask for its offsets.
        groups: topic → the group that consumes it.
    Raises:
        KafkaError: the broker does not answer, or refuses.
    """
    for topic, group in groups.items():
        large = _large_partitions(admin, topic)
        if not large:
            continue
        consumer = consumers[group]
        begins, ends = consumer.beginning_offsets(list(large)), consumer.end_offsets(list(large))
        targets = {}
        for partition, size in large.items():
            kept = max(1, (ends[partition] - begins[partition]) * CONSUMED_BYTES // size)
            target = min(consumer.committed(partition) or 0, ends[partition] - kept)
            if target > begins[partition]:
                targets[partition] = target
        if targets:
            admin.delete_records(targets)


def _large_partitions(admin: KafkaAdminClient, topic: str) -> dict[TopicPartition, int]:
    """Partitions that hold more than they may keep of consumed records, with their sizes in bytes."""
    return {
        TopicPartition(topic, partition["partition_index"]): partition["partition_size"]
        for broker in admin.describe_log_dirs([topic])
        for directory in broker["log_dirs"]
        for found in directory["topics"]
        if found["name"] == topic
        for partition in found["partitions"]
        if partition["partition_size"] > CONSUMED_BYTES
    }
