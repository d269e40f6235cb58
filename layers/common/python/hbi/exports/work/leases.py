"""Leases on exports, and the ends of exports (contract: exports 4 and 12).

An export is claimed by moving it from `pending` to `running`. The claim is a lease: its token is `progress_on`, which
every report of progress moves. Each write of the worker demands the token it wrote last, so a worker whose export was
deleted, taken over or abandoned learns it at its next write, and terminal states never change.
"""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, text, update

from hbi.db.engine import Transaction
from hbi.exports.api import quotas
from hbi.exports.api.owner import header_of
from hbi.exports.api.repository import COLUMNS, export_of, sources_of
from hbi.exports.records import Export, Status
from hbi.exports.work import untold
from hbi.models import EXPORT_QUOTAS, EXPORT_SOURCES, EXPORTS
from hbi.problems import HbiError

# A worker reports progress every few seconds. One that is silent for so long is dead; the reaper has its export begun
# again.
LEASE = timedelta(seconds=45)

_EVERY_ORG = "organisations share the workers of exports"


class LeaseLost(HbiError):
    """The export is not this worker's any more: deleted, taken over or abandoned. Stop, and leave no trace."""


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to work on an export. `identity` is the creator's header; `token` names this claim."""

    export: Export
    identity: str
    token: datetime
    is_taken_over: bool = False
    """Whether another worker began it, which may have left an archive."""


@dataclass(frozen=True, slots=True)
class Shares:
    """Numbers of exports that may run at a time: of one organisation, and of all."""

    per_org: int
    workers: int

    def has_room(self, of_org: int, of_all: int) -> bool:
        """Whether an organisation may run one more export while so many of it and of all are running.

        The last free worker is kept for organisations that have none, so that nobody takes them all.
        """
        return of_org == 0 or (of_org < self.per_org and of_all + 1 < self.workers)


def claim(tx: Transaction, org_id: str, export_id: str, *, now: datetime, shares: Shares) -> Claim | None:
    """Takes a pending export, or a running one whose worker fell silent.

    Args:
        shares: exports beyond the organisation's share stay pending.
    Returns:
        None when there is nothing to do: finished, deleted, in other hands, or waiting for its turn.
    """
    # Serialises claims: counting and taking must not interleave.
    tx.execute(text("SELECT pg_advisory_xact_lock(hashtextextended('claims of exports', 0))"))
    running = _running(tx, now)
    if not shares.has_room(running[org_id], running.total()):
        return None
    was_running = _status(tx, org_id, export_id) is Status.RUNNING
    taken = tx.execute(
        update(EXPORTS)
        .where(
            EXPORTS.c.org_id == org_id,
            EXPORTS.c.id == export_id,
            or_(
                EXPORTS.c.status == Status.PENDING,
                silent_since(now - LEASE),
            ),
        )
        .values(status=Status.RUNNING, progress_on=now, rows=0, bytes=0)
        .returning(*COLUMNS, EXPORTS.c.identity)
    ).one_or_none()
    if taken is None:
        return None
    quotas.note_turn(tx, org_id, now)
    export = export_of(taken, sources_of(tx, org_id, export_id))
    return Claim(export, header_of(taken.identity), now, was_running)


def silent_since(instant: datetime) -> ColumnElement[bool]:
    """The condition of running exports on which nobody has worked since an instant.

    Other software may have stored one without any progress.
    """
    last_sign = func.coalesce(EXPORTS.c.progress_on, EXPORTS.c.created_on)
    return and_(EXPORTS.c.status == Status.RUNNING, last_sign <= instant)


