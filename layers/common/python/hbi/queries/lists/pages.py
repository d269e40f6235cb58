"""One page of hosts with their profile members and the number of all matches, in one statement.

The total never joins what it does not need, and only the rows of the page meet their profiles.
"""

from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    Subquery,
    Text,
    and_,
    bindparam,
    cast,
    select,
    true,
)

from hbi.db.compiled import as_delivered
from hbi.queries.conditions.matches import Matches
from hbi.queries.conditions.tables import DYNAMIC, DYNAMIC_MEMBERS, HOSTS, STATIC, STATIC_MEMBERS, profile_of, shown
from hbi.queries.filters.parameters.returned_fields import ApplicationFields
from hbi.queries.lists.ordering import KeyValue, Order, SortKey, behind, sort_keys, sorted_tables

type ProfileMembers = Mapping[str, Any]
type FoundRow = Sequence[Any]
type Entry = tuple[Sequence[Any], ProfileMembers]
"""Columns of a host, and its profile members by name."""


_NO_MEMBERS: ProfileMembers = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Details:
    """What is read with each host of a page."""

    profile: Collection[str] = ()
    """Names of profile members; unknown ones are ignored."""
    applications: ApplicationFields = field(default_factory=lambda: MappingProxyType({}))
    """By application, fields of what it knows about the host."""

    @property
    def outline(self) -> Hashable:
        """The same for all that ask for the same."""
        return frozenset(self.profile), tuple((name, tuple(names)) for name, names in self.applications.items())


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
    def limit_parameter(self) -> BindParameter[int]:
        """The limit as a parameter of a statement."""
        return bindparam("page_limit", self.limit, Integer)

    @property
    def offset_parameter(self) -> BindParameter[int]:
        """The offset as a parameter of a statement."""
        return bindparam("page_offset", self.offset, Integer)

    @property
    def values(self) -> dict[str, int]:
        """These parameters, by name."""
        return {"page_limit": self.limit, "page_offset": self.offset}

    @property
    def outline(self) -> Hashable | None:
        """The same for ranges of which statements differ in nothing but these parameters; None where nobody asks for
        the same again: behind a cursor."""
        return None if self.behind is not None else (self.order, self.is_backwards)

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
        .limit(wanted.limit_parameter)
        .offset(wanted.offset_parameter if offset is None else offset)
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

    It has one row at least: where there are no hosts it has NULL in every column but `matches`. Ids are text.
    """
    tables, profile = with_profiles(total.outerjoin(hosts, true()), hosts, members)
    sorted_by = (_exact(hosts.c[f"key_{n}"], key) for n, key in enumerate(keys))
    known = (*sorted_by, *(shown(hosts, name) for name in columns), *profile, *more)
    return select(total.c.matches, *map(as_delivered, known)).select_from(tables).order_by(*by_labels(keys, hosts))


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
    rows: Sequence[FoundRow], keys: Sequence[SortKey], columns: Sequence[str], members: Collection[str]
) -> Iterator[tuple[Sequence[Any], ProfileMembers, Sequence[Any]]]:
    """The hosts in the result of `completed`, each with the columns that were asked for as `more`."""
    first = 1 + len(keys)
    first_member = first + len(columns)
    names = known_members(frozenset(members))
    last_member = first_member + len(names)
    id_position = first + columns.index("id")
    for row in rows:
        if row[id_position] is not None:
            profile = profile_of(names, row[first_member:last_member]) if names else _NO_MEMBERS
            yield row[first:first_member], profile, row[last_member:]


@lru_cache(maxsize=256)
def known_members(members: frozenset[str]) -> tuple[str, ...]:
    """Those of the names that are profile members, as `with_profiles` orders them."""
    return tuple(name for part in (STATIC_MEMBERS, DYNAMIC_MEMBERS) for name in part if name in members)


def key_values(row: FoundRow, keys: Sequence[SortKey]) -> tuple[KeyValue, ...]:
    """Values of the sort keys in a row of `completed`."""
    return tuple(row[1 : 1 + len(keys)])
