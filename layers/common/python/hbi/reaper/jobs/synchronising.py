"""Tells consumers of events anew what is stored, and what is gone (contract: export-reaper-jobs 5.1 and 5.2)."""

from collections.abc import Collection, Sequence

from hbi.db import bulk
from hbi.db.engine import Transaction, as_json
from hbi.events.outbox import change_context
from hbi.hosts.key import HostKey


def enqueue_updates(tx: Transaction, org_id: str, host_ids: Sequence[str]) -> list[HostKey]:
    """Enqueues an `updated` event of each of the hosts that exists, culled ones included.

    No host needs to be locked: the event shows what is stored when it is published, and of a host that is gone by then
    there is none. Publish the events of the hosts after the commit.
    """
    with tx.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO hbi.host_events_outbox (org_id, host_id, event_type, context)
            SELECT h.org_id, h.id, 'updated', %s::jsonb FROM hbi.hosts h
            WHERE h.org_id = %s AND h.id = ANY(%s::uuid[])
            ORDER BY h.id
            RETURNING host_id::text
            """,
            [as_json(change_context()), org_id, list(host_ids)],
        )
        return [(org_id, host_id) for (host_id,) in cursor.fetchall()]


def existing(tx: Transaction, hosts: Collection[HostKey]) -> frozenset[HostKey]:
    """Those of the hosts, of any organisations, that are stored."""
    bulk.prefer_indexes(tx)
    with tx.cursor() as cursor:
        cursor.execute(
            """
            SELECT h.org_id, h.id::text
            FROM unnest(%s::varchar[], %s::uuid[]) AS k(org_id, id)
            JOIN hbi.hosts h ON h.org_id = k.org_id AND h.id = k.id
            """,
            [bulk.array([key[position] for key in hosts]) for position in (0, 1)],
        )
        return frozenset((org_id, host_id) for org_id, host_id in cursor.fetchall())
