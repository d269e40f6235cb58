"""Calls of other services: what is kept between them, and what is not used again."""

import socket
import threading
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest

from hbi.clients.json_client import LONGEST_SILENCE_S, JsonClient, NoResponse, ResponseTooLong
from hbi.clients.tokens import AccessTokens
from hbi.flags.service import Flag, Flags
from hbi.permissions.rbac import PermissionService
from hbi.permissions.scope import HOSTS_READ, UNLIMITED
from hbi.problems import Unavailable
from hbi.settings import FlagSettings, PermissionSettings, WorkspaceModeSettings
from tests.support.clocks import Clock, clock_of
from tests.support.factories import encode_identity, user_identity
from tests.support.fakes.web_server import Answer, Asked, WebServer, web_server
from tests.support.faults.waiting import wait_until
from tests.support.faults.wires import Proxy

TIMEOUT_S = 100.0


class LoadBalancer(Proxy):
    """Passes everything on, until it forgets its connections without a word to either side."""

    def __init__(self, server_port: int) -> None:
        super().__init__(server_port)
        self._forgotten: set[socket.socket] = set()
        self.lost: list[bytes] = []
        """What clients sent through connections that are forgotten."""

    @property
    def url(self) -> str:
        """Where clients find the server."""
        return f"http://{self.address}"

    @property
    def connections(self) -> int:
        """Number of connections so far."""
        return len(self._sockets) // 2

    def forget(self) -> None:
        """Lets nothing pass any more through the connections that there are."""
        self._forgotten.update(self._sockets)

    def from_client(self, data: bytes, client: socket.socket, server: socket.socket) -> None:
        if client in self._forgotten:
            self.lost.append(data)
            raise ConnectionAbortedError  # The client need not wait: what it sent is enough to tell.
        super().from_client(data, client, server)


@pytest.fixture
def server() -> Iterator[WebServer]:
    with web_server(keeps_connections=True) as running:
        running.answer = lambda _: Answer({"a": 1})
        yield running


@pytest.fixture
def balancer(server: WebServer) -> Iterator[LoadBalancer]:
    with LoadBalancer(urlsplit(server.url).port or 0) as running:
        yield running


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return clock_of("hbi.clients.json_client", monkeypatch)


def client(**options: int) -> JsonClient:
    return JsonClient("test", called="the service", retries=options.pop("retries", 0), timeout_s=TIMEOUT_S, **options)


def permissions(url: str) -> Callable[[], bool]:
    settings = PermissionSettings.load({"RBAC_ENDPOINT": url, "RBAC_TIMEOUT": str(TIMEOUT_S)})
    service, header = PermissionService(settings), encode_identity(user_identity())
    return lambda: service.scope(HOSTS_READ, header=header) == UNLIMITED


def tokens(url: str) -> Callable[[], bool]:
    issuer = AccessTokens(WorkspaceModeSettings.load({"KESSEL_AUTH_OIDC_ISSUER": url}), retries=1, timeout_s=TIMEOUT_S)
    return lambda: issuer.current() == "t0ken"


def flags(url: str) -> Callable[[], bool]:
    environment = {"UNLEASH_URL": url, "UNLEASH_TOKEN": "secret", "UNLEASH_REFRESH_INTERVAL": "0"}
    service = Flags(FlagSettings.load(environment))
    return lambda: service.is_on(Flag.READ_ONLY)


def answers(url: str) -> Callable[[Asked], Answer]:
    """What the four services say. The issuer's token has expired when it comes, so each use asks again."""
    feature = {"name": Flag.READ_ONLY.value, "enabled": True, "strategies": [{"name": "default"}]}
    documents = {
        "/api/rbac/v1/access/": {"data": [{"permission": "inventory:*:*"}]},
        "/.well-known/openid-configuration": {"token_endpoint": f"{url}/token"},
        "/token": {"access_token": "t0ken", "expires_in": 0},
        "/client/features": {"features": [feature]},
    }
    return lambda asked: Answer(documents[asked.path.partition("?")[0]])


SERVICES = [pytest.param(permissions, id="RBAC"), pytest.param(tokens, id="tokens"), pytest.param(flags, id="flags")]


