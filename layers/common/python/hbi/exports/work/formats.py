"""The formats of data files, to the byte (contract: export-reaper-jobs 1.3).

PostgreSQL writes the rows, quoted and escaped. Python only touches what it cannot write: line ends of CSV, characters
beyond ASCII in JSON, and documents that are shown otherwise than they are stored. Those stand between marks in a row;
a mark is a random word, so no value can hold it.
"""

import codecs
import json
import secrets
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Text, case, func, literal_column
from sqlalchemy import cast as cast_sql

from hbi.exports.work.fields import Field, Moment

_LONGEST_KEPT = 512
"""Bytes of a document up to which what is shown of it is kept: tags of hosts are often the same."""


class Layout(ABC):
    """A data file: `head`, the encoded chunks of rows with `between` in between, `tail`."""

    head: bytes = b""
    between: bytes = b""
    tail: bytes = b""
    extension: str

    def __init__(self, fields: tuple[Field, ...]) -> None:
        self.fields = fields
        self._mark = secrets.token_hex(16)
        """A word that no row holds."""

    @abstractmethod
    def columns(self, moment: Moment) -> list[ColumnElement[Any]]:
        """The columns of the query."""

    @abstractmethod
    def copy(self, query: bytes) -> bytes:
        """The COPY of a query with these columns."""

    @abstractmethod
    def encode(self, lines: Sequence[bytes]) -> bytes:
        """A chunk of rows as COPY sends them, one at least, as the file has them."""

    @abstractmethod
    def is_rewritten(self, field: Field) -> bool:
        """Whether Python writes the field."""

    @cached_property
    def _runs(self) -> tuple[Field | None, ...]:
        """The pieces of a row between marks: a field that is rewritten, None for a run of others."""
        runs: list[Field | None] = []
        for field in self.fields:
            if self.is_rewritten(field):
                runs.append(field)
            elif not runs or runs[-1] is not None:
                runs.append(None)
        return tuple(runs)

    def _marked(self) -> list[Field | None]:
        """The fields with None for a mark wherever a piece ends."""
        marked: list[Field | None] = []
        for position, field in enumerate(self.fields):
            is_border = self.is_rewritten(field) or (position and self.is_rewritten(self.fields[position - 1]))
            if position and is_border:
                marked.append(None)
            marked.append(field)
        return marked


class Csv(Layout):
    """CSV: texts quoted, numbers and booleans bare, null as empty text, CRLF.

    Texts that a spreadsheet takes for formulas stay what they are.
    """

    extension = "csv"

    def __init__(self, fields: tuple[Field, ...]) -> None:
        super().__init__(fields)
        self.head = ('"' + '","'.join(field.name for field in fields) + '"\r\n').encode()

    def is_rewritten(self, field: Field) -> bool:
        return field.document is not None

    def columns(self, moment: Moment) -> list[ColumnElement[Any]]:
        return [
            (literal_column(f"'{self._mark}'") if field is None else self._column(field, moment)).label(f"c{position}")
            for position, field in enumerate(self._marked())
        ]

    def copy(self, query: bytes) -> bytes:
        quoted = ", ".join(
            f"c{position}"
            for position, field in enumerate(self._marked())
            if field is not None and field.kind != "bare" and not self.is_rewritten(field)
        )
        return b"COPY (" + query + b") TO STDOUT (FORMAT csv, FORCE_QUOTE (" + quoted.encode() + b"))"

    def encode(self, lines: Sequence[bytes]) -> bytes:
        if len(self._runs) == 1:
            return b"".join([line[:-1] + b"\r\n" for line in lines])
        mark = b"," + self._mark.encode() + b","
        shown = self._shown
        rows = []
        for line in lines:
            pieces = line[:-1].split(mark)
            for place, show in shown:
                pieces[place] = show(pieces[place])
            rows.append(b",".join(pieces))
        rows.append(b"")
        return b"\r\n".join(rows)

    @staticmethod
    def _column(field: Field, moment: Moment) -> ColumnElement[Any]:
        value = field.value(moment)
        if field.document is not None:
            return value
        if field.kind == "bare" and value.type.python_type is bool:
            return case((value, "True"), (value.is_(False), "False"), else_="")
        return func.coalesce(cast_sql(value, Text), "")

    @cached_property
    def _shown(self) -> list[tuple[int, Callable[[bytes], bytes]]]:
        return [
            (place, _kept(_csv_cell(field.document.as_text)))
            for place, field in enumerate(self._runs)
            if field is not None and field.document is not None
        ]


