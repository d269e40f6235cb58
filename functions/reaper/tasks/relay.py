"""Publishes events that were committed while the broker was away (contract: ingest-and-events 12)."""

from datetime import datetime
from typing import Any

from functions.reaper.runtime import Runtime
from hbi import clock, metrics
from hbi.events import outbox


def relay(runtime: Runtime, deadline: datetime) -> dict[str, Any]:
    """Publishes what stayed in the outbox, in order per host.

    Returns:
        events `published`, and rows `left` in the outbox.
    Raises:
        PublishFailed: the broker does not answer; the rows stay.
    """
    try:
        relayed = runtime.publisher.relay(deadline)
    finally:
        _measure_outbox(runtime)
    metrics.count("inventory_relayed_event_count", relayed.published)
    return {"published": relayed.published, "left": relayed.left}


def _measure_outbox(runtime: Runtime) -> None:
    with runtime.database.read() as tx:
        rows, refused, oldest = outbox.backlog(tx)
    age = (clock.now() - oldest).total_seconds() if oldest else 0
    metrics.gauge("inventory_event_outbox_rows", rows, "Count")
    metrics.gauge("inventory_event_outbox_refused_rows", refused, "Count")
    metrics.gauge("inventory_event_outbox_age_seconds", age, "Seconds")
