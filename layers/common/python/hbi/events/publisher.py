"""Publishes what the outbox holds, in order per host (contract: ingest-and-events 12)."""

import logging
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

import orjson
import psycopg2
from sqlalchemy.exc import DBAPIError

from hbi import clock
from hbi.db.engine import Database, Transaction
from hbi.events import outbox
from hbi.events.messages import HostKey, Message, change_event, delete_event
from hbi.events.notifications import new_system_registered, system_deleted
from hbi.events.outbox import ClaimedEvent
from hbi.events.producer import Producer, PublishFailed
from hbi.events.state import stored_hosts
from hbi.problems import Unavailable
from hbi.settings import KafkaSettings, StalenessDefaults
from hbi.staleness import repository as staleness_repository

logger = logging.getLogger(__name__)


class Relayed(NamedTuple):
    """What a relay run did: events published and rows that are still waiting."""

    published: int
    left: int


class Publisher:
    """Turns outbox rows into acknowledged messages. Build one per process."""

    def __init__(self, database: Database, producer: Producer, defaults: StalenessDefaults) -> None:
        """`defaults` serves organisations without staleness settings of their own."""
        self._database = database
        self._producer = producer
        self._defaults = defaults

    def publish(self, hosts: Iterable[HostKey]) -> int:
        """Publishes all pending events of these hosts; call it after the change is committed.

        Never raises for a broker or database that does not answer: the caller's work stands. It logs one warning, the
        rows stay, and the relay publishes them later.

        Returns:
            number of events acknowledged.
        """
        keys = set(hosts)
        if not keys:
            return 0
        try:
            return self._publish(keys)
        except (PublishFailed, Unavailable, DBAPIError, psycopg2.Error) as error:
            logger.warning("events of %d hosts stay in the outbox for the relay: %s", len(keys), error)
            return 0

    def relay(self, deadline: datetime, *, limit: int = 500) -> Relayed:
        """Publishes leftovers of all organisations, oldest first, until each was tried once or `deadline` is reached.

        Args:
            deadline: no new transaction begins after it.
            limit: rows looked at per transaction.
        Raises:
            PublishFailed: the broker does not answer; nothing is lost, the rows stay.
        """
        published, last = 0, 0
        while clock.now() < deadline:
            with self._database.read() as tx:
                hosts, last = outbox.hosts_after(tx, last, limit)
            if not hosts:
                break
            published += self._publish(set(hosts))
        with self._database.read() as tx:
            return Relayed(published, outbox.count(tx))

    def _publish(self, hosts: Collection[HostKey]) -> int:
        with self._database.write() as tx:
            claimed = outbox.claim(tx, hosts)
            due = _Due(tx, claimed, self._defaults)
            refused = self._producer.send(due.messages(self._producer.settings))
            stuck = {due.sent[position].host for position in refused} | due.unreadable
            if stuck:
                logger.error("the broker or we cannot take events of hosts %s; their rows stay", sorted(stuck))
            outbox.remove(tx, [event for event in claimed if event.host not in stuck])
        return len({event.sequence for event in due.sent} - {due.sent[position].sequence for position in refused})


class _Due:
    """The messages of claimed rows, built while the first of them are already on their way."""

    def __init__(self, tx: Transaction, claimed: Sequence[ClaimedEvent], defaults: StalenessDefaults) -> None:
        self._claimed = claimed
        self._states = stored_hosts(tx, {event.host for event in claimed if event.event_type != "delete"})
        org_ids = {org_id for org_id, _ in self._states}
        self._staleness = staleness_repository.settings_of(tx, org_ids, defaults) if org_ids else {}
        self._documents: dict[HostKey, orjson.Fragment] = {}
        self.sent: list[ClaimedEvent] = []
        """The row of each message that was given out, in their order."""
        self.unreadable: set[HostKey] = set()
        """Hosts whose stored state makes no event: a defect that must not stop the others."""

    def messages(self, settings: KafkaSettings) -> Iterator[Message]:
        """In sequence order, each event before its notification.

        Changes of a host that is gone are left out; its delete tells all.
        """
        now = clock.now()
        for event in self._claimed:
            for message in self._messages_of(event, settings, now):
                self.sent.append(event)
                yield message

    def _messages_of(self, event: ClaimedEvent, settings: KafkaSettings, now: datetime) -> Iterator[Message]:
        topic, notifications, context = settings.event_topic, settings.notification_topic, event.context
        if event.event_type == "delete":
            yield delete_event(topic, event.org_id, event.host_id, context=context, timestamp=now)
            yield system_deleted(notifications, event.org_id, event.host_id, context=context, timestamp=now)
            return
        document = self._document(event.host)
        if document is None:
            return
        state = self._states[event.host]
        yield change_event(topic, event.event_type, state, document, context=context, timestamp=now)
        if event.event_type == "created":
            yield new_system_registered(
                notifications,
                state,
                request_id=context.get("request_id"),
                timestamp=now,
                console=settings.console_hostname,
            )

    def _document(self, host: HostKey) -> orjson.Fragment | None:
        """The host as all of its events show it; None for one that is gone or cannot be shown."""
        state, known = self._states.get(host), self._documents.get(host)
        if known is not None or state is None or host in self.unreadable:
            return known
        try:
            known = self._documents[host] = state.document(self._staleness[host[0]])
        except Exception:
            logger.exception("the stored state of host %s of org %s makes no event", host[1], host[0])
            self.unreadable.add(host)
        return known
