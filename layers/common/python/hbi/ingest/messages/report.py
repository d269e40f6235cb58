"""A host as a reporter describes it: member `data` of an ingress message (contract: ingest-and-events 5)."""

import ipaddress
import logging
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
    StringConstraints,
    ValidationError,
)

from hbi.hosts.canonical_facts import ID_FACTS, known_insights_id
from hbi.hosts.facts import Facts, parse_facts
from hbi.hosts.names import DISPLAY_NAME_LENGTH
from hbi.hosts.tags import Tags, parse_tags
from hbi.ids import DASHED
from hbi.problems import HbiError
from hbi.profile.parse import parse_reported
from hbi.profile.reported import ReportedProfile
from hbi.text import shorten

logger = logging.getLogger(__name__)

SEVERAL_FIELDS = "_schema"
"""Field name of a rule about several fields; its value is shown as `MISSING`."""

MISSING = "<missing>"

PROVIDERS = frozenset({"alibaba", "aws", "azure", "discovery", "gcp", "ibm"})
"""Providers that consumers of events know. Facts of any other provider are left out of the report."""

_SHORTEST_NAME, _LONGEST_NAME = DISPLAY_NAME_LENGTH
_ZERO_MAC = "00:00:00:00:00:00"
_IS_MAC = re.compile(
    r"(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}|(?:[0-9a-f]{4}\.){2}[0-9a-f]{4}|[0-9a-f]{12}"
    r"|(?:[0-9a-f]{2}[:-]){19}[0-9a-f]{2}|[0-9a-f]{40}"
).fullmatch


class InvalidReport(HbiError):
    """The report breaks a rule: it is refused and, unless `notify` is False, a `validation-error` notification sent.

    The text is the notification's: `{'<field>': ['<reason>']}; Invalid data: {'<field>': <value>}`.
    """

    def __init__(
        self, reasons: Mapping[str, Sequence[str]], values: Mapping[str, object], *, notify: bool = True
    ) -> None:
        """`reasons` and `values` by field; a long value is shown cut."""
        lists = {field: list(texts) for field, texts in reasons.items()}
        shown = ", ".join(f"{field!r}: {shorten(value, 500)}" for field, value in values.items())
        super().__init__(f"{lists}; Invalid data: {{{shown}}}")
        self.reasons = lists
        self.values = dict(values)
        self.notify = notify


def _case_folded(limit: int) -> Callable[[str], str]:
    """Folding can make a text longer; what is stored must still fit its column."""

    def fold(sent: str) -> str:
        folded = sent.casefold()
        if len(folded) > limit:
            raise ValueError(f"Longer than maximum length {limit} when case-folded.")
        return folded

    return fold


def _not_blank(sent: str) -> str:
    if sent.isspace():
        raise ValueError("Must not be only whitespace.")
    return sent


def _ip_addresses(sent: list[str]) -> list[str] | None:
    for address in sent:
        try:
            ipaddress.ip_address(address)
        except ValueError:
            raise ValueError(f"Not a valid IP address: {shorten(address)}.") from None
    return [address.lower() for address in sent]


def _mac_addresses(sent: list[str]) -> list[str] | None:
    macs = [address.lower() for address in sent]
    for mac in macs:
        if not _IS_MAC(mac):
            raise ValueError(f"Not a valid MAC address: {shorten(mac)}.")
    known = [mac for mac in macs if mac != _ZERO_MAC]
    # Zero addresses alone mean nothing; an empty list means that the host has none.
    return None if sent and not known else known


type Uuid = Annotated[str, StringConstraints(pattern=rf"^{DASHED}$", to_lower=True)]
type SatelliteId = Annotated[str, StringConstraints(pattern=rf"^{DASHED}$|^[0-9]{{10}}$", to_lower=True)]


class HostReport(BaseModel):
    """An accepted report in normal form: null and absent facts are None.

    An empty list of addresses stays one: it takes the stored addresses away.
    Make one with `parse_report`, which also checks what spans several fields. `model_fields_set` has the members that
    were sent at all.
    """

    model_config = ConfigDict(strict=True, extra="ignore")

    org_id: Annotated[str, Field(min_length=1, max_length=36)]
    reporter: Annotated[str, Field(min_length=1, max_length=255)]
    account: Annotated[str, Field(max_length=10)] | None = None
    display_name: Annotated[str, Field(min_length=_SHORTEST_NAME, max_length=_LONGEST_NAME)] | None = None
    ansible_host: Annotated[str, Field(max_length=255)] | None = None
    insights_id: Annotated[Uuid, AfterValidator(known_insights_id)] | None = None
    subscription_manager_id: Uuid | None = None
    satellite_id: SatelliteId | None = None
    bios_uuid: Uuid | None = None
    fqdn: Annotated[str, Field(min_length=1, max_length=255), AfterValidator(_case_folded(255))] | None = None
    ip_addresses: Annotated[list[str], Field(fail_fast=True), AfterValidator(_ip_addresses)] | None = None
    mac_addresses: Annotated[list[str], Field(fail_fast=True), AfterValidator(_mac_addresses)] | None = None
    provider_id: (
        Annotated[
            str, Field(min_length=1, max_length=500), AfterValidator(_not_blank), AfterValidator(_case_folded(500))
        ]
        | None
    ) = None
    provider_type: Annotated[str, Field(min_length=1, max_length=50), AfterValidator(str.lower)] | None = None
    openshift_cluster_id: Uuid | None = None
    canonical_facts_version: Annotated[int, Field(ge=0, le=1, strict=False)] = 0
    is_virtual: Annotated[bool, Field(strict=False)] | None = None
    facts: Annotated[Facts | None, PlainValidator(parse_facts)] = None
    tags: Annotated[Tags | None, PlainValidator(parse_tags)] = None
    """A namespace without keys is one that an update deletes."""
    system_profile: Annotated[ReportedProfile | None, PlainValidator(parse_reported)] = None
    """Normalised and split; empty when nothing of it is known."""


