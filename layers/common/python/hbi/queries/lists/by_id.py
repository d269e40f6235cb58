"""Reads of hosts that are named, for the API (contract: rest-hosts 1.5, 7.5, 7.9 to 7.12)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import Text, cast, func, select
from sqlalchemy.dialects.postgresql import ARRAY

from hbi.db.compiled import PrecompiledStatement, as_delivered
from hbi.db.engine import Transaction
from hbi.hosts.documents import HostRow
from hbi.hosts.tags import StoredTags
from hbi.queries.conditions.expressions import Condition
from hbi.queries.conditions.matches import Matches
from hbi.queries.conditions.tables import DYNAMIC_MEMBERS, HOSTS, STATIC_MEMBERS, profile_of, shown
from hbi.queries.conditions.viewer import NamedHosts, Viewer, visible
from hbi.queries.lists.ordering import Order, sort_keys, sorted_tables
from hbi.queries.lists.pages import Entry, Page, ProfileMembers, RowRange, completed, entries, rows_of, with_profiles


@dataclass(frozen=True, slots=True)
class NamedPage[Entry]:
    """A page of hosts that were asked for by id; `ids` are those of the matches on all pages."""

    ids: frozenset[str]
    entries: Sequence[Entry]


def hosts_by_id(
    tx: Transaction, named: NamedHosts, order: Order, page: Page, members: Collection[str] = ()
) -> NamedPage[tuple[HostRow, ProfileMembers]]:
    """The named hosts, each with the profile members asked for. Unknown names are ignored."""
    ids, found = _rows(tx, named, HostRow._fields, order, page, members)
    return NamedPage(ids, [(HostRow._make(host), profile) for host, profile in found])


def profiles_by_id(
    tx: Transaction, named: NamedHosts, order: Order, page: Page, members: Collection[str] | None
) -> NamedPage[tuple[str, ProfileMembers]]:
    """Host id and profile members of the named hosts; `members` None is the whole profile."""
    wanted = (*STATIC_MEMBERS, *DYNAMIC_MEMBERS) if members is None else members
    ids, found = _rows(tx, named, ("org_id", "id"), order, page, wanted)
    return NamedPage(ids, [(str(host_id), profile) for (_, host_id), profile in found])


def tags_by_id(
    tx: Transaction, named: NamedHosts, order: Order, page: Page
) -> NamedPage[tuple[str, StoredTags | None]]:
    """Host id and stored tags of the named hosts."""
    ids, found = _rows(tx, named, ("org_id", "id", "tags"), order, page)
    return NamedPage(ids, [(str(host_id), stored and StoredTags(stored)) for (_, host_id, stored), _ in found])


def ids_with_insights_id(tx: Transaction, viewer: Viewer, insights_id: str) -> list[str]:
    """Ids of at most two visible hosts with an insights id, culled ones included (contract: rest-hosts 7.12)."""
    statement = select(HOSTS.c.id).where(*visible(viewer), HOSTS.c.insights_id == insights_id).limit(2)
    return [str(host_id) for host_id in tx.execute(statement).scalars()]


def existing_ids(tx: Transaction, conditions: Sequence[Condition]) -> frozenset[str]:
    """Ids of the hosts that meet the conditions."""
    return frozenset(tx.execute(select(HOSTS.c.id).where(*conditions)).scalars())


def _rows(
    tx: Transaction,
    named: NamedHosts,
    columns: tuple[str, ...],  # with org_id and id
    order: Order,
    page: Page,
    members: Collection[str] = (),
) -> tuple[frozenset[str], list[Entry]]:
    """Ids of all matches, and `columns` and profile members of those on the page."""
    if page.number == 1 and len(named.ids) <= page.size:
        known = frozenset(name for name in members if name in STATIC_MEMBERS or name in DYNAMIC_MEMBERS)
        statement, names = _all_named(named.viewer.outline, columns, order, known)
        rows = statement.rows(tx, named.values)
        ids = frozenset(row[columns.index("id")] for row in rows)
        width = len(columns)
        return ids, [(row[:width], profile_of(names, row[width:])) for row in rows]
    wanted = RowRange(order=order, limit=page.size, offset=page.offset)
    matches = func.array_agg(cast(HOSTS.c.id, Text), type_=ARRAY(Text))
    total = select(matches.label("matches")).select_from(HOSTS).where(*named.conditions).subquery("total")
    hosts = rows_of(wanted, columns, Matches(org_id=named.viewer.org_id, conditions=named.conditions))
    found = tx.execute(completed(total, hosts, wanted.keys, columns, members)).all()
    hosts_found = [(host, profile) for host, profile, _ in entries(found, wanted.keys, columns, members)]
    return frozenset(found[0][0] or ()), hosts_found


@lru_cache(maxsize=256)
def _all_named(
    viewer: Viewer, columns: tuple[str, ...], order: Order, members: frozenset[str]
) -> tuple[PrecompiledStatement, tuple[str, ...]]:
    """The statement for `columns` and profile members of named hosts that fit on one page; names of the members.

    Args:
        viewer: the outline of a viewer.
    """
    named = NamedHosts.outline(viewer)
    tables, profile = with_profiles(sorted_tables(order, HOSTS), HOSTS, members)
    statement = (
        select(*map(as_delivered, [*(shown(HOSTS, name) for name in columns), *profile]))
        .select_from(tables)
        .where(*named.conditions)
        .order_by(*(key.directed() for key in sort_keys(order)))
    )
    return PrecompiledStatement(statement), tuple(str(member.name) for member in profile)
