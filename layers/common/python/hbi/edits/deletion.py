"""Deletion of hosts, by clients and by jobs (contract: rest-hosts 8.3, ingest-and-events 12)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import and_, select

from hbi import metrics
from hbi.db import bulk
from hbi.db.changes import FormerHost
from hbi.db.engine import Transaction
from hbi.documents import JsonText
from hbi.edits.second_look import still_matching
from hbi.events import outbox, replication
from hbi.events.messages import os_name
from hbi.events.notifications import groups_shown
from hbi.hosts.key import HostKey
from hbi.permissions.scope import Scope
from hbi.queries.conditions.matches import Matches
from hbi.queries.conditions.tables import HOSTS
from hbi.queries.conditions.viewer import in_scope


@dataclass(frozen=True, slots=True)
class Deletion:
    """The cause of a deletion, as events name it. Jobs leave it empty."""

    request_id: str | None = None
    platform_metadata: Mapping[str, Any] | None = None
    """`{"b64_identity": …}` of the caller."""
    initiated_by_frontend: bool = False
    tracking: Mapping[str, Any] = field(default_factory=dict)
    """For the payload tracker, from `payload_status.mark_deletion`."""


class DeletedHost(NamedTuple):
    """The last state of a host that is deleted."""

    org_id: str
    id: str
    account: str | None
    insights_id: str
    subscription_manager_id: str | None
    reporter: str
    host_type: str | None
    is_bootc: bool
    operating_system: Any
    fqdn: str | None
    display_name: str | None
    satellite_id: str | None
    tags: str | None
    groups: Any
    owner_id: str | None

    @property
    def key(self) -> HostKey:
        """The host's name in the outbox."""
        return self.org_id, self.id


_MANY = 50
"""Hosts of an organisation from which on it pays to delete table by table: that takes some ten statements."""

LAST_STATE = """h.org_id, h.id::text, h.account, h.insights_id::text, h.subscription_manager_id, h.reporter,
                   h.host_type, coalesce(s.bootc_status ? 'booted', false), s.operating_system,
                   h.fqdn, h.display_name, h.satellite_id, h.tags::text, h.groups, s.owner_id::text"""
"""Expressions of `DeletedHost`, on hosts `h` and static profiles `s`."""


class DeletableHosts(NamedTuple):
    """Hosts that a deletion by filter is about."""

    found: int
    """Number of all that match."""
    ids: Sequence[str]
    """Those among them that may be deleted, in their order."""


def deletable_hosts(tx: Transaction, matches: Matches, *, culled_before: datetime, scope: Scope) -> DeletableHosts:
    """Hosts that match, and which of them may be deleted.

    Culled ones may not, those are the reaper's; neither may those beyond the caller's `scope`.
    """
    deletable = and_(HOSTS.c.last_check_in > culled_before, in_scope(scope)).label("deletable")
    statement = select(HOSTS.c.id, deletable).select_from(matches.source).where(*matches.conditions)
    rows = tx.execute(statement.order_by(HOSTS.c.id)).all()
    return DeletableHosts(len(rows), [row.id for row in rows if row.deletable])


def delete_hosts(
    tx: Transaction,
    org_id: str,
    ids: Sequence[str],
    deletion: Deletion = Deletion(),
    *,
    still: Matches | None = None,
) -> list[DeletedHost]:
    """Deletes hosts with all that belongs to them and records their `delete` events. A few statements for any number.

    Ids that do not exist are passed over. Publish the events of `[host.key for host in deleted]` after the commit.

    Args:
        still: what must hold of a host once it is locked, or else it is passed over, too.
    Returns:
        the hosts that this call deleted, by id.
    """
    deleted = _locked(tx, org_id, ids)
    if deleted and still is not None:
        matching = still_matching(tx, still, [host.id for host in deleted])
        deleted = [host for host in deleted if host.id in matching]
    if not deleted:
        return []
    keys = [host.key for host in deleted]
    _delete_rows(tx, keys)
    tx.changes.former.update(FormerHost(host.org_id, host.insights_id, host.owner_id) for host in deleted)
    outbox.append(tx, [_event(host, deletion) for host in deleted])
    replication.replicate_deletes(tx, keys)
    return deleted


def _delete_rows(tx: Transaction, keys: Sequence[HostKey]) -> None:
    """Deletes hosts, of any organisations, that `tx` has locked `FOR UPDATE`, with all that belongs to them."""
    of_orgs: dict[str, list[str]] = {}
    for org_id, host_id in keys:
        of_orgs.setdefault(org_id, []).append(host_id)
    few: list[HostKey] = []
    with tx.cursor() as cursor:
        for org_id, host_ids in of_orgs.items():
            if len(host_ids) < _MANY:
                few += [(org_id, host_id) for host_id in host_ids]
            else:
                cursor.execute("SELECT hbi.delete_hosts(%s, %s::uuid[])", [org_id, bulk.array(host_ids)])
    if few:
        _delete_by_keys(tx, few)
    metrics.count("inventory_delete_host_count", len(keys))


