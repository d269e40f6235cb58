"""The formats of data files, to the byte (contract: export-reaper-jobs 1.3).

PostgreSQL writes the rows, quoted and escaped. Python only touches what it cannot write: line ends of CSV, characters
beyond ASCII in JSON, and documents. Parquet is made of JSON.
"""

import codecs
import json
import re
import secrets
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Text, case, extract, func, literal_column
from sqlalchemy import cast as cast_sql

from hbi.exports.work.formats.fields import Field, Moment
from hbi.exports.work.formats.parquet import ColumnType, ParquetFile, Sink

_MOST_KEPT = 8192
_LONGEST_KEPT = 512
"""Number and size in bytes of documents of which it is remembered how they are shown: tags are often the same."""


class Layout(ABC):
    """A data file: `head`, the encoded chunks of rows with `between` in between, `tail`."""

    head: bytes = b""
    between: bytes = b""
    tail: bytes = b""
    extension: str

    def __init__(self, fields: tuple[Field, ...]) -> None:
        """The first of the fields is no document."""
        self.fields = fields

    @abstractmethod
    def columns(self, moment: Moment) -> list[ColumnElement[Any]]:
        """The columns of the query."""

    @abstractmethod
    def copy(self, query: bytes) -> bytes:
        """The COPY of a query with these columns."""

    @abstractmethod
    def encode(self, lines: Sequence[bytes]) -> bytes:
        """A chunk of rows as COPY sends them, one at least, as the file has them."""

    def written_to(self, file: Sink) -> AbstractContextManager[Sink]:
        """Where the parts of the data file are to be written, so that `file` gets it. Complete when the block ends."""
        return nullcontext(file)


class Csv(Layout):
    """CSV: texts quoted, numbers and booleans bare, null as empty text, CRLF.

    Texts that a spreadsheet takes for formulas stay what they are. Before and behind each document that Python writes
    stands a mark: a random word, so that no value can hold it.
    """

    extension = "csv"

    def __init__(self, fields: tuple[Field, ...]) -> None:
        super().__init__(fields)
        self.head = ('"' + '","'.join(field.name for field in fields) + '"\r\n').encode()
        self._mark = secrets.token_hex(8)
        self._columns, self._shown = self._marked()

    def columns(self, moment: Moment) -> list[ColumnElement[Any]]:
        return [
            (literal_column(f"'{self._mark}'") if field is None else self._column(field, moment)).label(f"c{position}")
            for position, field in enumerate(self._columns)
        ]

    def copy(self, query: bytes) -> bytes:
        quoted = ", ".join(
            f"c{position}"
            for position, field in enumerate(self._columns)
            if field is not None and not field.is_bare and field.document is None
        )
        return b"COPY (" + query + b") TO STDOUT (FORMAT csv, FORCE_QUOTE (" + quoted.encode() + b"))"

    def encode(self, lines: Sequence[bytes]) -> bytes:
        if not self._shown:
            return b"".join([line[:-1] + b"\r\n" for line in lines])
        mark = f",{self._mark},".encode()
        rows = []
        for line in lines:
            pieces = line[:-1].split(mark)
            for place, show in self._shown:
                pieces[place] = show[pieces[place]]
            rows.append(b",".join(pieces))
        rows.append(b"")
        return b"\r\n".join(rows)

    def _marked(self) -> tuple[list[Field | None], list[tuple[int, "_Shown"]]]:
        """The columns, None for a mark; the pieces between marks that are documents."""
        columns: list[Field | None] = []
        shown: list[tuple[int, _Shown]] = []
        pieces, is_behind_document = 0, False
        for field in self.fields:
            if field.document is not None or is_behind_document:
                columns.append(None)
                pieces += 1
            if field.document is not None:
                shown.append((pieces, _Shown(_csv_cell(field.document.as_text))))
            columns.append(field)
            is_behind_document = field.document is not None
        return columns, shown

    @staticmethod
    def _column(field: Field, moment: Moment) -> ColumnElement[Any]:
        value = field.text(moment)
        if field.document is not None:
            return value
        if field.kind == "boolean":
            return case((value, "True"), (value.is_(False), "False"), else_="")
        return func.coalesce(cast_sql(value, Text), "")


