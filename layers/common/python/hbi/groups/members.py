"""Hosts of groups, and the copy of the group that each keeps (contract: rest-groups-staleness-views 4.1)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import batched
from typing import Any

from hbi.db.engine import Transaction, as_json
from hbi.events import outbox
from hbi.events.messages import HostKey
from hbi.groups.repository import GroupRef

SHOWN_AT_ONCE = 5000
"""Hosts per statement; bounds the memory that a large group takes."""


def lock_members(tx: Transaction, org_id: str, group_id: str) -> list[str]:
    """Ids of the group's hosts, locked in order until `tx` ends. Hosts deleted meanwhile are not among them."""
    with tx.cursor() as cursor:
        cursor.execute(
            """
            SELECT h.id::text
            FROM hbi.hosts_groups m
            JOIN hbi.hosts h ON h.org_id = m.org_id AND h.id = m.host_id
            WHERE m.org_id = %s AND h.org_id = %s AND m.group_id = %s::uuid
            ORDER BY h.id
            FOR NO KEY UPDATE OF h
            """,
            [org_id, org_id, group_id],
        )
        return [host_id for (host_id,) in cursor.fetchall()]


def move(tx: Transaction, org_id: str, host_ids: Sequence[str], *, source: str, target: str) -> None:
    """Makes locked hosts members of another group. Their copies of it are left to `show_group`."""
    with tx.cursor() as cursor:
        cursor.execute(
            """
            DELETE FROM hbi.hosts_groups m
            WHERE m.org_id = %s AND m.group_id = %s::uuid AND m.host_id = ANY(%s::uuid[])
            """,
            [org_id, source, list(host_ids)],
        )
        cursor.execute(
            """
            INSERT INTO hbi.hosts_groups (org_id, host_id, group_id)
            SELECT %s, k.id, %s::uuid FROM unnest(%s::uuid[]) AS k(id)
            ON CONFLICT (org_id, host_id, group_id) DO NOTHING
            """,
            [org_id, target, list(host_ids)],
        )


def show_group(
    tx: Transaction, group: GroupRef, host_ids: Sequence[str], *, now: datetime, context: Mapping[str, Any]
) -> list[HostKey]:
    """Gives locked hosts their copy of the group and owes an `updated` event of each.

    Args:
        context: of the events, from `outbox.change_context`.
    Returns:
        the hosts whose events are to be published after the commit.
    """
    snapshot = as_json([group.snapshot(len(host_ids))])
    for part in batched(host_ids, SHOWN_AT_ONCE):
        with tx.cursor() as cursor:
            cursor.execute(
                """
                UPDATE hbi.hosts h SET groups = %s::jsonb, modified_on = %s
                WHERE h.org_id = %s AND h.id = ANY(%s::uuid[])
                """,
                [snapshot, now, group.org_id, list(part)],
            )
        outbox.append(tx, [outbox.PendingEvent(group.org_id, host_id, "updated", context) for host_id in part])
    return [(group.org_id, host_id) for host_id in host_ids]