def _delete_by_keys(tx: Transaction, keys: Sequence[HostKey]) -> None:
    bulk.prefer_indexes(tx)
    with tx.cursor() as cursor:
        # Memberships, profiles and application data follow by cascade.
        cursor.execute(
            """
            DELETE FROM hbi.hosts h
            USING unnest(%s::varchar[], %s::uuid[]) AS k(org_id, id)
            WHERE h.org_id = k.org_id AND h.id = k.id
            """,
            [bulk.array([key[position] for key in keys]) for position in (0, 1)],
        )


# What `_event` says of a host without request, made by the database.
_CONTEXT = """jsonb_build_object(
        'request_id', NULL, 'platform_metadata', NULL, 'initiated_by_frontend', false,
        'insights_id', h.insights_id, 'subscription_manager_id', h.subscription_manager_id, 'account', h.account,
        'reporter', h.reporter, 'host_type', h.host_type,
        'os_name', CASE jsonb_typeof(s.operating_system -> 'name') WHEN 'string' THEN s.operating_system -> 'name' END,
        'is_bootc', coalesce(s.bootc_status ? 'booted', false),
        'last_seen', jsonb_build_object(
            'fqdn', h.fqdn, 'display_name', h.display_name, 'satellite_id', h.satellite_id,
            'operating_system', s.operating_system, 'tags', h.tags,
            'groups', (
                SELECT coalesce(jsonb_agg(jsonb_build_object('id', g.value -> 'id', 'name', g.value -> 'name')
                    ORDER BY g.ordinality) FILTER (WHERE jsonb_typeof(g.value) = 'object'), '[]')
                FROM jsonb_array_elements(CASE jsonb_typeof(h.groups) WHEN 'array' THEN h.groups ELSE '[]' END)
                    WITH ORDINALITY g
            )
        )
    )"""


def delete_found(tx: Transaction, found: str, parameters: Sequence[Any]) -> list[HostKey]:
    """Deletes the hosts that a statement finds and locks, with their events, which the database makes. For jobs.

    Args:
        found: the end of a statement on hosts `h`, from its FROM items on, without WHERE: `{profile}` in it stands for
            the join of static profiles `s`, and it must lock `FOR UPDATE OF h`.
    """
    source = found.replace(
        "{profile}", "LEFT JOIN hbi.system_profiles_static s ON s.org_id = h.org_id AND s.host_id = h.id"
    )
    with tx.cursor() as cursor:
        cursor.execute(
            f"""
            WITH locked AS MATERIALIZED (
                SELECT h.org_id, h.id, h.insights_id, s.owner_id, {_CONTEXT} AS context {source}
            ), enqueued AS (
                INSERT INTO hbi.host_events_outbox (org_id, host_id, event_type, context)
                SELECT l.org_id, l.id, 'delete', l.context FROM locked l
            )
            SELECT l.org_id, l.id::text, l.insights_id::text, l.owner_id::text FROM locked l
            """,  # noqa: S608 - the expressions are ours
            parameters,
        )
        rows = cursor.fetchall()
    keys = [(org_id, host_id) for org_id, host_id, _, _ in rows]
    if keys:
        tx.changes.former.update(FormerHost(org_id, insights_id, owner_id) for org_id, _, insights_id, owner_id in rows)
        _delete_rows(tx, keys)
        replication.replicate_deletes(tx, keys)
    return keys


def _locked(tx: Transaction, org_id: str, ids: Sequence[str]) -> list[DeletedHost]:
    with tx.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT {LAST_STATE}
            FROM hbi.hosts h
            LEFT JOIN hbi.system_profiles_static s ON s.org_id = h.org_id AND s.host_id = h.id
            WHERE h.org_id = %s AND h.id = ANY(%s::uuid[])
            ORDER BY h.id
            FOR UPDATE OF h
            """,  # noqa: S608 - the expressions are ours
            [org_id, list(ids)],
        )
        return [DeletedHost._make(row) for row in cursor.fetchall()]


def _event(host: DeletedHost, deletion: Deletion) -> outbox.PendingEvent:
    context = outbox.delete_context(
        insights_id=host.insights_id,
        subscription_manager_id=host.subscription_manager_id,
        account=host.account,
        reporter=host.reporter,
        host_type=host.host_type,
        os_name=os_name(host.operating_system),
        is_bootc=host.is_bootc,
        last_seen={
            "fqdn": host.fqdn,
            "display_name": host.display_name,
            "satellite_id": host.satellite_id,
            "operating_system": host.operating_system,
            "tags": host.tags and JsonText(host.tags),
            "groups": groups_shown(host.groups),
        },
        request_id=deletion.request_id,
        platform_metadata=deletion.platform_metadata,
        initiated_by_frontend=deletion.initiated_by_frontend,
    )
    return outbox.PendingEvent(host.org_id, host.id, "delete", {**context, **deletion.tracking})
