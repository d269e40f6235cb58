"""Calls of a running stack's HTTP interface and of its Invoke API."""

from typing import Any

import orjson
import urllib3

from hbi.problems import Unavailable
from infra.topology import BASE, EXPORT_BASE
from local import identities
from local.running import Running


class ApiClient:
    """A user of one organisation."""

    def __init__(self, stack: Running, org_id: str | None = None) -> None:
        self._http = urllib3.PoolManager(retries=urllib3.Retry(2, redirect=0, raise_on_redirect=False))
        self._stack = stack
        self._headers = {"x-rh-identity": identities.user(org_id or stack.org_id)}

    def hosts(self, query: str = "") -> Any:
        """`GET /hosts` with a query."""
        return self._call("GET", f"{BASE}/hosts?{query}")

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
        """Where `GET /exports/{id}` sends the client."""
        answer = self._http.request(
            "GET", f"{self._stack.api_url}{EXPORT_BASE}/exports/{export_id}", headers=self._headers, redirect=False
        )
        if answer.status != 302:
            raise Unavailable(f"the download was answered with {answer.status}: {answer.data[:300]!r}")
        return answer.headers["location"]

    def invoke(self, function: str, event: dict[str, str]) -> Any:
        """The result of a function."""
        answer = self._http.request(
            "POST",
            f"{self._stack.lambda_url}/2015-03-31/functions/{function}/invocations",
            body=orjson.dumps(event),
            timeout=900.0,
            retries=False,
        )
        if answer.status != 200 or "X-Amz-Function-Error" in answer.headers:
            raise Unavailable(f"function {function} failed: {answer.data.decode()[:500]}")
        return orjson.loads(answer.data)

    def _call(self, method: str, path: str, body: Any = None) -> Any:
        payload = None if body is None else orjson.dumps(body)
        headers = self._headers | ({"content-type": "application/json"} if payload else {})
        answer = self._http.request(method, self._stack.api_url + path, body=payload, headers=headers)
        if answer.status >= 400:
            raise Unavailable(f"{method} {path} was answered with {answer.status}: {answer.data.decode()[:500]}")
        return orjson.loads(answer.data)
