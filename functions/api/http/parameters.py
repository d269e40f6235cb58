"""Kinds of parameters: how a text becomes a value, and what is refused (contract: rest-hosts 1.4).

The same declarations make the OpenAPI document.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol

from functions.api.http.request import Pairs
from hbi.ids import is_dashed_uuid
from hbi.problems import InvalidParameter, NotFound
from hbi.profile.instants import nearest_instant
from hbi.text import shorten

GIT_NAME = r"[A-Za-z0-9](\.?[A-Za-z0-9_-])*"
LONGEST_GIT_NAME = 255

_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")


class Kind(Protocol):
    """A type of values."""

    def parse(self, name: str, text: str) -> Any:
        """The value of one occurrence.

        Raises:
            InvalidParameter: the text is none of this kind.
        """


@dataclass(frozen=True, slots=True)
class Text:
    """Any text."""

    def parse(self, name: str, text: str) -> str:  # noqa: ARG002
        return text


@dataclass(frozen=True, slots=True)
class CheckedLater:
    """Any text here; the operation itself checks that it is of another kind, in an order of its own."""

    described: "Kind"
    """Kind in the description."""

    def parse(self, name: str, text: str) -> str:  # noqa: ARG002
        return text


@dataclass(frozen=True, slots=True)
class Integer:
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


@dataclass(frozen=True, slots=True)
class Choice:
    """One of some words, in their exact letter case."""

    words: tuple[str, ...]

    def parse(self, name: str, text: str) -> str:
        if text not in self.words:
            raise InvalidParameter(
                name, got=text, expected="one of " + ", ".join(self.words), fault=f"is not one of {list(self.words)}"
            )
        return text


@dataclass(frozen=True, slots=True)
class Boolean:
    """`true` or `false` in any letter case."""

    def parse(self, name: str, text: str) -> bool:
        if text.lower() not in {"true", "false"}:
            fault = f"Wrong type, expected 'boolean' for query parameter '{name}'"
            raise InvalidParameter(name, got=text, expected="true or false", fault=f"is no boolean ({fault})")
        return text.lower() == "true"


@dataclass(frozen=True, slots=True)
class Segment:
    """Any text without a slash: with one, even encoded, the path would be another."""

    def parse(self, name: str, text: str) -> str:
        if "/" in text:
            raise NotFound(f"{name}: there is no such path, {shorten(text)} has a slash")
        return text


@dataclass(frozen=True, slots=True)
class Pattern:
    """Text of a form, wider than what is documented; the rest is for the operation to refuse."""

    expression: str
    documented: tuple[str, ...]

    def parse(self, name: str, text: str) -> str:
        if not re.search(self.expression, text):
            expected = "one of " + ", ".join(self.documented)
            raise InvalidParameter(name, got=text, expected=expected, fault="does not match")
        return text


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class Uuid:
    """A UUID of 36 characters in either letter case; the value is lower-case."""

    def parse(self, name: str, text: str) -> str:
        if not is_dashed_uuid(text):
            raise InvalidParameter(name, got=text, expected="a UUID such as a1b2c3d4-0001-4002-8003-a00000000007")
        return text.lower()


@dataclass(frozen=True, slots=True)
class Instant:
    """ISO 8601 in the wide sense: from a year to a time with offset. Without offset it is UTC."""

    def parse(self, name: str, text: str) -> datetime:
        try:
            return nearest_instant(text)
        except ValueError:
            raise InvalidParameter(name, got=text, expected="an ISO 8601 date or date-time") from None


class NamedHosts(dict[str, str]):
    """Host ids, lower-case, each with the spelling it was sent in."""

    mentions: int
    """How many ids were sent, repeats included."""


@dataclass(frozen=True, slots=True)
class HostIds:
    """Comma-separated host ids."""

    def parse(self, name: str, text: str) -> NamedHosts:
        ids = text.split(",")
        for host_id in ids:
            if not is_dashed_uuid(host_id):
                raise InvalidParameter(
                    name, got=host_id, expected="UUIDs separated by commas, without blanks", fault="does not match"
                )
        named = NamedHosts((host_id.lower(), host_id) for host_id in ids)
        named.mentions = len(ids)
        return named


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter that an operation declares."""

    name: str
    kind: Kind
    description: str
    place: Literal["query", "path"] = "query"
    default: Any = None
    """Value when it is not sent."""
    is_list: bool = False
    """Whether it may be repeated; a comma never separates. Of other parameters the last occurrence counts."""
    is_deprecated: bool = False
    is_required: bool = False


class DeepObject(Protocol):
    """A parameter whose name goes on in brackets. Its syntax is checked before all other parameters."""

    @property
    def name(self) -> str:
        """What stands before the brackets; its value goes by that name, too."""

    @property
    def description(self) -> str:
        """For the document."""

    def parse(self, query: Pairs) -> Any:
        """The value that the query gives it.

        Raises:
            InvalidParameter: broken syntax.
        """


def values_of(parameters: Sequence[Parameter], query: Pairs, path: Mapping[str, str]) -> dict[str, Any]:
    """Values of the declared parameters by name, query before path. Names that nobody declared are ignored.

    Raises:
        InvalidParameter: the first fault in the order of the declarations.
    """
    sent: dict[str, list[str]] = {}
    for name, text in query:
        sent.setdefault(name, []).append(text)
    sent.update((name, [text]) for name, text in path.items())
    ordered = sorted(parameters, key=lambda parameter: parameter.place == "path")
    return {parameter.name: _value(parameter, sent.get(parameter.name)) for parameter in ordered}


def _value(parameter: Parameter, texts: list[str] | None) -> Any:
    if texts is None:
        if parameter.is_required:
            raise InvalidParameter(parameter.name, got=None, expected="a value: the parameter is required")
        return parameter.default
    for text in texts:
        if "\0" in text:
            raise InvalidParameter(parameter.name, got=text, expected="text without NUL characters")
    if parameter.is_list:
        return tuple(dict.fromkeys(parameter.kind.parse(parameter.name, text) for text in texts))
    return parameter.kind.parse(parameter.name, texts[-1])
