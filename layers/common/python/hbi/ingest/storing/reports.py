"""Takes a batch of accepted reports into the database: match, lock, merge, write, owe events."""

import logging
from collections.abc import Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Literal, NamedTuple

import psycopg2
import psycopg2.errors

from hbi import clock, metrics
from hbi.db.engine import Database, Transaction
from hbi.db.errors import first_line, refusal
from hbi.events import outbox, replication
from hbi.events.host_size import HostTooLarge
from hbi.events.outbox import PendingEvent
from hbi.groups.repository import GroupRef
from hbi.groups.ungrouped import UngroupedGroups
from hbi.hosts.key import HostKey
from hbi.ingest.messages.envelope import NOT_SHOWN
from hbi.ingest.messages.host_report import Accepted
from hbi.ingest.messages.report import SEVERAL_FIELDS, HostReport, InvalidReport
from hbi.ingest.storing import locks, writes
from hbi.ingest.storing.matching import IdFact, id_facts
from hbi.ingest.storing.plan import Plan, Planner, probably_introduced
from hbi.problems import Unavailable
from hbi.profile.reported import ReportedPart
from hbi.settings import IngestRules
from hbi.staleness import repository as staleness_repository

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 5
COLLISIONS = (
    psycopg2.errors.DeadlockDetected,
    psycopg2.errors.SerializationFailure,
    # Other software, which does not lock hosts as we do, stored the same row meanwhile.
    psycopg2.errors.UniqueViolation,
)
NO_GROUP = "the organisation's ungrouped workspace did not come in time"
NOT_ASKED = "there was no time to ask for the organisation's ungrouped workspace"


type RefusalCause = Literal["rule", "time", "later", "defect"]
"""The report breaks a rule; a workspace did not come in time; there was no time to ask for one, so that the report has
to come again; our code does not survive the report."""


class Refused(NamedTuple):
    """A report that the database does not take."""

    position: int
    """In the batch."""
    reason: str
    cause: RefusalCause = "rule"
    """Whose fault it is. Reporters are told only of what is theirs (contract: ingest-and-events 6)."""


class Ingested(NamedTuple):
    """What became of a batch."""

    events: list[PendingEvent]
    """One per stored report, in record order; they wait in the outbox."""
    refused: list[Refused]
    reported: Mapping[HostKey, ReportedPart] = MappingProxyType({})
    """Dynamic profiles as last reported, which the publisher then need not read."""


class FactsNotLocked(Exception):
    """The plan introduces ID facts whose locks the transaction does not hold; it must begin again with them."""

    def __init__(self, facts: frozenset[IdFact]) -> None:
        super().__init__(f"{len(facts)} ID facts are not locked")
        self.facts = facts


def ingest(
    database: Database, accepted: Sequence[Accepted], rules: IngestRules, ungrouped: UngroupedGroups
) -> Ingested:
    """Stores reports so that the outcome is that of one report at a time, in order. Publishing is left to the caller.

    One transaction for the batch. Only when one of the reports cannot be stored, which the checks before should
    prevent, the batch is halved until the culprit is alone.

    Raises:
        Unavailable, psycopg2.OperationalError: the database does not answer, or others hold what the batch needs. The
            whole batch may be tried again.
    """
    if not accepted:
        return Ingested([], [])
    groups, unasked = ungrouped.of(_accounts(accepted))
    served = [position for position, entry in enumerate(accepted) if entry.report.org_id in groups]
    work = partial(_ingest_or_halve, database, rules=rules, groups=groups, ungrouped=ungrouped)
    if len(served) == len(accepted):
        return work(accepted)
    stored = work([accepted[position] for position in served]) if served else Ingested([], [])
    refused = [
        Refused(position, NOT_ASKED, "later") if entry.report.org_id in unasked else Refused(position, NO_GROUP, "time")
        for position, entry in enumerate(accepted)
        if entry.report.org_id not in groups
    ]
    refused += [entry._replace(position=served[entry.position]) for entry in stored.refused]
    return Ingested(stored.events, refused, stored.reported)


def _accounts(accepted: Sequence[Accepted]) -> dict[str, str | None]:
    return {entry.report.org_id: entry.sender.account for entry in reversed(accepted)}


def _ingest_or_halve(
    database: Database,
    accepted: Sequence[Accepted],
    rules: IngestRules,
    groups: Mapping[str, GroupRef],
    ungrouped: UngroupedGroups,
    is_part: bool = False,
) -> Ingested:
    try:
        plan = _ingest_at_once(database, accepted, rules, groups, ungrouped)
        parts = {host: change.dynamic.reported for host, change in plan.changes.items()}
        return Ingested(plan.events, [], {host: part for host, part in parts.items() if part is not None})
    except Exception as error:
        refused = blames_a_report(error)
        if refused is None:
            raise
        if not is_part:
            log_blame(error, refused, len(accepted))
    if len(accepted) == 1:
        return Ingested([], [refused])
    middle = len(accepted) // 2
    first = _ingest_or_halve(database, accepted[:middle], rules, groups, ungrouped, is_part=True)
    second = _ingest_or_halve(database, accepted[middle:], rules, groups, ungrouped, is_part=True)
    behind = [entry._replace(position=entry.position + middle) for entry in second.refused]
    reported = {**first.reported, **second.reported}
    return Ingested(first.events + second.events, first.refused + behind, reported)


