"""Turns schemas of JSON Schema 2020-12 into those of OpenAPI 3.0, which every generator of clients reads.

Constraints that OpenAPI 3.0 has no keyword for are left out, so the description never refuses what the API sends.
"""

from collections.abc import Mapping
from typing import Any

type Schema = dict[str, Any]

# Generators turn texts of these formats into other types (uuid.UUID, datetime), on which constraints of text fail.
CONVERTED_FORMATS = frozenset({"binary", "byte", "date", "date-time", "duration", "time", "uuid"})
TEXT_CONSTRAINTS = frozenset({"maxLength", "minLength", "pattern"})

_KEPT = frozenset(
    {
        *("title", "description", "default", "example", "deprecated", "readOnly", "writeOnly", "discriminator"),
        *("multipleOf", "maximum", "minimum", "exclusiveMaximum", "exclusiveMinimum", "format", "enum", "nullable"),
        *("maxLength", "minLength", "pattern", "maxItems", "minItems", "uniqueItems", "maxProperties"),
        *("minProperties", "required", "type", "properties", "additionalProperties", "items", "not"),
        *("allOf", "anyOf", "oneOf", "$ref"),
    }
)
_TYPES = {bool: "boolean", int: "integer", float: "number", str: "string", list: "array", dict: "object"}
_LARGEST_32_BITS = 2**31 - 1
_NULL: Schema = {"type": "null"}


def to_openapi_30(document: Mapping[str, Any]) -> dict[str, Any]:
    """A document of OpenAPI 3.1 whose schemas are in the dialect of 3.0.

    Raises:
        ValueError: a schema admits nothing but null, which OpenAPI 3.0 cannot say.
    """
    converted = {name: _within(name, part) for name, part in document.items()}
    components = converted.get("components", {})
    schemas = {name: schema_30(schema) for name, schema in document.get("components", {}).get("schemas", {}).items()}
    return {**converted, "openapi": "3.0.3", "components": {**components, "schemas": schemas}}


def _within(name: str, part: Any) -> Any:
    if isinstance(part, list):
        return [_within("", entry) for entry in part]
    if not isinstance(part, dict):
        return part
    return schema_30(part) if name == "schema" else {key: _within(key, value) for key, value in part.items()}


def schema_30(schema: Schema | bool) -> Schema:
    """One schema with all that it holds.

    >>> schema_30({"type": ["string", "null"], "format": "uuid", "pattern": "^[0-9a-f-]{36}$"})
    {'type': 'string', 'format': 'uuid', 'nullable': True}
    """
    if isinstance(schema, bool):
        return {} if schema else {"not": {}}
    converted = _without_null(dict(schema))
    _write_constant(converted)
    _write_exclusive_limits(converted)
    _open_to_patterns(converted)
    _leave_out_bare_alternatives(converted)
    if examples := converted.pop("examples", None):
        converted.setdefault("example", examples[0])
    if converted.get("format") in CONVERTED_FORMATS:
        converted = {name: value for name, value in converted.items() if name not in TEXT_CONSTRAINTS}
    if converted.get("type") == "integer" and not _fits_32_bits(converted):
        converted.setdefault("format", "int64")
    if converted.get("type") == "array":
        converted.setdefault("items", {})
    converted = {name: _nested(name, value) for name, value in converted.items() if name in _KEPT}
    return _reference_alone(converted)


def _without_null(schema: Schema) -> Schema:
    """Null as a mark on the schema instead of as one of its types."""
    types = schema.get("type")
    if types in ("null", ["null"]):
        raise ValueError(f"OpenAPI 3.0 has no type for null alone: {schema!r:.200}")
    if isinstance(types, list):
        named = [entry for entry in types if entry != "null"]
        is_nullable = len(named) < len(types)
        schema = {name: value for name, value in schema.items() if name != "type"}
        schema = {"type": named[0], **schema} if len(named) == 1 else {**schema, "anyOf": [{"type": t} for t in named]}
        return {**schema, "nullable": True} if is_nullable else schema
    for name in ("anyOf", "oneOf"):
        if _NULL in schema.get(name, ()):
            others = [entry for entry in schema[name] if entry != _NULL]
            rest = {key: value for key, value in schema.items() if key != name}
            return {**rest, ("allOf" if len(others) == 1 else name): others, "nullable": True}
    return schema


def _fits_32_bits(schema: Schema) -> bool:
    """Whether a type of 32 bits holds every value; generators choose one for integers without format."""
    limits = schema.get("minimum"), schema.get("maximum")
    values = schema.get("enum") or limits
    return all(value is not None and abs(value) <= _LARGEST_32_BITS for value in values)


def _write_constant(schema: Schema) -> None:
    if "const" in schema:
        value = schema.pop("const")
        schema.setdefault("type", _TYPES[type(value)])
        schema["enum"] = [value]


def _write_exclusive_limits(schema: Schema) -> None:
    for limit, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        value = schema.get(exclusive)
        if value is not None and not isinstance(value, bool):
            schema |= {limit: value, exclusive: True}


def _open_to_patterns(schema: Schema) -> None:
    """Members whose names match a pattern cannot be told from others, so all others are admitted."""
    if schema.pop("patternProperties", None) and schema.get("additionalProperties") is False:
        del schema["additionalProperties"]


def _leave_out_bare_alternatives(schema: Schema) -> None:
    """Alternatives that only tell which members are required: generators make a type of each, which holds nothing."""
    for name in ("allOf", "anyOf", "oneOf"):
        if name in schema and all(entry.keys() <= {"required"} for entry in schema[name] if isinstance(entry, dict)):
            del schema[name]


def _nested(name: str, value: Any) -> Any:
    if name == "properties":
        return {member: schema_30(schema) for member, schema in value.items()}
    if name in {"allOf", "anyOf", "oneOf"}:
        return [schema_30(schema) for schema in value]
    if name == "items" and isinstance(value, list):
        return {}
    if name in {"items", "not"} or (name == "additionalProperties" and isinstance(value, dict)):
        return schema_30(value)
    return value


def _reference_alone(schema: Schema) -> Schema:
    """Whatever stands beside a reference is ignored in OpenAPI 3.0."""
    if "$ref" in schema and len(schema) > 1:
        return {
            **{name: value for name, value in schema.items() if name != "$ref"},
            "allOf": [{"$ref": schema["$ref"]}],
        }
    return schema
