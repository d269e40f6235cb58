"""Kafka records as AWS's event source hands them over."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import pybase64

from hbi.problems import HbiError
from hbi.text import shorten


class InvalidEvent(HbiError):
    """The invocation does not carry Kafka records: a wiring defect, never bad data of a reporter."""


class Record(NamedTuple):
    """One Kafka record with its coordinates."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    """Milliseconds since 1970."""
    key: bytes | None
    value: bytes | None
    headers: list[tuple[str, bytes]]

    @property
    def coordinates(self) -> str:
        """Where it lies, e.g. `topic[3]@42`."""
        return f"{self.topic}[{self.partition}]@{self.offset}"


def records_of(event: Mapping[str, Any]) -> Iterator[Record]:
    """The records of an event, one topic-partition after the other, each in offset order.

    Args:
        event: `{"records": {"<topic>-<partition>": [{"topic", "partition", "offset", "timestamp", "key", "value",
            "headers"}, …]}}` with keys and values in base64 and headers as `[{name: [byte, …]}, …]`.
    Raises:
        InvalidEvent: it has another shape.
    """
    batches = event.get("records")
    if not isinstance(batches, Mapping):
        raise InvalidEvent(f"not an event of Kafka records: {shorten(event)}")
    for batch in batches.values():
        for entry in batch:
            yield _record(entry)


def _record(entry: Mapping[str, Any]) -> Record:
    try:
        return Record(
            topic=entry["topic"],
            partition=entry["partition"],
            offset=entry["offset"],
            timestamp=entry.get("timestamp") or 0,
            key=_bytes(entry.get("key")),
            value=_bytes(entry.get("value")),
            headers=[
                (_sendable(name), _unsigned(octets))
                for header in entry.get("headers") or ()
                for name, octets in header.items()
            ],
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise InvalidEvent(f"not a Kafka record ({error}): {shorten(entry)}") from None


def _bytes(encoded: str | None) -> bytes | None:
    return None if encoded is None else pybase64.b64decode(encoded, validate=True)


def _sendable(name: str) -> str:
    """A dead letter repeats the name, and librdkafka does not survive one that is no UTF-8."""
    return name if name.isascii() else name.encode(errors="replace").decode()


def _unsigned(octets: list[int] | None) -> bytes:
    """The event source writes Java bytes, which are signed. A header may be without value."""
    return bytes([octet & 0xFF for octet in octets or ()])
