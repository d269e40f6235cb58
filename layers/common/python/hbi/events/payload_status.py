"""What the payload tracker hears of a report (contract: ingest-and-events 14)."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import orjson

from hbi.events.messages import Message
from hbi.settings import KafkaSettings

type Status = Literal["received", "success", "error", "processing", "processing_success", "processing_error"]

RECEIVED = "message received"
PROCESSING = "host operation complete"
SKIPPED = "skipped: the host does not exist any more"
REFUSED = "the broker does not take the event"

_RECEIVED_ON = "received_on"
_TICK = timedelta(microseconds=1)
"""Between statuses of one moment: the tracker puts them in the order of their dates."""


def mark(request_id: str | None, received_on: datetime, settings: KafkaSettings) -> dict[str, Any]:
    """What the context of an event holds besides, so that its publisher sends the statuses of the report.

    Empty when the report is not tracked: the tracker is off, or nobody could tell by its request id.
    """
    if not settings.payload_tracker_enabled or request_id is None:
        return {}
    return {_RECEIVED_ON: received_on.isoformat()}


def status(
    settings: KafkaSettings, request_id: str, status: Status, date: datetime, status_msg: str | None = None
) -> Message:
    """One message of the tracker: no key, no headers.

    >>> settings = KafkaSettings.load({"KAFKA_BOOTSTRAP_SERVERS": "b:1"})
    >>> status(settings, "a-1", "success", datetime(2031, 5, 1, tzinfo=UTC)).value
    b'{"date":"2031-05-01T00:00:00","request_id":"a1","service":"inventory-mq-service","status":"success"}'
    """
    body = {
        "service": settings.payload_tracker_service,
        "request_id": request_id.replace("-", ""),
        "status": status,
        "date": date.astimezone(UTC).replace(tzinfo=None),
    }
    if status_msg is not None:
        body["status_msg"] = status_msg
    return Message(settings.payload_status_topic, None, orjson.dumps(body, option=orjson.OPT_SORT_KEYS), [])


def of_published(
    settings: KafkaSettings,
    context: Mapping[str, Any],
    now: datetime,
    outcome: Literal["processing_success", "processing_error"],
    status_msg: str | None = None,
) -> list[Message]:
    """Statuses of a stored report whose event was sent, or could not be; none when it is not tracked.

    Args:
        context: of the event.
    """
    received = context.get(_RECEIVED_ON)
    if received is None:
        return []
    request_id = context["request_id"]
    return [
        status(settings, request_id, "received", datetime.fromisoformat(received), RECEIVED),
        status(settings, request_id, "success", now),
        status(settings, request_id, "processing", now + _TICK, PROCESSING),
        status(settings, request_id, outcome, now + 2 * _TICK, status_msg),
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
