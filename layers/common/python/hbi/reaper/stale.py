"""Finds hosts that became stale and enqueues their notifications (contract: export-reaper-jobs 4).

A host becomes stale when its `last_check_in` is its organisation's time to stale ago. The watermark in
`hbi_metadata` is the instant up to which hosts were notified of. It moves in the transaction that enqueues the
notifications, so none is enqueued twice, and none is forgotten.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from hbi import clock
from hbi.db import bulk
from hbi.db.engine import Transaction
from hbi.events import outbox
from hbi.hosts.key import HostKey
from hbi.reaper.culling import each_org
from hbi.settings import StalenessDefaults

JOB = "stale_host_notification"
FIRST_WINDOW = timedelta(hours=1)
"""Time that the very first run looks back."""

_EVERY_ORG = "staleness is looked after in all organisations"


class Crossing(NamedTuple):
    """An organisation some of whose hosts became stale in the window, and its time to stale."""

    org_id: str
    stale: timedelta


def watermark(tx: Transaction) -> datetime:
    """The instant up to which all hosts were notified of; an hour ago when the job has never run."""
    with tx.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO hbi.hbi_metadata (name, type, last_succeeded) VALUES (%s, 'job', %s)
            ON CONFLICT (name, type) DO NOTHING
            """,
            [JOB, clock.now() - FIRST_WINDOW],
        )
        cursor.execute("SELECT last_succeeded FROM hbi.hbi_metadata WHERE name = %s AND type = 'job'", [JOB])
        instant: datetime
        ((instant,),) = cursor.fetchall()
        return instant


def crossings_in(
    tx: Transaction, partition: str, after: datetime, until: datetime, defaults: StalenessDefaults
) -> list[Crossing]:
    """Organisations of a partition with hosts that became stale after `after`, up to and including `until`.

    Costs two index look-ups per organisation (`idx_hosts_org_id_last_check_in`), however many hosts it has.
    """
    bulk.prefer_indexes(tx)
    with tx.cross_org(_EVERY_ORG), tx.cursor() as cursor:
        cursor.execute(
            f"""
            {each_org(partition)}
            SELECT orgs.org_id, own.stale
            FROM orgs
            LEFT JOIN hbi.staleness s ON s.org_id = orgs.org_id
            CROSS JOIN LATERAL (
                SELECT make_interval(secs => coalesce(s.conventional_time_to_stale, %(default)s))
            ) own(stale)
            WHERE EXISTS (
                SELECT FROM {partition} h
                WHERE h.org_id = orgs.org_id
                  AND h.last_check_in > %(after)s - own.stale AND h.last_check_in <= %(until)s - own.stale
            )
            """,  # noqa: S608 - the name comes from the catalogue
            {"after": after, "until": until, "default": defaults.time_to_stale},
        )
        return [Crossing(*row) for row in cursor.fetchall()]


class StaleHosts(NamedTuple):
    """Hosts whose notifications were enqueued together."""

    hosts: list[HostKey]
    watermark: datetime
    """The instant up to which all hosts are notified of by now."""


def enqueue_next(tx: Transaction, crossings: list[Crossing], until: datetime, limit: int) -> StaleHosts | None:
    """Enqueues notifications of about `limit` hosts, in the order in which they became stale, and moves the watermark.

    Args:
        crossings: all organisations with hosts between the watermark and `until`.
    Returns:
        None when another run is at work and holds the watermark.
    """
    after = _lock_watermark(tx)
    if after is None:
        return None
    rows = _crossed(tx, crossings, after, until, limit) if crossings and after < until else []
    hosts = [(org_id, host_id) for org_id, host_id, _ in rows]
    outbox.append(tx, [outbox.PendingEvent(*host, "stale", {}) for host in hosts])
    reached = max(after, rows[-1][2] if len(rows) >= limit else until)
    with tx.cursor() as cursor:
        cursor.execute(
            "UPDATE hbi.hbi_metadata SET last_succeeded = %s WHERE name = %s AND type = 'job'", [reached, JOB]
        )
    return StaleHosts(hosts, reached)


def _lock_watermark(tx: Transaction) -> datetime | None:
    with tx.cursor() as cursor:
        cursor.execute(
            """
            SELECT last_succeeded FROM hbi.hbi_metadata WHERE name = %s AND type = 'job'
            FOR UPDATE SKIP LOCKED
            """,
            [JOB],
        )
        row = cursor.fetchone()
        return row[0] if row else None


def _crossed(
    tx: Transaction, crossings: list[Crossing], after: datetime, until: datetime, limit: int
) -> list[tuple[str, str, datetime]]:
    """Hosts with the instants at which they became stale, oldest first; the last instant's hosts all or none."""
    bulk.prefer_indexes(tx)
    with tx.cursor() as cursor:
        cursor.execute(
            """
            SELECT h.org_id, h.id::text, h.last_check_in + k.stale AS became_stale
            FROM unnest(%(orgs)s::varchar[], %(times)s::interval[]) AS k(org_id, stale)
            JOIN hbi.hosts h ON h.org_id = k.org_id
             AND h.last_check_in > %(after)s - k.stale AND h.last_check_in <= %(until)s - k.stale
            ORDER BY became_stale
            FETCH FIRST %(limit)s ROWS WITH TIES
            """,
            {
                "orgs": [crossing.org_id for crossing in crossings],
                "times": [crossing.stale for crossing in crossings],
                "after": after,
                "until": until,
                "limit": limit,
            },
        )
        return cursor.fetchall()
