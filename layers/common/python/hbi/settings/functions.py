"""One settings object per function, composed of what the function needs."""

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator

from hbi.settings.base import Seconds
from hbi.settings.cache import CacheSettings
from hbi.settings.database import DatabaseSettings
from hbi.settings.exports import (
    BucketSettings,
    ExportFilterSettings,
    ExportQuotaSettings,
    ExportServiceSettings,
    LaunchSettings,
    ScheduledExportSettings,
)
from hbi.settings.hosts import IngestRules, StalenessDefaults
from hbi.settings.identity import IdentitySettings
from hbi.settings.kafka import KafkaSettings, PublishingSettings
from hbi.settings.permissions import PermissionSettings, WorkspaceSettings
from hbi.settings.platform import FlagSettings, MetricsSettings, TracingSettings


def _names(text: object) -> object:
    """Names in a text with commas or blanks between; anything else as it is."""
    return frozenset(text.replace(",", " ").split()) if isinstance(text, str) else text


class SchemaTrialSettings(KafkaSettings):
    """Settings of trials of profile schemas on recent reports (contract: rest-hosts 7.17)."""

    authorized_users: Annotated[frozenset[str], BeforeValidator(_names)] = Field(
        frozenset({"tuser@redhat.com"}), alias="SP_AUTHORIZED_USERS"
    )
    """Names of the users who may try profile schemas, with commas or blanks between."""
    schema_url: str = Field(
        "https://raw.githubusercontent.com/{fork}/inventory-schemas/{branch}/schemas/system_profile/v1.yaml",
        alias="HBI_PROFILE_SCHEMA_URL",
    )
    """URL of the schema of a branch of a fork; `{fork}` and `{branch}` stand in its path."""
    trial_budget_s: float = Field(20.0, gt=0, le=25, alias="HBI_SCHEMA_TRIAL_SECONDS")
    """Seconds after which a trial reads no further message; well below the timeout of the function."""
    is_replica: bool = Field(False, alias="REPLICA_NAMESPACE")
    """Whether this deployment is a copy, whose topics hold nothing to try schemas on."""

    @field_validator("schema_url")
    @classmethod
    def _names_fork_and_branch_in_its_path(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.netloc or "{" in parts.netloc:
            raise ValueError("not an http(s) URL of one host")
        if "{fork}" not in parts.path or "{branch}" not in parts.path:
            raise ValueError("its path must contain {fork} and {branch}")
        return value


class ApiSettings(
    PublishingSettings,
    SchemaTrialSettings,
    IngestRules,
    BucketSettings,
    PermissionSettings,
    WorkspaceSettings,
    FlagSettings,
    LaunchSettings,
    ExportQuotaSettings,
    ExportFilterSettings,
    IdentitySettings,
    CacheSettings,
    MetricsSettings,
    TracingSettings,
):
    """Settings of the API function."""

    path_prefix: str = Field("api", alias="PATH_PREFIX")
    """First segment of the API's base path, `/<PATH_PREFIX>/<APP_NAME>/v1`."""
    app_name: str = Field("inventory", alias="APP_NAME")
    """Second segment of the API's base path."""
    legacy_base: str = Field("/r/insights/platform/inventory/v1", alias="INVENTORY_LEGACY_API_URL")
    """Older base path, under which the API answers, too."""
    management_prefix: str = Field("/", alias="INVENTORY_MANAGEMENT_URL_PATH_PREFIX")
    """Path before those of health, metrics and version."""
    build_commit: str = Field("Unknown", alias="OPENSHIFT_BUILD_COMMIT")
    """Commit that `/version` names."""
    payload_tracker_service: str = Field("inventory", alias="PAYLOAD_TRACKER_SERVICE_NAME")
    """Name of the service that deletes a host, in the payload tracker's statuses."""
    bulk_tags: int = Field(10, ge=1, le=1000, alias="API_BULK_TAG_COUNT_ALLOWED")
    """Number of tags that one request to `/tags` may add."""
    bulk_tag_hosts: int = Field(100, ge=1, le=10_000, alias="API_BULK_TAG_HOST_BATCH_SIZE")
    """Number of hosts that a request to `/tags` reads and writes at a time."""
    delete_chunk_size: int = Field(1000, ge=1, le=10_000, alias="HOST_DELETE_CHUNK_SIZE")
    """Number of hosts that one transaction of a deletion deletes."""
    most_sorted_groups: int = Field(3000, ge=1, alias="MAX_GROUPS_FOR_HOST_COUNT_SORTING")
    """Number of workspaces up to which a list of them is sorted by number of hosts, where RBAC keeps them."""
    reads_counters: bool = Field(True, alias="HBI_READ_COUNTERS")
    """Whether lists read the numbers of hosts that are kept where those tell; otherwise they count hosts each time."""
    delete_budget_s: Seconds = Field(20, alias="HBI_DELETE_BUDGET_SECONDS")
    """Seconds after which a deletion by filter begins no further chunk and reports how far it came."""

    admin_hosts_enabled: bool = Field(False, alias="INVENTORY_ADMIN_HOSTS_ENABLED")
    """Whether hosts of any organisation may be entered at `/_admin/hosts`, without an identity: by whomever the gateway
    lets there, so not with identity source `jwt`."""

    @field_validator("admin_hosts_enabled")
    @classmethod
    def _is_not_open_to_tokens(cls, value: bool, info: ValidationInfo) -> bool:
        if value and info.data.get("identity_source") == "jwt":
            raise ValueError(
                "every bearer of a token could write hosts of every organisation; HBI_IDENTITY_SOURCE is jwt"
            )
        return value

    @property
    def base(self) -> str:
        """Main base path, e.g. `/api/inventory/v1`."""
        return f"/{self.path_prefix}/{self.app_name}/v1"

    @property
    def management_base(self) -> str:
        """Beginning of the paths of health, metrics and version; usually empty."""
        return self.management_prefix.rstrip("/")


class IngestSettings(
    PublishingSettings,
    IngestRules,
    CacheSettings,
    FlagSettings,
    WorkspaceSettings,
    LaunchSettings,
    MetricsSettings,
    TracingSettings,
):
    """Settings of the ingest function."""

    publish_pause_s: Seconds = Field(0, alias="HBI_PUBLISH_PAUSE_SECONDS")
    """Seconds for which events are left to the relay, untried, once the broker has not answered. Ingest waits anew each
    time by default: that slows reports down, which pile up on their topic, not in the outbox."""
    defect_patience_s: Seconds = Field(900, alias="HBI_DEFECT_PATIENCE_SECONDS")
    """Age in seconds from which a record that our code does not survive is dead-lettered instead of tried again."""


class ExportSettings(
    DatabaseSettings,
    StalenessDefaults,
    BucketSettings,
    ExportFilterSettings,
    ScheduledExportSettings,
    ExportServiceSettings,
    PermissionSettings,
    FlagSettings,
    MetricsSettings,
    TracingSettings,
):
    """Settings of the export function, which sends no messages and knows no broker."""

    part_size_bytes: int = Field(8 * 1024 * 1024, ge=5 * 1024 * 1024, alias="HBI_EXPORT_PART_BYTES")
    """Size in bytes of the parts in which an archive is uploaded."""
    exports_per_org: int = Field(2, ge=1, alias="HBI_EXPORTS_PER_ORG")
    """Number of exports of an organisation that may run at a time."""
    export_workers: int = Field(8, ge=1, alias="HBI_EXPORT_WORKERS")
    """Number of exports that can run at a time: the function's concurrency. The last worker that is free takes only an
    organisation of which no export runs."""
    checkpoint_s: float = Field(5.0, ge=0, lt=30, alias="HBI_EXPORT_CHECKPOINT_SECONDS")
    """Seconds between two stores of an export's progress, which also prove that somebody works on it."""


class ReaperSettings(
    PublishingSettings,
    StalenessDefaults,
    BucketSettings,
    ScheduledExportSettings,
    FlagSettings,
    LaunchSettings,
    CacheSettings,
    MetricsSettings,
    TracingSettings,
):
    """Settings of the reaper function."""

    delete_chunk_size: int = Field(4000, ge=1, le=10_000, alias="HOST_DELETE_CHUNK_SIZE")
    """Number of culled hosts that one transaction deletes while nobody else uses the database; the job that removes
    duplicates deletes 1000 at most."""
    cull_share: float = Field(0.5, ge=0.05, le=1, alias="HBI_CULL_SHARE")
    """Part of its time that culling works while others use the database, one thing at a time; the rest of it it waits,
    longer when the database has become slow. 1 takes no notice of others."""
    script_chunk_size: int = Field(500, ge=1, le=10_000, alias="SCRIPT_CHUNK_SIZE")
    """Number of hosts that a job works on in one transaction, unless its input says another."""
    jobs_s3_bucket: str | None = Field(None, alias="S3_AWS_BUCKET")
    """Name of the bucket with lists that jobs read. Without it: the bucket of exports."""
    use_subman_id: bool = Field(False, alias="USE_SUBMAN_ID")
    """Whether hosts are recognised by `subscription_manager_id` alone, so that duplicates are, too."""
    own_function: str | None = Field(None, alias="AWS_LAMBDA_FUNCTION_NAME")
    """Name of the reaper function itself, which Lambda sets. By it an unattended job starts itself for the rest."""

    @property
    def application_name(self) -> str:
        """Name by which the server knows the reaper's sessions, who are no company for itself."""
        return "hbi-reaper"

    @property
    def jobs_bucket(self) -> str:
        """The bucket with lists that jobs read."""
        return self.jobs_s3_bucket or self.export_bucket
