"""Upkeep of the exports of all organisations, called by the reaper (contract: exports 7 and 12)."""

from datetime import datetime, timedelta

from sqlalchemy import and_, delete, func, or_, select, update

from hbi.db.engine import Transaction
from hbi.exports.records import TIMED_OUT, Status
from hbi.exports.work import untold
from hbi.exports.work.leases import LEASE, silent_since
from hbi.models import EXPORT_SOURCES, EXPORTS

# A running export without progress for so long has lost its worker for good.
STUCK_AFTER = timedelta(minutes=30)
# A pending one is asked for again and again; a day later nobody waits for it any more.
ABANDONED_AFTER = timedelta(days=1)
# An export whose worker died is begun again, but not for ever: it may be what kills workers.
BEGUN_AGAIN_WITHIN = timedelta(hours=1)
# An export past its expiry stays readable for so long.
GRACE = timedelta(days=7)

type ExportKey = tuple[str, str]

_EVERY_ORG = "upkeep of exports looks after all organisations"


def startable(tx: Transaction, now: datetime, per_org: int) -> list[ExportKey]:
    """(org_id, id) of the oldest exports that nobody works on, at most `per_org` of an organisation.

    More could not run anyway. They are pending, or running and their worker is silent.
    """
    turn = func.row_number().over(partition_by=EXPORTS.c.org_id, order_by=(EXPORTS.c.created_on, EXPORTS.c.id))
    deserted = and_(silent_since(now - LEASE), EXPORTS.c.created_on > now - BEGUN_AGAIN_WITHIN)
    waiting = (
        select(EXPORTS.c.org_id, EXPORTS.c.id, turn.label("turn"))
        .where(or_(EXPORTS.c.status == Status.PENDING, deserted))
        .subquery("waiting")
    )
    with tx.cross_org(_EVERY_ORG):
        rows = tx.execute(select(waiting.c.org_id, waiting.c.id).where(waiting.c.turn <= per_org))
        return [(row.org_id, row.id) for row in rows]


def fail_stuck(tx: Transaction, now: datetime) -> list[ExportKey]:
    """Ends exports that nobody will finish, as failed with 504; returns their (org_id, id).

    Who waits for the file elsewhere is not told by this (`untold.waiting`).
    """
    silent = silent_since(now - STUCK_AFTER)
    abandoned = and_(EXPORTS.c.status == Status.PENDING, EXPORTS.c.created_on <= now - ABANDONED_AFTER)
    message = "The export made no progress for too long and was given up. Please create a new one."
    with tx.cross_org(_EVERY_ORG):
        rows = tx.execute(
            update(EXPORTS)
            .where(or_(silent, abandoned))
            .values(status=Status.FAILED, completed_on=now, message=message, target=untold.marked())
            .returning(EXPORTS.c.org_id, EXPORTS.c.id)
        )
        stuck = [(row.org_id, row.id) for row in rows]
        tx.execute(
            update(EXPORT_SOURCES)
            .where(
                EXPORT_SOURCES.c.export_id.in_([export_id for _, export_id in stuck]),
                EXPORT_SOURCES.c.status == Status.PENDING,
            )
            .values(status=Status.FAILED, code=TIMED_OUT, message=message)
        )
    return stuck


def forget_expired(tx: Transaction, now: datetime, limit: int) -> list[ExportKey]:
    """Deletes the records of exports whose expiry and grace are over, oldest first; returns their (org_id, id).

    Remove their objects before the transaction ends: when that fails, the records stay and it is tried again.
    """
    chunk = (
        select(EXPORTS.c.id)
        .where(EXPORTS.c.expires_on < now - GRACE)
        .order_by(EXPORTS.c.expires_on)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    with tx.cross_org(_EVERY_ORG):
        rows = tx.execute(
            delete(EXPORTS).where(EXPORTS.c.id.in_(chunk.scalar_subquery())).returning(EXPORTS.c.org_id, EXPORTS.c.id)
        )
        return [(row.org_id, row.id) for row in rows]
