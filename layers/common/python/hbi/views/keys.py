"""What a column of a view can show, and what a view can be sorted by (contract: rest-groups-staleness-views 7.4)."""

from hbi.queries.filters.fields import application_fields
from hbi.queries.filters.fields.application_fields import SHOWN

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

COLUMN_KEYS = frozenset(
    {*CORE_COLUMNS, *(f"{application}:{field}" for application, fields in SHOWN.items() for field in fields)}
)
SORT_KEYS = frozenset({*CORE_SORT_KEYS, *application_fields.SORT_KEYS})
NAMES_OF_APPLICATIONS: frozenset[str] = frozenset(SHOWN)