class JsonLines(Layout):
    """A JSON object a line, in UTF-8."""

    extension = "ndjson"

    def is_rewritten(self, field: Field) -> bool:
        return field.document is not None and field.document.as_json is not None

    def columns(self, moment: Moment) -> list[ColumnElement[Any]]:
        return [field.value(moment).label(f"c{position}") for position, field in enumerate(self.fields)]

    def copy(self, query: bytes) -> bytes:
        numbers = iter(range(len(self.fields)))
        named = ", ".join(
            f'0 AS "{self._mark}"' if field is None else f'q.c{next(numbers)} AS "{field.name}"'
            for field in self._marked()
        )
        rows = f"SELECT row_to_json(r) FROM (SELECT {named} FROM (".encode()  # noqa: S608 - our own names
        return b"COPY (" + rows + query + b") q) r) TO STDOUT"

    def encode(self, lines: Sequence[bytes]) -> bytes:
        text = b"".join(lines)
        if b"\\" in text:
            # JSON has its control characters escaped already, so COPY had nothing to escape but the backslash.
            text = text.replace(b"\\\\", b"\\")
        return text if len(self._runs) == 1 else self._rewritten(text)

    def _rewritten(self, text: bytes) -> bytes:
        mark = f',"{self._mark}":0,'.encode()
        shown = self._shown
        rows = []
        for row in text[:-1].split(b"\n"):
            pieces = row[:-1].split(mark)
            for place, name, show in shown:
                pieces[place] = name + show(pieces[place][len(name) :])
            rows.append(b",".join(pieces))
        return b"}\n".join(rows) + b"}\n"

    @cached_property
    def _shown(self) -> list[tuple[int, bytes, Callable[[bytes], bytes]]]:
        return [
            (place, f'"{field.name}":'.encode(), _kept(_json_value(field.document.as_json)))
            for place, field in enumerate(self._runs)
            if field is not None and field.document is not None and field.document.as_json is not None
        ]


class Json(JsonLines):
    """One JSON array without line breaks, characters beyond ASCII escaped."""

    extension = "json"
    head = b"["
    between = b","
    tail = b"]"

    def encode(self, lines: Sequence[bytes]) -> bytes:
        text = super().encode(lines)[:-1].replace(b"\n", b",")
        return text if text.isascii() else text.decode().encode("ascii", _ESCAPE)


def _kept(show: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    """The function, which remembers what it made of short documents."""
    remembered = lru_cache(maxsize=8192)(show)
    return lambda stored: remembered(stored) if len(stored) <= _LONGEST_KEPT else show(stored)


def _csv_cell(as_text: Callable[[str | None], str]) -> Callable[[bytes], bytes]:
    def show(cell: bytes) -> bytes:
        stored = cell[1:-1].replace(b'""', b'"') if cell.startswith(b'"') else cell
        text = as_text(stored.decode() if stored else None)
        return b'"' + text.replace('"', '""').encode() + b'"'

    return show


def _json_value(as_json: Callable[[str | None], bytes]) -> Callable[[bytes], bytes]:
    def show(value: bytes) -> bytes:
        return as_json(None if value == b"null" else value.decode())

    return show


_ESCAPE = "hbi.exports.json"


def _escape(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return json.dumps(error.object[error.start : error.end])[1:-1], error.end


codecs.register_error(_ESCAPE, _escape)

LAYOUTS: Mapping[str, type[Layout]] = {layout.extension: layout for layout in (Csv, Json, JsonLines)}
"""The formats by the name that requests give them, which is the extension of the data files."""
