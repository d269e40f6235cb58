"""Rows for external replication by change data capture (contract: ingest-and-events 16).

A row is inserted and deleted in the transaction of the change: the subscriber reads it from the write-ahead log and
the table stays empty.
"""

from collections.abc import Sequence

from hbi import metrics
from hbi.db import bulk
from hbi.db.engine import Transaction
from hbi.db.errors import is_of_database
from hbi.db.prepared import Prepared
from hbi.hosts.key import HostKey

_REPORT = Prepared(
    "replicate_reports",
    """
    INSERT INTO hbi.outbox (id, aggregatetype, aggregateid, operation, version, payload)
    SELECT gen_random_uuid(), 'hbi.hosts', h.id, 'ReportResource', 'v1beta2', jsonb_build_object(
        'type', 'host',
        'reporter_type', 'hbi',
        'reporter_instance_id', 'redhat',
        'representations', jsonb_build_object(
            'metadata', jsonb_build_object(
                'local_resource_id', h.id,
                'api_href', 'https://apihref.com/',
                'console_href', 'https://www.console.com/',
                'reporter_version', '1.0',
                'transaction_id', gen_random_uuid()
            ),
            'common', jsonb_build_object('workspace_id', COALESCE(
                h.groups -> 0 -> 'id',
                (SELECT to_jsonb(u.id) FROM hbi.groups u WHERE u.org_id = h.org_id AND u.ungrouped)
            )),
            'reporter', jsonb_build_object(
                'satellite_id', NULLIF(h.satellite_id, ''),
                'subscription_manager_id', NULLIF(h.subscription_manager_id, ''),
                'insights_id', h.insights_id,
                'ansible_host', NULLIF(h.ansible_host, '')
            )
        )
    )
    FROM unnest(%s::varchar[], %s::uuid[]) AS k(org_id, id)
    JOIN hbi.hosts h ON h.org_id = k.org_id AND h.id = k.id
    RETURNING id
    """,
)

_DELETE = Prepared(
    "replicate_deletes",
    """
    INSERT INTO hbi.outbox (id, aggregatetype, aggregateid, operation, version, payload)
    SELECT gen_random_uuid(), 'hbi.hosts', k.id, 'DeleteResource', 'v1beta2', jsonb_build_object(
        'reference', jsonb_build_object(
            'resource_type', 'host', 'resource_id', k.id, 'reporter', jsonb_build_object('type', 'HBI')
        )
    )
    FROM unnest(%s::uuid[]) AS k(id)
    RETURNING id
    """,
)


def replicate_reports(tx: Transaction, hosts: Sequence[HostKey]) -> None:
    """One `ReportResource` row per entry of `hosts` with the host's stored state; call it after the host is written.

    Due for new hosts and for changes of `satellite_id`, `subscription_manager_id`, `insights_id`, `ansible_host` or
    the set of group ids. A host given twice gets two rows. One without group, which only other software can have
    stored, counts as ungrouped if its organisation has such a group, because a row must name a workspace.
    """
    if hosts:
        bulk.prefer_indexes(tx)
        _insert_and_delete(tx, _REPORT, [bulk.array([key[position] for key in hosts]) for position in (0, 1)])


def replicate_deletes(tx: Transaction, hosts: Sequence[HostKey]) -> None:
    """One `DeleteResource` row per deleted host."""
    if hosts:
        _insert_and_delete(tx, _DELETE, [bulk.array([host_id for _, host_id in hosts])])


def _insert_and_delete(tx: Transaction, insert: Prepared, parameters: Sequence[str]) -> None:
    try:
        with tx.cursor() as cursor:
            insert.execute(cursor, parameters)
            inserted = bulk.array([row[0] for row in cursor.fetchall()])
            cursor.execute("DELETE FROM hbi.outbox WHERE id = ANY(%s::uuid[])", [inserted])
            metrics.count("inventory_outbox_save_successes", cursor.rowcount)
    except Exception as error:
        if is_of_database(error):
            metrics.count("inventory_outbox_save_failures")
        raise
