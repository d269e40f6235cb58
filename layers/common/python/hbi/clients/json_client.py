"""HTTP client of other services: JSON, with time-outs, retries and connections that are kept between requests."""

import time
from collections.abc import Mapping
from contextlib import closing
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

import orjson

from hbi import metrics, tracing
from hbi.problems import HbiError, Unavailable

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse, PoolManager

RETRIED_STATUSES = (500, 502, 503, 504)
"""Statuses after which the request is tried again, as long as there is a try."""

LONGEST_SILENCE_S = 45.0
"""Seconds of silence after which a connection is not used again. Load balancers drop silent connections, a frozen
function does not notice, and its next request would wait for an answer until the time is over."""

_CHUNK = 64 * 1024


class NoResponse(Unavailable):
    """The service does not answer, or not in time."""

    def __init__(self, service: str, cause: str) -> None:
        super().__init__(f"{service} does not answer: {cause}")
        self.cause = cause


class ResponseTooLong(HbiError):
    """An answer has more bytes than the client takes."""


class Response(NamedTuple):
    """An answer of any status."""

    status: int
    reason: str | None
    headers: Mapping[str, str]
    content: bytes

    def document(self) -> Any:
        """The JSON document in it; its shape is not checked.

        Raises:
            ValueError: it is no JSON.
        """
        return orjson.loads(self.content)


class JsonClient:
    """Client of one service. Build one per process; it keeps its connections."""

    def __init__(  # noqa: PLR0913 - options of one service
        self,
        dependency: str,
        *,
        called: str,
        retries: int,
        timeout_s: float,
        connect_timeout_s: float | None = None,
        backoff_s: float = 0.1,
        redirects: int = 0,
        most_bytes: int | None = None,
    ) -> None:
        """Connects on first use, not here.

        Args:
            dependency: label of the service in metrics.
            called: what errors call the service.
            retries: further tries when it does not answer, or with one of `RETRIED_STATUSES`.
            timeout_s: seconds that connecting may take, and each wait for bytes of an answer.
            connect_timeout_s: the same for connecting alone.
            backoff_s: half of the seconds before the second further try; the first comes at once, and each later one
                waits twice as long as the one before.
            redirects: the most that are followed.
            most_bytes: of an answer of status 200. Its body also has to be there within `timeout_s` and is not
                decompressed; bodies of other statuses are not read.
        """
        self._dependency = dependency
        self._called = called
        self._retries = retries
        self._timeout_s = timeout_s
        self._connect_timeout_s = timeout_s if connect_timeout_s is None else connect_timeout_s
        self._backoff_s = backoff_s
        self._redirects = redirects
        self._most_bytes = most_bytes
        self._last_used: dict[str, float] = {}

    def ask(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
    ) -> Any:
        """The JSON document that the service answers with status 200; its shape is not checked.

        Args:
            form: goes as body, URL-encoded.
        Raises:
            Unavailable: it answers something else, or nothing in time. The text names no secrets.
        """
        response = self.exchange(method, url, headers=headers, form=form)
        if response.status != 200:
            raise Unavailable(f"{self._called} answers with status {response.status}")
        try:
            return response.document()
        except ValueError:
            raise Unavailable(f"{self._called} answers without JSON") from None

    def exchange(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
        document: Mapping[str, Any] | None = None,
        timeout_s: float | None = None,
    ) -> Response:
        """The service's answer, whatever its status is. POST and PATCH are not tried again once they were sent.

        Args:
            query: goes into the URL, URL-encoded.
            form: goes as body, URL-encoded.
            document: goes as body, as JSON; `headers` name its type.
            timeout_s: seconds of one try, where it is not that of the client.
        Raises:
            NoResponse: there is none in time, or the request cannot be sent. The text names no secrets.
            ResponseTooLong: it has more than `most_bytes`.
        """
        from urllib3 import Timeout
        from urllib3.exceptions import HTTPError

        options = _sent(query, form, document)
        if timeout_s is not None:
            options["timeout"] = Timeout(timeout_s)
        host, deadline = urlsplit(url).netloc, time.monotonic() + self._timeout_s
        self._drop_silent(host)
        try:
            with (
                metrics.outbound(self._dependency),
                tracing.step(self._dependency),
                closing(self._request(method, url, headers=headers, **options)) as answer,
            ):
                return Response(answer.status, answer.reason, answer.headers, self._content(answer, deadline))
        except (HTTPError, ValueError) as error:  # The latter for a header that cannot be sent.
            raise NoResponse(self._called, type(getattr(error, "reason", None) or error).__name__) from error
        finally:
            self._last_used[host] = time.monotonic()

    def close(self) -> None:
        """Closes the connections; the next request makes new ones."""
        self._connections.clear()
        self._last_used.clear()

    def _request(self, method: str, url: str, **options: Any) -> "BaseHTTPResponse":
        return self._connections.request(method, url, preload_content=self._most_bytes is None, **options)

    def _drop_silent(self, host: str) -> None:
        now = time.monotonic()
        if now - self._last_used.get(host, now) > LONGEST_SILENCE_S:
            self.close()

    def _content(self, answer: "BaseHTTPResponse", deadline: float) -> bytes:
        if self._most_bytes is None:
            return answer.data
        content = bytearray()
        while answer.status == 200 and (chunk := answer.read1(_CHUNK, decode_content=False)):
            content += chunk
            if len(content) > self._most_bytes:
                raise ResponseTooLong(f"{self._called} answers with more than {self._most_bytes:,} bytes")
            if time.monotonic() > deadline:
                raise NoResponse(self._called, "it takes too long")
        return bytes(content)

    @cached_property
    def _connections(self) -> "PoolManager":
        from urllib3 import PoolManager, Retry, Timeout

        each = self._retries
        retries = Retry(
            total=each + self._redirects,
            connect=each,
            read=each,
            status=each,
            other=each,
            redirect=self._redirects,
            backoff_factor=self._backoff_s,
            status_forcelist=RETRIED_STATUSES,
            raise_on_status=False,
            raise_on_redirect=False,
        )
        timeout = Timeout(connect=self._connect_timeout_s, read=self._timeout_s)
        return PoolManager(retries=retries, timeout=timeout)


def _sent(
    query: Mapping[str, str] | None, form: Mapping[str, str] | None, document: Mapping[str, Any] | None
) -> dict[str, Any]:
    """The options of urllib3 for what a request carries."""
    if document is not None:
        return {"body": orjson.dumps(document)}
    if form is not None:
        return {"fields": form, "encode_multipart": False}
    return {} if query is None else {"fields": query}
