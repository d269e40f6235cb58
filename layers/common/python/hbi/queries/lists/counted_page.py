"""Pages of values that are counted: one statement gives a page and the number of all values."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import CTE, ColumnElement, Row, func, select, true

from hbi.db.engine import Transaction
from hbi.queries.lists.pages import Page


def counted_page(
    tx: Transaction, found: CTE, order_by: Sequence[ColumnElement[Any]], page: Page
) -> tuple[int, list[Row[Any]]]:
    """Number of rows that `found` has, and those of a page in their order, with the columns of `found` first.

    Args:
        found: has a column `hosts` that is never NULL.
    """
    total = select(func.count().label("total")).select_from(found).subquery("total")
    position = func.row_number().over(order_by=order_by).label("position")
    shown = (select(*found.c, position).order_by(position).limit(page.size).offset(page.offset)).subquery("page")
    statement = (
        select(*(shown.c[column.name] for column in found.c), total.c.total)
        .select_from(total.outerjoin(shown, true()))
        .order_by(shown.c.position)
    )
    rows = tx.execute(statement).all()
    return rows[0].total, [row for row in rows if row.hosts is not None]
