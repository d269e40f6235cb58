"""Finds culled hosts and deletes them (contract: export-reaper-jobs 3, database 14).

This is the one place that looks through all organisations for hosts: each statement says so, and still carries the
organisation in every join.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from hbi.db import bulk
from hbi.db.engine import Transaction
from hbi.edits.deletion import LAST_STATE, DeletedHost, delete_locked
from hbi.settings import StalenessDefaults

_EVERY_ORG = "culling looks after all organisations"


class Cutoff(NamedTuple):
    """An organisation that has culled hosts: those with `last_check_in` at or before `until`."""

    org_id: str
    until: datetime


def partitions(tx: Transaction) -> list[str]:
    """Qualified names of the partitions of `hosts`, as SQL may use them."""
    with tx.cursor() as cursor:
        cursor.execute(
            """
            SELECT format('%I.%I', c.relnamespace::regnamespace, c.relname)
            FROM pg_partition_tree('hbi.hosts') p
            JOIN pg_class c ON c.oid = p.relid
            WHERE p.isleaf
            ORDER BY c.relname
            """
        )
        return [name for (name,) in cursor.fetchall()]


def each_org(partition: str) -> str:
    """The beginning of a statement: `orgs(org_id)`, every organisation with hosts in a partition.

    One index look-up per organisation: the recursion leaps from one to the next. A partition at a time, because over
    all of them each leap would look into every one.
    """
    return f"""
            WITH RECURSIVE orgs AS (
                (SELECT h.org_id FROM {partition} h ORDER BY h.org_id LIMIT 1)
                UNION ALL
                SELECT later.org_id
                FROM orgs
                CROSS JOIN LATERAL (
                    SELECT h.org_id FROM {partition} h WHERE h.org_id > orgs.org_id ORDER BY h.org_id LIMIT 1
                ) later
            )"""  # noqa: S608 - the name comes from the catalogue


def cutoffs_in(tx: Transaction, partition: str, now: datetime, defaults: StalenessDefaults) -> list[Cutoff]:
    """Organisations of a partition that have culled hosts, by their own time to delete or else the default.

    Costs two index look-ups per organisation (`idx_hosts_org_id_last_check_in`), however many hosts it has.
    """
    bulk.prefer_indexes(tx)
    with tx.cross_org(_EVERY_ORG), tx.cursor() as cursor:
        cursor.execute(
            f"""
            {each_org(partition)}
            SELECT orgs.org_id, cut.until
            FROM orgs
            LEFT JOIN hbi.staleness own ON own.org_id = orgs.org_id
            CROSS JOIN LATERAL (
                SELECT %(now)s - make_interval(secs => coalesce(own.conventional_time_to_delete, %(default)s))
            ) cut(until)
            WHERE EXISTS (
                SELECT FROM {partition} h WHERE h.org_id = orgs.org_id AND h.last_check_in <= cut.until
            )
            """,  # noqa: S608 - the name comes from the catalogue
            {"now": now, "default": defaults.time_to_delete},
        )
        return [Cutoff(*row) for row in cursor.fetchall()]


def cull(tx: Transaction, cutoffs: Sequence[Cutoff], limit: int) -> list[DeletedHost]:
    """Deletes up to `limit` culled hosts of the given organisations, with their `delete` events.

    A host that checks in meanwhile survives: the condition is tested again on the locked row. Hosts that somebody
    else has locked are left for the next run.

    Returns:
        what was deleted; publish the events after the commit.
    """
    hosts = _lock_culled(tx, cutoffs, limit)
    if hosts:
        with tx.cross_org(_EVERY_ORG):
            delete_locked(tx, hosts)
    return hosts


def count_culled(tx: Transaction, cutoffs: Sequence[Cutoff]) -> int:
    """Number of culled hosts of the given organisations that are still there."""
    bulk.prefer_indexes(tx)
    with tx.cursor() as cursor:
        cursor.execute(f"SELECT count(*) {_CULLED}", _arrays(cutoffs))
        ((count,),) = cursor.fetchall()
        return int(count)


_CULLED = """
    FROM unnest(%s::varchar[], %s::timestamptz[]) AS cutoff(org_id, until)
    JOIN hbi.hosts h ON h.org_id = cutoff.org_id AND h.last_check_in <= cutoff.until
"""


def _lock_culled(tx: Transaction, cutoffs: Sequence[Cutoff], limit: int) -> list[DeletedHost]:
    bulk.prefer_indexes(tx)
    with tx.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT {LAST_STATE}
            {_CULLED}
            LEFT JOIN hbi.system_profiles_static s ON s.org_id = h.org_id AND s.host_id = h.id
            LIMIT %s
            FOR UPDATE OF h SKIP LOCKED
            """,
            [*_arrays(cutoffs), limit],
        )
        return [DeletedHost._make(row) for row in cursor.fetchall()]


def _arrays(cutoffs: Sequence[Cutoff]) -> list[str]:
    return [bulk.array([org_id for org_id, _ in cutoffs]), bulk.array([until.isoformat() for _, until in cutoffs])]
