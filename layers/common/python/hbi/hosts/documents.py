"""Host objects as clients and event consumers see them (contract: rest-hosts 2, ingest-and-events 12).

The results are for `documents.to_bytes`: stored documents stay text, and instants stay objects, which
it prints as the contract wants them (ISO 8601 in UTC with `+00:00`, microseconds unless zero).
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

import orjson

from hbi.documents import JsonText
from hbi.hosts.reporters import instant_of
from hbi.hosts.tags import StoredTags, structured_tags
from hbi.staleness.window import StalenessSettings
from hbi.stored import first_element, mapping, objects, read, without_nulls

type Document = dict[str, Any]

_EMPTY = frozenset({"null", "[]", "{}"})


class HostRow(NamedTuple):
    """Stored columns that a host object is built from; `HostRow._fields` are their names in table `hosts`.

    Documents are JSON text, `facts` that of the list which clients see; only `per_reporter_staleness` is parsed, to
    whatever it is. `last_check_in` may be NULL in rows that other software wrote long ago; such rows are
    outside every staleness window, so no reader meets them.
    """

    org_id: str
    id: str
    account: str | None
    display_name: str | None
    ansible_host: str | None
    created_on: datetime
    modified_on: datetime
    facts: str
    groups: str
    last_check_in: datetime
    reporter: str
    per_reporter_staleness: Any
    """Entries that cannot be read, which only other software can have written, are not shown."""
    insights_id: str
    subscription_manager_id: str | None
    satellite_id: str | None
    fqdn: str | None
    bios_uuid: str | None
    ip_addresses: str | None
    mac_addresses: str | None
    provider_id: str | None
    provider_type: str | None
    openshift_cluster_id: str | None


def api_host(row: HostRow, staleness: StalenessSettings) -> Document:
    """The host object of list and by-id reads (contract: rest-hosts 2.1)."""
    host = _common(row, staleness)
    host["groups"] = orjson.Fragment(row.groups)
    host["workspace"] = first_element(row.groups)
    return host


def event_host(
    row: HostRow,
    *,
    tags: StoredTags | None,
    profile: Mapping[str, Any],
    staleness: StalenessSettings,
) -> Document:
    """Member `host` of created and updated events (contract: ingest-and-events 12).

    Args:
        tags: column `tags`, namespace → key → values.
        profile: all profile columns of both tables by name, NULLs included or not; `{}` for a host without profile.
    """
    host = _common(row, staleness)
    host["groups"] = [{name: group.get(name) for name in ("id", "name", "ungrouped")} for group in groups_of(row)]
    host["tags"] = structured_tags(tags)
    host["system_profile"] = _event_profile(system_profile(profile))
    return host


def groups_of(row: HostRow) -> list[Document]:
    """The host's groups."""
    return objects(read(row.groups))


def system_profile(columns: Mapping[str, Any]) -> Document:
    """A profile document from stored columns (contract: rest-hosts 2.6, ingest-and-events 10.5).

    Absent values are left out, at the root and within each workload.
    """
    profile = {name: value for name, value in columns.items() if value is not None}
    if isinstance(workloads := profile.get("workloads"), JsonText):
        profile["workloads"] = without_nulls(workloads.text)
    return profile


def _common(row: HostRow, staleness: StalenessSettings) -> Document:
    stale, warning, culled = staleness.timestamps(row.last_check_in)
    return {
        "insights_id": row.insights_id,
        "subscription_manager_id": row.subscription_manager_id,
        "satellite_id": row.satellite_id,
        "bios_uuid": row.bios_uuid,
        "ip_addresses": _unless_empty(row.ip_addresses),
        "fqdn": row.fqdn,
        "mac_addresses": _unless_empty(row.mac_addresses),
        "provider_id": row.provider_id,
        "provider_type": row.provider_type,
        "id": row.id,
        "account": row.account,
        "org_id": row.org_id,
        "display_name": row.display_name or row.fqdn or row.id,
        "ansible_host": row.ansible_host,
        "facts": orjson.Fragment(row.facts),
        "reporter": row.reporter,
        "per_reporter_staleness": {
            reporter: _check_in(instant, staleness)
            for reporter, entry in mapping(row.per_reporter_staleness).items()
            if (instant := instant_of(entry))
        },
        "stale_timestamp": stale,
        "stale_warning_timestamp": warning,
        "culled_timestamp": culled,
        "created": row.created_on,
        "updated": row.modified_on,
        "last_check_in": row.last_check_in,
        "openshift_cluster_id": row.openshift_cluster_id,
    }


def _check_in(last_check_in: datetime, staleness: StalenessSettings) -> Document:
    """One entry of `per_reporter_staleness` (contract: rest-hosts 2.2)."""
    stale, warning, culled = staleness.timestamps(last_check_in)
    return {
        "last_check_in": last_check_in.astimezone(UTC),
        "stale_timestamp": stale,
        "stale_warning_timestamp": warning,
        "culled_timestamp": culled,
        "check_in_succeeded": True,
    }


def _unless_empty(addresses: str | None) -> orjson.Fragment | None:
    return None if addresses is None or addresses in _EMPTY else orjson.Fragment(addresses)


def _event_profile(profile: Document) -> Document:
    """Events know `edge` and nothing else (contract: ingest-and-events 10.5)."""
    if "host_type" in profile:
        profile["host_type"] = "edge" if profile["host_type"] == "edge" else ""
    return profile
