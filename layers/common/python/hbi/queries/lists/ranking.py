"""Pages of hosts in the order of what an application knows, found from its side.

No index has such an order, and the table of hosts is wide: to join all of them takes longer than all the rest. So the
application's narrow table is asked for the values of a row somewhat behind the page; then only the hosts up to there
are looked at. Those with these very values are often many, but they are in the order of their last change, which has
an index: of them no more are looked at than the page needs.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Select, Subquery, select, union_all

from hbi.db.engine import Transaction
from hbi.queries.conditions.expressions import Condition
from hbi.queries.conditions.matches import Matches
from hbi.queries.conditions.tables import HOSTS
from hbi.queries.filters.field import TableName
from hbi.queries.lists.ordering import SORTED_APPLICATIONS, KeyValue, SortKey, behind, sorted_tables
from hbi.queries.lists.pages import RowRange, by_labels, labelled

FARTHEST = 1_000
"""Rows from the beginning, or from a cursor, that are found so; farther ones are looked for among all."""

_TIES = 2
"""Sort keys that are not the application's: the last change and the id."""

type _Values = tuple[KeyValue, ...]
"""Of the application's sort keys. None alone stands for hosts of which it knows nothing: they come last."""


class Ranked(NamedTuple):
    """Ids and sort keys of the rows that were asked for."""

    rows: Subquery
    is_whole: bool
    """Whether these are all there are. Otherwise, if they are fewer than were asked for, some were not found."""


def ranked(tx: Transaction, matches: Matches, wanted: RowRange) -> Ranked | None:
    """The rows, if this is a way to find them: nearly all hosts must match."""
    application, far = wanted.order.application, wanted.offset + wanted.limit
    if application is None or matches.left_out is None or wanted.is_backwards or far > FARTHEST:
        return None
    keys, ties = wanted.keys[:-_TIES], wanted.keys[-_TIES:]
    stretches: list[Select[Any]] = []
    is_after: list[Condition] = []
    after: _Values | None = None
    if wanted.behind is not None:
        after = wanted.behind[:-_TIES]
        same = [*_at(keys, after), behind(ties, wanted.behind[-_TIES:])]
        stretches.append(_stretch(matches, wanted, same, ties))
        is_after = [behind(keys, after)]
    edge: _Values = (None,) * len(keys)
    if after is None or _is_known(after):
        # Twice as far, because some of the hosts on the way do not match.
        edge = _values_at(tx, application, matches.org_id, keys, is_after, 2 * far) or edge
        before = behind([key.reversed() for key in keys], edge)
        stretches.append(_stretch(matches, wanted, [*is_after, before], wanted.keys))
        stretches.append(_stretch(matches, wanted, [*is_after, *_at(keys, edge)], ties))
    found = union_all(*stretches).subquery("found")
    in_order = select(found).order_by(*by_labels(wanted.keys, found))
    rows = in_order.limit(wanted.limit).offset(wanted.offset or None).subquery("top")
    return Ranked(rows, is_whole=not _is_known(edge))


def _is_known(values: _Values) -> bool:
    return any(value is not None for value in values)


def _at(keys: Sequence[SortKey], values: _Values) -> list[Condition]:
    return [key.at(value) for key, value in zip(keys, values, strict=True)]


def _values_at(
    tx: Transaction,
    application: TableName,
    org_id: str,
    keys: Sequence[SortKey],
    conditions: Sequence[Condition],
    number: int,
) -> _Values | None:
    """Values of the application's row of this number, whether its host matches or not; None if it has fewer."""
    rows = SORTED_APPLICATIONS[application]
    statement = (
        select(*labelled(keys))
        .select_from(rows)
        .where(rows.c.org_id == org_id, *conditions)
        .order_by(*(key.directed() for key in keys))
        .offset(number - 1)
        .limit(1)
    )
    row = tx.execute(statement).first()
    return None if row is None else tuple(row)


def _stretch(
    matches: Matches, wanted: RowRange, conditions: Sequence[Condition], order: Sequence[SortKey]
) -> Select[Any]:
    """As many matches as may be wanted out of those that also meet the conditions. They differ in the keys of `order`
    alone."""
    return (
        select(HOSTS.c.id, *labelled(wanted.keys))
        .select_from(sorted_tables(wanted.order, matches.source))
        .where(*matches.conditions, *conditions)
        .order_by(*(key.directed() for key in order))
        .limit(wanted.offset + wanted.limit)
    )
