"""The outbox of host events: written with the change, emptied by the publisher (contract: ingest-and-events 12).

A row says that an event has to be sent, not what it contains: bodies are built at publishing from what is stored then.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple

from hbi import clock, tracing
from hbi.db import bulk
from hbi.db.engine import Transaction
from hbi.events.messages import EventType
from hbi.hosts.key import HostKey
from hbi.models import HOST_EVENTS_OUTBOX
from hbi.stored import mapping

type RowType = EventType | Literal["stale"]
"""Type of a row. `stale` stands for a notification without an event: that time passes changes nothing in the host."""

MOST_CLAIMED = 1024
"""Rows that one transaction of a publisher works on: more than a chunk of 1000 hosts has, so that it need not look
again."""

REFUSED_FOR = timedelta(hours=1)
"""Time for which the relay leaves a row alone whose message the broker refuses: what it takes rarely changes."""

ACKNOWLEDGED = "acknowledged"
"""Member of a refused row's context: positions of its messages that are acknowledged and not sent again."""

TRACE = "trace"
"""Member of a context: headers by name that the messages made from it carry on (contract: ingest-and-events 19)."""

_COLUMNS = bulk.Columns(HOST_EVENTS_OUTBOX)


class PendingEvent(NamedTuple):
    """An event that a change enqueues. Build `context` with `change_context` or `delete_context`."""

    org_id: str
    host_id: str
    event_type: RowType
    context: Mapping[str, Any]

    @property
    def host(self) -> HostKey:
        """The host it is about."""
        return self.org_id, self.host_id


@dataclass(frozen=True, slots=True)
class ClaimedEvent:
    """A row that a transaction holds: nobody else publishes it meanwhile."""

    sequence: int
    org_id: str
    host_id: str
    event_type: RowType
    context: Mapping[str, Any]
    was_refused: bool = False
    """Whether it was refused, or not even tried, because a row that shows the same host was refused."""

    @property
    def host(self) -> HostKey:
        """The host it is about."""
        return self.org_id, self.host_id

    @property
    def is_change(self) -> bool:
        """Whether its event shows the host as it is."""
        return self.event_type in {"created", "updated"}


class RefusedEvent(NamedTuple):
    """A claimed row of which the broker refuses a message, or which makes none by a defect."""

    event: ClaimedEvent
    acknowledged: Sequence[int]
    """Positions of its messages that need not be sent again."""

    @classmethod
    def untried(cls, event: ClaimedEvent) -> "RefusedEvent":
        """A row of which no message was sent."""
        return cls(event, event.context.get(ACKNOWLEDGED, ()))


