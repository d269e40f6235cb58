"""HTTP through the gateway to a function and back."""

import asyncio
import base64
import io
import json
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, closing
from http.client import HTTPConnection
from typing import Any

import pytest
from aiohttp import ClientSession
from multidict import CIMultiDict
from yarl import URL

from local.aws.gateway import MAX_BODY, Gateway, Target
from tests.integration.local.conftest import TOY, RunToy

ECHO = """
import json
def handler(event, context):
    return {"statusCode": 200, "headers": {"content-type": "application/json"}, "body": json.dumps(event)}
"""


@asynccontextmanager
async def served(run_toy: RunToy, source: str, **options: Any) -> AsyncIterator[ClientSession]:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    async with run_toy(source, **options) as pool:
        gateway = Gateway([Target(route, pool) for route in TOY.routes], listener)
        await gateway.start()
        try:
            async with ClientSession(f"http://127.0.0.1:{listener.getsockname()[1]}") as client:
                yield client
        finally:
            await gateway.stop()


def event_of(run_toy: RunToy, method: str, path: str, **request: Any) -> dict[str, Any]:
    async def scenario() -> Any:
        async with served(run_toy, ECHO) as client, client.request(method, URL(path, encoded=True), **request) as got:
            assert got.status == 200, await got.text()
            return await got.json()

    event: dict[str, Any] = asyncio.run(scenario())
    return event


def answer_to(run_toy: RunToy, result: str, **options: Any) -> tuple[int, CIMultiDict[str], bytes]:
    """Status, headers and body of a request whose function evaluates `result`."""

    async def scenario() -> tuple[int, CIMultiDict[str], bytes]:
        source = f"import base64, time\ndef handler(event, context):\n    return {result}\n"
        async with served(run_toy, source, **options) as client, client.get("/health", allow_redirects=False) as got:
            return got.status, CIMultiDict(got.headers), await got.read()

    return asyncio.run(scenario())


def test_event_has_the_shape_of_payload_format_2(run_toy: RunToy) -> None:
    event = event_of(
        run_toy,
        "GET",
        "/base/hosts?tags=a/b%3Dc&tags=d&filter%5Bos%5D=x+y&empty=",
        headers={"x-rh-identity": "abc", "Cookie": "one=1; two=2", "User-Agent": "curl/8"},
    )
    context = event["requestContext"]
    assert event["version"] == "2.0"
    assert event["routeKey"] == context["routeKey"] == "ANY /base/{proxy+}"
    assert event["rawPath"] == context["http"]["path"] == "/base/hosts"
    assert event["pathParameters"] == {"proxy": "hosts"}
    assert event["rawQueryString"] == "tags=a/b%3Dc&tags=d&filter%5Bos%5D=x+y&empty="
    assert event["queryStringParameters"] == {"tags": "a/b=c,d", "filter[os]": "x y", "empty": ""}
    assert event["cookies"] == ["one=1", "two=2"]
    assert event["headers"]["x-rh-identity"] == "abc"
    assert "cookie" not in event["headers"]
    assert event["isBase64Encoded"] is False
    assert "body" not in event
    assert context["http"] | {"sourceIp": ""} == {
        "method": "GET",
        "path": "/base/hosts",
        "protocol": "HTTP/1.1",
        "sourceIp": "",
        "userAgent": "curl/8",
    }
    assert context["stage"] == "$default"
    assert isinstance(context["timeEpoch"], int)


@pytest.mark.parametrize(
    ("sent", "seen"),
    [
        pytest.param("/base/hosts/a%2Cb", "/base/hosts/a,b", id="encoded comma"),
        pytest.param("/base/hosts/a,b", "/base/hosts/a,b", id="plain comma"),
        pytest.param("/base/caf%C3%A9", "/base/café", id="UTF-8"),
        pytest.param("/base/a%0Ab%00", "/base/a\nb\0", id="control characters"),
    ],
)
def test_the_path_is_decoded(run_toy: RunToy, sent: str, seen: str) -> None:
    assert event_of(run_toy, "GET", sent)["rawPath"] == seen