class JsonLines(Layout):
    """A JSON object a line, in UTF-8.

    In CSV whose quotes are escaped by backslashes, a text is a JSON string but for its control characters, and COPY
    prints that in half the time that it takes to print objects.
    """

    extension = "ndjson"

    def __init__(self, fields: tuple[Field, ...]) -> None:
        super().__init__(fields)
        self._row = b"{" + b",".join(f'"{field.name}":%b'.encode() for field in fields) + b"}\n"
        self._shown = [
            (place, _Shown(show)) for place, field in enumerate(fields) if (show := self._shows(field)) is not None
        ]

    def columns(self, moment: Moment) -> list[ColumnElement[Any]]:
        return [self._column(field, moment).label(f"c{position}") for position, field in enumerate(self.fields)]

    def copy(self, query: bytes) -> bytes:
        quoted = ", ".join(f"c{position}" for position, field in enumerate(self.fields) if self._is_quoted(field))
        options = f"FORMAT csv, DELIMITER E'\\x1f', NULL 'null', ESCAPE '\\', FORCE_QUOTE ({quoted})"
        return b"COPY (" + query + b") TO STDOUT (" + options.encode() + b")"

    def encode(self, lines: Sequence[bytes]) -> bytes:
        text = b"".join(lines)
        is_plain = len(text) - len(text.translate(None, _CONTROLS)) == len(lines) * len(self.fields)
        row, shown = self._row, self._shown
        rows = []
        for line in lines:
            pieces = line[:-1].split(_BORDER) if is_plain else _pieces(line)
            for place, show in shown:
                pieces[place] = show[pieces[place]]
            rows.append(row % tuple(pieces))
        return b"".join(rows)

    @staticmethod
    def _shows(field: Field) -> Callable[[bytes], bytes] | None:
        """How a cell is shown that is not shown as COPY prints it."""
        if field.kind != "document":
            return None
        return _json_value(field.document.as_json if field.document else None)

    @staticmethod
    def _is_quoted(field: Field) -> bool:
        return not field.is_bare

    @staticmethod
    def _column(field: Field, moment: Moment) -> ColumnElement[Any]:
        value = field.text(moment)
        if field.kind == "boolean":
            return case((value, "true"), (value.is_(False), "false"))
        return value


class Json(JsonLines):
    """One JSON array without line breaks, characters beyond ASCII escaped."""

    extension = "json"
    head = b"["
    between = b","
    tail = b"]"

    def encode(self, lines: Sequence[bytes]) -> bytes:
        text = super().encode(lines)[:-1].replace(b"\n", b",")
        return text if text.isascii() else text.decode().encode("ascii", _ESCAPE)


_BORDER = b"\x1f"
"""Stands between the values of a row that becomes JSON."""
_CONTROLS = bytes(range(32))
_CONTROL = re.compile(rb"[\x00-\x1f]")
_PIECE = re.compile(rb'"(?:[^"\\]|\\.)*"|[^\x1f"]+', re.DOTALL)


def _pieces(line: bytes) -> list[bytes]:
    """The values of a row in which texts hold control characters."""
    return [_CONTROL.sub(lambda found: b"\\u%04x" % found[0][0], piece) for piece in _PIECE.findall(line[:-1])]


class _Shown(dict[bytes, bytes]):
    """What is shown of documents; short ones are remembered."""

    def __init__(self, show: Callable[[bytes], bytes]) -> None:
        super().__init__()
        self._show = show

    def __missing__(self, stored: bytes) -> bytes:
        shown = self._show(stored)
        if len(stored) <= _LONGEST_KEPT and len(self) < _MOST_KEPT:
            self[stored] = shown
        return shown


def _csv_cell(as_text: Callable[[str | None], str]) -> Callable[[bytes], bytes]:
    def show(cell: bytes) -> bytes:
        stored = cell[1:-1].replace(b'""', b'"') if cell.startswith(b'"') else cell
        text = as_text(stored.decode() if stored else None)
        return b'"' + text.replace('"', '""').encode() + b'"'

    return show


def _json_value(as_json: Callable[[str | None], bytes] | None) -> Callable[[bytes], bytes]:
    """The document in a cell, as it is stored unless it is shown otherwise."""

    def show(cell: bytes) -> bytes:
        # Quotes first: before each stands an odd number of backslashes, of which the last is its own.
        stored = b"null" if cell == b"null" else cell[1:-1].replace(b'\\"', b'"').replace(b"\\\\", b"\\")
        if as_json is None:
            return stored
        return as_json(None if stored == b"null" else stored.decode())

    return show


_ESCAPE = "hbi.exports.json"


def _escape(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return json.dumps(error.object[error.start : error.end])[1:-1], error.end


codecs.register_error(_ESCAPE, _escape)


class Parquet(JsonLines):
    """Parquet, made of lines of JSON by a library that reads them as columns of fixed types.

    Documents that are shown as they are stored are texts of JSON: their members are not the same for all hosts.
    """

    extension = "parquet"

    def written_to(self, file: Sink) -> AbstractContextManager[Sink]:
        return ParquetFile(file, [(field.name, self._type_of(field)) for field in self.fields])

    @staticmethod
    def _type_of(field: Field) -> ColumnType:
        if field.kind != "document":
            return field.kind
        return field.document.column if field.document is not None else "json"

    @staticmethod
    def _shows(field: Field) -> Callable[[bytes], bytes] | None:
        return None if field.document is None else _json_value(field.document.as_cell)

    @staticmethod
    def _is_quoted(field: Field) -> bool:
        return not field.is_bare and field.kind != "instant"

    @classmethod
    def _column(cls, field: Field, moment: Moment) -> ColumnElement[Any]:
        value = field.value(moment)
        if field.kind == "instant":
            is_readable = value.between(_FIRST_INSTANT, _LAST_INSTANT)
            return case((is_readable, cast_sql(extract("epoch", value) * 1_000_000, BigInteger)))
        if field.kind == "document" and field.document is None:
            return func.nullif(cast_sql(value, Text), "null")
        return super()._column(field, moment)


_FIRST_INSTANT, _LAST_INSTANT = datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)
"""Instants that every reader of Parquet has a date for in its own zone."""

LAYOUTS: Mapping[str, type[Layout]] = {layout.extension: layout for layout in (Csv, Json, JsonLines, Parquet)}
"""The formats by the name that requests give them, which is the extension of the data files."""
