"""Schemas of others, brought into our form."""

from typing import Any

import pytest

from hbi.profile.schema.adopt import UUID_PATTERN, InvalidSchema, adopted

INSTALLED = {
    "$schema": "http://json-schema.org/draft-04/schema#",
    "title": "System profile",
    "description": "All of it",
    "x-annotations": {},
    "type": "object",
    "properties": {
        "arch": {"description": "Architecture", "type": "string", "maxLength": 50},
        "workloads": {
            "description": "Software",
            "type": "object",
            "x-dynamic": True,
            "x-merge": True,
            "properties": {"sap": {"description": "SAP", "type": "object", "properties": {}}},
        },
        "sap": {"description": "Older", "type": "object", "x-legacy": True, "x-moves-to": "workloads.sap"},
    },
}


def schema_of(**properties: Any) -> dict[str, Any]:
    """A schema with these properties at the top."""
    return {"type": "object", "properties": properties}


def field(sent: Any, **definitions: Any) -> Any:
    """What becomes of one property."""
    return adopted({**schema_of(it=sent), "$defs": definitions}, INSTALLED)["properties"]["it"]


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        pytest.param({"type": "string", "maxLength": 9}, {"type": "string", "maxLength": 9}, id="limits stay"),
        pytest.param({"type": ["string"]}, {"type": "string"}, id="a list of one type"),
        pytest.param({"enum": ["a", "b"]}, {"type": "string", "enum": ["a", "b"]}, id="texts are of type string"),
        pytest.param({"const": "a", "type": "string"}, {"type": "string", "enum": ["a"]}, id="a constant"),
        pytest.param({"properties": {}}, {"type": "object", "properties": {}}, id="with properties an object"),
        pytest.param(
            {"items": {"type": "string"}}, {"type": "array", "items": {"type": "string"}}, id="with items an array"
        ),
        pytest.param(
            {"type": "string", "title": "x", "example": 1, "default": "a", "x-indexed": False, "$comment": "x"},
            {"type": "string"},
            id="what has no effect is dropped",
        ),
        pytest.param({"type": "integer", "format": "date-time"}, {"type": "integer"}, id="a format of texts only"),
        pytest.param({"type": "object", "x-merge": True}, {"type": "object", "x-merge": True}, id="merged"),
        pytest.param({"type": "string", "x-wildcard": True}, {"type": "string", "x-wildcard": True}, id="wildcard"),
        pytest.param({"type": "string", "x-wildcard": False}, {"type": "string"}, id="no wildcard"),
        pytest.param({"type": "string", "x-dynamic": True}, {"type": "string", "x-dynamic": True}, id="dynamic"),
        pytest.param(
            {"type": "integer", "exclusiveMinimum": 0, "exclusiveMaximum": 9},
            {"type": "integer", "minimum": 1, "maximum": 8},
            id="exclusive bounds",
        ),
        pytest.param(
            {"type": "integer", "minimum": 0, "exclusiveMinimum": True},
            {"type": "integer", "minimum": 1},
            id="exclusive bounds of draft 4",
        ),
        pytest.param(
            {"type": "string", "pattern": r"^\d+\.[\d]\\d$"},
            {"type": "string", "pattern": r"^[0-9]+\.[\d]\\d$"},
            id="digits are ASCII",
        ),
        pytest.param(
            {"type": "string", "pattern": UUID_PATTERN.strip("^$"), "maxLength": 36},
            {"type": "string", "format": "uuid", "pattern": UUID_PATTERN},
            id="an id by its pattern",
        ),
        pytest.param(
            {"type": "string", "format": "uuid"},
            {"type": "string", "format": "uuid", "pattern": UUID_PATTERN},
            id="an id by its format",
        ),
        pytest.param(
            {"type": "string", "pattern": UUID_PATTERN.strip("^$")},
            {"type": "string", "pattern": UUID_PATTERN.strip("^$")},
            id="text that holds an id is none",
        ),
    ],
)
def test_property(sent: Any, expected: Any):
    assert field(sent) == {"description": "Not described", **expected}


SHARED = {"type": "string", "maxLength": 9, "description": "Shared"}


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param({"$ref": "#/$defs/Shared"}, id="a reference"),
        pytest.param({"allOf": [{"$ref": "#/$defs/Shared"}]}, id="a reference in allOf"),
        pytest.param({"allOf": [SHARED]}, id="allOf of one"),
        pytest.param({"$ref": "#/$defs/Alias"}, id="a reference to a reference"),
    ],
)
def test_references_are_followed(sent: Any):
    assert field(sent, Shared=SHARED, Alias={"$ref": "#/$defs/Shared"}) == SHARED


