"""Facts that clients change (contract: rest-hosts 7.8)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, NamedTuple

from sqlalchemy import and_, func, select

from hbi.db.engine import Transaction, as_json
from hbi.events import outbox
from hbi.hosts.key import HostKey
from hbi.queries.conditions.expressions import Condition
from hbi.queries.conditions.tables import HOSTS
from hbi.queries.conditions.viewer import Viewer, in_scope

type Way = Literal["merge", "replace"]


class FactHolder(NamedTuple):
    """A locked host as far as an edit of its facts must know it."""

    org_id: str
    id: str
    has_namespace: bool
    is_permitted: bool
    """Whether the caller's permission reaches it."""

    @property
    def key(self) -> HostKey:
        """The host's name in the outbox."""
        return self.org_id, self.id


def lock_holders(
    tx: Transaction, conditions: Sequence[Condition], namespace: str, viewer: Viewer
) -> dict[str, FactHolder]:
    """Hosts that meet the conditions by id, locked for update in the order of their ids.

    A namespace that holds null exists.

    Args:
        viewer: the caller, whose scope says which hosts it may change.
    """
    has_namespace = and_(func.jsonb_typeof(HOSTS.c.facts) == "object", HOSTS.c.facts.has_key(namespace)).is_(True)
    columns = (HOSTS.c.org_id, HOSTS.c.id, has_namespace, in_scope(viewer.scope))
    statement = select(*columns).where(*conditions).order_by(HOSTS.c.id)
    locked = {row.id: FactHolder._make(row) for row in tx.execute(statement.with_for_update(of=HOSTS))}
    if viewer.sees_all or not locked:
        return locked
    # Who may see and change them may be another since the statement began: `second_look`.
    return {row.id: FactHolder._make(row) for row in tx.execute(statement) if row.id in locked}


def edit_facts(
    tx: Transaction,
    hosts: Sequence[FactHolder],
    namespace: str,
    facts: Mapping[str, Any],
    way: Way,
    *,
    now: datetime,
    context: Mapping[str, Any],
) -> None:
    """Changes one namespace of locked hosts of one organisation, and records an `updated` event for each.

    Args:
        way: `merge` keeps the members that `facts` does not name; of a namespace that holds null nothing is kept.
        context: of the events, from `outbox.change_context`.
    """
    kept = "CASE jsonb_typeof(h.facts -> %(namespace)s) WHEN 'object' THEN h.facts -> %(namespace)s ELSE '{}' END"
    value = "%(facts)s::jsonb" if way == "replace" else f"({kept}) || %(facts)s::jsonb"
    with tx.cursor() as cursor:
        cursor.execute(
            f"""
            UPDATE hbi.hosts h
            SET facts = jsonb_set(h.facts, ARRAY[%(namespace)s], {value}), modified_on = %(now)s
            WHERE h.org_id = %(org_id)s AND h.id = ANY(%(ids)s::uuid[])
            """,  # noqa: S608 - both values are ours
            {
                "namespace": namespace,
                "facts": as_json(facts),
                "now": now,
                "org_id": hosts[0].org_id,
                "ids": [host.id for host in hosts],
            },
        )
    outbox.append(tx, [outbox.PendingEvent(*host.key, "updated", context) for host in hosts])
