"""Groups of hosts (workspaces); the ungrouped one is made on demand (contract: ingest-and-events 8.1 and 18)."""

import uuid
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from hbi import clock
from hbi.db import bulk
from hbi.db.engine import Transaction

UNGROUPED_NAME = "Ungrouped Hosts"
MAX_ACCOUNT_LENGTH = 10


class GroupRef(NamedTuple):
    """A group as hosts refer to it."""

    id: str
    org_id: str
    account: str | None
    name: str
    ungrouped: bool
    created_on: datetime
    modified_on: datetime

    def snapshot(self, host_count: int = 0) -> dict[str, Any]:
        """The element that `hosts.groups` keeps of it (JSON-ready)."""
        return {
            "id": self.id,
            "name": self.name,
            "org_id": self.org_id,
            "account": self.account,
            "created": clock.isoformat(self.created_on),
            "updated": clock.isoformat(self.modified_on),
            "ungrouped": self.ungrouped,
            "host_count": host_count,
        }


def existing(tx: Transaction, org_id: str, group_ids: Collection[str]) -> dict[str, GroupRef]:
    """Those of the groups that the organisation has, by lower-case id."""
    with tx.cursor() as cursor:
        cursor.execute(
            """
            SELECT g.id::text, g.org_id, g.account, g.name, g.ungrouped, g.created_on, g.modified_on
            FROM hbi.groups g WHERE g.org_id = %s AND g.id = ANY(%s::uuid[])
            """,
            [org_id, sorted(group_ids)],
        )
        return {row[0]: GroupRef._make(row) for row in cursor.fetchall()}


def ungrouped_group(tx: Transaction, org_id: str, account: str | None) -> GroupRef:
    """The organisation's ungrouped group, created when missing. `account` is that of a new group."""
    return ungrouped_groups(tx, {org_id: account})[org_id]


def ungrouped_groups(tx: Transaction, accounts: Mapping[str, str | None]) -> dict[str, GroupRef]:
    """Ungrouped groups by organisation, missing ones created.

    Safe beside other transactions that do the same: one inserts, the others wait for it and read its row. Call it
    before locking hosts, so that nobody who holds a host waits here.

    Args:
        accounts: organisation → account of a group that has to be created.
    """
    groups = find_ungrouped(tx, accounts.keys())
    missing = sorted(accounts.keys() - groups.keys())
    if missing:
        _insert(tx, [(org_id, accounts[org_id]) for org_id in missing])
        groups |= find_ungrouped(tx, missing)
    return groups


def find_ungrouped(tx: Transaction, org_ids: Collection[str]) -> dict[str, GroupRef]:
    """Ungrouped groups of those organisations that have one."""
    with tx.cursor() as cursor:
        cursor.execute(
            """
            SELECT g.id::text, g.org_id, g.account, g.name, g.ungrouped, g.created_on, g.modified_on
            FROM hbi.groups g
            WHERE g.org_id = ANY(%s::varchar[]) AND g.ungrouped
            ORDER BY g.created_on DESC
            """,
            [bulk.array(list(org_ids))],
        )
        return {row[1]: GroupRef._make(row) for row in cursor.fetchall()}


def _insert(tx: Transaction, groups: list[tuple[str, str | None]]) -> None:
    """In the order of organisations, so that two transactions never wait for each other."""
    now = clock.now()
    with tx.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO hbi.groups (id, org_id, account, name, created_on, modified_on, ungrouped)
            SELECT new.id, new.org_id, new.account, %s, %s, %s, true
            FROM unnest(%s::uuid[], %s::varchar[], %s::varchar[]) AS new(id, org_id, account)
            ON CONFLICT (org_id) WHERE ungrouped DO NOTHING
            """,
            [
                *(UNGROUPED_NAME, now, now),
                bulk.array([str(uuid.uuid4()) for _ in groups]),
                bulk.array([org_id for org_id, _ in groups]),
                bulk.array([storable_account(account) for _, account in groups]),
            ],
        )


def storable_account(account: str | None) -> str | None:
    """An identity's account number may be what no group can keep; it is informative only."""
    if account is None or len(account) > MAX_ACCOUNT_LENGTH or "\0" in account:
        return None
    return account


def lock_group(tx: Transaction, org_id: str, group_id: str, *, for_removal: bool = False) -> GroupRef | None:
    """A group that nobody else can change until `tx` ends; None when the organisation has none with the id.

    `for_removal` waits, too, for those who have made a host its member and not committed yet, and keeps others from
    doing it.
    """
    with tx.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT g.id::text, g.org_id, g.account, g.name, g.ungrouped, g.created_on, g.modified_on
            FROM hbi.groups g
            WHERE g.org_id = %s AND g.id = %s::uuid
            FOR {"UPDATE" if for_removal else "NO KEY UPDATE"}
            """,  # noqa: S608 - our own words
            [org_id, group_id],
        )
        row = cursor.fetchone()
        return GroupRef._make(row) if row else None


def insert_group(tx: Transaction, group: GroupRef) -> bool:
    """Stores a new group; False when its id is taken, or it is ungrouped and the organisation has such a group."""
    with tx.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO hbi.groups ({", ".join(GroupRef._fields)}) VALUES (%s, %s, %s, %s, %s, %s, %s)
            ON CONFLICT DO NOTHING
            """,  # noqa: S608 - our own names
            list(group),
        )
        return cursor.rowcount == 1


def update_group(tx: Transaction, group: GroupRef) -> None:
    """Stores what can change of a locked group: name, instant of change, whether it is the ungrouped one."""
    with tx.cursor() as cursor:
        cursor.execute(
            """
            UPDATE hbi.groups g SET name = %s, modified_on = %s, ungrouped = %s
            WHERE g.org_id = %s AND g.id = %s::uuid
            """,
            [group.name, group.modified_on, group.ungrouped, group.org_id, group.id],
        )


def date_groups(tx: Transaction, org_id: str, group_ids: Collection[str], now: datetime) -> None:
    """Stores of locked groups that they changed at an instant."""
    with tx.cursor() as cursor:
        cursor.execute(
            "UPDATE hbi.groups g SET modified_on = %s WHERE g.org_id = %s AND g.id = ANY(%s::uuid[])",
            [now, org_id, list(group_ids)],
        )


def delete_group(tx: Transaction, group: GroupRef) -> None:
    """Removes a locked group without members."""
    with tx.cursor() as cursor:
        cursor.execute("DELETE FROM hbi.groups g WHERE g.org_id = %s AND g.id = %s::uuid", [group.org_id, group.id])
