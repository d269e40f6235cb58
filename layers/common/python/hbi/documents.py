"""JSON documents of any shape.

The sender decides how deep a document is, so these walks are loops; only what runs after a depth check may recurse.
"""

from collections.abc import Mapping
from typing import Any, Self

import orjson

MOST_MEMBERS = 100
"""Of an object whose members are all known; far more than any has."""


class JsonText:
    """A JSON value that is kept as its text. Print documents that have such members with `default=printable`."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    @classmethod
    def of(cls, value: Any) -> Self:
        """Objects at any depth are printed with their keys in order: equal values give equal texts."""
        return cls(orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode())

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"JsonText({self.text!r})"

    def value(self) -> Any:
        """The value, parsed anew."""
        return orjson.loads(self.text)


def value_of(document: Any) -> Any:
    """A document, parsed if it is kept as text; itself if that text is beyond our parser."""
    if not isinstance(document, JsonText):
        return document
    try:
        return document.value()
    except orjson.JSONDecodeError:  # Other software stored a number or nesting that orjson does not read.
        return document


def changed_members(before: Any, after: Mapping[str, Any]) -> dict[str, Any]:
    """Members that make an object of another one: new values by name, None for those that go.

    >>> changed_members({"a": 1, "b": 2, "c": 3}, {"a": 1, "b": True, "d": 4})
    {'b': True, 'd': 4, 'c': None}
    """
    known = before if isinstance(before, dict) else {}
    changed = {
        name: value
        for name, value in after.items()
        if name not in known or (value is not known[name] and not same_json(value, known[name]))
    }
    return changed | dict.fromkeys(known.keys() - after.keys())


def same_json(one: Any, other: Any) -> bool:
    """Whether two documents are the same JSON. Python takes 1 and true for equal."""
    if one != other:
        return False
    try:
        first, second = (orjson.dumps(part, default=printable, option=orjson.OPT_SORT_KEYS) for part in (one, other))
    except orjson.JSONEncodeError:  # Other software stored more nesting than can be printed.
        return False
    return first == second


def printable(value: Any) -> orjson.Fragment:
    """For orjson's `default`.

    >>> orjson.dumps({"a": JsonText("[1]")}, default=printable)
    b'{"a":[1]}'
    """
    if isinstance(value, JsonText):
        return orjson.Fragment(value.text)
    raise TypeError(f"{type(value).__name__} is not JSON")


def to_bytes(document: Any) -> bytes:
    """A document printed, members that are kept as text included."""
    return orjson.dumps(document, default=printable)


def depth_exceeds(document: Any, limit: int) -> bool:
    """Whether containers are nested in one another more than `limit` times.

    >>> depth_exceeds({"a": []}, 2), depth_exceeds({"a": []}, 1)
    (False, True)
    """
    level = [document]
    for _ in range(limit):
        level = [
            member
            for container in level
            if isinstance(container, (dict, list))
            for member in (container.values() if isinstance(container, dict) else container)
        ]
        if not level:
            return False
    return any(isinstance(container, (dict, list)) for container in level)


def has_empty_key(document: Any) -> bool:
    """Whether an object in the document, at any depth, has the empty string as key."""
    pending = [document]
    while pending:
        container = pending.pop()
        if isinstance(container, dict):
            if "" in container:
                return True
            pending.extend(container.values())
        elif isinstance(container, list):
            pending.extend(container)
    return False


def check_few_members(document: Any) -> Any:
    """The object itself. Models that forbid unknown members note a fault for each: their number must be bounded.

    Raises:
        ValueError: it has more than `MOST_MEMBERS`.
    """
    if isinstance(document, dict) and len(document) > MOST_MEMBERS:
        raise ValueError(f"has {len(document)} members, more than anything we know")
    return document


def has_nul(document: Any) -> bool:
    """Whether a key or text of the document, at any depth, has a NUL character, which PostgreSQL cannot store."""
    pending = [document]
    while pending:
        part = pending.pop()
        if isinstance(part, str):
            if "\0" in part:
                return True
        elif isinstance(part, dict):
            pending.extend(part)
            pending.extend(part.values())
        elif isinstance(part, list):
            pending.extend(part)
    return False


def without_nul(document: Any) -> Any:
    """The document with NUL characters deleted from keys and texts.

    Recurses: check the depth first.
    """
    if isinstance(document, str):
        return document.replace("\0", "") if "\0" in document else document
    if isinstance(document, dict):
        return {without_nul(key): without_nul(value) for key, value in document.items()}
    if isinstance(document, list):
        return [without_nul(value) for value in document]
    return document
