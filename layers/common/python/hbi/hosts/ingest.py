"""Takes a batch of accepted reports into the database: match, lock, merge, write, owe events."""

import logging
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import psycopg2
import psycopg2.errors

from hbi import clock
from hbi.db.engine import Database, Transaction
from hbi.events import outbox, replication
from hbi.events.outbox import PendingEvent
from hbi.groups import repository as group_repository
from hbi.groups.repository import GroupRef
from hbi.hosts import candidates, writes
from hbi.hosts.candidates import IdFact
from hbi.hosts.intake import Accepted
from hbi.hosts.plan import Plan, Planner, id_facts, probably_introduced
from hbi.problems import Unavailable
from hbi.settings import StalenessDefaults
from hbi.staleness import repository as staleness_repository

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 5
_PROGRAM_LIMIT_EXCEEDED = "54"


class Refused(NamedTuple):
    """A report that the database does not take."""

    position: int
    """In the batch."""
    reason: str


class Ingested(NamedTuple):
    """What became of a batch."""

    events: list[PendingEvent]
    """One per stored report, in record order; they wait in the outbox."""
    refused: list[Refused]


class FactsNotLocked(Exception):
    """The plan introduces ID facts whose locks the transaction does not hold; it must begin again with them."""

    def __init__(self, facts: frozenset[IdFact]) -> None:
        super().__init__(f"{len(facts)} ID facts are not locked")
        self.facts = facts


def ingest(database: Database, accepted: Sequence[Accepted], defaults: StalenessDefaults) -> Ingested:
    """Stores reports so that the outcome is that of one report at a time, in order. Publishing is left to the caller.

    One transaction for the batch. Only when one of the reports cannot be stored, which the checks before should
    prevent, the batch is halved until the culprit is alone.

    Raises:
        Unavailable, psycopg2.OperationalError: the database does not answer, or others hold what the batch needs. The
            whole batch may be tried again.
    """
    if not accepted:
        return Ingested([], [])
    groups = _groups(database, accepted)
    return _ingest_or_halve(database, accepted, defaults, groups)


def _groups(database: Database, accepted: Sequence[Accepted]) -> dict[str, GroupRef]:
    """Ungrouped groups of the batch's organisations, in a transaction of their own: nobody else has to wait for new
    ones until the batch is done, and a group without hosts harms nobody."""
    accounts = {entry.report.org_id: entry.sender.account for entry in reversed(accepted)}
    with database.write() as tx:
        return group_repository.ungrouped_groups(tx, accounts)


def _ingest_or_halve(
    database: Database,
    accepted: Sequence[Accepted],
    defaults: StalenessDefaults,
    groups: Mapping[str, GroupRef],
) -> Ingested:
    try:
        return Ingested(_ingest_at_once(database, accepted, defaults, groups).events, [])
    except Exception as error:
        reason = blames_a_report(error)
        if reason is None:
            raise
    if len(accepted) == 1:
        return Ingested([], [Refused(0, reason)])
    logger.warning("one of %d reports cannot be stored: %s", len(accepted), reason)
    middle = len(accepted) // 2
    first = _ingest_or_halve(database, accepted[:middle], defaults, groups)
    second = _ingest_or_halve(database, accepted[middle:], defaults, groups)
    refused = [Refused(entry.position + middle, entry.reason) for entry in second.refused]
    return Ingested(first.events + second.events, first.refused + refused)


def _ingest_at_once(
    database: Database,
    accepted: Sequence[Accepted],
    defaults: StalenessDefaults,
    groups: Mapping[str, GroupRef],
) -> Plan:
    locked: frozenset[IdFact] = frozenset()
    for _ in range(MAX_ATTEMPTS):
        try:
            with database.write() as tx:
                plan = _plan(tx, accepted, defaults, groups, locked)
                _write(tx, plan)
                return plan
        except FactsNotLocked as missing:
            locked |= missing.facts
        except (psycopg2.errors.DeadlockDetected, psycopg2.errors.SerializationFailure) as error:
            logger.warning("the batch is tried again: %s", _first_line(error))
    raise Unavailable(f"a batch of {len(accepted)} reports collides with others again and again")


def _plan(
    tx: Transaction,
    accepted: Sequence[Accepted],
    defaults: StalenessDefaults,
    groups: Mapping[str, GroupRef],
    locked: frozenset[IdFact],
) -> Plan:
    if locked:
        candidates.lock_facts(tx, locked)
    hosts = candidates.lock_matching(tx, {fact for entry in accepted for fact in id_facts(entry.report)})
    if not locked and (facts := probably_introduced(accepted, hosts)):
        raise FactsNotLocked(frozenset(facts))
    planner = Planner(
        hosts=hosts,
        profiles=candidates.profiles_of(tx, [(host.org_id, host.id) for host in hosts]),
        staleness=staleness_repository.settings_of(tx, groups.keys(), defaults),
        groups={org_id: [group.snapshot()] for org_id, group in groups.items()},
        now=clock.now(),
    )
    for entry in accepted:
        planner.apply(entry)
    if not planner.plan.introduced <= locked:
        raise FactsNotLocked(frozenset(planner.plan.introduced))
    return planner.plan


def _write(tx: Transaction, plan: Plan) -> None:
    writes.save(tx, plan.changes.values())
    outbox.append(tx, plan.events)
    replication.replicate_reports(tx, list(plan.replicated.values()))


def blames_a_report(error: Exception) -> str | None:
    """Why one of the reports cannot be stored; None when the state of the database or a defect of all is to blame."""
    if isinstance(error, psycopg2.Error):
        data = isinstance(error, psycopg2.DataError | psycopg2.IntegrityError)
        limit = (error.pgcode or "").startswith(_PROGRAM_LIMIT_EXCEEDED)
        return f"the database refuses the report: {_first_line(error)}" if data or limit else None
    if isinstance(error, ArithmeticError | AttributeError | LookupError | TypeError | ValueError):
        logger.exception("a report cannot be merged into the stored host")
        return f"the report cannot be merged into the stored host: {type(error).__name__}: {error}"
    return None


def _first_line(error: psycopg2.Error) -> str:
    return str(error).strip().split("\n", 1)[0]
