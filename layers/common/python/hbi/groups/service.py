"""Client of the service that keeps the workspaces, for what we ask in our own name (contract: identity-rbac 7.2)."""

from hbi.clients.json_client import JsonClient
from hbi.clients.tokens import AccessTokens
from hbi.problems import Unavailable
from hbi.secrets import SecretUnavailable, reveal
from hbi.settings import WorkspaceSettings, shared_keys

CLIENT = "inventory"
"""What we are called there."""


class WorkspaceService:
    """Asks the service. Build one per process; it keeps its connections and its token."""

    def __init__(self, settings: WorkspaceSettings) -> None:
        self._settings = settings
        retries, timeout_s = settings.rbac_retries, settings.rbac_timeout_s
        self._client = JsonClient("workspaces", called="the workspace service", retries=retries, timeout_s=timeout_s)
        self._tokens = AccessTokens(settings, retries=retries, timeout_s=timeout_s)

    def ungrouped(self, org_id: str) -> str:
        """Id of the organisation's ungrouped workspace, which the service makes if there is none yet.

        Raises:
            Unavailable: the service does not answer, or not with a workspace.
            SecretUnavailable: what we would prove to be ourselves with cannot be read.
        """
        url = f"{self._settings.rbac_endpoint.rstrip('/')}/_private/_s2s/workspaces/ungrouped/"
        headers = {"X-RH-RBAC-CLIENT-ID": CLIENT, "X-RH-RBAC-ORG-ID": org_id, **self._credentials()}
        workspace = self._client.ask("GET", url, headers=headers)
        workspace_id = workspace.get("id") if isinstance(workspace, dict) else None
        if not isinstance(workspace_id, str):
            raise Unavailable("the workspace service answers without a workspace")
        return workspace_id

    def _credentials(self) -> dict[str, str]:
        if self._settings.kessel_auth_enabled:
            return {"Authorization": f"Bearer {self._tokens.current()}"}
        try:
            key = shared_keys(reveal(self._settings.rbac_psks, "RBAC_PSKS")).get(CLIENT)
        except ValueError as error:
            raise SecretUnavailable(f"secret RBAC_PSKS: {error}") from None
        return {} if key is None else {"X-RH-RBAC-PSK": key.secret}
