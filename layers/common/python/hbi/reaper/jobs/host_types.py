"""Fills in the derived type of hosts (contract: export-reaper-jobs 5.6)."""

from collections.abc import Sequence

from hbi.db import bulk
from hbi.db.engine import Transaction
from hbi.groups import locks
from hbi.hosts.host_type import derive_host_type


def without_type(tx: Transaction, org_id: str, host_ids: Sequence[str]) -> list[str]:
    """Those of the hosts that have no type. Nothing is locked."""
    with tx.cursor() as cursor:
        cursor.execute(
            """
            SELECT h.id::text FROM hbi.hosts h
            WHERE h.org_id = %s AND h.id = ANY(%s::uuid[]) AND h.host_type IS NULL
            """,
            [org_id, list(host_ids)],
        )
        return [host_id for (host_id,) in cursor.fetchall()]


def derive(tx: Transaction, org_id: str, host_ids: Sequence[str], *, only_missing: bool = True) -> list[str]:
    """Derives the types of hosts from what is stored of them; nothing else of them changes.

    Args:
        only_missing: whether hosts that have a type keep it.
    Returns:
        the hosts of which the type changed.
    """
    locked = locks.lock_hosts(tx, org_id, host_ids)
    with tx.cursor() as cursor:
        cursor.execute(
            """
            SELECT h.id::text, h.openshift_cluster_id::text, s.host_type, s.bootc_status
            FROM hbi.hosts h
            LEFT JOIN hbi.system_profiles_static s ON s.org_id = h.org_id AND s.host_id = h.id
            WHERE h.org_id = %s AND h.id = ANY(%s::uuid[]) AND (h.host_type IS NULL OR NOT %s)
            """,
            [org_id, locked, only_missing],
        )
        types = {
            host_id: derive_host_type(cluster_id, {"host_type": stated, "bootc_status": bootc_status})
            for host_id, cluster_id, stated, bootc_status in cursor.fetchall()
        }
        cursor.execute(
            """
            UPDATE hbi.hosts h SET host_type = v.host_type
            FROM unnest(%s::uuid[], %s::varchar[]) AS v(id, host_type)
            WHERE h.org_id = %s AND h.id = v.id AND h.host_type IS DISTINCT FROM v.host_type
            RETURNING h.id::text
            """,
            [bulk.array(list(types)), bulk.array(list(types.values())), org_id],
        )
        return sorted(host_id for (host_id,) in cursor.fetchall())
