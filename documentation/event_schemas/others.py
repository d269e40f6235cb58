"""Payload statuses, dead letters, rows of replication, messages to an external export service."""

from documentation.event_schemas.parts import (
    OPTIONAL_TEXT,
    OPTIONAL_UUID,
    TEXT,
    UUID,
    Schema,
    closed,
    described,
    message,
)

_STATUSES = ["received", "success", "error", "processing", "processing_success", "processing_error"]
_DIGITS: Schema = {"type": "string", "pattern": "^-?[0-9]+$"}

_STATUS: Schema = {
    "title": "Payload status",
    "description": "A step of a report or a deletion. Topic platform.payload-status; no key, no headers.",
    **closed(
        {
            "service": TEXT,
            "request_id": described(TEXT, "Without hyphens."),
            "status": {"enum": _STATUSES},
            "date": {
                "type": "string",
                "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?$",
                "description": "UTC, without offset.",
            },
            "status_msg": TEXT,
            "inventory_id": UUID,
        },
        optional=frozenset({"status_msg", "inventory_id"}),
    ),
}
_DEAD_LETTER: Schema = {
    "title": "Headers of a dead letter",
    "description": (
        "Topic platform.inventory.dead-letter. Key and value are those of the refused record; its own headers follow"
        " these. Where the broker takes no record of that size, hbi-omitted-bytes comes first and the value is empty."
    ),
    "type": "object",
    "properties": {
        "hbi-omitted-bytes": _DIGITS,
        "hbi-reason": described(TEXT, "Why the record was refused, at most 4096 characters."),
        "hbi-topic": TEXT,
        "hbi-partition": _DIGITS,
        "hbi-offset": _DIGITS,
        "hbi-timestamp": described(_DIGITS, "Of the record, in milliseconds since 1970."),
    },
    "required": ["hbi-reason", "hbi-topic", "hbi-partition", "hbi-offset", "hbi-timestamp"],
    "additionalProperties": TEXT,
}
_REPORT = message(
    "Replication: ReportResource",
    "Payload of a row of hbi.outbox: a new host, or one whose replicated members changed (aggregatetype hbi.hosts).",
    {
        "type": {"const": "host"},
        "reporter_type": {"const": "hbi"},
        "reporter_instance_id": {"const": "redhat"},
        "representations": closed(
            {
                "metadata": closed(
                    {
                        "local_resource_id": UUID,
                        "api_href": TEXT,
                        "console_href": TEXT,
                        "reporter_version": {"const": "1.0"},
                        "transaction_id": UUID,
                    }
                ),
                "common": closed({"workspace_id": OPTIONAL_UUID}),
                "reporter": closed(
                    {
                        "satellite_id": OPTIONAL_TEXT,
                        "subscription_manager_id": OPTIONAL_UUID,
                        "insights_id": UUID,
                        "ansible_host": OPTIONAL_TEXT,
                    }
                ),
            }
        ),
    },
)
_DELETE = message(
    "Replication: DeleteResource",
    "Payload of a row of hbi.outbox: a host that was deleted (aggregatetype hbi.hosts).",
    {
        "reference": closed(
            {
                "resource_type": {"const": "host"},
                "resource_id": UUID,
                "reporter": closed({"type": {"const": "HBI"}}),
            }
        )
    },
)
_FAILURE = message(
    "Failure told to an external export service",
    "Body of POST …/error: the file of an export cannot be had (contract: exports 10).",
    {"message": TEXT, "error": {"type": "integer", "minimum": 400, "maximum": 599}},
)

SCHEMAS: dict[str, Schema] = {
    "payload-status": _STATUS,
    "dead-letter-headers": _DEAD_LETTER,
    "replication-report-resource": _REPORT,
    "replication-delete-resource": _DELETE,
    "export-service-error": _FAILURE,
}
