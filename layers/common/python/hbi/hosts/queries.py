"""Reads of hosts that are named, for the API (contract: rest-hosts 1.5, 7.5, 7.9 to 7.12)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Text, cast, func, select
from sqlalchemy.dialects.postgresql import ARRAY

from hbi.db.engine import Transaction
from hbi.hosts.ordering import Order
from hbi.hosts.pages import Entry, Page, Part, Profile, completed, entries, rows_of
from hbi.hosts.selection import Condition, Viewer, visible
from hbi.hosts.serialize import HostRow
from hbi.hosts.tables import DYNAMIC_MEMBERS, HOSTS, STATIC_MEMBERS


@dataclass(frozen=True, slots=True)
class Listed[Entry]:
    """A page of a list; `total` counts the matches on all pages."""

    total: int
    entries: Sequence[Entry]


@dataclass(frozen=True, slots=True)
class Named[Entry]:
    """A page of hosts that were asked for by id; `ids` are those of the matches on all pages."""

    ids: frozenset[str]
    entries: Sequence[Entry]


def hosts_by_id(
    tx: Transaction, conditions: Sequence[Condition], order: Order, page: Page, members: Collection[str] = ()
) -> Named[tuple[HostRow, Profile]]:
    """Hosts that meet the conditions, each with the profile members asked for. Unknown names are ignored."""
    ids, found = _rows(tx, conditions, HostRow._fields, order, page, members)
    return Named(ids, [(HostRow._make(host), profile) for host, profile in found])


def profiles_by_id(
    tx: Transaction, conditions: Sequence[Condition], order: Order, page: Page, members: Collection[str] | None
) -> Named[tuple[str, Profile]]:
    """Host id and profile members of the hosts that meet the conditions; `members` None is the whole profile."""
    wanted = (*STATIC_MEMBERS, *DYNAMIC_MEMBERS) if members is None else members
    ids, found = _rows(tx, conditions, ("org_id", "id"), order, page, wanted)
    return Named(ids, [(str(host_id), profile) for (_, host_id), profile in found])


def tags_by_id(
    tx: Transaction, conditions: Sequence[Condition], order: Order, page: Page
) -> Named[tuple[str, Mapping[str, Any] | None]]:
    """Host id and stored tags of the hosts that meet the conditions."""
    ids, found = _rows(tx, conditions, ("org_id", "id", "tags"), order, page)
    return Named(ids, [(str(host_id), stored) for (_, host_id, stored), _ in found])


def ids_with_insights_id(tx: Transaction, viewer: Viewer, insights_id: str) -> list[str]:
    """Ids of at most two visible hosts with an insights id, culled ones included (contract: rest-hosts 7.12)."""
    statement = select(HOSTS.c.id).where(*visible(viewer), HOSTS.c.insights_id == insights_id).limit(2)
    return [str(host_id) for host_id in tx.execute(statement).scalars()]


def existing_ids(tx: Transaction, conditions: Sequence[Condition]) -> frozenset[str]:
    """Ids of the hosts that meet the conditions."""
    return frozenset(tx.execute(select(HOSTS.c.id).where(*conditions)).scalars())


def _rows(
    tx: Transaction,
    conditions: Sequence[Condition],
    columns: Sequence[str],  # with org_id and id
    order: Order,
    page: Page,
    members: Collection[str] = (),
) -> tuple[frozenset[str], list[Entry]]:
    """Ids of all matches, and `columns` and profile members of those on the page."""
    part = Part(order=order, limit=page.size, offset=page.offset)
    ids = func.array_agg(cast(HOSTS.c.id, Text), type_=ARRAY(Text))
    total = select(ids.label("matches")).select_from(HOSTS).where(*conditions).subquery("total")
    hosts = rows_of(part, columns, conditions, HOSTS)
    rows = tx.execute(completed(total, hosts, part.keys, columns, members)).all()
    return frozenset(rows[0].matches or ()), list(entries(rows, part.keys, columns))