def test_what_stands_beside_a_reference_goes_first():
    assert field({"$ref": "#/$defs/Shared", "description": "Mine"}, Shared=SHARED)["description"] == "Mine"


def test_recursion_stays_a_reference():
    tree = {"type": "object", "additionalProperties": {"$ref": "#/$defs/Tree"}}
    document = adopted({**schema_of(it={"$ref": "#/$defs/Tree"}), "$defs": {"Tree": tree}}, INSTALLED)
    assert document["properties"]["it"] == {
        "description": "Not described",
        "type": "object",
        "allOf": [{"$ref": "#/definitions/Tree"}],
    }
    assert document["definitions"] == {
        "Tree": {"type": "object", "additionalProperties": {"$ref": "#/definitions/Tree"}}
    }


def test_definitions_of_one_name_stay_apart():
    """Only the last step of a reference names a definition."""
    trees = {"Tree": {"maxProperties": 1, "items": {"$ref": "#/$defs/Tree"}}}
    others = {"Tree": {"maxProperties": 2, "items": {"$ref": "#/definitions/Tree"}}}
    sent = schema_of(a={"type": "object", "$ref": "#/$defs/Tree"}, b={"type": "object", "$ref": "#/definitions/Tree"})
    document = adopted({**sent, "$defs": trees, "definitions": others}, INSTALLED)
    of_fields = [document["properties"][name]["allOf"][0]["$ref"].split("/")[-1] for name in "ab"]
    assert [document["definitions"][name]["maxProperties"] for name in of_fields] == [1, 2]
    assert adopted(document, INSTALLED) == document


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(schema_of(arch={"type": "string"}), id="properties at the top"),
        pytest.param({"$defs": {"SystemProfile": schema_of(arch={"type": "string"})}}, id="in $defs"),
        pytest.param({"definitions": {"SystemProfile": schema_of(arch={"type": "string"})}}, id="in definitions"),
        pytest.param(
            {"$ref": "#/$defs/It", "$defs": {"It": schema_of(arch={"type": "string"})}}, id="behind a reference"
        ),
    ],
)
def test_where_the_profile_is(sent: Any):
    assert adopted(sent, INSTALLED)["properties"] == {"arch": {"description": "Architecture", "type": "string"}}


def test_our_annotations_stay_and_our_order_too():
    properties = {
        "color": {"type": "string"},
        "sap": {"type": "object"},
        "workloads": {"type": "object", "properties": {"sap": {"type": "object", "description": "Newer"}}},
    }
    document = adopted(schema_of(**properties), INSTALLED)
    assert list(document["properties"]) == ["workloads", "sap", "color"]
    workloads = document["properties"]["workloads"]
    assert (workloads["x-dynamic"], workloads["x-merge"], workloads["description"]) == (True, True, "Software")
    assert workloads["properties"]["sap"]["description"] == "Newer"
    assert document["properties"]["sap"]["x-moves-to"] == "workloads.sap"


@pytest.mark.parametrize(
    ("sent", "fault"),
    [
        pytest.param({"type": ["string", "null"]}, "it: needs one type out of", id="two types"),
        pytest.param({}, "it: needs one type out of", id="no type"),
        pytest.param({"type": "array"}, "it: an array needs one schema for its items", id="array of anything"),
        pytest.param({"type": "string", "oneOf": [{}]}, "it: the inventory does not understand oneOf", id="choices"),
        pytest.param({"type": "string", "maxLength": "9"}, "it: no JSON Schema: maxLength", id="wrong limit"),
        pytest.param({"type": "object", "properties": []}, "it: no JSON Schema: properties", id="wrong properties"),
        pytest.param({"$ref": "#/$defs/None"}, "it: reference #/$defs/None leads nowhere", id="dangling reference"),
        pytest.param({"$ref": "other.yaml"}, "it: reference 'other.yaml' does not lead into the document", id="file"),
        pytest.param({"allOf": [{}, {}]}, "it: allOf is understood with one member only", id="several in allOf"),
        pytest.param({"type": "number", "exclusiveMinimum": 0}, "it: exclusiveMinimum is understood for", id="bound"),
        pytest.param("string", "it: not a schema: 'string'", id="no schema"),
        pytest.param({"properties": {"a b": {"type": "string"}}}, "it.a b: a name has letters", id="a name"),
    ],
)
def test_what_is_not_understood(sent: Any, fault: str):
    with pytest.raises(InvalidSchema) as caught:
        field(sent)
    assert len(caught.value.faults) == 1
    assert caught.value.faults[0].startswith(fault)


