"""Typed settings, one object per function, read once from the environment.

Every field names its environment variable as alias. Loading fails with one clear line; nothing else in the code reads
`os.environ`.
"""

import os
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, Json, ValidationError, field_validator

from hbi.problems import ConfigurationError, shorten

SCHEMA = "hbi"

Seconds = Annotated[int, Field(ge=0)]


class Settings(BaseModel):
    """Base of the settings objects: immutable, filled from environment variables."""

    model_config = ConfigDict(frozen=True, extra="ignore", ignored_types=(cached_property,), defer_build=True)

    @classmethod
    def load(cls, environ: Mapping[str, str] | None = None) -> Self:
        """Settings from the environment; an empty variable counts as absent.

        Raises:
            ConfigurationError: a variable is missing or unusable; the text names it.
        """
        source = os.environ if environ is None else environ
        try:
            return cls.model_validate({name: value for name, value in source.items() if value != ""})
        except ValidationError as error:
            raise ConfigurationError(_one_line(error)) from None


def _one_line(error: ValidationError) -> str:
    faults = []
    for fault in error.errors(include_url=False):
        name = str(fault["loc"][0])
        if fault["type"] == "missing":
            faults.append(f"environment variable {name} is not set")
        else:
            faults.append(f"environment variable {name}={shorten(fault['input'])}: {fault['msg']}")
    return "; ".join(faults)


