"""Counts what becomes of events and notifications (contract: ingest-and-events 19)."""

from collections import Counter
from collections.abc import Collection

from hbi import metrics
from hbi.events.messages import Message
from hbi.settings import KafkaSettings


class Tally:
    """What is on its way in one go. Messages of other topics are only measured."""

    def __init__(self, settings: KafkaSettings) -> None:
        self._names = {
            settings.event_topic: ("inventory_event_producer", "event_type"),
            settings.notification_topic: ("notification_event_producer", "notification_type"),
        }
        self._kinds: list[tuple[str, bytes]] = []
        """Topic and event type of each message."""

    def take(self, message: Message) -> None:
        """A message is handed to the client."""
        headers = message.headers
        self._kinds.append((message.topic, headers[0][1] if headers else b""))
        metrics.observe("inventory_produced_message_size", len(message.value or b""), "Bytes")

    def settle(self, refused: Collection[int]) -> None:
        """The broker has answered for all; it refuses the messages at these positions."""
        failures = Counter(self._kinds[position] for position in refused)
        self._count("successes", Counter(self._kinds) - failures)
        if refused:
            self._count("failures", failures)
            metrics.count("inventory_produce_large_message_failures", len(refused))

    def fail(self, first: Message) -> None:
        """The broker did not answer for all: none counts as sent. Those that were not even made are not known."""
        if not self._kinds:
            self.take(first)
        self._count("failures", Counter(self._kinds))

    def _count(self, outcome: str, kinds: Counter[tuple[str, bytes]]) -> None:
        for (topic, event_type), number in kinds.items():
            if topic in self._names:
                name, label = self._names[topic]
                metrics.count(f"{name}_{outcome}", number, **{label: event_type.decode(), "topic": topic})
