"""Deletes the groups of organisations that have no hosts (contract: export-reaper-jobs 5.10)."""

from collections.abc import Sequence

from hbi.db.engine import Transaction


def with_hosts(tx: Transaction, org_ids: Sequence[str]) -> list[str]:
    """Those of the organisations that have hosts, culled ones included."""
    with tx.cursor() as cursor:
        cursor.execute(
            """
            SELECT k.org_id FROM unnest(%s::varchar[]) AS k(org_id)
            WHERE EXISTS (SELECT FROM hbi.hosts h WHERE h.org_id = k.org_id)
            ORDER BY k.org_id
            """,
            [list(org_ids)],
        )
        return [org_id for (org_id,) in cursor.fetchall()]


def count_groups(tx: Transaction, org_id: str) -> int:
    """Number of the organisation's groups."""
    with tx.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM hbi.groups g WHERE g.org_id = %s", [org_id])
        ((count,),) = cursor.fetchall()
        return int(count)


def delete_groups(tx: Transaction, org_id: str) -> int | None:
    """Deletes all groups of an organisation; None when it has got hosts meanwhile.

    Once the groups are locked nobody can put a host into one; who has done it is waited for, and then seen.
    """
    with tx.cursor() as cursor:
        cursor.execute("SELECT g.id FROM hbi.groups g WHERE g.org_id = %s ORDER BY g.id FOR UPDATE", [org_id])
        cursor.execute(
            """
            DELETE FROM hbi.groups g
            WHERE g.org_id = %s AND NOT EXISTS (SELECT FROM hbi.hosts h WHERE h.org_id = g.org_id)
            """,
            [org_id],
        )
        deleted = cursor.rowcount
    return None if not deleted and with_hosts(tx, [org_id]) else deleted
