"""Asks other services over HTTP for JSON, in our own name."""

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

import orjson

from hbi import metrics
from hbi.problems import Unavailable

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse, PoolManager

_RETRIED_STATUSES = (500, 502, 503, 504)


class JsonClient:
    """Client of one service. Build one per process; it keeps its connections."""

    def __init__(self, dependency: str, *, called: str, retries: int, timeout_s: float) -> None:
        """`dependency` labels the metrics, `called` is what errors call the service."""
        self._dependency = dependency
        self._called = called
        self._retries = retries
        self._timeout_s = timeout_s

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
        from urllib3.exceptions import HTTPError

        fields: dict[str, Any] = {} if form is None else {"fields": form, "encode_multipart": False}
        try:
            with metrics.outbound(self._dependency):
                answer = self._connections.request(method, url, headers=headers, **fields)
        except (HTTPError, ValueError) as error:  # The latter for a header that cannot be sent.
            raise Unavailable(f"{self._called} does not answer: {type(error).__name__}") from error
        if answer.status != 200:
            raise Unavailable(f"{self._called} answers with status {answer.status}")
        try:
            return orjson.loads(answer.data)
        except orjson.JSONDecodeError:
            raise Unavailable(f"{self._called} answers without JSON") from None

    def exchange(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        document: Mapping[str, Any] | None = None,
        timeout_s: float,
    ) -> "BaseHTTPResponse":
        """What the service answers, whatever the status is. What changes something is tried once if it was received.

        Args:
            document: goes as JSON.
            timeout_s: of one try.
        Raises:
            Unavailable: it answers nothing in time.
        """
        from urllib3 import Timeout
        from urllib3.exceptions import HTTPError

        body: dict[str, Any] = {} if document is None else {"body": orjson.dumps(document)}
        try:
            with metrics.outbound(self._dependency):
                return self._connections.request(method, url, headers=headers, timeout=Timeout(timeout_s), **body)
        except (HTTPError, ValueError) as error:
            raise Unavailable(f"{self._called} does not answer: {type(error).__name__}") from error

    @cached_property
    def _connections(self) -> "PoolManager":
        from urllib3 import PoolManager, Retry, Timeout

        retries = Retry(
            total=self._retries,
            backoff_factor=0.1,
            status_forcelist=_RETRIED_STATUSES,
            raise_on_status=False,
            redirect=False,
        )
        return PoolManager(retries=retries, timeout=Timeout(self._timeout_s))
