"""Pages of hosts in the order of what an application knows, found from its side (ADR 22).

No index has such an order, and the table of hosts is wide: to join all of them takes longer than all the rest. So the
application's narrow table is asked for the values of a row somewhat behind the page; only the hosts of rows up to there
are looked up. Where too many have these very values, those are found in the order of their last change, which has an
index: then no more of them are looked at than the page needs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import FromClause, Select, Subquery, and_, func, or_, select, union_all

from hbi.db.engine import Transaction
from hbi.queries.conditions.compile import TABLES, condition_of
from hbi.queries.conditions.expressions import Condition
from hbi.queries.conditions.matches import Matches
from hbi.queries.conditions.tables import HOSTS
from hbi.queries.conditions.totals import Total
from hbi.queries.filters.fields.field import TableName
from hbi.queries.filters.terms import tables_of
from hbi.queries.lists.ordering import SORTED_APPLICATIONS, KeyValue, SortKey, behind, sorted_tables
from hbi.queries.lists.pages import RowRange, by_labels, labelled

FARTHEST = 1_000
"""Rows from the beginning, or from a cursor, that are found so; farther ones are looked for among all."""

_TIES = 2
"""Sort keys that are not the application's: the last change and the id."""
_MANY_TIMES, _MANY = 20, 10_000
"""Rows with the same values that are too many to look up their hosts: so many times those that are needed, but never
more than this. The walk along the index then meets one of them often enough."""

type _Values = tuple[KeyValue, ...]
"""Of the application's sort keys. None alone stands for hosts of which it knows nothing, too: they come last."""


class Ranked(NamedTuple):
    """Ids and sort keys of the rows that were asked for."""

    rows: Subquery
    is_whole: bool
    """Whether these are all there are. Otherwise, if they are fewer than were asked for, some were not found."""


def ranked(tx: Transaction, matches: Matches, wanted: RowRange) -> Ranked | None:
    """The rows, if this is a way to find them: nearly all hosts must match, or nearly all that meet a filter on the
    same application."""
    application, far = wanted.order.application, wanted.offset + wanted.limit
    if application is None or wanted.is_backwards or far > FARTHEST:
        return None
    known = _rows_of(application, matches)
    if known is None:
        return None
    search = _Search(tx, matches, wanted, SORTED_APPLICATIONS[application], *known)
    after = None if wanted.behind is None else wanted.behind[:-_TIES]
    stretches = [] if after is None else [search.same(after)]
    edge = search.nothing
    if after is None or _is_known(after):
        edge, behind_it = search.up_to_edge([] if after is None else [behind(search.keys, after)])
        stretches += behind_it
    found = union_all(*stretches).subquery("found")
    in_order = select(found).order_by(*by_labels(wanted.keys, found))
    rows = in_order.limit(wanted.limit).offset(wanted.offset or None).subquery("top")
    return Ranked(rows, is_whole=not _is_known(edge))


def _rows_of(application: TableName, matches: Matches) -> tuple[FromClause, list[Condition]] | None:
    """The application's rows of nearly all matches, with their conditions; None where they are others."""
    rows, filtered, total = SORTED_APPLICATIONS[application], TABLES[application], matches.total
    of_org: list[Condition] = [rows.c.org_id == matches.org_id]
    if matches.left_out is not None:
        return rows, of_org
    if not isinstance(total, Total) or tables_of(total.filter) != {application}:
        return None
    is_same = and_(filtered.c.org_id == rows.c.org_id, filtered.c.host_id == rows.c.host_id)
    return rows.join(filtered, is_same), [*of_org, condition_of(total.filter)]


def _is_known(values: _Values) -> bool:
    return any(value is not None for value in values)


