"""From the envelope of a profile message to a profile that may be stored."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import UUID

from hbi.hosts.key import HostKey
from hbi.ingest.messages.envelope import Envelope
from hbi.ingest.messages.host_report import check_numbers, check_reporter, check_size
from hbi.ingest.messages.records import Record
from hbi.ingest.messages.report import MISSING, InvalidReport, ProfileReport, parse_profile_report
from hbi.ingest.messages.sent_host import SentHost
from hbi.profile.reported import ReportedProfile


class ProfileUpdate(NamedTuple):
    """A message that obeys every rule that can be checked without the database."""

    record: Record
    """The record that brought it."""
    sent: SentHost
    report: ProfileReport
    profile: ReportedProfile
    host: HostKey | None
    """The host that the message names; None for one that is found by its facts."""
    platform_metadata: Mapping[str, Any]
    origin: Mapping[str, Any] = MappingProxyType({})
    """Further members of its event's context."""
    size: int = 0
    """Bytes by which it makes a host larger, at most."""


def accept(
    record: Record, envelope: Envelope, refuses_rhsm: Callable[[str], bool] = lambda _: False, *, max_bytes: int
) -> ProfileUpdate:
    """Checks one message.

    Args:
        envelope: of the record, from `parse_envelope`.
        refuses_rhsm: whether an organisation wants nothing from RHSM reporters (contract: ingest-and-events 3).
        max_bytes: of a message.
    Raises:
        InvalidReport: a rule is broken; its `notify` says whether the reporter is notified.
    """
    check_reporter(envelope.data, refuses_rhsm)
    host_id = _host_id(envelope.data)
    report = parse_profile_report(envelope.data, is_named=host_id is not None)
    profile = report.system_profile
    if not profile:
        raise InvalidReport({"system_profile": ["There is no profile data."]}, {"system_profile": MISSING})
    check_numbers(envelope, report.system_profile)
    size = check_size(envelope, report, len(record.value or b""), max_bytes)
    host = (report.org_id, host_id) if host_id else None
    sent = SentHost.of(envelope)
    return ProfileUpdate(record, sent, report, profile, host, envelope.platform_metadata, size=size)


def _host_id(data: Mapping[str, Any]) -> str | None:
    sent = data.get("id")
    if not sent:
        return None
    try:
        return str(UUID(sent))
    except (ValueError, TypeError, AttributeError):
        raise InvalidReport({"id": ["Not a valid UUID."]}, {"id": sent}, notify=False) from None
