"""The one order in which changes of membership lock: the organisation, groups by id, hosts by id; then memberships are
read again.

A statement that waits for a locked host looks at that host once more, but not at the membership that it joined. So who
read memberships before the hosts were locked may act on old ones (contract: rest-groups-staleness-views 4.5).
"""

from collections.abc import Collection, Mapping
from datetime import datetime

from hbi.db import bulk
from hbi.db.engine import Transaction
from hbi.groups.repository import GroupRef


def enter(tx: Transaction, org_id: str, *, alone: bool) -> None:
    """Lets a change of an organisation's groups in, until `tx` ends: beside others, or alone once these are done.

    Call it before anything is locked. Who is alone may lock out of order, and is overtaken by no other change.
    """
    function = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
    with tx.cursor() as cursor:
        cursor.execute(f"SELECT {function}(hashtextextended('changes of groups of ' || %s, 0))", [org_id])


def lock_groups(tx: Transaction, org_id: str, group_ids: Collection[str]) -> dict[str, GroupRef]:
    """The groups by id, locked until `tx` ends against everybody who changes them, or gives them hosts, by REST or by
    message. Ids that the organisation does not have are left out.
    """
    return _locked(tx, org_id, group_ids, "NO KEY UPDATE")


def lock_for_removal(tx: Transaction, org_id: str, group_ids: Collection[str]) -> None:
    """Locks groups that `lock_groups` has locked against those, too, who only refer to them: nobody can make a host
    a member any more, and whoever has done it is waited for.
    """
    _locked(tx, org_id, group_ids, "UPDATE")


def _locked(tx: Transaction, org_id: str, group_ids: Collection[str], strength: str) -> dict[str, GroupRef]:
    with tx.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT g.id::text, g.org_id, g.account, g.name, g.ungrouped, g.created_on, g.modified_on
            FROM hbi.groups g
            WHERE g.org_id = %s AND g.id = ANY(%s::uuid[])
            ORDER BY g.id
            FOR {strength}
            """,  # noqa: S608 - our own words
            [org_id, sorted(group_ids)],
        )
        return {row[0]: GroupRef._make(row) for row in cursor.fetchall()}


def lock_hosts(tx: Transaction, org_id: str, host_ids: Collection[str]) -> list[str]:
    """Those of the hosts that exist, culled ones included, locked until `tx` ends, by id."""
    with tx.cursor() as cursor:
        cursor.execute(
            """
            SELECT h.id::text FROM hbi.hosts h
            WHERE h.org_id = %s AND h.id = ANY(%s::uuid[])
            ORDER BY h.id
            FOR NO KEY UPDATE
            """,
            [org_id, bulk.array(list(host_ids))],
        )
        return [host_id for (host_id,) in cursor.fetchall()]


def known_hosts(tx: Transaction, org_id: str, host_ids: Collection[str]) -> frozenset[str]:
    """Those of the hosts that exist, culled ones included. Nothing is locked."""
    with tx.cursor() as cursor:
        cursor.execute(
            "SELECT h.id::text FROM hbi.hosts h WHERE h.org_id = %s AND h.id = ANY(%s::uuid[])",
            [org_id, bulk.array(list(host_ids))],
        )
        return frozenset(host_id for (host_id,) in cursor.fetchall())


def not_culled(tx: Transaction, org_id: str, host_ids: Collection[str], culled_before: datetime) -> frozenset[str]:
    """Those of the hosts whose last check-in is after an instant."""
    with tx.cursor() as cursor:
        cursor.execute(
            """
            SELECT h.id::text FROM hbi.hosts h
            WHERE h.org_id = %s AND h.id = ANY(%s::uuid[]) AND h.last_check_in > %s
            """,
            [org_id, bulk.array(list(host_ids)), culled_before],
        )
        return frozenset(host_id for (host_id,) in cursor.fetchall())


def memberships(tx: Transaction, org_id: str, host_ids: Collection[str]) -> Mapping[str, frozenset[str]]:
    """Ids of the groups of each host that has any: one, unless other software stored more."""
    found: dict[str, frozenset[str]] = {}
    alone: dict[str, frozenset[str]] = {}
    with tx.cursor() as cursor:
        cursor.execute(
            """
            SELECT m.host_id::text, m.group_id::text FROM hbi.hosts_groups m
            WHERE m.org_id = %s AND m.host_id = ANY(%s::uuid[])
            """,
            [org_id, bulk.array(list(host_ids))],
        )
        for host_id, group_id in cursor.fetchall():
            group = alone.setdefault(group_id, frozenset({group_id}))
            found[host_id] = found[host_id] | group if host_id in found else group
    return found


def members(tx: Transaction, org_id: str, group_ids: Collection[str]) -> list[str]:
    """Ids of the groups' hosts, by id. Nothing is locked."""
    with tx.cursor() as cursor:
        cursor.execute(
            """
            SELECT DISTINCT m.host_id::text FROM hbi.hosts_groups m
            WHERE m.org_id = %s AND m.group_id = ANY(%s::uuid[])
            ORDER BY 1
            """,
            [org_id, sorted(group_ids)],
        )
        return [host_id for (host_id,) in cursor.fetchall()]
