"""librdkafka's producer, configured for our guarantees; it works on records outside Python (ADR 11)."""

import logging
import time
from collections.abc import Callable, Iterable
from typing import Any, cast

from confluent_kafka import KafkaError, KafkaException, Producer

from hbi.events.connection import check_reachable, iam_token, login, servers_of
from hbi.events.messages import Message
from hbi.secrets import SecretUnavailable
from hbi.settings import KafkaSettings

# The broker, not we, decides what is too large for it; this bounds what is kept in memory until it has answered.
_MAX_MESSAGE_BYTES = 8 * 1024 * 1024
_BATCH_BYTES = 512 * 1024
_LINGER_MS = 5
_LOOK_S = 0.1
"""Seconds between two looks at whether one of the messages that are on their way failed."""

_SHORTEST_SETUP_MS = 1000
"""Shortest time that librdkafka accepts for setting up a connection."""

REFUSALS = frozenset(
    {
        KafkaError.INVALID_MSG_SIZE,
        KafkaError.INVALID_RECORD,
        KafkaError.MSG_SIZE_TOO_LARGE,
        KafkaError.RECORD_LIST_TOO_LARGE,
    }
)
"""Codes of messages that the broker refuses for what they are."""

_CONSEQUENCES = frozenset(
    {KafkaError._FATAL, KafkaError._GAPLESS_GUARANTEE, KafkaError._PURGE_INFLIGHT, KafkaError._PURGE_QUEUE}
)
"""Codes of messages that are dropped because of another one before them."""

_IDEMPOTENT = {
    "enable.idempotence": True,
    # A message that the broker refuses fails all behind it, instead of being left out.
    "enable.gapless.guarantee": True,
    "linger.ms": _LINGER_MS,
}
_ONE_BY_ONE = {"enable.idempotence": False, "retries": 0, "linger.ms": 0}

_UNREAD = logging.Logger("librdkafka", logging.CRITICAL + 1)

type NumberedMessage = tuple[int, Message]
"""A message and its number."""


class NotAcknowledged(Exception):
    """The broker did not answer for every message in time, or for a reason that no message is to blame for."""


class Client:
    """A connection to the broker. Close it after whatever `deliver` raises.

    An idempotent one is quick, and spent after a refusal: close it then, too. The other kind never sends a message
    again by itself, waits for no producer id and outlives refusals; give it one message at a time.
    """

    def __init__(self, settings: KafkaSettings, *, is_idempotent: bool = True) -> None:
        """Connects on its own time.

        Raises:
            OSError: every server refuses the connection; librdkafka would try again until its time is over.
            NotAcknowledged: there is nothing to log in with, or librdkafka does not take the configuration.
        """
        servers = servers_of(settings)
        check_reachable(servers, settings.kafka_timeout_s)
        if settings.kafka_auth == "iam":
            check_token()
        try:
            self._producer = Producer(_configuration(settings, servers, is_idempotent=is_idempotent))
        except (KafkaException, SecretUnavailable) as error:
            raise NotAcknowledged(str(error)) from error

    def deliver(self, messages: Iterable[NumberedMessage], deadline: float) -> tuple[set[int], list[NumberedMessage]]:
        """Sends in order and waits for the answers. The first messages leave while `messages` still makes others.

        Args:
            deadline: by `time.monotonic`.
        Returns:
            numbers of messages that were not even tried, because they are too large to be sent at all, and messages
            that were not taken, in order: those that the broker refuses, at least one, and others that it did not get
            because of them. All others are acknowledged.
        Raises:
            NotAcknowledged: the broker does not answer in time, or no message is to blame for what failed. Some may
                have been written.
        """
        failed: dict[int, KafkaError] = {}
        not_tried, tried = self._hand_over(messages, failed)
        self._wait(failed, deadline)
        codes = {error.code() for error in failed.values()}
        if codes and (codes.isdisjoint(REFUSALS) or codes - REFUSALS - _CONSEQUENCES):
            raise NotAcknowledged("; ".join(sorted({error.str() for error in failed.values()})))
        return not_tried, [entry for entry in tried if entry[0] in failed]

    def close(self) -> None:
        """Drops whatever was not sent: nothing must arrive, out of order, after its failure was reported."""
        # The binding hands the opposite of `blocking` on: this waits until all is dropped.
        self._producer.purge(blocking=False)
        self._in_flight(_LOOK_S)

    def _hand_over(
        self, messages: Iterable[NumberedMessage], failed: dict[int, KafkaError]
    ) -> tuple[set[int], list[NumberedMessage]]:
        not_tried: set[int] = set()
        tried: list[NumberedMessage] = []
        for number, message in messages:
            try:
                self._producer.produce(
                    message.topic,
                    message.value,
                    message.key,
                    message.partition,
                    headers=cast("Any", message.headers),
                    on_delivery=_failure_recorder(number, failed),
                )
            except BufferError as error:
                raise NotAcknowledged(str(error)) from error
            except KafkaException as error:
                fault: KafkaError = error.args[0]
                if fault.code() in REFUSALS:
                    not_tried.add(number)
                    continue
                if fault.code() not in _CONSEQUENCES:
                    raise NotAcknowledged(fault.str()) from error
                # The broker has refused one of those before it meanwhile.
                failed[number] = fault
            tried.append((number, message))
        return not_tried, tried

    def _wait(self, failed: dict[int, KafkaError], deadline: float) -> None:
        while self._in_flight(min(_LOOK_S, max(deadline - time.monotonic(), 0.001))):
            if time.monotonic() >= deadline:
                raise NotAcknowledged("no answer in time")
            if failed:
                # What lies behind must not overtake what failed. What is on its way already will be answered for.
                self._producer.purge(in_flight=False)

    def _in_flight(self, timeout_s: float) -> int:
        try:
            return self._producer.flush(timeout_s)
        except KafkaException:  # The client is spent, which `flush` says once. Each message reports its own fate.
            return len(self._producer)


