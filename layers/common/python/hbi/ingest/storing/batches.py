"""Takes batches of reports or profiles into the database.

A batch is stored at once, again after a collision with other transactions, and in halves when one item spoils it.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from hbi.db.attempts import Failure, Verdict, halved, repeated
from hbi.db.changes import FormerHost
from hbi.db.engine import Database, Transaction
from hbi.db.errors import is_collision
from hbi.events import outbox, replication
from hbi.events.host_size import HostTooLarge
from hbi.hosts.key import HostKey
from hbi.ingest.storing import writes
from hbi.ingest.storing.plan import AcceptedMessage, BatchPlan, HostChange, StoredItem
from hbi.ingest.storing.refusals import Blame, Refusal, blame_of, log_blame
from hbi.profile.reported import ReportedPart
from hbi.settings import IngestRules

MAX_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class StoredBatch[Item: AcceptedMessage]:
    """What became of a batch."""

    stored: list[StoredItem[Item]] = field(default_factory=list)
    """Items in record order. Their events wait in the outbox."""
    refusals: list[Refusal[Item]] = field(default_factory=list)
    reported: dict[HostKey, ReportedPart] = field(default_factory=dict)
    """Dynamic profiles as last reported, which the publisher then need not read."""


class Batch[Item: AcceptedMessage](ABC):
    """Items that one transaction stores. Build one for each part of a batch: attempts learn from those before them."""

    noun = "reports"
    """Name of the items in logs."""

    def __init__(self, items: Sequence[Item], database: Database, rules: IngestRules) -> None:
        self.items = items
        self.database = database
        self.rules = rules
        self._compares_sizes = False

    @abstractmethod
    def plan(self, tx: Transaction) -> BatchPlan[Item]:
        """Works out what the items do to stored hosts, and locks these."""

    def judge(self, error: Exception) -> Verdict:
        """What the error of an attempt means for the next one."""
        if isinstance(error, HostTooLarge) and not self._compares_sizes:
            self._compares_sizes = True
            return Verdict.RESTART
        return Verdict.RETRY if is_collision(error) else Verdict.RAISE

    def store(self) -> BatchPlan[Item]:
        """Stores all items or none.

        Raises:
            Unavailable: others hold what the batch needs, again and again.
            Exception: the database does not answer, or does not take one of the items.
        """
        subject = f"a batch of {len(self.items)} {self.noun}"
        return repeated(self._attempt, self.judge, attempts=MAX_ATTEMPTS, subject=subject)

    def _attempt(self) -> BatchPlan[Item]:
        with self.database.write() as tx:
            plan = self.plan(tx)
            limit = self.rules.max_report_bytes
            writes.save_bounded(tx, plan.changes.values(), limit, compare=self._compares_sizes)
            tx.changes.former.update(_former(plan.changes.values()))
            outbox.append(tx, [entry.event for entry in plan.stored])
            replication.replicate_reports(tx, list(plan.replicated.values()))
            return plan


def _former(changes: Iterable[HostChange]) -> Iterator[FormerHost]:
    """Hosts that systems find by another insights id from now on, or other systems find."""
    for change in changes:
        before = change.before
        if before is None:
            continue
        owner_id = change.static.known.get("owner_id")
        if before.insights_id != change.after.insights_id or change.static.columns.get("owner_id") != owner_id:
            yield FormerHost(before.org_id, before.insights_id, None if owner_id is None else str(owner_id))


def store_in_parts[Item: AcceptedMessage](
    items: Sequence[Item], batch_of: Callable[[Sequence[Item]], Batch[Item]]
) -> StoredBatch[Item]:
    """Stores items in order: in one transaction, or in several when one of the items cannot be stored.

    Raises:
        Unavailable, psycopg2.Error: the state of the database is to blame. Of a batch that was halved, parts may be
            stored already; doing it again is harmless.
    """

    def blame(error: Exception, part: Sequence[Item]) -> Blame | None:
        found = blame_of(error)
        if found is not None and len(part) == len(items):
            log_blame(error, found, len(items))
        return found

    # A generic class that is frozen and has slots cannot be called with its parameters before Python 3.12.4.
    result: StoredBatch[Item] = StoredBatch()
    for outcome in halved(lambda part: batch_of(part).store(), items, blame):
        if isinstance(outcome, Failure):
            result.refusals.append(Refusal(*outcome))
            continue
        plan = outcome.result
        result.stored.extend(plan.stored)
        result.refusals.extend(plan.refusals)
        result.reported.update(plan.reported())
    return result
