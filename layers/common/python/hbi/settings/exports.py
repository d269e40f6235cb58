"""Settings of exports: their bucket, their numbers, and the start of the export function."""

from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, Json, SecretStr, ValidationInfo, field_validator

from hbi.settings.base import Seconds, Secret, Settings
from hbi.settings.permissions import WorkspaceModeSettings

OrgId = Annotated[str, Field(pattern="^[A-Za-z0-9_-]{1,36}$")]


class BucketSettings(Settings):
    """Settings of the bucket that keeps exports."""

    export_bucket: str = Field(alias="HBI_EXPORT_BUCKET")
    """Name of the bucket that keeps exports."""
    s3_endpoint_url: str | None = Field(None, alias="S3_ENDPOINT_URL")
    """URL of a store that speaks S3's protocol, addressed by path. Without it: S3 of the function's region, each bucket
    a host."""
    s3_checksums: Literal["when_supported", "when_required"] | None = Field(None, alias="HBI_S3_CHECKSUMS")
    """Whether requests carry checksums of the newer kinds (CRC). Without it all do, unless `S3_ENDPOINT_URL` is set,
    because many stores refuse them."""
    s3_verifies_tls: bool = Field(True, alias="HBI_S3_VERIFY_TLS")
    """Whether the store's certificate is checked. `AWS_CA_BUNDLE` names the authorities to trust."""
    presigned_link_life_s: Seconds = Field(300, alias="HBI_PRESIGNED_LINK_SECONDS")
    """Seconds that a link to a finished export is valid."""


class ExportFilterSettings(Settings):
    """What the filters of an export's sources mean."""

    honours_filters: bool = Field(False, alias="HBI_EXPORT_FILTERS")
    """Whether filters of an export's sources choose hosts and fields where they name no view. Without it they are only
    repeated, as the original system does."""


class DailyExport(BaseModel):
    """The export that an organisation gets every day."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["parquet", "ndjson", "csv"] = "parquet"
    hour: int = Field(0, ge=0, le=23)
    """Hour in UTC in which it is written, or the next one in which that succeeds."""
    filters: dict[str, Any] = {}
    """Hosts and columns, as filters of a source choose them; all hosts with the default columns without."""


class ScheduledExportSettings(Settings):
    """Settings of the exports that organisations get every day (contract: exports 11)."""

    scheduled_exports: Json[dict[OrgId, DailyExport]] = Field({}, alias="HBI_SCHEDULED_EXPORTS")
    """Exports that are written to the bucket every day: JSON, `{"<organisation>": {"format": "parquet", "hour": 2,
    "filters": {"columns": ["display_name", "system_profile"]}}, …}`. Each member may be left out."""
    scheduled_export_days: int = Field(31, ge=1, le=3650, alias="HBI_SCHEDULED_EXPORT_DAYS")
    """Days after which an export that was written by schedule is deleted, if the bucket has not deleted it before."""


class ExportServiceSettings(WorkspaceModeSettings):
    """Settings of the external export service that asks for hosts (contract: exports 10)."""

    export_service_endpoint: str = Field("http://localhost:10010", alias="EXPORT_SERVICE_ENDPOINT")
    """URL of the export service whose requests come by Kafka."""
    export_service_path: Literal["/app/export/v1", "/internal/export/v1"] = Field(
        "/app/export/v1", alias="HBI_EXPORT_SERVICE_PATH"
    )
    """Beginning of the paths of the export service's internal operations."""
    export_service_auth: Literal["psk", "token"] = Field("psk", alias="HBI_EXPORT_SERVICE_AUTH")
    """Proof that calls of the export service carry: the shared key `EXPORT_SERVICE_TOKEN` (`psk`), or a
    client-credentials token of the issuer in `KESSEL_AUTH_OIDC_ISSUER` (`token`)."""
    export_service_token: Secret = Field(SecretStr(""), alias="EXPORT_SERVICE_TOKEN", repr=False)
    """Key shared with the export service, or a reference to it."""
    export_service_timeout_s: float = Field(30.0, gt=0, lt=600, alias="HBI_EXPORT_SERVICE_TIMEOUT_SECONDS")
    """Seconds that the export service may take for an answer, or to take further bytes of a file."""
    export_service_backoff_s: float = Field(0.5, ge=0, lt=10, alias="HBI_EXPORT_SERVICE_BACKOFF_SECONDS")
    """Seconds before the second try to connect to the export service; each later one of four waits twice as long."""

    @field_validator("export_service_endpoint")
    @classmethod
    def _is_a_url_of_a_host(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.netloc or parts.query or parts.fragment:
            raise ValueError("not an http(s) URL of a host; example: https://export-service:10000")
        return value

    @field_validator("export_service_auth")
    @classmethod
    def _has_an_issuer(cls, value: str, info: ValidationInfo) -> str:
        if value == "token" and not info.data.get("kessel_auth_issuer"):
            raise ValueError("a token needs the URL of an OpenID issuer in KESSEL_AUTH_OIDC_ISSUER")
        return value


class ExportQuotaSettings(Settings):
    """Limits of the exports that one organisation may ask for."""

    export_requests_per_minute: int = Field(60, ge=1, le=60_000, alias="HBI_EXPORT_REQUESTS_PER_MINUTE")
    """Number of exports that an organisation may ask for in a minute, at once or spread."""
    unfinished_exports_per_org: int = Field(100, ge=1, alias="HBI_UNFINISHED_EXPORTS_PER_ORG")
    """Number of exports of an organisation that may wait or run. Those that wait for a day fail."""
    sources_per_export: int = Field(100, ge=1, le=10_000, alias="HBI_SOURCES_PER_EXPORT")
    """Number of sources that an export may have. Each is a file in the archive. Hosts are read once for all sources
    that ask for the same."""


class LaunchSettings(Settings):
    """Settings of starts of the export function."""

    export_function: str | None = Field(None, alias="HBI_EXPORT_FUNCTION")
    """Name of the export function. Without it exports wait until somebody else starts it."""
    lambda_endpoint_url: str | None = Field(None, alias="HBI_LAMBDA_ENDPOINT_URL")
    """URL of a server that speaks Lambda's protocol. Without it: Lambda of the function's region."""
