"""What all jobs do alike: counting, publishing, stopping in time (contract: export-reaper-jobs 5)."""

import logging
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from functions.reaper.jobs.inputs import ChunkedInput, HostJobInput, JobInput
from functions.reaper.runtime import Runtime
from hbi import clock, metrics
from hbi.db.attempts import Failure
from hbi.db.engine import Transaction
from hbi.db.errors import first_line, is_outage
from hbi.events.producer import PublishFailed
from hbi.hosts.key import HostKey
from hbi.problems import Unavailable
from hbi.reaper.jobs.batches import in_parts
from hbi.reaper.jobs.scan import Chunk, HostCursor, next_chunk

logger = logging.getLogger(__name__)

MOST_NAMED = 20
"""Hosts that a report names; the log has all that failed."""
MOST_FAILED = 1000
"""Hosts that a job may pass over. If there are more, not the rows are to blame."""
MOST_UNPUBLISHED = 10_000
"""Events that a job may leave to the relay. A job that goes on while the broker is away would fill the database."""


@dataclass(slots=True)
class Run[Input: JobInput]:
    """One invocation of a job, and what it has done so far."""

    runtime: Runtime
    input: Input
    deadline: datetime
    counts: Counter[str] = field(default_factory=Counter)
    named: list[dict[str, str]] = field(default_factory=list)
    """The first hosts that it found, so that a reader sees an example."""
    failures: list[dict[str, str]] = field(default_factory=list)
    details: dict[str, Any] = field(default_factory=dict)
    """Further members of the report."""
    has_begun: bool = False
    """Whether it has come further than where it began."""
    stopped: str | None = None
    """Why it stopped before its time was over."""

    @property
    def is_over(self) -> bool:
        """Whether nothing further may begin."""
        return self.stopped is not None or clock.now() >= self.deadline

    @property
    def chunk_size(self) -> int:
        """Number of things in a transaction."""
        asked = self.input.chunk_size if isinstance(self.input, ChunkedInput) else None
        return asked or self.runtime.settings.script_chunk_size

    def name(self, org_id: str, host_ids: Collection[str]) -> None:
        """Counts hosts that the job is about, and names the first ones."""
        self.counts["found"] += len(host_ids)
        for host_id in sorted(host_ids)[: max(0, MOST_NAMED - len(self.named))]:
            self.named.append({"org_id": org_id, "id": host_id})

    def fail(self, org_id: str, host_id: str, reason: str) -> None:
        """Takes down a host that the job passes over."""
        logger.error("a host is passed over", extra={"org_id": org_id, "host_id": host_id, "reason": reason})
        self.counts["failed"] += 1
        if len(self.failures) < MOST_NAMED:
            self.failures.append({"org_id": org_id, "id": host_id, "reason": reason})
        if self.counts["failed"] > MOST_FAILED:
            self.stopped = f"more than {MOST_FAILED} hosts cannot be worked on"

    def publish(self, hosts: Sequence[HostKey]) -> None:
        """Publishes the events of hosts whose change is committed."""
        if not hosts:
            return
        self.counts["enqueued"] += len(hosts)
        self.counts["published"] += self.runtime.publisher.publish(hosts)
        if self.counts["enqueued"] - self.counts["published"] > MOST_UNPUBLISHED:
            self.stopped = f"more than {MOST_UNPUBLISHED} events wait for the broker; the relay sends them"

    def report(self) -> dict[str, Any]:
        """What the run did, numbers by name."""
        return {
            **dict(sorted(self.counts.items())),
            **self.details,
            "hosts": self.named,
            "failures": self.failures,
            "stopped": self.stopped,
        }


class Mended(NamedTuple):
    """What a transaction did to hosts."""

    counts: Mapping[str, int]
    hosts: Sequence[HostKey] = ()
    """Hosts whose events wait."""
    is_partial: bool = False
    """Whether the same hosts have to be worked on once more."""


type Find = Callable[[Transaction, str, Sequence[str]], Sequence[str]]
"""Those of an organisation's hosts that need work, found without locks."""
type Mend = Callable[[Transaction, str, Sequence[str]], Mended]
"""The work, which looks again once the hosts are locked."""


def walk(run: Run[HostJobInput], find: Find, mend: Mend) -> HostCursor | None:
    """Goes through all hosts, a chunk at a time, at least one; what needs no work is only read.

    Returns:
        where to go on; None at the end.
    """
    return walk_from(run, run.input.next, run.input.org_ids, find, mend)


def walk_from[Input: JobInput](
    run: Run[Input], start: HostCursor | None, org_ids: Sequence[str] | None, find: Find, mend: Mend
) -> HostCursor | None:
    """The same from a place that is not the input's own."""
    cursor = start
    while True:
        with stopping_at_outages(run):
            with run.runtime.database.write() as tx:
                chunk = next_chunk(tx, cursor, org_ids, run.chunk_size)
            if chunk is None:
                return None
            _work_on(run, chunk, find, mend)
            cursor = chunk.end
            run.has_begun = True
        if run.is_over:
            return cursor


def _work_on[Input: JobInput](run: Run[Input], chunk: Chunk, find: Find, mend: Mend) -> None:
    database, org_id = run.runtime.database, chunk.org_id
    found: list[str] = []
    for looked in in_parts(database, chunk.host_ids, lambda tx, ids: find(tx, org_id, ids), "Looking at hosts"):
        if isinstance(looked, Failure):
            run.fail(org_id, looked.item, looked.blame)
        else:
            found += looked.result
    run.counts["scanned"] += len(chunk.host_ids)
    run.name(org_id, found)
    while found and not run.input.dry_run:
        remaining: list[str] = []
        for done in in_parts(database, found, lambda tx, ids: mend(tx, org_id, ids), "Work on hosts"):
            if isinstance(done, Failure):
                run.fail(org_id, done.item, done.blame)
                continue
            run.counts.update(done.result.counts)
            run.publish(done.result.hosts)
            remaining += done.items if done.result.is_partial else []
        found = remaining


@contextmanager
def stopping_at_outages[Input: JobInput](run: Run[Input]) -> Iterator[None]:
    """A block after whose outage the job stops and tells where to go on. A job that has done nothing yet fails."""
    try:
        yield
    except Exception as error:
        if not (isinstance(error, Unavailable | PublishFailed) or is_outage(error)) or not run.has_begun:
            raise
        logger.exception("the job stops")
        metrics.count("inventory_reaper_fail_count", task=run.input.task)
        run.stopped = first_line(error)
