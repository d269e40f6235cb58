"""JSON bodies of requests: the checks before any rule is looked at (contract: rest-hosts 1.2 step 5)."""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol

import orjson

from functions.api.http.request import Request
from hbi.bounds import OutOfBounds, check_depth, check_document
from hbi.ids import CANONICAL, is_canonical_uuid, is_dashed_uuid
from hbi.problems import InvalidBody, UnsupportedMediaType
from hbi.text import listing, shorten

_JSON = "application/json"
_MOST_SHOWN = 80
_JSON_TYPES = {list: "array", str: "string", bool: "boolean", int: "number", float: "number"}


class Member(Protocol):
    """What a member of a body must be if it is there."""

    @property
    def schema(self) -> dict[str, Any]:
        """Its JSON Schema, for the API's description."""

    @property
    def expected(self) -> str:
        """What it must be, in words."""

    def admits(self, value: object) -> bool:
        """Whether a value passes before any rule is looked at."""


class TextMember(NamedTuple):
    """A string. The limits are for the description; rules check them."""

    shortest: int
    longest: int
    description: str

    @property
    def schema(self) -> dict[str, Any]:
        limits = {"minLength": self.shortest, "maxLength": self.longest}
        return {"type": "string", **limits, "description": self.description}

    @property
    def expected(self) -> str:
        return "of type 'string'"

    def admits(self, value: object) -> bool:
        return isinstance(value, str)


class UuidMember(NamedTuple):
    """A UUID with hyphens in lower case, or null."""

    description: str

    @property
    def schema(self) -> dict[str, Any]:
        pattern = f"^{CANONICAL}$"
        return {"type": ["string", "null"], "format": "uuid", "pattern": pattern, "description": self.description}

    @property
    def expected(self) -> str:
        return "a UUID in lower case with hyphens, or null"

    def admits(self, value: object) -> bool:
        return value is None or (isinstance(value, str) and is_canonical_uuid(value))


class TextListMember(NamedTuple):
    """A list of strings. Rules check them and their number."""

    shortest: int
    description: str

    @property
    def schema(self) -> dict[str, Any]:
        items = {"type": "string"}
        return {"type": "array", "items": items, "minItems": self.shortest, "description": self.description}

    @property
    def expected(self) -> str:
        return "a list of strings"

    def admits(self, value: object) -> bool:
        return isinstance(value, list) and all(isinstance(entry, str) for entry in value)


class GroupNameMember(NamedTuple):
    """The name of a group. The limits are for the description; rules check them."""

    shortest: int
    longest: int
    description: str

    @property
    def schema(self) -> dict[str, Any]:
        return TextMember(*self).schema

    @property
    def expected(self) -> str:
        return "of type 'string'"

    def admits(self, value: object) -> bool:
        return isinstance(value, str)

    def fault(self, value: object) -> str:
        """What is wrong with a value that is not admitted."""
        said = f"{_as_sent(value)} is not {self.expected}"
        return f"Group name cannot be null: {said}" if value is None else said


class UuidListMember(NamedTuple):
    """A list of UUIDs with hyphens in any letter case. Rules check their number and what they are."""

    description: str

    @property
    def schema(self) -> dict[str, Any]:
        return {"type": "array", "items": {"type": "string", "format": "uuid"}, "description": self.description}

    @property
    def expected(self) -> str:
        return "of type 'array'"

    def admits(self, value: object) -> bool:
        return isinstance(value, list) and all(isinstance(entry, str) and is_dashed_uuid(entry) for entry in value)

    def fault(self, value: object) -> str:
        """What is wrong with a value that is not admitted."""
        if isinstance(value, list):
            for place, entry in enumerate(value):
                if not isinstance(entry, str):
                    return f"{_as_sent(entry)} at {place} is not of type 'string'"
                if not is_dashed_uuid(entry):
                    return f"{_as_sent(entry)} at {place} does not match '{CANONICAL}'"
        return f"{_as_sent(value)} is not {self.expected}"


