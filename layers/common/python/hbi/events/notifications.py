"""Messages of the notification topic (contract: ingest-and-events 13)."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from hbi.documents import to_bytes, value_of
from hbi.events.messages import PRODUCER, Headers, Message, StoredHost
from hbi.hosts.canonical_facts import as_sent
from hbi.hosts.documents import groups_of
from hbi.stored import mapping, objects

type NotificationType = Literal["new-system-registered", "system-became-stale", "system-deleted", "validation-error"]


def new_system_registered(
    topic: str, host: StoredHost, *, request_id: str | None, timestamp: datetime, console: str
) -> Message:
    """Notification that a host was reported for the first time. `console` is the host name of the web interface."""
    row = host.row
    return _notification(
        topic,
        "new-system-registered",
        org_id=row.org_id,
        request_id=request_id,
        timestamp=timestamp,
        context=_shown(host, console),
        payload={**_ids_and_groups(host), "reporter": row.reporter, "system_check_in": row.created_on},
    )


def system_became_stale(topic: str, host: StoredHost, *, timestamp: datetime, console: str) -> Message:
    """Notification that a host has not checked in for its time to stale."""
    return _notification(
        topic,
        "system-became-stale",
        org_id=host.row.org_id,
        request_id=None,
        timestamp=timestamp,
        context=_shown(host, console),
        payload=_ids_and_groups(host),
    )


def system_deleted(
    topic: str, org_id: str, host_id: str, *, context: Mapping[str, Any], timestamp: datetime
) -> Message:
    """Notification that a host was deleted. All that it says comes from `context`, see `outbox.delete_context`."""
    last: Mapping[str, Any] = mapping(context.get("last_seen"))
    return _notification(
        topic,
        "system-deleted",
        org_id=org_id,
        request_id=context.get("request_id"),
        timestamp=timestamp,
        context={
            "inventory_id": host_id,
            "hostname": last.get("fqdn") or "",
            "display_name": last.get("display_name") or last.get("fqdn") or host_id,
            "rhel_version": rhel_version(last.get("operating_system")),
            "tags": last.get("tags") or {},
        },
        payload={
            "insights_id": context.get("insights_id"),
            "subscription_manager_id": context.get("subscription_manager_id") or "",
            "satellite_id": last.get("satellite_id") or "",
            "groups": groups_shown(last.get("groups")),
        },
    )


def validation_error(
    topic: str, data: Mapping[str, Any], *, request_id: str | None, reason: str, timestamp: datetime
) -> Message:
    """Notification to a reporter that its message is refused. `data` is the message's own, as it was sent."""
    display_name = data.get("display_name")
    return _notification(
        topic,
        "validation-error",
        org_id=data.get("org_id"),
        request_id=request_id,
        timestamp=timestamp,
        context={"event_name": "Host Validation Error", "display_name": display_name},
        payload={
            "request_id": request_id,
            "display_name": display_name,
            "canonical_facts": as_sent(data),
            "error": {"code": "VE001", "message": reason, "stack_trace": None, "severity": "error"},
        },
    )


def rhel_version(operating_system: Any) -> str:
    """`major.minor` of RHEL; nothing for other systems.

    >>> rhel_version({"name": "RHEL", "major": 9, "minor": 4})
    '9.4'
    """
    system = mapping(operating_system)
    if str(system.get("name")).lower() != "rhel":
        return ""
    return f"{system.get('major')}.{system.get('minor')}"


def groups_shown(groups: Any) -> list[dict[str, Any]]:
    """Groups as notifications name them."""
    return [{"id": group.get("id"), "name": group.get("name")} for group in objects(groups)]


def _shown(host: StoredHost, console: str) -> dict[str, Any]:
    row = host.row
    return {
        "inventory_id": row.id,
        "hostname": row.fqdn or "",
        "display_name": row.display_name or row.fqdn or row.id,
        "rhel_version": rhel_version(host.operating_system),
        "tags": value_of(host.tags) or {},
        "host_url": f"https://{console}/insights/inventory/{row.id}",
    }


def _ids_and_groups(host: StoredHost) -> dict[str, Any]:
    row = host.row
    return {
        "insights_id": row.insights_id,
        "subscription_manager_id": row.subscription_manager_id or "",
        "satellite_id": row.satellite_id or "",
        "groups": groups_shown(groups_of(row)),
    }


def _notification(
    topic: str,
    event_type: NotificationType,
    *,
    org_id: object,
    request_id: str | None,
    timestamp: datetime,
    context: Mapping[str, Any],
    payload: Mapping[str, Any],
) -> Message:
    body = {
        "org_id": org_id,
        "application": "inventory",
        "bundle": "rhel",
        "event_type": event_type,
        "timestamp": timestamp,
        "context": context,
        "events": [{"metadata": {}, "payload": payload}],
    }
    headers: Headers = [("event_type", event_type.encode()), ("producer", PRODUCER)]
    if request_id is not None:
        headers.insert(1, ("request_id", str(request_id).encode()))
    headers.append(("rh-message-id", str(uuid.uuid4()).encode()))
    return Message(topic, None, to_bytes(body), headers)
