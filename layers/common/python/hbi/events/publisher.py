"""Publishes what the outbox holds, in order per host (contract: ingest-and-events 12)."""

import logging
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import orjson
import psycopg2
from sqlalchemy.exc import DBAPIError

from hbi import clock, metrics
from hbi.db.engine import Database
from hbi.events import outbox, payload_status
from hbi.events.messages import HostKey, Message, StoredHost, change_event, delete_event
from hbi.events.notifications import new_system_registered, system_became_stale, system_deleted
from hbi.events.outbox import ACKNOWLEDGED, TRACE, ClaimedEvent, RefusedEvent
from hbi.events.producer import Producer, PublishFailed
from hbi.events.state import StatesAhead
from hbi.problems import Unavailable
from hbi.profile.reported import ReportedPart
from hbi.settings import KafkaSettings, StalenessDefaults
from hbi.staleness.cache import StalenessCache
from hbi.staleness.window import StalenessSettings

logger = logging.getLogger(__name__)


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
        staleness: StalenessCache | None = None,
    ) -> None:
        """`defaults` serves organisations without staleness settings; without `staleness` these are not kept."""
        self._database = database
        self._producer = producer
        self._staleness = staleness or StalenessCache(defaults)
        self._pause_ends = 0.0

    def publish(self, hosts: Iterable[HostKey], reported: Mapping[HostKey, ReportedPart] | None = None) -> int:
        """Publishes all pending events of these hosts; call it after the change is committed.

        Never raises for a broker or database that does not answer: the caller's work stands. It logs one warning, the
        rows stay, and the relay publishes them later. Once the broker has not answered, nobody waits for it during
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
            return self._publish(keys, reported or {}, first_time=True)
        except (PublishFailed, Unavailable, DBAPIError, psycopg2.Error) as error:
            is_of_the_broker = isinstance(error, PublishFailed)
            if is_of_the_broker:
                self._pause_ends = time.monotonic() + self._producer.settings.publish_pause_s
            logger.warning("events of %d hosts stay in the outbox for the relay: %s", len(keys), error)
            cause = "broker" if is_of_the_broker else "database"
            metrics.count("inventory_deferred_publication_count", len(keys), cause=cause)
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
        while clock.now() < deadline:
            with self._database.read() as tx:
                hosts, last = outbox.hosts_after(tx, last, limit)
            if not hosts:
                break
            published += self._publish(set(hosts), {}, first_time=False)
        with self._database.read() as tx:
            return Relayed(published, outbox.count(tx))

    @property
    def _is_pausing(self) -> bool:
        return time.monotonic() < self._pause_ends

    def _publish(
        self, hosts: Collection[HostKey], reported: Mapping[HostKey, ReportedPart], *, first_time: bool
    ) -> int:
        with self._database.write() as tx:
            claimed = outbox.claim(tx, hosts)
            changed = [event.host for event in claimed if event.event_type != "delete"]
            staleness = self._staleness.settings_by_org(tx, {org_id for org_id, _ in changed})
            with StatesAhead(tx, changed, reported) as states:
                due = _Due(claimed, states, staleness)
                refused = self._producer.send(due.messages(self._producer.settings))
            refused_events = due.refused(refused)
            kept = due.unmade | {entry.event.sequence for entry in refused_events}
            if kept:
                hosts = sorted({event.host for event in claimed if event.sequence in kept})
                logger.error("the broker or we cannot take events of hosts %s; their rows stay", hosts)
            outbox.refuse(tx, refused_events)
            outbox.remove(tx, [event for event in claimed if event.sequence not in kept])
        # The relay tries such rows again and again; their reports failed once.
        told = [event for event in claimed if first_time or event.sequence not in kept]
        self._producer.offer(due.statuses(told, kept, self._producer.settings))
        return len({event.sequence for event, _ in due.sent}) - len(refused_events)


class _Due:
    """The messages of claimed rows, built while the first of them are already on their way."""

    def __init__(
        self, claimed: Sequence[ClaimedEvent], states: StatesAhead, staleness: Mapping[str, StalenessSettings]
    ) -> None:
        self._claimed = claimed
        self._states = states
        self._staleness = staleness
        self._documents: dict[HostKey, orjson.Fragment] = {}
        self.sent: list[tuple[ClaimedEvent, int]] = []
        """Of each message that was given out, in their order: its row, and which of the row's messages it is."""
        self.unmade: set[int] = set()
        """Sequences of rows that make no event, by a defect that must not stop other hosts, and of those behind."""
        self._unreadable: set[HostKey] = set()

    def messages(self, settings: KafkaSettings) -> Iterator[Message]:
        """In sequence order, each event before its notification.

        Changes of a host that is gone are left out; its delete tells all.
        """
        now = clock.now()
        for event in self._claimed:
            acknowledged = event.context.get(ACKNOWLEDGED, ())
            for number, message in enumerate(self._made_of(event, settings, now)):
                if number not in acknowledged:
                    self.sent.append((event, number))
                    yield message

    def refused(self, positions: Collection[int]) -> list[RefusedEvent]:
        """Rows of which messages were refused.

        Args:
            positions: of the refused ones among all that were given out.
        """
        if not positions:
            return []
        numbers: dict[int, set[int]] = {}
        for position in positions:
            event, number = self.sent[position]
            numbers.setdefault(event.sequence, set()).add(number)
        acknowledged: dict[int, list[int]] = {sequence: [] for sequence in numbers}
        for event, number in self.sent:
            if number not in numbers.get(event.sequence, (number,)):
                acknowledged[event.sequence].append(number)
        return [
            RefusedEvent(event, [*event.context.get(ACKNOWLEDGED, ()), *acknowledged[event.sequence]])
            for event in self._claimed
            if event.sequence in numbers
        ]

    def _made_of(self, event: ClaimedEvent, settings: KafkaSettings, now: datetime) -> list[Message]:
        """The messages of a row; none of one that makes none, nor of those behind it, which must not overtake it."""
        if event.host in self._unreadable:
            self.unmade.add(event.sequence)
            return []
        try:
            messages = list(self._messages_of(event, settings, now))
            trace = event.context.get(TRACE)
            if trace:
                for message in messages:
                    message.headers.extend((name, value.encode()) for name, value in trace.items())
        except (DBAPIError, psycopg2.Error):
            raise
        except Exception:
            logger.exception("row %d makes no event of host %s of org %s", event.sequence, event.host_id, event.org_id)
            self._unreadable.add(event.host)
            self.unmade.add(event.sequence)
            return []
        return messages

    def statuses(self, events: Sequence[ClaimedEvent], kept: Collection[int], settings: KafkaSettings) -> list[Message]:
        """What the payload tracker hears of the reports and deletions that these events follow from.

        Args:
            kept: sequences of those that did not get out.
        """
        now, statuses = clock.now(), []
        for event in events:
            is_stuck = event.sequence in kept
            outcome: payload_status.Outcome = "processing_error" if is_stuck else "processing_success"
            said = payload_status.REFUSED if is_stuck else None
            if event.event_type == "delete":
                statuses += payload_status.of_deleted(settings, event.context, event.host_id, now, outcome, said)
                continue
            if not is_stuck and self._states.get(event.host) is None:
                said = payload_status.SKIPPED
            statuses += payload_status.of_published(settings, event.context, now, outcome, said)
        return statuses

    def _messages_of(self, event: ClaimedEvent, settings: KafkaSettings, now: datetime) -> Iterator[Message]:
        topic, notifications, context = settings.event_topic, settings.notification_topic, event.context
        if event.event_type == "delete":
            yield delete_event(topic, event.org_id, event.host_id, context=context, timestamp=now)
            yield system_deleted(notifications, event.org_id, event.host_id, context=context, timestamp=now)
            return
        if event.event_type == "stale":
            yield from self._became_stale(event, settings, now)
            return
        state = self._states.get(event.host)
        if state is None:
            return
        document = self._document(event.host, state)
        yield change_event(topic, event.event_type, state, document, context=context, timestamp=now)
        if event.event_type == "created":
            yield new_system_registered(
                notifications,
                state,
                request_id=context.get("request_id"),
                timestamp=now,
                console=settings.console_hostname,
            )

    def _became_stale(self, event: ClaimedEvent, settings: KafkaSettings, now: datetime) -> Iterator[Message]:
        state = self._states.get(event.host)
        if state is None:
            return
        try:
            message = system_became_stale(
                settings.notification_topic, state, timestamp=now, console=settings.console_hostname
            )
        except Exception:
            # Skipped, not kept: no event waits for it (contract: export-reaper-jobs 4).
            logger.exception("nobody can be told that host %s of org %s is stale", event.host_id, event.org_id)
            metrics.count("inventory_stale_host_notification_fail_count")
            return
        yield message

    def _document(self, host: HostKey, state: StoredHost) -> orjson.Fragment:
        """The host as all of its events show it."""
        known = self._documents.get(host)
        if known is None:
            known = self._documents[host] = state.document(self._staleness[host[0]])
        return known
