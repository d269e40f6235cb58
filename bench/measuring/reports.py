"""Host reports as the event source delivers them."""

import base64
import itertools
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import orjson

TOPIC = "platform.inventory.host-ingress"


LARGEST_EVENT = 6 * 1024 * 1024
"""Bytes of JSON that an invocation can be given."""
MOST_RECORDS = 1000
"""What the event source is configured to put into one event."""

_ENVELOPE_BYTES = 200
"""What a record needs besides its value, generously."""


def msk_batches(messages: Iterable[Mapping[str, Any]], size: int) -> Iterator[dict[str, Any]]:
    """Events of at most `size` messages each, spread over four partitions, made one at a time."""
    offset = 0
    for batch in itertools.batched(messages, size):
        yield _event(map(_value, batch), offset)
        offset += len(batch)


def full_events(messages: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Events as large as an invocation can be given, made one at a time."""
    batch: list[str] = []
    offset, room = 0, LARGEST_EVENT
    for value in map(_value, messages):
        room -= len(value) + _ENVELOPE_BYTES
        if batch and (room < 0 or len(batch) == MOST_RECORDS):
            yield _event(batch, offset)
            offset, room = offset + len(batch), LARGEST_EVENT - len(value) - _ENVELOPE_BYTES
            batch = []
        batch.append(value)
    if batch:
        yield _event(batch, offset)


def hosts_in(event: Mapping[str, Any]) -> int:
    """Number of reports in an event."""
    return sum(map(len, event["records"].values()))


def _value(message: Mapping[str, Any]) -> str:
    return base64.b64encode(orjson.dumps(message)).decode()


def _event(values: Iterable[str], offset: int) -> dict[str, Any]:
    records: dict[str, list[dict[str, Any]]] = {}
    for number, value in enumerate(values, offset):
        partition = number % 4
        record = {
            "topic": TOPIC,
            "partition": partition,
            "offset": number // 4,
            "timestamp": 1_700_000_000_000 + number,
            "timestampType": "CREATE_TIME",
            "value": value,
            "headers": [],
        }
        records.setdefault(f"{TOPIC}-{partition}", []).append(record)
    return {"eventSource": "aws:kafka", "records": records}
