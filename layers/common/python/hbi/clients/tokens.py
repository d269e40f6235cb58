"""Tokens that identify us to other services, by OAuth's client-credentials flow (contract: identity-rbac 7.2, 10)."""

from typing import NamedTuple

from hbi.clients.json_client import JsonClient
from hbi.problems import Unavailable
from hbi.secrets import reveal
from hbi.settings import WorkspaceModeSettings
from hbi.ttl_cache import TtlCache

_RENEWED_BEFORE_S = 30.0


class AccessTokens:
    """Gets tokens from the issuer that the settings name. Build one per process; it keeps the token while it lives."""

    def __init__(self, settings: WorkspaceModeSettings, *, retries: int, timeout_s: float) -> None:
        self._settings = settings
        self._issuer = JsonClient("tokens", called="the issuer of tokens", retries=retries, timeout_s=timeout_s)
        self._grants: TtlCache[str, _Grant] = TtlCache(lambda grant: grant.life_s - _RENEWED_BEFORE_S)

    def current(self) -> str:
        """A token that is valid for a while. The issuer's metadata says where to get a new one.

        Raises:
            Unavailable: the issuer does not give one, or the secret that it wants cannot be read.
        """
        return self._grants.get_or_make(self._settings.kessel_auth_client_id, self._granted).token

    def _granted(self) -> "_Grant":
        url = f"{(self._settings.kessel_auth_issuer or '').rstrip('/')}/.well-known/openid-configuration"
        metadata = self._issuer.ask("GET", url)
        form = {
            "grant_type": "client_credentials",
            "client_id": self._settings.kessel_auth_client_id,
            "client_secret": reveal(self._settings.kessel_auth_client_secret, "KESSEL_AUTH_CLIENT_SECRET"),
        }
        try:
            granted = self._issuer.ask("POST", metadata["token_endpoint"], form=form)
            return _Grant(str(granted["access_token"]), float(granted.get("expires_in") or 0))
        except (AttributeError, LookupError, TypeError, ValueError):
            raise Unavailable("the issuer of tokens does not give one") from None


class _Grant(NamedTuple):
    """A token, and the number of seconds that it lives."""

    token: str
    life_s: float
