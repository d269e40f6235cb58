"""Takes a batch of accepted reports into the database: match, lock, merge, write, enqueue events."""

from collections.abc import Mapping, Sequence

from hbi import clock, metrics
from hbi.db.attempts import Verdict
from hbi.db.engine import Database, Transaction
from hbi.db.errors import is_missing_reference
from hbi.groups.repository import GroupRef
from hbi.groups.ungrouped import Found, UngroupedGroups
from hbi.hosts.key import HostKey
from hbi.ingest.storing import locks
from hbi.ingest.storing.batches import Batch, StoredBatch, store_in_parts
from hbi.ingest.storing.matching import IdFact, id_facts
from hbi.ingest.storing.plan import BatchPlan, Planner, ReportedHost, probably_introduced
from hbi.ingest.storing.refusals import Blame, Refusal
from hbi.problems import Unavailable
from hbi.settings import IngestRules
from hbi.staleness import repository as staleness_repository

NO_GROUP = Blame("the organisation's ungrouped workspace did not come in time", "time")
NOT_ASKED = Blame("there was no time to ask for the organisation's ungrouped workspace", "later")


class FactsNotLocked(Exception):
    """The plan introduces ID facts whose locks the transaction does not hold; it must begin again with them."""

    def __init__(self, facts: frozenset[IdFact]) -> None:
        super().__init__(f"{len(facts)} ID facts are not locked")
        self.facts = facts


def store_reports[Item: ReportedHost](
    database: Database, accepted: Sequence[Item], rules: IngestRules, ungrouped: UngroupedGroups
) -> StoredBatch[Item]:
    """Stores reports so that the outcome is that of one report at a time, in order. Publishing is left to the caller.

    One transaction for the batch. Only when one of the reports cannot be stored, which the checks before should
    prevent, the batch is halved until the culprit is alone.

    Raises:
        Unavailable, psycopg2.OperationalError: the database does not answer, or others hold what the batch needs. The
            whole batch may be tried again.
    """
    if not accepted:
        return StoredBatch()
    groups, unasked = _found(ungrouped, accepted)
    served: list[Item] = []
    refusals: list[Refusal[Item]] = []
    for entry in accepted:
        org_id = entry.report.org_id
        if org_id in groups or entry.host is not None:
            served.append(entry)
        else:
            refusals.append(Refusal(entry, NOT_ASKED if org_id in unasked else NO_GROUP))

    def batch_of(part: Sequence[Item]) -> _ReportBatch[Item]:
        return _ReportBatch(part, database, rules, groups, ungrouped)

    batch = store_in_parts(served, batch_of)
    return StoredBatch(batch.stored, [*refusals, *batch.refusals], batch.reported)


def _found(ungrouped: UngroupedGroups, accepted: Sequence[ReportedHost]) -> Found:
    """Ungrouped groups of organisations in which a host may be new: not for hosts that are named, which exist."""
    accounts = {entry.report.org_id: entry.sender.account for entry in reversed(accepted) if entry.host is None}
    return ungrouped.of(accounts) if accounts else Found({})


class _ReportBatch[Item: ReportedHost](Batch[Item]):
    """Reports that one transaction stores."""

    def __init__(
        self,
        items: Sequence[Item],
        database: Database,
        rules: IngestRules,
        groups: Mapping[str, GroupRef],
        ungrouped: UngroupedGroups,
    ) -> None:
        """`groups`: ungrouped ones of all organisations, for new hosts."""
        super().__init__(items, database, rules)
        self._groups = groups
        self._ungrouped = ungrouped
        self._org_ids = {entry.report.org_id for entry in items}
        self._facts = frozenset(fact for entry in items for fact in id_facts(entry.report))
        self._locked: frozenset[IdFact] = frozenset()

    def judge(self, error: Exception) -> Verdict:
        """Takes down which facts have to be locked and which groups there are now, too.

        Raises:
            Unavailable: an ungrouped group is gone, and no other one takes its place.
        """
        if isinstance(error, FactsNotLocked):
            # Others may have moved facts meanwhile, and may do so again: the second time it takes all it can ever need.
            self._locked = self._facts if self._locked else error.facts
            return Verdict.RESTART
        if is_missing_reference(error):
            # A workspace took the place of an ungrouped group meanwhile.
            self._groups, _ = _found(self._ungrouped, self.items)
            if {entry.report.org_id for entry in self.items if entry.host is None} - self._groups.keys():
                raise Unavailable("an ungrouped group vanished, and its successor does not come") from error
            return Verdict.RETRY
        return super().judge(error)

    def plan(self, tx: Transaction) -> BatchPlan[Item]:
        """Works out what the reports do to stored hosts, and locks these.

        Raises:
            FactsNotLocked: the reports give facts to hosts that others may give them to at the same time.
        """
        with metrics.timer("inventory_dedup_processing_seconds"):
            planner = self._planner(tx)
            with metrics.timer("inventory_find_host_by_facts_in_memory_processing_seconds"):
                for entry in self.items:
                    planner.apply(entry)
            if not planner.plan.introduced <= self._locked:
                raise FactsNotLocked(frozenset(planner.plan.introduced))
            return planner.plan

    def _planner(self, tx: Transaction) -> Planner[Item]:
        """A planner that knows all stored hosts that the reports can be about."""
        if self._locked:
            locks.lock_facts(tx, self._locked)
        with metrics.timer("inventory_find_host_by_facts_in_db_processing_seconds"):
            hosts = locks.lock_matching(tx, self._facts, self._named())
        if not self._locked and (facts := probably_introduced(self.items, hosts)):
            raise FactsNotLocked(frozenset(facts))
        return Planner(
            hosts=hosts,
            profiles=locks.profiles_of(tx, [(host.org_id, host.id) for host in hosts]),
            staleness=staleness_repository.settings_of(tx, self._org_ids, self.rules),
            groups={org_id: [group.snapshot()] for org_id, group in self._groups.items()},
            now=clock.now(),
            use_subman_id=self.rules.use_subman_id,
        )

    def _named(self) -> set[HostKey]:
        """Hosts that are looked for by their ids."""
        named = {entry.host for entry in self.items if entry.host is not None}
        if self.rules.use_subman_id:
            reports = (entry.report for entry in self.items)
            named.update(
                (report.org_id, report.subscription_manager_id)
                for report in reports
                if report.subscription_manager_id is not None
            )
        return named
