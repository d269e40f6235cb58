"""What the schemas of messages are made of."""

from typing import Any

type Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
OPTIONAL_TEXT: Schema = {"type": ["string", "null"]}
UUID: Schema = {"type": "string", "format": "uuid"}
OPTIONAL_UUID: Schema = {"type": ["string", "null"], "format": "uuid"}
UUID_OR_EMPTY: Schema = {"anyOf": [UUID, {"const": ""}]}
INSTANT: Schema = {"type": "string", "format": "date-time", "description": "ISO 8601 with offset, in UTC."}
OBJECT: Schema = {"type": "object"}


def message(title: str, description: str, properties: dict[str, Schema], **more: Any) -> Schema:
    """A message of which every member is always there, and no other."""
    return {"title": title, "description": description, **closed(properties), **more}


def closed(properties: dict[str, Schema], *, optional: frozenset[str] = frozenset()) -> Schema:
    """An object with these members and no others."""
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def opened(properties: dict[str, Schema], *, required: tuple[str, ...] = ()) -> Schema:
    """An object that may have members which nobody looks at."""
    return {"type": "object", "properties": properties, "required": list(required)}


def list_of(items: Schema) -> Schema:
    """A list."""
    return {"type": "array", "items": items}


def described(schema: Schema, description: str) -> Schema:
    """The schema with a description."""
    return {**schema, "description": description}


def nullable(schema: Schema) -> Schema:
    """The schema, or null."""
    return {"anyOf": [schema, {"type": "null"}]}
