"""The HTTP front of the wiring table's routes, like API Gateway's HTTP API with payload format 2.0."""

import asyncio
import base64
import binascii
import logging
import socket
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

import orjson
from aiohttp import web

from infra.topology import Route
from local.aws.function_pool import FunctionPool
from local.aws.http_event import HttpRequest, http_event
from local.aws.runtime_api import FunctionFailed

MAX_BODY = 10 * 1024 * 1024
INTEGRATION_TIMEOUT_S = 30.0
LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Target:
    """A route with the function that answers it."""

    route: Route
    pool: FunctionPool

    @property
    def key(self) -> str:
        """The key of the route that events show."""
        return f"{self.route.method} {self.route.path}"

    def parameters(self, path: str) -> dict[str, str] | None:
        """Path parameters when the route serves the path; None when it does not."""
        fixed, greedy, _ = self.route.path.partition("{proxy+}")
        if not greedy:
            return {} if path == fixed else None
        return {"proxy": path[len(fixed) :]} if path.startswith(fixed) else None


class Gateway:
    """Serves HTTP on an open, not yet listening socket."""

    def __init__(
        self,
        targets: Iterable[Target],
        listener: socket.socket,
        documents: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> None:
        """`documents`: what is answered in the functions' place to browsers of this machine, by path."""
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
        self._documents = documents or {}
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
        path = unquote(request.raw_path.partition("?")[0])
        # A page from elsewhere may have its own name lead to this machine, and then reads answers: names are compared.
        if path in self._documents and request.url.host in LOOPBACK_NAMES:
            return web.json_response(self._documents[path], headers={"Cache-Control": "no-store"})
        found = self._find(request.method, path)
        if found is None:
            return _message("Not Found", 404)
        target, parameters = found
        try:
            body = await request.read()
        except web.HTTPRequestEntityTooLarge:
            return _message("Request Entity Too Large", 413)
        received = HttpRequest(
            method=request.method,
            target=request.raw_path,
            headers=request.headers.items(),
            body=body,
            protocol=f"HTTP/{request.version.major}.{request.version.minor}",
            source_ip=request.remote or "",
            host=f"127.0.0.1:{self._port}",
        )
        event = http_event(received, route_key=target.key, path_parameters=parameters)
        return await _integrate(target.pool, event, f"{request.method} {path}")

    def _find(self, method: str, path: str) -> tuple[Target, dict[str, str]] | None:
        for target in self._targets:
            if target.route.method in {"ANY", method}:
                parameters = target.parameters(path)
                if parameters is not None:
                    return target, parameters
        return None


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
