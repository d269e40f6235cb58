"""Records that were refused, where they go, and who is told."""

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from hbi import clock
from hbi.events.messages import Headers, Message
from hbi.events.notifications import validation_error
from hbi.events.producer import Producer
from hbi.hosts.envelope import parse_envelope
from hbi.ingest.records import Record

logger = logging.getLogger(__name__)

MAX_REASON_LENGTH = 4096


class Rejected(NamedTuple):
    """A record that breaks a rule. The others of its batch are not affected."""

    record: Record
    reason: str
    """For people: names the field and the value."""
    notify: bool = True
    """Whether the reporter is told (contract: ingest-and-events 6)."""


def dead_letter(rejected: Rejected, topic: str) -> Message:
    """The original bytes, with reason and coordinates put before the original headers."""
    record = rejected.record
    told = {
        "hbi-reason": rejected.reason[:MAX_REASON_LENGTH],
        "hbi-topic": record.topic,
        "hbi-partition": record.partition,
        "hbi-offset": record.offset,
        "hbi-timestamp": record.timestamp,
    }
    headers: Headers = [(name, str(value).encode(errors="replace")) for name, value in told.items()]
    return Message(topic, record.key, record.value or b"", [*headers, *record.headers])


def notification(rejected: Rejected, topic: str, timestamp: datetime) -> Message | None:
    """What tells the reporter; None when nobody is told."""
    if not rejected.notify:
        return None
    envelope = parse_envelope(rejected.record.value)
    return validation_error(
        topic, envelope.data, request_id=envelope.request_id, reason=rejected.reason, timestamp=timestamp
    )


def send_rejected(producer: Producer, rejected: Sequence[Rejected]) -> None:
    """Sends refused records to the dead-letter topic, tells their reporters, and waits until all is there.

    Raises:
        PublishFailed: the broker does not answer. The batch must fail then, so that it is delivered again.
    """
    settings, now = producer.settings, clock.now()
    messages = [
        (entry, message)
        for entry in rejected
        for message in (
            dead_letter(entry, settings.dead_letter_topic),
            notification(entry, settings.notification_topic, now),
        )
        if message is not None
    ]
    for position in producer.send([message for _, message in messages]):
        entry, message = messages[position]
        logger.error("the broker does not take what %s shall hear of %s", message.topic, entry.record.coordinates)
