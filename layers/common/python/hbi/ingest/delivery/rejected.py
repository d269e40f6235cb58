"""Records that were refused, where they go, and who is told."""

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import psycopg2
from sqlalchemy.exc import SQLAlchemyError

from hbi import clock, metrics
from hbi.events import payload_status
from hbi.events.messages import Headers, Message
from hbi.events.notifications import validation_error
from hbi.events.producer import Producer, PublishFailed
from hbi.ingest.delivery.records import InvalidEvent, Record
from hbi.ingest.messages.envelope import Envelope, InvalidEnvelope, parse_envelope
from hbi.ingest.messages.report import InvalidReport
from hbi.ingest.storing.reports import Refused
from hbi.problems import ConfigurationError, Unavailable
from hbi.settings import KafkaSettings

logger = logging.getLogger(__name__)

_known_defects: set[object] = set()

MAX_REASON_LENGTH = 4096
OWN_HEADERS = ("hbi-reason", "hbi-topic", "hbi-partition", "hbi-offset", "hbi-timestamp")
"""What the headers of a dead letter begin with, in this order. All behind them are the record's own, whatever their
names: its sender chose these."""
OMITTED_BYTES = "hbi-omitted-bytes"
"""First header, before the others, of a dead letter without the record: the record's size."""

# What may be at fault besides a field; the labels of counters.
ENVELOPE, DEFECT, STORING, HOST_DATA = "envelope", "defect", "storing", "host_data"

REQUEST_ID_HEADER = "request_id"

BROKEN_RULE = "ValidationException"
"""What counters and statuses call a failure that is the reporter's."""


EVERYBODYS = (
    ConfigurationError,
    InvalidEvent,
    MemoryError,
    OSError,
    PublishFailed,
    SQLAlchemyError,
    Unavailable,
    psycopg2.Error,
)
"""Failures that no record is to blame for: the event source delivers the whole event again."""


class Rejected(NamedTuple):
    """A record that breaks a rule. The others of its batch are not affected."""

    record: Record
    reason: str
    """For people: names the field and the value."""
    notify: bool = True
    """Whether the reporter is told (contract: ingest-and-events 6)."""
    envelope: Envelope | None = None
    """What the record says; None when it is not a report, or so broken that nobody can tell whose it is."""
    cause: str = BROKEN_RULE
    """Name of the failure's class."""
    at_fault: str = "message"
    """What the reason is about, for the counter of refusals: one of a few words or the name of a known field."""

    @property
    def request_id(self) -> str | None:
        """What logs call the message, by its metadata or its header."""
        if self.envelope is not None:
            return self.envelope.request_id
        sent = [content for name, content in self.record.headers if name == REQUEST_ID_HEADER]
        return sent[-1].decode(errors="replace") if sent else None

    @property
    def reporter(self) -> str:
        """Its sender, as counters call him."""
        return metrics.reporter_label(self.envelope and self.envelope.data.get("reporter"))


def refused(record: Record, error: Exception) -> Rejected:
    """A message that the checks refuse, or that brings a defect of ours to light.

    `envelope` is set for host messages that have one.

    Raises:
        one of `EVERYBODYS`: `error` is none of the record's.
    """
    if isinstance(error, EVERYBODYS):
        raise error
    if isinstance(error, InvalidEnvelope):
        return Rejected(record, str(error), notify=False, at_fault=ENVELOPE)
    envelope = _envelope_of(record)
    if isinstance(error, InvalidReport):
        cause = BROKEN_RULE if error.notify else "Exception"
        return Rejected(record, str(error), error.notify, envelope, cause, next(iter(error.reasons), "message"))
    _log_defect(record, error)
    cause = type(error).__name__
    return Rejected(record, f"{cause}: {error}", notify=False, envelope=envelope, cause=cause, at_fault=DEFECT)


def _log_defect(record: Record, error: Exception) -> None:
    """With a traceback the first time in a process: a thousand records may bring the same defect to light."""
    frame = error.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    place = type(error), frame and (frame.tb_frame.f_code.co_filename, frame.tb_lineno)
    trace = None if place in _known_defects else error
    _known_defects.add(place)
    logger.error("record %s brings a defect to light: %r", record.coordinates, error, exc_info=trace)


def not_stored(record: Record, why: Refused) -> Rejected:
    """A host message that obeys the rules and cannot be stored."""
    entry = Rejected(record, why.reason, envelope=_envelope_of(record), at_fault=STORING)
    if why.cause == "time":
        return entry._replace(notify=False, cause="TimeoutError")
    if why.cause == "defect":
        return entry._replace(notify=False, cause="Exception", at_fault=DEFECT)
    return entry


def _envelope_of(record: Record) -> Envelope | None:
    try:
        return parse_envelope(record.value)
    except Exception:
        # The defect is in the parsing itself.
        return None


def dead_letter(rejected: Rejected, topic: str) -> Message:
    """The original key, bytes and headers, with reason and coordinates put before the headers."""
    record = rejected.record
    reason = rejected.reason[:MAX_REASON_LENGTH]
    told = (reason, record.topic, record.partition, record.offset, record.timestamp)
    headers: Headers = [
        (name, str(value).encode(errors="replace")) for name, value in zip(OWN_HEADERS, told, strict=True)
    ]
    return Message(topic, record.key, record.value, [*headers, *record.headers])


def _without_value(letter: Message) -> Message:
    """A dead letter that only tells what it is about."""
    told = letter.headers[: len(OWN_HEADERS)]
    return Message(letter.topic, None, b"", [(OMITTED_BYTES, str(len(letter.value or b"")).encode()), *told])


def notification(rejected: Rejected, topic: str, timestamp: datetime) -> Message | None:
    """What tells the reporter; None when nobody is told."""
    envelope = rejected.envelope
    if envelope is None or not rejected.notify:
        return None
    return validation_error(
        topic, envelope.data, request_id=envelope.request_id, reason=rejected.reason, timestamp=timestamp
    )


def statuses(rejected: Sequence[Rejected], settings: KafkaSettings, now: datetime) -> list[Message]:
    """What the payload tracker hears."""
    return [
        message
        for entry in rejected
        if entry.envelope is not None
        for message in payload_status.of_rejected(
            settings, entry.envelope.request_id, now, cause=entry.cause, reason=entry.reason[:MAX_REASON_LENGTH]
        )
    ]


def send_rejected(producer: Producer, rejected: Sequence[Rejected]) -> None:
    """Sends refused records to the dead-letter topic, tells their reporters, and waits until all is there.

    Raises:
        PublishFailed: the broker does not answer, or takes a record in no form. The batch must fail then, so that it is
            delivered again.
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
    refused = [messages[position] for position in producer.send([message for _, message in messages])]
    for entry, message in refused:
        logger.error("the broker does not take what %s shall hear of %s", message.topic, entry.record.coordinates)
    # With the reason, a record may be larger than what the broker takes: its coordinates tell where it still lies.
    if producer.send(
        [_without_value(message) for _, message in refused if message.topic == settings.dead_letter_topic]
    ):
        raise PublishFailed(f"the broker takes no dead letter on {settings.dead_letter_topic}")
    for entry in rejected:
        metrics.count("inventory_rejected_records", reporter=entry.reporter, reason=entry.at_fault)
    producer.offer(statuses(rejected, settings, now))