def test_repeated_headers_are_joined_under_one_lower_case_name(run_toy: RunToy) -> None:
    def request(port: int | None) -> Any:
        with closing(HTTPConnection("127.0.0.1", port)) as connection:
            connection.putrequest("GET", "/base/x")
            connection.putheader("X-Thing", "1")
            connection.putheader("x-thing", "2")
            connection.endheaders()
            return json.loads(connection.getresponse().read())

    async def scenario() -> Any:
        async with served(run_toy, ECHO) as client:
            return await asyncio.to_thread(request, URL(str(client._base_url)).port)

    assert asyncio.run(scenario())["headers"]["x-thing"] == "1,2"


@pytest.mark.parametrize(
    ("body", "headers", "is_base64"),
    [
        pytest.param('{"name": "ä"}'.encode(), {"Content-Type": "application/json"}, False, id="JSON"),
        pytest.param(b"{}", {"Content-Type": "application/merge-patch+json; charset=utf-8"}, False, id="+json"),
        pytest.param(b"a,b", {"Content-Type": "text/csv"}, False, id="text"),
        pytest.param(b"\x00\xff", {"Content-Type": "application/octet-stream"}, True, id="binary"),
        pytest.param(b"\xff", {"Content-Type": "application/json"}, True, id="JSON that is not UTF-8"),
        pytest.param(
            b"\x1f\x8b", {"Content-Type": "application/json", "Content-Encoding": "x-own"}, True, id="compressed"
        ),
        pytest.param(b"a=b", {"Content-Type": "application/x-www-form-urlencoded"}, True, id="form"),
    ],
)
def test_bodies_are_text_or_base64(run_toy: RunToy, body: bytes, headers: Mapping[str, str], is_base64: bool) -> None:
    event = event_of(run_toy, "PATCH", "/base/x", data=body, headers=headers)
    assert event["isBase64Encoded"] is is_base64
    assert (base64.b64decode(event["body"]) if is_base64 else event["body"].encode()) == body


@pytest.mark.parametrize(
    ("method", "path", "route"),
    [
        pytest.param("GET", "/base/fixed", "GET /base/fixed", id="fixed path before greedy one"),
        pytest.param("POST", "/base/fixed", "ANY /base/{proxy+}", id="greedy path for other methods"),
        pytest.param("DELETE", "/base/a/b/c", "ANY /base/{proxy+}", id="greedy path takes slashes"),
        pytest.param("GET", "/base/", "ANY /base/{proxy+}", id="greedy path takes nothing behind the slash"),
        pytest.param("GET", "/health", "GET /health", id="fixed path"),
    ],
)
def test_routes(run_toy: RunToy, method: str, path: str, route: str) -> None:
    assert event_of(run_toy, method, path)["routeKey"] == route


@pytest.mark.parametrize(
    ("method", "path"),
    [
        pytest.param("GET", "/", id="no route"),
        pytest.param("GET", "/base", id="a greedy part begins with its slash"),
        pytest.param("POST", "/health", id="other method"),
        pytest.param("GET", "/healthy", id="longer path"),
    ],
)
def test_what_no_route_serves_is_the_gateways_own_404(run_toy: RunToy, method: str, path: str) -> None:
    async def scenario() -> tuple[int, Any]:
        async with served(run_toy, ECHO) as client, client.request(method, path) as got:
            return got.status, await got.json()

    assert asyncio.run(scenario()) == (404, {"message": "Not Found"})


def test_status_headers_and_cookies_come_back(run_toy: RunToy) -> None:
    status, headers, body = answer_to(
        run_toy,
        "{'statusCode': 302, 'headers': {'Location': '/there', 'content-type': 'text/plain', 'X-N': 5},"
        " 'cookies': ['a=1; Path=/', 'b=2'], 'body': 'ä'}",
    )
    assert (status, body.decode()) == (302, "ä")
    assert headers["Location"] == "/there"
    assert headers["Content-Type"] == "text/plain"
    assert headers["X-N"] == "5"
    assert headers.getall("Set-Cookie") == ["a=1; Path=/", "b=2"]


