"""Which messages a row of the outbox stands for (contract: ingest-and-events 12 to 14)."""

import logging
from collections.abc import Collection, Iterator, Mapping, Sequence

import orjson

from hbi import clock, metrics
from hbi.events import payload_status
from hbi.events.host_states import StatesAhead
from hbi.events.messages import Message, StoredHost, change_event, delete_event
from hbi.events.notifications import new_system_registered, system_became_stale, system_deleted
from hbi.events.outbox import TRACE, ClaimedEvent
from hbi.hosts.key import HostKey
from hbi.settings import KafkaSettings
from hbi.staleness.window import StalenessSettings

logger = logging.getLogger(__name__)


class RowMessages:
    """Makes the messages of claimed rows, all of one instant. Build one per transaction."""

    def __init__(
        self, states: StatesAhead, staleness: Mapping[str, StalenessSettings], settings: KafkaSettings
    ) -> None:
        """`staleness` holds the settings of every organisation whose hosts changed."""
        self._states = states
        self._staleness = staleness
        self._settings = settings
        self._now = clock.now()
        self._documents: dict[HostKey, orjson.Fragment] = {}

    def of(self, event: ClaimedEvent) -> list[Message]:
        """The messages of a row in their order: the event before its notification.

        A change of a host that is gone makes none, because the delete event of the host says it all.

        Raises:
            Exception: the event cannot be made of what is stored, or the database does not answer.
        """
        messages = list(self._messages_of(event))
        trace = event.context.get(TRACE)
        if trace:
            for message in messages:
                message.headers.extend((name, value.encode()) for name, value in trace.items())
        return messages

    def statuses(self, events: Sequence[ClaimedEvent], refused: Collection[int]) -> list[Message]:
        """Messages for the payload tracker about the reports and deletions that these events follow from.

        Args:
            refused: sequences of the events that were not published.
        """
        now, statuses = clock.now(), []
        for event in events:
            is_refused = event.sequence in refused
            outcome: payload_status.FinalStatus = "processing_error" if is_refused else "processing_success"
            text = payload_status.REFUSED if is_refused else None
            if event.event_type == "delete":
                statuses += payload_status.of_deleted(self._settings, event.context, event.host_id, now, outcome, text)
                continue
            if not is_refused and self._states.get(event.host) is None:
                text = payload_status.SKIPPED
            statuses += payload_status.of_published(self._settings, event.context, now, outcome, text)
        return statuses

    def _messages_of(self, event: ClaimedEvent) -> Iterator[Message]:
        topic, notifications, context = self._settings.event_topic, self._settings.notification_topic, event.context
        if event.event_type == "delete":
            yield delete_event(topic, event.org_id, event.host_id, context=context, timestamp=self._now)
            yield system_deleted(notifications, event.org_id, event.host_id, context=context, timestamp=self._now)
            return
        state = self._states.get(event.host)
        if state is None:
            return
        if event.event_type == "stale":
            yield from self._became_stale(event, state)
            return
        document = self._document(event.host, state)
        yield change_event(topic, event.event_type, state, document, context=context, timestamp=self._now)
        if event.event_type == "created":
            yield new_system_registered(
                notifications,
                state,
                request_id=context.get("request_id"),
                timestamp=self._now,
                console=self._settings.console_hostname,
            )

    def _became_stale(self, event: ClaimedEvent, state: StoredHost) -> Iterator[Message]:
        try:
            message = system_became_stale(
                self._settings.notification_topic,
                state,
                timestamp=self._now,
                console=self._settings.console_hostname,
            )
        except Exception:
            # Skipped, not kept: no event waits for it (contract: export-reaper-jobs 4).
            logger.exception("no notification can be made of stale host %s of org %s", event.host_id, event.org_id)
            metrics.count("inventory_stale_host_notification_fail_count")
            return
        yield message

    def _document(self, host: HostKey, state: StoredHost) -> orjson.Fragment:
        """The host as all of its events show it."""
        known = self._documents.get(host)
        if known is None:
            known = self._documents[host] = state.document(self._staleness[host[0]])
        return known
