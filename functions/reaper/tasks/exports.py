"""Starts exports that nobody works on, ends stuck ones and deletes expired ones (contract: exports 7 and 12)."""

from datetime import datetime
from typing import Any

from functions.reaper.runtime import Runtime
from hbi import clock, metrics
from hbi.exports import bucket
from hbi.exports.api.launch import launch
from hbi.exports.records import object_key
from hbi.exports.work import untold, upkeep

# Objects that S3 deletes in one request.
CHUNK = 1000
# More of an organisation's exports could not start before these are done.
STARTED_PER_ORG = 2
# Failures to be told that one run looks after; a service that is away for hours does not keep other exports waiting.
TOLD_AT_ONCE = 100


def look_after_exports(runtime: Runtime, deadline: datetime) -> dict[str, Any]:
    """Starts exports that nobody works on, ends stuck ones, deletes expired ones with their archives.

    Those whose failure an external export service has not heard of are started, too: the worker tells it.

    Returns:
        exports `started`, `not_started` (the function could not be reached), `failed` as stuck, `expired` and gone.
    Raises:
        Unavailable: the bucket does not answer; expired exports stay until the next run.
    """
    started = clock.now()
    with runtime.database.write() as tx:
        failed = upkeep.fail_stuck(tx, started)
    with runtime.database.read() as tx:
        waiting = upkeep.startable(tx, started, STARTED_PER_ORG)
        untold_failures = untold.waiting(tx, started, TOLD_AT_ONCE)
    launched = 0
    to_start = [*waiting, *untold_failures]
    for org_id, export_id in to_start:
        if clock.now() >= deadline:
            break
        launched += launch(runtime.settings, org_id, export_id)
    metrics.count("inventory_export_stuck_count", len(failed))
    metrics.gauge("inventory_export_untold_count", len(untold_failures), "Count")
    metrics.count("inventory_export_not_started_count", len(to_start) - launched)
    return {
        "started": launched,
        "not_started": len(to_start) - launched,
        "failed": len(failed),
        "expired": _expire(runtime, started, deadline),
    }


def _expire(runtime: Runtime, now: datetime, deadline: datetime) -> int:
    total = 0
    while clock.now() < deadline:
        with runtime.database.write() as tx:
            expired = upkeep.forget_expired(tx, now, CHUNK)
            bucket.remove(runtime.settings, [object_key(*key) for key in expired])
        metrics.count("inventory_export_expired_count", len(expired))
        total += len(expired)
        if len(expired) < CHUNK:
            break
    return total
