"""The API's descriptions avoid what generators of clients stumble over, although it is valid."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.api import BASE, EXPORT_BASE, Client

ANONYMOUS = {"x-rh-identity": None}
CONVERTED = {"binary", "byte", "date", "date-time", "duration", "time", "uuid"}
"""Formats of which generators make other types than text."""
BASES = pytest.mark.parametrize("base", [BASE, EXPORT_BASE])


def described(api: Client, base: str) -> dict[str, Any]:
    document: dict[str, Any] = api.get(f"{base}/openapi.json", headers=ANONYMOUS).json
    return document


def nodes(part: Any, path: str = "#") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every object in a document, with its place; not those whose members have names of their own."""
    if isinstance(part, dict):
        if not path.endswith("/properties"):
            yield path, part
        for name, value in part.items():
            yield from nodes(value, f"{path}/{name}")
    elif isinstance(part, list):
        for number, entry in enumerate(part):
            yield from nodes(entry, f"{path}/{number}")


@BASES
def test_no_converted_text_has_constraints_of_text(api: Client, base: str) -> None:
    """A generated Python client cannot be imported: pydantic has no patterns for UUIDs."""
    assert [
        path
        for path, node in nodes(described(api, base))
        if node.get("format") in CONVERTED and node.keys() & {"pattern", "minLength", "maxLength"}
    ] == []


@BASES
def test_no_list_has_a_default(api: Client, base: str) -> None:
    """A generated Go client does not compile."""
    assert [
        path for path, node in nodes(described(api, base)) if node.get("type") == "array" and "default" in node
    ] == []


@BASES
def test_integers_that_outgrow_32_bits_say_so(api: Client, base: str) -> None:
    """A generated Go client cannot decode the size of a host's memory."""
    limit = 2**31 - 1
    assert [
        path
        for path, node in nodes(described(api, base))
        if node.get("type") == "integer"
        and not all(abs(value) <= limit for value in node.get("enum", [node.get("maximum", limit + 1)]))
        and node.get("format") != "int64"
    ] == []


@BASES
def test_alternatives_are_types(api: Client, base: str) -> None:
    """A generated check-in holds nothing if its alternatives only name required members."""
    assert [
        path
        for path, node in nodes(described(api, base))
        for name in ("anyOf", "oneOf", "allOf")
        if any(entry.keys() <= {"required"} for entry in node.get(name, ()))
    ] == []


@BASES
def test_references_stand_alone(api: Client, base: str) -> None:
    assert [path for path, node in nodes(described(api, base)) if "$ref" in node and len(node) > 1] == []


def test_a_download_is_described_where_its_redirect_leads(api: Client) -> None:
    """Generated clients make their result from the described answer; without one it is nothing."""
    answers = described(api, EXPORT_BASE)["paths"]["/exports/{id}"]["get"]["responses"]
    archive = {"schema": {"type": "string", "format": "binary"}}
    assert answers["200"]["content"] == {"application/zip": archive, "application/octet-stream": archive}
    assert "location" in answers["302"]["headers"]


def test_texts_are_described_too(api: Client) -> None:
    answers = described(api, EXPORT_BASE)["paths"]["/ping"]["get"]["responses"]
    assert answers["200"]["content"] == {"text/plain": {"schema": {"type": "string"}}}


def test_parameters_of_exports_are_described_as_they_are_checked(api: Client) -> None:
    paths = described(api, EXPORT_BASE)["paths"]
    schemas = {parameter["name"]: parameter["schema"] for parameter in paths["/exports"]["get"]["parameters"]}
    assert schemas["limit"] == {"type": "integer", "minimum": 0, "maximum": 2**63 - 1, "format": "int64"}
    assert schemas["sort"]["enum"] == ["created_at", "expires_at", "name"]
    assert schemas["dir"]["enum"] == ["asc", "desc"]
    for path in ("/exports/{id}", "/exports/{id}/status"):
        (parameter,) = paths[path]["get"]["parameters"]
        assert parameter["schema"] == {"type": "string", "format": "uuid"}