def change_context(
    *, request_id: str | None = None, platform_metadata: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Context of a created or updated event.

    `platform_metadata` is the ingress message's own, or `{"b64_identity": …}` for changes by API.
    """
    return {"request_id": request_id, "platform_metadata": platform_metadata, **_trace()}


def delete_context(  # noqa: PLR0913 - all that is known of a host when it goes
    *,
    insights_id: str,
    subscription_manager_id: str | None,
    account: str | None,
    reporter: str,
    host_type: str | None,
    os_name: str | None,
    is_bootc: bool,
    last_seen: Mapping[str, Any],
    request_id: str | None = None,
    platform_metadata: Mapping[str, Any] | None = None,
    initiated_by_frontend: bool = False,
) -> dict[str, Any]:
    """Context of a delete event: all that its body and headers need, because the host will be gone.

    `last_seen` is what only its notification shows: `fqdn`, `display_name`, `satellite_id`, `operating_system`,
    `tags`, `groups`.
    """
    return {
        "request_id": request_id,
        "platform_metadata": platform_metadata,
        "insights_id": insights_id,
        "subscription_manager_id": subscription_manager_id,
        "account": account,
        "reporter": reporter,
        "host_type": host_type,
        "os_name": os_name,
        "is_bootc": is_bootc,
        "last_seen": last_seen,
        "initiated_by_frontend": initiated_by_frontend,
        **_trace(),
    }


def _trace() -> dict[str, Any]:
    """Member of a context for the trace that the present work belongs to; mostly none."""
    headers = tracing.carried()
    return {TRACE: dict(headers)} if headers else {}


def append(tx: Transaction, events: Sequence[PendingEvent]) -> None:
    """Enqueues events in the given order, in the transaction of the change.

    Call it while the host rows are locked (updated or selected `FOR UPDATE` in `tx`): then the sequence numbers of
    one host follow commit order.
    """
    if events:
        _show(events)
        tx.changes.hosts.update(event.host for event in events if event.event_type != "stale")
        _COLUMNS.copy(tx, PendingEvent._fields, events)


def _show(events: Sequence[PendingEvent]) -> None:
    """Names in the trace of the present work what it changes."""
    if not tracing.is_traced():
        return
    for event in events:
        parent = mapping(event.context.get(TRACE)).get("traceparent")
        tracing.involve(org_id=event.org_id, request_id=event.context.get("request_id"), traceparent=parent)


def append_alike(
    tx: Transaction, org_id: str, host_ids: Sequence[str], event_type: RowType, context: Mapping[str, Any]
) -> None:
    """Enqueues an event of each of an organisation's hosts in the given order, all with the same context.

    As `append`, but the context is sent and read once.
    """
    if not host_ids:
        return
    if event_type != "stale":
        tx.changes.hosts.update((org_id, host_id) for host_id in host_ids)
    with tx.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO hbi.host_events_outbox (org_id, host_id, event_type, context)
            SELECT %s, k.id, %s, %s::jsonb FROM unnest(%s::uuid[]) WITH ORDINALITY AS k(id, place) ORDER BY k.place
            """,
            [org_id, event_type, bulk.json(context), bulk.array(host_ids)],
        )


def claim(tx: Transaction, hosts: Iterable[HostKey]) -> list[ClaimedEvent]:
    """Pending events of these hosts in sequence order, locked until `tx` ends: at most `MOST_CLAIMED`, and of each host
    at most one that was refused, the oldest.

    A second publisher of one of the hosts waits here for the first to commit, so events never overtake each other.
    """
    keys = list(hosts)
    if not keys:
        return []
    with tx.cursor() as cursor:
        # One look-up per host (idx_host_events_outbox_host), spelled so that nothing else can be planned: the table is
        # empty most of the time, and statistics that say so would have each row compared with each host.
        cursor.execute(
            """
            SELECT o.sequence, o.org_id, o.host_id::text, o.event_type, o.context, o.refused_on IS NOT NULL
            FROM hbi.host_events_outbox o
            WHERE o.org_id = ANY(%s::varchar[]) AND o.sequence = ANY(ARRAY(
                SELECT p.sequence FROM unnest(%s::varchar[], %s::uuid[]) AS k(org_id, host_id)
                CROSS JOIN LATERAL (
                    SELECT x.sequence FROM hbi.host_events_outbox x
                    WHERE x.org_id = k.org_id AND x.host_id = k.host_id
                    OFFSET 0
                ) p
            ))
                AND (o.refused_on IS NULL OR o.sequence = (
                    SELECT min(r.sequence) FROM hbi.host_events_outbox r
                    WHERE r.org_id = o.org_id AND r.host_id = o.host_id AND r.refused_on IS NOT NULL
                ))
            ORDER BY o.sequence
            LIMIT %s
            FOR UPDATE
            """,
            [
                bulk.array(list({org_id for org_id, _ in keys})),
                bulk.array([org_id for org_id, _ in keys]),
                bulk.array([str(host_id) for _, host_id in keys]),
                MOST_CLAIMED,
            ],
        )
        return [_claimed(row) for row in cursor.fetchall()]


