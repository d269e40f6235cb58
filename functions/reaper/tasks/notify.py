"""Notifies of hosts that became stale (contract: export-reaper-jobs 4)."""

from datetime import datetime
from typing import Any

from functions.reaper.runtime import Runtime
from hbi import clock, metrics
from hbi.reaper import culling, stale

# Hosts whose whole profiles are in memory at once when their notifications are made.
CHUNK = 1000


def notify(runtime: Runtime, deadline: datetime) -> dict[str, Any]:
    """Enqueues a notification for each host that became stale since the last run, chunk by chunk, and publishes them.

    Returns:
        hosts `stale`, notifications `published` (the rest stays in the outbox for the relay), and the `watermark`: the
        instant up to which all hosts are notified of, null when another run is at work.
    """
    with metrics.timer("inventory_stale_host_notification_processing_time"):
        return _notify(runtime, clock.now(), deadline)


def _notify(runtime: Runtime, started: datetime, deadline: datetime) -> dict[str, Any]:
    with runtime.database.write() as tx:
        after = stale.watermark(tx)
        partitions = culling.partitions(tx)
    crossings: list[stale.Crossing] = []
    for partition in partitions:
        with runtime.database.write() as tx:
            crossings += stale.crossings_in(tx, partition, after, started, runtime.settings)
    found, published = 0, 0
    reached: datetime | None = after
    while clock.now() < deadline:
        with runtime.database.write() as tx:
            batch = stale.enqueue_next(tx, crossings, started, CHUNK)
        if batch is None:
            reached = None
            break
        reached = batch.watermark
        found += len(batch.hosts)
        published += runtime.publisher.publish(batch.hosts)
        if reached >= started:
            break
    metrics.count("inventory_stale_host_notification_success_count", found)
    return {"stale": found, "published": published, "watermark": reached and reached.isoformat()}
