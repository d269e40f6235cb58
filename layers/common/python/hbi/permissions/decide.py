"""How far callers' permissions reach, whoever knows that: RBAC v1 or Kessel (contract: identity-rbac 4 and 7)."""

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from hbi.flags.service import Flag, Flags
from hbi.identity import Identity
from hbi.permissions.rbac import PermissionService
from hbi.permissions.scope import UNLIMITED, Permission, Relations, Scope
from hbi.problems import Forbidden
from hbi.settings import PermissionSettings

if TYPE_CHECKING:
    from hbi.permissions.kessel import Kessel


class Permissions:
    """Asks Kessel about organisations in workspaces mode, RBAC v1 about others. Build one per process."""

    def __init__(self, settings: PermissionSettings, flags: Flags) -> None:
        self._settings = settings
        self._flags = flags
        self._rbac = PermissionService(settings)

    def scope(
        self,
        permission: Permission,
        identity: Identity,
        *,
        header: str,
        request_id: str | None = None,
        host_ids: Sequence[str] | None = None,
    ) -> Scope:
        """How far the caller's permission reaches. Identity types that are never checked are not limited by it.

        Args:
            header: value of `x-rh-identity`, forwarded.
            host_ids: hosts, in lower case, that the request names. Kessel decides on each of them; RBAC v1 on groups,
                whatever is named.
        Raises:
            Forbidden: the caller does not have the permission, or Kessel does not say that it has.
            Unavailable: RBAC does not answer, or not understandably.
            PermissionServiceRefused: RBAC refuses to answer for this caller.
        """
        relations = self._relations(permission, identity)
        if relations is None:
            return self._rbac.scope(permission, identity, header=header, request_id=request_id)
        user_id = identity.user_id
        if user_id is None:
            raise Forbidden("Permissions are looked up by user_id, and the identity has none.", host_ids=host_ids)
        if host_ids is None:
            workspaces = self._kessel.workspaces(relations.to_workspaces, user_id)
            if not workspaces:
                raise Forbidden(f"You don't have the permission {permission}.")
            return Scope(workspaces)
        if permission.is_write:
            allowed = self._kessel.changeable(relations.to_hosts, user_id, host_ids)
        else:
            singly = self._flags.is_on(Flag.KESSEL_SINGLE_CHECKS, identity.org_id)
            allowed = self._kessel.readable(relations.to_hosts, user_id, host_ids, singly=singly)
        if refused := [host_id for host_id in host_ids if host_id not in allowed]:
            raise Forbidden(f"You don't have the permission {permission} for these hosts.", host_ids=refused)
        return UNLIMITED

    def close(self) -> None:
        """Closes connections."""
        if "_kessel" in vars(self):
            self._kessel.close()

    def _relations(self, permission: Permission, identity: Identity) -> Relations | None:
        """What Kessel is asked for; None where it is not asked."""
        settings = self._settings
        if settings.bypass_rbac or settings.bypass_kessel or not identity.is_checked or permission.relations is None:
            return None
        return permission.relations if self._flags.is_on(Flag.RBAC_V2, identity.org_id) else None

    @cached_property
    def _kessel(self) -> "Kessel":
        # gRPC is nothing for the cold start of those who are not asked about.
        from hbi.permissions.kessel import Kessel

        return Kessel(self._settings)
