"""Reads the newest messages of topics, beside the consumers and without a group."""

import logging
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from hbi.events.connection import connection
from hbi.problems import Unavailable
from hbi.settings import KafkaSettings

_FETCH_BYTES = 8 * 1024 * 1024
"""Most bytes of one answer of a broker."""

_POLL_MS = 200
_SLACK_S = 1.0

logger = logging.getLogger(__name__)


def newest_messages(
    settings: KafkaSettings, topics: Sequence[str], *, since: int, limit: int, deadline: float
) -> Iterator[bytes | None]:
    """Values of the newest messages, partition by partition; fewer when the time is over.

    Args:
        since: milliseconds since 1970; older messages are left out.
        limit: the most messages, of all topics together. Each partition gives the same share of what it has.
        deadline: of `time.monotonic()`.
    Raises:
        Unavailable: the broker does not answer.
    """
    from kafka.errors import KafkaError

    try:
        with consumer_of(settings, deadline) as consumer:
            yield from _values(consumer, _wanted(consumer, topics, since, limit), since, deadline)
    except (KafkaError, OSError, RuntimeError) as error:  # the last one of a client that was closed
        raise Unavailable("The broker does not answer. Try again.") from error


@contextmanager
def consumer_of(settings: KafkaSettings, deadline: float) -> Iterator[Any]:
    """A consumer without a group, closed soon after `deadline` (by `time.monotonic`), whatever it waits for."""
    from kafka import KafkaConsumer
    from kafka.net.compat import KafkaNetClient

    clients: list[Any] = []

    def client(**options: Any) -> Any:
        clients.append(KafkaNetClient(**options))
        return clients[-1]

    def drop() -> None:
        for opened in clients:
            opened.close()

    options = connection(settings)
    # Some calls wait as long as the broker is silent. They fail when their client goes.
    watchdog = threading.Timer(max(deadline - time.monotonic(), 0) + _SLACK_S, drop)
    watchdog.daemon = True
    watchdog.start()
    try:
        yield KafkaConsumer(
            **options,
            kafka_client=client,
            enable_auto_commit=False,
            allow_auto_create_topics=False,
            auto_offset_reset="earliest",  # of what was still there a moment ago
            # The client asks for more before it knows that a partition is done; that must not hold up the next one.
            fetch_max_wait_ms=1,
            fetch_max_bytes=_FETCH_BYTES,
            max_partition_fetch_bytes=_FETCH_BYTES,
        )
    finally:
        watchdog.cancel()
        drop()


def _wanted(consumer: Any, topics: Sequence[str], since: int, limit: int) -> dict[Any, range]:
    """Offsets to read, by partition."""
    from kafka import TopicPartition

    partitions = [
        TopicPartition(topic, number) for topic in topics for number in sorted(consumer.partitions_for_topic(topic))
    ]
    begins = consumer.offsets_for_times(dict.fromkeys(partitions, since)) if partitions else {}
    ends = consumer.end_offsets(partitions) if partitions else {}
    return newest({p: range(begin.offset, ends[p]) for p, begin in begins.items() if begin is not None}, limit)


def newest[Partition](offsets: Mapping[Partition, range], limit: int) -> dict[Partition, range]:
    """The ends of ranges, in proportion to their lengths: `limit` in all, or everything if that is less.

    >>> newest({"a": range(0, 6), "b": range(10, 12)}, 4)
    {'a': range(3, 6), 'b': range(11, 12)}
    """
    total = sum(map(len, offsets.values()))
    limit = min(limit, total)
    chosen, before = {}, 0
    for partition, available in offsets.items():
        after = before + len(available)
        if share := after * limit // total - before * limit // total if available else 0:
            chosen[partition] = available[-share:]
        before = after
    return chosen


def _values(consumer: Any, wanted: Mapping[Any, range], since: int, deadline: float) -> Iterator[bytes | None]:
    """Values of one partition after the other: so the answer of one broker is all that is in memory."""
    has_answered = False
    for partition, offsets in wanted.items():
        consumer.assign([partition])
        consumer.seek(partition, offsets.start)
        while consumer.position(partition) < offsets.stop:
            remaining = deadline - time.monotonic()
            if remaining <= 0:
                if not has_answered:
                    raise Unavailable("The broker does not give its messages in time. Try again.")
                logger.warning("not all messages were read in time", extra={"stopped_at": str(partition)})
                return
            for record in consumer.poll(timeout_ms=min(_POLL_MS, int(remaining * 1000))).get(partition, ()):
                has_answered = True
                if record.offset in offsets and record.timestamp >= since:
                    yield record.value
