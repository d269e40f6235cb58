"""Settings of the services around every function: feature flags, metrics and traces."""

from pathlib import Path
from typing import Self

from pydantic import Field, Json, model_validator

from hbi.settings.base import Secret, Settings


class MetricsSettings(Settings):
    """Settings of metrics."""

    metrics_enabled: bool = Field(True, alias="HBI_METRICS_ENABLED")
    """Whether metrics are written, as lines of the log that CloudWatch reads."""
    metrics_namespace: str = Field("HostInventory", alias="HBI_METRICS_NAMESPACE")
    """CloudWatch namespace of the metrics."""
    metrics_dir: Path | None = Field(None, alias="HBI_METRICS_DIR")
    """Folder in which the processes of one machine share what they have counted, so that `/metrics` shows the sums of
    all. Without it the page shows what the process that answers has counted. Of no use on Lambda, where instances share
    nothing."""


class TracingSettings(Settings):
    """Settings of traces."""

    tracing_enabled: bool = Field(False, alias="HBI_TRACING_ENABLED")
    """Whether invocations that Lambda chooses send traces to AWS X-Ray. The deployment sets it with the functions' own
    tracing, without which it does nothing."""


class FlagSettings(Settings):
    """Settings of feature flags (contract: identity-rbac 8 and 10)."""

    bypass_unleash: bool = Field(False, alias="BYPASS_UNLEASH")
    """Whether the flag server is left out."""
    unleash_url: str | None = Field(None, alias="UNLEASH_URL")
    """URL of the API of Unleash, the flag server. Without it AppConfig counts, if it is configured, else `HBI_FLAGS`
    alone."""
    unleash_token: Secret | None = Field(None, alias="UNLEASH_TOKEN", repr=False)
    """Client token of the flag server, or a reference to it."""
    unleash_refresh_s: float = Field(15.0, ge=0, alias="UNLEASH_REFRESH_INTERVAL")
    """Seconds between two questions to the flag server."""
    unleash_cache_dir: Path | None = Field(None, alias="UNLEASH_CACHE_DIR")
    """Folder where the flag server's last answer is kept for the next process. Without it no file is written."""
    appconfig_application: str | None = Field(None, alias="HBI_APPCONFIG_APPLICATION")
    """Id or name of the application of AWS AppConfig that has the flags; the deployment sets it. Nobody asks AppConfig
    where there is a flag server."""
    appconfig_environment: str | None = Field(None, alias="HBI_APPCONFIG_ENVIRONMENT")
    """Id or name of the application's environment."""
    appconfig_profile: str | None = Field(None, alias="HBI_APPCONFIG_PROFILE")
    """Id or name of the configuration profile: a JSON object of flags as Powertools for AWS Lambda reads them."""
    appconfig_refresh_s: float = Field(15.0, ge=0, alias="HBI_APPCONFIG_REFRESH_SECONDS")
    """Seconds between two questions to AppConfig."""
    fallbacks: Json[dict[str, bool | list[str]]] = Field({}, alias="HBI_FLAGS")
    """Flags that count when no server knows them: JSON, `{"<flag>": true}` or `{"<flag>": ["<org id>", …]}`."""

    @model_validator(mode="after")
    def _names_all_of_appconfig_or_nothing(self) -> Self:
        given = {self.appconfig_application, self.appconfig_environment, self.appconfig_profile}
        if None in given and given != {None}:
            raise ValueError(
                "HBI_APPCONFIG_APPLICATION, HBI_APPCONFIG_ENVIRONMENT and HBI_APPCONFIG_PROFILE go together:"
                " set all of them or none"
            )
        return self
