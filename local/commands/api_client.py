"""Calls of a running stack's HTTP interface and of its Invoke API."""

from collections.abc import Mapping
from typing import Any

import orjson
import urllib3

from hbi.problems import NotFound, RefusedContent, Unavailable
from infra.topology import BASE, EXPORT_BASE
from local.data import identities
from local.running import Running

CONNECT_TIMEOUT_S = 3.0
ANSWER_TIMEOUT_S = 35.0
"""Seconds to wait for an answer: the gateway gives one half a minute."""

INVOKE_TIMEOUT_S = 900.0


class ApiClient:
    """A user of one organisation. Everything raises Unavailable when the stack does not answer."""

    def __init__(self, stack: Running, org_id: str | None = None) -> None:
        self._http = urllib3.PoolManager(retries=urllib3.Retry(2, redirect=0, raise_on_redirect=False))
        self._stack = stack
        self._headers = {"x-rh-identity": identities.user(org_id or stack.org_id)}

    def hosts(self, query: str = "") -> Any:
        """`GET /hosts` with a query."""
        return self._call("GET", f"{BASE}/hosts?{query}")

    def get(self, path: str, *, is_missing: str | None = None) -> Any:
        """The JSON answer to a GET.

        Args:
            path: with query, from the server's root.
            is_missing: what to say when it is answered with 404.
        Raises:
            NotFound: it is, and `is_missing` is given.
            RefusedContent: the request is refused; the text is the API's reason.
        """
        answer = self._request("GET", self._stack.api_url + path, headers=self._headers)
        if answer.status == 404 and is_missing:
            raise NotFound(is_missing)
        if 400 <= answer.status < 500:
            raise RefusedContent(f"the API refuses this: {_reason(answer.data)}")
        if answer.status >= 500:
            raise Unavailable(f"GET {path} was answered with {answer.status}: {answer.data.decode()[:500]}")
        return orjson.loads(answer.data)

    def create_export(self, file_format: str) -> Any:
        """`POST /exports` for all hosts."""
        source = {
            "application": "urn:redhat:application:inventory",
            "resource": "urn:redhat:application:inventory:export:systems",
        }
        body = {"name": f"hosts as {file_format}", "format": file_format, "sources": [source]}
        return self._call("POST", f"{EXPORT_BASE}/exports", body)

    def export_status(self, export_id: str) -> Any:
        """`GET /exports/{id}/status`."""
        return self._call("GET", f"{EXPORT_BASE}/exports/{export_id}/status")

    def download_link(self, export_id: str) -> str:
        """The link that `GET /exports/{id}` sends the client to."""
        url = f"{self._stack.api_url}{EXPORT_BASE}/exports/{export_id}"
        answer = self._request("GET", url, headers=self._headers, redirect=False)
        if answer.status != 302:
            raise Unavailable(f"the download was answered with {answer.status}: {answer.data[:300]!r}")
        location: str = answer.headers["location"]
        return location

    def invoke(self, function: str, event: Mapping[str, Any]) -> Any:
        """The result of a function."""
        answer = self._request(
            "POST",
            f"{self._stack.lambda_url}/2015-03-31/functions/{function}/invocations",
            body=orjson.dumps(event),
            answer_timeout_s=INVOKE_TIMEOUT_S,
            retries=False,
        )
        if answer.status != 200 or "X-Amz-Function-Error" in answer.headers:
            raise Unavailable(f"function {function} failed: {answer.data.decode()[:500]}")
        return orjson.loads(answer.data)

    def _call(self, method: str, path: str, body: Any = None) -> Any:
        payload = None if body is None else orjson.dumps(body)
        headers = self._headers | ({"content-type": "application/json"} if payload else {})
        answer = self._request(method, self._stack.api_url + path, body=payload, headers=headers)
        if answer.status >= 400:
            raise Unavailable(f"{method} {path} was answered with {answer.status}: {answer.data.decode()[:500]}")
        return orjson.loads(answer.data)

    def _request(self, method: str, url: str, *, answer_timeout_s: float = ANSWER_TIMEOUT_S, **options: Any) -> Any:
        timeout = urllib3.Timeout(connect=CONNECT_TIMEOUT_S, read=answer_timeout_s)
        try:
            return self._http.request(method, url, timeout=timeout, **options)
        except urllib3.exceptions.HTTPError as error:
            reason = getattr(error, "reason", None) or error
            raise Unavailable(f"the stack does not answer at {self._stack.api_url}: {reason}") from None


def _reason(body: bytes) -> str:
    try:
        document = orjson.loads(body)
        return str(document.get("detail") or document["errors"][0]["message"])
    except (ValueError, AttributeError, LookupError, TypeError):
        return body.decode(errors="replace")[:500]
