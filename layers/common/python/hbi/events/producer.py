"""Kafka producer of the functions: idempotent, acknowledged by all replicas, one per process.

kafka-python is imported by the first send: a request that publishes nothing does not pay for it.
"""

import contextlib
import logging
import socket
import time
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

from hbi.events.messages import Message
from hbi.problems import HbiError
from hbi.settings import KafkaSettings

# The broker, not we, decides what is too large for it; this only bounds a mistake.
_MAX_REQUEST_BYTES = 64 * 1024 * 1024
_BATCH_BYTES = 512 * 1024
_LINGER_MS = 5


class PublishFailed(HbiError):
    """The broker did not acknowledge every message in time. Some may have been written."""


class Producer:
    """Sends messages and waits for their acknowledgement. Build one per process; not thread-safe."""

    def __init__(self, settings: KafkaSettings) -> None:
        self.settings = settings
        self._client: Any = None

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
        try:
            return self._send(chain([first], remaining), deadline)
        except (KafkaError, OSError, ValueError) as error:
            self.close()
            raise PublishFailed(f"the broker does not acknowledge: {type(error).__name__}: {error}") from error

    def close(self) -> None:
        """Drops the connections and whatever was not sent; a later `send` opens new ones."""
        client, self._client = self._client, None
        if client is None:
            return
        # Before `close`, which otherwise waits for the unsent and gives up leaving its thread running: that thread
        # could still send, out of order, what the caller was told has failed.
        client._sender.force_close()
        client._sender.join(1)
        with contextlib.suppress(Exception):
            client.close(timeout=0)

    def _send(self, messages: Iterable[Message], deadline: float) -> set[int]:
        from kafka.errors import InvalidRecordError, MessageSizeTooLargeError, RecordListTooLargeError

        refusals = (InvalidRecordError, MessageSizeTooLargeError, RecordListTooLargeError)
        client = self._connected()
        refused: set[int] = set()
        futures = []
        for position, (topic, key, value, headers) in enumerate(messages):
            try:
                futures.append((position, client.send(topic, value=value, key=key, headers=headers)))
            except refusals:
                refused.add(position)
        for position, future in futures:
            try:
                future.get(timeout=max(deadline - time.monotonic(), 0.001))
            except refusals:
                refused.add(position)
        return refused

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
                **_authentication(self.settings.kafka_auth),
            )
        return self._client


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
