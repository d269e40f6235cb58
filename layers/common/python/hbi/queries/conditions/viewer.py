"""The viewer of hosts, and the conditions that keep others' hosts from it (contract: rest-hosts 3, 6).

The functions return SQL conditions on `hbi.hosts AS h`. Every list of conditions begins with the organisation.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ARRAY, BindParameter, any_, bindparam, exists, true

from hbi.identity import Identity
from hbi.ids import ZERO_UUID, is_uuid
from hbi.models.base import INSTANT, UUID_TEXT
from hbi.permissions.scope import UNLIMITED, Scope
from hbi.queries.conditions.expressions import Condition, any_of
from hbi.queries.conditions.tables import GROUPS, HOSTS, MEMBERSHIPS, STATIC
from hbi.staleness.window import StalenessSettings


@dataclass(frozen=True, slots=True)
class Viewer:
    """The caller of a query: the organisation, and what of it the caller may see."""

    org_id: str
    scope: Scope = UNLIMITED
    owner_id: str | None = None
    """Owner of the only visible hosts; None when ownership does not matter."""
    subscription_manager_id: str | None = None
    """That of the only visible hosts, in lower case with dashes; None when it does not matter."""
    reads_counters: bool = False
    """Whether numbers of hosts are read for it where they are kept (ADR 34), instead of counted."""

    @property
    def sees_all(self) -> bool:
        """Whether every host of the organisation is visible."""
        return self.owner_id is None and self.subscription_manager_id is None and self.scope.group_ids is None

    @classmethod
    def of(cls, identity: Identity, scope: Scope = UNLIMITED, *, reads_counters: bool = False) -> "Viewer":
        """The caller with its permission's reach."""
        return cls(identity.org_id, scope, identity.owner_id, identity.subscription_manager_id, reads_counters)

    @property
    def outline(self) -> "Viewer":
        """The same for all viewers whose conditions differ in nothing but the values of their parameters."""
        groups = self.scope.group_ids and frozenset({ZERO_UUID})
        owner_id = self.owner_id and (ZERO_UUID if is_uuid(self.owner_id) else "nobody")
        subscription_manager_id = self.subscription_manager_id and ZERO_UUID
        scope = Scope(groups, self.scope.ungrouped)
        return Viewer("", scope, owner_id, subscription_manager_id, self.reads_counters)

    @property
    def values(self) -> dict[str, Any]:
        """The parameters in the conditions of `visible`, by name."""
        return {
            "viewer_org_id": self.org_id,
            "viewer_owner_id": self.owner_id and self.owner_id.lower(),
            "viewer_subscription_manager_id": self.subscription_manager_id,
            "viewer_group_ids": sorted(self.scope.group_ids or ()),
        }


@dataclass(frozen=True, slots=True)
class NamedHosts:
    """Hosts that a request names and that exist for the viewer: visible and not culled."""

    viewer: Viewer
    ids: Collection[str]
    """Their ids in lower case."""
    culled_before: datetime

    @classmethod
    def outline(cls, viewer: Viewer) -> "NamedHosts":
        """Those of an outlined viewer; of its conditions nothing but the form counts."""
        return cls(viewer, (), datetime.min.replace(tzinfo=UTC))

    @property
    def values(self) -> dict[str, Any]:
        """The parameters in the conditions, by name."""
        return {**self.viewer.values, "named_ids": list(self.ids), "culled_before": self.culled_before}

    @property
    def conditions(self) -> list[Condition]:
        """What holds of these hosts and of no other."""
        return [
            *visible(self.viewer),
            HOSTS.c.id == any_(bindparam("named_ids", list(self.ids), ARRAY(UUID_TEXT))),
            HOSTS.c.last_check_in > culled(self.culled_before),
        ]


def of_org(org_id: str) -> BindParameter[str]:
    """The viewer's organisation, as a parameter of a statement."""
    return bindparam("viewer_org_id", org_id)


def culled(culled_before: datetime) -> BindParameter[datetime]:
    """The latest check-in that counts as culled, as a parameter of a statement."""
    return bindparam("culled_before", culled_before, INSTANT)


def visible(viewer: Viewer) -> list[Condition]:
    """Hosts that the viewer may see, culled ones included."""
    conditions: list[Condition] = [HOSTS.c.org_id == of_org(viewer.org_id)]
    if viewer.owner_id is not None:
        conditions.append(_owned_by(viewer.owner_id))
    if viewer.subscription_manager_id is not None:
        forwarded: BindParameter[str] = bindparam("viewer_subscription_manager_id", viewer.subscription_manager_id)
        conditions.append(HOSTS.c.subscription_manager_id == forwarded)
    if viewer.scope.group_ids is not None:
        conditions.append(in_scope(viewer.scope))
    return conditions


def named(viewer: Viewer, ids: Collection[str], staleness: StalenessSettings, now: datetime) -> list[Condition]:
    """The conditions of `NamedHosts`."""
    return NamedHosts(viewer, ids, staleness.culled_before(now)).conditions


def _owned_by(owner_id: str) -> Condition:
    """Hosts whose profile names the owner; an owner id that is no UUID owns nothing (contract: rest-hosts 6.2)."""
    if not is_uuid(owner_id):
        return any_of([])
    owned = exists().where(
        STATIC.c.org_id == HOSTS.c.org_id,
        STATIC.c.host_id == HOSTS.c.id,
        STATIC.c.owner_id == bindparam("viewer_owner_id", owner_id.lower(), UUID_TEXT),
    )
    # Whoever selects from profiles has the table outside, too: that is another use of it.
    return owned.correlate(HOSTS)


def in_scope(scope: Scope) -> Condition:
    """Hosts that a permission reaches: in one of its groups, or ungrouped: without a group or in the ungrouped one."""
    if scope.group_ids is None:
        return true()
    is_of_host = (MEMBERSHIPS.c.org_id == HOSTS.c.org_id, MEMBERSHIPS.c.host_id == HOSTS.c.id)
    membership = exists().where(*is_of_host).correlate(HOSTS)
    ways: list[Condition] = []
    if scope.group_ids:
        group_ids = bindparam("viewer_group_ids", sorted(scope.group_ids), ARRAY(UUID_TEXT))
        ways.append(membership.where(MEMBERSHIPS.c.group_id == any_(group_ids)))
    if scope.ungrouped:
        ways.append(~membership)
        ways.append(
            membership.where(
                GROUPS.c.org_id == MEMBERSHIPS.c.org_id, GROUPS.c.id == MEMBERSHIPS.c.group_id, GROUPS.c.ungrouped
            )
        )
    return any_of(ways)