class IntegerMember(NamedTuple):
    """A whole number within limits."""

    minimum: int
    maximum: int
    description: str

    @property
    def schema(self) -> dict[str, Any]:
        limits = {"minimum": self.minimum, "maximum": self.maximum}
        return {"type": "integer", **limits, "description": self.description}

    @property
    def expected(self) -> str:
        return "of type 'integer'"

    def admits(self, value: object) -> bool:
        return type(value) is int and self.minimum <= value <= self.maximum

    def fault(self, value: object) -> str:
        if type(value) is not int:
            return f"{_as_sent(value)} is not {self.expected}"
        if value < self.minimum:
            return f"{value} is less than the minimum of {self.minimum}"
        return f"{value} is greater than the maximum of {self.maximum}"


class PatternMember(NamedTuple):
    """A string of a form and length."""

    longest: int
    pattern: str
    description: str

    @property
    def schema(self) -> dict[str, Any]:
        limits = {"minLength": 1, "maxLength": self.longest, "pattern": f"^{self.pattern}$"}
        return {"type": "string", **limits, "description": self.description}

    @property
    def expected(self) -> str:
        return "of type 'string'"

    def admits(self, value: object) -> bool:
        return isinstance(value, str) and len(value) <= self.longest and bool(re.fullmatch(self.pattern, value))

    def fault(self, value: object) -> str:
        """What is wrong with a value that is not admitted."""
        if not isinstance(value, str):
            return f"{_as_sent(value)} is not {self.expected}"
        faults = [] if 1 <= len(value) <= self.longest else [f"Length must be between 1 and {self.longest}."]
        if not re.fullmatch(self.pattern, value):
            faults.append(f"{_as_sent(value)} does not match '^{self.pattern}$'")
        return " ".join(faults)


class OptionalTextMember(NamedTuple):
    """A string or null. The limit is for the description; rules check it."""

    longest: int
    description: str

    @property
    def schema(self) -> dict[str, Any]:
        return {"type": ["string", "null"], "maxLength": self.longest, "description": self.description}

    @property
    def expected(self) -> str:
        return "of type 'string', or null"

    def admits(self, value: object) -> bool:
        return value is None or isinstance(value, str)


class BooleanMember(NamedTuple):
    """True or false."""

    description: str

    @property
    def schema(self) -> dict[str, Any]:
        return {"type": "boolean", "description": self.description}

    @property
    def expected(self) -> str:
        return "of type 'boolean'"

    def admits(self, value: object) -> bool:
        return isinstance(value, bool)


class NestedMember(NamedTuple):
    """An object, whose members rules check."""

    name: str
    """Of its schema in the API's description."""

    @property
    def schema(self) -> dict[str, Any]:
        return {"$ref": f"#/components/schemas/{self.name}"}

    @property
    def expected(self) -> str:
        return "of type 'object'"

    def admits(self, value: object) -> bool:
        return isinstance(value, dict)


class IdMember(NamedTuple):
    """A UUID with hyphens in any letter case."""

    description: str

    @property
    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "uuid", "description": self.description}

    @property
    def expected(self) -> str:
        return "a UUID with hyphens"

    def admits(self, value: object) -> bool:
        return isinstance(value, str) and is_dashed_uuid(value)


