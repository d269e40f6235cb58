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
            TEXT, {**TEXT, "x-wildcard": True}, [("loosened", "it", "filters take *")], id="filters with wildcards"
        ),
    ],
)
def test_changes(before: Any, after: Any, expected: Any):
    assert found(before, after) == expected