def next_pending(tx: Transaction, now: datetime, shares: Shares) -> tuple[str, str] | None:
    """(org_id, id) of the export whose turn it is; None when none waits that may run.

    Organisations take turns: the one of which the fewest exports run, and of these the one that was served longest ago.
    """
    place = func.row_number().over(partition_by=EXPORTS.c.org_id, order_by=(EXPORTS.c.created_on, EXPORTS.c.id))
    waiting = (
        select(EXPORTS.c.org_id, EXPORTS.c.id, EXPORTS.c.created_on, place.label("place"))
        .where(EXPORTS.c.status == Status.PENDING)
        .subquery("waiting")
    )
    turns = (
        select(waiting.c.org_id, waiting.c.id)
        .outerjoin(EXPORT_QUOTAS, EXPORT_QUOTAS.c.org_id == waiting.c.org_id)
        .where(waiting.c.place == 1)
        .order_by(EXPORT_QUOTAS.c.served_on.asc().nulls_first(), waiting.c.created_on, waiting.c.id)
    )
    running = _running(tx, now)
    with tx.cross_org(_EVERY_ORG):
        rows = [(row.org_id, row.id) for row in tx.execute(turns)]
    turn = min(rows, key=lambda row: running[row[0]], default=None)
    return turn if turn and shares.has_room(running[turn[0]], running.total()) else None


def _running(tx: Transaction, now: datetime) -> Counter[str]:
    """Number of exports that are worked on, by organisation."""
    alive = (
        select(EXPORTS.c.org_id, func.count().label("number"))
        .where(EXPORTS.c.status == Status.RUNNING, EXPORTS.c.progress_on > now - LEASE)
        .group_by(EXPORTS.c.org_id)
    )
    with tx.cross_org(_EVERY_ORG):
        return Counter({row.org_id: row.number for row in tx.execute(alive)})


def progress(tx: Transaction, held: Claim, *, rows: int, size: int, now: datetime) -> Claim:
    """Stores the progress and renews the lease; returns the claim to go on with.

    Raises:
        LeaseLost
    """
    _write(tx, held, {"rows": rows, "bytes": size, "progress_on": now})
    return replace(held, token=now)


def complete(tx: Transaction, held: Claim, *, rows: int, size: int, now: datetime) -> None:
    """Ends the export as complete. The archive has to be in the bucket already.

    Raises:
        LeaseLost
    """
    _write(
        tx,
        held,
        {"status": Status.COMPLETE, "completed_on": now, "progress_on": now, "rows": rows, "bytes": size},
    )
    _end_sources(tx, held.export, status=Status.COMPLETE, code=None, message=None)


def fail(tx: Transaction, held: Claim, *, code: int, message: str, now: datetime) -> None:
    """Ends the export as failed, each of its sources with `code` (an HTTP status) and `message`.

    Whoever waits for the file elsewhere is not told by this.

    Raises:
        LeaseLost
    """
    ended = {"status": Status.FAILED, "completed_on": now, "progress_on": now, "message": message}
    _write(tx, held, {**ended, "target": untold.marked()})
    _end_sources(tx, held.export, status=Status.FAILED, code=code, message=message)


def may_have_archive(tx: Transaction, org_id: str, export_id: str) -> bool:
    """Whether an archive in the bucket is somebody's. That of an export that was deleted, or that failed, is not."""
    return _status(tx, org_id, export_id) not in {None, Status.FAILED}


def _status(tx: Transaction, org_id: str, export_id: str) -> Status | None:
    found = tx.execute(select(EXPORTS.c.status).where(EXPORTS.c.org_id == org_id, EXPORTS.c.id == export_id))
    status = found.scalar_one_or_none()
    return None if status is None else Status(status)


def _write(tx: Transaction, held: Claim, values: dict[str, Any]) -> None:
    written = tx.execute(
        update(EXPORTS)
        .where(
            EXPORTS.c.org_id == held.export.owner.org_id,
            EXPORTS.c.id == held.export.id,
            EXPORTS.c.status == Status.RUNNING,
            EXPORTS.c.progress_on == held.token,
        )
        .values(**values)
    )
    if written.rowcount == 0:
        raise LeaseLost(f"export {held.export.id} was deleted or given to somebody else")


def _end_sources(tx: Transaction, export: Export, *, status: Status, code: int | None, message: str | None) -> None:
    tx.execute(
        update(EXPORT_SOURCES)
        .where(
            EXPORT_SOURCES.c.org_id == export.owner.org_id,
            EXPORT_SOURCES.c.export_id == export.id,
            EXPORT_SOURCES.c.status == Status.PENDING,
        )
        .values(status=status, code=code, message=message)
    )
