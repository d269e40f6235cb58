"""Gives organisations an ungrouped group, and that one to hosts without any (contract: export-reaper-jobs 5.5)."""

from collections.abc import Sequence

from hbi.db.engine import Transaction
from hbi.groups import locks, repository
from hbi.groups.attempts import Overtaken


def without_group(tx: Transaction, org_ids: Sequence[str]) -> list[str]:
    """Those of the organisations that have no ungrouped group."""
    found = repository.find_ungrouped(tx, org_ids)
    return [org_id for org_id in org_ids if org_id not in found]


def make_groups(tx: Transaction, org_ids: Sequence[str]) -> int:
    """Makes the ungrouped groups that are missing; the number of organisations that have one now."""
    return len(repository.ungrouped_groups(tx, dict.fromkeys(org_ids)))


def without_membership(tx: Transaction, org_id: str, host_ids: Sequence[str]) -> list[str]:
    """Those of the hosts that are in no group. Nothing is locked."""
    with tx.cursor() as cursor:
        cursor.execute(
            """
            SELECT h.id::text FROM hbi.hosts h
            WHERE h.org_id = %s AND h.id = ANY(%s::uuid[]) AND NOT EXISTS (
                SELECT FROM hbi.hosts_groups m WHERE m.org_id = h.org_id AND m.host_id = h.id
            )
            """,
            [org_id, list(host_ids)],
        )
        return [host_id for (host_id,) in cursor.fetchall()]


def assign(tx: Transaction, org_id: str, host_ids: Sequence[str]) -> list[str] | None:
    """Makes hosts that are in no group members of the ungrouped one. Their copies stay as they are.

    Returns:
        the hosts that it took; None when the organisation has no ungrouped group.
    Raises:
        Overtaken: another group became the ungrouped one meanwhile.
    """
    group = repository.find_ungrouped(tx, [org_id]).get(org_id)
    if group is None:
        return None
    known = locks.lock_groups(tx, org_id, [group.id]).get(group.id)
    if known is None or not known.ungrouped:
        raise Overtaken("another group became the ungrouped one meanwhile")
    locked = locks.lock_hosts(tx, org_id, host_ids)
    memberships = locks.memberships(tx, org_id, locked)
    taken = [host_id for host_id in locked if host_id not in memberships]
    with tx.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO hbi.hosts_groups (org_id, host_id, group_id)
            SELECT %s, k.id, %s::uuid FROM unnest(%s::uuid[]) AS k(id)
            """,
            [org_id, group.id, taken],
        )
    return taken
