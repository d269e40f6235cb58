"""Notifications (contract: ingest-and-events 13)."""

from documentation.event_schemas.parts import (
    INSTANT,
    OBJECT,
    OPTIONAL_TEXT,
    TEXT,
    UUID,
    UUID_OR_EMPTY,
    Schema,
    closed,
    described,
    list_of,
    message,
)
from hbi.hosts.canonical_facts import as_sent

_GROUPS = list_of(closed({"id": UUID, "name": TEXT}))
_HOST = {
    "inventory_id": UUID,
    "hostname": described(TEXT, "The fqdn, or empty."),
    "display_name": TEXT,
    "rhel_version": described(TEXT, "`major.minor` of RHEL, or empty."),
    "tags": described(OBJECT, "Namespace, key, values."),
}
_IDS = {
    "insights_id": described(UUID, "All zeros without one."),
    "subscription_manager_id": UUID_OR_EMPTY,
    "satellite_id": described(TEXT, "A UUID, ten digits, or empty."),
    "groups": _GROUPS,
}
_ANY: Schema = {}


def _notification(event_type: str, description: str, context: Schema, payload: Schema, org_id: Schema = TEXT) -> Schema:
    return message(
        f"Notification {event_type}",
        f"{description} Topic platform.notifications.ingress; no key."
        " Headers: event_type, request_id (if there is one), producer, rh-message-id.",
        {
            "org_id": org_id,
            "application": {"const": "inventory"},
            "bundle": {"const": "rhel"},
            "event_type": {"const": event_type},
            "timestamp": INSTANT,
            "context": context,
            "events": {
                "type": "array",
                "minItems": 1,
                "maxItems": 1,
                "items": closed({"metadata": {"const": {}}, "payload": payload}),
            },
        },
    )


_ERROR = closed(
    {"code": {"const": "VE001"}, "message": TEXT, "stack_trace": {"type": "null"}, "severity": {"const": "error"}}
)
_AS_SENT = "As the message had it: whatever it is, for the message was refused."

SCHEMAS: dict[str, Schema] = {
    "notification-new-system-registered": _notification(
        "new-system-registered",
        "A host was reported for the first time.",
        closed({**_HOST, "host_url": TEXT}),
        closed({**_IDS, "reporter": TEXT, "system_check_in": INSTANT}),
    ),
    "notification-system-became-stale": _notification(
        "system-became-stale",
        "A host has not checked in for its time to stale.",
        closed({**_HOST, "host_url": TEXT}),
        closed(_IDS),
    ),
    "notification-system-deleted": _notification("system-deleted", "A host was deleted.", closed(_HOST), closed(_IDS)),
    "notification-validation-error": _notification(
        "validation-error",
        "A report was refused.",
        closed({"event_name": {"const": "Host Validation Error"}, "display_name": described(_ANY, _AS_SENT)}),
        closed(
            {
                "request_id": OPTIONAL_TEXT,
                "display_name": described(_ANY, _AS_SENT),
                "canonical_facts": described(closed(dict.fromkeys(as_sent({}), _ANY)), _AS_SENT),
                "error": _ERROR,
            }
        ),
        org_id=described(_ANY, _AS_SENT),
    ),
}
