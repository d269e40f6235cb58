"""Records that were refused, where they go, and who is told."""

import logging
from typing import NamedTuple

import psycopg2
from sqlalchemy.exc import SQLAlchemyError

from hbi import metrics
from hbi.events.producer import PublishFailed
from hbi.ingest.delivery.records import InvalidEvent, Record
from hbi.ingest.messages.envelope import Envelope, InvalidEnvelope, parse_envelope
from hbi.ingest.messages.report import InvalidReport
from hbi.ingest.storing.reports import Refused
from hbi.problems import ConfigurationError, Unavailable

logger = logging.getLogger(__name__)

_known_defects: set[object] = set()


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
