"""Filters of a source that are named like the parameters of `GET /hosts` (contract: exports 3.1). Knows no database."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any

import orjson

from hbi.ids import is_dashed_uuid
from hbi.problems import InvalidParameter
from hbi.profile.instants import nearest_instant
from hbi.queries.filters.fields.application_fields import FIELDS
from hbi.queries.filters.parameters.groups import group_filter
from hbi.queries.filters.parameters.tags import parse_tag
from hbi.queries.filters.parameters.words import REGISTERED_WITH, SYSTEM_TYPES
from hbi.queries.filters.parsing.parse import PARAMETER, filter_term, filter_tree
from hbi.queries.filters.search import VISIBLE_STATES, HostSearch, Span, visible_states
from hbi.text import listing

_PROVIDERS = ("alibaba", "aws", "azure", "discovery", "gcp", "ibm")
_STALENESS = ("fresh", "stale", "stale_warning", "unknown")
_PROFILE = "system_profile"


def search_of(filters: Mapping[str, Any]) -> tuple[HostSearch, frozenset[str]]:
    """The hosts that filters ask for, and the other applications that decide about it.

    Raises:
        InvalidParameter: an unknown member, or a value that its parameter does not take.
        RuleViolation: several names, or a filter on what there is not.
    """
    _require_known(filters, MEMBERS, "filters")
    read: dict[str, Any] = {
        name: reader(name, filters[name]) for name, reader in _READERS.items() if filters.get(name) not in (None, [])
    }
    nested = filters.get(PARAMETER)
    tree = filter_tree(_pairs(nested)) if nested else filter_tree([])
    groups = {name: read.get(name) for name in ("workspace_name", "group_name", "workspace_id", "group_id")}
    search = HostSearch(
        states=visible_states(read["staleness"]) if "staleness" in read else VISIBLE_STATES,
        **{name: read.get(name) for name in _PLAIN},
        updated=Span.between(read.get("updated_start"), read.get("updated_end"), name="updated"),
        last_check_in=Span.between(
            read.get("last_check_in_start"), read.get("last_check_in_end"), name="last_check_in"
        ),
        tags=tuple(parse_tag(text) for text in read.get("tags", ())),
        registered_with=read.get("registered_with", ()),
        system_types=read.get("system_type", ()),
        groups=group_filter(**groups),
        filter=filter_term(tree),
    )
    return search, frozenset(nested or ()) & frozenset(FIELDS)


def fields_of(
    filters: Mapping[str, Any], known: Collection[str], first: str, default: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[str, ...] | None]:
    """Names of the fields that `columns` and `fields` ask for, and the members of the profile.

    Args:
        known: names that may be asked for.
        first: the field that stands first wherever some are chosen.
        default: fields if none are chosen.
    Raises:
        InvalidParameter: not lists of texts, or a name that is not known.
    """
    names = default
    if filters.get("columns"):
        columns = _texts("columns", filters["columns"])
        unknown = [name for name in columns if name not in known]
        if unknown:
            raise InvalidParameter("columns", got=unknown[0], expected=f"one of {listing(known)}")
        names = tuple(dict.fromkeys((first, *columns)))
    if not filters.get("fields"):
        return names, None
    fields = filters["fields"]
    if not isinstance(fields, Mapping):
        raise InvalidParameter("fields", got=fields, expected="an object")
    _require_known(fields, (_PROFILE,), "fields")
    return tuple(dict.fromkeys((*names, _PROFILE))), _texts("fields", fields.get(_PROFILE, []))


def _pairs(nested: object) -> list[tuple[str, str]]:
    if not isinstance(nested, Mapping):
        raise InvalidParameter(PARAMETER, got=nested, expected="an object")
    return [(f"{PARAMETER}[{name}]", orjson.dumps(conditions).decode()) for name, conditions in nested.items()]


def _require_known(document: Mapping[str, Any], known: Collection[str], place: str) -> None:
    unknown = document.keys() - set(known)
    if unknown:
        raise InvalidParameter(place, got=min(unknown), expected=f"members out of {listing(known)}")


def _text(name: str, value: object) -> str | None:
    if not isinstance(value, str):
        raise InvalidParameter(name, got=value, expected="a text")
    return value or None


def _id(name: str, value: object) -> str:
    if not isinstance(value, str) or not is_dashed_uuid(value):
        raise InvalidParameter(name, got=value, expected="a UUID")
    return value.lower()


def _provider(name: str, value: object) -> str:
    if value not in _PROVIDERS:
        raise InvalidParameter(name, got=value, expected=f"one of {listing(_PROVIDERS)}")
    return str(value)


def _instant(name: str, value: object) -> datetime:
    try:
        return nearest_instant(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise InvalidParameter(name, got=value, expected="an ISO 8601 date or date-time") from None


def _texts(name: str, value: object) -> tuple[str, ...]:
    """A list of texts; a single text stands for a list of it."""
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list) or not all(isinstance(entry, str) for entry in values):
        raise InvalidParameter(name, got=value, expected="a list of texts")
    return tuple(values)


def _words(*known: str) -> Callable[[str, object], tuple[str, ...]]:
    def read(name: str, value: object) -> tuple[str, ...]:
        words = _texts(name, value)
        for word in words:
            if word not in known:
                raise InvalidParameter(name, got=word, expected=f"one of {listing(known)}")
        return words

    return read


_PLAIN = (
    "display_name",
    "fqdn",
    "hostname_or_id",
    "insights_id",
    "subscription_manager_id",
    "provider_id",
    "provider_type",
)
_READERS: Mapping[str, Callable[[str, object], Any]] = {
    "display_name": _text,
    "fqdn": _text,
    "hostname_or_id": _text,
    "insights_id": _id,
    "subscription_manager_id": _id,
    "provider_id": _text,
    "provider_type": _provider,
    "updated_start": _instant,
    "updated_end": _instant,
    "last_check_in_start": _instant,
    "last_check_in_end": _instant,
    "workspace_name": _texts,
    "group_name": _texts,
    "workspace_id": _texts,
    "group_id": _texts,
    "staleness": _words(*_STALENESS),
    "tags": _texts,
    "registered_with": _words(*REGISTERED_WITH),
    "system_type": _words(*SYSTEM_TYPES),
}
MEMBERS = (*_READERS, PARAMETER, "columns", "fields")
"""Names of the members that filters may have."""
