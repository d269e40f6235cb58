"""Precompiled statements: SQLAlchemy makes their text once.

SQLAlchemy takes longer to put a statement of thirty columns together than the database takes to answer it.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sqlalchemy import ClauseElement, ColumnElement, Select, Text, cast
from sqlalchemy.dialects.postgresql import UUID, psycopg2

from hbi.db.engine import Transaction

if TYPE_CHECKING:
    from sqlalchemy.sql.compiler import SQLCompiler

_IN_FULL = {"render_postcompile": True}
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


class KeptStatements:
    """Statements that are put together once for all requests of a kind.

    A kind's first statement is not kept: many filters are asked for once, and to compile takes longer than to run.
    """

    def __init__(self, most: int) -> None:
        """`most`: kinds that are remembered. Of more, the one that was asked for longest ago is forgotten."""
        self._most = most
        self._kept: dict[Hashable, _KeptStatement | None] = {}
        """By kind, the longest unused first; None where there was one request so far."""

    def rows(
        self, tx: Transaction, kind: Hashable | None, named: Mapping[str, Any], make: Callable[[], Select[Any]]
    ) -> Sequence[Sequence[Any]]:
        """What a statement finds, as the driver delivers it.

        Args:
            kind: the same for statements that differ in nothing but the values of parameters with names; None if
                nobody knows of others.
            named: these values; others that the statement does not have are ignored.
            make: makes the statement with these values. Its columns are such as `as_delivered` makes them.
        """
        if kind is None:
            return tx.execute(make()).all()
        is_known = kind in self._kept
        kept = self._kept.pop(kind, None)
        if is_known and kept is None:
            kept = _KeptStatement(make(), named)
        self._kept[kind] = kept
        if len(self._kept) > self._most:
            del self._kept[next(iter(self._kept))]
        if kept is None or not kept.serves_others:
            return tx.execute(make()).all()
        with tx.cursor() as cursor:
            cursor.execute(kept.text, {**kept.fixed, **named})
            return cursor.fetchall()


class _KeptStatement:
    """Text of a statement, and the parameters that always have the same value."""

    def __init__(self, statement: Select[Any], named: Mapping[str, Any]) -> None:
        compiled = statement.compile(dialect=_DIALECT, compile_kwargs=_IN_FULL)
        self.text = str(compiled)
        self.fixed = {name: value for name, value in _sent(compiled).items() if name not in named}
        own = {value for value in named.values() if isinstance(value, str)}
        self.serves_others = not any(
            isinstance(value, datetime) or (isinstance(value, str) and value in own) for value in self.fixed.values()
        )
        """Whether nothing in it belongs to one request alone: an instant, or a value that has a name elsewhere."""


def _sent(compiled: "SQLCompiler") -> dict[str, Any]:
    """The parameters as the driver gets them."""
    sent = dict(compiled.params)
    for bind, name in compiled.bind_names.items():
        process = bind.type.dialect_impl(_DIALECT).bind_processor(_DIALECT)
        if process is not None and name in sent:
            sent[name] = process(sent[name])
    return sent


def as_delivered(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """The column as a precompiled statement must select it: ids as text, because nobody converts its rows."""
    return cast(column, Text) if isinstance(column.type, UUID) else column
