"""Settings of the cache that functions share (contract: identity-rbac 9)."""

from typing import Annotated, Literal
from urllib.parse import quote, urlsplit

from pydantic import Field, SecretStr, ValidationInfo, field_validator

from hbi.secrets import reference
from hbi.settings.base import Secret, Settings

type _Patience = Annotated[float, Field(gt=0, le=3)]


class CacheSettings(Settings):
    """Settings of a Redis or Valkey server. Without one nothing is cached."""

    cache_url: Secret | None = Field(None, alias="CACHE_URL", repr=False)
    """URL of the cache, `redis://…` or with TLS `rediss://…`, user and password included, or a reference to it."""
    cache_type: Literal["NullCache", "RedisCache"] = Field("NullCache", alias="INVENTORY_API_CACHE_TYPE")
    """`RedisCache` takes the cache at `CACHE_HOST` and `CACHE_PORT`, without TLS; `CACHE_URL` counts before it."""
    cache_port: int = Field(6379, ge=1, le=65_535, alias="CACHE_PORT")
    """Port of the cache at `CACHE_HOST`."""
    cache_host: str | None = Field(None, alias="CACHE_HOST", validate_default=True)
    """Host name or address of the cache, for `INVENTORY_API_CACHE_TYPE=RedisCache`."""
    cache_timeout_s: _Patience = Field(0.1, alias="REDIS_SOCKET_TIMEOUT_SECONDS")
    """Seconds after which an answer of the cache is not waited for."""
    cache_connect_timeout_s: _Patience = Field(0.1, alias="REDIS_SOCKET_CONNECT_TIMEOUT_SECONDS")
    """Seconds after which a connection to the cache is not waited for."""
    is_staleness_cached: bool = Field(True, alias="INVENTORY_API_STALENESS_CACHE_ENABLED")
    """Whether staleness settings of organisations are cached, if there is a cache."""
    staleness_cache_s: int = Field(3600, ge=1, le=86_400, alias="STALENESS_CACHE_TIMEOUT_SECONDS")
    """Seconds that staleness settings are cached."""
    system_host_cache_s: int = Field(129_600, ge=1, alias="INVENTORY_CACHE_INSIGHTS_CLIENT_SYSTEM_TIMEOUT_SEC")
    """Seconds that the host is cached which a system finds by its insights id."""
    is_cache_shared: bool = Field(True, alias="HBI_CACHE_SHARED")
    """Whether HBI runs beside this inventory with the same cache: each then voids what the other keeps there."""

    @field_validator("cache_url")
    @classmethod
    def _is_a_cache(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and reference(value.get_secret_value()) is None:
            check_cache_url(value.get_secret_value())
        return value

    @field_validator("cache_host")
    @classmethod
    def _names_the_host_of_a_cache(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is None and info.data.get("cache_type") == "RedisCache" and info.data.get("cache_url") is None:
            raise ValueError("INVENTORY_API_CACHE_TYPE=RedisCache needs the host of the cache; example: cache.internal")
        return value

    @property
    def cache_address(self) -> SecretStr | None:
        """URL of the cache or a reference to it; None where nothing is cached."""
        if self.cache_url is not None:
            return self.cache_url
        if self.cache_type == "NullCache" or self.cache_host is None:
            return None
        host = f"[{self.cache_host}]" if ":" in self.cache_host else quote(self.cache_host)
        return SecretStr(f"redis://{host}:{self.cache_port}/0")


def check_cache_url(text: str) -> None:
    """Refuses what is no URL of a cache.

    Raises:
        ValueError: so it is. The text does not repeat it.
    """
    try:
        parts = urlsplit(text)
        is_usable = parts.scheme in {"redis", "rediss"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_usable = False
    if not is_usable:
        raise ValueError("not the URL of a cache; example: rediss://user:password@cache.internal:6379/0")
