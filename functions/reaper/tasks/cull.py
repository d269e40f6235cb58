"""Deletes hosts that have not checked in for too long (contract: export-reaper-jobs 3)."""

import gc
import itertools
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from functions.reaper.runtime import Runtime
from hbi import clock, metrics
from hbi.flags.service import Flag
from hbi.hosts.key import HostKey
from hbi.reaper import culling
from hbi.reaper.culling import Cutoff
from hbi.reaper.pace import Pace, look_around

_sleep = time.sleep

WORTH_A_THREAD = 500
"""Hosts from which on it pays to publish a chunk and delete the next one at the same time."""
CHUNKS_UNCOLLECTED = 25
"""Chunks between two searches for cycles, of which events make none; searching all the time took a quarter of ours."""


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
            run.empty(partition, cutoffs)
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
    pace: Pace = field(init=False)

    def __post_init__(self) -> None:
        self.pace = Pace(self.runtime.settings.delete_chunk_size, self.runtime.settings.cull_share)

    def empty(self, partition: str, cutoffs: list[Cutoff]) -> None:
        """Deletes chunk by chunk until nothing is left that may be deleted, or the time is over.

        A large chunk is published while the next one is deleted, unless others use the database; at most one waits, so
        memory does not grow.
        """
        with _collector_between(CHUNKS_UNCOLLECTED) as count_chunk, ThreadPoolExecutor(1, "publisher") as publisher:
            published: Future[int] | None = None
            rest = cutoffs
            while clock.now() < self.deadline:
                began = time.perf_counter()
                hosts, rest = self._delete_chunk(partition, rest)
                if not hosts:
                    break
                self._note(published)
                published = publisher.submit(self.runtime.publisher.publish, hosts)
                if len(hosts) < WORTH_A_THREAD or not self.pace.is_alone:
                    wait([published])
                count_chunk()
                self._rest(self.pace.rest_after(time.perf_counter() - began))
            self._note(published)
        with self.runtime.database.write() as tx:
            self.left += culling.count_culled(tx, cutoffs)

    def _delete_chunk(self, partition: str, cutoffs: list[Cutoff]) -> tuple[list[HostKey], list[Cutoff]]:
        with metrics.timer("inventory_delete_host_commit_seconds"), self.runtime.database.write() as tx:
            self.pace.note_company(look_around(tx, self.runtime.settings.application_name))
            rest = culling.remaining(tx, partition, cutoffs)
            began = time.perf_counter()
            hosts = culling.cull(tx, rest, self.pace.limit)
        self.pace.note_chunk(len(hosts), time.perf_counter() - began)
        self.deleted += len(hosts)
        return hosts, rest

    def _rest(self, seconds: float) -> None:
        left = (self.deadline - clock.now()).total_seconds()
        if seconds > 0 and left > 0:
            _sleep(min(seconds, left))

    def _note(self, published: Future[int] | None) -> None:
        self.published += published.result() if published else 0


@contextmanager
def _collector_between(chunks: int) -> Iterator[Callable[[], None]]:
    """Turns the cycle collector off, and runs it each time when the function that it gives was called so many times."""
    numbers = itertools.count(1)

    def count() -> None:
        if next(numbers) % chunks == 0:
            gc.collect()

    gc.disable()
    try:
        yield count
    finally:
        gc.enable()
