"""What a source exports: which hosts, which fields of them (contract: export-reaper-jobs 1.3 and 1.4).

Knows no database. Fields have names here; how they are read is in `hbi.exports.work.formats.fields`.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, cast

import orjson

from hbi.exports.api import host_filters
from hbi.problems import HbiError, InvalidParameter, RefusedContent, RuleViolation
from hbi.profile.instants import nearest_instant
from hbi.queries.filters.parameters.groups import group_filter
from hbi.queries.filters.parameters.tags import parse_tag
from hbi.queries.filters.parsing.parse import PARAMETER, filter_term, filter_tree
from hbi.queries.filters.search import VISIBLE_STATES, HostSearch, Span, visible_states
from hbi.text import listing
from hbi.views.configuration import HOST, accepted
from hbi.views.keys import COLUMN_KEYS, NAMES_OF_APPLICATIONS

HOST_ID = "host_id"
DEFAULT_FIELDS = (
    "display_name",
    "fqdn",
    HOST_ID,
    "subscription_manager_id",
    "satellite_id",
    "group_id",
    "group_name",
    "os_release",
    "updated",
    "state",
    "tags",
    "host_type",
    "bios_uuid",
    "satellite_managed",
    "cloud_provider",
    "is_marketplace",
    "ip_addresses",
)
"""Fields of an export that names none."""

_FIELDS_OF_COLUMNS: Mapping[str, str] = {
    "operating_system": "os_release",
    "status": "state",
    "infrastructure": "infrastructure_type",
    "vendor": "infrastructure_vendor",
    "workload": "workloads",
    "per_reporter_staleness": "data_collector",
}
"""Columns of views that are exported under another name."""

SYSTEM_PROFILE = "system_profile"
DOCUMENTS = ("facts", SYSTEM_PROFILE)
KNOWN_FIELDS: frozenset[str] = frozenset(
    {*DEFAULT_FIELDS, *DOCUMENTS, *(_FIELDS_OF_COLUMNS.get(key, key) for key in COLUMN_KEYS)}
)
"""Every field that can be chosen."""


class Unselectable(HbiError):
    """Filters that cannot be applied; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Hosts and fields of one data file."""

    search: HostSearch = field(default_factory=HostSearch)
    fields: tuple[str, ...] = DEFAULT_FIELDS
    profile: tuple[str, ...] | None = None
    """Members of the field `system_profile`, known or not; None is all of them."""
    applications: frozenset[str] = frozenset()
    """Other applications that decide which hosts are exported."""

    def without(self, denied: Collection[str]) -> "Selection":
        """The same without the fields of some applications."""
        fields = tuple(name for name in self.fields if name.partition(":")[0] not in denied)
        return replace(self, fields=fields)


EVERYTHING = Selection()
"""All visible hosts with the default fields."""


def view_id_of(filters: object) -> object:
    """What the filters of a source name as a view; None if they name none."""
    return (filters.get("view_id") or None) if isinstance(filters, Mapping) else None


def of_view(configuration: object) -> Selection:
    """The hosts and fields that a saved view shows. Columns that are not known are left out.

    Raises:
        Unselectable: its filters break a rule. Other software may have stored them.
    """
    document = configuration if isinstance(configuration, Mapping) else {}
    listed = document.get("columns")
    keys = [column.get("key") for column in listed if isinstance(column, Mapping)] if isinstance(listed, list) else []
    filters = _with_lists(document.get("filters") or {})
    try:
        accepted({"columns": [], "filters": filters})
        search = _search_of_view(filters)
    except (InvalidParameter, RuleViolation, RefusedContent) as error:
        raise Unselectable(str(error)) from None
    named = frozenset(filters) & NAMES_OF_APPLICATIONS
    return Selection(search=search, fields=_fields_of(keys) if listed else DEFAULT_FIELDS, applications=named)


def of_unsaved_view(configuration: object) -> Selection:
    """The same for a view that was never saved, by the rules of those that are.

    Raises:
        Unselectable: it breaks one.
    """
    if not isinstance(configuration, Mapping):
        raise Unselectable("configuration: an object is needed")
    try:
        return of_view(accepted(configuration))
    except RefusedContent as error:
        raise Unselectable(str(error)) from None


def of_filters(filters: Mapping[str, Any]) -> Selection:
    """The hosts and fields that filters ask for by the names of the parameters of `GET /hosts`.

    Raises:
        Unselectable: an unknown member, or a value that it does not take.
    """
    if "configuration" in filters:
        if len(filters) > 1:
            raise Unselectable(f"nothing may stand beside configuration, got {listing(map(str, filters))}")
        return of_unsaved_view(filters["configuration"])
    try:
        search, application_names = host_filters.search_of(filters)
        fields, profile = host_filters.fields_of(filters, KNOWN_FIELDS, HOST_ID, DEFAULT_FIELDS)
    except (InvalidParameter, RuleViolation) as error:
        raise Unselectable(str(error)) from None
    return Selection(search=search, fields=fields, profile=profile, applications=application_names)


def _fields_of(keys: list[Any]) -> tuple[str, ...]:
    """Export fields of a view's columns: the id first, then the view's order, each once."""
    known = (_FIELDS_OF_COLUMNS.get(key, key) for key in keys if isinstance(key, str) and key in COLUMN_KEYS)
    return tuple(dict.fromkeys((HOST_ID, *known)))


def _with_lists(filters: Any) -> Any:
    """The filters, with a list where a workspace is named by a text."""
    host = filters.get(HOST) if isinstance(filters, Mapping) else None
    if not isinstance(host, Mapping) or not isinstance(host.get("workspace_name"), str):
        return filters
    return {**filters, HOST: {**host, "workspace_name": [host["workspace_name"]]}}


def _search_of_view(filters: Mapping[str, Any]) -> HostSearch:
    host = filters.get(HOST) or {}
    nested = {name: conditions for name, conditions in filters.items() if name != HOST}
    return HostSearch(
        states=visible_states(host["staleness"]) if host.get("staleness") else VISIBLE_STATES,
        hostname_or_id=host.get("hostname_or_id") or None,
        updated=_span(host, "updated"),
        last_check_in=_span(host, "last_check_in"),
        tags=tuple(parse_tag(text) for text in host.get("tags", ())),
        registered_with=tuple(host.get("registered_with", ())),
        system_types=tuple(cast("Any", host.get("system_type", ()))),
        groups=group_filter(workspace_name=host.get("workspace_name") or None),
        filter=filter_term(filter_tree(list(_nested_filters(nested)))),
    )


def _nested_filters(nested: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, conditions in nested.items():
        yield f"{PARAMETER}[{name}]", orjson.dumps(conditions).decode()


def _span(host: Mapping[str, Any], name: str) -> Span:
    def instant(end: str) -> datetime | None:
        text = host.get(f"{name}_{end}")
        return None if text is None else nearest_instant(text)

    return Span.between(instant("start"), instant("end"), name=name)
