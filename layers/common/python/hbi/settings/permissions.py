"""Settings of the services that keep permissions and workspaces."""

import re
from collections.abc import Mapping

from pydantic import (
    BaseModel,
    Field,
    SecretStr,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
    field_validator,
)

from hbi.secrets import reference
from hbi.settings.base import ADDRESS, Seconds, Secret, Settings


class RbacSettings(Settings):
    """Settings of the connection to the permission service (contract: identity-rbac 10)."""

    rbac_endpoint: str = Field("http://localhost:8111", alias="RBAC_ENDPOINT")
    """URL of RBAC, the permission service."""
    rbac_retries: int = Field(2, ge=0, alias="RBAC_RETRIES")
    """Number of further tries when RBAC does not answer."""
    rbac_timeout_s: float = Field(10.0, gt=0, alias="RBAC_TIMEOUT")
    """Seconds that one try to ask RBAC may take."""


class WorkspaceModeSettings(Settings):
    """Settings of workspaces mode, and of the tokens that it takes (contract: identity-rbac 7 and 10)."""

    bypass_kessel: bool = Field(False, alias="BYPASS_KESSEL")
    """Whether Kessel and the workspace service are left out: RBAC v1 decides, and ungrouped groups are made here."""
    kessel_auth_enabled: bool = Field(False, alias="KESSEL_AUTH_ENABLED")
    """Whether requests to Kessel and the workspace service carry a client-credentials token."""
    kessel_auth_client_id: str = Field("", alias="KESSEL_AUTH_CLIENT_ID")
    """Client id that tokens are asked for with."""
    kessel_auth_client_secret: Secret = Field(SecretStr(""), alias="KESSEL_AUTH_CLIENT_SECRET", repr=False)
    """Client secret that tokens are asked for with, or a reference to it."""
    kessel_auth_issuer: str | None = Field(None, alias="KESSEL_AUTH_OIDC_ISSUER", validate_default=True)
    """URL of the OpenID issuer that gives the tokens."""

    @field_validator("kessel_auth_issuer")
    @classmethod
    def _is_known_where_it_is_needed(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is None and info.data.get("kessel_auth_enabled"):
            raise ValueError("KESSEL_AUTH_ENABLED needs the URL of an OpenID issuer, which gives us tokens")
        return value


class PermissionSettings(RbacSettings, WorkspaceModeSettings):
    """Settings of the authorisation of callers (contract: identity-rbac 10)."""

    bypass_rbac: bool = Field(False, alias="BYPASS_RBAC")
    """Whether every caller may do everything in the own organisation."""
    rbac_cache_s: Seconds = Field(0, alias="HBI_RBAC_CACHE_SECONDS")
    """Seconds that RBAC's answers are kept. 0: they are not."""
    kessel_endpoint: str = Field("localhost:9000", alias="KESSEL_INVENTORY_API_ENDPOINT")
    """Address of Kessel's inventory API (gRPC), `host:port` without a scheme."""
    kessel_insecure: bool = Field(True, alias="KESSEL_INSECURE", validate_default=True)
    """Whether the connection to Kessel is without TLS. Tokens need TLS."""
    kessel_timeout_s: float = Field(10.0, gt=0, le=25, alias="HBI_KESSEL_TIMEOUT_SECONDS")
    """Seconds for all questions to Kessel of one request; well below the timeout of the API function."""

    @field_validator("kessel_endpoint")
    @classmethod
    def _is_a_grpc_target(cls, value: str) -> str:
        if not re.fullmatch(rf"(dns:///)?{ADDRESS}", value):
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
    """Settings of the service that keeps the groups, and the key shared with it (contract: identity-rbac 7 and 10)."""

    rbac_psks: Secret = Field(SecretStr("{}"), alias="RBAC_PSKS", repr=False)
    """Keys shared with the workspace service, by client: JSON, `{"<client>": {"secret": "<key>"}}`, or a reference to
    it. Ours is client `inventory`."""

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