@pytest.mark.parametrize("service", SERVICES)
def test_a_connection_is_kept(
    server: WebServer, balancer: LoadBalancer, service: Callable[[str], Callable[[], bool]]
) -> None:
    server.answer = answers(balancer.url)
    call = service(balancer.url)
    assert [call() for _ in range(3)] == [True] * 3
    assert balancer.connections == 1


@pytest.mark.parametrize("service", SERVICES)
def test_a_connection_that_was_dropped_in_silence_costs_no_time(
    server: WebServer, balancer: LoadBalancer, service: Callable[[str], Callable[[], bool]], clock: Clock
) -> None:
    server.answer = answers(balancer.url)
    call = service(balancer.url)
    assert call()
    balancer.forget()
    asked = len(server.asked)
    clock.go_ahead(LONGEST_SILENCE_S)
    assert call()
    assert balancer.lost == []
    assert balancer.connections == 2
    assert len(server.asked) > asked, "it was answered anew"


def test_a_connection_is_judged_by_its_own_silence(server: WebServer, balancer: LoadBalancer, clock: Clock) -> None:
    """Another host that is called all the time does not keep it young."""
    service = client()
    service.ask("GET", balancer.url)
    balancer.forget()
    for _ in range(4):
        clock.go_ahead(LONGEST_SILENCE_S / 3)
        service.ask("GET", server.url)
    assert service.ask("GET", balancer.url) == {"a": 1}
    assert balancer.lost == []


def test_server_errors_are_tried_again_and_then_answered(server: WebServer) -> None:
    server.answer = lambda _: Answer({"odd": True}, status=503)
    assert client(retries=2).exchange("GET", server.url).status == 503
    assert len(server.asked) == 3


def test_other_statuses_are_answers(server: WebServer) -> None:
    server.answer = lambda _: Answer({"odd": True}, status=429, headers={"retry-after": "60"})
    response = client().exchange("GET", server.url)
    assert (response.status, response.reason, response.document()) == (429, "Too Many Requests", {"odd": True})


def test_a_document_is_sent_as_json(server: WebServer) -> None:
    client().exchange("PATCH", server.url, headers={"content-type": "application/json"}, document={"name": "zo\u00eb"})
    (asked,) = server.asked
    assert (asked.method, asked.headers["content-type"]) == ("PATCH", "application/json")
    assert asked.body.decode() == '{"name":"zo\u00eb"}'


@pytest.mark.parametrize(("method", "tries"), [("POST", 1), ("PATCH", 1), ("GET", 2), ("DELETE", 2)])
def test_only_idempotent_requests_are_repeated(server: WebServer, method: str, tries: int) -> None:
    is_too_late = threading.Event()

    def too_late(_: Asked) -> Answer:
        is_too_late.wait()
        return Answer({})

    server.answer = too_late
    try:
        with pytest.raises(NoResponse, match="ReadTimeoutError"):
            client(retries=1).exchange(method, server.url, timeout_s=0.2)
        wait_until(lambda: len(server.asked) >= tries)
        assert len(server.asked) == tries
    finally:
        is_too_late.set()


@pytest.mark.parametrize(("redirects", "status"), [(0, 302), (1, 200)])
def test_redirections_are_followed_where_they_are_wanted(server: WebServer, redirects: int, status: int) -> None:
    def answer(asked: Asked) -> Answer:
        return Answer({}) if asked.path == "/there" else Answer(status=302, headers={"location": "/there"})

    server.answer = answer
    assert client(redirects=redirects).exchange("GET", f"{server.url}/here").status == status


def test_a_long_answer_is_not_taken(server: WebServer) -> None:
    server.answer = lambda _: Answer(b"x" * 101)
    with pytest.raises(ResponseTooLong):
        client(most_bytes=100).exchange("GET", server.url)
    assert client(most_bytes=101).exchange("GET", server.url).content == b"x" * 101


def test_nobody_there() -> None:
    with pytest.raises(NoResponse, match="the service does not answer: NewConnectionError"):
        client().exchange("GET", "http://127.0.0.1:1")


@pytest.mark.parametrize("value", ["s3cret\r\nx", "s3cret\u2026"])
def test_a_header_that_cannot_be_sent_is_not_repeated(server: WebServer, value: str) -> None:
    with pytest.raises(Unavailable) as caught:
        client().ask("GET", server.url, headers={"authorization": value})
    assert "s3cret" not in str(caught.value)
    assert server.asked == []
