"""Finds culled hosts and deletes them (contract: export-reaper-jobs 3, database 14).

This is the one place that looks through all organisations for hosts: each statement says so, and still carries the
organisation in every join.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from hbi.db import bulk
from hbi.db.engine import Transaction
from hbi.edits import deletion
from hbi.hosts.key import HostKey
from hbi.settings import StalenessDefaults

_EVERY_ORG = "culling looks after all organisations"


_LOOKED_AHEAD = 50
"""Organisations of which it is found out between two chunks whether they are done."""


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


def remaining(tx: Transaction, partition: str, cutoffs: Sequence[Cutoff]) -> list[Cutoff]:
    """The cutoffs without those at the beginning that have no culled hosts any more, the next ones lowered to theirs.

    A chunk then begins where the one before it ended, instead of walking through what is deleted and still indexed.
    """
    near, far = cutoffs[:_LOOKED_AHEAD], cutoffs[_LOOKED_AHEAD:]
    bulk.prefer_indexes(tx)
    with tx.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT cutoff.org_id, latest.last_check_in
            FROM unnest(%s::varchar[], %s::timestamptz[]) WITH ORDINALITY AS cutoff(org_id, until, place)
            CROSS JOIN LATERAL (
                SELECT h.last_check_in FROM {partition} h
                WHERE h.org_id = cutoff.org_id AND h.last_check_in <= cutoff.until
                ORDER BY h.last_check_in DESC
                LIMIT 1
            ) latest
            ORDER BY cutoff.place
            """,  # noqa: S608 - the name comes from the catalogue
            _arrays(near),
        )
        return [*(Cutoff(*row) for row in cursor.fetchall()), *far]


def cull(tx: Transaction, cutoffs: Sequence[Cutoff], limit: int) -> list[HostKey]:
    """Deletes up to `limit` culled hosts of the given organisations, with their `delete` events.

    A host that checks in meanwhile survives: the condition is tested again on the locked row. Hosts that somebody
    else has locked are left for the next run.

    Returns:
        what was deleted; publish the events after the commit.
    """
    bulk.prefer_indexes(tx)
    with tx.cross_org(_EVERY_ORG):
        return deletion.delete_found(
            tx, f"{_CULLED} {{profile}} LIMIT %s FOR UPDATE OF h SKIP LOCKED", [*_arrays(cutoffs), limit]
        )


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


def _arrays(cutoffs: Sequence[Cutoff]) -> list[str]:
    return [bulk.array([org_id for org_id, _ in cutoffs]), bulk.array([until.isoformat() for _, until in cutoffs])]
