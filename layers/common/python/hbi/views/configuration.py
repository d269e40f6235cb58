"""What a view may hold (contract: rest-groups-staleness-views 7.4). Knows no database."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any

import orjson

from hbi.ids import ZERO_UUID
from hbi.problems import InvalidParameter, RefusedContent, RuleViolation
from hbi.profile.instants import has_offset, nearest_instant
from hbi.queries.filters.parameters.words import SYSTEM_TYPES
from hbi.queries.filters.parsing.parse import PARAMETER, PROFILE, filter_term, filter_tree
from hbi.text import listing, shorten
from hbi.views.keys import COLUMN_KEYS, NAMES_OF_APPLICATIONS, SORT_KEYS

type Json = dict[str, Any]

HOST = "host"
STALENESS = ("fresh", "stale", "stale_warning", "unknown")
LONGEST_DESCRIPTION = 1024

_DIRECTIONS = ("asc", "desc")
_NAMESPACES = NAMES_OF_APPLICATIONS | {PROFILE, HOST}
_NOT_CHECKED = ("patch", "template_uuid")
"""Whose value a view takes as it is."""


def accepted(configuration: Mapping[str, Any]) -> Json:
    """The configuration as it is kept: as it was sent, without an empty filter on hosts.

    Raises:
        RefusedContent: it breaks a rule; the text names key or value.
    """
    _require_known(configuration, ("columns", "sort", "filters"), "configuration")
    if not isinstance(configuration.get("columns"), list):
        raise RefusedContent("configuration.columns: a list of columns is needed")
    for place, column in enumerate(configuration["columns"]):
        _check_column(column, f"configuration.columns[{place}]")
    if "sort" in configuration:
        _check_sort(configuration["sort"])
    if "filters" not in configuration:
        return dict(configuration)
    return {**configuration, "filters": _accepted_filters(configuration["filters"])}


def _check_column(column: Any, place: str) -> None:
    if not isinstance(column, dict) or "key" not in column:
        raise RefusedContent(f"{place}: an object with a key is needed, got {shorten(column)}")
    _require_known(column, ("key",), place)
    _require_word(column["key"], COLUMN_KEYS, f"{place}.key")


def _check_sort(sort: Any) -> None:
    place = "configuration.sort"
    if not isinstance(sort, dict) or not sort.keys() >= {"key", "direction"}:
        raise RefusedContent(f"{place}: an object with key and direction is needed, got {shorten(sort)}")
    _require_known(sort, ("key", "direction"), place)
    _require_word(sort["key"], SORT_KEYS, f"{place}.key")
    _require_word(sort["direction"], _DIRECTIONS, f"{place}.direction")


def _accepted_filters(filters: Any) -> Json:
    place = "configuration.filters"
    if not isinstance(filters, dict):
        raise RefusedContent(f"{place}: an object is needed, got {shorten(filters)}")
    _require_known(filters, _NAMESPACES, place)
    for namespace, conditions in filters.items():
        if not isinstance(conditions, dict):
            raise RefusedContent(f"{place}.{namespace}: an object is needed, got {shorten(conditions)}")
        if namespace == HOST:
            _check_host(conditions, f"{place}.{HOST}")
        else:
            _check_conditions(namespace, conditions)
    return {namespace: conditions for namespace, conditions in filters.items() if namespace != HOST or conditions}


def _check_conditions(namespace: str, conditions: Json) -> None:
    """What may be asked of profiles and applications is what the same words ask for in a query string."""
    application, field = _NOT_CHECKED
    asked = conditions
    if namespace == application and isinstance(conditions.get(field), dict):
        taken = {name: ZERO_UUID if isinstance(value, str) else value for name, value in conditions[field].items()}
        asked = {**conditions, field: taken}
    text = orjson.dumps(asked).decode()
    try:
        filter_term(filter_tree([(f"{PARAMETER}[{namespace}]", text)]))
    except (InvalidParameter, RuleViolation) as error:
        raise RefusedContent(str(error)) from None


def _check_host(conditions: Json, place: str) -> None:
    _require_known(conditions, _HOST_CHECKS, place)
    for name, value in conditions.items():
        _HOST_CHECKS[name](value, f"{place}.{name}")
    for name in ("last_check_in", "updated"):
        start, end = conditions.get(f"{name}_start"), conditions.get(f"{name}_end")
        if start is None or end is None:
            continue
        if _instant(end, place) < _instant(start, place):
            raise RefusedContent(f"{place}.{name}_end: {shorten(end)} is before {name}_start, {shorten(start)}")
        if has_offset(start) is not has_offset(end):
            raise RefusedContent(f"{place}.{name}_end: {shorten(end)} and {shorten(start)}: only one has an offset")


def _check_text(value: Any, place: str) -> None:
    if not isinstance(value, str):
        raise RefusedContent(f"{place}: a text is needed, got {shorten(value)}")


def _check_texts(value: Any, place: str) -> None:
    if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
        raise RefusedContent(f"{place}: a list of texts is needed, got {shorten(value)}")


def _words(known: Collection[str]) -> Callable[[Any, str], None]:
    def check(value: Any, place: str) -> None:
        _check_texts(value, place)
        for entry in value:
            _require_word(entry, known, place)

    return check


def _instant(value: Any, place: str) -> datetime:
    """The instant; without offset it is UTC."""
    try:
        return nearest_instant(value)
    except (ValueError, TypeError):
        raise RefusedContent(f"{place}: an ISO 8601 date or date-time is needed, got {shorten(value)}") from None


def _check_instant(value: Any, place: str) -> None:
    _check_text(value, place)
    _instant(value, place)


_HOST_CHECKS: Mapping[str, Callable[[Any, str], None]] = {
    "hostname_or_id": _check_text,
    "staleness": _words(STALENESS),
    "registered_with": _check_texts,
    "tags": _check_texts,
    "workspace_name": _check_texts,
    "last_check_in_start": _check_instant,
    "last_check_in_end": _check_instant,
    "updated_start": _check_instant,
    "updated_end": _check_instant,
    "system_type": _words(SYSTEM_TYPES),
}


def _require_known(document: Mapping[str, Any], known: Collection[str], place: str) -> None:
    unknown = document.keys() - set(known)
    if unknown:
        raise RefusedContent(f"{place}: {shorten(min(unknown))} is not known; known are {listing(known)}")


def _require_word(value: Any, known: Collection[str], place: str) -> None:
    if not isinstance(value, str) or value not in known:
        raise RefusedContent(f"{place}: {shorten(value)} is not one of {listing(known)}")
