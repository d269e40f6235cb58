"""Kafka records as the events that AWS's event source for MSK makes of them."""

import base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import orjson
from kafka import TopicPartition

MAX_EVENT = 6 * 1024 * 1024
"""Most bytes of JSON that one invocation takes."""

CLUSTER_ARN = "arn:aws:kafka:us-east-1:000000000000:cluster/local/00000000-0000-0000-0000-000000000000-1"

_TIMESTAMP_TYPES = {0: "CREATE_TIME", 1: "LOG_APPEND_TIME"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A record with its JSON text, which is made once however often the record is delivered."""

    partition: TopicPartition
    offset: int
    json: bytes
    key: bytes | None
    value: bytes | None
    headers: Sequence[tuple[str, bytes | None]]
    timestamp: int = 0
    """Instant of the record, in milliseconds since 1970."""


def entry_of(record: Any) -> Entry:
    """A record of kafka-python's consumer (raw bytes) as an entry."""
    document = {
        "topic": record.topic,
        "partition": record.partition,
        "offset": record.offset,
        "timestamp": record.timestamp,
        "timestampType": _TIMESTAMP_TYPES.get(record.timestamp_type, "NO_TIMESTAMP_TYPE"),
        # AWS runs on Java, where a byte has a sign.
        "headers": [
            {name: [byte - 256 if byte > 127 else byte for byte in value or b""]} for name, value in record.headers
        ],
    }
    if record.key is not None:
        document["key"] = base64.b64encode(record.key).decode()
    if record.value is not None:
        document["value"] = base64.b64encode(record.value).decode()
    return Entry(
        partition=TopicPartition(record.topic, record.partition),
        offset=record.offset,
        json=orjson.dumps(document),
        key=record.key,
        value=record.value,
        headers=record.headers,
        timestamp=record.timestamp,
    )


def event_of(entries: Iterable[Entry], bootstrap_servers: str) -> bytes:
    """JSON text of the event that delivers the entries; those of a partition must be in order."""
    head = orjson.dumps(
        {"eventSource": "aws:kafka", "eventSourceArn": CLUSTER_ARN, "bootstrapServers": bootstrap_servers}
    )
    in_groups = groupby(sorted(entries, key=lambda entry: entry.partition), key=lambda entry: entry.partition)
    records = b",".join(
        orjson.dumps(f"{partition.topic}-{partition.partition}")
        + b":["
        + b",".join(entry.json for entry in group)
        + b"]"
        for partition, group in in_groups
    )
    return head[:-1] + b',"records":{' + records + b"}}"


def split_by_size(entries: Sequence[Entry], limit: int) -> tuple[Sequence[Entry], Sequence[Entry]]:
    """The longest beginning that fits into an event of `limit` bytes (at least one entry), and the rest."""
    size = 1024
    for position, entry in enumerate(entries):
        # A partition's name costs once a group; counting it for each entry errs on the safe side.
        size += len(entry.json) + 1 + len(entry.partition.topic) + 16
        if size > limit and position:
            return entries[:position], entries[position:]
    return entries, ()


def failed_of(result: bytes, entries: Sequence[Entry]) -> Sequence[Entry]:
    """The delivered entries that a function's result names as failed.

    As AWS reads it: an empty result names none, and one that names what was not delivered, or cannot be understood,
    counts as a failure of all.
    """
    try:
        document = orjson.loads(result) or {}
        identifiers = [failure["itemIdentifier"] for failure in document.get("batchItemFailures") or ()]
        named = {(identifier["partition"], identifier["offset"]) for identifier in identifiers}
    except (ValueError, TypeError, LookupError, AttributeError):
        return entries
    delivered = {(f"{entry.partition.topic}-{entry.partition.partition}", entry.offset): entry for entry in entries}
    return [delivered[name] for name in delivered if name in named] if named <= delivered.keys() else entries