def _claimed(row: tuple[Any, ...]) -> ClaimedEvent:
    sequence, org_id, host_id, event_type, context, was_refused = row
    return ClaimedEvent(sequence, org_id, host_id, event_type, mapping(context), was_refused)


def remove(tx: Transaction, events: Sequence[ClaimedEvent]) -> None:
    """Deletes the rows of claimed events: they are acknowledged, or nobody wants them any more.

    `tx` should do nothing else: its commit does not wait for the disk. A crash of the server may bring the rows back,
    and then the events are published once more.
    """
    if not events:
        return
    org_ids = {event.org_id for event in events}
    with tx.cursor() as cursor:
        cursor.execute(
            """
            WITH removed AS (
                DELETE FROM hbi.host_events_outbox o
                WHERE o.org_id = ANY(%s::varchar[]) AND o.sequence = ANY(%s::bigint[])
            )
            SELECT hbi.commit_without_waiting()
            """,
            [bulk.array(list(org_ids)), bulk.array([event.sequence for event in events])],
        )


def refuse(tx: Transaction, events: Sequence[RefusedEvent]) -> None:
    """Leaves claimed events to the next change of their hosts, and to the relay after `REFUSED_FOR`."""
    if not events:
        return
    rows = [(entry.event.org_id, entry.event.sequence, [*entry.acknowledged]) for entry in events]
    with tx.cursor() as cursor:
        cursor.execute(
            f"""
            UPDATE hbi.host_events_outbox o
            SET refused_on = %s, context = jsonb_set(
                CASE jsonb_typeof(o.context) WHEN 'object' THEN o.context ELSE '{{}}' END,
                '{{{ACKNOWLEDGED}}}', r.acknowledged
            )
            FROM unnest(%s::varchar[], %s::bigint[], %s::jsonb[]) AS r(org_id, sequence, acknowledged)
            WHERE o.org_id = r.org_id AND o.sequence = r.sequence
            """,  # noqa: S608 - the name is a constant
            [clock.now(), *(bulk.array(column) for column in zip(*rows, strict=True))],
        )


def hosts_after(tx: Transaction, sequence: int, limit: int) -> tuple[list[HostKey], int]:
    """Hosts of the oldest pending events of all organisations, without those whose oldest refused one was tried lately.

    Args:
        sequence: only rows beyond it; 0 for all.
        limit: rows to look at.
    Returns:
        the hosts, each once, and the last sequence looked at.
    """
    with tx.cross_org("the relay serves all organisations"), tx.cursor() as cursor:
        cursor.execute(
            """
            SELECT o.sequence, o.org_id, o.host_id::text FROM hbi.host_events_outbox o
            WHERE o.sequence > %s AND (o.refused_on IS NULL OR o.refused_on < %s AND NOT EXISTS (
                SELECT FROM hbi.host_events_outbox r
                WHERE r.org_id = o.org_id AND r.host_id = o.host_id AND r.refused_on IS NOT NULL
                    AND r.sequence < o.sequence
            ))
            ORDER BY o.sequence
            LIMIT %s
            """,
            [sequence, clock.now() - REFUSED_FOR, limit],
        )
        rows = cursor.fetchall()
    return list(dict.fromkeys((org_id, host_id) for _, org_id, host_id in rows)), rows[-1][0] if rows else sequence


class Backlog(NamedTuple):
    """Size and age of the outbox, of all organisations together."""

    rows: int
    refused: int
    """Number of those rows that the broker has refused."""
    oldest: datetime | None
    """Instant at which the oldest of the other rows was enqueued."""


def backlog(tx: Transaction) -> Backlog:
    """The present size and age of the outbox."""
    with tx.cross_org("the relay serves all organisations"), tx.cursor() as cursor:
        cursor.execute(
            """
            SELECT count(*), count(refused_on), min(created_on) FILTER (WHERE refused_on IS NULL)
            FROM hbi.host_events_outbox
            """
        )
        [row] = cursor.fetchall()
        return Backlog(*row)
