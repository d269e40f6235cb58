"""Context that the events of a report take from the record that brought it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from hbi import clock, tracing
from hbi.events import payload_status
from hbi.events.outbox import TRACE
from hbi.ingest.messages.records import Record
from hbi.settings import KafkaSettings

NOTHING: Mapping[str, Any] = MappingProxyType({})


def event_context(record: Record, request_id: str | None, settings: KafkaSettings) -> Mapping[str, Any]:
    """Members that the context of the record's event gets besides: marks of the payload tracker and of tracing.

    Mostly empty, because an outbox row costs what it carries.
    """
    trace = tracing.headers_of((name, value.decode("latin-1")) for name, value in record.headers)
    if not trace and not settings.payload_tracker_enabled:
        return NOTHING
    marks = payload_status.mark(request_id, clock.now(), settings)
    return {**marks, TRACE: trace} if trace else marks
