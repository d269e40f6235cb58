"""The schema's only description: one class a table, attributes named like the columns (contract: database 1).

Ids are text, instants are aware, `None` in a document column is SQL NULL. Used by repositories and migrations.
"""

from hbi.ids import ZERO_UUID
from hbi.models.app_data import (
    APP_DATA_MODELS,
    AppDataAdvisor,
    AppDataCompliance,
    AppDataMalware,
    AppDataPatch,
    AppDataRemediations,
    AppDataVulnerability,
)
from hbi.models.base import Base
from hbi.models.hosts import Host, HostGroup
from hbi.models.organisation import Group, InventoryView, Staleness, UserViewPreference
from hbi.models.profiles import DynamicProfile, StaticProfile
from hbi.models.service import DebeziumSignal, Export, ExportQuota, ExportSource, HbiMetadata, HostEventOutbox, Outbox

__all__ = [
    "APP_DATA_MODELS",
    "ZERO_UUID",
    "AppDataAdvisor",
    "AppDataCompliance",
    "AppDataMalware",
    "AppDataPatch",
    "AppDataRemediations",
    "AppDataVulnerability",
    "Base",
    "DebeziumSignal",
    "DynamicProfile",
    "Export",
    "ExportQuota",
    "ExportSource",
    "Group",
    "HbiMetadata",
    "Host",
    "HostEventOutbox",
    "HostGroup",
    "InventoryView",
    "Outbox",
    "Staleness",
    "StaticProfile",
    "UserViewPreference",
]
