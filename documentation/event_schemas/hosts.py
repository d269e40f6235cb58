"""Events of hosts: created, updated, deleted (contract: ingest-and-events 12)."""

from documentation.event_schemas.parts import (
    INSTANT,
    OBJECT,
    OPTIONAL_TEXT,
    OPTIONAL_UUID,
    TEXT,
    UUID,
    Schema,
    closed,
    described,
    list_of,
    message,
    nullable,
)

METADATA = closed({"request_id": described(OPTIONAL_TEXT, "Of the message or request that caused the event.")})

_CHECK_IN = closed(
    {
        "last_check_in": INSTANT,
        "stale_timestamp": INSTANT,
        "stale_warning_timestamp": INSTANT,
        "culled_timestamp": INSTANT,
        "check_in_succeeded": {"const": True},
    }
)
_ADDRESSES: Schema = {"type": ["array", "null"], "items": TEXT}
_TAG = closed({"namespace": OPTIONAL_TEXT, "key": TEXT, "value": OPTIONAL_TEXT})
_GROUP = closed({"id": UUID, "name": TEXT, "ungrouped": {"type": "boolean"}})
_FACTS = closed({"namespace": TEXT, "facts": described(OBJECT, "Empty for a namespace without facts.")})

HOST = closed(
    {
        "id": described(UUID, "The inventory's id of the host; also the key of the message."),
        "org_id": TEXT,
        "account": OPTIONAL_TEXT,
        "display_name": TEXT,
        "ansible_host": OPTIONAL_TEXT,
        "insights_id": described(UUID, "All zeros for a host without one."),
        "subscription_manager_id": OPTIONAL_TEXT,
        "satellite_id": OPTIONAL_TEXT,
        "bios_uuid": OPTIONAL_TEXT,
        "ip_addresses": _ADDRESSES,
        "mac_addresses": _ADDRESSES,
        "fqdn": OPTIONAL_TEXT,
        "provider_id": OPTIONAL_TEXT,
        "provider_type": {"enum": ["alibaba", "aws", "azure", "discovery", "gcp", "ibm", None]},
        "openshift_cluster_id": OPTIONAL_UUID,
        "facts": list_of(_FACTS),
        "tags": list_of(_TAG),
        "reporter": described(TEXT, "Who reported the host last."),
        "per_reporter_staleness": {"type": "object", "additionalProperties": _CHECK_IN},
        "created": INSTANT,
        "updated": INSTANT,
        "last_check_in": INSTANT,
        "stale_timestamp": INSTANT,
        "stale_warning_timestamp": INSTANT,
        "culled_timestamp": INSTANT,
        "groups": {**list_of(_GROUP), "description": "One, or none before the host has one."},
        "system_profile": {
            "type": "object",
            "description": "What is known of the profile; absent members are unknown.",
            "properties": {"host_type": {"enum": ["edge", ""]}},
        },
    }
)

_HEADERS = (
    "Key: the host's id. Headers: event_type, request_id, producer, insights_id, reporter, host_type, os_name,"
    " is_bootc."
)


def _change(event_type: str, when: str) -> Schema:
    return message(
        f"Host {event_type}",
        f"{when} Topic platform.inventory.events. {_HEADERS}",
        {
            "type": {"const": event_type},
            "timestamp": INSTANT,
            "platform_metadata": described(nullable(OBJECT), "Of the report, as it was sent; of the caller otherwise."),
            "metadata": METADATA,
            "host": HOST,
        },
    )


_DELETED = message(
    "Host deleted",
    f"A host was deleted by a client or the reaper. Topic platform.inventory.events. {_HEADERS}",
    {
        "type": {"const": "delete"},
        "id": UUID,
        "timestamp": INSTANT,
        "org_id": TEXT,
        "account": OPTIONAL_TEXT,
        "insights_id": OPTIONAL_UUID,
        "request_id": OPTIONAL_TEXT,
        "subscription_manager_id": OPTIONAL_TEXT,
        "initiated_by_frontend": {"type": "boolean"},
        "platform_metadata": described(nullable(OBJECT), "Null if the reaper deleted the host."),
        "metadata": METADATA,
    },
)

SCHEMAS: dict[str, Schema] = {
    "host-created": _change("created", "A host was reported for the first time."),
    "host-updated": _change("updated", "A host was reported again, or changed by a client, a workspace or a job."),
    "host-deleted": _DELETED,
}
