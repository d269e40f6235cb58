"""The connection to the cache. Nothing here raises: a cache that does not answer is left out for a while."""

import logging
import time
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any, Self

from hbi import metrics
from hbi.cache import keys
from hbi.cache.breaker import Breaker
from hbi.problems import Unavailable
from hbi.secrets import reveal
from hbi.settings import CacheSettings, check_cache_url

if TYPE_CHECKING:
    from redis import Redis

logger = logging.getLogger(__name__)

type Command = tuple[str | bytes | int, ...]

_READ_PAUSE_S, _WRITE_PAUSE_S = 5.0, 1.0
"""Seconds for which a cache that did not answer is not asked, and not told of changes."""
_SCAN_BUDGET_S = 2.0
"""Seconds that a search for keys may take."""
_SCANNED_AT_ONCE = 1000
_SILENT_S = 45.0
"""Seconds after which a connection may have been dropped by something between, without our noticing."""


class CacheStore:
    """A Redis or Valkey server. Build one per process; it connects when it is first used."""

    def __init__(self, settings: CacheSettings) -> None:
        """`settings` must name a cache."""
        self.settings = settings
        self._reads = Breaker(_READ_PAUSE_S)
        self._writes = Breaker(_WRITE_PAUSE_S, loss_s=0)
        self._client: Redis | None = None
        self._url = ""
        self._used_at = 0.0
        self._missed: set[str] = set()

    @classmethod
    def of(cls, settings: CacheSettings) -> Self | None:
        """The cache that the settings name; None if they name none."""
        return None if settings.cache_address is None else cls(settings)

    def ask(self, *commands: Command) -> list[Any] | None:
        """Answers to commands in one round trip; None if the cache does not answer, or did not lately.

        An answer is None, too, if the command is refused.
        """
        if not self._reads.lets_pass():
            return None
        return self._round_trip(commands, self._reads)

    def tell(self, commands: Sequence[Command], org_ids: Collection[str]) -> bool:
        """Voids copies in one round trip; whether the cache has answered.

        If it has not, or has refused something, all copies of the organisations are voided as soon as this process
        can do it.
        """
        answers = self._round_trip(commands, self._writes) if self._writes.lets_pass() else None
        if answers is None or None in answers:
            self._missed.update(org_ids)
        return answers is not None

    def remove_matches(self, pattern: str) -> None:
        """Removes all keys that match, as long as there is time; they are looked for in small steps."""
        deadline = time.monotonic() + _SCAN_BUDGET_S
        cursor: Any = 0
        while True:
            found = self._round_trip([("SCAN", cursor, "MATCH", pattern, "COUNT", _SCANNED_AT_ONCE)], self._writes)
            if found is None or found[0] is None:
                return
            cursor, names = found[0]
            if names:
                self._round_trip([("UNLINK", *names)], self._writes)
            if int(cursor) == 0:
                return
            if time.monotonic() > deadline:
                logger.warning("not all of HBI's copies were looked for in %s s: %s", _SCAN_BUDGET_S, pattern)
                return

    def close(self) -> None:
        """Closes the connection."""
        if self._client is not None:
            self._client.close()
            self._client = None

    def _round_trip(self, commands: Sequence[Command], breaker: Breaker) -> list[Any] | None:
        began = time.monotonic()
        owed = self._owed()
        try:
            answers = self._send([*owed, *commands])
            if owed and answers[0] is None:
                # As long as copies cannot be voided, none is believed. A server that only reads may have a successor.
                self.close()
                raise Unavailable("it does not void copies")
        except Exception as error:
            # Whatever is wrong with a cache, requests are answered without it.
            breaker.failed(time.monotonic() - began)
            metrics.count("inventory_cache_failure_count")
            logger.warning("the cache is left out for a while: %s", _reason(error))
            return None
        breaker.succeeded()
        self._used_at = time.monotonic()
        if owed:
            self._missed.clear()
        return answers[len(owed) :]

    def _owed(self) -> list[Command]:
        """What has to be told before anything that the cache says is believed again."""
        if not self._missed:
            return []
        kinds = (keys.org_version, keys.settings_of, keys.settings_lease)
        return [("DEL", *(name_of(org_id) for org_id in self._missed for name_of in kinds))]

    def _send(self, commands: Sequence[Command]) -> list[Any]:
        client = self._connected()
        answers = [_answer(client, commands[0])] if len(commands) == 1 else _answers(client, commands)
        for answer in answers:
            if isinstance(answer, Exception):
                logger.warning("the cache refuses a command: %s", answer)
        return [None if isinstance(answer, Exception) else answer for answer in answers]

    def _connected(self) -> "Redis":
        address = self.settings.cache_address
        if address is None:
            raise Unavailable("no cache is configured")
        url = reveal(address, "CACHE_URL")
        if self._client is None or url != self._url:
            self.close()
            self._client, self._url = _client(url, self.settings), url
        elif time.monotonic() > self._used_at + _SILENT_S:
            self._client.connection_pool.disconnect()
        return self._client


def _client(url: str, settings: CacheSettings) -> "Redis":
    """Imports the client library, which takes its time, only where there is a cache."""
    from redis import Redis
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    check_cache_url(url)
    return Redis.from_url(
        url,
        socket_timeout=settings.cache_timeout_s,
        socket_connect_timeout=settings.cache_connect_timeout_s,
        retry=Retry(NoBackoff(), 0),
        protocol=2,
    )


def _answer(client: "Redis", command: Command) -> Any:
    """The answer to a command, or the error that refuses it; in half the time of a pipeline."""
    from redis import ResponseError

    try:
        return client.execute_command(*command)  # type: ignore[no-untyped-call]
    except ResponseError as refusal:
        return refusal


def _answers(client: "Redis", commands: Sequence[Command]) -> list[Any]:
    pipeline = client.pipeline(transaction=False)
    for command in commands:
        pipeline.execute_command(*command)  # type: ignore[no-untyped-call]
    return list(pipeline.execute(raise_on_error=False))


def _reason(error: Exception) -> str:
    """The error without what it may repeat of a URL."""
    return type(error).__name__ if isinstance(error, ValueError) else f"{type(error).__name__}: {error}"
