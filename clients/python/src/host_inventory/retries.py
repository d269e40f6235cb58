"""Requests that are sent again after an outage."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass

import httpx

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_TEMPORARY = frozenset({429, 502, 503, 504})


@dataclass(frozen=True)
class Retries:
    """How often and how soon a request is sent again.

    Reads are sent again after any outage. Changes are sent again only where it is certain that nothing was done: no
    connection was made, or the API answers that it is too busy (429). Nobody waits for more than `patience_s` in all.
    """

    attempts: int = 4
    """Number of requests in all; 1 sends nothing again."""
    first_wait_s: float = 0.2
    longest_wait_s: float = 10.0
    patience_s: float = 60.0

    def wait_s(self, failures: int, retry_after: str | None) -> float:
        """Seconds to wait after so many failures: what the server says, else twice as long each time, with jitter."""
        if retry_after is not None and retry_after.isascii() and retry_after.isdecimal():
            return float(retry_after[:6])
        longest = min(self.longest_wait_s, self.first_wait_s * 2.0 ** min(failures - 1, 16))
        return longest * random.uniform(0.5, 1.0)  # noqa: S311 - nobody guesses it for gain


class RetryingTransport(httpx.BaseTransport):
    """Sends requests through another transport, again where that is of use."""

    def __init__(
        self, inner: httpx.BaseTransport, retries: Retries, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._inner, self._retries, self._sleep = inner, retries, sleep

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The answer, the last one where all fail; raises the last failure of the connection."""
        waited_s = 0.0
        for failures in range(1, self._retries.attempts + 1):
            is_last = failures == self._retries.attempts
            retry_after = None
            try:
                response = self._inner.handle_request(request)
            except httpx.TransportError as error:
                if is_last or not _may_be_repeated(request, error):
                    raise
            else:
                is_temporary = response.status_code in _TEMPORARY
                may_repeat = request.method in _SAFE or response.status_code == 429
                retry_after = response.headers.get("retry-after")
                wait_s = self._retries.wait_s(failures, retry_after)
                if is_last or not (is_temporary and may_repeat) or waited_s + wait_s > self._retries.patience_s:
                    return response
                response.close()
            wait_s = self._retries.wait_s(failures, retry_after)
            waited_s += wait_s
            self._sleep(wait_s)
        raise AssertionError("there is at least one attempt")

    def close(self) -> None:
        """Closes the other transport."""
        self._inner.close()


def _may_be_repeated(request: httpx.Request, error: httpx.TransportError) -> bool:
    return request.method in _SAFE or isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout)