class ObjectBody(NamedTuple):
    """A JSON object."""

    name: str
    """Of its schema in the API's description."""
    members: Mapping[str, Member] = MappingProxyType({})
    is_open: bool = False
    """Whether it may have other members. Where it may not, rules refuse them."""
    is_closed: bool = False
    """Whether other members are refused before any rule is looked at. Such a body may be empty."""
    at_least_one_of: Sequence[frozenset[str]] = ()
    """Sets of members of which one must be there as a whole."""
    is_json_by_default: bool = False
    """Whether a body without content type is taken for JSON."""
    most_bytes: int | None = None
    """Of its text."""
    stored_as: str | None = None
    """What a body is called of which every member is stored as it is; the bounds of stored JSON count for it."""

    @property
    def schema(self) -> dict[str, Any]:
        """Its JSON Schema."""
        schema: dict[str, Any] = {"type": "object"}
        if self.members:
            schema["properties"] = {name: member.schema for name, member in self.members.items()}
        if not self.is_open:
            schema |= {"additionalProperties": False} | ({} if self.is_closed else {"minProperties": 1})
        if self.at_least_one_of:
            schema["description"] = f"Must hold at least one of: {_alternatives(self.at_least_one_of)}."
            schema["anyOf"] = [{"required": sorted(names)} for names in self.at_least_one_of]
        return schema

    def parse(self, request: Request) -> dict[str, Any]:
        """The object.

        Raises:
            UnsupportedMediaType: it is declared as something else than JSON.
            InvalidBody: it is missing, no JSON, no object, out of bounds, or a declared member is not what it must be.
        """
        if self.most_bytes is not None and len(request.body) > self.most_bytes:
            raise InvalidBody(f"The request body has {len(request.body)} bytes, more than {self.most_bytes}")
        document = _object(request, is_json_by_default=self.is_json_by_default)
        try:
            if self.stored_as is None:
                check_depth(request.body, document, "body")
            else:
                check_document(request.body, document, self.stored_as)
        except OutOfBounds as error:
            raise InvalidBody(str(error)) from None
        for name, member in self.members.items():
            if name in document and not member.admits(document[name]):
                raise InvalidBody(f"{_fault(member, document[name])} - '{name}'")
        if self.is_closed and (unknown := document.keys() - self.members.keys()):
            raise InvalidBody(f"Unknown field. - {shorten(min(unknown))}")
        if self.at_least_one_of and not any(names <= document.keys() for names in self.at_least_one_of):
            choice = "at least one of " if len(self.at_least_one_of) > 1 else ""
            raise InvalidBody(f"The body needs {choice}{_alternatives(self.at_least_one_of)}.")
        return document


class UuidListBody(NamedTuple):
    """A JSON array of UUIDs with hyphens; null stands for an empty one, which rules refuse."""

    name: str
    """Of its schema in the API's description."""
    description: str

    @property
    def schema(self) -> dict[str, Any]:
        """Its JSON Schema."""
        return {**UuidListMember(self.description).schema, "minItems": 1}

    def parse(self, request: Request) -> list[str]:
        """The ids as they were sent.

        Raises:
            UnsupportedMediaType: it is declared as something else than JSON.
            InvalidBody: it is missing, no JSON, no array, or an element is no UUID.
        """
        document = _json(request, is_json_by_default=True)
        if document is None:
            return []
        try:
            check_depth(request.body, document, "body")
        except OutOfBounds as error:
            raise InvalidBody(str(error)) from None
        member = UuidListMember(self.description)
        if not member.admits(document):
            raise InvalidBody(f"The request body: {member.fault(document)}.")
        return list(document)


def _json(request: Request, *, is_json_by_default: bool) -> Any:
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type and content_type != _JSON:
        raise UnsupportedMediaType(f"Invalid Content-type ({content_type}), expected {_JSON}")
    if not request.body or not (content_type or is_json_by_default):
        raise InvalidBody("RequestBody is required, with Content-Type application/json")
    try:
        return orjson.loads(request.body)
    except orjson.JSONDecodeError as error:
        raise InvalidBody(f"The request body is no JSON: {error}") from None


def _object(request: Request, *, is_json_by_default: bool) -> dict[str, Any]:
    document = _json(request, is_json_by_default=is_json_by_default)
    if document is None:
        raise InvalidBody("The request body must not be empty: a JSON object is needed, not null")
    if not isinstance(document, dict):
        raise InvalidBody(f"The request body is a JSON {_JSON_TYPES[type(document)]}, not of type 'object'")
    return document


def _fault(member: Member, value: object) -> str:
    if isinstance(member, GroupNameMember | IntegerMember | PatternMember | UuidListMember):
        return member.fault(value)
    return f"{_as_sent(value)} is not {member.expected}"


def _as_sent(value: object) -> str:
    """A value as a client writes it, cut."""
    text = orjson.dumps(value).decode()
    return text if len(text) <= _MOST_SHOWN else f"{text[: _MOST_SHOWN - 1]}…"


def _alternatives(alternatives: Sequence[frozenset[str]]) -> str:
    return "; ".join(listing(names) for names in alternatives)
