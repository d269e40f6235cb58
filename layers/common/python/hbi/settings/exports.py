"""Settings of exports: their bucket, their numbers, and the start of the export function."""

from typing import Literal

from pydantic import Field

from hbi.settings.base import Seconds, Settings


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


class ExportQuotaSettings(Settings):
    """Limits of the exports that one organisation may ask for."""

    export_requests_per_minute: int = Field(60, ge=1, le=60_000, alias="HBI_EXPORT_REQUESTS_PER_MINUTE")
    """Number of exports that an organisation may ask for in a minute, at once or spread."""
    unfinished_exports_per_org: int = Field(100, ge=1, alias="HBI_UNFINISHED_EXPORTS_PER_ORG")
    """Number of exports of an organisation that may wait or run. Those that wait for a day fail."""
    sources_per_export: int = Field(100, ge=1, le=10_000, alias="HBI_SOURCES_PER_EXPORT")
    """Number of sources that an export may have. Each is a file in the archive. Hosts are read once for all sources that
    ask for the same."""


class LaunchSettings(Settings):
    """Settings of starts of the export function."""

    export_function: str | None = Field(None, alias="HBI_EXPORT_FUNCTION")
    """Name of the export function. Without it exports wait until somebody else starts it."""
    lambda_endpoint_url: str | None = Field(None, alias="HBI_LAMBDA_ENDPOINT_URL")
    """URL of a server that speaks Lambda's protocol. Without it: Lambda of the function's region."""
