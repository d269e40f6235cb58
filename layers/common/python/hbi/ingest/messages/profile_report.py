"""From the bytes of a profile message to a profile that may be stored."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import UUID

from hbi.hosts.key import HostKey
from hbi.ingest.messages.envelope import parse_envelope
from hbi.ingest.messages.host_report import check_numbers, check_reporter, check_size
from hbi.ingest.messages.report import MISSING, InvalidReport, ProfileReport, parse_profile_report
from hbi.profile.reported import ReportedProfile


class ProfileUpdate(NamedTuple):
    """A message that obeys every rule that can be checked without the database."""

    report: ProfileReport
    profile: ReportedProfile
    host: HostKey | None
    """The host that the message names; None for one that is found by its facts."""
    platform_metadata: Mapping[str, Any]
    request_id: str | None
    origin: Mapping[str, Any] = MappingProxyType({})
    """Further members of its event's context."""
    size: int = 0
    """Bytes by which it makes a host larger, at most."""


def accept(
    value: bytes | None, refuses_rhsm: Callable[[str], bool] = lambda _: False, *, max_bytes: int
) -> ProfileUpdate:
    """Parses and checks one message.

    Args:
        refuses_rhsm: whether an organisation wants nothing from RHSM reporters (contract: ingest-and-events 3).
        max_bytes: of a message.

    Raises:
        InvalidEnvelope: not a host message at all; nobody is notified.
        InvalidReport: a rule is broken; its `notify` tells whether the reporter is notified.
    """
    envelope = parse_envelope(value)
    check_reporter(envelope.data, refuses_rhsm)
    host_id = _host_id(envelope.data)
    report = parse_profile_report(envelope.data, is_named=host_id is not None)
    profile = report.system_profile
    if not profile:
        raise InvalidReport({"system_profile": ["There is no profile data."]}, {"system_profile": MISSING})
    check_numbers(envelope, report.system_profile)
    size = check_size(envelope, report, len(value or b""), max_bytes)
    host = (report.org_id, host_id) if host_id else None
    return ProfileUpdate(report, profile, host, envelope.platform_metadata, envelope.request_id, size=size)


def _host_id(data: Mapping[str, Any]) -> str | None:
    sent = data.get("id")
    if not sent:
        return None
    try:
        return str(UUID(sent))
    except (ValueError, TypeError, AttributeError):
        raise InvalidReport({"id": ["Not a valid UUID."]}, {"id": sent}, notify=False) from None