def _ingest_at_once(
    database: Database,
    accepted: Sequence[Accepted],
    rules: IngestRules,
    groups: Mapping[str, GroupRef],
    ungrouped: UngroupedGroups,
) -> Plan:
    locked: frozenset[IdFact] = frozenset()
    collisions, compare = 0, False
    while collisions < MAX_ATTEMPTS:
        try:
            with database.write() as tx:
                with metrics.timer("inventory_dedup_processing_seconds"):
                    plan = _plan(tx, accepted, rules, groups, locked)
                writes.save_bounded(tx, plan.changes.values(), rules.max_report_bytes, compare=compare)
                outbox.append(tx, plan.events)
                replication.replicate_reports(tx, list(plan.replicated.values()))
                return plan
        except HostTooLarge:
            if compare:
                raise
            compare = True
        except FactsNotLocked as missing:
            # Others may have moved facts meanwhile, and may do so again: the second time it takes all it can ever need.
            locked = _facts_of(accepted) if locked else missing.facts
        except COLLISIONS as error:
            collisions += 1
            if collisions == MAX_ATTEMPTS and isinstance(error, psycopg2.errors.UniqueViolation):
                raise
            logger.warning("the batch is tried again: %s", first_line(error))
        except psycopg2.errors.ForeignKeyViolation as error:
            # A workspace took the place of an ungrouped group meanwhile.
            collisions += 1
            logger.warning("the batch is tried again with the present groups: %s", first_line(error))
            groups, _ = ungrouped.of(_accounts(accepted))
            if {entry.report.org_id for entry in accepted} - groups.keys():
                raise Unavailable("an ungrouped group vanished, and its successor does not come") from error
    raise Unavailable(f"a batch of {len(accepted)} reports collides with others again and again")


def _plan(
    tx: Transaction,
    accepted: Sequence[Accepted],
    rules: IngestRules,
    groups: Mapping[str, GroupRef],
    locked: frozenset[IdFact],
) -> Plan:
    if locked:
        locks.lock_facts(tx, locked)
    with metrics.timer("inventory_find_host_by_facts_in_db_processing_seconds"):
        hosts = locks.lock_matching(tx, _facts_of(accepted), _wished_ids(accepted) if rules.use_subman_id else ())
    if not locked and (facts := probably_introduced(accepted, hosts)):
        raise FactsNotLocked(frozenset(facts))
    planner = Planner(
        hosts=hosts,
        profiles=locks.profiles_of(tx, [(host.org_id, host.id) for host in hosts]),
        staleness=staleness_repository.settings_of(tx, groups.keys(), rules),
        groups={org_id: [group.snapshot()] for org_id, group in groups.items()},
        now=clock.now(),
        use_subman_id=rules.use_subman_id,
    )
    with metrics.timer("inventory_find_host_by_facts_in_memory_processing_seconds"):
        for entry in accepted:
            planner.apply(entry)
    if not planner.plan.introduced <= locked:
        raise FactsNotLocked(frozenset(planner.plan.introduced))
    return planner.plan


def _facts_of(accepted: Sequence[Accepted]) -> frozenset[IdFact]:
    return frozenset(fact for entry in accepted for fact in id_facts(entry.report))


def _wished_ids(accepted: Sequence[Accepted]) -> set[HostKey]:
    reports = (entry.report for entry in accepted)
    return {
        (report.org_id, report.subscription_manager_id)
        for report in reports
        if report.subscription_manager_id is not None
    }


def blames_a_report(error: Exception) -> Refused | None:
    """Why the one report of a batch cannot be stored; None when the state of the database is to blame."""
    if isinstance(error, psycopg2.Error):
        reason = refusal(error)
        return Refused(0, f"the database refuses the report: {reason}") if reason else None
    if isinstance(error, HostTooLarge):
        field = error.part if error.part in HostReport.model_fields else SEVERAL_FIELDS
        return Refused(0, str(InvalidReport({field: [error.reason]}, {field: NOT_SHOWN})))
    if isinstance(error, ArithmeticError | AttributeError | LookupError | TypeError | ValueError):
        reason = f"the report cannot be merged into the stored host: {type(error).__name__}: {error}"
        return Refused(0, reason, "defect")
    return None


def log_blame(error: Exception, refused: Refused, number: int) -> None:
    """Once for a batch: it is halved until the culprits are alone, and each of them is logged when it is set aside."""
    trace = error if refused.cause == "defect" else None
    logger.warning("one of %d reports cannot be stored: %s", number, refused.reason, exc_info=trace)
