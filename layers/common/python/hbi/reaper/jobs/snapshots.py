"""Gives hosts the copy of their group that they lack (contract: export-reaper-jobs 5.4)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from hbi.db import bulk
from hbi.db.engine import Transaction
from hbi.groups import locks, members
from hbi.groups.attempts import Overtaken
from hbi.groups.repository import GroupRef


def without_copy(tx: Transaction, org_id: str, host_ids: Sequence[str]) -> list[str]:
    """Those of the hosts that are in a group and do not show one. Nothing is locked."""
    with tx.cursor() as cursor:
        cursor.execute(
            """
            SELECT h.id::text FROM hbi.hosts h
            WHERE h.org_id = %s AND h.id = ANY(%s::uuid[]) AND h.groups = '[]' AND EXISTS (
                SELECT FROM hbi.hosts_groups m WHERE m.org_id = h.org_id AND m.host_id = h.id
            )
            """,
            [org_id, list(host_ids)],
        )
        return [host_id for (host_id,) in cursor.fetchall()]


def copy_groups(tx: Transaction, org_id: str, host_ids: Sequence[str], now: datetime) -> list[str]:
    """Writes the copies; the hosts count as changed, and external replication learns of their groups.

    Returns:
        the hosts that had none until now.
    Raises:
        Overtaken: a host moved meanwhile.
    """
    groups = locks.lock_groups(tx, org_id, frozenset().union(*locks.memberships(tx, org_id, host_ids).values()))
    locked = locks.lock_hosts(tx, org_id, host_ids)
    memberships = locks.memberships(tx, org_id, locked)
    if not groups.keys() >= frozenset().union(*memberships.values()):
        raise Overtaken("a host moved meanwhile")
    shown = {host_id: [_copy(_shown(groups, found))] for host_id, found in memberships.items()}
    changed = _write(tx, org_id, shown, now) if shown else []
    members.replicate(tx, org_id, changed)
    tx.changes.hosts.update((org_id, host_id) for host_id in changed)  # They have no events.
    return changed


def _shown(groups: Mapping[str, GroupRef], found: frozenset[str]) -> GroupRef:
    """The group that a host shows: one that somebody chose before the ungrouped one, should it be in several."""
    return min((groups[group_id] for group_id in found), key=lambda group: (group.ungrouped, group.id))


def _copy(group: GroupRef) -> dict[str, Any]:
    return {name: value for name, value in group.snapshot().items() if name != "host_count"}


def _write(tx: Transaction, org_id: str, shown: Mapping[str, list[dict[str, Any]]], now: datetime) -> list[str]:
    with tx.cursor() as cursor:
        cursor.execute(
            """
            UPDATE hbi.hosts h SET groups = v.groups, modified_on = %s
            FROM unnest(%s::uuid[], %s::jsonb[]) AS v(id, groups)
            WHERE h.org_id = %s AND h.id = v.id AND h.groups = '[]'
            RETURNING h.id::text
            """,
            [now, bulk.array(list(shown)), bulk.json_array(list(shown.values())), org_id],
        )
        return sorted(host_id for (host_id,) in cursor.fetchall())
