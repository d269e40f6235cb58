"""Tokens that prove to other services who we are: OAuth's client-credentials flow (contract: identity-rbac 7.2, 10)."""

import time

from hbi.clients.json_client import JsonClient
from hbi.problems import Unavailable
from hbi.secrets import reveal
from hbi.settings import WorkspaceModeSettings

_RENEWED_BEFORE_S = 30.0


class AccessTokens:
    """Gets tokens from the issuer that the settings name. Build one per process; it keeps the token while it lives."""

    def __init__(self, settings: WorkspaceModeSettings, *, retries: int, timeout_s: float) -> None:
        self._settings = settings
        self._issuer = JsonClient("tokens", called="the issuer of tokens", retries=retries, timeout_s=timeout_s)
        self._token = ("", 0.0)

    def current(self) -> str:
        """A token that is valid for a while; the issuer's metadata says where to get it.

        Raises:
            Unavailable: the issuer does not give one, or the secret that it wants cannot be read.
        """
        token, expires = self._token
        if time.monotonic() < expires:
            return token
        url = f"{(self._settings.kessel_auth_issuer or '').rstrip('/')}/.well-known/openid-configuration"
        metadata = self._issuer.ask("GET", url)
        form = {
            "grant_type": "client_credentials",
            "client_id": self._settings.kessel_auth_client_id,
            "client_secret": reveal(self._settings.kessel_auth_client_secret, "KESSEL_AUTH_CLIENT_SECRET"),
        }
        try:
            granted = self._issuer.ask("POST", metadata["token_endpoint"], form=form)
            token = str(granted["access_token"])
            life = float(granted.get("expires_in") or 0)
        except (AttributeError, LookupError, TypeError, ValueError):
            raise Unavailable("the issuer of tokens does not give one") from None
        self._token = token, time.monotonic() + life - _RENEWED_BEFORE_S
        return token