@dataclass(frozen=True, slots=True)
class _Search:
    """One page's search. Each stretch of the list is a statement of its own with at most as many rows as are needed."""

    tx: Transaction
    matches: Matches
    wanted: RowRange
    application: FromClause
    """Its rows."""
    source: FromClause
    """The same, with what the conditions need."""
    conditions: Sequence[Condition]
    """Of those rows whose hosts nearly all match."""

    @property
    def keys(self) -> Sequence[SortKey]:
        """The application's sort keys."""
        return self.wanted.keys[:-_TIES]

    @property
    def nothing(self) -> _Values:
        """Values of hosts of which the application knows nothing."""
        return (None,) * len(self.keys)

    @property
    def far(self) -> int:
        return self.wanted.offset + self.wanted.limit

    @property
    def near(self) -> int:
        """Rows of the application that are looked up: some of the hosts on the way do not match."""
        return 2 * self.far

    @property
    def many(self) -> int:
        return min(_MANY_TIMES * self.near, _MANY)

    def same(self, after: _Values) -> Select[Any]:
        """Hosts behind the cursor with the same values."""
        values = self.wanted.behind or ()
        is_behind = behind(self.wanted.keys[-_TIES:], values[-_TIES:])
        if _is_known(after):
            some = self._known([], self._at(after)).limit(self.many).subquery("same")
            number = self.tx.execute(select(func.count()).select_from(some)).scalar_one()
            if number < self.many:
                return self._looked_up(self._at(after), self.many, [is_behind])
        return self._walked(after, [is_behind])

    def up_to_edge(self, is_after: Sequence[Condition]) -> tuple[_Values, list[Select[Any]]]:
        """The edge, which is all that a row has that is far enough, and the stretches up to there, it included."""
        edge, farther = self._values_at(is_after)
        before = behind([key.reversed() for key in self.keys], edge)
        if _is_known(edge) and edge != farther:
            return edge, [self._looked_up([*is_after, or_(before, and_(*self._at(edge)))], self.many)]
        return edge, [self._looked_up([*is_after, before], self.near), self._walked(edge, is_after)]

    def _values_at(self, conditions: Sequence[Condition]) -> tuple[_Values, _Values | None]:
        """Values of the rows `near` and `many`, whether their hosts match or not; of rows that there are not `nothing`
        and None."""
        in_order = self._known(self.keys, conditions).order_by(*(key.directed() for key in self.keys))
        rows = in_order.limit(self.many).subquery("rows")
        number = func.row_number().over(order_by=by_labels(self.keys, rows)).label("number")
        numbered = select(number, *(rows.c[f"key_{n}"] for n in range(len(self.keys)))).subquery("numbered")
        statement = select(numbered).where(numbered.c.number.in_([self.near, self.many]))
        found: dict[int, _Values] = {row[0]: tuple(row[1:]) for row in self.tx.execute(statement)}
        return found.get(self.near, self.nothing), found.get(self.many)

    def _at(self, values: _Values) -> list[Condition]:
        return [key.at(value) for key, value in zip(self.keys, values, strict=True)]

    def _known(self, keys: Sequence[SortKey], conditions: Sequence[Condition]) -> Select[Any]:
        """Ids of hosts and sort keys of the application's rows that meet the conditions."""
        columns = [self.application.c.host_id, *labelled(keys)]
        return select(*columns).select_from(self.source).where(*self.conditions, *conditions)

    def _looked_up(self, conditions: Sequence[Condition], most: int, on_hosts: Sequence[Condition] = ()) -> Select[Any]:
        """Hosts of the application's rows that meet the conditions, by their ids. The limit on rows, of which there are
        fewer, makes PostgreSQL do so: of sums it does not know how many there are."""
        near = self._known(self.keys, conditions).limit(most).subquery("near")
        ties = [key.expression for key in self.wanted.keys[-_TIES:]]
        values = [near.c[f"key_{n}"] for n in range(len(self.keys))]
        columns = [value.label(f"key_{n}") for n, value in enumerate([*values, *ties])]
        order = [key.directed(value) for key, value in zip(self.wanted.keys, [*values, *ties], strict=True)]
        is_same = and_(HOSTS.c.org_id == self.matches.org_id, HOSTS.c.id == near.c.host_id)
        hosts = select(HOSTS.c.id, *columns).select_from(near.join(self.matches.source, is_same))
        return hosts.where(*self.matches.conditions, *on_hosts).order_by(*order).limit(self.far)

    def _walked(self, values: _Values, conditions: Sequence[Condition]) -> Select[Any]:
        """Hosts with these values, in the order of their last change."""
        return (
            select(HOSTS.c.id, *labelled(self.wanted.keys))
            .select_from(sorted_tables(self.wanted.order, self.matches.source))
            .where(*self.matches.conditions, *self._at(values), *conditions)
            .order_by(*(key.directed() for key in self.wanted.keys[-_TIES:]))
            .limit(self.far)
        )
