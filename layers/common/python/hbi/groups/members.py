"""Hosts of groups, and the copy of the group that each keeps (contract: rest-groups-staleness-views 4.1)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import batched
from typing import Any

from hbi.db.engine import Transaction, as_json
from hbi.events import outbox
from hbi.groups.repository import GroupRef
from hbi.hosts.key import HostKey

SHOWN_AT_ONCE = 5000
"""Hosts per statement; bounds the memory that a large group takes."""

_NOT_CULLED = "(h.last_check_in IS NULL OR h.last_check_in > %s)"


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
    tx: Transaction,
    group: GroupRef,
    host_ids: Sequence[str],
    *,
    now: datetime,
    culled_before: datetime,
    context: Mapping[str, Any],
) -> list[HostKey]:
    """Gives locked members their copy of the group and enqueues an `updated` event of each that is not culled.

    Args:
        culled_before: hosts whose last check-in is not after it are culled; they have no events and do not count.
        context: of the events, from `outbox.change_context`.
    Returns:
        the hosts whose events are to be published after the commit.
    """
    shown: list[HostKey] = []
    snapshot = as_json([group.snapshot(_count_of_members(tx, group, culled_before))])
    for part in batched(host_ids, SHOWN_AT_ONCE):
        with tx.cursor() as cursor:
            cursor.execute(
                f"""
                UPDATE hbi.hosts h SET groups = %s::jsonb, modified_on = %s
                WHERE h.org_id = %s AND h.id = ANY(%s::uuid[])
                RETURNING h.id::text, {_NOT_CULLED}
                """,  # noqa: S608 - a constant
                [snapshot, now, group.org_id, list(part), culled_before],
            )
            alive = {host_id for host_id, is_alive in cursor.fetchall() if is_alive}
        live = [host_id for host_id in part if host_id in alive]
        outbox.append(tx, [outbox.PendingEvent(group.org_id, host_id, "updated", context) for host_id in live])
        shown += [(group.org_id, host_id) for host_id in live]
    return shown


def _count_of_members(tx: Transaction, group: GroupRef, culled_before: datetime) -> int:
    """Hosts of the group that are not culled."""
    with tx.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT count(*) FROM hbi.hosts_groups m
            JOIN hbi.hosts h ON h.org_id = m.org_id AND h.id = m.host_id
            WHERE m.org_id = %s AND h.org_id = %s AND m.group_id = %s::uuid AND {_NOT_CULLED}
            """,  # noqa: S608 - a constant
            [group.org_id, group.org_id, group.id, culled_before],
        )
        ((count,),) = cursor.fetchall()
    return int(count)
