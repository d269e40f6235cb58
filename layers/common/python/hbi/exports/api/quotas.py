"""Limits of the exports that one organisation may ask for, so that the others need not wait for it.

The state is a row an organisation, because any number of instances take requests and work on exports.
"""

import math
from datetime import datetime

from sqlalchemy import func, select

from hbi.db.engine import Transaction
from hbi.exports.records import Status
from hbi.models import EXPORTS
from hbi.problems import TooManyRequests
from hbi.settings import ExportQuotaSettings

PERIOD_S = 60
"""Seconds in which as many exports may be asked for as the rate allows, at once or spread."""

_RETRY_UNFINISHED_S = 60


def take_request(tx: Transaction, org_id: str, settings: ExportQuotaSettings) -> None:
    """Counts a request for an export, unless the organisation has asked for too many.

    Requests of one organisation wait here for each other until `tx` ends.

    Raises:
        TooManyRequests: its rate is used up, or too many of its exports are unfinished. Undo the transaction.
    """
    _take_from_rate(tx, org_id, settings.export_requests_per_minute)
    unfinished = (
        select(func.count())
        .select_from(EXPORTS)
        .where(EXPORTS.c.org_id == org_id, EXPORTS.c.status.in_([Status.PENDING, Status.RUNNING]))
    )
    most = settings.unfinished_exports_per_org
    if tx.execute(unfinished).scalar_one() >= most:
        raise TooManyRequests(
            f"{most} exports of the organisation are not finished yet. Ask again when some are.", _RETRY_UNFINISHED_S
        )


def _take_from_rate(tx: Transaction, org_id: str, per_minute: int) -> None:
    """Each request uses a step of time; what an organisation has used may be at most the period ahead of the clock."""
    step = f"{PERIOD_S / per_minute} seconds"
    with tx.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO hbi.export_quotas AS q (org_id, used_until) VALUES (%s, clock_timestamp() + %s::interval)
            ON CONFLICT (org_id) DO UPDATE SET used_until = greatest(q.used_until, clock_timestamp()) + %s::interval
            WHERE q.used_until + %s::interval <= clock_timestamp() + %s::interval
            """,
            [org_id, step, step, step, f"{PERIOD_S} seconds"],
        )
        if cursor.rowcount:
            return
        cursor.execute(
            """
            SELECT extract(epoch FROM q.used_until + %s::interval - clock_timestamp())
            FROM hbi.export_quotas q WHERE q.org_id = %s
            """,
            [step, org_id],
        )
        ((ahead_s,),) = cursor.fetchall()
    raise TooManyRequests(
        f"The organisation asks for too many exports: {per_minute} a minute are taken.",
        max(1, math.ceil(ahead_s - PERIOD_S)),
    )


def note_turn(tx: Transaction, org_id: str, now: datetime) -> None:
    """Notes that one of the organisation's exports is worked on: others that wait come before its next one."""
    with tx.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO hbi.export_quotas (org_id, used_until, served_on) VALUES (%s, %s, %s)
            ON CONFLICT (org_id) DO UPDATE SET served_on = EXCLUDED.served_on
            """,
            [org_id, now, now],
        )
