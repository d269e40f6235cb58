"""A host's row before and after a report (contract: ingest-and-events 5 and 8).

Profiles are rows of their own: `hbi.profile.merge`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any, Self

from hbi.documents import JsonText, same_json, value_of
from hbi.hosts.facts import merge_facts
from hbi.hosts.host_type import derive_host_type
from hbi.hosts.names import DisplayName, fallback_name, name_of_new_host, reported_name
from hbi.hosts.reporters import check_in, reporters_of
from hbi.hosts.tags import created_tags, merge_tags, structured_tags
from hbi.ids import ZERO_UUID
from hbi.ingest.messages.report import HostReport


@dataclass(kw_only=True)
class HostState:
    """Columns of table `hosts` that a report can set, under their names; `HOST_COLUMNS` lists them.

    Ids are lower-case text. JSON columns must not be changed in place: states share them. They are parsed, but for
    those that are kept as text while no report brings any.
    """

    org_id: str
    id: str
    reporter: str
    account: str | None = None
    display_name: str | None = None
    display_name_reporter: str | None = None
    ansible_host: str | None = None
    created_on: datetime | None = None
    modified_on: datetime | None = None
    last_check_in: datetime | None = None
    facts: dict[str, Any] | JsonText | None = field(default_factory=dict)
    tags: dict[str, Any] | JsonText | None = field(default_factory=dict)
    tags_alt: list[dict[str, Any]] | JsonText | None = field(default_factory=list)
    groups: list[dict[str, Any]] = field(default_factory=list)
    per_reporter_staleness: dict[str, Any] = field(default_factory=dict)
    reporters: list[str] = field(default_factory=list)
    insights_id: str = ZERO_UUID
    subscription_manager_id: str | None = None
    satellite_id: str | None = None
    bios_uuid: str | None = None
    fqdn: str | None = None
    ip_addresses: list[str] | None = None
    mac_addresses: list[str] | None = None
    provider_id: str | None = None
    provider_type: str | None = None
    openshift_cluster_id: str | None = None
    host_type: str | None = None

    @classmethod
    def of_row(cls, values: Iterable[Any]) -> Self:
        """The state that a row of `HOST_COLUMNS` holds; several times faster than keyword arguments."""
        state = object.__new__(cls)
        state.__dict__.update(zip(HOST_COLUMNS, values, strict=True))
        return state

    def copy(self) -> Self:
        """The same state, to be changed; several times faster than `copy.copy`."""
        twin = object.__new__(type(self))
        twin.__dict__.update(self.__dict__)
        return twin


HOST_COLUMNS = tuple(column.name for column in fields(HostState))
"""Names of `HostState`'s attributes, which are the columns' names. `is_virtual` and `canonical_facts_version` are
never written."""

_REPLACED_BY_VALUES = (
    "insights_id",
    "subscription_manager_id",
    "satellite_id",
    "bios_uuid",
    "fqdn",
    "ip_addresses",
    "mac_addresses",
    "provider_id",
    "provider_type",
)


def create_host(report: HostReport, *, host_id: str, groups: list[dict[str, Any]], now: datetime) -> HostState:
    """The host that a report creates.

    Args:
        host_id: a fresh UUID as text.
        groups: content of `hosts.groups`, one element: the organisation's ungrouped group.
        now: the instant of the check-in, UTC.
    """
    name = name_of_new_host(given=report.display_name, reporter=report.reporter, fqdn=report.fqdn, host_id=host_id)
    tags = created_tags(report.tags or {})
    per_reporter_staleness = check_in(None, report.reporter, now)
    profile = report.system_profile
    return HostState(
        org_id=report.org_id,
        id=host_id,
        reporter=report.reporter,
        account=report.account,
        display_name=name.name,
        display_name_reporter=name.reporter,
        ansible_host=report.ansible_host,
        created_on=now,
        modified_on=now,
        last_check_in=now,
        facts=report.facts or {},
        tags=tags,
        tags_alt=structured_tags(tags),
        groups=groups,
        per_reporter_staleness=per_reporter_staleness,
        reporters=reporters_of(per_reporter_staleness),
        insights_id=report.insights_id or ZERO_UUID,
        subscription_manager_id=report.subscription_manager_id,
        satellite_id=report.satellite_id,
        bios_uuid=report.bios_uuid,
        fqdn=report.fqdn,
        ip_addresses=report.ip_addresses or None,
        mac_addresses=report.mac_addresses or None,
        provider_id=report.provider_id,
        provider_type=report.provider_type,
        openshift_cluster_id=report.openshift_cluster_id,
        host_type=derive_host_type(report.openshift_cluster_id, profile.static.columns if profile else None),
    )


def update_host(stored: HostState, report: HostReport, *, now: datetime) -> HostState:
    """The host after a report that matched it; `stored` stays as it is.

    `host_type` is kept: set it with `derive_host_type` after the profile was written. Groups, account, creation time
    and OpenShift cluster never change.

    Args:
        now: the instant of the check-in, UTC; later than every earlier change of the host.
    """
    host = stored.copy()
    name = _updated_name(stored, report)
    host.display_name, host.display_name_reporter = name
    if "ansible_host" in report.model_fields_set:
        host.ansible_host = report.ansible_host
    for column in _REPLACED_BY_VALUES:
        value = getattr(report, column)
        if value or value == []:
            setattr(host, column, value)
    if report.facts:
        host.facts = merge_facts(value_of(stored.facts), report.facts)
    if report.tags:
        host.tags = tags = merge_tags(value_of(stored.tags), report.tags)
        host.tags_alt = structured_tags(tags)
    host.reporter = report.reporter
    host.per_reporter_staleness = check_in(stored.per_reporter_staleness, report.reporter, now)
    host.reporters = reporters_of(host.per_reporter_staleness)
    host.last_check_in = host.modified_on = now
    return host


def changed_columns(before: HostState, after: HostState) -> frozenset[str]:
    """Columns in which two states of one host differ."""
    old = vars(before)
    return frozenset(
        column
        for column, value in vars(after).items()
        if value is not old[column] and _differs(column, value, value_of(old[column]))
    )


def _differs(column: str, value: Any, old: Any) -> bool:
    return not same_json(value, old) if column == "facts" else value != old


def _updated_name(stored: HostState, report: HostReport) -> DisplayName:
    name = DisplayName(stored.display_name, stored.display_name_reporter)
    if report.display_name:
        return reported_name(name, given=report.display_name, reporter=report.reporter)
    return fallback_name(name, stored_fqdn=stored.fqdn, fqdn=report.fqdn, host_id=stored.id)
