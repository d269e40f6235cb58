"""What each operation needs of the permission service, and requests that show it (contract: identity-rbac 3, 5 and 6).

Whoever adds an operation adds it to `NEEDS`; `tests/contract/api/test_rbac_outcomes.py` sends the rest.
"""

from collections.abc import Iterable
from enum import Enum
from typing import NamedTuple

from tests.support.every_operation import REQUESTS, Sent, operations
from tests.support.permission_documents import G1, G2, UNGROUPED

H1, H2, H3, H4, NO_HOST = (f"6d6d6d6d-0000-4000-8000-00000000000{number}" for number in range(1, 6))
HOST_NAMES = {H1: "h1", H2: "h2", H3: "h3", H4: "h4"}
GROUP_OF = {H1: G1, H2: G2, H3: UNGROUPED, H4: None}
"""The last one is without a row of membership, as only other software leaves hosts behind."""
GROUP_NAMES = {G1: "g1", G2: "g2", UNGROUPED: "Ungrouped Hosts"}
NO_GROUP = "5d5d5d5d-0000-4000-8000-00000000000f"
NAMES = {**HOST_NAMES, NO_HOST: "no host", **GROUP_NAMES, NO_GROUP: "no group"}


class Kind(Enum):
    """What limits to groups mean for an operation."""

    LISTS_HOSTS = "hosts outside are left out"
    NAMES_HOSTS = "hosts outside do not exist"
    NAMES_FACTS = "hosts outside are refused"
    LISTS_GROUPS = "other groups are left out"
    NAMES_GROUPS = "other groups are refused"
    TAKES_HOSTS_OUT = "groups that are left must be in reach"
    UNLIMITED = "not enough"
    INDIFFERENT = "nothing"
    NOT_ASKED = "nobody asks"


class Need(NamedTuple):
    """Permissions, in the order in which they are looked at, and what limits of the last one mean."""

    permissions: tuple[str, ...]
    kind: Kind


READ, WRITE = "inventory:hosts:read", "inventory:hosts:write"
GROUPS_READ, GROUPS_WRITE = "inventory:groups:read", "inventory:groups:write"


def _each(need: Need, *names: str) -> dict[str, Need]:
    return dict.fromkeys((f"api.{name}" for name in names), need)


NEEDS: dict[str, Need] = {
    **_each(
        Need((READ,), Kind.NAMES_HOSTS),
        "host.get_host_by_id",
        "host.get_host_system_profile_by_id",
        "host.get_host_tags",
        "host.get_host_tag_count",
    ),
    **_each(Need((WRITE,), Kind.NAMES_HOSTS), "host.patch_host_by_id", "host.delete_host_by_id"),
    **_each(Need((WRITE,), Kind.NAMES_FACTS), "host.merge_facts", "host.replace_facts"),
    **_each(
        Need((READ,), Kind.LISTS_HOSTS),
        "host.get_host_list",
        "host.get_host_exists",
        "tag.get_tags",
        "system_profile.get_sap_system",
        "system_profile.get_sap_sids",
        "system_profile.get_operating_system",
        "host_views.get_host_views",
    ),
    **_each(Need((WRITE,), Kind.LISTS_HOSTS), "host.delete_hosts_by_filter", "host.delete_all_hosts"),
    **_each(Need((READ,), Kind.INDIFFERENT), "system_profile.validate_schema"),
    **_each(Need((WRITE,), Kind.INDIFFERENT), "host.host_checkin"),
    **_each(
        Need(("staleness:staleness:read", READ), Kind.INDIFFERENT),
        "staleness.get_staleness",
        "staleness.get_default_staleness",
    ),
    **_each(
        Need(("staleness:staleness:write", WRITE), Kind.INDIFFERENT),
        "staleness.create_staleness",
        "staleness.update_staleness",
        "staleness.delete_staleness",
    ),
    **_each(Need((GROUPS_READ,), Kind.LISTS_GROUPS), "group.get_group_list"),
    **_each(Need((GROUPS_READ,), Kind.NAMES_GROUPS), "group.get_groups_by_id"),
    **_each(Need((GROUPS_WRITE,), Kind.UNLIMITED), "group.create_group"),
    **_each(
        Need((GROUPS_WRITE,), Kind.NAMES_GROUPS),
        "group.patch_group_by_id",
        "group.delete_groups",
        "host_group.add_host_list_to_group",
        "host_group.delete_hosts_from_group",
    ),
    **_each(Need((GROUPS_WRITE,), Kind.TAKES_HOSTS_OUT), "group.delete_hosts_from_different_groups"),
    **_each(Need((READ,), Kind.NAMES_GROUPS), "host_group.get_host_list_by_group"),
    **_each(Need(("rbac:*:*",), Kind.UNLIMITED), "resource_type.get_resource_type_list"),
    **_each(Need(("rbac:*:*",), Kind.LISTS_GROUPS), "resource_type.get_resource_type_groups_list"),
    # Of exports the permission is asked when they are filled.
    **{
        name: Need((), Kind.NOT_ASKED)
        for name in REQUESTS
        if name.startswith(("api.views.", "api.export.")) or name == "bulk_tags"
    },
}
"""By operation."""

NAMES_SEVERAL = {"api.group.get_groups_by_id", "api.group.delete_groups"}
"""Operations that may name several groups."""

TELL_EXISTENCE = {"api.host_group.add_host_list_to_group", "api.host_group.delete_hosts_from_group"}
"""Operations that tell callers without permission, too, that there is no such group."""

MEMBERS = Sent("PATCH", "/groups/{g}", 200, {"host_ids": ["{h1}"]})


class Case(NamedTuple):
    """A request about hosts and groups."""

    operation: str
    hosts: tuple[str, ...] = (H1,)
    groups: tuple[str, ...] = (G1,)
    sent: Sent | None = None
    """What is sent instead of the operation's usual request."""

    @property
    def need(self) -> Need:
        """What the operation needs."""
        return NEEDS[self.operation]

    @property
    def request(self) -> Sent:
        """What is sent."""
        return self.sent or REQUESTS[self.operation]

    @property
    def is_usual(self) -> bool:
        """Whether it is the one that every operation has."""
        return self == Case(self.operation)

    def __str__(self) -> str:
        about = [NAMES[thing] for thing in (*self.hosts, *self.groups)]
        return f"{self.operation} {'members ' if self.sent else ''}{','.join(about)}"


def _cases() -> Iterable[Case]:
    for operation in operations():
        yield Case(operation)
        match NEEDS.get(operation):
            case Need(_, Kind.NAMES_HOSTS | Kind.NAMES_FACTS):
                for hosts in ((H1, H2), (H3, H4), (H1, NO_HOST)):
                    yield Case(operation, hosts)
            case Need(_, Kind.TAKES_HOSTS_OUT):
                for hosts in ((H1, H2), (H3,), (H4,), (NO_HOST,)):
                    yield Case(operation, hosts)
            case Need(_, Kind.NAMES_GROUPS):
                yield Case(operation, groups=(NO_GROUP,))
    for operation in sorted(NAMES_SEVERAL):
        yield Case(operation, groups=(G1, G2))
    for operation in ("api.group.get_groups_by_id", "api.host_group.get_host_list_by_group"):
        yield Case(operation, groups=(UNGROUPED,))
    # Hosts may come from groups that the caller does not reach.
    yield Case("api.host_group.add_host_list_to_group", (H2,))
    yield Case("api.group.patch_group_by_id", (H2,), sent=MEMBERS)


CASES = tuple(_cases())
"""Requests for every operation, and further ones about other hosts and groups."""
