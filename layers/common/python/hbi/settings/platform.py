"""Settings of the services around every function: feature flags and metrics."""

from pathlib import Path

from pydantic import Field, Json

from hbi.settings.base import Secret, Settings


class MetricsSettings(Settings):
    """Settings of metrics."""

    metrics_enabled: bool = Field(True, alias="HBI_METRICS_ENABLED")
    """Whether metrics are written, as lines of the log that CloudWatch reads."""
    metrics_namespace: str = Field("HostInventory", alias="HBI_METRICS_NAMESPACE")
    """CloudWatch namespace of the metrics."""


class FlagSettings(Settings):
    """Settings of feature flags (contract: identity-rbac 8 and 10)."""

    bypass_unleash: bool = Field(False, alias="BYPASS_UNLEASH")
    """Whether the flag server is left out, so that `HBI_FLAGS` alone counts."""
    unleash_url: str | None = Field(None, alias="UNLEASH_URL")
    """URL of the API of Unleash, the flag server. Without it `HBI_FLAGS` alone counts."""
    unleash_token: Secret | None = Field(None, alias="UNLEASH_TOKEN", repr=False)
    """Client token of the flag server, or a reference to it."""
    unleash_refresh_s: float = Field(15.0, ge=0, alias="UNLEASH_REFRESH_INTERVAL")
    """Seconds between two questions to the flag server."""
    unleash_cache_dir: Path | None = Field(None, alias="UNLEASH_CACHE_DIR")
    """Folder where the flag server's last answer is kept for the next process. Without it no file is written."""
    fallbacks: Json[dict[str, bool | list[str]]] = Field({}, alias="HBI_FLAGS")
    """Flags that count when no server knows them: JSON, `{"<flag>": true}` or `{"<flag>": ["<org id>", …]}`."""
