"""One page of hosts with their profile members and the number of all matches, in one statement.

The total never joins what it does not need, and only the rows of the page meet their profiles.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Row, Select, Subquery, Text, and_, cast, select, true

from hbi.queries.conditions.matches import Matches
from hbi.queries.conditions.tables import DYNAMIC, DYNAMIC_MEMBERS, HOSTS, STATIC, STATIC_MEMBERS, profile_of, shown
from hbi.queries.filters.parameters.returned_fields import ApplicationFields
from hbi.queries.lists.ordering import KeyValue, Order, SortKey, behind, sort_keys, sorted_tables

type ProfileMembers = Mapping[str, Any]
type Entry = tuple[tuple[Any, ...], ProfileMembers]
"""Columns of a host, and its profile members by name."""


@dataclass(frozen=True, slots=True)
class Details:
    """What is read with each host of a page."""

    profile: Collection[str] = ()
    """Names of profile members; unknown ones are ignored."""
    applications: ApplicationFields = field(default_factory=lambda: MappingProxyType({}))
    """By application, fields of what it knows about the host."""


@dataclass(frozen=True, slots=True)
class Page:
    """The page of a list that is asked for; pages count from 1."""

    number: int = 1
    size: int = 50

    @property
    def offset(self) -> int:
        """Entries before it."""
        return (self.number - 1) * self.size


@dataclass(frozen=True, slots=True)
class ListPage[Entry]:
    """A page of a list as it was found."""

    total: int | None
    """Number of matches on all pages; None where nobody wants to know it."""
    entries: Sequence[Entry]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowRange:
    """Some neighbouring rows of an ordered list."""

    order: Order
    limit: int
    offset: int = 0
    behind: tuple[KeyValue, ...] | None = None
    """Values of the sort keys of the row that it follows; None is the beginning."""
    is_backwards: bool = False
    """Whether it is counted, and returned, from the end."""

    @property
    def keys(self) -> tuple[SortKey, ...]:
        """What it is sorted by."""
        keys = sort_keys(self.order)
        return tuple(key.reversed() for key in keys) if self.is_backwards else keys


def rows_of(
    wanted: RowRange, columns: Sequence[str], matches: Matches, *, offset: ColumnElement[int] | None = None
) -> Subquery:
    """`columns` of the matches in a range of rows, then the sort keys as `key_0`…

    Args:
        offset: takes the place of the range's.
    """
    keys = wanted.keys
    following = [] if wanted.behind is None else [behind(keys, wanted.behind)]
    return (
        select(*(HOSTS.c[name] for name in columns), *labelled(keys))
        .select_from(sorted_tables(wanted.order, matches.source))
        .where(*matches.conditions, *following)
        .order_by(*(key.directed() for key in keys))
        .limit(wanted.limit)
        .offset((wanted.offset or None) if offset is None else offset)
        .subquery("page")
    )


def labelled(keys: Sequence[SortKey]) -> list[Any]:
    """The keys as columns `key_0`…"""
    return [key.expression.label(f"key_{n}") for n, key in enumerate(keys)]


def by_labels(keys: Sequence[SortKey], rows: FromClause) -> list[Any]:
    """ORDER BY the keys that `rows` has as columns."""
    return [key.directed(rows.c[f"key_{n}"]) for n, key in enumerate(keys)]


def completed(
    total: Subquery,
    hosts: Subquery,
    keys: Sequence[SortKey],
    columns: Sequence[str],  # with org_id and id
    members: Collection[str],
    more: Sequence[ColumnElement[Any]] = (),
) -> Select[Any]:
    """Column `matches` of `total`, then the sort keys and `columns` of the hosts, then profile members, then `more`.

    It has one row at least: where there are no hosts it has NULL in every column but `matches`.
    """
    tables, profile = with_profiles(total.outerjoin(hosts, true()), hosts, members)
    sorted_by = (_exact(hosts.c[f"key_{n}"], key) for n, key in enumerate(keys))
    return (
        select(total.c.matches, *sorted_by, *(shown(hosts, name) for name in columns), *profile, *more)
        .select_from(tables)
        .order_by(*by_labels(keys, hosts))
    )


def _exact(value: ColumnElement[Any], key: SortKey) -> ColumnElement[Any]:
    """A key as a cursor keeps it: instants as text, because Python does not know all that PostgreSQL does."""
    return cast(value, Text) if key.kind == "instant" else value


def with_profiles(
    tables: FromClause, hosts: FromClause, members: Collection[str]
) -> tuple[FromClause, list[ColumnElement[Any]]]:
    """`tables`, of which `hosts` is one, joined with the profile parts that have the members; then the members."""
    static = [member for name, member in STATIC_MEMBERS.items() if name in members]
    dynamic = [member for name, member in DYNAMIC_MEMBERS.items() if name in members]
    if static:
        tables = tables.outerjoin(STATIC, and_(STATIC.c.org_id == hosts.c.org_id, STATIC.c.host_id == hosts.c.id))
    if dynamic:
        tables = tables.outerjoin(DYNAMIC, and_(DYNAMIC.c.org_id == hosts.c.org_id, DYNAMIC.c.host_id == hosts.c.id))
    return tables, [*static, *dynamic]


def entries(
    rows: Sequence[Row[Any]], keys: Sequence[SortKey], columns: Sequence[str], more: int = 0
) -> Iterator[tuple[tuple[Any, ...], ProfileMembers, tuple[Any, ...]]]:
    """The hosts in the result of `completed`, each with its `more` last columns."""
    first = 1 + len(keys)
    first_member = first + len(columns)
    last_member = len(rows[0]) - more
    id_position = first + columns.index("id")
    names = [str(name) for name in rows[0]._fields[first_member:last_member]]
    for row in rows:
        if row[id_position] is not None:
            profile = profile_of(names, row[first_member:last_member])
            yield row[first:first_member], profile, tuple(row[last_member:])


def key_values(row: Row[Any], keys: Sequence[SortKey]) -> tuple[KeyValue, ...]:
    """Values of the sort keys in a row of `completed`."""
    return tuple(row[1 : 1 + len(keys)])
