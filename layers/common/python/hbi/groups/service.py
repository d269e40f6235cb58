"""Client of the service that keeps the workspaces, for what we ask in our own name (contract: identity-rbac 7.2)."""

import time
from functools import cached_property
from typing import TYPE_CHECKING, Any

import orjson

from hbi.problems import Unavailable
from hbi.settings import WorkspaceSettings

if TYPE_CHECKING:
    from urllib3 import PoolManager

CLIENT = "inventory"
"""What we are called there."""

_RETRIED_STATUSES = (500, 502, 503, 504)
_RENEWED_BEFORE_S = 30.0


class WorkspaceService:
    """Asks the service. Build one per process; it keeps its connections and its token."""

    def __init__(self, settings: WorkspaceSettings) -> None:
        self._settings = settings
        self._token = ("", 0.0)

    def ungrouped(self, org_id: str) -> str:
        """Id of the organisation's ungrouped workspace, which the service makes if there is none yet.

        Raises:
            Unavailable: the service does not answer, or not with a workspace.
        """
        url = f"{self._settings.rbac_endpoint.rstrip('/')}/_private/_s2s/workspaces/ungrouped/"
        headers = {"X-RH-RBAC-CLIENT-ID": CLIENT, "X-RH-RBAC-ORG-ID": org_id, **self._credentials()}
        workspace = self._json("GET", url, headers=headers)
        workspace_id = workspace.get("id") if isinstance(workspace, dict) else None
        if not isinstance(workspace_id, str):
            raise Unavailable("the workspace service answers without a workspace")
        return workspace_id

    def _credentials(self) -> dict[str, str]:
        if self._settings.kessel_auth_enabled:
            return {"Authorization": f"Bearer {self._access_token()}"}
        key = self._settings.rbac_psks.get(CLIENT)
        return {} if key is None else {"X-RH-RBAC-PSK": key.secret}

    def _access_token(self) -> str:
        """A token of the client-credentials flow; the issuer's metadata says where to get it."""
        token, expires = self._token
        if time.monotonic() < expires:
            return token
        issuer = (self._settings.kessel_auth_issuer or "").rstrip("/")
        metadata = self._json("GET", f"{issuer}/.well-known/openid-configuration")
        fields = {
            "grant_type": "client_credentials",
            "client_id": self._settings.kessel_auth_client_id,
            "client_secret": self._settings.kessel_auth_client_secret,
        }
        try:
            granted = self._json("POST", metadata["token_endpoint"], fields=fields, encode_multipart=False)
            token = str(granted["access_token"])
            life = float(granted.get("expires_in") or 0)
        except (AttributeError, LookupError, TypeError, ValueError):
            raise Unavailable("the issuer of tokens does not give one") from None
        self._token = token, time.monotonic() + life - _RENEWED_BEFORE_S
        return token

    def _json(self, method: str, url: str, **request: Any) -> Any:
        from urllib3.exceptions import HTTPError

        try:
            answer = self._connections.request(method, url, **request)
        except HTTPError as error:
            raise Unavailable(f"the workspace service does not answer: {type(error).__name__}") from error
        if answer.status != 200:
            raise Unavailable(f"the workspace service answers with status {answer.status}")
        try:
            return orjson.loads(answer.data)
        except orjson.JSONDecodeError:
            raise Unavailable("the workspace service answers without JSON") from None

    @cached_property
    def _connections(self) -> "PoolManager":
        from urllib3 import PoolManager, Retry, Timeout

        retries = Retry(
            total=self._settings.rbac_retries,
            backoff_factor=0.1,
            status_forcelist=_RETRIED_STATUSES,
            raise_on_status=False,
            redirect=False,
        )
        return PoolManager(retries=retries, timeout=Timeout(self._settings.rbac_timeout_s))
