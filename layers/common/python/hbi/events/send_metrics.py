"""Metrics of events and notifications that are sent (contract: ingest-and-events 19)."""

from collections import Counter
from collections.abc import Collection

from hbi import metrics
from hbi.events.messages import Message
from hbi.settings import KafkaSettings


class SendMetrics:
    """Counts the messages of one call of the producer. Those of other topics are only measured."""

    def __init__(self, settings: KafkaSettings) -> None:
        self._names = {
            settings.event_topic: ("inventory_event_producer", "event_type"),
            settings.notification_topic: ("notification_event_producer", "notification_type"),
        }
        self._kinds: list[tuple[str, bytes]] = []
        """Topic and event type of each message."""

    def record_sent(self, message: Message) -> None:
        """Notes that a message is handed to the client."""
        headers = message.headers
        self._kinds.append((message.topic, headers[0][1] if headers else b""))
        metrics.observe("inventory_produced_message_size", len(message.value or b""), "Bytes")

    def record_answer(self, refused: Collection[int]) -> None:
        """Counts all messages when the broker has answered for all; it refuses those at these positions."""
        failures = Counter(self._kinds[position] for position in refused)
        self._count("successes", Counter(self._kinds) - failures)
        if refused:
            self._count("failures", failures)
            metrics.count("inventory_produce_large_message_failures", len(refused))

    def record_failure(self, first: Message) -> None:
        """Counts all messages as failed when the broker did not answer for all. Nobody knows those not made yet."""
        if not self._kinds:
            self.record_sent(first)
        self._count("failures", Counter(self._kinds))

    def _count(self, outcome: str, kinds: Counter[tuple[str, bytes]]) -> None:
        for (topic, event_type), number in kinds.items():
            if topic in self._names:
                name, label = self._names[topic]
                metrics.count(f"{name}_{outcome}", number, **{label: event_type.decode(), "topic": topic})
