"""Schemas of what other applications know about a host, for the API description."""

from typing import Any

from hbi.queries.filters.fields.application_fields import SHOWN
from hbi.queries.filters.fields.field import FieldKind

type Schema = dict[str, Any]

ALL_APPLICATIONS = "ConsumerApplicationsData"
"""Name of the schema of all applications together."""

_POLICY: Schema = {
    "type": "object",
    "properties": {"id": {"type": "string", "format": "uuid"}, "name": {"type": "string"}},
    "required": ["id", "name"],
}
_FIELDS: dict[FieldKind, Schema] = {
    "integer": {"type": ["integer", "null"]},
    "string": {"type": ["string", "null"]},
    "uuid": {"type": "string", "format": "uuid", "description": "Absent if there is none."},
    "date-time": {"type": ["string", "null"], "format": "date-time"},
    "array": {
        "type": ["array", "null"],
        "description": "Policies that the host is measured against.",
        "items": _POLICY,
    },
}


def _schemas() -> dict[str, Schema]:
    """By name. No member is required: `fields` chooses them, and an application may know nothing of a host."""
    schemas: dict[str, Schema] = {}
    members: dict[str, Schema] = {}
    for application, fields in SHOWN.items():
        name = f"{application.capitalize()}AppData"
        properties = {field: _FIELDS[kind] for field, kind in fields.items()}
        schemas[name] = {"type": "object", "properties": properties}
        members[application] = {"$ref": f"#/components/schemas/{name}"}
    described = "Applications that know something about the host."
    return {**schemas, ALL_APPLICATIONS: {"type": "object", "description": described, "properties": members}}


APPLICATION_SCHEMAS = _schemas()
