"""Who works on an export, and how it ends (contract: exports 4 and 12).

An export is claimed by moving it from `pending` to `running`. The claim is a lease: its token is `progress_on`, which
every report of progress moves. Each write of the worker demands the token it wrote last, so a worker whose export was
deleted, taken over or given up on learns it at its next write, and terminal states never change.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select, text, update

from hbi.db.engine import Transaction
from hbi.exports.records import Export, Status
from hbi.exports.repository import COLUMNS, export_of, sources_of
from hbi.models import Export as StoredExport
from hbi.models import ExportSource as StoredSource
from hbi.problems import HbiError

# AWS repeats a crashed asynchronous invocation after one minute: by then the dead worker's lease has to be over.
LEASE = timedelta(seconds=45)


class LeaseLost(HbiError):
    """The export is not ours any more: deleted, taken over or given up on. Stop, and leave no trace."""


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to work on an export. `identity` is the creator's header; `token` names this claim."""

    export: Export
    identity: str
    token: datetime


def claim(tx: Transaction, org_id: str, export_id: str, *, now: datetime, most_running: int) -> Claim | None:
    """Takes a pending export, or a running one whose worker fell silent.

    Args:
        most_running: exports of the organisation that may run at a time; further ones stay pending.
    Returns:
        None when there is nothing to do: finished, deleted, in other hands, or waiting for its turn.
    """
    # Serialises the claims of an organisation: counting and taking must not interleave.
    tx.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": f"exports of {org_id}"})
    running = (
        select(func.count())
        .select_from(StoredExport)
        .where(
            StoredExport.org_id == org_id,
            StoredExport.status == Status.RUNNING,
            StoredExport.progress_on > now - LEASE,
        )
    )
    if tx.execute(running).scalar_one() >= most_running:
        return None
    taken = tx.execute(
        update(StoredExport)
        .where(
            StoredExport.org_id == org_id,
            StoredExport.id == export_id,
            or_(
                StoredExport.status == Status.PENDING,
                (StoredExport.status == Status.RUNNING) & (StoredExport.progress_on <= now - LEASE),
            ),
        )
        .values(status=Status.RUNNING, progress_on=now, rows=0, bytes=0)
        .returning(*COLUMNS, StoredExport.identity)
    ).one_or_none()
    if taken is None:
        return None
    return Claim(export_of(taken, sources_of(tx, org_id, export_id)), taken.identity, now)


def next_pending(tx: Transaction, org_id: str) -> str | None:
    """Id of the organisation's oldest pending export."""
    return tx.execute(
        select(StoredExport.id)
        .where(StoredExport.org_id == org_id, StoredExport.status == Status.PENDING)
        .order_by(StoredExport.created_on, StoredExport.id)
        .limit(1)
    ).scalar_one_or_none()


def progress(tx: Transaction, held: Claim, *, rows: int, size: int, now: datetime) -> Claim:
    """Stores how far the work is and renews the lease; returns the claim to go on with.

    Raises:
        LeaseLost
    """
    _write(tx, held, {"rows": rows, "bytes": size, "progress_on": now})
    return replace(held, token=now)


def complete(tx: Transaction, held: Claim, *, rows: int, size: int, now: datetime) -> None:
    """Ends the export well. The archive has to be in the bucket already.

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
    """Ends the export badly, each of its sources with `code` (an HTTP status) and `message`.

    Raises:
        LeaseLost
    """
    _write(tx, held, {"status": Status.FAILED, "completed_on": now, "progress_on": now, "message": message})
    _end_sources(tx, held.export, status=Status.FAILED, code=code, message=message)


def exists(tx: Transaction, org_id: str, export_id: str) -> bool:
    """Whether the export is still on record, in whatever state."""
    found = tx.execute(select(StoredExport.id).where(StoredExport.org_id == org_id, StoredExport.id == export_id))
    return found.one_or_none() is not None


def _write(tx: Transaction, held: Claim, values: dict[str, Any]) -> None:
    written = tx.execute(
        update(StoredExport)
        .where(
            StoredExport.org_id == held.export.owner.org_id,
            StoredExport.id == held.export.id,
            StoredExport.status == Status.RUNNING,
            StoredExport.progress_on == held.token,
        )
        .values(**values)
    )
    if written.rowcount == 0:
        raise LeaseLost(f"export {held.export.id} was deleted or given to somebody else")


def _end_sources(tx: Transaction, export: Export, *, status: Status, code: int | None, message: str | None) -> None:
    tx.execute(
        update(StoredSource)
        .where(
            StoredSource.org_id == export.owner.org_id,
            StoredSource.export_id == export.id,
            StoredSource.status == Status.PENDING,
        )
        .values(status=status, code=code, message=message)
    )
