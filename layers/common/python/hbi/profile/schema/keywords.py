"""Keywords of JSON Schema: which ones the inventory takes where, and which ones nothing would obey."""

from collections.abc import Collection, Mapping
from typing import Any

ASSERTIONS = (
    "format",
    "enum",
    "pattern",
    "minLength",
    "minimum",
    "maximum",
    "multipleOf",
    "maxLength",
    "minItems",
    "maxItems",
    "uniqueItems",
    "required",
    "minProperties",
    "maxProperties",
    "additionalProperties",
    "not",
)
"""Keywords that a property may have about its values, in the order in which they are kept."""

OF_PROPERTY = {*ASSERTIONS, "type", "items", "properties", "allOf", "const", "exclusiveMinimum", "exclusiveMaximum"}

OF_PROFILE = ("required", "additionalProperties")
"""Keywords that the profile as a whole may have."""

_WITHOUT_EFFECT = {
    "description",
    "title",
    "example",
    "examples",
    "default",
    "deprecated",
    "readOnly",
    "writeOnly",
    "contentEncoding",
    "contentMediaType",
    "id",
    "definitions",
    "$defs",
    "$schema",
    "$id",
    "$anchor",
    "$comment",
}
_SCHEMAS = ("items", "additionalItems", "additionalProperties", "not", "allOf", "anyOf", "oneOf")
_SCHEMAS_BY_NAME = ("properties", "patternProperties", "dependencies")
_DRAFT_4 = {*OF_PROPERTY, *_SCHEMAS, *_SCHEMAS_BY_NAME, "$ref"} - {"const"}


def others(node: Mapping[str, Any], known: Collection[str]) -> set[str]:
    """Keywords of one node that ask for something but are not known."""
    asking = {str(name) for name in node} - _WITHOUT_EFFECT - set(known)
    return {name for name in asking if not name.startswith("x-")}


def others_within(part: Any) -> set[str]:
    """Keywords at any depth that draft 4 does not have, for a part that validates as it was sent."""
    found: set[str] = set()
    pending = [part]
    while pending:
        node = pending.pop()
        if isinstance(node, list):
            pending += node
        elif isinstance(node, dict):
            found |= others(node, _DRAFT_4)
            pending += [node[name] for name in _SCHEMAS if name in node]
            named = [node[name] for name in _SCHEMAS_BY_NAME if isinstance(node.get(name), dict)]
            pending += [schema for schemas in named for schema in schemas.values()]
    return found
