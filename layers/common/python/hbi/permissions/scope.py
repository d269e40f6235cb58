"""What a permission is, and how far one reaches: the words that everybody shares who asks or obeys."""

from dataclasses import dataclass
from typing import NamedTuple


class Relations(NamedTuple):
    """What Kessel calls a permission, in organisations that are in workspaces mode (contract: identity-rbac 5)."""

    to_workspaces: str
    to_hosts: str


@dataclass(frozen=True, slots=True)
class Permission:
    """Something that an operation needs, e.g. `inventory:hosts:read`."""

    application: str
    resource: str
    verb: str
    relations: Relations | None = None
    """None where RBAC v1 decides for every organisation."""

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


HOSTS_READ = Permission("inventory", "hosts", "read", Relations("inventory_host_view", "view"))


HOSTS_UPDATE = Permission("inventory", "hosts", "write", Relations("inventory_host_update", "update"))


HOSTS_DELETE = Permission("inventory", "hosts", "write", Relations("inventory_host_delete", "delete"))


@dataclass(frozen=True, slots=True)
class Scope:
    """Groups to whose hosts a permission is limited.

    `group_ids` None is no limit; then `ungrouped` means nothing. Otherwise hosts of these groups (lower-case ids),
    and with `ungrouped` also hosts without a group or in the ungrouped group.
    """

    group_ids: frozenset[str] | None
    ungrouped: bool = False


UNLIMITED = Scope(None)
