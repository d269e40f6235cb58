"""Schemas of JSON Schema 2020-12 in the dialect of OpenAPI 3.0."""

from typing import Any

import pytest

from functions.api.description.dialect import schema_30

GROUP = {"$ref": "#/components/schemas/Group"}
NULL = {"type": "null"}


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        pytest.param({"type": ["string", "null"]}, {"type": "string", "nullable": True}, id="a type or null"),
        pytest.param(
            {"type": ["string", "boolean"]}, {"anyOf": [{"type": "string"}, {"type": "boolean"}]}, id="several types"
        ),
        pytest.param({"oneOf": [GROUP, NULL]}, {"allOf": [GROUP], "nullable": True}, id="a reference or null"),
        pytest.param(
            {"anyOf": [GROUP, {"type": "string"}, NULL]},
            {"anyOf": [GROUP, {"type": "string"}], "nullable": True},
            id="alternatives and null",
        ),
        pytest.param({"const": "a"}, {"type": "string", "enum": ["a"]}, id="a constant"),
        pytest.param(
            {"type": "number", "exclusiveMinimum": 0},
            {"type": "number", "minimum": 0, "exclusiveMinimum": True},
            id="an exclusive limit",
        ),
        pytest.param(
            {"type": "number", "maximum": 1, "exclusiveMaximum": True},
            {"type": "number", "maximum": 1, "exclusiveMaximum": True},
            id="an exclusive limit of draft 4",
        ),
        pytest.param({"type": "string", "examples": ["a", "b"]}, {"type": "string", "example": "a"}, id="examples"),
        pytest.param(
            {**GROUP, "description": "Its group."},
            {"description": "Its group.", "allOf": [GROUP]},
            id="members beside a reference",
        ),
        pytest.param({"type": "array"}, {"type": "array", "items": {}}, id="a list of anything"),
        pytest.param(
            {"type": "array", "items": [{"type": "string"}]}, {"type": "array", "items": {}}, id="a list by position"
        ),
        pytest.param(
            {"type": "string", "format": "uuid", "pattern": "^[0-9a-f-]+$", "minLength": 36, "maxLength": 36},
            {"type": "string", "format": "uuid"},
            id="constraints of text on what becomes another type",
        ),
        pytest.param(
            {"type": "string", "format": "ipv4", "pattern": "^1"},
            {"type": "string", "format": "ipv4", "pattern": "^1"},
            id="constraints of text on a format that stays text",
        ),
        pytest.param({"type": "integer"}, {"type": "integer", "format": "int64"}, id="an integer without limits"),
        pytest.param(
            {"type": "integer", "minimum": 0, "maximum": 2**31},
            {"type": "integer", "minimum": 0, "maximum": 2**31, "format": "int64"},
            id="an integer of more than 32 bits",
        ),
        pytest.param(
            {"type": "integer", "minimum": 0, "maximum": 2**31 - 1},
            {"type": "integer", "minimum": 0, "maximum": 2**31 - 1},
            id="an integer of 32 bits",
        ),
        pytest.param({"const": 200}, {"type": "integer", "enum": [200]}, id="a constant number of 32 bits"),
        pytest.param(
            {"type": "object", "anyOf": [{"required": ["a"]}, {"required": ["b"]}]},
            {"type": "object"},
            id="alternatives of required members",
        ),
        pytest.param(
            {"type": "object", "patternProperties": {"^a": {}}, "additionalProperties": False},
            {"type": "object"},
            id="members by pattern",
        ),
        pytest.param(
            {"type": "object", "propertyNames": {"pattern": "^a"}, "x-dynamic": True},
            {"type": "object"},
            id="keywords that it does not know",
        ),
        pytest.param(
            {"type": "object", "properties": {"type": {"type": ["string", "null"]}, "const": True}},
            {"type": "object", "properties": {"type": {"type": "string", "nullable": True}, "const": {}}},
            id="members named like keywords",
        ),
        pytest.param(
            {"type": "object", "additionalProperties": {"type": "array", "items": {"const": True}}},
            {
                "type": "object",
                "additionalProperties": {"type": "array", "items": {"type": "boolean", "enum": [True]}},
            },
            id="schemas within",
        ),
    ],
)
def test_schema(sent: dict[str, Any], expected: dict[str, Any]) -> None:
    assert schema_30(sent) == expected


@pytest.mark.parametrize(
    "schema", [pytest.param({"type": "null"}, id="null"), pytest.param({"type": ["null"]}, id="[null]")]
)
def test_null_alone_is_refused(schema: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="null alone"):
        schema_30(schema)
