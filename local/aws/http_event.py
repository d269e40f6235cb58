"""Events as API Gateway's HTTP API sends them to a function: payload format 2.0.

Written after AWS's page "Create AWS Lambda proxy integrations for HTTP APIs" and what its users have seen:

* `rawPath`, `requestContext.http.path` and path parameters are percent-decoded, once. `rawQueryString` is not.
* A stage other than `$default` stands before the path.
* Names of headers are lower-case; values of one name are joined by commas. Cookies have a list of their own.
* A body is text if its content type says so, else base64. Without a body there is no member `body`.
"""

import base64
import re
import time
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote

from local.aws.function_pool import ACCOUNT

DEFAULT_STAGE = "$default"

_TEXT = re.compile(r"text/|application/(?:json|javascript|xml|[\w.+-]+\+(?:json|xml))(?:;|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpRequest:
    """A request as it goes over the wire."""

    method: str
    target: str
    """Path and query string, percent-encoded."""
    headers: Iterable[tuple[str, str]]
    body: bytes = b""
    protocol: str = "HTTP/1.1"
    source_ip: str = "127.0.0.1"
    host: str = "localhost"

    @property
    def path(self) -> str:
        """The path, decoded. What is not UTF-8 becomes replacement characters."""
        return unquote(self.target.partition("?")[0])

    @property
    def query(self) -> str:
        """The query string as it was sent."""
        return self.target.partition("?")[2]


def http_event(
    request: HttpRequest, *, route_key: str, path_parameters: Mapping[str, str], stage: str = DEFAULT_STAGE
) -> dict[str, Any]:
    """The event of a request that a route serves."""
    path = request.path if stage == DEFAULT_STAGE else f"/{stage}{request.path}"
    headers, cookies = _headers(request.headers)
    event: dict[str, Any] = {
        "version": "2.0",
        "routeKey": route_key,
        "rawPath": path,
        "rawQueryString": request.query,
        "headers": headers,
        "requestContext": _context(request, route_key, path, stage, headers.get("user-agent", "")),
        "isBase64Encoded": False,
    }
    if cookies:
        event["cookies"] = cookies
    if request.query:
        event["queryStringParameters"] = _joined(parse_qsl(request.query, keep_blank_values=True))
    if path_parameters:
        event["pathParameters"] = dict(path_parameters)
    return event | _body(request.body, headers)


def _headers(sent: Iterable[tuple[str, str]]) -> tuple[dict[str, str], list[str]]:
    """Headers and cookies as events show them."""
    pairs = [(name.lower(), _text(value)) for name, value in sent]
    cookies = [cookie.strip() for name, value in pairs if name == "cookie" for cookie in value.split(";")]
    return _joined(pair for pair in pairs if pair[0] != "cookie"), cookies


def _joined(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    joined: dict[str, str] = {}
    for name, value in pairs:
        joined[name] = f"{joined[name]},{value}" if name in joined else value
    return joined


def _context(request: HttpRequest, route_key: str, path: str, stage: str, user_agent: str) -> dict[str, Any]:
    now = time.time()
    return {
        "accountId": ACCOUNT,
        "apiId": "local",
        "domainName": request.host,
        "domainPrefix": "local",
        "http": {
            "method": request.method,
            "path": path,
            "protocol": request.protocol,
            "sourceIp": request.source_ip,
            "userAgent": user_agent,
        },
        "requestId": str(uuid.uuid4()),
        "routeKey": route_key,
        "stage": stage,
        "time": time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime(now)),
        "timeEpoch": int(now * 1000),
    }


def _body(body: bytes, headers: Mapping[str, str]) -> dict[str, Any]:
    if not body:
        return {}
    if _TEXT.match(headers.get("content-type", "")) and "content-encoding" not in headers:
        try:
            return {"body": body.decode(), "isBase64Encoded": False}
        except UnicodeDecodeError:
            pass
    return {"body": base64.b64encode(body).decode(), "isBase64Encoded": True}


def _text(value: str) -> str:
    """A header value that can be written as UTF-8."""
    return value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
