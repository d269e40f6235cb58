"""How far callers' permissions reach, whoever knows that: RBAC v1 or Kessel (contract: identity-rbac 4 and 7)."""

import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING

from hbi import metrics
from hbi.clients.budget import deadline_of_request
from hbi.flags.service import Flag, Flags
from hbi.identity import Identity
from hbi.permissions.rbac import PermissionService
from hbi.permissions.scope import (
    LEFT_TO_SERVICE,
    SERVICES_READ,
    UNLIMITED,
    Permission,
    Relations,
    Scope,
    WithoutKessel,
)
from hbi.problems import Forbidden, NotOffered
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
        deadline: float | None = None,
    ) -> Scope:
        """How far the caller's permission reaches; of several, the last one's reach.

        Identity types that nobody is asked about are not limited by a permission that is open to them.

        Args:
            header: value of `x-rh-identity`, forwarded.
            host_ids: hosts, in lower case, that the request names. Kessel decides on each of them.
            deadline: instant of the monotonic clock until which the request may ask; by default it begins now.
        Raises:
            Forbidden: the caller does not have the permission, or Kessel does not say that it has; or only for some
                groups where that is not enough; or its type may not use the operation.
            NotOffered: the operation does not exist for organisations in workspaces mode.
            Unavailable: RBAC does not answer, or not understandably.
            PermissionServiceRefused: RBAC refuses to answer for this caller.
        """
        if self._settings.bypass_rbac:
            return UNLIMITED
        scope, ends = UNLIMITED, deadline_of_request() if deadline is None else deadline
        of_kessel = self._deadline_of_kessel(ends)
        in_workspaces_mode = identity.is_checked and self.in_workspaces_mode(identity.org_id)
        for needed in permission.all:
            with _counted(needed):
                if not identity.is_checked:
                    _require_open(needed, identity)
                elif not in_workspaces_mode:
                    scope = self._rbac.scope(needed, header=header, request_id=request_id, deadline=ends)
                elif isinstance(needed.in_workspaces_mode, Relations):
                    scope = self._asked_of_kessel(needed, needed.in_workspaces_mode, identity, host_ids, of_kessel)
                elif needed.in_workspaces_mode is WithoutKessel.NOT_OFFERED:
                    raise NotOffered("This endpoint is not available to organisations in workspaces mode.")
                else:
                    scope = LEFT_TO_SERVICE
                if needed.is_unlimited and scope.group_ids is not None:
                    raise Forbidden(f"The permission {needed} is limited to groups, and this needs it without limits.")
        return scope

    def denied_services(
        self, identity: Identity, *, header: str, request_id: str | None = None, deadline: float | None = None
    ) -> frozenset[str] | None:
        """Applications whose data about hosts is kept from the caller (contract: identity-rbac 4.4).

        Args:
            header: value of `x-rh-identity`, forwarded.
            deadline: as with `scope`.
        Returns:
            names out of `SERVICES_READ`; None where nobody is asked, and everything may be seen.
        Raises:
            Unavailable: RBAC does not answer, or not understandably. Of Kessel, silence is a no.
            PermissionServiceRefused: RBAC refuses to answer for this caller.
        """
        if self._settings.bypass_rbac or not identity.is_checked:
            return None
        if not self._flags.is_on(Flag.VIEWS_RBAC, identity.org_id):
            return None
        ends = deadline_of_request() if deadline is None else deadline
        if not self.in_workspaces_mode(identity.org_id):
            granted = self._rbac.granted(SERVICES_READ.values(), header=header, request_id=request_id, deadline=ends)
            return frozenset(name for name, needed in SERVICES_READ.items() if needed not in granted)
        relations = {
            name: needed.in_workspaces_mode.to_workspaces
            for name, needed in SERVICES_READ.items()
            if isinstance(needed.in_workspaces_mode, Relations)
        }
        allowed = self._kessel.relations(
            list(relations.values()), _known_to_kessel(identity), self._deadline_of_kessel(ends)
        )
        return frozenset(name for name, relation in relations.items() if relation not in allowed)

    def in_workspaces_mode(self, org_id: str) -> bool:
        """Whether Kessel and the service of workspaces decide for an organisation (contract: identity-rbac 7)."""
        settings = self._settings
        if settings.bypass_rbac or settings.bypass_kessel:
            return False
        return self._flags.is_on(Flag.RBAC_V2, org_id)

    def require_workspaces(
        self, relation: str, identity: Identity, group_ids: Collection[str], deadline: float
    ) -> None:
        """Asks Kessel whether a caller has a relation to each of some workspaces at this moment.

        Args:
            group_ids: ids of groups, in lower case.
            deadline: instant of the monotonic clock until which the request may ask.
        Raises:
            Forbidden: Kessel does not say so for all of them.
        """
        allowed = self._kessel.changeable_workspaces(
            relation, _known_to_kessel(identity), group_ids, self._deadline_of_kessel(deadline)
        )
        if not allowed.issuperset(group_ids):
            raise Forbidden("You don't have the permission to change one of these groups.")

    def _deadline_of_kessel(self, deadline: float) -> float:
        """Until when Kessel may answer a question that begins now, in a request with this deadline."""
        return min(deadline, time.monotonic() + self._settings.kessel_timeout_s)

    def close(self) -> None:
        """Closes connections."""
        if "_kessel" in vars(self):
            self._kessel.close()

    def _asked_of_kessel(
        self,
        permission: Permission,
        relations: Relations,
        identity: Identity,
        host_ids: Sequence[str] | None,
        deadline: float,
    ) -> Scope:
        user_id = _known_to_kessel(identity, host_ids)
        if host_ids is None or relations.to_hosts is None:
            workspaces = self._kessel.workspaces(relations.to_workspaces, user_id, deadline)
            if not workspaces:
                raise Forbidden(f"You don't have the permission {permission}.")
            return Scope(workspaces)
        if permission.is_write:
            allowed = self._kessel.changeable(relations.to_hosts, user_id, host_ids, deadline)
        else:
            singly = self._flags.is_on(Flag.KESSEL_SINGLE_CHECKS, identity.org_id)
            allowed = self._kessel.readable(relations.to_hosts, user_id, host_ids, deadline, singly=singly)
        if refused := [host_id for host_id in host_ids if host_id not in allowed]:
            raise Forbidden(f"You don't have the permission {permission} for these hosts.", host_ids=refused)
        return UNLIMITED

    @cached_property
    def _kessel(self) -> "Kessel":
        # gRPC is nothing for the cold start of those who are not asked about.
        from hbi.permissions.kessel import Kessel

        return Kessel(self._settings)


@contextmanager
def _counted(permission: Permission) -> Iterator[None]:
    """Counts refusals."""
    try:
        yield
    except Forbidden:
        metrics.count("inventory_rbac_access_denied", required_permission=str(permission))
        raise


def _require_open(permission: Permission, identity: Identity) -> None:
    if not permission.is_open_to_unchecked:
        raise Forbidden(f"Identities of type {identity.type} may not use this operation.")


def _known_to_kessel(identity: Identity, host_ids: Sequence[str] | None = None) -> str:
    """Id under which Kessel knows a caller."""
    if identity.user_id is None:
        raise Forbidden("Permissions are looked up by user_id, and the identity has none.", host_ids=host_ids)
    return identity.user_id
