"""Publishes what the outbox holds, in order per host (contract: ingest-and-events 12)."""

import logging
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import psycopg2
from sqlalchemy.exc import DBAPIError

from hbi import clock, metrics
from hbi.db.engine import Database
from hbi.events import outbox
from hbi.events.host_size import forget_digests
from hbi.events.host_states import StatesAhead
from hbi.events.messages import Message
from hbi.events.outbox import RefusedEvent
from hbi.events.pending_messages import Due
from hbi.events.producer import Producer, PublishFailed
from hbi.hosts.key import HostKey
from hbi.problems import Unavailable
from hbi.profile.reported import ReportedPart
from hbi.settings import StalenessDefaults
from hbi.staleness.lookup import StalenessLookup

logger = logging.getLogger(__name__)

_OUTAGES = (PublishFailed, Unavailable, DBAPIError, psycopg2.Error)


class Relayed(NamedTuple):
    """What a relay run did: events published and rows that are still waiting."""

    published: int
    left: int


class Publisher:
    """Turns outbox rows into acknowledged messages. Build one per process."""

    def __init__(
        self,
        database: Database,
        producer: Producer,
        defaults: StalenessDefaults,
        staleness: StalenessLookup | None = None,
    ) -> None:
        """`defaults` serves organisations without staleness settings; without `staleness` these are not kept."""
        self._database = database
        self._producer = producer
        self._staleness = staleness or StalenessLookup(defaults)
        self._pause_ends = 0.0

    def publish(self, hosts: Iterable[HostKey], reported: Mapping[HostKey, ReportedPart] | None = None) -> int:
        """Publishes all pending events of these hosts; call it after the change is committed.

        Never raises, be it for a broker or database that does not answer: the caller's work stands. It logs a warning,
        the rows stay, and the relay publishes them later. Once the broker has not answered, nobody waits for it during
        `publish_pause_s`: the rows of further callers stay at once. Whoever publishes a host's event next sends those
        that stayed before it.

        Args:
            reported: dynamic profiles that were just stored; what of them is still the same is not read back.
        Returns:
            number of events acknowledged.
        """
        keys = set(hosts)
        if not keys:
            return 0
        if self._is_pausing:
            logger.info("events of %d hosts stay in the outbox for the relay: the broker did not answer", len(keys))
            metrics.count("inventory_deferred_publication_count", len(keys), cause="pause")
            return 0
        try:
            deadline = time.monotonic() + self._producer.settings.kafka_timeout_s
            return self._publish(keys, reported or {}, first_time=True, deadline=deadline)
        except _OUTAGES as error:
            is_of_the_broker = isinstance(error, PublishFailed)
            if is_of_the_broker:
                self._pause_ends = time.monotonic() + self._producer.settings.publish_pause_s
            logger.warning("events of %d hosts stay in the outbox for the relay: %s", len(keys), error)
            cause = "broker" if is_of_the_broker else "database"
            metrics.count("inventory_deferred_publication_count", len(keys), cause=cause)
            return 0
        except Exception:
            logger.exception("events of %d hosts stay in the outbox for the relay", len(keys))
            metrics.count("inventory_deferred_publication_count", len(keys), cause="defect")
            return 0

    def offer(self, messages: Sequence[Message]) -> None:
        """Sends messages that may get lost, unless the broker is known not to answer."""
        if not self._is_pausing:
            self._producer.offer(messages)

    def relay(self, deadline: datetime, *, limit: int = 500) -> Relayed:
        """Publishes leftovers of all organisations, oldest first, until each was tried once or `deadline` is reached.

        Args:
            deadline: no new transaction begins after it.
            limit: rows looked at per transaction.
        Raises:
            PublishFailed: the broker does not answer; nothing is lost, the rows stay.
        """
        published, last = 0, 0
        ends = time.monotonic() + (deadline - clock.now()).total_seconds()
        while clock.now() < deadline:
            with self._database.read() as tx:
                hosts, last = outbox.hosts_after(tx, last, limit)
            if not hosts:
                break
            published += self._publish(hosts, {}, first_time=False, deadline=ends)
        with self._database.read() as tx:
            return Relayed(published, outbox.waiting(tx).rows)

    @property
    def _is_pausing(self) -> bool:
        return time.monotonic() < self._pause_ends

    def _publish(
        self,
        hosts: Collection[HostKey],
        reported: Mapping[HostKey, ReportedPart],
        *,
        first_time: bool,
        deadline: float,
    ) -> int:
        """Publishes until nothing is put off any more, or until `deadline` (by `time.monotonic`)."""
        published, pending, only_new = 0, set(hosts), set[HostKey]()
        while pending:
            step = self._publish_what_can_be_read(pending, reported, only_new, first_time=first_time)
            published += step.published
            only_new |= step.refused
            pending = step.unfinished
            if pending and time.monotonic() >= deadline:
                logger.warning("events of %d hosts stay in the outbox for the relay: time is up", len(pending))
                metrics.count("inventory_deferred_publication_count", len(pending), cause="time")
                break
        return published

    def _publish_what_can_be_read(
        self,
        hosts: Collection[HostKey],
        reported: Mapping[HostKey, ReportedPart],
        only_new: Collection[HostKey],
        *,
        first_time: bool,
    ) -> "_Step":
        """Leaves out a host that is stored in a state which cannot be read; others must not wait for it."""
        try:
            return self._publish_once(hosts, reported, only_new, first_time=first_time)
        except Exception as error:
            if isinstance(error, _OUTAGES) and not isinstance(error, psycopg2.DataError):
                raise
            if len(hosts) == 1:
                logger.exception("no event can be made of host %s; its rows stay", *hosts)
                self._leave_alone(hosts)
                return _Step(0, set(hosts), set())
        in_order = sorted(hosts)
        middle = len(in_order) // 2
        halves = [
            self._publish_what_can_be_read(half, reported, only_new, first_time=first_time)
            for half in (in_order[:middle], in_order[middle:])
        ]
        return _Step(
            sum(half.published for half in halves),
            set().union(*(half.refused for half in halves)),
            set().union(*(half.unfinished for half in halves)),
        )

    def _leave_alone(self, hosts: Collection[HostKey]) -> None:
        with self._database.write() as tx:
            outbox.refuse(tx, [RefusedEvent.untried(event) for event in outbox.claim(tx, hosts)])

    def _publish_once(
        self,
        hosts: Collection[HostKey],
        reported: Mapping[HostKey, ReportedPart],
        only_new: Collection[HostKey],
        *,
        first_time: bool,
    ) -> "_Step":
        with self._database.write() as tx:
            claimed = outbox.claim(tx, hosts)
            changed = [event.host for event in claimed if event.event_type != "delete"]
            staleness = self._staleness.settings_by_org(tx, {org_id for org_id, _ in changed})
            with StatesAhead(tx, changed, reported) as states:
                due = Due(claimed, states, staleness, only_new)
                done, refused, put_off = due.settled(self._producer.send(due.messages(self._producer.settings)))
            failed = {entry.event.sequence for entry in refused}
            if failed:
                names = sorted({entry.event.host for entry in refused})
                logger.error(
                    "the broker refuses events of %d hosts, or they cannot be made; their rows stay with `refused_on`; "
                    "the first are %s",
                    len(names),
                    names[:10],
                )
            outbox.refuse(tx, refused)
            outbox.remove(tx, done)
            forget_digests(tx, due.large)
        # Of what is tried again and again the tracker heard at the first time.
        told = [entry.event for entry in refused if first_time and not entry.event.was_refused]
        self._producer.offer(due.statuses([*done, *told], failed, self._producer.settings))
        acknowledged = {event.sequence for event, _ in due.sent} - failed
        unfinished = {event.host for event in put_off}
        if len(claimed) == outbox.MOST_CLAIMED and (done or refused):
            unfinished.update(hosts)
        return _Step(len(acknowledged), {entry.event.host for entry in refused}, unfinished)


class _Step(NamedTuple):
    """What a transaction of the publisher did."""

    published: int
    refused: set[HostKey]
    unfinished: set[HostKey]
    """Hosts with rows that were put off."""