PROPERTIES = {"arch": {"type": "string"}}
IN_DEFINITIONS = {"$defs": {"SystemProfile": {"properties": PROPERTIES}}}


@pytest.mark.parametrize(
    ("keywords", "expected"),
    [
        pytest.param({"required": ["arch"]}, {"required": ["arch"]}, id="required"),
        pytest.param({"additionalProperties": False}, {"additionalProperties": False}, id="no other properties"),
        pytest.param(
            {"additionalProperties": {"$ref": "#/$defs/any"}, "$defs": {"any": {"minLength": 1}}},
            {"additionalProperties": {"$ref": "#/definitions/any"}, "definitions": {"any": {"minLength": 1}}},
            id="others by reference",
        ),
        pytest.param(
            {"title": "x", "$id": "x", "$comment": "x", "x-owner": "x", "$defs": {}, "default": {}, "type": ["object"]},
            {},
            id="what has no effect is dropped",
        ),
    ],
)
def test_what_is_asked_of_the_profile(keywords: Any, expected: Any):
    document = adopted({"properties": PROPERTIES, **keywords}, INSTALLED)
    kept = {name: value for name, value in document.items() if name not in INSTALLED}
    assert (kept, document["title"]) == (expected, "System profile")


@pytest.mark.parametrize(
    ("sent", "fault"),
    [
        *(
            pytest.param(
                {"properties": PROPERTIES, **keyword}, f"the profile: the inventory does not understand {name}", id=name
            )
            for keyword in (
                {"minProperties": 2},
                {"maxProperties": 2},
                {"anyOf": [{"required": ["arch"]}]},
                {"patternProperties": {"^x": {"type": "string"}}},
                {"dependencies": {"arch": ["color"]}},
                {"not": {"required": ["color"]}},
                {"enum": [{}]},
                {"if": {}},
                {"$dynamicRef": "#x"},
            )
            for name in keyword
        ),
        pytest.param(
            {"properties": PROPERTIES, "type": ["object", "null"]}, "the profile: must be of type object", id="a type"
        ),
        pytest.param(
            {**IN_DEFINITIONS, "required": ["arch"]},
            "the document: the inventory does not understand required",
            id="beside $defs/SystemProfile",
        ),
        pytest.param(
            {**IN_DEFINITIONS, "$ref": "#/$defs/SystemProfile", "minProperties": 1},
            "the profile: the inventory does not understand minProperties",
            id="beside a reference",
        ),
        pytest.param(
            {"properties": PROPERTIES, "additionalProperties": {"items": {"const": 1}}},
            "the profile: the inventory does not understand const",
            id="within other properties",
        ),
    ],
)
def test_what_is_not_understood_of_the_profile(sent: Any, fault: str):
    with pytest.raises(InvalidSchema) as caught:
        adopted(sent, INSTALLED)
    assert [text[: len(fault)] for text in caught.value.faults] == [fault]


def test_a_definition_that_stays_asks_for_what_is_obeyed():
    tree = {"items": {"$ref": "#/$defs/Tree"}, "properties": {"const": {"anyOf": [{}, {"propertyNames": {}}]}}}
    with pytest.raises(InvalidSchema) as caught:
        field({"type": "object", "$ref": "#/$defs/Tree"}, Tree=tree)
    assert caught.value.faults == ["definitions.Tree: the inventory does not understand propertyNames"]


@pytest.mark.parametrize(
    "node",
    [
        pytest.param({"type": "string"}, id="text"),
        pytest.param({"type": "string", "format": "date-time"}, id="instant"),
        pytest.param({"type": "integer"}, id="number"),
        pytest.param({"type": "array", "items": {"type": "object"}}, id="list"),
    ],
)
def test_only_objects_are_merged(node: Any):
    with pytest.raises(InvalidSchema, match="it: x-merge is understood for objects only"):
        field({**node, "x-merge": True})
    with pytest.raises(InvalidSchema, match="workloads: x-merge is understood for objects only"):
        adopted(schema_of(workloads=node), INSTALLED)


def test_every_fault_is_told():
    with pytest.raises(InvalidSchema) as caught:
        adopted(schema_of(a={}, b={"type": "array"}), INSTALLED)
    assert [fault.partition(":")[0] for fault in caught.value.faults] == ["a", "b"]
