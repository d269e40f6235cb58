"""Typed settings, one object per function, read once from the environment.

Every field names its environment variable as alias. Loading fails with one clear line; nothing else in the code reads
`os.environ`.
"""

import os
import re
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    Json,
    SecretStr,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from hbi.problems import ConfigurationError
from hbi.secrets import reference
from hbi.text import shorten

SCHEMA = "hbi"

Seconds = Annotated[int, Field(ge=0)]


_CREDENTIALS = re.compile(r"://[^/\s]*@")
_ADDRESS = r"([^\s/:]+|\[[0-9a-fA-F:]+\]):\d{1,5}"


class Settings(BaseModel):
    """Base of the settings objects: immutable, filled from environment variables.

    A field with `repr=False` is secret: no error and no print shows its value.
    """

    model_config = ConfigDict(
        frozen=True, extra="ignore", ignored_types=(cached_property,), defer_build=True, hide_input_in_errors=True
    )

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
            raise ConfigurationError(_one_line(error, cls)) from None


def _one_line(error: ValidationError, model: type[BaseModel]) -> str:
    # Faults of defaults go by the field's name.
    variables = {name: field.alias for name, field in model.model_fields.items()}
    secrets = secret_variables(model)
    faults = []
    for fault in error.errors(include_url=False):
        if not fault["loc"]:
            faults.append(fault["msg"])
            continue
        name = str(fault["loc"][0])
        name = variables.get(name) or name
        if fault["type"] == "missing":
            faults.append(f"environment variable {name} is not set")
        elif name in secrets:
            faults.append(f"environment variable {name} (its value is secret): {fault['msg']}")
        else:
            shown = _CREDENTIALS.sub("://***@", shorten(fault["input"]))
            faults.append(f"environment variable {name}={shown}: {fault['msg']}")
    return "; ".join(faults)


def secret_variables(model: type[BaseModel]) -> frozenset[str]:
    """Names of the environment variables whose values must not be shown."""
    return frozenset(field.alias or name for name, field in model.model_fields.items() if not field.repr)


def _reference_or_secret(value: SecretStr) -> SecretStr:
    reference(value.get_secret_value())
    return value


type Secret = Annotated[SecretStr, AfterValidator(_reference_or_secret)]
"""A secret, or a reference to it: `hbi.secrets.reveal` gives its value."""


def _names(text: object) -> object:
    """Names with commas or blanks between."""
    return frozenset(text.replace(",", " ").split()) if isinstance(text, str) else text


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


LARGEST_REPORT = 2 * 1024 * 1024
"""Bytes that puptoo and yuptoo are configured to send at most."""


class HostBounds(Settings):
    """How large hosts may become."""

    max_report_bytes: int = Field(LARGEST_REPORT, ge=256 * 1024, le=2 * LARGEST_REPORT, alias="HBI_MAX_REPORT_BYTES")
    """Of a message about a host, with its tags as events show them, and of a host as a whole, however it grows."""

    @property
    def largest_message(self) -> int:
        """Bytes of the largest message that is sent: an event shows a host with the blanks of PostgreSQL's JSON, and
        the metadata of the report. Every topic that is written must take it."""
        return 2 * self.max_report_bytes


class KafkaSettings(HostBounds):
    """How to reach the broker, and the names of the topics."""

    bootstrap_servers: str = Field(alias="KAFKA_BOOTSTRAP_SERVERS")
    kafka_auth: Literal["none", "tls", "iam"] = Field("none", alias="HBI_KAFKA_AUTH")
    kafka_timeout_s: float = Field(10.0, ge=0.1, le=300, alias="HBI_KAFKA_TIMEOUT_SECONDS")
    kafka_compression: Literal["none", "lz4", "zstd"] = Field("none", alias="HBI_KAFKA_COMPRESSION")
    """Of what is sent. Every consumer of the topics must be able to read it."""
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
    """Who has a report, or deletes a host; what happened goes by this name whichever function sends the status."""
    publish_pause_s: Seconds = Field(30, alias="HBI_PUBLISH_PAUSE_SECONDS")
    """How long events are left to the relay, untried, once the broker has not answered. 0: each caller waits anew."""
    dead_letter_topic: str = Field("platform.inventory.dead-letter", alias="HBI_DEAD_LETTER_TOPIC")
    console_hostname: str = Field("localhost", alias="CONSOLEDOT_HOSTNAME")

    @field_validator("bootstrap_servers")
    @classmethod
    def _are_addresses(cls, value: str) -> str:
        if not all(re.fullmatch(_ADDRESS, server.strip()) for server in value.split(",")):
            raise ValueError("not hosts with their ports; example: broker-1:9092,broker-2:9092")
        return value


