"""The formats of data files, CSV and JSON, to the byte (contract: export-reaper-jobs 1.3)."""

import codecs
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from hbi.exports.work.rows import COLUMNS
from hbi.hosts.tags import structured_tags

type Row = dict[str, Any]
"""A host with the columns of `COLUMNS` in their order; `tags` is the stored document."""


@dataclass(frozen=True, slots=True)
class Format:
    """A document made of rows: `head`, the encoded chunks of rows with `between` in between, `tail`."""

    head: bytes
    between: bytes
    tail: bytes
    encode: Callable[[Sequence[Row]], bytes]


def csv_lines(rows: Sequence[Row]) -> bytes:
    r"""Rows as CSV: every field quoted, embedded quotes doubled, null as empty text, CRLF after each.

    Texts that a spreadsheet takes for formulas stay what they are.

    >>> csv_lines([{"display_name": 'a "b" c', "fqdn": None, "tags": {"null": {"flag": []}}}])
    b'"a ""b"" c","","None/flag:None"\r\n'
    """
    return "".join([_csv_line(row) for row in rows]).encode()


def json_elements(rows: Sequence[Row]) -> bytes:
    r"""Rows as JSON objects separated by commas, without newlines, non-ASCII characters escaped.

    >>> json_elements([{"display_name": "zoë", "tags": {}}, {"display_name": None, "tags": {}}])
    b'{"display_name":"zo\\u00eb","tags":[]},{"display_name":null,"tags":[]}'
    """
    elements = b",".join([orjson.dumps({**row, "tags": structured_tags(row["tags"])}) for row in rows])
    return elements if elements.isascii() else elements.decode().encode("ascii", _ESCAPE)


def tags_text(tags: Mapping[str, Any] | None) -> str:
    """Tags in one CSV field: `namespace/key:value` joined by semicolons; what is missing is the word `None`.

    >>> tags_text({"env": {"stage": ["prod"]}, "null": {"flag": []}})
    'env/stage:prod;None/flag:None'
    """
    return ";".join([f"{tag['namespace']}/{tag['key']}:{tag['value']}" for tag in structured_tags(tags)])


def _csv_line(row: Row) -> str:
    texts = {**row, "tags": tags_text(row["tags"])}.values()
    return '"' + '","'.join([text.replace('"', '""') if text else "" for text in texts]) + '"\r\n'


_ESCAPE = "hbi.exports.json"


def _escape(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return json.dumps(error.object[error.start : error.end])[1:-1], error.end


codecs.register_error(_ESCAPE, _escape)

FORMATS: Mapping[str, Format] = {
    "csv": Format(head=('"' + '","'.join(COLUMNS) + '"\r\n').encode(), between=b"", tail=b"", encode=csv_lines),
    "json": Format(head=b"[", between=b",", tail=b"]", encode=json_elements),
}
