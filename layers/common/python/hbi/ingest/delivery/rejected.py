"""Records that are not stored: which errors reject one, and which fail the whole event."""

import logging
from typing import NamedTuple, Protocol

from hbi import metrics
from hbi.db.errors import is_of_data_access
from hbi.events.producer import PublishFailed
from hbi.ingest.messages.envelope import InvalidEnvelope
from hbi.ingest.messages.host_report import AcceptedReport
from hbi.ingest.messages.profile_report import ProfileUpdate
from hbi.ingest.messages.records import InvalidEvent, Record
from hbi.ingest.messages.report import InvalidReport
from hbi.ingest.messages.sent_host import SentHost
from hbi.ingest.storing.refusals import Refusal
from hbi.problems import ConfigurationError, Unavailable

logger = logging.getLogger(__name__)

_known_defects: set[object] = set()


# What may be at fault besides a field; the labels of counters.
ENVELOPE, DEFECT, STORING, HOST_DATA = "envelope", "defect", "storing", "host_data"

REQUEST_ID_HEADER = "request_id"

BROKEN_RULE = "ValidationException"
"""Name of a failure that is the reporter's, in counters and statuses."""


def fails_the_event(error: Exception) -> bool:
    """Whether no record is to blame for an error: the event source then delivers the whole event again."""
    return is_of_data_access(error) or isinstance(
        error, ConfigurationError | InvalidEvent | MemoryError | OSError | PublishFailed | Unavailable
    )


class ReadRecord(Protocol):
    """What a record was read as."""

    @property
    def record(self) -> Record:
        """The record itself."""
        ...

    @property
    def sent(self) -> SentHost | None:
        """The host that the record reports; None when it is not a host message, or cannot be read."""
        ...


class RejectedRecord(NamedTuple):
    """A record that breaks a rule or brings a defect of ours to light. The others of its batch are not affected."""

    record: Record
    reason: str
    """A text for people, which names the field and the value."""
    notify: bool = True
    """Whether the reporter is notified (contract: ingest-and-events 6)."""
    sent: SentHost | None = None
    """The host that the record reports; None when it is not a report, or so broken that its sender is unknown."""
    cause: str = BROKEN_RULE
    """Name of the failure's class."""
    at_fault: str = "message"
    """The subject of the reason, for the counter of rejections: one of a few words or the name of a known field."""

    @property
    def request_id(self) -> str | None:
        """The id that logs give the message, from its metadata or its header."""
        if self.sent is not None:
            return self.sent.request_id
        sent = [content for name, content in self.record.headers if name == REQUEST_ID_HEADER]
        return sent[-1].decode(errors="replace") if sent else None

    @property
    def reporter(self) -> str:
        """The sender's name in counters."""
        return metrics.reporter_label(self.sent and self.sent.data.get("reporter"))


def reject(record: Record, error: Exception, sent: SentHost | None = None) -> RejectedRecord:
    """Rejects a record that the checks refuse, or that brings a defect of ours to light.

    Args:
        sent: the host that it reports, as far as it could be read.
    Raises:
        `error`, if it `fails_the_event`.
    """
    if fails_the_event(error):
        raise error
    if isinstance(error, InvalidEnvelope):
        return RejectedRecord(record, str(error), notify=False, at_fault=ENVELOPE)
    if isinstance(error, InvalidReport):
        cause = BROKEN_RULE if error.notify else "Exception"
        return RejectedRecord(record, str(error), error.notify, sent, cause, next(iter(error.reasons), "message"))
    _log_defect(record, error)
    cause = type(error).__name__
    return RejectedRecord(record, f"{cause}: {error}", notify=False, sent=sent, cause=cause, at_fault=DEFECT)


def _log_defect(record: Record, error: Exception) -> None:
    """Adds a traceback the first time in a process: a thousand records may bring the same defect to light."""
    frame = error.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    place = type(error), frame and (frame.tb_frame.f_code.co_filename, frame.tb_lineno)
    trace = None if place in _known_defects else error
    _known_defects.add(place)
    logger.error("record %s brings a defect to light: %r", record.coordinates, error, exc_info=trace)


def not_stored[Item: AcceptedReport | ProfileUpdate](refusal: Refusal[Item]) -> RejectedRecord:
    """Rejects a host message that obeys the rules and cannot be stored."""
    message, (reason, cause) = refusal
    rejected = RejectedRecord(message.record, reason, sent=message.sent, at_fault=STORING)
    if cause == "time":
        return rejected._replace(notify=False, cause="TimeoutError")
    if cause == "defect":
        return rejected._replace(notify=False, cause="Exception", at_fault=DEFECT)
    return rejected
