"""Starts the exports that organisations get every day (contract: exports 11)."""

from datetime import UTC, datetime
from typing import Any

from functions.reaper.runtime import Runtime
from hbi import clock, metrics
from hbi.exports.api.launch import start_scheduled
from hbi.exports.scheduled import days


def start_scheduled_exports(runtime: Runtime, _deadline: datetime) -> dict[str, Any]:
    """Starts the export function for all organisations whose export of today is missing and due.

    Returns:
        organisations that are `due`, and of which the work was `started`.
    """
    settings, now = runtime.settings, clock.now()
    if not settings.scheduled_exports:
        return {"due": 0, "started": 0}
    with runtime.database.read() as tx:
        org_ids = days.due(tx, settings.scheduled_exports, now)
    metrics.gauge("inventory_scheduled_export_due_count", len(org_ids), "Count")
    is_started = bool(org_ids) and start_scheduled(settings, org_ids, now.astimezone(UTC).date())
    return {"due": len(org_ids), "started": len(org_ids) if is_started else 0}
