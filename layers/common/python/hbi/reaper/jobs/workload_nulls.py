"""Takes members that are null out of stored workloads (contract: export-reaper-jobs 5.7)."""

from collections.abc import Sequence

from hbi.db.engine import Transaction
from hbi.groups import locks

# Only what is inside a workload: a workload that is null itself says that there is none.
_STRIPPED = """
    CASE jsonb_typeof(d.workloads) WHEN 'object' THEN (
        SELECT coalesce(jsonb_object_agg(
            w.key, CASE jsonb_typeof(w.value) WHEN 'object' THEN jsonb_strip_nulls(w.value) ELSE w.value END
        ), '{}')
        FROM jsonb_each(d.workloads) w
    ) ELSE d.workloads END
"""


def with_nulls(tx: Transaction, org_id: str, host_ids: Sequence[str]) -> list[str]:
    """Those of the hosts with a workload that has members which are null. Nothing is locked."""
    with tx.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT d.host_id::text FROM hbi.system_profiles_dynamic d
            WHERE d.org_id = %s AND d.host_id = ANY(%s::uuid[]) AND d.workloads IS DISTINCT FROM {_STRIPPED}
            """,  # noqa: S608 - our own expression
            [org_id, list(host_ids)],
        )
        return [host_id for (host_id,) in cursor.fetchall()]


def strip(tx: Transaction, org_id: str, host_ids: Sequence[str]) -> list[str]:
    """Takes them out; the hosts whose workloads changed."""
    locked = locks.lock_hosts(tx, org_id, host_ids)
    with tx.cursor() as cursor:
        cursor.execute(
            f"""
            UPDATE hbi.system_profiles_dynamic d SET workloads = {_STRIPPED}
            WHERE d.org_id = %s AND d.host_id = ANY(%s::uuid[]) AND d.workloads IS DISTINCT FROM {_STRIPPED}
            RETURNING d.host_id::text
            """,  # noqa: S608 - our own expression
            [org_id, locked],
        )
        return sorted(host_id for (host_id,) in cursor.fetchall())
