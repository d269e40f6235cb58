"""Lists of hosts, by page number or by cursor (contract: rest-hosts 1.5, 7.1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, FromClause, Select, Subquery, and_, case, func, or_, select

from hbi import models
from hbi.db.compiled import KeptStatements
from hbi.db.engine import Transaction
from hbi.hosts.documents import HostRow
from hbi.queries.conditions.expressions import Condition
from hbi.queries.conditions.matches import Matches, known_total
from hbi.queries.conditions.tables import HOSTS
from hbi.queries.conditions.viewer import of_org
from hbi.queries.lists.application_data import ApplicationData, application_columns, application_data
from hbi.queries.lists.cursors import Cursor
from hbi.queries.lists.ordering import Order, sorted_tables, undated_hosts
from hbi.queries.lists.pages import (
    Details,
    FoundRow,
    ListPage,
    Page,
    ProfileMembers,
    RowRange,
    by_labels,
    completed,
    entries,
    key_values,
    labelled,
    rows_of,
)
from hbi.queries.lists.ranking import ranked

MOST_UNDATED = 1000
"""Hosts without an instant to be sorted by that a far page may have to count."""
FAR = 5_000
"""Rows before a page from which on it pays to count first and to come from the nearer end."""

_PAGE_HOSTS = models.HOSTS.alias("p")
_SKIPPED = models.HOSTS.alias("e")
_COLUMNS = HostRow._fields
_ID = 1
"""Position of the id among them."""
_HOST_ALONE = Details()
_STATEMENTS = KeptStatements(most=200)


class HostEntry(NamedTuple):
    """A host on a page, and what of its details was asked for."""

    row: HostRow
    profile: ProfileMembers
    applications: ApplicationData


@dataclass(frozen=True, slots=True)
class CursorPage:
    """A page that begins at a cursor."""

    total: int | None
    """None where nobody wants to know it."""
    entries: Sequence[HostEntry]
    following: Cursor | None
    """Where the next page begins; None behind the last one."""


def count_hosts(tx: Transaction, matches: Matches) -> int:
    """Number of matches."""
    kind = None if matches.kind is None else ("count", matches.kind)
    return int(_STATEMENTS.rows(tx, kind, matches.parameters(), matches.counted)[0][0])


def list_hosts(
    tx: Transaction, matches: Matches, order: Order, page: Page, details: Details = _HOST_ALONE
) -> ListPage[HostEntry]:
    """A page of the matches, each with the details asked for."""
    if page.offset >= FAR and matches.is_counted and not matches.is_selective:
        return _far_page(tx, matches, order, page, details)
    wanted = RowRange(order=order, limit=page.size, offset=page.offset)
    rows = _found(tx, matches, wanted, details)
    return ListPage(rows[0][0], _hosts(rows, wanted, details))


def list_hosts_from(
    tx: Transaction,
    matches: Matches,
    order: Order,
    size: int,
    cursor: Cursor,
    details: Details = _HOST_ALONE,
) -> CursorPage:
    """The next `size` matches from a cursor on; `details` as with `list_hosts`."""
    # One more tells whether there is a next page.
    wanted = RowRange(order=order, limit=size + 1, behind=cursor.values)
    known = cursor.total if matches.is_counted else None
    rows = _found(tx, matches, wanted, details, known)
    hosts, total = _hosts(rows, wanted, details), rows[0][0]
    last_rows = None if wanted.behind is None else undated_hosts(wanted.keys, wanted.behind)
    if last_rows is not None and len(hosts) <= size:
        last = RowRange(order=order, limit=wanted.limit - len(hosts))
        more = _rows_found(tx, matches.that_meet(last_rows), last, details, total)
        rows, hosts = [*rows[: len(hosts)], *more], [*hosts, *_hosts(more, last, details)]
    is_last = len(hosts) <= size
    following = None if is_last else Cursor(cursor.of, cursor.page + 1, total, key_values(rows[size - 1], wanted.keys))
    return CursorPage(total, hosts[:size], following)


def _far_page(tx: Transaction, matches: Matches, order: Order, page: Page, details: Details) -> ListPage[HostEntry]:
    """A page far from the first one, read from the nearer end: each row before it costs time."""
    total = count_hosts(tx, matches)
    limit = min(page.size, total - page.offset)
    if limit <= 0:
        return ListPage(total, [])
    left = total - page.offset - limit
    is_backwards = left < page.offset
    wanted = RowRange(order=order, limit=limit, offset=left if is_backwards else page.offset, is_backwards=is_backwards)
    left_out = matches.culled_ways if order.by == "updated" else None
    undated = 0 if left_out is None else _undated(tx, matches.org_id)
    if left_out is not None and _is_dated(wanted, undated, total):
        kind = None if matches.kind is None else ("far", matches.kind, wanted.outline, details.outline, undated > 0)
        values = {**matches.parameters(total), **wanted.values}
        rows = _STATEMENTS.rows(
            tx, kind, values, lambda: _index_only_statement(matches, left_out, wanted, details, total, undated > 0)
        )
    else:
        rows = _rows_found(tx, matches, wanted, details, total)
    hosts = _hosts(rows, wanted, details)
    return ListPage(total, hosts[::-1] if is_backwards else hosts)


def _undated(tx: Transaction, org_id: str) -> int:
    """How many hosts lack the instant of their last change; more than `MOST_UNDATED` are not told apart.

    Only other software can have left it out.
    """

    def statement() -> Select[Any]:
        is_undated = (_SKIPPED.c.org_id == of_org(org_id), _SKIPPED.c.modified_on.is_(None))
        some = select(_SKIPPED.c.org_id).where(*is_undated).limit(MOST_UNDATED + 1).subquery("some")
        return select(func.count()).select_from(some)

    return int(_STATEMENTS.rows(tx, "undated", {"viewer_org_id": org_id}, statement)[0][0])


def _is_dated(wanted: RowRange, undated: int, total: int) -> bool:
    """Whether all rows of a range, and the one at its offset among all hosts, have the instant they are sorted by."""
    if undated > MOST_UNDATED:
        return False
    if wanted.keys[0].ends_in_nulls:
        return wanted.offset + wanted.limit <= total - undated
    return wanted.offset >= undated


def _index_only_statement(
    matches: Matches,
    left_out: Sequence[Condition],
    wanted: RowRange,
    details: Details,
    total: int,
    has_undated: bool,
) -> Select[Any]:
    """The statement of a far page, which does not look at the hosts before it.

    `idx_hosts_org_id_modified_on` alone tells when the host at the wanted offset among *all* hosts was updated, and how
    many were updated on this side of that instant. Less the few that are left out, those come before the wanted rows.
    """
    updated = _SKIPPED.c.modified_on
    edge = (
        select(updated.label("at"))
        .where(_SKIPPED.c.org_id == of_org(matches.org_id))
        .order_by(wanted.keys[0].directed(updated))
        .offset(wanted.offset_parameter)
        .limit(1)
        .cte("edge")
    )
    at = select(edge.c.at).scalar_subquery()

    before = _before(matches, left_out, wanted, at, has_undated)
    is_behind = HOSTS.c.modified_on <= at if wanted.keys[0].is_descending else HOSTS.c.modified_on >= at
    offset = wanted.offset_parameter - before
    hosts = rows_of(wanted, _COLUMNS, matches.that_meet(is_behind), offset=offset)
    return _completed(matches, wanted, details, _known(total), hosts)


def _before(
    matches: Matches, left_out: Sequence[Condition], wanted: RowRange, at: ColumnElement[Any], has_undated: bool
) -> ColumnElement[Any]:
    """How many matches come before those updated at an instant: that of the host at the offset among all hosts."""
    key, is_of_org = wanted.keys[0], _SKIPPED.c.org_id == of_org(matches.org_id)

    def is_before(hosts: FromClause) -> list[Condition]:
        column = hosts.c.modified_on
        undated = [column.is_(None)] if has_undated and not key.ends_in_nulls else []
        return [column > at if key.is_descending else column < at, *undated]

    number, *others = (
        select(func.count()).select_from(_SKIPPED).where(is_of_org, way).correlate(None).scalar_subquery()
        for way in is_before(_SKIPPED)
    )
    is_same = (is_of_org, _SKIPPED.c.modified_on == at)
    some_at = select(_SKIPPED.c.org_id).where(*is_same).limit(2).correlate(None).subquery("some_at")
    is_alone = select(func.count() == 1).select_from(some_at).scalar_subquery()
    # Where no other host was updated at that instant, the offset tells the number.
    before: ColumnElement[Any] = case((is_alone, wanted.offset_parameter), else_=reduce(add, others, number))
    for few in left_out:
        # As a condition, the instant would make the planner read all hosts that were updated before it.
        gone = select(func.count().filter(or_(*is_before(HOSTS)))).select_from(HOSTS)
        before -= gone.where(HOSTS.c.org_id == of_org(matches.org_id), few).correlate(None).scalar_subquery()
    return before


def _found(
    tx: Transaction, matches: Matches, wanted: RowRange, details: Details, total: int | None = None
) -> Sequence[FoundRow]:
    """What the statement of a range of rows finds, in the quickest way; `total` if it is known."""
    near = ranked(tx, matches, wanted)
    if near is not None:
        hosts = _looked_up(near.rows, matches, wanted)
        rows = tx.execute(_completed(matches, wanted, details, _total(matches, total), hosts)).all()
        is_full = len(rows) == wanted.limit and rows[0][1 + len(wanted.keys) + _ID] is not None
        if near.is_whole or is_full:
            return rows
        total = rows[0][0]
    return _rows_found(tx, matches, wanted, details, total)


def _rows_found(
    tx: Transaction, matches: Matches, wanted: RowRange, details: Details, total: int | None
) -> Sequence[FoundRow]:
    """What the statement of a range of rows finds. It is kept for further requests of the same kind."""
    kind = None
    if matches.kind is not None and wanted.outline is not None:
        kind = (matches.kind, wanted.outline, details.outline, total is None)
    values = {**matches.parameters(total), **wanted.values}
    return _STATEMENTS.rows(tx, kind, values, lambda: _statement(matches, wanted, details, total))


def _total(matches: Matches, total: int | None) -> Subquery:
    if total is not None:
        return _known(total)
    return select(matches.counted().scalar_subquery().label("matches")).subquery("total")


def _known(total: int) -> Subquery:
    return select(known_total(total).label("matches")).subquery("total")


def _statement(matches: Matches, wanted: RowRange, details: Details, total: int | None = None) -> Select[Any]:
    if total is None and matches.is_selective and wanted.behind is None:
        counted, hosts = _evaluated_once(matches, wanted)
    else:
        counted, hosts = _total(matches, total), _rows(matches, wanted)
    return _completed(matches, wanted, details, counted, hosts)


def _completed(matches: Matches, wanted: RowRange, details: Details, total: Subquery, hosts: Subquery) -> Select[Any]:
    known = application_columns(details.applications, hosts, matches.org_id)
    return completed(total, hosts, wanted.keys, _COLUMNS, details.profile, known)


def _rows(matches: Matches, wanted: RowRange) -> Subquery:
    """Rows of `wanted` with all columns. Where no index has the order, ids and keys are sorted, and no more."""
    if wanted.order.application is None:
        return rows_of(wanted, _COLUMNS, matches)
    return _looked_up(rows_of(wanted, ["id"], matches), matches, wanted)


def _looked_up(found: Subquery, matches: Matches, wanted: RowRange) -> Subquery:
    """Hosts with all columns and their sort keys. `found`: their ids and sort keys."""
    keys = (found.c[f"key_{n}"] for n in range(len(wanted.keys)))
    is_same = and_(_PAGE_HOSTS.c.org_id == of_org(matches.org_id), _PAGE_HOSTS.c.id == found.c.id)
    columns = (_PAGE_HOSTS.c[name] for name in _COLUMNS)
    return select(*columns, *keys).select_from(found.join(_PAGE_HOSTS, is_same)).subquery("page")


def _evaluated_once(matches: Matches, wanted: RowRange) -> tuple[Subquery, Subquery]:
    """Total and page of matches that are looked for only once.

    Used twice, the common table is materialised: ids and sort keys, no more. It stays so where nobody counts: in the
    order of the list rare matches would be looked for among all hosts.
    """
    keys = wanted.keys
    found = (
        select(HOSTS.c.id, *labelled(keys))
        .select_from(sorted_tables(wanted.order, matches.source))
        .where(*matches.conditions)
        .cte("found")
        .prefix_with("MATERIALIZED")
    )
    top = (
        select(found)
        .order_by(*by_labels(keys, found))
        .limit(wanted.limit_parameter)
        .offset(wanted.offset_parameter)
        .subquery("top")
    )
    hosts = _looked_up(top, matches, wanted)
    if not matches.is_counted:
        return matches.counted().subquery("total"), hosts
    return select(func.count().label("matches")).select_from(found).subquery("total"), hosts


def _hosts(rows: Sequence[FoundRow], wanted: RowRange, details: Details) -> list[HostEntry]:
    found = entries(rows, wanted.keys, _COLUMNS, details.profile)
    return [
        HostEntry(HostRow._make(host), profile, application_data(details.applications, known))
        for host, profile, known in found
    ]
