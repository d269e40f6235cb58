"""Pages of values that are counted: one statement gives a page and the number of all values."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any

from sqlalchemy import CTE, ColumnElement, Integer, Select, bindparam, func, select, true

from hbi.db.compiled import KeptStatements
from hbi.db.engine import Transaction
from hbi.queries.lists.pages import Page

type Found = tuple[CTE, Sequence[ColumnElement[Any]]]
"""Values with the numbers of hosts that have them, and their order. The last column is `hosts`, which is never NULL."""

_STATEMENTS = KeptStatements(most=100)


def counted_page(
    tx: Transaction, kind: Hashable | None, named: Mapping[str, Any], make: Callable[[], Found], page: Page
) -> tuple[int, list[Sequence[Any]]]:
    """Number of rows that are found, and those of a page in their order, with the columns of what is found.

    Args:
        kind: the same for statements that differ in nothing but the page and the values of parameters with names; None
            if nobody knows of others.
        named: these values.
    """
    values = {**named, "page_limit": page.size, "page_offset": page.offset}
    rows = _STATEMENTS.rows(tx, kind, values, lambda: _statement(*make(), page))
    return rows[0][-1], [row[:-1] for row in rows if row[-2] is not None]


def _statement(found: CTE, order_by: Sequence[ColumnElement[Any]], page: Page) -> Select[Any]:
    total = select(func.count().label("total")).select_from(found).subquery("total")
    position = func.row_number().over(order_by=order_by).label("position")
    limit, offset = bindparam("page_limit", page.size, Integer), bindparam("page_offset", page.offset, Integer)
    shown = select(*found.c, position).order_by(position).limit(limit).offset(offset).subquery("page")
    return (
        select(*(shown.c[column.name] for column in found.c), total.c.total)
        .select_from(total.outerjoin(shown, true()))
        .order_by(shown.c.position)
    )
