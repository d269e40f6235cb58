"""Messages that the inventory takes (contract: ingest-and-events 3, 5, 8, 11, 17, 18; exports 8).

A schema admits whatever is accepted, and refuses most of what is not: rules about several members, sizes and the fields
of profiles are not in it.
"""

from documentation.event_schemas.parts import (
    OBJECT,
    OPTIONAL_TEXT,
    TEXT,
    Schema,
    closed,
    described,
    list_of,
    nullable,
    opened,
)
from hbi.app_data.fields import APPLICATIONS, KEY
from hbi.hosts.canonical_facts import ID_FACTS
from hbi.ingest.messages.report import HostReport

_ANY: Schema = {}
_INSTANT: Schema = {"type": "string", "description": "An instant in ISO 8601; UTC where it has no offset."}
_NESTED_TAGS: Schema = {
    "type": "object",
    "additionalProperties": {
        "type": ["object", "null"],
        "additionalProperties": {"type": ["array", "null"], "items": OPTIONAL_TEXT},
    },
}
_FLAT_TAGS = list_of(opened({"namespace": OPTIONAL_TEXT, "key": TEXT, "value": OPTIONAL_TEXT}, required=("key",)))
_OVERRIDES: dict[str, Schema] = {
    "provider_type": described(
        {"type": ["string", "null"], "minLength": 1, "maxLength": 50},
        "alibaba, aws, azure, discovery, gcp or ibm, in any letter case; only together with provider_id.",
    ),
    "canonical_facts_version": described(_ANY, "0 or 1."),
    "is_virtual": described(_ANY, "A boolean, also as text or number. Needed with canonical_facts_version 1."),
    "facts": list_of(closed({"namespace": TEXT, "facts": OBJECT})),
    "tags": {"anyOf": [_NESTED_TAGS, _FLAT_TAGS]},
    "system_profile": described(
        OBJECT, "Fields: docs/system-profile-fields.md. Null is nowhere allowed; integers and booleans may be texts."
    ),
}
_NEVER_NULL = frozenset({"account", "display_name", "ansible_host"})


def _data(*, needs_reporter: bool) -> Schema:
    """The members of a report, from the model that reads them. Their patterns count in any letter case."""
    model = HostReport.model_json_schema()
    members = {
        name: _OVERRIDES.get(name) or _member(schema, model["$defs"], is_nullable=name not in _NEVER_NULL)
        for name, schema in model["properties"].items()
    }
    required = ("org_id", "reporter") if needs_reporter else ("org_id",)
    return opened(members, required=required)


def _member(schema: Schema, definitions: dict[str, Schema], *, is_nullable: bool) -> Schema:
    """A member's schema, complete in itself and without what pydantic adds for its own sake."""
    choices: list[Schema] = [choice for choice in schema.get("anyOf", [schema]) if choice != {"type": "null"}]
    (choice,) = choices
    choice = definitions[choice["$ref"].rpartition("/")[2]] if "$ref" in choice else choice
    kept = {name: value for name, value in choice.items() if name not in {"title", "default"}}
    return {**kept, "type": [kept["type"], "null"]} if is_nullable and "anyOf" in schema else kept


def _envelope(title: str, description: str, data: Schema) -> Schema:
    schema = closed(
        {
            "operation": described(TEXT, "Its value means nothing; add_host is usual."),
            "operation_args": opened({"defer_to_reporter": _ANY}),
            "platform_metadata": opened(
                {
                    "request_id": described(_ANY, "A text that labels logs, events and payload statuses."),
                    "b64_identity": described(_ANY, "base64 of the reporter's identity document."),
                }
            ),
            "data": data,
        },
        optional=frozenset({"operation_args", "platform_metadata"}),
    )
    return {"title": title, "description": description, **schema}


def _host_report() -> Schema:
    data = {**_data(needs_reporter=True), "anyOf": [{"required": [fact]} for fact in ID_FACTS]}
    return _envelope(
        "Host report", "A reporter tells what it knows of a host. Topic platform.inventory.host-ingress.", data
    )


