"""Kafka producer of the functions: idempotent, acknowledged by all replicas, one per process.

librdkafka is loaded by the first send: a request that publishes nothing does not pay for it.
"""

import logging
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from itertools import chain
from typing import TYPE_CHECKING

from hbi import tracing
from hbi.events.messages import Message
from hbi.events.send_metrics import SendMetrics
from hbi.problems import HbiError
from hbi.settings import KafkaSettings

if TYPE_CHECKING:
    from hbi.events.client import Client, NumberedMessage

_OFFER_PAUSE_S = 60

logger = logging.getLogger(__name__)


class PublishFailed(HbiError):
    """The broker did not acknowledge every message in time. Some may have been written."""


class Producer:
    """Sends messages and waits for their acknowledgement. Build one per process; not thread-safe."""

    def __init__(self, settings: KafkaSettings) -> None:
        self.settings = settings
        self._client: Client | None = None
        self._no_offer_before = 0.0

    def send(self, messages: Iterable[Message]) -> set[int]:
        """Sends in order and returns when the broker has answered for all, at most `kafka_timeout_s` later.

        The first messages are on their way while `messages` is still making others.

        Returns:
            positions of messages that the broker refuses for what they are (too large, invalid); all others are
            acknowledged.
        Raises:
            PublishFailed: the broker does not answer in time. The next call connects anew.
        """
        remaining = iter(messages)
        first = next(remaining, None)
        if first is None:
            return set()
        from hbi.events.client import NotAcknowledged

        deadline = time.monotonic() + self.settings.kafka_timeout_s
        sent = SendMetrics(self.settings)
        try:
            with tracing.step("kafka"):
                refused = self._send_all(_numbered(chain([first], remaining), sent), deadline)
        except (NotAcknowledged, OSError) as error:
            self.close()
            sent.record_failure(first)
            raise PublishFailed(f"the broker does not acknowledge: {type(error).__name__}: {error}") from error
        except BaseException:
            # The next messages would go out behind some of these.
            self.close()
            raise
        sent.record_answer(refused)
        return refused

    def offer(self, messages: Sequence[Message]) -> None:
        """Sends messages that may get lost: nothing depends on their arrival, so nothing fails without it.

        After a failure, which may take `kafka_timeout_s`, offers are left out for a minute.
        """
        if not messages or time.monotonic() < self._no_offer_before:
            return
        try:
            refused = self.send(messages)
        except PublishFailed as error:
            self._no_offer_before = time.monotonic() + _OFFER_PAUSE_S
            logger.warning("%d messages for %s are lost: %s", len(messages), messages[0].topic, error)
            return
        if refused:
            logger.warning("the broker refuses %d messages for %s", len(refused), messages[0].topic)

    def close(self) -> None:
        """Drops the connections and whatever was not sent; a later `send` opens new ones."""
        client, self._client = self._client, None
        if client is None:
            return
        client.close()

    def _send_all(self, messages: Iterable["NumberedMessage"], deadline: float) -> set[int]:
        """Sends the messages and returns the numbers of the refused ones.

        A client that was refused a message fails whatever it has behind it. All of that goes out again one by one,
        whoever is to blame: so nothing is overtaken, and many refusals cost no more than one.
        """
        refused, doubtful = self._connected().deliver(messages, deadline)
        if not doubtful:
            return refused
        self.close()
        from hbi.events.client import Client

        with closing(Client(self.settings, is_idempotent=False)) as client:
            for entry in doubtful:
                not_tried, at_fault = client.deliver([entry], deadline)
                refused |= not_tried | {number for number, _ in at_fault}
        return refused

    def _connected(self) -> "Client":
        if self._client is None:
            from hbi.events.client import Client

            self._client = Client(self.settings)
        return self._client


def _numbered(messages: Iterable[Message], sent: SendMetrics) -> Iterator["NumberedMessage"]:
    for number, message in enumerate(messages):
        sent.record_sent(message)
        yield number, message