class DatabaseSettings(Settings):
    """How to reach PostgreSQL."""

    database_url: str = Field(alias="HBI_DATABASE_URL", repr=False)
    database_auth: Literal["password", "iam"] = Field("password", alias="HBI_DATABASE_AUTH")
    statement_timeout_ms: int = Field(30_000, ge=0, alias="HBI_STATEMENT_TIMEOUT_MS")
    lock_timeout_ms: int = Field(10_000, ge=0, alias="HBI_LOCK_TIMEOUT_MS")
    idle_transaction_timeout_ms: int = Field(60_000, ge=0, alias="HBI_IDLE_TRANSACTION_TIMEOUT_MS")
    """After it the server undoes a transaction whose process says nothing: Lambda may have frozen or dropped it."""
    connect_timeout_s: int = Field(5, ge=1, alias="HBI_CONNECT_TIMEOUT_SECONDS")
    database_pooled: bool = Field(False, alias="HBI_DATABASE_POOLED")

    @field_validator("database_url")
    @classmethod
    def _is_postgresql(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/"):
            raise ValueError("not a PostgreSQL URL; example: postgresql://user@host:5432/inventory")
        return value


class KafkaSettings(Settings):
    """How to reach the broker, and the names of the topics."""

    bootstrap_servers: str = Field(alias="KAFKA_BOOTSTRAP_SERVERS")
    kafka_auth: Literal["none", "tls", "iam"] = Field("none", alias="HBI_KAFKA_AUTH")
    kafka_timeout_s: float = Field(10.0, gt=0, alias="HBI_KAFKA_TIMEOUT_SECONDS")
    host_ingress_topic: str = Field("platform.inventory.host-ingress", alias="KAFKA_HOST_INGRESS_TOPIC")
    host_ingress_p1_topic: str = Field("platform.inventory.host-ingress-p1", alias="KAFKA_HOST_INGRESS_P1_TOPIC")
    system_profile_topic: str = Field("platform.inventory.system-profile", alias="KAFKA_SYSTEM_PROFILE_TOPIC")
    workspaces_topic: str = Field("outbox.event.workspace", alias="KAFKA_WORKSPACES_TOPIC")
    workspaces_bulk_topic: str = Field("outbox.event.workspace-bulk", alias="KAFKA_WORKSPACES_BULK_TOPIC")
    host_app_data_topic: str = Field("platform.inventory.host-apps", alias="KAFKA_HOST_APP_DATA_TOPIC")
    export_requests_topic: str = Field("platform.export.requests", alias="KAFKA_EXPORT_SERVICE_TOPIC")
    event_topic: str = Field("platform.inventory.events", alias="KAFKA_EVENT_TOPIC")
    notification_topic: str = Field("platform.notifications.ingress", alias="KAFKA_NOTIFICATION_TOPIC")
    payload_status_topic: str = Field("platform.payload-status", alias="PAYLOAD_TRACKER_KAFKA_TOPIC")
    payload_tracker_enabled: bool = Field(False, alias="PAYLOAD_TRACKER_ENABLED")
    payload_tracker_service: str = Field("inventory-mq-service", alias="PAYLOAD_TRACKER_SERVICE_NAME")
    """Only reports are tracked, so it is the same whichever function sends a status."""
    dead_letter_topic: str = Field("platform.inventory.dead-letter", alias="HBI_DEAD_LETTER_TOPIC")
    console_hostname: str = Field("localhost", alias="CONSOLEDOT_HOSTNAME")


class ProfileSettings(Settings):
    """What system profiles may hold."""

    schema_file: Path | None = Field(None, alias="HBI_PROFILE_SCHEMA")
    """A schema to use instead of the installed one, to try it out."""


class StalenessDefaults(Settings):
    """Staleness of organisations without settings of their own, in seconds."""

    time_to_stale: int = Field(104_400, ge=1, alias="CONVENTIONAL_TIME_TO_STALE_SECONDS")
    time_to_stale_warning: int = Field(604_800, ge=1, alias="CONVENTIONAL_TIME_TO_STALE_WARNING_SECONDS")
    time_to_delete: int = Field(2_592_000, ge=1, alias="CONVENTIONAL_TIME_TO_DELETE_SECONDS")


class MetricsSettings(Settings):
    """Where metrics go, and whether."""

    metrics_enabled: bool = Field(True, alias="HBI_METRICS_ENABLED")
    metrics_namespace: str = Field("HostInventory", alias="HBI_METRICS_NAMESPACE")


class IngestRules(StalenessDefaults):
    """What a deployment may choose about taking reports."""

    use_subman_id: bool = Field(False, alias="USE_SUBMAN_ID")
    """Whether hosts are recognised by `subscription_manager_id` alone, which is also the id of new ones."""


class BucketSettings(Settings):
    """Where exports are kept."""

    export_bucket: str = Field(alias="HBI_EXPORT_BUCKET")
    s3_endpoint_url: str | None = Field(None, alias="S3_ENDPOINT_URL")
    presigned_link_life_s: Seconds = Field(300, alias="HBI_PRESIGNED_LINK_SECONDS")


class RbacSettings(Settings):
    """How to reach the permission service (contract: identity-rbac 10)."""

    rbac_endpoint: str = Field("http://localhost:8111", alias="RBAC_ENDPOINT")
    rbac_retries: int = Field(2, ge=0, alias="RBAC_RETRIES")
    rbac_timeout_s: float = Field(10.0, gt=0, alias="RBAC_TIMEOUT")


class PermissionSettings(RbacSettings):
    """How callers are authorised (contract: identity-rbac 10)."""

    bypass_rbac: bool = Field(False, alias="BYPASS_RBAC")
    rbac_cache_s: Seconds = Field(0, alias="HBI_RBAC_CACHE_SECONDS")


class SharedKey(BaseModel):
    """A secret that two services share."""

    secret: str = Field(repr=False)


class WorkspaceSettings(RbacSettings):
    """Who keeps the groups, and how we prove to be ourselves there (contract: identity-rbac 7 and 10)."""

    bypass_kessel: bool = Field(False, alias="BYPASS_KESSEL")
    rbac_psks: Json[dict[str, SharedKey]] = Field({}, alias="RBAC_PSKS", repr=False)
    kessel_auth_enabled: bool = Field(False, alias="KESSEL_AUTH_ENABLED")
    kessel_auth_client_id: str = Field("", alias="KESSEL_AUTH_CLIENT_ID")
    kessel_auth_client_secret: str = Field("", alias="KESSEL_AUTH_CLIENT_SECRET", repr=False)
    kessel_auth_issuer: str | None = Field(None, alias="KESSEL_AUTH_OIDC_ISSUER")


class FlagSettings(Settings):
    """Where feature flags come from (contract: identity-rbac 8 and 10)."""

    bypass_unleash: bool = Field(False, alias="BYPASS_UNLEASH")
    unleash_url: str | None = Field(None, alias="UNLEASH_URL")
    unleash_token: str | None = Field(None, alias="UNLEASH_TOKEN", repr=False)
    unleash_refresh_s: float = Field(15.0, ge=0, alias="UNLEASH_REFRESH_INTERVAL")
    unleash_cache_dir: Path | None = Field(None, alias="UNLEASH_CACHE_DIR")
    fallbacks: Json[dict[str, bool | list[str]]] = Field({}, alias="HBI_FLAGS")
    """Flags when no server says anything: JSON, `{"<flag>": true}` or `{"<flag>": ["<org id>", …]}`."""


class LaunchSettings(Settings):
    """How to start the export function."""

    export_function: str | None = Field(None, alias="HBI_EXPORT_FUNCTION")
    lambda_endpoint_url: str | None = Field(None, alias="HBI_LAMBDA_ENDPOINT_URL")


class ApiSettings(
    DatabaseSettings,
    KafkaSettings,
    StalenessDefaults,
    BucketSettings,
    PermissionSettings,
    FlagSettings,
    LaunchSettings,
    MetricsSettings,
):
    """Settings of the API function."""

    path_prefix: str = Field("api", alias="PATH_PREFIX")
    app_name: str = Field("inventory", alias="APP_NAME")
    legacy_base: str = Field("/r/insights/platform/inventory/v1", alias="INVENTORY_LEGACY_API_URL")
    build_commit: str = Field("Unknown", alias="OPENSHIFT_BUILD_COMMIT")
    staleness_cache_s: Seconds = Field(0, alias="STALENESS_CACHE_TIMEOUT_SECONDS")
    delete_chunk_size: int = Field(1000, ge=1, le=10_000, alias="HOST_DELETE_CHUNK_SIZE")
    delete_budget_s: Seconds = Field(20, alias="HBI_DELETE_BUDGET_SECONDS")
    """Time after which a deletion by filter begins no further chunk and tells how far it came."""

    @property
    def base(self) -> str:
        """Main base path, e.g. `/api/inventory/v1`."""
        return f"/{self.path_prefix}/{self.app_name}/v1"


class IngestSettings(DatabaseSettings, KafkaSettings, IngestRules, MetricsSettings, FlagSettings, WorkspaceSettings):
    """Settings of the ingest function."""

    defect_patience_s: Seconds = Field(900, alias="HBI_DEFECT_PATIENCE_SECONDS")
    """Age from which a record that our code does not survive is set aside instead of tried again."""


class ExportSettings(DatabaseSettings, KafkaSettings, StalenessDefaults, BucketSettings, PermissionSettings):
    """Settings of the export function."""

    part_size_bytes: int = Field(8 * 1024 * 1024, ge=5 * 1024 * 1024, alias="HBI_EXPORT_PART_BYTES")
    exports_per_org: int = Field(2, ge=1, alias="HBI_EXPORTS_PER_ORG")
    checkpoint_s: float = Field(5.0, ge=0, lt=30, alias="HBI_EXPORT_CHECKPOINT_SECONDS")


class ReaperSettings(
    DatabaseSettings, KafkaSettings, StalenessDefaults, BucketSettings, LaunchSettings, MetricsSettings
):
    """Settings of the reaper function."""

    delete_chunk_size: int = Field(1000, ge=1, le=10_000, alias="HOST_DELETE_CHUNK_SIZE")


class MigrationSettings(DatabaseSettings):
    """Settings of whatever migrates the database."""

    partitions: int = Field(1, ge=1, le=32, alias="HOSTS_TABLE_NUM_PARTITIONS")
    migrations_dir: Path | None = Field(None, alias="HBI_MIGRATIONS_DIR")
