"""JSON as it is stored, whoever wrote it.

jsonb takes what orjson does not: nesting of some thousand levels, numbers of any size and precision. Readers pass
stored documents through as text wherever they only show them; what they look into is read here and never raises.
"""

import json
import re
from typing import Any

import orjson

from hbi.documents import JsonText

_LEVELS = 4
"""Levels of containers that readers look into; the deepest is the list of a tag's values in an export's row."""
_PRINTABLE_DEPTH = 200
"""Deepest nesting that is read as containers: orjson prints 254 levels, and answers and events put some around."""
_EXACT_DIGITS = 18
"""Digits of which every integer is one of 64 bits."""

_MAY_CHANGE = re.compile(r"[\[:,] ?-?(?:[0-9]+\.[0-9]+|[0-9]{16,})[\]},]").search
"""Finds a member with decimals or many digits, which Python may print otherwise; also what looks like one in a text."""

# Strings, brackets, and what stands between separators: numbers and words.
_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{}]|[^\s,:\[\]{}"]+')


class StoredText(JsonText):
    """A stored JSON value as the database prints it, parsed once and only if somebody looks into it."""

    __slots__ = ("_value",)
    _value: Any

    def value(self) -> Any:
        """The value, shared: do not change it."""
        try:
            return self._value
        except AttributeError:
            self._value = self._read()
            return self._value

    def _read(self) -> Any:
        return read(self.text)


def read(text: str | bytes, levels: int = _LEVELS) -> Any:
    """The value of a stored document.

    If orjson cannot read it, or not print it again, containers below so many levels and numbers that Python would
    change are `JsonText`.
    """
    try:
        document = orjson.loads(text)
        if _brackets(text) > _PRINTABLE_DEPTH:
            # Many containers are rarely deep, and orjson finds out quicker than a walk.
            orjson.dumps(_nested(document))
    except (orjson.JSONDecodeError, TypeError):
        return shallow(text.decode() if isinstance(text, bytes) else text, levels)
    return document


def read_exactly(text: str | bytes, levels: int) -> Any:
    """The same for documents of which each number is shown as it is stored.

    >>> read_exactly('{"a": [1, 1.50]}', 2)
    {'a': [1, JsonText('1.50')]}
    """
    printed = text.decode() if isinstance(text, bytes) else text
    return shallow(printed, levels) if _MAY_CHANGE(printed) else read(printed, levels)


def shallow(text: str, levels: int) -> Any:
    """The value of valid JSON, of which containers below so many levels stay `JsonText`.

    >>> shallow('{"a": [1, 1.50, {}]}', 2)
    {'a': [1, JsonText('1.50'), JsonText('{}')]}
    """
    opened: list[Any] = [[]]
    names: list[str | None] = [None]
    below, start = 0, 0
    for token in _TOKEN.finditer(text):
        first = token[0][0]
        if below:
            below += (first in "[{") - (first in "]}")
            if not below:
                _add(opened[-1], names, JsonText(text[start : token.end()]))
        elif first in "[{" and len(opened) > levels:
            below, start = 1, token.start()
        elif first in "[{":
            opened.append([] if first == "[" else {})
            names.append(None)
        elif first in "]}":
            names.pop()
            value = opened.pop()
            _add(opened[-1], names, value)
        elif first == '"' and isinstance(opened[-1], dict) and names[-1] is None:
            names[-1] = orjson.loads(token[0])
        else:
            _add(opened[-1], names, _scalar(token[0]))
    return opened[0][0]


def first_element(array: str) -> JsonText | None:
    """The first element of a stored array; None of an empty one and of what is no array."""
    if array[0] != "[":
        return None
    try:
        length = len(orjson.loads(array))
    except orjson.JSONDecodeError:
        length = -1
    if length == 1:
        return JsonText(array[1:-1])
    elements = shallow(array, 1)
    if not elements:
        return None
    return elements[0] if isinstance(elements[0], JsonText) else JsonText.of(elements[0])


def without_nulls(document: str) -> Any:
    """A stored object without members that are null, in itself and in its members that are objects. For printing."""
    if "null" not in document:
        return orjson.Fragment(document)
    value = shallow(document, 2)
    if not isinstance(value, dict):
        return value
    return {name: _without_nulls(member) for name, member in value.items() if member is not None}


def spelled(value: Any) -> str:
    """The JSON of a value, with blanks where PostgreSQL writes them."""
    return value.text if isinstance(value, JsonText) else json.dumps(value, ensure_ascii=False, default=str)


def mapping(value: Any) -> dict[str, Any]:
    """A value if it is an object, else an empty one: what another writer stored in its place says nothing."""
    return value if isinstance(value, dict) else {}


def objects(value: Any) -> list[dict[str, Any]]:
    """The objects in a value if it is a list, else none."""
    return [member for member in value if isinstance(member, dict)] if isinstance(value, list) else []


def _without_nulls(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return {name: member for name, member in value.items() if member is not None}


def _brackets(text: str | bytes) -> int:
    if isinstance(text, bytes):
        return text.count(b"[") + text.count(b"{")
    return text.count("[") + text.count("{")


def _nested(document: Any) -> Any:
    for _ in range(254 - _PRINTABLE_DEPTH):
        document = [document]
    return document


def _add(container: Any, names: list[str | None], value: Any) -> None:
    if isinstance(container, list):
        container.append(value)
        return
    container[names[-1]] = value
    names[-1] = None


def _scalar(token: str) -> Any:
    if token[0] in '"tfn':
        return orjson.loads(token)
    if token.lstrip("-").isdecimal():
        return int(token) if len(token) <= _EXACT_DIGITS else JsonText(token)
    try:
        number = orjson.loads(token)
    except orjson.JSONDecodeError:
        return JsonText(token)
    return number if orjson.dumps(number).decode() == token else JsonText(token)
