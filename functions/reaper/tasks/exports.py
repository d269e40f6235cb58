"""Starts pending exports, ends stuck ones and deletes expired ones (contract: exports 7 and 12)."""

from datetime import datetime
from typing import Any

from functions.reaper.runtime import Runtime
from hbi import clock, metrics
from hbi.exports import bucket
from hbi.exports.api.launch import launch
from hbi.exports.records import object_key
from hbi.exports.work import upkeep

# Objects that S3 deletes in one request.
CHUNK = 1000
# More of an organisation's exports could not start before these are done.
STARTED_PER_ORG = 2


def look_after_exports(runtime: Runtime, deadline: datetime) -> dict[str, Any]:
    """Starts pending exports, ends stuck ones, deletes expired ones with their archives.

    Returns:
        exports `started`, `not_started` (the function could not be reached), `failed` as stuck, `expired` and gone.
    Raises:
        Unavailable: the bucket does not answer; expired exports stay until the next run.
    """
    started = clock.now()
    with runtime.database.write() as tx:
        failed = upkeep.fail_stuck(tx, started)
    with runtime.database.read() as tx:
        pending = upkeep.pending(tx, STARTED_PER_ORG)
    launched = 0
    for org_id, export_id in pending:
        if clock.now() >= deadline:
            break
        launched += launch(runtime.settings, org_id, export_id)
    metrics.count("inventory_export_stuck_count", len(failed))
    metrics.count("inventory_export_not_started_count", len(pending) - launched)
    return {
        "started": launched,
        "not_started": len(pending) - launched,
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
