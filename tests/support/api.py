"""Talks to the API function as API Gateway does, and stands in for the permission service."""

import base64
import gzip
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import orjson
from zstandard import ZstdDecompressor

from functions.api.application import Application
from local.aws.http_event import DEFAULT_STAGE, HttpRequest, http_event
from tests.support.factories import Json, encode_identity, user_identity
from tests.support.fakes import web_server

BASE = "/api/inventory/v1"
LEGACY_BASE = "/r/insights/platform/inventory/v1"
EXPORT_BASE = "/api/export/v1"
UNREACHABLE = {
    "KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1",
    "HBI_KAFKA_TIMEOUT_SECONDS": "0.2",
    "HBI_EXPORT_BUCKET": "exports",
}
LARGEST_LAMBDA_RESULT = 6_291_556


@dataclass(frozen=True)
class Answer:
    """What a client receives."""

    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def json(self) -> Any:
        """The body, parsed."""
        return orjson.loads(self.content)

    @property
    def content_type(self) -> str | None:
        """Header `content-type`."""
        return self.headers.get("content-type")


class Client:
    """A caller with an identity. Paths that begin with `/` and no base are below the inventory's base."""

    def __init__(self, application: Application, identity: Json | None = None) -> None:
        self.application = application
        self._identity = user_identity() if identity is None else identity

    def as_(self, identity: Json) -> "Client":
        """The same client with another identity."""
        return Client(self.application, identity)

    def get(self, path: str, **options: Any) -> Answer:
        """GET; see `request`."""
        return self.request("GET", path, **options)

    def post(self, path: str, body: Any = None, **options: Any) -> Answer:
        """POST; see `request`."""
        return self.request("POST", path, body=body, **options)

    def patch(self, path: str, body: Any = None, **options: Any) -> Answer:
        """PATCH; see `request`."""
        return self.request("PATCH", path, body=body, **options)

    def delete(self, path: str, **options: Any) -> Answer:
        """DELETE; see `request`."""
        return self.request("DELETE", path, **options)

    def request(
        self,
        method: str,
        path: str,
        *,
        body: Any = None,
        headers: Mapping[str, str | None] | None = None,
        base: str = BASE,
    ) -> Answer:
        """Sends a request.

        Args:
            path: with the query string as it goes over the wire.
            base: what the path is below, unless it has another base.
            body: bytes go as they are, anything else as JSON.
            headers: added to the usual ones; None takes one away.
        """
        if not path.startswith(("/api/", "/r/", "/health", "/ready", "/metrics", "/version")):
            path = base + path
        sent: dict[str, str | None] = {"x-rh-identity": encode_identity(self._identity)}
        if body is not None:
            sent["content-type"] = "application/json"
        sent |= headers or {}
        raw = body if isinstance(body, bytes | None) else orjson.dumps(body)
        event = gateway_event(method, path, {name: value for name, value in sent.items() if value is not None}, raw)
        return received(self.application.respond(event, LambdaContext()))


class LambdaContext:
    """What the function may ask of Lambda's context."""

    aws_request_id = "00000000-0000-4000-8000-000000000000"
    function_name = "api"

    def get_remaining_time_in_millis(self) -> int:
        """Time left."""
        return 29_000


def gateway_event(
    method: str, path: str, headers: Mapping[str, str], body: bytes | None, *, stage: str = DEFAULT_STAGE
) -> Json:
    """The event of a request; `path` is as it goes over the wire."""
    base = "/" + path.partition("?")[0].strip("/").partition("/")[0]
    request = HttpRequest(method=method, target=path, headers=headers.items(), body=body or b"")
    proxy = request.path.removeprefix(base).removeprefix("/")
    return http_event(request, route_key=f"ANY {base}/{{proxy+}}", path_parameters={"proxy": proxy}, stage=stage)


def received(result: Mapping[str, Any]) -> Answer:
    """What the gateway makes of a Lambda result. Refuses what Lambda could not return."""
    assert len(json.dumps(result, ensure_ascii=False).encode()) <= LARGEST_LAMBDA_RESULT
    headers = {name.lower(): value for name, value in result["headers"].items()}
    body = result.get("body") or ""
    content = base64.b64decode(body) if result["isBase64Encoded"] else body.encode()
    match headers.get("content-encoding"):
        case "gzip":
            content = gzip.decompress(content)
        case "zstd":
            content = ZstdDecompressor().decompress(content)
    return Answer(result["statusCode"], headers, content)


@dataclass
class FakeRbac:
    """A permission service that answers every caller alike, and remembers what it was asked."""

    url: str = ""
    status: int = 200
    body: Any = field(default_factory=lambda: {"data": []})
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    about: dict[str, tuple[int, Any]] = field(default_factory=dict)
    """Status and body for questions whose path contains a text, whatever it answers else."""

    def grant(self, *permissions: str | Json) -> None:
        """Answers with these grants: `app:resource:verb`, or the grant as the service writes it."""
        self.status = 200
        self.body = {"data": [grant(entry) if isinstance(entry, str) else entry for entry in permissions]}

    def fail(self, status: int, body: Any = None) -> None:
        """Answers with an error."""
        self.status, self.body = status, body


def grant(permission: str, *values: str | None, operation: str = "in", key: str = "group.id") -> Json:
    """A grant; with `values` it is limited to those groups."""
    if not values:
        return {"permission": permission, "resourceDefinitions": []}
    value = values[0] if operation == "equal" else list(values)
    restriction = {"key": key, "operation": operation, "value": value}
    return {"permission": permission, "resourceDefinitions": [{"attributeFilter": restriction}]}


@contextmanager
def running_rbac() -> Iterator[FakeRbac]:
    """A real HTTP server on a free port."""
    with web_server.web_server() as server:
        fake = FakeRbac(server.url)

        def answer(asked: web_server.Asked) -> web_server.Answer:
            fake.requests.append((asked.path, asked.headers))
            usual = (fake.status, fake.body)
            status, body = next((answer for text, answer in fake.about.items() if text in asked.path), usual)
            return web_server.Answer(body, status, {"content-type": "application/json"})

        server.answer = answer
        yield fake