def _profile() -> Schema:
    data = _data(needs_reporter=False)
    data["properties"] = {
        "id": described(OPTIONAL_TEXT, "UUID of the host, where its facts do not name it."),
        **data["properties"],
    }
    data["properties"]["reporter"] = _ANY
    return _envelope(
        "System profile", "The profile of a known host alone. Topic platform.inventory.system-profile.", data
    )


_FIELD_KINDS: dict[str, Schema] = {
    "INTEGER": {"type": ["integer", "number", "string", "null"], "description": "32 bits."},
    "DATETIME": nullable(_INSTANT),
    "UUID": OPTIONAL_TEXT,
    "JSONB": {"type": ["array", "null"], "items": {"type": "object", "required": ["id", "name"]}},
}


def _app_data() -> Schema:
    fields: dict[str, Schema] = {
        column.name: _FIELD_KINDS.get(column.type.__class__.__name__.upper(), OPTIONAL_TEXT)
        for table in APPLICATIONS.values()
        for column in table.columns
        if column.name not in KEY
    }
    described_fields = {
        "type": "object",
        "description": "Fields of the application in the header: docs/contract/rest-groups-staleness-views.md 8.3.",
        "properties": dict(sorted(fields.items())),
    }
    return {
        "title": "Application data",
        "description": (
            "What an application knows of hosts. Topic platform.inventory.host-apps; header application is one of"
            f" {', '.join(sorted(APPLICATIONS))}."
        ),
        **closed(
            {
                "org_id": {"type": "string", "minLength": 1, "maxLength": 36},
                "timestamp": _INSTANT,
                "hosts": list_of(closed({"id": TEXT, "data": described_fields})),
            }
        ),
    }


def _workspace() -> Schema:
    workspace = closed(
        {
            "id": TEXT,
            "name": {"type": "string", "maxLength": 255},
            **dict.fromkeys(("type", "created", "modified"), OPTIONAL_TEXT),
        },
        optional=frozenset({"type", "created", "modified"}),
    )
    change = closed(
        {
            "operation": {"enum": ["create", "update", "delete"]},
            "org_id": {"type": "string", "minLength": 1, "maxLength": 36},
            "account_number": OPTIONAL_TEXT,
            "workspace": workspace,
        },
        optional=frozenset({"account_number"}),
    )
    payload = {
        "type": "string",
        "contentMediaType": "application/json",
        "contentSchema": change,
        "description": "The change as JSON text.",
    }
    return {
        "title": "Change of a workspace",
        "description": "A workspace was created, changed or deleted. Topic outbox.event.workspace.",
        **closed(
            {
                "schema": described(_ANY, "The connector's description of the payload; not looked at."),
                "payload": payload,
            }
        ),
    }


def _export_request() -> Schema:
    request = opened(
        {
            "application": TEXT,
            "export_request_uuid": {"type": "string"},
            "uuid": described(TEXT, "The source."),
            "format": described(_ANY, "csv or json, in any letter case."),
            "resource": _ANY,
            "x-rh-identity": _ANY,
            "filters": _ANY,
        },
        required=("application", "export_request_uuid", "uuid"),
    )
    return {
        "title": "Request of an external export service",
        "description": "An export service asks for the hosts of an organisation. Topic platform.export.requests.",
        **opened(
            {
                "source": described(TEXT, "urn:redhat:source:console:app:export-service; others are skipped."),
                "redhatorgid": TEXT,
                "data": opened({"resource_request": request}, required=("resource_request",)),
            },
            required=("source", "data"),
        ),
    }


SCHEMAS: dict[str, Schema] = {
    "host-report": _host_report(),
    "system-profile": _profile(),
    "application-data": _app_data(),
    "workspace-change": _workspace(),
    "export-request": _export_request(),
}