@pytest.mark.parametrize(
    ("result", "status", "body"),
    [
        pytest.param("{'statusCode': 204}", 204, b"", id="no body"),
        pytest.param(
            "{'statusCode': 200, 'isBase64Encoded': True, 'body': 'AP8='}", 200, b"\x00\xff", id="binary body"
        ),
        pytest.param("{'hello': 1}", 200, b'{"hello":1}', id="a result without statusCode is the body"),
        pytest.param("['a']", 200, b'["a"]', id="so is a list"),
    ],
)
def test_results(run_toy: RunToy, result: str, status: int, body: bytes) -> None:
    assert answer_to(run_toy, result)[::2] == (status, body)


@pytest.mark.parametrize(
    ("result", "options"),
    [
        pytest.param("1 / 0", {}, id="the function raises"),
        pytest.param("__import__('os')._exit(1)", {}, id="the function crashes"),
        pytest.param("time.sleep(9)", {"timeout_s": 0.2}, id="the function is too slow"),
        pytest.param("{'statusCode': 'many'}", {}, id="no number as status"),
        pytest.param("{'statusCode': 200, 'body': 5}", {}, id="no text as body"),
        pytest.param("{'statusCode': 200, 'body': '?', 'isBase64Encoded': True}", {}, id="no base64"),
    ],
)
def test_a_failed_function_is_an_internal_server_error(run_toy: RunToy, result: str, options: dict[str, Any]) -> None:
    status, headers, body = answer_to(run_toy, result, **options)
    assert status == 500
    assert headers["Content-Type"].startswith("application/json")
    assert json.loads(body) == {"message": "Internal Server Error"}


@pytest.mark.parametrize(
    "size", [pytest.param(MAX_BODY + 1, id="gateway's limit"), pytest.param(7 * 1024 * 1024, id="Lambda's limit")]
)
def test_too_large_requests_are_refused(run_toy: RunToy, size: int) -> None:
    async def scenario() -> int:
        async with served(run_toy, ECHO) as client, client.post("/base/x", data=io.BytesIO(b"x" * size)) as got:
            return got.status

    assert asyncio.run(scenario()) == 413


def test_a_keyed_method_head_has_headers_but_no_body(run_toy: RunToy) -> None:
    async def scenario() -> tuple[int, bytes]:
        async with served(run_toy, ECHO) as client, client.head("/base/x") as got:
            return got.status, await got.read()

    assert asyncio.run(scenario()) == (200, b"")


@pytest.mark.parametrize(
    ("host", "told_here"),
    [
        pytest.param("127.0.0.1", True, id="this machine"),
        pytest.param("localhost", True, id="this machine by name"),
        pytest.param("rebound.example.org", False, id="somebody else's name that leads here"),
    ],
)
def test_documents_are_told_to_browsers_of_this_machine_alone(run_toy: RunToy, host: str, told_here: bool) -> None:
    """What says who calls: a page from elsewhere, whose name leads here, must not read it."""

    async def scenario() -> bytes:
        listener = socket.socket()
        listener.bind(("127.0.0.1", 0))
        async with run_toy(ECHO) as pool:
            documents = {"/health": {"identity": "of this machine"}}
            gateway = Gateway([Target(route, pool) for route in TOY.routes], listener, documents)
            await gateway.start()
            port = listener.getsockname()[1]
            try:
                async with (
                    ClientSession(f"http://127.0.0.1:{port}") as client,
                    client.get("/health", headers={"Host": f"{host}:{port}"}) as got,
                ):
                    return await got.read()
            finally:
                await gateway.stop()

    assert (json.loads(asyncio.run(scenario())) == {"identity": "of this machine"}) is told_here
