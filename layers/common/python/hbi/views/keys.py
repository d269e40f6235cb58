"""What a column of a view can show, and what a view can be sorted by (contract: rest-groups-staleness-views 7.4)."""

from collections.abc import Iterator, Mapping

from hbi.queries.filters.applications import FIELDS

CORE_SORT_KEYS = ("updated", "display_name", "group_name", "operating_system", "last_check_in")
CORE_COLUMNS = (
    *CORE_SORT_KEYS,
    "tags",
    "status",
    "infrastructure",
    "vendor",
    "workload",
    "created",
    "per_reporter_staleness",
)

_SHOWN_ONLY: Mapping[str, tuple[str, ...]] = {"compliance": ("policies", "policies_count")}
_SORTED_BY_ONLY: Mapping[str, tuple[str, ...]] = {
    "advisor": ("severity_priority",),
    "compliance": ("policies_count",),
    "patch": ("advisories_total_applicable", "advisories_total_installable"),
    "vulnerability": ("severity_priority",),
}
_NOT_SORTED_BY = frozenset({"uuid"})
"""Kinds of fields without a meaningful order."""


def _columns() -> Iterator[str]:
    yield from CORE_COLUMNS
    for application, fields in FIELDS.items():
        for field in (*fields, *_SHOWN_ONLY.get(application, ())):
            yield f"{application}:{field}"


def _sort_keys() -> Iterator[str]:
    yield from CORE_SORT_KEYS
    for application, fields in FIELDS.items():
        sortable = (name for name, field in fields.items() if field.kind not in _NOT_SORTED_BY)
        for field in (*sortable, *_SORTED_BY_ONLY.get(application, ())):
            yield f"{application}:{field}"


COLUMN_KEYS = frozenset(_columns())
SORT_KEYS = frozenset(_sort_keys())
NAMES_OF_APPLICATIONS: frozenset[str] = frozenset(FIELDS)
