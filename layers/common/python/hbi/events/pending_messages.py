"""The messages that outbox rows owe (contract: ingest-and-events 12 and 13)."""

import logging
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import orjson
import psycopg2
from sqlalchemy.exc import DBAPIError

from hbi import clock, metrics
from hbi.events import payload_status
from hbi.events.host_states import StatesAhead
from hbi.events.messages import Message, StoredHost, change_event, delete_event
from hbi.events.notifications import new_system_registered, system_became_stale, system_deleted
from hbi.events.outbox import ACKNOWLEDGED, TRACE, ClaimedEvent, RefusedEvent
from hbi.hosts.key import HostKey
from hbi.settings import KafkaSettings
from hbi.staleness.window import StalenessSettings

logger = logging.getLogger(__name__)

MOST_BYTES = 32 * 1024 * 1024
"""Of messages that are handed over in one transaction: they are kept until the broker has answered for all."""


class Settled(NamedTuple):
    """What becomes of claimed rows."""

    done: list[ClaimedEvent]
    refused: list[RefusedEvent]
    put_off: list[ClaimedEvent]
    """For another transaction."""


class Due:
    """The messages of claimed rows, built while the first of them are already on their way."""

    def __init__(
        self,
        claimed: Sequence[ClaimedEvent],
        states: StatesAhead,
        staleness: Mapping[str, StalenessSettings],
        only_new: Collection[HostKey] = (),
    ) -> None:
        """Builds nothing yet.

        Args:
            only_new: hosts whose row that was refused before is left out.
        """
        self._claimed = claimed
        self._states = states
        self._staleness = staleness
        self._only_new = only_new
        self._documents: dict[HostKey, orjson.Fragment] = {}
        self._unreadable: set[HostKey] = set()
        self._doubted = {event.host for event in claimed if event.was_refused}
        self._tried: set[HostKey] = set()
        self._left_out: list[ClaimedEvent] = []
        self.sent: list[tuple[ClaimedEvent, int]] = []
        """Of each message that was given out, in their order: its row, and which of the row's messages it is."""
        self.unmade: list[ClaimedEvent] = []
        """Rows that make no event, by a defect that must not stop other hosts, and those behind."""
        self.put_off: dict[HostKey, list[ClaimedEvent]] = {}
        """Rows for another transaction. Those of a host of which an event was refused before wait for what the broker
        says of one of them: all show the same host."""
        self.large: set[HostKey] = set()
        """Hosts that are larger than they may become; events still show them."""
        self._room = MOST_BYTES

    def messages(self, settings: KafkaSettings) -> Iterator[Message]:
        """In sequence order, each event before its notification.

        Changes of a host that is gone are left out; its delete tells all.
        """
        now = clock.now()
        for event in self._claimed:
            if event.was_refused and event.host in self._only_new:
                self._left_out.append(event)
                continue
            if event.host in self._tried or event.host in self.put_off or self._room <= 0:
                self.put_off.setdefault(event.host, []).append(event)
                continue
            messages = self._made_of(event, settings, now)
            if event.is_change and messages and event.host in self._doubted:
                self._tried.add(event.host)
            if event.is_change and messages and len(messages[0].value or b"") > settings.max_report_bytes:
                self.large.add(event.host)
            acknowledged = event.context.get(ACKNOWLEDGED, ())
            for number, message in enumerate(messages):
                if number not in acknowledged:
                    self._room -= len(message.value or b"")
                    self.sent.append((event, number))
                    yield message

    def settled(self, positions: Collection[int]) -> "Settled":
        """What becomes of each row when the broker has answered.

        Args:
            positions: of the messages that it refuses among all that were given out.
        """
        refused = self._refused(positions)
        hopeless = {entry.event.host for entry in refused} & set(self._only_new)
        untried = [event for host in hopeless for event in self.put_off.get(host, ()) if event.is_change]
        refused += map(RefusedEvent.untried, [*self.unmade, *untried])
        failed = {entry.event.sequence for entry in refused}
        put_off = [event for events in self.put_off.values() for event in events if event.sequence not in failed]
        kept = failed.union(event.sequence for event in (*put_off, *self._left_out))
        return Settled([event for event in self._claimed if event.sequence not in kept], refused, put_off)

    def _refused(self, positions: Collection[int]) -> list[RefusedEvent]:
        if not positions:
            return []
        answers: dict[int, tuple[set[int], set[int]]] = {}
        for position, (event, number) in enumerate(self.sent):
            refused, acknowledged = answers.setdefault(event.sequence, (set(), set()))
            (refused if position in positions else acknowledged).add(number)
        return [
            RefusedEvent(event, sorted({*event.context.get(ACKNOWLEDGED, ()), *answers[event.sequence][1]}))
            for event in self._claimed
            if event.sequence in answers and answers[event.sequence][0]
        ]

    def _made_of(self, event: ClaimedEvent, settings: KafkaSettings, now: datetime) -> list[Message]:
        """The messages of a row; none of one that makes none, nor of those behind it, which must not overtake it."""
        if event.host in self._unreadable:
            self.unmade.append(event)
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
            self.unmade.append(event)
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
