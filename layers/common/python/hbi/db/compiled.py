"""Precompiled statements: SQLAlchemy makes their text once.

SQLAlchemy takes longer to put a statement of thirty columns together than the database takes to answer it.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from sqlalchemy import ClauseElement, ColumnElement, Text, cast
from sqlalchemy.dialects.postgresql import UUID, psycopg2

from hbi.db.engine import Transaction

_DIALECT = psycopg2.dialect()  # type: ignore[no-untyped-call]


class PrecompiledStatement:
    """A SQLAlchemy statement that is compiled once and run with other values each time."""

    def __init__(self, statement: ClauseElement) -> None:
        """Parameters that are to have another value each time must have a name (`bindparam`) and no `in_`."""
        self._statement = statement

    @cached_property
    def _compiled(self) -> tuple[str, Mapping[str, Any]]:
        """The text, and the parameters that always have the same value."""
        compiled = self._statement.compile(dialect=_DIALECT)
        return str(compiled), compiled.params

    def rows(self, tx: Transaction, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """What the statement finds, as the driver delivers it.

        Args:
            values: of the named parameters; others that the statement does not have are ignored.
        """
        text, fixed = self._compiled
        with tx.cursor() as cursor:
            cursor.execute(text, {**fixed, **values})
            return cursor.fetchall()


def as_delivered(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """The column as a precompiled statement must select it: ids as text, because nobody converts its rows."""
    return cast(column, Text) if isinstance(column.type, UUID) else column
