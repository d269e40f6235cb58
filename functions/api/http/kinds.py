"""Kinds of values: how a text becomes a value, and what is refused (contract: rest-hosts 1.4).

The same declarations make the OpenAPI document. Kinds are named tuples: a frozen dataclass costs half a millisecond of
every cold start.
"""

import re
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from hbi.ids import is_dashed_uuid
from hbi.problems import InvalidParameter, NotFound
from hbi.profile.instants import nearest_instant
from hbi.text import shorten

GIT_NAME = r"[A-Za-z0-9](\.?[A-Za-z0-9_-])*"
LONGEST_GIT_NAME = 255

_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")


class Kind[Value](Protocol):
    """A type of values."""

    def parse(self, name: str, text: str) -> Value:
        """The value of one occurrence.

        Raises:
            InvalidParameter: the text is none of this kind.
        """


class Text:
    """Any text."""

    def parse(self, name: str, text: str) -> str:  # noqa: ARG002
        return text


class CheckedLater(NamedTuple):
    """Any text here; the operation itself checks that it is of another kind, in an order of its own."""

    described: "Kind[Any]"
    """Kind in the description."""

    def parse(self, name: str, text: str) -> str:  # noqa: ARG002
        return text


class Integer(NamedTuple):
    """Decimal digits with an optional sign, within limits."""

    minimum: int
    maximum: int

    def parse(self, name: str, text: str) -> int:
        expected = f"an integer from {self.minimum} to {self.maximum}"
        if not _INTEGER.fullmatch(text):
            fault = f"Wrong type, expected 'integer' for query parameter '{name}'"
            raise InvalidParameter(name, got=text, expected=expected, fault=f"is no integer ({fault})")
        value = int(text)
        if value < self.minimum:
            fault = f"is less than the minimum of {self.minimum}"
            raise InvalidParameter(name, got=value, expected=expected, fault=fault)
        if value > self.maximum:
            fault = f"is greater than the maximum of {self.maximum}"
            raise InvalidParameter(name, got=value, expected=expected, fault=fault)
        return value


class Choice[Word: str](NamedTuple):
    """One of some words, in their exact letter case."""

    words: tuple[Word, ...]

    def parse(self, name: str, text: str) -> Word:
        for word in self.words:
            if word == text:
                return word
        expected = "one of " + ", ".join(self.words)
        raise InvalidParameter(name, got=text, expected=expected, fault=f"is not one of {list(self.words)}")


class Boolean:
    """`true` or `false` in any letter case."""

    def parse(self, name: str, text: str) -> bool:
        if text.lower() not in {"true", "false"}:
            fault = f"Wrong type, expected 'boolean' for query parameter '{name}'"
            raise InvalidParameter(name, got=text, expected="true or false", fault=f"is no boolean ({fault})")
        return text.lower() == "true"


class Segment:
    """Any text without a slash: with one, even encoded, the path would be another."""

    def parse(self, name: str, text: str) -> str:
        if "/" in text:
            raise NotFound(f"{name}: there is no such path, {shorten(text)} has a slash")
        return text


class Pattern(NamedTuple):
    """Text of a form, wider than what is documented; the rest is for the operation to refuse."""

    expression: str
    documented: tuple[str, ...]

    def parse(self, name: str, text: str) -> str:
        if not re.search(self.expression, text):
            expected = "one of " + ", ".join(self.documented)
            raise InvalidParameter(name, got=text, expected=expected, fault="does not match")
        return text


class GitName:
    """Name of an account or a branch that becomes part of a URL's path, so nothing in it may lead elsewhere."""

    def parse(self, name: str, text: str) -> str:
        if len(text) > LONGEST_GIT_NAME or not re.fullmatch(GIT_NAME, text):
            raise InvalidParameter(
                name,
                got=text,
                expected=f"1 to {LONGEST_GIT_NAME} ASCII letters, digits, '_', '-' and single dots between them,"
                " a letter or digit first",
                fault="is no name",
            )
        return text


class Uuid:
    """A UUID of 36 characters in either letter case; the value is lower-case."""

    def parse(self, name: str, text: str) -> str:
        if not is_dashed_uuid(text):
            expected = "a UUID such as a1b2c3d4-0001-4002-8003-a00000000007"
            raise InvalidParameter(name, got=text, expected=expected, fault="does not match")
        return text.lower()


class Instant:
    """ISO 8601 in the wide sense: from a year to a time with offset. Without offset it is UTC."""

    def parse(self, name: str, text: str) -> datetime:
        try:
            return nearest_instant(text)
        except ValueError:
            raise InvalidParameter(name, got=text, expected="an ISO 8601 date or date-time") from None


class IdList(dict[str, str]):
    """Ids, lower-case, each with the spelling it was sent in."""

    mentions: int
    """How many ids were sent, repeats included."""


class UuidList:
    """UUIDs separated by commas."""

    def parse(self, name: str, text: str) -> IdList:
        ids = text.split(",")
        for entry in ids:
            if not is_dashed_uuid(entry):
                raise InvalidParameter(
                    name, got=entry, expected="UUIDs separated by commas, without blanks", fault="does not match"
                )
        found = IdList((entry.lower(), entry) for entry in ids)
        found.mentions = len(ids)
        return found
