"""Typed settings, one object per function, read once from the environment.

Every field names its environment variable as alias. Loading fails with one clear line; nothing else in the code reads
`os.environ`. The docstring below a field says what it means and in which unit; `docs/settings.md` shows them all.
"""

from hbi.settings.base import Seconds, Secret, Settings, secret_variables
from hbi.settings.cache import CacheSettings, check_cache_url
from hbi.settings.database import SCHEMA, DatabaseSettings, MigrationSettings
from hbi.settings.exports import (
    BucketSettings,
    DailyExport,
    ExportQuotaSettings,
    ExportServiceSettings,
    LaunchSettings,
)
from hbi.settings.functions import ApiSettings, ExportSettings, IngestSettings, ReaperSettings, SchemaTrialSettings
from hbi.settings.hosts import LARGEST_REPORT, HostBounds, IngestRules, ProfileSettings, StalenessDefaults
from hbi.settings.identity import ClaimNames, IdentitySettings
from hbi.settings.kafka import KafkaSettings, PublishingSettings
from hbi.settings.permissions import (
    PermissionSettings,
    RbacSettings,
    SharedKey,
    WorkspaceModeSettings,
    WorkspaceSettings,
    shared_keys,
)
from hbi.settings.platform import FlagSettings, MetricsSettings, TracingSettings

__all__ = [
    "LARGEST_REPORT",
    "SCHEMA",
    "ApiSettings",
    "BucketSettings",
    "CacheSettings",
    "ClaimNames",
    "DailyExport",
    "DatabaseSettings",
    "ExportQuotaSettings",
    "ExportServiceSettings",
    "ExportSettings",
    "FlagSettings",
    "HostBounds",
    "IdentitySettings",
    "IngestRules",
    "IngestSettings",
    "KafkaSettings",
    "LaunchSettings",
    "MetricsSettings",
    "MigrationSettings",
    "PermissionSettings",
    "ProfileSettings",
    "PublishingSettings",
    "RbacSettings",
    "ReaperSettings",
    "SchemaTrialSettings",
    "Seconds",
    "Secret",
    "Settings",
    "SharedKey",
    "StalenessDefaults",
    "TracingSettings",
    "WorkspaceModeSettings",
    "WorkspaceSettings",
    "check_cache_url",
    "secret_variables",
    "shared_keys",
]
