"""Hosts of groups, and the copy of the group that each keeps (contract: rest-groups-staleness-views 4.1)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from itertools import batched
from typing import Any

from hbi.db import bulk
from hbi.db.engine import GuardedCursor, Transaction, as_json
from hbi.events import outbox, replication
from hbi.groups import counts, locks
from hbi.groups.repository import GroupRef
from hbi.hosts.key import HostKey

SHOWN_AT_ONCE = 5000
"""Hosts per statement; bounds the memory that a large group takes."""

_NOT_CULLED = "h.last_check_in > %s"
"""Hosts without check-in, which other software stores, count as culled: lists do not show them either."""


def lock_members(tx: Transaction, org_id: str, group_id: str) -> list[str]:
    """Ids of the group's hosts, locked in order until `tx` ends.

    Hosts that are deleted, or move to another group, while they are waited for are not among them.
    """
    return lock_members_of(tx, org_id, [group_id])


def lock_members_of(tx: Transaction, org_id: str, group_ids: Collection[str]) -> list[str]:
    """The same of several groups."""
    wanted = frozenset(group_ids)
    locked = locks.lock_hosts(tx, org_id, locks.members(tx, org_id, group_ids))
    memberships = locks.memberships(tx, org_id, locked)
    return [host_id for host_id in locked if memberships.get(host_id, frozenset()) & wanted]


def move(tx: Transaction, org_id: str, host_ids: Sequence[str], *, target: str) -> list[str]:
    """Makes locked hosts members of a group and of no other. Their copies of it are left to `show_group`.

    Returns:
        those that were not in this group alone before.
    """
    memberships = locks.memberships(tx, org_id, host_ids)
    there = frozenset({target})
    moved = [host_id for host_id in host_ids if memberships.get(host_id, frozenset()) != there]
    of_one = [host_id for host_id in moved if len(memberships.get(host_id, ())) == 1]
    with tx.cursor() as cursor:
        if of_one:  # a changed row is only checked for its group, which is much cheaper than a new one
            cursor.execute(
                """
                UPDATE hbi.hosts_groups m SET group_id = %s::uuid
                WHERE m.org_id = %s AND m.group_id <> %s::uuid AND m.host_id = ANY(%s::uuid[])
                """,
                [target, org_id, target, bulk.array(of_one)],
            )
        if len(of_one) < len(moved):
            _replace(cursor, org_id, [*frozenset(moved).difference(of_one)], target)
    return moved


def _replace(cursor: GuardedCursor, org_id: str, host_ids: Sequence[str], target: str) -> None:
    """Leaves hosts, which had no membership or several, one."""
    ids = bulk.array(host_ids)
    cursor.execute(
        """
        DELETE FROM hbi.hosts_groups m
        WHERE m.org_id = %s AND m.group_id <> %s::uuid AND m.host_id = ANY(%s::uuid[])
        """,
        [org_id, target, ids],
    )
    cursor.execute(
        """
        INSERT INTO hbi.hosts_groups (org_id, host_id, group_id)
        SELECT %s, k.id, %s::uuid FROM unnest(%s::uuid[]) AS k(id)
        ON CONFLICT (org_id, host_id, group_id) DO NOTHING
        """,
        [org_id, target, ids],
    )


def show_group(
    tx: Transaction,
    group: GroupRef,
    host_ids: Sequence[str],
    *,
    now: datetime,
    culled_before: datetime,
    context: Mapping[str, Any],
    host_count: int | None = None,
) -> list[HostKey]:
    """Gives locked members their copy of the group and enqueues an `updated` event of each that is not culled.

    A host counts as changed only if its copy was another one before.

    Args:
        culled_before: hosts whose last check-in is not after it are culled; they have no events and do not count.
        context: of the events, from `outbox.change_context`.
        host_count: number of the group's hosts that are not culled, if it is known.
    Returns:
        the hosts whose events are to be published after the commit.
    """
    if not host_ids:
        return []
    shown: list[HostKey] = []
    count = counts.count_members(tx, group, culled_before) if host_count is None else host_count
    snapshot = as_json([group.snapshot(count)])
    for part in batched(host_ids, SHOWN_AT_ONCE):
        ids = bulk.array(part)
        with tx.cursor() as cursor:
            cursor.execute(
                f"""
                WITH written AS (
                    UPDATE hbi.hosts h SET groups = %s::jsonb, modified_on = %s
                    WHERE h.org_id = %s AND h.id = ANY(%s::uuid[]) AND h.groups IS DISTINCT FROM %s::jsonb
                )
                SELECT h.id::text FROM hbi.hosts h
                WHERE h.org_id = %s AND h.id = ANY(%s::uuid[]) AND {_NOT_CULLED}
                """,  # noqa: S608 - a constant
                [snapshot, now, group.org_id, ids, snapshot, group.org_id, ids, culled_before],
            )
            alive = {host_id for (host_id,) in cursor.fetchall()}
        live = [host_id for host_id in part if host_id in alive]
        outbox.append_alike(tx, group.org_id, live, "updated", context)
        shown += [(group.org_id, host_id) for host_id in live]
    return shown


def replicate(tx: Transaction, org_id: str, host_ids: Sequence[str]) -> None:
    """Tells the permission service, by change data capture, in which group these hosts are now."""
    for part in batched(host_ids, SHOWN_AT_ONCE):
        replication.replicate_reports(tx, [(org_id, host_id) for host_id in part])