def _failure_recorder(number: int, failed: dict[int, KafkaError]) -> Callable[[KafkaError | None, Any], None]:
    def record(error: KafkaError | None, _message: Any) -> None:
        if error is not None:
            failed[number] = error

    return record


def check_token() -> None:
    """Checks that there is a token to log in with; librdkafka only says, after ten seconds, that it got none.

    Raises:
        NotAcknowledged: there is none. The text says why.
    """
    try:
        iam_token()
    except Exception as error:
        raise NotAcknowledged(f"no token for the broker: {type(error).__name__}: {error}") from error


def _configuration(settings: KafkaSettings, servers: list[str], *, is_idempotent: bool) -> dict[str, Any]:
    timeout_ms = int(settings.kafka_timeout_s * 1000)
    return {
        "bootstrap.servers": ",".join(servers),
        "client.id": "hbi",
        "acks": "all",
        **(_IDEMPOTENT if is_idempotent else _ONE_BY_ONE),
        "batch.size": _BATCH_BYTES,
        "message.max.bytes": _MAX_MESSAGE_BYTES,
        "compression.type": settings.kafka_compression,
        # The caller bounds what is on its way.
        "queue.buffering.max.messages": 0,
        "message.timeout.ms": timeout_ms,
        "request.timeout.ms": timeout_ms // 2,
        "socket.timeout.ms": timeout_ms,
        "socket.connection.setup.timeout.ms": max(timeout_ms, _SHORTEST_SETUP_MS),
        "socket.nagle.disable": True,
        "socket.keepalive.enable": True,
        "reconnect.backoff.max.ms": 1000,
        # What goes wrong is ours to report, once; the library repeats it at every attempt.
        "logger": _UNREAD,
        **authentication(settings),
    }


def authentication(settings: KafkaSettings) -> dict[str, Any]:
    """Options with which a client of librdkafka logs in.

    Raises:
        SecretUnavailable: what we log in with cannot be read.
    """
    match settings.kafka_auth:
        case "none":
            return {}
        case "tls":
            return {"security.protocol": "SSL"}
        case "scram":
            user = login(settings)
            return {
                "security.protocol": "SASL_SSL",
                "sasl.mechanisms": "SCRAM-SHA-512",
                "sasl.username": user["username"],
                "sasl.password": user["password"],
            }
        case "mtls":
            members = login(settings)
            password = members.get("privateKeyPassword")
            return {
                "security.protocol": "SSL",
                "ssl.certificate.pem": members["certificate"],
                "ssl.key.pem": members["privateKey"],
                **({"ssl.key.password": password} if password else {}),
            }
    return {
        "security.protocol": "SASL_SSL",
        "sasl.mechanisms": "OAUTHBEARER",
        "oauth_cb": lambda _: iam_token(),
    }
