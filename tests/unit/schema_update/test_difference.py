"""Differences between schemas."""

from typing import Any

import pytest

from schema_update.difference import changes

TEXT = {"type": "string"}


def found(before: Any, after: Any) -> list[tuple[str, str, str]]:
    """Changes when a property becomes another; None is no property."""
    old, new = ({"type": "object", "properties": {} if node is None else {"it": node}} for node in (before, after))
    return [tuple(change) for change in changes(old, new)]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param(TEXT, TEXT, [], id="nothing"),
        pytest.param({**TEXT, "description": "a"}, {**TEXT, "description": "b"}, [], id="a description"),
        pytest.param(None, TEXT, [("added", "it", "string")], id="added"),
        pytest.param(TEXT, None, [("removed", "it", "string")], id="removed"),
        pytest.param(
            None,
            {"type": "object", "properties": {"a": TEXT}},
            [("added", "it", "object")],
            id="added with all that is below",
        ),
        pytest.param(
            {"type": "object", "properties": {}},
            {"type": "object", "properties": {"a": TEXT}},
            [("added", "it.a", "string")],
            id="added below",
        ),
        pytest.param(
            {"type": "array", "items": {**TEXT, "maxLength": 9}},
            {"type": "array", "items": {**TEXT, "maxLength": 8}},
            [("tightened", "it[]", "maxLength 9 → 8")],
            id="in items",
        ),
        pytest.param(TEXT, {**TEXT, "maxLength": 8}, [("tightened", "it", "maxLength any → 8")], id="new limit"),
        pytest.param({**TEXT, "maxLength": 8}, TEXT, [("loosened", "it", "maxLength 8 → any")], id="no limit"),
        pytest.param(
            {**TEXT, "maxLength": 8}, {**TEXT, "maxLength": 9}, [("loosened", "it", "maxLength 8 → 9")], id="longer"
        ),
        pytest.param(
            {"type": "integer", "minimum": 0, "maximum": 9},
            {"type": "integer", "minimum": 1, "maximum": 10},
            [("loosened", "it", "maximum 9 → 10"), ("tightened", "it", "minimum 0 → 1")],
            id="bounds",
        ),
        pytest.param(
            {**TEXT, "enum": ["a", "b"]},
            {**TEXT, "enum": ["b", "c"]},
            [("tightened", "it", "no longer a"), ("loosened", "it", "also c")],
            id="values",
        ),
        pytest.param(TEXT, {**TEXT, "enum": ["a"]}, [("tightened", "it", "enum any → …")], id="a list of values"),
        pytest.param(
            {**TEXT, "pattern": "a"}, {**TEXT, "pattern": "b"}, [("tightened", "it", "pattern a → b")], id="pattern"
        ),
        pytest.param({**TEXT, "pattern": "a"}, TEXT, [("loosened", "it", "pattern a → any")], id="no pattern"),
        pytest.param(TEXT, {**TEXT, "format": "ipv4"}, [("tightened", "it", "format any → ipv4")], id="format"),
        pytest.param(TEXT, {"type": "integer"}, [("tightened", "it", "type string → integer")], id="type"),
        pytest.param(
            {"type": "integer"}, {"type": "number"}, [("loosened", "it", "type integer → number")], id="wider type"
        ),
        pytest.param(
            {"type": "object", "required": ["a"]},
            {"type": "object", "required": ["b"]},
            [("tightened", "it", "required: b"), ("loosened", "it", "not required any more: a")],
            id="required members",
        ),
        pytest.param(
            {"type": "object"},
            {"type": "object", "additionalProperties": False},
            [("tightened", "it", "additionalProperties any → False")],
            id="no other members",
        ),
        pytest.param({"type": "object", "additionalProperties": True}, {"type": "object"}, [], id="other members"),
        pytest.param(
            {"type": "object", "additionalProperties": {"maxLength": 9}},
            {"type": "object", "additionalProperties": {"maxLength": 8}},
            [("tightened", "it.*", "maxLength 9 → 8")],
            id="in other members",
        ),
        pytest.param(
            {"type": "object"},
            {"type": "object", "properties": {}},
            [("tightened", "it", "no other members kept")],
            id="free in form no more",
        ),
        pytest.param(
            {"type": "integer", "minimum": 0},
            {"type": "number", "minimum": 1},
            [("loosened", "it", "type integer → number"), ("tightened", "it", "minimum 0 → 1")],
            id="wider type with a tighter limit",
        ),
        pytest.param(
            TEXT, {**TEXT, "x-wildcard": True}, [("loosened", "it", "filters take *")], id="filters with wildcards"
        ),
    ],
)
def test_changes(before: Any, after: Any, expected: Any):
    assert found(before, after) == expected


REFERENCE = {"$ref": "#/definitions/tree"}
FIELD = {"type": "object", "allOf": [REFERENCE]}
TREE = {"properties": {"": {"not": {}}}, "additionalProperties": REFERENCE, "items": REFERENCE}
TIGHTER = {**TREE, "maxProperties": 1}
OTHER = {"$ref": "#/definitions/other"}


