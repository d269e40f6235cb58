"""Client of the service that keeps the workspaces, for what callers ask: it decides what each may see and do (contract:
identity-rbac 7.2).
"""

from collections.abc import Collection, Mapping
from typing import Any, Literal, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from hbi.clients.budget import timeout_of_try
from hbi.clients.json_client import JsonClient
from hbi.groups.naming import UNGROUPED_TYPE
from hbi.permissions.rbac import detail_of
from hbi.problems import PermissionServiceRefused, Unavailable
from hbi.settings import RbacSettings

HIDDEN_TYPES = frozenset({"root", "default"})
"""Types of workspaces that are no groups."""

type WorkspaceOrder = Literal["name", "-name", "modified", "-modified"]


class Caller(NamedTuple):
    """Who asks, and until when."""

    header: str
    """Value of `x-rh-identity`, forwarded."""
    request_id: str | None
    deadline: float
    """By the monotonic clock."""


class ShownWorkspace(NamedTuple):
    """A workspace as the service shows it to a caller."""

    id: str
    name: str
    kind: str
    created: str
    modified: str

    def group(self, org_id: str, account: str | None, host_count: int) -> dict[str, Any]:
        """The group object that clients see (JSON-ready)."""
        return {
            "id": self.id,
            "name": self.name,
            "org_id": org_id,
            "account": account,
            "created": self.created,
            "updated": self.modified,
            "ungrouped": self.kind == UNGROUPED_TYPE,
            "host_count": host_count,
        }


class CallersWorkspaces:
    """Asks the service. Build one per process; it keeps its connections.

    Every method raises Unavailable when the service does not answer, or not understandably, and
    PermissionServiceRefused when it refuses.
    """

    def __init__(self, settings: RbacSettings) -> None:
        self._settings = settings
        self._client = JsonClient(
            "workspaces", called="RBAC", retries=settings.rbac_retries, timeout_s=settings.rbac_timeout_s
        )

    def page(
        self,
        caller: Caller,
        *,
        kind: str,
        name: str | None,
        offset: int,
        limit: int,
        order: WorkspaceOrder | None,
    ) -> tuple[int, list[ShownWorkspace]]:
        """The number of workspaces that the caller sees, and some of them; without an order in the service's own."""
        query: dict[str, Any] = {"type": kind, "offset": offset, "limit": limit}
        query |= {"name": name} if name else {}
        query |= {"order_by": order} if order else {}
        document = self._ask(caller, "GET", f"?{urlencode(query)}")
        count = _member(_member(document, "meta"), "count")
        if not isinstance(count, int):
            raise _not_understood("a count that is no number")
        return count, _workspaces(document)

    def by_ids(self, caller: Caller, ids: Collection[str]) -> dict[str, ShownWorkspace]:
        """Those of the workspaces that are groups and that the caller sees, by lower-case id."""
        if not ids:
            return {}
        query = urlencode({"ids": ",".join(sorted(ids)), "type": "all", "limit": len(ids)}, safe=",")
        found = {workspace.id: workspace for workspace in _workspaces(self._ask(caller, "GET", f"?{query}"))}
        return {key: entry for key, entry in found.items() if key in ids and entry.kind not in HIDDEN_TYPES}

    def create(self, caller: Caller, name: str) -> str | None:
        """Makes a workspace; returns its id, or None if the service gives nothing."""
        document = self._ask(caller, "POST", "", {"name": name})
        return None if document is None else _workspace(document).id

    def rename(self, caller: Caller, workspace_id: str, name: str) -> None:
        """Gives a workspace another name."""
        self._ask(caller, "PATCH", f"{workspace_id}/", {"name": name})

    def delete(self, caller: Caller, workspace_id: str) -> bool:
        """Deletes a workspace; False when the caller sees none with the id."""
        try:
            self._ask(caller, "DELETE", f"{workspace_id}/")
        except PermissionServiceRefused as refused:
            if refused.status == 404:
                return False
            raise
        return True

    def _ask(self, caller: Caller, method: str, below: str, document: Mapping[str, Any] | None = None) -> Any:
        """The service's answer; None when it has no body."""
        settings = self._settings
        timeout_s = timeout_of_try(caller.deadline, most_s=settings.rbac_timeout_s, retries=settings.rbac_retries)
        if timeout_s <= 0:
            raise Unavailable("RBAC takes too long. Try again.")
        headers = {"x-rh-identity": caller.header, "accept": "application/json", "content-type": "application/json"}
        if caller.request_id:
            headers["x-rh-insights-request-id"] = caller.request_id
        answer = self._client.exchange(
            method,
            f"{settings.rbac_endpoint.rstrip('/')}/api/rbac/v2/workspaces/{below}",
            headers=headers,
            document=document,
            timeout_s=timeout_s,
        )
        if 400 <= answer.status < 500:
            raise PermissionServiceRefused(answer.status, f"RBAC client error: {detail_of(answer)}")
        if not 200 <= answer.status < 300:
            raise Unavailable(f"RBAC server error: status {answer.status}")
        if not answer.content:
            return None
        try:
            return answer.document()
        except ValueError:
            raise _not_understood("an answer that is no JSON") from None


def _workspaces(document: Any) -> list[ShownWorkspace]:
    entries = _member(document, "data")
    if not isinstance(entries, list):
        raise _not_understood("data that is no list")
    return [_workspace(entry) for entry in entries]


def _workspace(document: Any) -> ShownWorkspace:
    try:
        workspace_id = str(UUID(_member(document, "id")))
    except (ValueError, TypeError, AttributeError):
        raise _not_understood("a workspace whose id is no UUID") from None
    texts = [document.get(name) for name in ("name", "type", "created", "modified")]
    return ShownWorkspace(workspace_id, *(text if isinstance(text, str) else "" for text in texts))


def _member(document: Any, name: str) -> Any:
    if not isinstance(document, Mapping) or name not in document:
        raise _not_understood(f"an answer without {name}")
    return document[name]


def _not_understood(what: str) -> Unavailable:
    return Unavailable(f"RBAC server error: {what}")
