"""The schema's only description: one `Table` a table, columns named like the database's (contract: database 1).

Ids are text, instants are aware, `None` in a document column is SQL NULL. Used by repositories and migrations.
There are no mapped classes: importing and mapping them took a third of a cold start, and no statement is about objects.
"""

from hbi.ids import ZERO_UUID
from hbi.models.app_data import (
    ADVISOR_DATA,
    APP_DATA_TABLES,
    COMPLIANCE_DATA,
    MALWARE_DATA,
    PATCH_DATA,
    REMEDIATIONS_DATA,
    VULNERABILITY_DATA,
)
from hbi.models.base import METADATA
from hbi.models.counts import CULLED_HOST_CHANGES, CULLED_HOST_COUNTS, HOST_COUNT_STATES, HOST_COUNTS
from hbi.models.hosts import HOSTS, HOSTS_GROUPS
from hbi.models.organisation import GROUPS, INVENTORY_VIEWS, STALENESS, USER_VIEW_PREFERENCES
from hbi.models.profiles import DYNAMIC_PROFILES, STATIC_PROFILES
from hbi.models.service import (
    DEBEZIUM_SIGNAL,
    EXPORT_QUOTAS,
    EXPORT_SOURCES,
    EXPORTS,
    HBI_METADATA,
    HOST_EVENTS_OUTBOX,
    OUTBOX,
)

__all__ = [
    "ADVISOR_DATA",
    "APP_DATA_TABLES",
    "COMPLIANCE_DATA",
    "CULLED_HOST_CHANGES",
    "CULLED_HOST_COUNTS",
    "DEBEZIUM_SIGNAL",
    "DYNAMIC_PROFILES",
    "EXPORTS",
    "EXPORT_QUOTAS",
    "EXPORT_SOURCES",
    "GROUPS",
    "HBI_METADATA",
    "HOSTS",
    "HOSTS_GROUPS",
    "HOST_COUNTS",
    "HOST_COUNT_STATES",
    "HOST_EVENTS_OUTBOX",
    "INVENTORY_VIEWS",
    "MALWARE_DATA",
    "METADATA",
    "OUTBOX",
    "PATCH_DATA",
    "REMEDIATIONS_DATA",
    "STALENESS",
    "STATIC_PROFILES",
    "USER_VIEW_PREFERENCES",
    "VULNERABILITY_DATA",
    "ZERO_UUID",
]