class PublishingSettings(DatabaseSettings, KafkaSettings):
    """Of whatever publishes events: its rows stay locked while the broker is waited for."""

    @model_validator(mode="after")
    def _locks_outlast_the_broker(self) -> Self:
        if 0 < self.idle_transaction_timeout_ms < 2 * 1000 * self.kafka_timeout_s:
            raise ValueError(
                "HBI_IDLE_TRANSACTION_TIMEOUT_MS must be 0 or at least twice HBI_KAFKA_TIMEOUT_SECONDS:"
                " the database would end transactions that wait for the broker"
            )
        return self


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


class IngestRules(StalenessDefaults, HostBounds):
    """What a deployment may choose about taking reports."""

    use_subman_id: bool = Field(False, alias="USE_SUBMAN_ID")
    """Whether hosts are recognised by `subscription_manager_id` alone, which is also the id of new ones. A culled host
    that reports again keeps its row, too."""


class BucketSettings(Settings):
    """Where exports are kept."""

    export_bucket: str = Field(alias="HBI_EXPORT_BUCKET")
    s3_endpoint_url: str | None = Field(None, alias="S3_ENDPOINT_URL")
    """A store that speaks S3's protocol, addressed by path. None: S3 of the function's region, each bucket a host."""
    s3_checksums: Literal["when_supported", "when_required"] | None = Field(None, alias="HBI_S3_CHECKSUMS")
    """Whether requests carry checksums of the newer kinds (CRC). None: all do, unless `S3_ENDPOINT_URL` is set, because
    many stores refuse them."""
    s3_verifies_tls: bool = Field(True, alias="HBI_S3_VERIFY_TLS")
    """Whether the store's certificate is checked. `AWS_CA_BUNDLE` names the authorities to trust."""
    presigned_link_life_s: Seconds = Field(300, alias="HBI_PRESIGNED_LINK_SECONDS")


class RbacSettings(Settings):
    """How to reach the permission service (contract: identity-rbac 10)."""

    rbac_endpoint: str = Field("http://localhost:8111", alias="RBAC_ENDPOINT")
    rbac_retries: int = Field(2, ge=0, alias="RBAC_RETRIES")
    rbac_timeout_s: float = Field(10.0, gt=0, alias="RBAC_TIMEOUT")


