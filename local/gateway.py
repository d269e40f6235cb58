"""The HTTP front: what API Gateway's HTTP API does, with payload format 2.0, for the routes of the wiring table."""

import asyncio
import base64
import binascii
import logging
import re
import socket
import time
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote

import orjson
from aiohttp import web

from infra.topology import Route
from local.function_pool import ACCOUNT, FunctionPool
from local.runtime_api import FunctionFailed

MAX_BODY = 10 * 1024 * 1024
INTEGRATION_TIMEOUT_S = 30.0

_TEXT = re.compile(r"text/|application/(?:json|javascript|xml|[\w.+-]+\+(?:json|xml))(?:;|$)", re.IGNORECASE)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Target:
    """A route with the function that answers it."""

    route: Route
    pool: FunctionPool

    @property
    def key(self) -> str:
        """The route's key as events show it."""
        return f"{self.route.method} {self.route.path}"

    def parameters(self, path: str) -> dict[str, str] | None:
        """Path parameters when the route serves the path; None when it does not."""
        fixed, greedy, _ = self.route.path.partition("{proxy+}")
        if not greedy:
            return {} if path == fixed else None
        return {"proxy": path[len(fixed) :]} if path.startswith(fixed) else None


class Gateway:
    """Serves HTTP on an open, not yet listening socket."""

    def __init__(self, targets: Iterable[Target], listener: socket.socket) -> None:
        # API Gateway prefers the fixed path to the greedy one, the longer prefix, the named method to ANY.
        self._targets = sorted(
            targets,
            key=lambda target: (
                "{" in target.route.path,
                -len(target.route.path),
                target.route.method == "ANY",
            ),
        )
        self._listener = listener
        self._port = int(listener.getsockname()[1])
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        """Starts answering."""
        app = web.Application(client_max_size=MAX_BODY)
        app.router.add_route("*", "/{path:(?s:.*)}", self._answer)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=2.0)
        await self._runner.setup()
        await web.SockSite(self._runner, self._listener).start()

    async def stop(self) -> None:
        """Stops listening; requests at work get two seconds."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.Response:
        raw_path, _, raw_query = request.raw_path.partition("?")
        path = unquote(raw_path)
        found = self._find(request.method, path)
        if found is None:
            return _message("Not Found", 404)
        target, parameters = found
        try:
            body = await request.read()
        except web.HTTPRequestEntityTooLarge:
            return _message("Request Entity Too Large", 413)
        event = {
            **_request_line(request, target, path, raw_query),
            "requestContext": self._context(request, target, path),
            "isBase64Encoded": False,
        }
        if parameters:
            event["pathParameters"] = parameters
        if body:
            event |= _encoded(body, request.headers)
        return await _integrate(target.pool, event, f"{request.method} {path}")

    def _find(self, method: str, path: str) -> tuple[Target, dict[str, str]] | None:
        for target in self._targets:
            if target.route.method in {"ANY", method}:
                parameters = target.parameters(path)
                if parameters is not None:
                    return target, parameters
        return None

    def _context(self, request: web.Request, target: Target, path: str) -> dict[str, Any]:
        now = time.time()
        return {
            "accountId": ACCOUNT,
            "apiId": "local",
            "domainName": f"127.0.0.1:{self._port}",
            "domainPrefix": "local",
            "http": {
                "method": request.method,
                "path": path,
                "protocol": f"HTTP/{request.version.major}.{request.version.minor}",
                "sourceIp": request.remote or "",
                "userAgent": _text(request.headers.get("User-Agent", "")),
            },
            "requestId": str(uuid.uuid4()),
            "routeKey": target.key,
            "stage": "$default",
            "time": time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime(now)),
            "timeEpoch": int(now * 1000),
        }


async def _integrate(pool: FunctionPool, event: Mapping[str, Any], label: str) -> web.Response:
    """Invokes the function and turns its result, or its failure, into an HTTP response."""
    try:
        async with asyncio.timeout(INTEGRATION_TIMEOUT_S):
            result = await pool.invoke(event)
    except TimeoutError:
        return _message("Service Unavailable", 503)
    except FunctionFailed as failure:
        log.error("%s: %s; see %s", label, failure, pool.log_file)
        if failure.error_type == "RequestTooLarge":
            return _message("Request Entity Too Large", 413)
        return _message("Internal Server Error", 500)
    response = response_of(result)
    if response is None:
        log.error("%s: the function's result is not an HTTP response", label)
        return _message("Internal Server Error", 500)
    return response


def _request_line(request: web.Request, target: Target, path: str, raw_query: str) -> dict[str, Any]:
    """The event's members that mirror the request's first line and headers."""
    headers: dict[str, str] = {}
    cookies: list[str] = []
    for name, value in request.headers.items():
        key = name.lower()
        if key == "cookie":
            cookies += [cookie.strip() for cookie in _text(value).split(";")]
        else:
            headers[key] = f"{headers[key]},{_text(value)}" if key in headers else _text(value)
    event: dict[str, Any] = {
        "version": "2.0",
        "routeKey": target.key,
        # The HTTP API decodes the path, but not the query string.
        "rawPath": path,
        "rawQueryString": raw_query,
        "headers": headers,
    }
    if cookies:
        event["cookies"] = cookies
    if raw_query:
        parameters: dict[str, str] = {}
        for name, value in parse_qsl(raw_query, keep_blank_values=True):
            parameters[name] = f"{parameters[name]},{value}" if name in parameters else value
        event["queryStringParameters"] = parameters
    return event


def _encoded(body: bytes, headers: Mapping[str, str]) -> dict[str, Any]:
    """A request body as text if its content type says so, else base64."""
    if _TEXT.match(headers.get("Content-Type", "")) and "Content-Encoding" not in headers:
        try:
            return {"body": body.decode(), "isBase64Encoded": False}
        except UnicodeDecodeError:
            pass
    return {"body": base64.b64encode(body).decode(), "isBase64Encoded": True}


def response_of(result: bytes) -> web.Response | None:
    """The HTTP response that a function's result stands for; None when it stands for none.

    A result without `statusCode` is itself the JSON body of a 200 answer, as with API Gateway.
    """
    try:
        answer = orjson.loads(result)
        if not isinstance(answer, dict) or "statusCode" not in answer:
            return web.Response(body=orjson.dumps(answer), content_type="application/json")
        text = answer.get("body") or ""
        body = base64.b64decode(text, validate=True) if answer.get("isBase64Encoded") else text.encode()
        response = web.Response(status=int(answer["statusCode"]), body=body)
        for name, value in (answer.get("headers") or {}).items():
            if name.lower() not in {"content-length", "connection", "transfer-encoding"}:
                response.headers[name] = value if isinstance(value, str) else str(value)
        for cookie in answer.get("cookies") or ():
            response.headers.add("Set-Cookie", cookie)
    except (orjson.JSONDecodeError, binascii.Error, AttributeError, TypeError, ValueError):
        return None
    response.headers.setdefault("Content-Type", "application/json")
    response.headers["apigw-requestid"] = uuid.uuid4().hex[:16]
    return response


def _message(text: str, status: int) -> web.Response:
    return web.json_response({"message": text}, status=status)


def _text(value: str) -> str:
    """A header value that surely can be written as UTF-8."""
    return value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
