"""Calls of an API, of a running stack or a deployed one, and of a stack's Invoke API."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode

import orjson
import urllib3

from hbi.problems import NotFound, RefusedContent, Unavailable
from infra.topology import BASE, EXPORT_BASE
from local.reaching import Caller, HeaderIdentity
from local.running import Running

CONNECT_TIMEOUT_S = 3.0
ANSWER_TIMEOUT_S = 35.0
"""Seconds to wait for an answer: the gateway gives one half a minute."""

INVOKE_TIMEOUT_S = 900.0

type Query = Sequence[tuple[str, object]]


def stack_client(stack: Running, org_id: str | None = None) -> "ApiClient":
    """A user of the stack's organisation, or of another one."""
    return ApiClient(stack.api_url, HeaderIdentity(org_id or stack.org_id), stack.lambda_url)


class ApiClient:
    """A user of one organisation. Everything raises Unavailable when the API does not answer."""

    def __init__(self, api_url: str, caller: Caller, lambda_url: str = "") -> None:
        """`lambda_url` is the address of a stack's Invoke API."""
        self._http = urllib3.PoolManager(maxsize=64, retries=urllib3.Retry(2, redirect=0, raise_on_redirect=False))
        self.api_url = api_url
        self._caller = caller
        self._lambda_url = lambda_url

    def hosts(self, query: str = "") -> Any:
        """`GET /hosts` with a query."""
        return self.get(f"{BASE}/hosts?{query}")

    def get(self, path: str, *, is_missing: str | None = None) -> Any:
        """The JSON answer to a GET.

        Args:
            path: with query, from the server's root.
            is_missing: what to say when it is answered with 404.
        Raises:
            NotFound: it is, and `is_missing` is given.
            RefusedContent: the request is refused; the text is the API's reason.
        """
        return self._answer("GET", path, is_missing=is_missing)

    def post(self, path: str, body: Any) -> Any:
        """The JSON answer to a POST; refusals as with `get`."""
        return self._answer("POST", path, body)

    def create_export(self, file_format: str) -> Any:
        """`POST /exports` for all hosts."""
        source = {
            "application": "urn:redhat:application:inventory",
            "resource": "urn:redhat:application:inventory:export:systems",
        }
        body = {"name": f"hosts as {file_format}", "format": file_format, "sources": [source]}
        return self._answer("POST", f"{EXPORT_BASE}/exports", body)

    def export_status(self, export_id: str) -> Any:
        """`GET /exports/{id}/status`."""
        return self.get(f"{EXPORT_BASE}/exports/{export_id}/status")

    def download_link(self, export_id: str) -> str:
        """The link that `GET /exports/{id}` sends the client to."""
        answer = self.request("GET", f"{EXPORT_BASE}/exports/{export_id}")
        if answer.status != 302:
            raise Unavailable(f"the download was answered with {answer.status}: {answer.data[:300]!r}")
        location: str = answer.headers["location"]
        return location

    def invoke(self, function: str, event: Mapping[str, Any]) -> Any:
        """The result of a function of the stack."""
        answer = self._send(
            "POST",
            f"{self._lambda_url}/2015-03-31/functions/{function}/invocations",
            body=orjson.dumps(event),
            answer_timeout_s=INVOKE_TIMEOUT_S,
            retries=False,
        )
        if answer.status != 200 or "X-Amz-Function-Error" in answer.headers:
            raise Unavailable(f"function {function} failed: {answer.data.decode()[:500]}")
        return orjson.loads(answer.data)

    def request(self, method: str, path: str, body: bytes | None = None) -> urllib3.BaseHTTPResponse:
        """The answer, whatever its status, to a request of the caller."""
        url = self.api_url + path
        headers = self._caller.headers(method, url, body)
        if body is not None:
            headers["content-type"] = "application/json"
        return self._send(method, url, body=body, headers=headers, redirect=False)

    def _answer(self, method: str, path: str, body: Any = None, *, is_missing: str | None = None) -> Any:
        answer = self.request(method, path, None if body is None else orjson.dumps(body))
        if answer.status == 404 and is_missing:
            raise NotFound(is_missing)
        if answer.status in {401, 403}:
            raise RefusedContent(f"the API does not let you ({answer.status}): {_reason(answer.data)}")
        if 400 <= answer.status < 500:
            raise RefusedContent(f"the API refuses this: {_reason(answer.data)}")
        if not 200 <= answer.status < 300:
            raise Unavailable(f"{method} {path} was answered with {answer.status}: {answer.data.decode()[:500]}")
        try:
            return orjson.loads(answer.data)
        except ValueError:
            raise Unavailable(f"what answers at {self.api_url} is not the inventory: no JSON") from None

    def _send(
        self, method: str, url: str, *, answer_timeout_s: float = ANSWER_TIMEOUT_S, **options: Any
    ) -> urllib3.BaseHTTPResponse:
        timeout = urllib3.Timeout(connect=CONNECT_TIMEOUT_S, read=answer_timeout_s)
        try:
            return self._http.request(method, url, timeout=timeout, **options)
        except urllib3.exceptions.HTTPError as error:
            reason = getattr(error, "reason", None) or error
            raise Unavailable(f"the API does not answer at {self.api_url}: {reason}") from None


def with_query(path: str, query: Query) -> str:
    """The path with a query, written so that it can be signed: blanks as %20."""
    return f"{path}?{urlencode(query, quote_via=quote)}"


def _reason(body: bytes) -> str:
    try:
        document = orjson.loads(body)
        return str(document.get("detail") or document.get("message") or document["errors"][0]["message"])
    except (ValueError, AttributeError, LookupError, TypeError):
        return body.decode(errors="replace")[:500]
