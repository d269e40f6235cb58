"""From the envelope of a host message to a report that may be stored (contract: ingest-and-events 3 to 6)."""

import base64
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import UUID

import orjson

from hbi import identity as identities
from hbi.bounds import large_integer
from hbi.documents import printable
from hbi.events.host_size import MOST_GROWTH, MOST_METADATA_BYTES, UNMEASURED_BYTES, unprinted_zeros
from hbi.hosts.key import HostKey
from hbi.hosts.reporters import RHSM_REPORTERS
from hbi.hosts.tags import shown_size
from hbi.ingest.messages.envelope import NOT_SHOWN, Envelope
from hbi.ingest.messages.owner import check_owner
from hbi.ingest.messages.records import Record
from hbi.ingest.messages.report import MISSING, SEVERAL_FIELDS, HostReport, InvalidReport, parse_report
from hbi.ingest.messages.sent_host import SentHost
from hbi.problems import Unauthorized
from hbi.profile import schema
from hbi.profile.reported import ReportedProfile


class Sender(NamedTuple):
    """What an identity says that matters to ingest."""

    org_id: str
    identity_type: str
    account: str | None
    cn: str | None
    """Name of the machine; None unless the type is `System`."""


class AcceptedReport(NamedTuple):
    """A report that obeys every rule that can be checked without the database."""

    record: Record
    """The record that brought it."""
    sent: SentHost
    report: HostReport
    sender: Sender
    operation_args: Mapping[str, Any] | None
    platform_metadata: Mapping[str, Any]
    origin: Mapping[str, Any] = MappingProxyType({})
    """Further members of its event's context."""
    size: int = 0
    """Bytes by which it makes a host larger, at most."""

    @property
    def host(self) -> HostKey | None:
        """None: whatever a message says, a host is found by the facts that are reported of it."""
        return None


class Intake:
    """Accepts or refuses messages. Build one per batch: it remembers the identities that it has decoded."""

    def __init__(
        self,
        refuses_rhsm: Callable[[str], bool] = lambda _: False,
        *,
        max_bytes: int,
        needs_subman_id: bool = False,
    ) -> None:
        """Settings and flags decide.

        Args:
            refuses_rhsm: whether an organisation wants nothing from RHSM reporters (contract: ingest-and-events 3).
            needs_subman_id: whether `subscription_manager_id` is the only fact that hosts are found by.
            max_bytes: of a message.
        """
        self._needs_subman_id = needs_subman_id
        self._max_bytes = max_bytes
        self._refuses_rhsm = refuses_rhsm
        self._senders: dict[str, Sender | InvalidReport] = {}

    def accept(self, record: Record, envelope: Envelope) -> AcceptedReport:
        """Checks one message.

        Args:
            envelope: of the record, from `parse_envelope`.
        Raises:
            InvalidReport: a rule is broken; its `notify` says whether the reporter is notified.
        """
        check_reporter(envelope.data, self._refuses_rhsm)
        sender = self._sender(envelope)
        _check_org(envelope.data, sender)
        report = parse_report(envelope.data)
        if self._needs_subman_id:
            check_subscription(report)
        profile = report.system_profile
        check_owner(profile.static.columns if profile else None, identity_type=sender.identity_type, cn=sender.cn)
        check_numbers(envelope, report.system_profile, facts=report.facts)
        size = check_size(envelope, report, len(record.value or b""), self._max_bytes)
        args, metadata = envelope.operation_args, envelope.platform_metadata
        return AcceptedReport(record, SentHost.of(envelope), report, sender, args, metadata, size=size)

    def _sender(self, envelope: Envelope) -> Sender:
        metadata = envelope.platform_metadata
        if "b64_identity" not in metadata:
            return _synthetic_sender(envelope.data)
        encoded = metadata["b64_identity"]
        if not isinstance(encoded, str):
            raise _refused("b64_identity", "Not a valid string.", NOT_SHOWN, notify=False)
        known = self._senders.get(encoded)
        if known is None:
            known = self._senders[encoded] = _decoded_sender(encoded)
        if isinstance(known, InvalidReport):
            raise known
        return known


def check_reporter(data: Mapping[str, Any], refuses_rhsm: Callable[[str], bool]) -> None:
    """Refuses RHSM's reports for organisations that want none (contract: ingest-and-events 3).

    Raises:
        InvalidReport: it is one of them.
    """
    reporter, org_id = data.get("reporter"), data.get("org_id")
    if not isinstance(reporter, str) or reporter not in RHSM_REPORTERS or not isinstance(org_id, str):
        return
    if refuses_rhsm(org_id):
        raise _refused("reporter", "Reports of RHSM are not taken for this organisation.", reporter)


def check_subscription(report: HostReport) -> None:
    """Refuses a report of a host that cannot be found where only its subscription counts.

    Raises:
        InvalidReport: it names no subscription.
    """
    if report.subscription_manager_id is None:
        raise _refused("subscription_manager_id", "Missing data for required field.", MISSING)


