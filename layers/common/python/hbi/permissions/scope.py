"""What a permission is, and how far one reaches: the words that everybody shares who asks or obeys."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType
from typing import NamedTuple


class Relations(NamedTuple):
    """What Kessel calls a permission, in organisations that are in workspaces mode (contract: identity-rbac 5)."""

    to_workspaces: str
    to_hosts: str | None = None
    """None for what does not depend on named hosts."""


class WithoutKessel(Enum):
    """What becomes of a permission in workspaces mode that Kessel is not asked about (contract: identity-rbac 7.2)."""

    WORKSPACE_SERVICE = "decides"
    """The service of workspaces answers calls that carry the caller's identity; nothing is checked before."""
    NOT_OFFERED = "not offered"
    """The operation does not exist for such organisations."""


@dataclass(frozen=True, slots=True)
class Permission:
    """Something that an operation needs, e.g. `inventory:hosts:read`."""

    application: str
    resource: str
    verb: str
    in_workspaces_mode: Relations | WithoutKessel
    """Who decides in organisations in workspaces mode; RBAC v1 decides in all others."""
    is_open_to_unchecked: bool = False
    """Whether identity types about which nobody is asked have it; otherwise they are refused."""
    is_unlimited: bool = False
    """Whether a grant that is limited to groups is not enough."""
    besides: "Permission | None" = None
    """Another permission that is needed as well, looked at after this one."""

    @property
    def all(self) -> tuple["Permission", ...]:
        """This one and those that are needed besides, in the order in which they are looked at."""
        return (self, *(self.besides.all if self.besides else ()))

    def is_granted_by(self, text: str) -> bool:
        """Whether a grant covers it. Write does not imply read."""
        application, resource, verb = self.application, self.resource, self.verb
        return text in {
            f"{application}:*:*",
            f"{application}:{resource}:*",
            f"{application}:*:{verb}",
            f"{application}:{resource}:{verb}",
        }

    @property
    def is_write(self) -> bool:
        """Whether it allows changes."""
        return self.verb == "write"

    def __str__(self) -> str:
        return f"{self.application}:{self.resource}:{self.verb}"


HOSTS_READ = Permission(
    "inventory", "hosts", "read", Relations("inventory_host_view", "view"), is_open_to_unchecked=True
)
HOSTS_UPDATE = Permission(
    "inventory", "hosts", "write", Relations("inventory_host_update", "update"), is_open_to_unchecked=True
)
HOSTS_DELETE = Permission(
    "inventory", "hosts", "write", Relations("inventory_host_delete", "delete"), is_open_to_unchecked=True
)

GROUPS_READ = Permission("inventory", "groups", "read", WithoutKessel.WORKSPACE_SERVICE)
GROUPS_WRITE = Permission("inventory", "groups", "write", WithoutKessel.WORKSPACE_SERVICE)
GROUPS_CREATE = Permission("inventory", "groups", "write", WithoutKessel.WORKSPACE_SERVICE, is_unlimited=True)

STALENESS_READ = Permission("staleness", "staleness", "read", Relations("staleness_staleness_view"), besides=HOSTS_READ)
STALENESS_WRITE = Permission(
    "staleness", "staleness", "write", Relations("staleness_staleness_update"), besides=HOSTS_UPDATE
)

SERVICES_READ: Mapping[str, Permission] = MappingProxyType(
    {
        application: Permission(service, resource, "read", Relations(relation))
        for application, service, resource, relation in (
            ("advisor", "advisor", "recommendation-results", "advisor_recommendation_results_view"),
            ("vulnerability", "vulnerability", "vulnerability_results", "vulnerability_vulnerability_results_view"),
            ("patch", "patch", "*", "patch_system_view"),
            ("remediations", "remediations", "remediation", "remediations_view_remediation"),
            ("compliance", "compliance", "system", "compliance_system_view"),
            ("malware", "malware-detection", "*", "malware_malware_view"),
        )
    }
)
"""By application, what it takes to see its data about hosts (contract: identity-rbac 4.4)."""

RBAC_ADMINISTRATION = Permission("rbac", "*", "*", WithoutKessel.NOT_OFFERED)
RBAC_ADMINISTRATION_UNLIMITED = Permission("rbac", "*", "*", WithoutKessel.NOT_OFFERED, is_unlimited=True)


@dataclass(frozen=True, slots=True)
class Scope:
    """Groups to whose hosts a permission is limited.

    `group_ids` None is no limit; then `ungrouped` means nothing. Otherwise hosts of these groups (lower-case ids),
    and with `ungrouped` also hosts without a group or in the ungrouped group.
    """

    group_ids: frozenset[str] | None
    ungrouped: bool = False
    is_left_to_service: bool = field(default=False, repr=False, compare=False)
    """Whether nobody was asked, because the service of workspaces decides later. Who obeys a scope goes by this and
    does not look at the flag again, which may be another one by then."""

    def reaches(self, group_ids: Iterable[str]) -> bool:
        """Whether it covers all these groups themselves (ids in any letter case); `ungrouped` is no group.

        >>> Scope(frozenset({"a"}), ungrouped=True).reaches(["A"]), Scope(frozenset({"a"})).reaches(["a", "b"])
        (True, False)
        """
        return self.group_ids is None or self.group_ids.issuperset(group_id.lower() for group_id in group_ids)


UNLIMITED = Scope(None)
LEFT_TO_SERVICE = Scope(None, is_left_to_service=True)
