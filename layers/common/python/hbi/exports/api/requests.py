"""Requests to the exports API, checked in the contract's order (contract: exports 3)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, cast
from uuid import UUID

import orjson

from hbi.bounds import OutOfBounds, check_document
from hbi.exports.records import APPLICATION, RESOURCE, UnsupportedSource
from hbi.problems import InvalidBody, InvalidParameter
from hbi.profile.instants import nearest_instant, parse_instant
from hbi.text import listing

LIFE = timedelta(days=7)
LONGEST_LIFE = timedelta(days=30)
FORMATS = ("csv", "json", "ndjson", "parquet")
DEFAULT_LIMIT = 100
MOST_SOURCES = 100
LONGEST_NAME = 255
LARGEST_NUMBER = 2**63 - 1

type SortKey = Literal["created_on", "expires_on", "name"]

_SORTS: Mapping[str, SortKey] = {
    "created": "created_on",
    "created_at": "created_on",
    "expires": "expires_on",
    "expires_at": "expires_on",
    "name": "name",
}
_RFC3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt](?!24)\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
_DAY_OR_SECOND = re.compile(r"\d{4}-\d\d-\d\d(T(?!24)\d\d:\d\d:\d\dZ)?", re.ASCII)
_NUMBER = re.compile(r"\+?\d{1,19}", re.ASCII)


@dataclass(frozen=True, slots=True)
class NewSource:
    """A source as asked for; `filters` is echoed. The worker finds out what it means."""

    application: str
    resource: str
    filters: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class NewExport:
    """An accepted body of POST /exports."""

    name: str
    format: str
    expires_on: datetime
    sources: tuple[NewSource, ...]


@dataclass(frozen=True, slots=True)
class ExportQuery:
    """Accepted parameters of GET /exports. An instant selects the closed day that begins with it."""

    name: str | None = None
    status: str | None = None
    created_at: datetime | None = None
    expires_at: datetime | None = None
    application: str | None = None
    resource: str | None = None
    sort: SortKey = "created_on"
    descending: bool = False
    limit: int = DEFAULT_LIMIT
    offset: int = 0


def parse_create(
    body: bytes, now: datetime, *, most_sources: int = MOST_SOURCES, honours_filters: bool = False
) -> NewExport:
    """The export that a body of POST /exports asks for.

    Args:
        honours_filters: whether filters count that name no view, so that they have to be understood.
    Raises:
        InvalidBody: not JSON, a member of the wrong type, a long name, no sources or too many, unusable filters or
            format.
        UnsupportedSource: a source names something that we do not export.
    """
    document = _decode(body)
    name = _name(document)
    export_format = _text(document, "format")
    expires_on = _expiry(document.get("expires_at"), now)
    sources = _sources(document.get("sources"))
    if not sources:
        raise InvalidBody("no sources provided")
    if len(sources) > most_sources:
        raise InvalidBody(f"too many sources: {len(sources)}, at most {most_sources} are taken")
    pairs = [(_text(source, "application"), _text(source, "resource")) for source in sources]
    if any(pair != (APPLICATION, RESOURCE) for pair in pairs):
        raise UnsupportedSource("Payload does not match Configured Exports")
    filters = [_filters(source.get("filters"), position, body) for position, source in enumerate(sources)]
    if honours_filters:
        _check_selections(filters)
    if export_format not in FORMATS:
        raise InvalidBody(f"invalid or missing payload format: expected one of {listing(FORMATS)}")
    new = (NewSource(*pair, accepted) for pair, accepted in zip(pairs, filters, strict=True))
    return NewExport(name, export_format, expires_on, tuple(new))


def parse_query(parameters: Iterable[tuple[str, str]]) -> ExportQuery:
    """The query that a list request makes.

    Args:
        parameters: decoded pairs of the query string in their order; the first of a name counts, an empty value
            counts as absent, unknown names are ignored.
    Raises:
        InvalidParameter: a value is refused; the text quotes it.
    """
    values: dict[str, str] = {}
    for name, value in parameters:
        values.setdefault(name, value)
    values = {name: value for name, value in values.items() if value}
    return ExportQuery(
        name=_exact(values, "name"),
        status=_exact(values, "status"),
        created_at=_day(values, "created_at"),
        expires_at=_day(values, "expires_at"),
        application=_exact(values, "application"),
        resource=_exact(values, "resource"),
        sort=_sort(values.get("sort", "created")),
        descending=_descending(values.get("dir", "asc")),
        limit=_number(values, "limit", DEFAULT_LIMIT),
        offset=_number(values, "offset", 0),
    )


def parse_export_id(text: str) -> str:
    """The id in a path as stored; accepts a UUID with or without dashes, braces or `urn:uuid:`, in any letter case.

    Raises:
        InvalidParameter: it is none.
    """
    try:
        return str(UUID(text))
    except ValueError:
        raise InvalidParameter("id", got=text, expected="a UUID") from None


def _decode(body: bytes) -> dict[str, Any]:
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise InvalidBody(f"invalid JSON in the request body: {error}") from None
    if document is None:
        raise InvalidBody("invalid request body: it must not be empty")
    if not isinstance(document, dict):
        raise InvalidBody("invalid request body: expected a JSON object")
    return document


def _text(document: Mapping[str, Any], name: str) -> str:
    value = document.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or "\0" in value:
        raise InvalidBody(f"invalid value of {name}: expected a string")
    return value


def _name(document: Mapping[str, Any]) -> str:
    name = _text(document, "name")
    if len(name) > LONGEST_NAME:
        raise InvalidBody(f"invalid value of name: longer than {LONGEST_NAME} characters")
    return name


def _expiry(value: object, now: datetime) -> datetime:
    if value is None:
        return now + LIFE
    if not isinstance(value, str) or not _RFC3339.fullmatch(value):
        raise InvalidBody("invalid value of expires_at: expected an RFC 3339 date-time")
    try:
        return min(nearest_instant(value), now + LONGEST_LIFE)
    except ValueError:
        raise InvalidBody("invalid value of expires_at: expected an RFC 3339 date-time") from None


def _sources(value: object) -> list[dict[str, Any]]:
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(source, dict) for source in value):
        raise InvalidBody("invalid value of sources: expected a list of objects")
    for source in value:
        _check_source_id(source.get("id"))
    return cast("list[dict[str, Any]]", value)


def _check_source_id(value: object) -> None:
    """Ids are ours to give, but one that is no UUID makes the body undecodable all the same."""
    if value is None:
        return
    try:
        UUID(cast("str", value))
    except (ValueError, AttributeError, TypeError):
        raise InvalidBody("invalid value of sources.id: expected a UUID") from None


def _filters(value: object, position: int, body: bytes) -> Mapping[str, Any] | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        raise InvalidBody("invalid json format of filters: expected an object")
    try:
        check_document(body, value, f"sources[{position}].filters")
    except OutOfBounds as error:
        raise InvalidBody(f"invalid json format of filters: {error}") from None
    return value


def _check_selections(filters: Iterable[Mapping[str, Any] | None]) -> None:
    from hbi.exports.api import selections

    for document in filters:
        if not document or selections.view_id_of(document) is not None:
            continue
        try:
            selections.of_filters(document)
        except selections.Unselectable as error:
            raise InvalidBody(f"invalid json format of filters: {error}") from None


def _exact(values: Mapping[str, str], name: str) -> str | None:
    value = values.get(name)
    if value is not None and "\0" in value:
        raise InvalidParameter(name, got=value, expected="text without NUL characters")
    return value


def _day(values: Mapping[str, str], name: str) -> datetime | None:
    value = values.get(name)
    if value is None:
        return None
    try:
        if not _DAY_OR_SECOND.fullmatch(value):
            raise ValueError(value)
        return parse_instant(value)
    except ValueError:
        raise InvalidParameter(
            name, got=value, fault="is not a valid date in ISO 8601", expected="YYYY-MM-DD or YYYY-MM-DDTHH:MM:SSZ"
        ) from None


def _sort(value: str) -> SortKey:
    if value not in _SORTS:
        raise InvalidParameter("sort", got=value, expected="one of " + ", ".join(_SORTS))
    return _SORTS[value]


def _descending(value: str) -> bool:
    if value not in {"asc", "desc"}:
        raise InvalidParameter("dir", got=value, expected="asc or desc")
    return value == "desc"


def _number(values: Mapping[str, str], name: str, default: int) -> int:
    value = values.get(name)
    if value is None:
        return default
    if not _NUMBER.fullmatch(value) or int(value) > LARGEST_NUMBER:
        raise InvalidParameter(name, got=value, expected="an integer that is not negative")
    return int(value)
