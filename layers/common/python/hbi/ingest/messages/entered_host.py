"""A host that an operator enters by REST, under the rules of reports (contract: rest-groups-staleness-views 10)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import UUID

from hbi.hosts.key import HostKey
from hbi.identity import User, UserIdentity
from hbi.ids import is_uuid
from hbi.ingest.messages.envelope import bare
from hbi.ingest.messages.host_report import Sender, check_numbers, check_size, check_subscription
from hbi.ingest.messages.report import HostReport, InvalidReport, parse_report
from hbi.ingest.messages.sent_host import SentHost


class EnteredHost(NamedTuple):
    """A host that obeys every rule that can be checked without the database."""

    sent: SentHost
    report: HostReport
    sender: Sender
    platform_metadata: Mapping[str, Any]
    host: HostKey | None
    """The host that it names; None for one that is found by its facts."""
    size: int
    """Bytes by which it makes a host larger, at most."""
    operation_args: Mapping[str, Any] | None = None
    """Never any: a profile that an operator enters is not deferred to that of a reporter."""
    origin: Mapping[str, Any] = MappingProxyType({})
    """Further members of its event's context."""


def enter(raw: bytes, *, request_id: str | None, max_bytes: int, needs_subman_id: bool) -> EnteredHost:
    """Reads and checks a host.

    Args:
        raw: JSON, the member `data` of a message of ingest; member `id` names a stored host.
        request_id: for the event.
        max_bytes: of the host.
        needs_subman_id: whether `subscription_manager_id` is the only fact that hosts are found by.
    Raises:
        InvalidEnvelope: it is no JSON object, or nested too deep.
        InvalidReport: a rule is broken.
    """
    envelope = bare(raw)
    host_id = _host_id(envelope.data)
    report = parse_report(envelope.data)
    if needs_subman_id and host_id is None:
        check_subscription(report)
    check_numbers(envelope, report.system_profile, facts=report.facts)
    size = check_size(envelope, report, len(raw), max_bytes)
    identity = UserIdentity(
        org_id=report.org_id,
        type="User",
        auth_type="basic-auth",
        account_number=report.account,
        user=User(is_org_admin=False),
    )
    return EnteredHost(
        sent=SentHost.of(envelope)._replace(request_id=request_id),
        report=report,
        sender=Sender(report.org_id, identity.type, report.account, None),
        platform_metadata={"b64_identity": identity.encode()},
        host=None if host_id is None else (report.org_id, host_id),
        size=size,
    )


def _host_id(data: Mapping[str, Any]) -> str | None:
    sent = data.get("id")
    if sent is None:
        return None
    if not isinstance(sent, str) or not is_uuid(sent):
        raise InvalidReport({"id": ["Not a valid UUID."]}, {"id": sent})
    return str(UUID(sent))