class WorkspaceModeSettings(Settings):
    """Whether organisations may be in workspaces mode, and how we prove to be ourselves there (identity-rbac 7, 10)."""

    bypass_kessel: bool = Field(False, alias="BYPASS_KESSEL")
    kessel_auth_enabled: bool = Field(False, alias="KESSEL_AUTH_ENABLED")
    kessel_auth_client_id: str = Field("", alias="KESSEL_AUTH_CLIENT_ID")
    kessel_auth_client_secret: Secret = Field(SecretStr(""), alias="KESSEL_AUTH_CLIENT_SECRET", repr=False)
    kessel_auth_issuer: str | None = Field(None, alias="KESSEL_AUTH_OIDC_ISSUER", validate_default=True)

    @field_validator("kessel_auth_issuer")
    @classmethod
    def _is_known_where_it_is_needed(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is None and info.data.get("kessel_auth_enabled"):
            raise ValueError("KESSEL_AUTH_ENABLED needs the URL of an OpenID issuer, which gives us tokens")
        return value


class PermissionSettings(RbacSettings, WorkspaceModeSettings):
    """How callers are authorised (contract: identity-rbac 10)."""

    bypass_rbac: bool = Field(False, alias="BYPASS_RBAC")
    rbac_cache_s: Seconds = Field(0, alias="HBI_RBAC_CACHE_SECONDS")
    kessel_endpoint: str = Field("localhost:9000", alias="KESSEL_INVENTORY_API_ENDPOINT")
    kessel_insecure: bool = Field(True, alias="KESSEL_INSECURE", validate_default=True)
    kessel_timeout_s: float = Field(10.0, gt=0, le=25, alias="HBI_KESSEL_TIMEOUT_SECONDS")
    """For all that one request asks; well below the timeout of the API function."""

    @field_validator("kessel_endpoint")
    @classmethod
    def _is_a_grpc_target(cls, value: str) -> str:
        if not re.fullmatch(rf"(dns:///)?{_ADDRESS}", value):
            raise ValueError("not host and port, without a scheme such as https; example: kessel-inventory:9000")
        return value

    @field_validator("kessel_insecure")
    @classmethod
    def _keeps_tokens_secret(cls, value: bool, info: ValidationInfo) -> bool:
        known = info.data
        if value and known.get("kessel_auth_enabled") and not (known.get("bypass_kessel") or known.get("bypass_rbac")):
            raise ValueError("KESSEL_AUTH_ENABLED would send tokens over an unencrypted connection; set it to false")
        return value


class SharedKey(BaseModel):
    """A secret that two services share."""

    secret: str = Field(repr=False)


_SHARED_KEYS: TypeAdapter[dict[str, SharedKey]] = TypeAdapter(dict[str, SharedKey])


class WorkspaceSettings(RbacSettings, WorkspaceModeSettings):
    """Who keeps the groups, and the key that we share with it (contract: identity-rbac 7 and 10)."""

    rbac_psks: Secret = Field(SecretStr("{}"), alias="RBAC_PSKS", repr=False)
    """JSON, `{"<client>": {"secret": "<key>"}}`, or a reference to it."""

    @field_validator("rbac_psks")
    @classmethod
    def _are_keys(cls, value: SecretStr) -> SecretStr:
        if reference(value.get_secret_value()) is None:
            shared_keys(value.get_secret_value())
        return value


def shared_keys(text: str) -> Mapping[str, SharedKey]:
    """Keys by the client that they belong to.

    Raises:
        ValueError: the text is something else. The error does not repeat it.
    """
    try:
        return _SHARED_KEYS.validate_json(text)
    except ValidationError:
        raise ValueError('not keys by client; example: {"inventory": {"secret": "…"}}') from None


class FlagSettings(Settings):
    """Where feature flags come from (contract: identity-rbac 8 and 10)."""

    bypass_unleash: bool = Field(False, alias="BYPASS_UNLEASH")
    unleash_url: str | None = Field(None, alias="UNLEASH_URL")
    unleash_token: Secret | None = Field(None, alias="UNLEASH_TOKEN", repr=False)
    unleash_refresh_s: float = Field(15.0, ge=0, alias="UNLEASH_REFRESH_INTERVAL")
    unleash_cache_dir: Path | None = Field(None, alias="UNLEASH_CACHE_DIR")
    fallbacks: Json[dict[str, bool | list[str]]] = Field({}, alias="HBI_FLAGS")
    """Flags when no server says anything: JSON, `{"<flag>": true}` or `{"<flag>": ["<org id>", …]}`."""


class ExportQuotaSettings(Settings):
    """What one organisation may ask of exports."""

    export_requests_per_minute: int = Field(60, ge=1, le=60_000, alias="HBI_EXPORT_REQUESTS_PER_MINUTE")
    """Exports that an organisation may ask for in a minute, at once or spread."""
    unfinished_exports_per_org: int = Field(100, ge=1, alias="HBI_UNFINISHED_EXPORTS_PER_ORG")
    """Exports of an organisation that may wait or run. Those that wait for a day fail."""
    sources_per_export: int = Field(100, ge=1, le=10_000, alias="HBI_SOURCES_PER_EXPORT")
    """Each is a file in the archive. All name the same hosts, which are read once."""


class LaunchSettings(Settings):
    """How to start the export function."""

    export_function: str | None = Field(None, alias="HBI_EXPORT_FUNCTION")
    lambda_endpoint_url: str | None = Field(None, alias="HBI_LAMBDA_ENDPOINT_URL")


class ClaimNames(BaseModel):
    """Which claim of a token each member of an identity is taken from; an empty name takes it from none."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    org_id: Annotated[str, Field(min_length=1)] = "org_id"
    account_number: str = "account_number"
    username: str = "preferred_username"
    user_id: str = "sub"
    email: str = "email"
    is_org_admin: str = "is_org_admin"
    client_id: str = "client_id"
    """Tokens that have it belong to service accounts, all others to users."""


class IdentitySettings(Settings):
    """Where the API learns who calls. It believes one source only."""

    authorizer: Literal["iam", "jwt"] | None = Field(None, alias="HBI_AUTHORIZER")
    """What authorises protected routes in front of the function; the deployment sets it. None: it is not known."""
    identity_source: Literal["header", "jwt"] = Field("header", alias="HBI_IDENTITY_SOURCE", validate_default=True)
    """`header`: `x-rh-identity`, from a gateway that has checked it; `jwt`: claims that a JWT authorizer verified."""
    identity_claims: Json[ClaimNames] = Field(ClaimNames(), alias="HBI_IDENTITY_CLAIMS")
    """JSON, `{"<member>": "<claim>", …}`; members that it leaves out keep their defaults. For source `jwt`."""

    @field_validator("identity_source")
    @classmethod
    def _fits_the_authorizer(cls, value: str, info: ValidationInfo) -> str:
        authorizer = info.data.get("authorizer")
        if authorizer is not None and (value == "jwt") != (authorizer == "jwt"):
            raise ValueError(
                f"does not fit HBI_AUTHORIZER={authorizer}: it must be jwt behind authorizer jwt, and only there"
            )
        return value


class SchemaTrialSettings(KafkaSettings):
    """Who may try profile schemas on recent reports, and where schemas come from (contract: rest-hosts 7.17)."""

    authorized_users: Annotated[frozenset[str], BeforeValidator(_names)] = Field(
        frozenset({"tuser@redhat.com"}), alias="SP_AUTHORIZED_USERS"
    )
    """User names; in the environment with commas or blanks between."""
    schema_url: str = Field(
        "https://raw.githubusercontent.com/{fork}/inventory-schemas/{branch}/schemas/system_profile/v1.yaml",
        alias="HBI_PROFILE_SCHEMA_URL",
    )
    """Where the schema of a branch of a fork is."""
    trial_budget_s: float = Field(20.0, gt=0, le=25, alias="HBI_SCHEMA_TRIAL_SECONDS")
    """Time after which no further message is read; well below the timeout of the function."""
    is_replica: bool = Field(False, alias="REPLICA_NAMESPACE")
    """Whether this deployment is a copy, whose topics hold nothing."""

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
    StalenessDefaults,
    BucketSettings,
    PermissionSettings,
    FlagSettings,
    LaunchSettings,
    ExportQuotaSettings,
    IdentitySettings,
    MetricsSettings,
):
    """Settings of the API function."""

    path_prefix: str = Field("api", alias="PATH_PREFIX")
    app_name: str = Field("inventory", alias="APP_NAME")
    legacy_base: str = Field("/r/insights/platform/inventory/v1", alias="INVENTORY_LEGACY_API_URL")
    management_prefix: str = Field("/", alias="INVENTORY_MANAGEMENT_URL_PATH_PREFIX")
    build_commit: str = Field("Unknown", alias="OPENSHIFT_BUILD_COMMIT")
    payload_tracker_service: str = Field("inventory", alias="PAYLOAD_TRACKER_SERVICE_NAME")
    """Who says that it deletes a host (contract: ingest-and-events 14)."""
    staleness_cache_s: Seconds = Field(0, alias="STALENESS_CACHE_TIMEOUT_SECONDS")
    delete_chunk_size: int = Field(1000, ge=1, le=10_000, alias="HOST_DELETE_CHUNK_SIZE")
    delete_budget_s: Seconds = Field(20, alias="HBI_DELETE_BUDGET_SECONDS")
    """Time after which a deletion by filter begins no further chunk and tells how far it came."""

    @property
    def base(self) -> str:
        """Main base path, e.g. `/api/inventory/v1`."""
        return f"/{self.path_prefix}/{self.app_name}/v1"

    @property
    def management_base(self) -> str:
        """What the paths of health, metrics and version begin with; usually nothing."""
        return self.management_prefix.rstrip("/")


class IngestSettings(PublishingSettings, IngestRules, MetricsSettings, FlagSettings, WorkspaceSettings):
    """Settings of the ingest function."""

    publish_pause_s: Seconds = Field(0, alias="HBI_PUBLISH_PAUSE_SECONDS")
    """None: what a batch waits for the broker slows reports down, which pile up on their topic, not in the outbox."""
    defect_patience_s: Seconds = Field(900, alias="HBI_DEFECT_PATIENCE_SECONDS")
    """Age from which a record that our code does not survive is set aside instead of tried again."""


class ExportSettings(
    PublishingSettings,
    StalenessDefaults,
    BucketSettings,
    PermissionSettings,
    FlagSettings,
    MetricsSettings,
):
    """Settings of the export function."""

    part_size_bytes: int = Field(8 * 1024 * 1024, ge=5 * 1024 * 1024, alias="HBI_EXPORT_PART_BYTES")
    exports_per_org: int = Field(2, ge=1, alias="HBI_EXPORTS_PER_ORG")
    """Exports of an organisation that may run at a time."""
    export_workers: int = Field(8, ge=1, alias="HBI_EXPORT_WORKERS")
    """Exports that can run at a time: the function's concurrency. The last worker that is free takes only an
    organisation of which no export runs."""
    checkpoint_s: float = Field(5.0, ge=0, lt=30, alias="HBI_EXPORT_CHECKPOINT_SECONDS")


class ReaperSettings(
    PublishingSettings, StalenessDefaults, BucketSettings, FlagSettings, LaunchSettings, MetricsSettings
):
    """Settings of the reaper function."""

    delete_chunk_size: int = Field(1000, ge=1, le=10_000, alias="HOST_DELETE_CHUNK_SIZE")


class MigrationSettings(DatabaseSettings):
    """Settings of whatever migrates the database."""

    partitions: int = Field(1, ge=1, le=32, alias="HOSTS_TABLE_NUM_PARTITIONS")
    migrations_dir: Path | None = Field(None, alias="HBI_MIGRATIONS_DIR")