def check_size(envelope: Envelope, report: HostReport, size: int, limit: int) -> int:
    """Refuses a message whose event no broker would take.

    Args:
        size: bytes of the message.
        limit: bytes that it may have. Tags are counted as events show them, each with its namespace and key, and
            numbers as PostgreSQL prints them, without exponents.
    Returns:
        the bytes that it counts for.
    Raises:
        InvalidReport: names the member that takes the most room, if it is one that we know.
    """
    tags = shown_size(report.tags or {})
    zeros = _zeros(report) if size * MOST_GROWTH > UNMEASURED_BYTES else {}
    if size > MOST_METADATA_BYTES and envelope.platform_metadata:
        metadata = len(orjson.dumps(envelope.platform_metadata))
        if metadata > MOST_METADATA_BYTES:
            reason = f"Makes {metadata} bytes of an event; at most {MOST_METADATA_BYTES} are taken."
            raise _refused("platform_metadata", reason, NOT_SHOWN)
    counted = size + tags + sum(zeros.values())
    if counted <= limit:
        return counted
    known = {name: member for name, member in envelope.data.items() if name in HostReport.model_fields}
    sizes = {name: len(orjson.dumps(member)) for name, member in known.items()}
    sizes["tags"] = max(sizes.get("tags", 0), tags)
    for name, length in zeros.items():
        sizes[name] += length
    largest = max(sizes, key=sizes.__getitem__)
    if 2 * sizes[largest] < counted:
        reason = f"The message has {counted} bytes; at most {limit} are taken."
        raise InvalidReport({SEVERAL_FIELDS: [reason]}, {SEVERAL_FIELDS: MISSING})
    reason = f"Makes {sizes[largest]} bytes of an event; at most {limit} are taken."
    raise _refused(largest, reason, known.get(largest, NOT_SHOWN))


def _zeros(report: HostReport) -> dict[str, int]:
    """Bytes that numbers with exponents take besides when they are printed without, by the field that they are in."""
    zeros = {"facts": unprinted_zeros(orjson.dumps(report.facts))} if report.facts else {}
    if profile := report.system_profile:
        parts = (profile.static.columns, profile.dynamic.columns)
        sent = (part[name] for name in schema.open_roots() for part in parts if name in part)
        texts = (orjson.dumps(value, default=printable) for value in sent)
        zeros["system_profile"] = sum(map(unprinted_zeros, texts))
    return zeros


def check_numbers(envelope: Envelope, profile: ReportedProfile | None, **more: object) -> None:
    """Refuses integers that would be stored or passed on as others.

    Args:
        more: what else is kept as it was sent, by the name of its member.
    Raises:
        InvalidReport: there is one in what is kept.
    """
    if not envelope.large_integers:
        return
    kept = {**profile.static.columns, **profile.dynamic.columns} if profile else {}
    documents = {**more, "system_profile": kept, "platform_metadata": envelope.platform_metadata}
    if found := large_integer(envelope.large_integers, documents):
        raise _refused(found.field, f"{found.place}: an integer beyond 64 bits.", found.digits)


def _decoded_sender(encoded: str) -> Sender | InvalidReport:
    try:
        identity = identities.decode(encoded)
    except Unauthorized:
        if not _names_an_org(encoded):
            return _refused("b64_identity", "Not an identity with org_id.", NOT_SHOWN, notify=False)
        return _refused("b64_identity", "Not a valid identity.", NOT_SHOWN)
    cn = identity.name if identity.type == "System" else None
    return Sender(identity.org_id, identity.type, identity.account_number, cn)


def _names_an_org(encoded: str) -> bool:
    """Tells an unreadable identity, which is dropped silently, from one that breaks a rule."""
    try:
        return "org_id" in orjson.loads(base64.b64decode(encoded, validate=True))["identity"]
    except (ValueError, TypeError, KeyError, IndexError):
        return False


def _synthetic_sender(data: Mapping[str, Any]) -> Sender:
    """RHSM reporters may report without identity: the host then speaks for itself."""
    reporter, subscription_manager_id = data.get("reporter"), data.get("subscription_manager_id")
    if not isinstance(reporter, str) or reporter not in RHSM_REPORTERS or not subscription_manager_id:
        raise _refused("b64_identity", "An identity is required.", MISSING)
    try:
        cn = str(UUID(subscription_manager_id))
    except (ValueError, TypeError, AttributeError):
        raise _refused("subscription_manager_id", "Not a valid UUID.", subscription_manager_id, notify=False) from None
    return Sender(data.get("org_id") or "", "System", _account_number(data), cn)


def _account_number(data: Mapping[str, Any]) -> str | None:
    """Obeys the rule of an identity's account number, because it stands in for one."""
    sent = data.get("account_number")
    if sent is not None and not (isinstance(sent, str) and len(sent) <= identities.MAX_ACCOUNT_NUMBER):
        raise _refused("account_number", f"Not a string of at most {identities.MAX_ACCOUNT_NUMBER} characters.", sent)
    return sent


def _check_org(data: Mapping[str, Any], sender: Sender) -> None:
    org_id = data.get("org_id")
    if not org_id:
        raise _refused("org_id", "Missing data for required field.", MISSING)
    if org_id != sender.org_id:
        raise _refused("org_id", "The org_id does not match the identity's.", org_id)


def _refused(field: str, reason: str, value: object, *, notify: bool = True) -> InvalidReport:
    return InvalidReport({field: [reason]}, {field: value}, notify=notify)
