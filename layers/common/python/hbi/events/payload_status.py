"""Messages to the payload tracker (contract: ingest-and-events 14, rest-hosts 8.1 and 8.3)."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import orjson

from hbi.events.messages import Message
from hbi.settings import KafkaSettings

type PayloadStatus = Literal["received", "success", "error", "processing", "processing_success", "processing_error"]

RECEIVED = "message received"
PROCESSING = "host operation complete"
SKIPPED = "skipped: the host does not exist any more"
REFUSED = "the broker does not take the event"
DELETED = "deleted host"
NOT_DELETED = "not deleted host"

type FinalStatus = Literal["processing_success", "processing_error"]

_RECEIVED_ON = "received_on"
_RECEIVED_BY = "received_by"
_DELETED_BY = "deleted_by"
_TICK = timedelta(microseconds=1)
"""Between statuses of one moment: the tracker puts them in the order of their dates."""


def mark(request_id: str | None, received_on: datetime, settings: KafkaSettings) -> dict[str, Any]:
    """Members of an event's context by which its publisher sends the statuses of the report.

    The publisher may be another function: who received the report is part of it.
    Empty when the report is not tracked: the tracker is off, or the report has no request id.
    """
    if not settings.payload_tracker_enabled or request_id is None:
        return {}
    return {_RECEIVED_ON: received_on.isoformat(), _RECEIVED_BY: settings.payload_tracker_service}


def mark_deletion(request_id: str | None, settings: KafkaSettings) -> dict[str, Any]:
    """Members of a delete event's context by which its publisher sends the statuses of the deletion."""
    if not settings.payload_tracker_enabled or request_id is None:
        return {}
    return {_DELETED_BY: settings.payload_tracker_service}


def status(
    settings: KafkaSettings,
    request_id: str,
    status: PayloadStatus,
    date: datetime,
    status_msg: str | None = None,
    **about: str,
) -> Message:
    """One message of the tracker: no key, no headers.

    Args:
        about: further members, `inventory_id` or another `service`.

    >>> settings = KafkaSettings.load({"KAFKA_BOOTSTRAP_SERVERS": "b:1"})
    >>> status(settings, "a-1", "success", datetime(2031, 5, 1, tzinfo=UTC)).value
    b'{"date":"2031-05-01T00:00:00","request_id":"a1","service":"inventory-mq-service","status":"success"}'
    """
    body = {
        "service": settings.payload_tracker_service,
        "request_id": request_id.replace("-", ""),
        "status": status,
        "date": date.astimezone(UTC).replace(tzinfo=None),
        **about,
    }
    if status_msg is not None:
        body["status_msg"] = status_msg
    return Message(settings.payload_status_topic, None, orjson.dumps(body, option=orjson.OPT_SORT_KEYS), [])


def of_published(
    settings: KafkaSettings,
    context: Mapping[str, Any],
    now: datetime,
    outcome: FinalStatus,
    status_msg: str | None = None,
) -> list[Message]:
    """Statuses of a stored report whose event was sent, or could not be; none when it is not tracked.

    Args:
        context: of the event.
    """
    received = context.get(_RECEIVED_ON)
    if received is None:
        return []
    # Rows of the version before do not have it.
    request_id, about = context["request_id"], {"service": context.get(_RECEIVED_BY, settings.payload_tracker_service)}
    return [
        status(settings, request_id, "received", datetime.fromisoformat(received), RECEIVED, **about),
        status(settings, request_id, "success", now, **about),
        status(settings, request_id, "processing", now + _TICK, PROCESSING, **about),
        status(settings, request_id, outcome, now + 2 * _TICK, status_msg, **about),
    ]


def of_deleted(
    settings: KafkaSettings,
    context: Mapping[str, Any],
    host_id: str,
    now: datetime,
    outcome: FinalStatus,
    status_msg: str | None = None,
) -> list[Message]:
    """Statuses of a deleted host whose event was sent, or could not be; none when the deletion is not tracked.

    Args:
        context: of the event.
    """
    service = context.get(_DELETED_BY)
    if service is None:
        return []
    request_id, about = context["request_id"], {"inventory_id": host_id, "service": service}
    return [
        status(settings, request_id, "processing", now, DELETED, **about),
        status(settings, request_id, outcome, now + _TICK, status_msg, **about),
    ]


def of_not_deleted(
    settings: KafkaSettings, request_id: str | None, host_ids: Iterable[str], now: datetime
) -> list[Message]:
    """Statuses of hosts that a request was about to delete when they were gone, or not what it named any more."""
    if not settings.payload_tracker_enabled or request_id is None:
        return []
    return [
        message
        for host_id in host_ids
        for message in (
            status(settings, request_id, "processing", now, NOT_DELETED, inventory_id=host_id),
            status(settings, request_id, "processing_success", now + _TICK, inventory_id=host_id),
        )
    ]


def of_rejected(
    settings: KafkaSettings, request_id: str | None, now: datetime, *, cause: str, reason: str
) -> list[Message]:
    """Statuses of a report that was refused; none when it is not tracked. `cause` names the failure's class."""
    if not settings.payload_tracker_enabled or request_id is None:
        return []
    return [
        status(settings, request_id, "received", now, RECEIVED),
        status(settings, request_id, "error", now + _TICK, f"{cause} encountered in (handle_message): {reason}"),
    ]
