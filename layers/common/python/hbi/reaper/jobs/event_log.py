"""Reads the whole event topic from where a job left it, without a group (contract: export-reaper-jobs 5.1)."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, NamedTuple

import orjson
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from hbi.events.messages import Message, delete_event
from hbi.hosts.key import HostKey
from hbi.ids import is_canonical_uuid
from hbi.problems import Unavailable
from hbi.schema_trial.messages import consumer_of
from hbi.settings import KafkaSettings
from hbi.stored import mapping

_POLL_MS = 200
_SILENCE_S = 30.0
"""Seconds without an answer after which the broker counts as away."""

type Partition = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,6}$")]
type Offset = Annotated[int, Field(ge=0)]


class LogCursor(BaseModel):
    """How far the topic is read, by partition; and how far it goes, as it was when the job began."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    offsets: dict[Partition, Offset] = Field(max_length=10_000)
    ends: dict[Partition, Offset] = Field(max_length=10_000)

    @property
    def is_done(self) -> bool:
        """Whether all of it is read."""
        return all(self.offsets.get(partition, 0) >= end for partition, end in self.ends.items())


@dataclass(frozen=True, slots=True)
class ChangeEvent:
    """An event that says that a host exists."""

    host: HostKey
    document: dict[str, Any]
    """The host as it was then."""
    headers: dict[str, str]

    def deletion(self, topic: str, timestamp: Any) -> Message:
        """The event that says that it does not, with the headers of this one."""
        context = {
            "account": self.document.get("account"),
            "insights_id": self.document.get("insights_id") or self.headers.get("insights_id") or None,
            "subscription_manager_id": self.document.get("subscription_manager_id"),
            "reporter": self.headers.get("reporter"),
            "host_type": self.headers.get("host_type"),
            "os_name": self.headers.get("os_name"),
            "is_bootc": self.headers.get("is_bootc") == "True",
        }
        org_id, host_id = self.host
        return delete_event(topic, org_id, host_id, context=context, timestamp=timestamp)


class LogPart(NamedTuple):
    """Messages that were read together."""

    changes: list[ChangeEvent]
    """The last one of each host, without deleted ones."""
    messages: int
    unusable: int
    """Messages that are no events."""
    end: LogCursor


def read(settings: KafkaSettings, after: LogCursor | None, limit: int, deadline: float) -> Iterator[LogPart]:
    """The topic in parts of at most `limit` messages, partition by partition; at the beginning an empty one.

    Args:
        deadline: by `time.monotonic`. No part begins after it.
    Raises:
        Unavailable: the broker does not answer.
    """
    from kafka.errors import KafkaError

    try:
        with consumer_of(settings, deadline) as consumer:
            yield from _parts(consumer, settings.event_topic, after, limit, deadline)
    except (KafkaError, OSError, RuntimeError) as error:  # the last one of a client that was closed
        raise Unavailable(f"the broker does not answer: {error}") from error


def _parts(consumer: Any, topic: str, after: LogCursor | None, limit: int, deadline: float) -> Iterator[LogPart]:
    cursor = after or _whole(consumer, topic)
    if after is None:
        yield LogPart([], 0, 0, cursor)
    for partition, end in sorted(cursor.ends.items()):
        while (offset := cursor.offsets.get(partition, 0)) < end and time.monotonic() < deadline:
            records, position = _records(consumer, topic, int(partition), offset, end, limit)
            cursor = LogCursor(offsets={**cursor.offsets, partition: position}, ends=cursor.ends)
            yield _part(records, cursor)


def _whole(consumer: Any, topic: str) -> LogCursor:
    from kafka import TopicPartition

    partitions = [TopicPartition(topic, number) for number in sorted(consumer.partitions_for_topic(topic) or ())]
    begins = consumer.beginning_offsets(partitions) if partitions else {}
    ends = consumer.end_offsets(partitions) if partitions else {}
    return LogCursor(
        offsets={str(partition.partition): offset for partition, offset in begins.items()},
        ends={str(partition.partition): offset for partition, offset in ends.items()},
    )


def _records(consumer: Any, topic: str, partition: int, offset: int, end: int, limit: int) -> tuple[list[Any], int]:
    """Records up to an offset, at most, and the offset behind them. What the broker has dropped is passed over."""
    from kafka import TopicPartition

    place = TopicPartition(topic, partition)
    consumer.assign([place])
    consumer.seek(place, offset)
    silent_since = time.monotonic()
    found: list[Any] = []
    while len(found) < limit and consumer.position(place) < end:
        answered = consumer.poll(timeout_ms=_POLL_MS, max_records=limit - len(found)).get(place, ())
        if answered:
            silent_since = time.monotonic()
            found += [record for record in answered if record.offset < end]
        elif time.monotonic() > silent_since + _SILENCE_S:
            raise Unavailable(f"the broker does not give messages of {topic}-{partition} from {offset} on")
    return found, consumer.position(place)


def _part(records: Sequence[Any], end: LogCursor) -> LogPart:
    changes: dict[HostKey, ChangeEvent] = {}
    unusable = 0
    for record in records:
        try:
            body = orjson.loads(record.value)
            host = body["id"] if body["type"] == "delete" else body["host"]["id"]
            org_id = body["org_id"] if body["type"] == "delete" else body["host"]["org_id"]
            if not (isinstance(org_id, str) and 0 < len(org_id) <= 36 and "\0" not in org_id):
                raise ValueError(org_id)
            if not is_canonical_uuid(host):
                raise ValueError(host)
        except (orjson.JSONDecodeError, LookupError, TypeError, ValueError):
            unusable += 1
            continue
        key = (org_id, host)
        if body["type"] == "delete":
            changes.pop(key, None)
        else:
            changes[key] = ChangeEvent(key, mapping(body["host"]), _headers(record.headers))
    return LogPart(list(changes.values()), len(records), unusable, end)


def _headers(sent: Sequence[tuple[str, bytes | None]]) -> dict[str, str]:
    return {name: (value or b"").decode(errors="replace") for name, value in sent}