class ProfileReport(HostReport):
    """A report about a host's profile alone, by nobody in particular (contract: ingest-and-events 11)."""

    reporter: str = ""


def parse_report(data: Mapping[str, Any]) -> HostReport:
    """Checks and normalises a reported host. Unknown members are ignored and protected ones have no effect.

    Raises:
        InvalidReport: a rule is broken.
    """
    report = _parse(HostReport, data)
    reasons = list(_broken_combinations(report, data))
    if not reasons:
        _leave_out_unknown_provider(report)
    if not any(getattr(report, fact) for fact in ID_FACTS):
        reasons.append(f"At least one of {', '.join(ID_FACTS)} is required.")
    _refuse_broken(reasons)
    return report


def parse_profile_report(data: Mapping[str, Any], *, is_named: bool = False) -> ProfileReport:
    """Like `parse_report`; a reporter is neither needed nor looked at, and facts to find the host by may be missing.

    Args:
        is_named: whether the message names its host otherwise.
    Raises:
        InvalidReport: a rule is broken.
    """
    report = _parse(ProfileReport, {name: value for name, value in data.items() if name != "reporter"})
    _refuse_broken(list(_broken_combinations(report, data)))
    _leave_out_unknown_provider(report, is_named=is_named)
    return report


def _parse[Report: HostReport](model: type[Report], data: Mapping[str, Any]) -> Report:
    _check_nulls(data)
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise _invalid(error) from None


def _leave_out_unknown_provider(report: HostReport, *, is_named: bool = False) -> None:
    """Takes the facts of a provider that consumers do not know out of a report that names the host otherwise too.

    A new provider's hosts are then found by their other ids, and consumers of events see no name that they refuse.

    Raises:
        InvalidReport: the host has no other id.
    """
    if report.provider_type is None or report.provider_type in PROVIDERS:
        return
    if not is_named and not any(getattr(report, fact) for fact in ID_FACTS if fact != "provider_id"):
        reason = f"Must be one of: {', '.join(sorted(PROVIDERS))}."
        raise InvalidReport({"provider_type": [reason]}, {"provider_type": report.provider_type})
    logger.warning("facts of provider %s are left out of a report by %s", report.provider_type, report.reporter)
    report.provider_id = report.provider_type = None


def _refuse_broken(reasons: Sequence[str]) -> None:
    if reasons:
        raise InvalidReport({SEVERAL_FIELDS: reasons}, {SEVERAL_FIELDS: MISSING})


_NOT_NULLABLE = (
    "org_id",
    "reporter",
    "account",
    "display_name",
    "ansible_host",
    "canonical_facts_version",
    "is_virtual",
    "facts",
    "tags",
    "system_profile",
    "groups",
    "tags_alt",
)


def _check_nulls(data: Mapping[str, Any]) -> None:
    nulls = [field for field in _NOT_NULLABLE if field in data and data[field] is None]
    if nulls:
        raise InvalidReport(dict.fromkeys(nulls, ("Field may not be null.",)), dict.fromkeys(nulls))
    groups = data.get("groups", [])
    wrong = [group for group in groups if not isinstance(group, dict)] if isinstance(groups, list) else [groups]
    if wrong:
        raise InvalidReport({"groups": ["Not a valid list of objects."]}, {"groups": wrong[0]})


def _broken_combinations(report: HostReport, data: Mapping[str, Any]) -> Iterator[str]:
    if (report.provider_id is None) != (report.provider_type is None):
        yield "provider_id and provider_type are only allowed together."
    if report.canonical_facts_version == 1:
        yield from _broken_combinations_of_version_1(report, data)


def _broken_combinations_of_version_1(report: HostReport, data: Mapping[str, Any]) -> Iterator[str]:
    if report.is_virtual is None:
        yield "canonical_facts_version 1 requires is_virtual."
    if not report.mac_addresses and data.get("mac_addresses", []) is not None:
        yield "canonical_facts_version 1 requires mac_addresses."
    if report.is_virtual and report.provider_id is None:
        yield "A virtual host of canonical_facts_version 1 requires provider_id and provider_type."
    if report.is_virtual is False and "provider_id" in data:
        yield "A physical host of canonical_facts_version 1 must not have provider_id."


_REASONS: dict[str, str] = {
    "missing": "Missing data for required field.",
    "string_type": "Not a valid string.",
    "list_type": "Not a valid list.",
    "string_pattern_mismatch": "Not a valid UUID.",
    "string_too_short": "Shorter than minimum length {min_length}.",
    "string_too_long": "Longer than maximum length {max_length}.",
    "too_short": "Shorter than minimum length {min_length}.",
    "value_error": "{error}",
}


def _invalid(error: ValidationError) -> InvalidReport:
    """Pydantic's findings in the shape of a notification."""
    reasons: dict[str, list[str]] = {}
    values: dict[str, object] = {}
    for fault in error.errors(include_url=False):
        field = str(fault["loc"][0])
        template = _REASONS.get(fault["type"])
        reason = template.format(**fault.get("ctx", {})) if template else fault["msg"]
        reasons.setdefault(field, []).append(reason)
        values.setdefault(field, MISSING if fault["type"] == "missing" else fault["input"])
    return InvalidReport(reasons, values, notify=not isinstance(values.get("system_profile"), str))
