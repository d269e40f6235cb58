"""Cursors: the place in a list of hosts where a page begins, as an opaque text that clients send back."""

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson

from hbi.ids import is_canonical_uuid
from hbi.problems import InvalidParameter
from hbi.queries.lists.ordering import KeyKind, KeyValue, Order, SortKey, sort_keys

PARAMETER = "cursor"
_EXPECTED = "nothing, or a cursor that an earlier page of the same list gave out"
_LARGEST = 2**53
_LARGEST_INTEGER = 2**63 - 1
_BEYOND_PYTHON = re.compile(
    r"(?P<year>\d{4,6})(?P<rest>-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?\+00)(?P<era> BC)?", re.ASCII
)
"""An instant that only PostgreSQL knows, as it writes it."""
_LAST_YEAR, _FIRST_YEAR_BC = 294276, 4713


@dataclass(frozen=True, slots=True)
class Cursor:
    """The beginning of a list, or the place behind a host: its values of the keys that the list is sorted by."""

    of: str
    """What was asked for; a cursor of another question is refused."""
    page: int = 1
    """Number of the page that begins here."""
    total: int | None = None
    """Number of matches as of the first page, None where they are not counted. Later pages repeat it: to count again
    would cost more than the page."""
    values: tuple[KeyValue, ...] | None = None
    """None is the beginning of the list."""

    def encode(self) -> str:
        """The text for the client."""
        document = orjson.dumps([self.of, self.page, self.total, self.values])
        return base64.urlsafe_b64encode(document).rstrip(b"=").decode()


def decode(text: str, order: Order, of: str) -> Cursor:
    """The cursor in a text.

    Args:
        of: what is asked for now.
    Raises:
        InvalidParameter: it is none, or belongs to another list.
    """
    try:
        asked, page, total, values = _document(text)
        if asked != of:
            raise ValueError("of another list")
        known = None if total is None else _count(total)
        return Cursor(of, _count(page), known, tuple(_values(sort_keys(order), values)))
    except (ValueError, TypeError, OverflowError) as error:
        raise InvalidParameter(PARAMETER, got=text, expected=_EXPECTED) from error


def _document(text: str) -> list[Any]:
    try:
        document = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError("no base64") from error
    parsed: list[Any] = orjson.loads(document)
    return parsed


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < _LARGEST:
        raise ValueError("no number")
    return value


def _integer(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > _LARGEST_INTEGER:
        raise ValueError("no integer")
    return value


def _values(keys: Sequence[SortKey], values: Sequence[object]) -> list[KeyValue]:
    return [_value(key.kind, value) for key, value in zip(keys, values, strict=True)]


def _value(kind: KeyKind, value: object) -> KeyValue:
    if kind == "number":
        return _count(value)
    if value is None and kind != "id":
        return None
    if kind == "integer":
        return _integer(value)
    if not isinstance(value, str) or "\0" in value:
        raise ValueError("no text")
    if kind == "instant":
        return _instant(value)
    if kind == "id" and not is_canonical_uuid(value):
        raise ValueError("no id")
    return value


def _instant(text: str) -> datetime | str:
    """A stored instant, as text if only PostgreSQL knows it."""
    if text in {"infinity", "-infinity"}:
        return text
    beyond = _BEYOND_PYTHON.fullmatch(text)
    if beyond is None or (len(beyond["year"]) == 4 and not beyond["era"]):
        instant = datetime.fromisoformat(text)
        if instant.tzinfo is None:
            raise ValueError("no offset")
        return instant.astimezone(UTC)
    year = int(beyond["year"])
    if year > (_FIRST_YEAR_BC if beyond["era"] else _LAST_YEAR):
        raise ValueError("no instant")
    # The calendar repeats itself every 400 years, so that a year which Python knows tells whether there is such a day.
    datetime.fromisoformat(f"{2000 + (1 - year if beyond['era'] else year) % 400}{beyond['rest']}")
    return text