def found_behind(before: Any, after: Any, field: Any = FIELD, **others: Any) -> list[tuple[str, str, str]]:
    """Changes of a field when the definition that it refers to becomes another."""
    old, new = (
        {"type": "object", "definitions": {"tree": tree} | more, "properties": {"it": field}}
        for tree, more in ((before, {}), (after, others))
    )
    return [tuple(change) for change in changes(old, new)]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param(TREE, TREE, [], id="nothing"),
        pytest.param(TREE, {**TREE, "description": "x"}, [], id="a description"),
        pytest.param(TREE, TIGHTER, [("tightened", "it", "maxProperties any → 1")], id="a limit"),
        pytest.param(TIGHTER, TREE, [("loosened", "it", "maxProperties 1 → any")], id="no limit"),
        pytest.param(
            TREE, {**TREE, "properties": {}}, [("loosened", "it.''", "not … → any")], id="a member may be there"
        ),
        pytest.param(
            TREE, {**TREE, "required": ["a"]}, [("tightened", "it", "required: a")], id="a member must be there"
        ),
        pytest.param(
            {**TREE, "properties": {"a": {"maxLength": 9}}},
            {**TREE, "properties": {"a": {"maxLength": 8}}},
            [("tightened", "it.a", "maxLength 9 → 8")],
            id="a limit of a member",
        ),
        pytest.param(
            {"additionalProperties": {**TREE, "maxLength": 9}},
            {"additionalProperties": {**TREE, "maxLength": 8}},
            [("tightened", "it.*", "maxLength 9 → 8")],
            id="a limit of other members",
        ),
        pytest.param(
            {**TREE, "additionalProperties": {"type": "string"}},
            {**TREE, "additionalProperties": False},
            [("tightened", "it", "additionalProperties any → False")],
            id="no other members",
        ),
        pytest.param(
            {"properties": {"a": {}}, "additionalProperties": False},
            {"properties": {}, "additionalProperties": False},
            [("tightened", "it.a", "not any → …")],
            id="a member that may not be there any more",
        ),
        pytest.param(
            {"type": ["string", "null"]},
            {"type": "string"},
            [("tightened", "it", "type null or string → string")],
            id="one type less",
        ),
        pytest.param(
            {"type": "string"},
            {"type": ["null", "string"], "maxLength": 9},
            [("loosened", "it", "type string → null or string"), ("tightened", "it", "maxLength any → 9")],
            id="one type more, and a limit",
        ),
        pytest.param(
            TREE,
            {**TREE, "anyOf": [{"required": ["a"]}]},
            [("tightened", "it", "anyOf any → …")],
            id="what only a definition can say",
        ),
        pytest.param(
            {"patternProperties": {"^x": {}}}, {}, [("loosened", "it", "patternProperties … → any")], id="no patterns"
        ),
        pytest.param(
            {"patternProperties": {"^x": {}}, "additionalProperties": True},
            {"additionalProperties": {}},
            [("loosened", "it", "patternProperties … → any")],
            id="no patterns, and all other members are fine",
        ),
        pytest.param(
            {**TREE, "patternProperties": {"^x": {}}},
            TREE,
            [("tightened", "it", "patternProperties … → any")],
            id="no patterns, so that what they took counts as other members",
        ),
        pytest.param(
            {"patternProperties": {"^x": {}}, "additionalProperties": False},
            {"additionalProperties": False},
            [("tightened", "it", "patternProperties … → any")],
            id="no patterns, so that what they took may not be there",
        ),
        pytest.param(
            {**TREE, "items": [{}]}, {**TREE, "items": []}, [("tightened", "it", "items … → …")], id="items one by one"
        ),
    ],
)
def test_changes_behind_a_reference(before: Any, after: Any, expected: Any):
    assert found_behind(before, after) == expected


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        pytest.param({"type": "array", "items": FIELD}, [("tightened", "it[]", "maxProperties any → 1")], id="items"),
        pytest.param(
            {"type": "object", "additionalProperties": REFERENCE},
            [("tightened", "it.*", "maxProperties any → 1")],
            id="other members",
        ),
        pytest.param(
            {"type": "object", "not": REFERENCE}, [("tightened", "it", "not refers to something else")], id="not"
        ),
    ],
)
def test_where_a_reference_may_stand(field: Any, expected: Any):
    assert found_behind(TREE, TIGHTER, field) == expected


def test_another_name_of_a_definition_is_no_change():
    assert found_behind(TREE, OTHER, other={**TREE, "items": OTHER, "additionalProperties": REFERENCE}) == []


def test_recursion_of_another_depth():
    """Two levels that refer to each other, where one referred to itself; the second one is tighter."""
    other = {**TREE, "maxItems": 5}
    after = {**TREE, "additionalProperties": OTHER, "items": OTHER}
    assert set(found_behind(TREE, after, other=other)) == {
        ("tightened", "it.*", "maxItems any → 5"),
    }
