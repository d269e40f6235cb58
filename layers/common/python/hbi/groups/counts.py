"""Numbers of the hosts of groups, as SQL: members, and the culled ones among them (ADR 25).

All members are counted in an index alone. Culled hosts, which the reaper deletes, are few.
"""

from datetime import datetime

from hbi.db.engine import Transaction
from hbi.groups.repository import GroupRef

MEMBERS = "(SELECT count(*) FROM hbi.hosts_groups m WHERE m.org_id = %(org_id)s AND m.group_id = g.id)"
"""Number of the members of a group `g`."""

# Each kind of culled host is a range of `idx_hosts_org_id_last_check_in`; one condition for both would be none. As an
# array they are looked up among the members one by one: PostgreSQL takes a join for so large that it reads them all.
CULLED_MEMBERS = """
    hbi.hosts_groups m
    WHERE m.org_id = %(org_id)s AND m.host_id = ANY (ARRAY(
        SELECT h.id FROM hbi.hosts h WHERE h.org_id = %(org_id)s AND h.last_check_in <= %(culled_before)s
        UNION ALL
        SELECT h.id FROM hbi.hosts h WHERE h.org_id = %(org_id)s AND h.last_check_in IS NULL
    ))
"""
"""Memberships `m` of an organisation's culled hosts: what follows FROM; further conditions may follow."""


def count_members(tx: Transaction, group: GroupRef, culled_before: datetime) -> int:
    """Number of a group's hosts that are not culled."""
    with tx.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT (
                SELECT count(*) FROM hbi.hosts_groups m WHERE m.org_id = %(org_id)s AND m.group_id = %(group_id)s::uuid
            ) - (
                SELECT count(*) FROM {CULLED_MEMBERS} AND m.group_id = %(group_id)s::uuid
            )
            """,  # noqa: S608 - our own words
            {"org_id": group.org_id, "group_id": group.id, "culled_before": culled_before},
        )
        ((count,),) = cursor.fetchall()
    return int(count)
