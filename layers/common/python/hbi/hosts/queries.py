"""Reads of hosts for the API (contract: rest-hosts 1.5, 1.6, 7.1, 7.5, 7.9).

One statement gives a page and the total. The total never joins what it does not need, and only the rows of the page
meet their profiles.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement, FromClause, Row, Select, Subquery, Text, and_, case, cast, func, select, true
from sqlalchemy.dialects.postgresql import ARRAY

from hbi.db.engine import Transaction
from hbi.hosts.selection import Condition
from hbi.hosts.serialize import HostRow
from hbi.hosts.tables import DYNAMIC, DYNAMIC_MEMBERS, HOSTS, SORTED_STATIC, STATIC, STATIC_MEMBERS
from hbi.problems import InvalidParameter

type OrderKey = Literal["display_name", "group_name", "updated", "operating_system", "last_check_in"]
type Profile = Mapping[str, Any]

ORDER_KEYS: tuple[OrderKey, ...] = get_args(OrderKey.__value__)
_DESCENDING_BY_DEFAULT = frozenset({"updated", "last_check_in", "operating_system"})


@dataclass(frozen=True, slots=True)
class Order:
    """Order of a list. Ties go by `updated`, then id, both descending whatever the direction of the key."""

    by: OrderKey = "updated"
    is_descending: bool = True

    @classmethod
    def of(cls, by: OrderKey | None, how: str | None) -> "Order":
        """The order that the parameters `order_by` and `order_how` mean (contract: rest-hosts 1.6).

        Raises:
            InvalidParameter: a direction without a key, or one that is not exactly ASC or DESC.
        """
        if how is not None and by is None:
            raise InvalidParameter("order_how", got=how, expected="order_by beside it")
        if how not in {None, "ASC", "DESC"}:
            raise InvalidParameter("order_how", got=how, expected="ASC or DESC, in capitals")
        key = by or "updated"
        return cls(key, key in _DESCENDING_BY_DEFAULT if how is None else how == "DESC")


@dataclass(frozen=True, slots=True)
class Page:
    """Part of a list; pages count from 1."""

    number: int = 1
    size: int = 50


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


def list_hosts(
    tx: Transaction,
    conditions: Sequence[Condition],
    order: Order,
    page: Page,
    members: Collection[str] = (),
    *,
    source: FromClause = HOSTS,
) -> Listed[tuple[HostRow, Profile]]:
    """Hosts that meet the conditions, each with the profile members asked for. Unknown names are ignored.

    Args:
        source: `hosts AS h` with what the conditions need beside it; one row a host.
    """
    total = select(func.count().label("matches")).select_from(source).where(*conditions).subquery("total")
    rows = tx.execute(_statement(total, HostRow._fields, conditions, order, page, members, source)).all()
    return Listed(
        rows[0].matches, [(HostRow._make(host), profile) for host, profile in _entries(rows, HostRow._fields)]
    )


def hosts_by_id(
    tx: Transaction, conditions: Sequence[Condition], order: Order, page: Page, members: Collection[str] = ()
) -> Named[tuple[HostRow, Profile]]:
    """As `list_hosts`, with the ids of all matches in place of their number."""
    rows = tx.execute(_statement(_ids(conditions), HostRow._fields, conditions, order, page, members)).all()
    hosts = [(HostRow._make(host), profile) for host, profile in _entries(rows, HostRow._fields)]
    return Named(frozenset(rows[0].matches or ()), hosts)


def profiles_by_id(
    tx: Transaction, conditions: Sequence[Condition], order: Order, page: Page, members: Collection[str] | None
) -> Named[tuple[str, Profile]]:
    """Host id and profile members of the hosts that meet the conditions; `members` None is the whole profile."""
    wanted = (*STATIC_MEMBERS, *DYNAMIC_MEMBERS) if members is None else members
    rows = tx.execute(_statement(_ids(conditions), ("org_id", "id"), conditions, order, page, wanted)).all()
    profiles = [(str(host_id), profile) for (_, host_id), profile in _entries(rows, ("org_id", "id"))]
    return Named(frozenset(rows[0].matches or ()), profiles)


def existing_ids(tx: Transaction, conditions: Sequence[Condition]) -> frozenset[str]:
    """Ids of the hosts that meet the conditions."""
    return frozenset(tx.execute(select(HOSTS.c.id).where(*conditions)).scalars())


def _ids(conditions: Sequence[Condition]) -> Subquery:
    ids = func.array_agg(cast(HOSTS.c.id, Text), type_=ARRAY(Text))
    return select(ids.label("matches")).select_from(HOSTS).where(*conditions).subquery("total")


def _statement(
    total: Subquery,
    columns: Sequence[str],  # with org_id and id
    conditions: Sequence[Condition],
    order: Order,
    page: Page,
    members: Collection[str],
    source: FromClause = HOSTS,
) -> Select[Any]:
    """Column `matches`, then `columns` of the page's hosts, then profile members.

    It has one row at least: that of a page without hosts has NULL in every column but `matches`.
    """
    keys = _sort_keys(order)
    hosts = (
        select(*(HOSTS.c[name] for name in columns), *(key.label(f"key_{n}") for n, (key, _) in enumerate(keys)))
        .select_from(_sorted_tables(order, source))
        .where(*conditions)
        .order_by(*(_directed(key, descending=descending) for key, descending in keys))
        .limit(page.size)
        .offset((page.number - 1) * page.size)
        .subquery("page")
    )
    static = [member for name, member in STATIC_MEMBERS.items() if name in members]
    dynamic = [member for name, member in DYNAMIC_MEMBERS.items() if name in members]
    tables: FromClause = total.outerjoin(hosts, true())
    if static:
        tables = tables.outerjoin(STATIC, and_(STATIC.c.org_id == hosts.c.org_id, STATIC.c.host_id == hosts.c.id))
    if dynamic:
        tables = tables.outerjoin(DYNAMIC, and_(DYNAMIC.c.org_id == hosts.c.org_id, DYNAMIC.c.host_id == hosts.c.id))
    return (
        select(total.c.matches, *(hosts.c[name] for name in columns), *static, *dynamic)
        .select_from(tables)
        .order_by(*(_directed(hosts.c[f"key_{n}"], descending=descending) for n, (_, descending) in enumerate(keys)))
    )


def _entries(rows: Sequence[Row[Any]], columns: Sequence[str]) -> Iterator[tuple[tuple[Any, ...], Profile]]:
    """Host columns and profile members of each host in the result of `_statement`."""
    first_member = 1 + len(columns)
    id_position = 1 + columns.index("id")
    names = [str(name) for name in rows[0]._fields[first_member:]]
    for row in rows:
        if row[id_position] is not None:
            yield row[1:first_member], dict(zip(names, row[first_member:], strict=True))


def _sort_keys(order: Order) -> list[tuple[ColumnElement[Any], bool]]:
    """Expressions to sort by, each with whether it descends (contract: rest-hosts 1.6)."""
    descending = order.is_descending
    updated, host_id = (HOSTS.c.modified_on, True), (HOSTS.c.id, True)
    match order.by:
        case "updated":
            return [(HOSTS.c.modified_on, descending), host_id]
        case "display_name":
            return [(HOSTS.c.display_name, descending), updated, host_id]
        case "last_check_in":
            return [(HOSTS.c.last_check_in, descending), updated, host_id]
        case "operating_system":
            return [(_operating_system(), descending), updated, host_id]
        case "group_name":
            return [(_group_rank(), descending), (_GROUP["name"].astext, descending), updated, host_id]


def _directed(key: ColumnElement[Any], *, descending: bool) -> ColumnElement[Any]:
    return key.desc() if descending else key.asc()


def _sorted_tables(order: Order, source: FromClause) -> FromClause:
    if order.by != "operating_system":
        return source
    return source.outerjoin(
        SORTED_STATIC, and_(SORTED_STATIC.c.org_id == HOSTS.c.org_id, SORTED_STATIC.c.host_id == HOSTS.c.id)
    )


def _operating_system() -> ColumnElement[Any]:
    """`NAME MMM.mmm`; a host without operating system sorts as ` 000.000`."""
    system = SORTED_STATIC.c.operating_system

    def number(name: str) -> ColumnElement[Any]:
        return func.lpad(func.coalesce(system[name].astext, "0"), 3, "0")

    return func.concat(func.coalesce(system["name"].astext, ""), " ", number("major"), ".", number("minor"))


def _group_rank() -> ColumnElement[Any]:
    """Ungrouped hosts before those of groups before those without any group."""
    ungrouped = func.coalesce(_GROUP["ungrouped"].astext, "false") == "true"
    return case((_GROUP.is_(None), 2), (ungrouped, 0), else_=1)


_GROUP = HOSTS.c.groups[0]
