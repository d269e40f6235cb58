"""Many rows in one statement: COPY, and arrays that a statement unnests.

The formats are simple and a batch has some hundred thousand values, so everything here is a plain string operation.
NUL characters must have been removed before: PostgreSQL refuses them.
"""

import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, cast

import orjson
from sqlalchemy import ARRAY, Boolean, DateTime, FromClause, Table
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeEngine

from hbi.db.engine import Transaction
from hbi.db.errors import is_of_database
from hbi.documents import JsonText, printable

type Literal = str
"""A value as PostgreSQL's input function of its type reads it."""
type Encoder = Callable[[Any], Literal]

_DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]


class Columns:
    """The columns of a table and how their values become literals, derived from its model."""

    def __init__(self, table: FromClause) -> None:
        self.table = cast("Table", table).fullname
        self.encoders: dict[str, Encoder] = {column.name: encoder_of(column.type) for column in table.columns}
        self.casts = {column.name: _unlimited(column.type) for column in table.columns}

    def copy(self, tx: Transaction, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Inserts rows, their values in the order of `names`, by COPY. Other columns take their defaults."""
        encoders = [self.encoders[name] for name in names]
        lines = _Lines(copy_line(_literals(encoders, row)) for row in rows)
        with tx.cursor() as cursor:
            try:
                cursor.copy_expert(f"COPY {self.table} ({', '.join(names)}) FROM STDIN", lines)
            except Exception as error:
                if lines.error is not None and is_of_database(error):
                    # The server only knows that the rest does not come.
                    raise lines.error from None
                raise

    def unnested(self, names: Sequence[str]) -> str:
        """A FROM item for `arrays` of the same names; alias `v`, columns as in `names`.

        Text, because one array per column then serves every type: `value(name)` is the column with its type.
        """
        marks = ", ".join(["%s::text[]"] * len(names))
        return f"unnest({marks}) AS v({', '.join(names)})"

    def arrays(self, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> list[Literal]:
        """The parameters of `unnested`: the rows' values, column by column."""
        encoders = [self.encoders[name] for name in names]
        return [array(column) for column in zip(*[_literals(encoders, row) for row in rows], strict=True)]

    def value(self, name: str) -> str:
        """The expression for a column of `unnested`, cast to its type."""
        return f"v.{name}::{self.casts[name]}"


class _Lines(io.TextIOBase):
    """A file of lines that are made while it is read: the server stores the first while we spell the next."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self.error: Exception | None = None
        """Why a line could not be made."""

    def read(self, size: int | None = -1, /) -> str:
        """Lines of about `size` characters in all, at least one; none at the end."""
        chunk, length = [], 0
        try:
            for line in self._lines:
                chunk.append(line)
                length += len(line)
                if size is not None and 0 <= size <= length:
                    break
        except Exception as error:
            self.error = error
            raise
        return "".join(chunk)


def _literals(encoders: Sequence[Encoder], values: Sequence[Any]) -> list[Literal | None]:
    return [None if value is None else encoder(value) for encoder, value in zip(encoders, values, strict=True)]


def prefer_indexes(tx: Transaction) -> None:
    """Makes the rest of the transaction look rows up by index, for statements that join a batch's keys to hosts.

    The planner prices a look-up in a partitioned table as one in every partition, although all but one are pruned when
    it runs, and would rather read whole tables. For the same reason it plans the check of a foreign key anew for every
    row, which costs more than writing the row.
    """
    with tx.cursor() as cursor:
        cursor.execute("SELECT hbi.prefer_indexes()")  # A proxy that saw set_config would reserve the connection.


def encoder_of(kind: TypeEngine[Any]) -> Encoder:
    """The function that spells values of a column type."""
    if isinstance(kind, ARRAY):
        return json_array if isinstance(kind.item_type, postgresql.JSONB) else array
    if isinstance(kind, postgresql.JSONB):
        return json
    if isinstance(kind, Boolean):
        return boolean
    return instant if isinstance(kind, DateTime) else str


def instant(value: datetime | str) -> Literal:
    """`timestamp with time zone`; text is taken for a spelled instant."""
    return value if isinstance(value, str) else value.isoformat()


def boolean(value: bool) -> Literal:
    """`boolean`."""
    return "t" if value else "f"


def json(value: Any) -> Literal:
    """`json` and `jsonb`."""
    return value.text if isinstance(value, JsonText) else orjson.dumps(value, default=printable).decode()


def array(values: Sequence[Any] | JsonText) -> Literal:
    r"""An array of text, numbers, booleans or UUIDs; None is a NULL element.

    >>> print(array(["a", 'b"c', None]))
    {"a","b\"c",NULL}
    """
    spelled = values.text if isinstance(values, JsonText) else orjson.dumps(values).decode()
    if "\\" not in spelled and "null" not in spelled:
        # Without anything to escape, JSON and array literals spell strings alike.
        return "{" + spelled[1:-1] + "}"
    members = values.value() if isinstance(values, JsonText) else values
    return "{" + ",".join(["NULL" if value is None else _element(str(value)) for value in members]) + "}"


def json_array(values: Sequence[Any] | JsonText) -> Literal:
    r"""An array of `jsonb` (not a jsonb that holds an array).

    >>> print(json_array([{"a": 1}]))
    {"{\"a\":1}"}
    """
    members = values.value() if isinstance(values, JsonText) else values
    return "{" + ",".join([_element(orjson.dumps(value).decode()) for value in members]) + "}"


def copy_line(literals: Iterable[Literal | None]) -> str:
    r"""A row in COPY's text format.

    >>> copy_line(["a\tb", None])
    'a\\tb\t\\N\n'
    """
    return "\t".join(["\\N" if literal is None else _copy_field(literal) for literal in literals]) + "\n"


def _element(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _copy_field(literal: Literal) -> str:
    # Four searches at memory speed beat one translation: hardly any value needs an escape.
    if "\\" in literal:
        literal = literal.replace("\\", "\\\\")
    if "\n" in literal:
        literal = literal.replace("\n", "\\n")
    if "\t" in literal:
        literal = literal.replace("\t", "\\t")
    if "\r" in literal:
        literal = literal.replace("\r", "\\r")
    return literal


def _unlimited(kind: TypeEngine[Any]) -> str:
    """Name of a type without length: a cast to `varchar(50)` would cut silently what an assignment refuses."""
    return re.sub(r"\(\d+\)", "", kind.compile(dialect=_DIALECT).lower())
