"""Context that the events of a report take from the record that brought it."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from hbi import clock
from hbi.events import payload_status
from hbi.events.outbox import TRACE
from hbi.ingest.messages.records import Record
from hbi.settings import KafkaSettings

_TRACE_HEADERS = frozenset({"traceparent", "tracestate"})
_MAX_TRACE_LENGTH = 512
"""Length of a header's value at most, by the W3C's recommendation on trace context."""

_is_printable_ascii = re.compile(rb"[ -~]{,%d}" % _MAX_TRACE_LENGTH).fullmatch

NOTHING: Mapping[str, Any] = MappingProxyType({})


def event_context(record: Record, request_id: str | None, settings: KafkaSettings) -> Mapping[str, Any]:
    """Members that the context of the record's event gets besides: marks of the payload tracker and of tracing.

    Mostly empty, because an outbox row costs what it carries.
    """
    trace = {
        name: value.decode() for name, value in record.headers if name in _TRACE_HEADERS and _is_printable_ascii(value)
    }
    if not trace and not settings.payload_tracker_enabled:
        return NOTHING
    marks = payload_status.mark(request_id, clock.now(), settings)
    return {**marks, TRACE: trace} if trace else marks
