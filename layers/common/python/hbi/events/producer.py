"""Kafka producer of the functions: idempotent, acknowledged by all replicas, one per process.

kafka-python is imported by the first send: a request that publishes nothing does not pay for it.
"""

import contextlib
import logging
import socket
import time
import zlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from hbi.events.messages import Message
from hbi.events.tally import Tally
from hbi.problems import HbiError
from hbi.settings import KafkaSettings

# The broker, not we, decides what is too large for it; this only bounds a mistake.
_MAX_REQUEST_BYTES = 64 * 1024 * 1024
_BATCH_BYTES = 512 * 1024
_LINGER_MS = 5
_OFFER_PAUSE_S = 60

logger = logging.getLogger(__name__)


type _Numbered = tuple[int, Message]
"""A message and its position among those that were given to `send`."""


class PublishFailed(HbiError):
    """The broker did not acknowledge every message in time. Some may have been written."""


class Producer:
    """Sends messages and waits for their acknowledgement. Build one per process; not thread-safe."""

    def __init__(self, settings: KafkaSettings) -> None:
        self.settings = settings
        self._client: Any = None
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
        from kafka.errors import KafkaError

        deadline = time.monotonic() + self.settings.kafka_timeout_s
        tally = Tally(self.settings)
        try:
            refused = self._send_all(_taken(chain([first], remaining), tally), deadline)
        except (KafkaError, OSError, ValueError) as error:
            self.close()
            tally.fail(first)
            raise PublishFailed(f"the broker does not acknowledge: {type(error).__name__}: {error}") from error
        tally.settle(refused)
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
        # Before `close`, which otherwise waits for the unsent and gives up leaving its thread running: that thread
        # could still send, out of order, what the caller was told has failed.
        client._sender.force_close()
        client._sender.join(3)
        with contextlib.suppress(Exception):
            client.close(timeout=0)

    def _send_all(self, messages: Iterable[_Numbered], deadline: float) -> set[int]:
        """Sends the messages and returns the numbers of the refused ones.

        A client that was refused a message fails whatever it has behind it. So new ones find out about each in turn.
        """
        refused, doubtful = self._send(messages, deadline)
        while doubtful:
            self.close()
            alone, at_fault = self._send(doubtful[:1], deadline)
            refused |= alone | {number for number, _ in at_fault}
            if at_fault:
                self.close()
            too_large, doubtful = self._send(doubtful[1:], deadline)
            refused |= too_large
        return refused

    def _send(self, messages: Iterable[_Numbered], deadline: float) -> tuple[set[int], list[_Numbered]]:
        """Numbers of messages that the client does not even try, and the messages that come back refused."""
        from kafka.errors import (
            InvalidRecordError,
            KafkaTimeoutError,
            MessageSizeTooLargeError,
            RecordListTooLargeError,
        )

        refusals = (InvalidRecordError, MessageSizeTooLargeError, RecordListTooLargeError)
        client = self._connected()
        not_tried: set[int] = set()
        sent, returned = [], []
        for number, message in messages:
            topic, key, value, headers = message
            try:
                sent.append((number, message, client.send(topic, value=value, key=key, headers=headers)))
            except refusals:
                not_tried.add(number)
        with contextlib.suppress(KafkaTimeoutError):  # each message's own wait tells which ones are late
            # Nothing more comes: what still waits for company goes now.
            client.flush(timeout=max(deadline - time.monotonic(), 0.001))
        for number, message, future in sent:
            try:
                future.get(timeout=max(deadline - time.monotonic(), 0.001))
            except refusals:
                returned.append((number, message))
        return not_tried, returned

    def _connected(self) -> Any:
        if self._client is None:
            from kafka import KafkaProducer

            servers = [server.strip() for server in self.settings.bootstrap_servers.split(",")]
            _check_reachable(servers, self.settings.kafka_timeout_s)
            # What goes wrong is ours to report, once; the client repeats it at every attempt.
            logging.getLogger("kafka").setLevel(logging.CRITICAL)
            timeout_ms = int(self.settings.kafka_timeout_s * 1000)
            self._client = KafkaProducer(
                bootstrap_servers=servers,
                client_id="hbi",
                acks="all",
                enable_idempotence=True,
                linger_ms=_LINGER_MS,
                batch_size=_BATCH_BYTES,
                max_request_size=_MAX_REQUEST_BYTES,
                max_block_ms=timeout_ms,
                bootstrap_timeout_ms=timeout_ms,
                request_timeout_ms=timeout_ms // 2,
                delivery_timeout_ms=timeout_ms,
                metrics_enabled=False,
                partitioner=_partitioner(),
                **_authentication(self.settings.kafka_auth),
            )
        return self._client


def _taken(messages: Iterable[Message], tally: Tally) -> Iterator[_Numbered]:
    for number, message in enumerate(messages):
        tally.take(message)
        yield number, message


def _check_reachable(servers: Sequence[str], timeout_s: float) -> None:
    """Fails at once when every server refuses the connection; the client would try again until its time is over."""
    faults = []
    for server in servers:
        host, _, port = server.rpartition(":")
        try:
            socket.create_connection((host.strip("[]"), int(port)), timeout_s / len(servers)).close()
        except OSError as error:
            faults.append(f"{server}: {error}")
        else:
            return
    raise ConnectionError("; ".join(faults))


def _partitioner() -> Any:
    """Keys go where librdkafka's default puts them, so that a host keeps its partition whichever of both sends.

    The client's own choice is another one, and computes it in Python.
    """
    from kafka.partitioner import DefaultPartitioner

    class ByCrc32(DefaultPartitioner):  # type: ignore[misc]
        def partition(self, topic: str, key: Any, serialized_key: bytes | None, *others: Any) -> int:
            if serialized_key is None:
                return int(super().partition(topic, key, serialized_key, *others))
            return zlib.crc32(serialized_key) % len(others[-1].partitions_for_topic(topic))

    return ByCrc32()


def _authentication(kind: str) -> dict[str, Any]:
    if kind == "none":
        return {}
    if kind == "tls":
        return {"security_protocol": "SSL"}
    return {
        "security_protocol": "SASL_SSL",
        "sasl_mechanism": "OAUTHBEARER",
        "sasl_oauth_token_provider": _iam_tokens(),
    }


def _iam_tokens() -> Any:
    """Gives MSK a token signed with the function's role."""
    import boto3
    from aws_msk_iam_sasl_signer import MSKAuthTokenProvider
    from kafka.net.sasl.oauth import AbstractTokenProvider

    region = boto3.session.Session().region_name

    class IamTokens(AbstractTokenProvider):  # type: ignore[misc]
        def token(self) -> str:
            token, _expires = MSKAuthTokenProvider.generate_auth_token(region)
            return str(token)

    return IamTokens()
