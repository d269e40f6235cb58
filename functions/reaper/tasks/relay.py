"""Publishes events that were committed while the broker was away (contract: ingest-and-events 12)."""

from datetime import datetime
from typing import Any

from functions.reaper.runtime import Runtime


def relay(runtime: Runtime, deadline: datetime) -> dict[str, Any]:
    """Publishes leftovers of the outbox, in order per host.

    Returns:
        events published, and rows still `left`.
    Raises:
        PublishFailed: the broker does not answer; the rows stay.
    """
    relayed = runtime.publisher.relay(deadline)
    return {"published": relayed.published, "left": relayed.left}
