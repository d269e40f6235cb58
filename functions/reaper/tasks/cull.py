"""Deletes hosts that have not checked in for too long (contract: export-reaper-jobs 3)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from functions.reaper.runtime import Runtime
from hbi import clock, metrics
from hbi.flags.service import Flag
from hbi.reaper import culling
from hbi.reaper.culling import Cutoff


def cull(runtime: Runtime, deadline: datetime) -> dict[str, Any]:
    """Deletes culled hosts of all organisations, a chunk per transaction, and publishes each chunk's events.

    What counts as culled is fixed at the start. While the inventory is read-only nothing is deleted.

    Returns:
        hosts `deleted`, events `published` (the rest stays in the outbox for the relay), culled hosts `left`, which is
        null if nobody looked.
    """
    if runtime.flags.is_on(Flag.READ_ONLY):
        return {"deleted": 0, "published": 0, "left": None}
    started = clock.now()
    run = _Run(runtime, deadline)
    with runtime.database.read() as tx:
        partitions = culling.partitions(tx)
    for partition in partitions:
        with runtime.database.write() as tx:
            cutoffs = culling.cutoffs_in(tx, partition, started, runtime.settings)
        if cutoffs:
            run.empty(cutoffs)
    metrics.gauge("inventory_culled_hosts_left", run.left, "Count")
    return {"deleted": run.deleted, "published": run.published, "left": run.left}


@dataclass(slots=True)
class _Run:
    """One run and what it has done so far."""

    runtime: Runtime
    deadline: datetime
    deleted: int = 0
    published: int = 0
    left: int = 0

    def empty(self, cutoffs: list[Cutoff]) -> None:
        """Deletes chunk by chunk until nothing is left that may be deleted, or the time is over."""
        while clock.now() < self.deadline and self._delete_chunk(cutoffs):
            pass
        with self.runtime.database.write() as tx:
            self.left += culling.count_culled(tx, cutoffs)

    def _delete_chunk(self, cutoffs: list[Cutoff]) -> int:
        with metrics.timer("inventory_delete_host_commit_seconds"), self.runtime.database.write() as tx:
            hosts = culling.cull(tx, cutoffs, self.runtime.settings.delete_chunk_size)
        self.deleted += len(hosts)
        self.published += self.runtime.publisher.publish(host.key for host in hosts)
        return len(hosts)
