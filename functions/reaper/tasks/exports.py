"""Starts exports that nobody works on, ends stuck ones and deletes expired ones (contract: exports 7 and 12)."""

from collections.abc import Sequence
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
# Invocations that are started for failures to be told: each goes on to others as long as it is heard. A service that is
# away does not take the workers from other exports.
TOLD_AT_ONCE = 2
MOST_COUNTED = 1000
# Starts that fail in a row before the others are left to the next run.
MOST_NOT_STARTED = 3


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
        untold_failures = untold.waiting(tx, started, MOST_COUNTED)
    to_start = [*waiting, *untold_failures[:TOLD_AT_ONCE]]
    launched = _start(runtime, to_start, deadline)
    metrics.count("inventory_export_stuck_count", len(failed))
    metrics.gauge("inventory_export_untold_count", len(untold_failures), "Count")
    metrics.count("inventory_export_not_started_count", len(to_start) - launched)
    return {
        "started": launched,
        "not_started": len(to_start) - launched,
        "failed": len(failed),
        "expired": _expire(runtime, started, deadline),
    }


def _start(runtime: Runtime, exports: Sequence[upkeep.ExportKey], deadline: datetime) -> int:
    """Starts the export function for each; the number of those for which it was started."""
    launched = failed_in_a_row = 0
    for org_id, export_id in exports:
        if clock.now() >= deadline or failed_in_a_row == MOST_NOT_STARTED:
            break
        is_launched = launch(runtime.settings, org_id, export_id)
        launched += is_launched
        failed_in_a_row = 0 if is_launched else failed_in_a_row + 1
    return launched


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
