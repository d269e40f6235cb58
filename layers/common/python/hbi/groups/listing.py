"""Lists of groups with their numbers of hosts (contract: rest-groups-staleness-views 2.1, 2.3, 2.4)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, NamedTuple, get_args

from hbi.db.engine import Transaction
from hbi.groups.counts import CULLED_MEMBERS, MEMBERS
from hbi.groups.repository import GroupRef
from hbi.problems import InvalidParameter
from hbi.queries.conditions.expressions import like_exactly
from hbi.queries.lists.pages import Page

type GroupOrderKey = Literal["name", "host_count", "updated"]
type GroupType = Literal["standard", "ungrouped-hosts", "all"]

GROUP_ORDER_KEYS: tuple[GroupOrderKey, ...] = get_args(GroupOrderKey.__value__)
GROUP_TYPES: tuple[GroupType, ...] = get_args(GroupType.__value__)

_OF_TYPE: Mapping[GroupType, str] = {"standard": "NOT g.ungrouped", "ungrouped-hosts": "g.ungrouped", "all": "true"}
_KEYS: Mapping[GroupOrderKey, str] = {"name": "lower(f.name)", "host_count": "f.members", "updated": "f.modified_on"}

_COLUMNS = "g.id, g.org_id, g.account, g.name, g.ungrouped, g.created_on, g.modified_on"


@dataclass(frozen=True, slots=True)
class GroupOrder:
    """Order of a list of groups. Ties go by id, ascending. Names are sorted without regard to letter case."""

    by: GroupOrderKey = "name"
    is_descending: bool = False

    @classmethod
    def of(cls, by: GroupOrderKey | None, how: str | None) -> "GroupOrder":
        """The order that the parameters `order_by` and `order_how` mean; the latter alone is about names.

        Raises:
            InvalidParameter: a direction that is neither ASC nor DESC, in whatever letter case.
        """
        if how is not None and how.upper() not in {"ASC", "DESC"}:
            raise InvalidParameter("order_how", got=how, expected="ASC or DESC")
        key = by or "name"
        return cls(key, key != "name" if how is None else how.upper() == "DESC")


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupSearch:
    """The groups that a list is about; all that is given must hold."""

    org_id: str
    kind: GroupType = "all"
    name: str | None = None
    """Part of the name, in any letter case."""
    ids: Collection[str] | None = None
    """The only ones, in lower case."""

    @property
    def condition(self) -> str:
        """SQL on `hbi.groups AS g`, with `values` as parameters."""
        terms = ["g.org_id = %(org_id)s", _OF_TYPE[self.kind]]
        if self.name:
            terms.append("g.name ILIKE %(pattern)s")
        if self.ids is not None:
            terms.append("g.id = ANY(%(ids)s::uuid[])")
        return " AND ".join(terms)

    @property
    def values(self) -> dict[str, Any]:
        """Parameters of `condition`."""
        return {"org_id": self.org_id, "pattern": f"%{like_exactly(self.name or '')}%", "ids": sorted(self.ids or ())}


class CountedGroup(NamedTuple):
    """A group and the number of its hosts that are not culled."""

    group: GroupRef
    host_count: int

    @property
    def document(self) -> dict[str, Any]:
        """The group object that clients see (JSON-ready)."""
        return self.group.snapshot(self.host_count)


class Groups(NamedTuple):
    """A page of groups, and how many there are on all pages."""

    total: int
    entries: Sequence[CountedGroup]


def list_groups(tx: Transaction, search: GroupSearch, order: GroupOrder, page: Page, culled_before: datetime) -> Groups:
    """A page of the groups that are looked for, with their numbers of hosts. One statement.

    Ordered by `host_count`, culled members count, too (contract: rest-groups-staleness-views 2.3).
    """
    members, counted = ("", MEMBERS) if order.by != "host_count" else (f", {MEMBERS} AS members", "g.members")
    # Looking for members of one group is quicker than for those of all. For several it would not be.
    of_group = "AND m.group_id = ANY(%(ids)s::uuid[])" if search.ids is not None and len(search.ids) == 1 else ""
    direction = "DESC" if order.is_descending else "ASC"
    with tx.cursor() as cursor:
        cursor.execute(
            f"""
            WITH found AS MATERIALIZED (
                SELECT {_COLUMNS}{members} FROM hbi.groups g WHERE {search.condition}
            ), page AS (
                SELECT f.*, row_number() OVER (ORDER BY {_KEYS[order.by]} {direction}, f.id) AS place
                FROM found f ORDER BY place LIMIT %(limit)s OFFSET %(offset)s
            )
            SELECT t.total, g.id::text, g.org_id, g.account, g.name, g.ungrouped, g.created_on, g.modified_on,
                   {counted} - coalesce(c.culled, 0)
            FROM (SELECT count(*) AS total FROM found) t
            LEFT JOIN page g ON true
            LEFT JOIN (
                SELECT m.group_id, count(*) AS culled FROM {CULLED_MEMBERS} {of_group} GROUP BY m.group_id
            ) c ON c.group_id = g.id
            ORDER BY g.place
            """,  # noqa: S608 - our own words
            {**search.values, "limit": page.size, "offset": page.offset, "culled_before": culled_before},
        )
        rows = cursor.fetchall()
    return Groups(rows[0][0], [_counted(row[1:]) for row in rows if row[1] is not None])


def count_groups(tx: Transaction, search: GroupSearch) -> int:
    """Number of the groups that are looked for."""
    with tx.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM hbi.groups g WHERE {search.condition}", search.values)  # noqa: S608
        return int(cursor.fetchall()[0][0])


def host_counts(tx: Transaction, org_id: str, group_ids: Collection[str], culled_before: datetime) -> dict[str, int]:
    """Number of hosts that are not culled, of each of the groups that exist."""
    search = GroupSearch(org_id=org_id, ids=group_ids)
    found = list_groups(tx, search, GroupOrder(), Page(1, max(1, len(group_ids))), culled_before)
    return {entry.group.id: entry.host_count for entry in found.entries}


def _counted(row: Sequence[Any]) -> CountedGroup:
    *group, host_count = row
    return CountedGroup(GroupRef._make(group), host_count)
