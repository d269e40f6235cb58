"""Losing the cache slows requests and never breaks them; nothing out of date is shown afterwards."""

import socket
from collections.abc import Iterator
from typing import NoReturn
from uuid import uuid4

import pytest

from hbi.cache.keys import settings_of
from hbi.cache.store import CacheStore
from hbi.settings import CacheSettings, StalenessDefaults
from hbi.staleness.limits import default_limits
from hbi.staleness.shared import SharedSettings
from tests.conftest import Sql
from tests.fixtures.api import MakeApplication, MakeHost
from tests.fixtures.metrics import Measure
from tests.support.api import Client
from tests.support.factories import ORG, Json, stored_group, system_identity
from tests.support.servers.cache_server import CacheServer

OWNER = "9f0c1c52-7a3e-4f55-8a55-0f1b6a0c9e11"
FAILURES = ("inventory_cache_failure_count",)
QUICK = {"REDIS_SOCKET_TIMEOUT_SECONDS": "0.1", "REDIS_SOCKET_CONNECT_TIMEOUT_SECONDS": "0.1"}
UNTOLD = {"HBI_PUBLISH_PAUSE_SECONDS": "60", "HBI_KAFKA_TIMEOUT_SECONDS": "0.1"}


@pytest.fixture
def host(hosts: MakeHost, sql: Sql) -> Json:
    stored_group(sql, name="other")
    return hosts(static={"owner_id": OWNER})


@pytest.fixture
def silent_server() -> Iterator[int]:
    """Port of a server that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


@pytest.fixture
def never_pausing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets functions try a cache that did not answer again with the next call."""
    monkeypatch.setattr("hbi.cache.breaker.Breaker.lets_pass", lambda _: True)


def works(api: Client, host: Json) -> None:
    """Reads, a change and its effect."""
    system, path = api.as_(system_identity(OWNER)), f"/hosts?insights_id={host['insights_id']}"
    assert system.get(path).json["total"] == 1
    name = f"name {uuid4()}"
    assert api.patch(f"/hosts/{host['id']}", {"display_name": name}).status == 200
    assert system.get(path).json["results"][0]["display_name"] == name
    staleness = {"conventional_time_to_stale": 200_000}
    assert api.post("/account/staleness", staleness).status == 201
    assert api.get("/account/staleness").json["conventional_time_to_stale"] == 200_000
    assert api.delete("/account/staleness").status == 204


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("redis://127.0.0.1:1/0", id="nobody listens"),
        pytest.param("redis://no-such-host.invalid:6379/0", id="unknown name"),
        pytest.param("redis://:wrong@127.0.0.1:{port}/0", id="wrong password"),
        pytest.param("redis://127.0.0.1:{port}/0", id="no password"),
        pytest.param("rediss://:cache-password@127.0.0.1:{port}/0", id="TLS with a server without it"),
        pytest.param("redis://:cache-password@127.0.0.1:{port}/99", id="no such database"),
        pytest.param("redis://127.0.0.1:{silent}/0", id="silence"),
    ],
)
def test_a_cache_that_cannot_be_used(
    make_application: MakeApplication, host: Json, cache_server: CacheServer, silent_server: int, url: str
) -> None:
    url = url.format(port=cache_server.port, silent=silent_server)
    works(Client(make_application(CACHE_URL=url, **QUICK, **UNTOLD)), host)


def test_a_cache_that_is_lost_and_comes_back(
    make_application: MakeApplication, host: Json, cache_server: CacheServer, never_pausing: None
) -> None:
    api = Client(make_application(**cache_server.environment, **UNTOLD))
    works(api, host)
    cache_server.stop()
    works(api, host)
    cache_server.start()
    works(api, host)
    assert cache_server.keys("inventory-functions:host:*")


def test_a_full_cache(make_application: MakeApplication, host: Json, cache_server: CacheServer) -> None:
    cache_server.run("CONFIG", "SET", "maxmemory", "1")
    works(Client(make_application(**cache_server.environment, **UNTOLD)), host)
    assert cache_server.keys() == []


def test_a_cache_that_only_reads(make_application: MakeApplication, host: Json, cache_server: CacheServer) -> None:
    cache_server.run("REPLICAOF", "127.0.0.1", 1)
    works(Client(make_application(**cache_server.environment, **UNTOLD)), host)


def test_what_a_cache_that_only_reads_has_missed(
    make_application: MakeApplication, host: Json, cache_server: CacheServer, never_pausing: None
) -> None:
    """So does the one that was the first of several, until clients find the new one."""
    api = Client(make_application(**cache_server.environment, **UNTOLD))
    system, path = api.as_(system_identity(OWNER)), f"/hosts?insights_id={host['insights_id']}"
    assert system.get(path).json["total"] == 1
    cache_server.run("REPLICAOF", "127.0.0.1", 1)
    for name in ("new", "newer"):
        assert api.patch(f"/hosts/{host['id']}", {"display_name": name}).status == 200
        assert system.get(path).json["results"][0]["display_name"] == name
    cache_server.run("REPLICAOF", "NO", "ONE")
    assert system.get(path).json["results"][0]["display_name"] == "newer"


def test_settings_that_were_read_before_a_change_that_could_not_be_told(
    cache_server: CacheServer, monkeypatch: pytest.MonkeyPatch, never_pausing: None
) -> None:
    def lost(_: object) -> NoReturn:
        raise ConnectionError

    stores = [CacheStore(CacheSettings.load(cache_server.environment)) for _ in range(2)]
    reader, writer = SharedSettings(stores[0]), stores[1]
    lease = reader.find(ORG).lease
    assert lease is not None
    with monkeypatch.context() as patch:
        patch.setattr(writer, "_send", lost)
        assert not writer.tell([("DEL", settings_of(ORG))], {ORG})
    assert writer.tell([("PING",)], ())
    reader.keep(ORG, lease, None, default_limits(StalenessDefaults.load({})))
    assert reader.find(ORG).settings is None


def test_a_silent_cache_is_seldom_waited_for(
    make_application: MakeApplication,
    host: Json,
    silent_server: int,
    measured: Measure,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Even if its time is over at once: of so many requests one waits that a request loses 2 ms on average."""
    monkeypatch.setattr("hbi.cache.store._READ_PAUSE_S", 0)
    monkeypatch.setattr("hbi.cache.breaker._PAUSES", 0)
    api = Client(make_application(CACHE_URL=f"redis://127.0.0.1:{silent_server}/0", **QUICK, **UNTOLD))
    for _ in range(150):
        assert api.get("/hosts").status == 200
    assert 1 <= sum(measured()[FAILURES]) <= 3


def test_what_could_not_be_told_is_told_before_anything_is_believed(
    make_application: MakeApplication, host: Json, cache_server: CacheServer, never_pausing: None
) -> None:
    api = Client(make_application(**cache_server.environment, **UNTOLD))
    system, path = api.as_(system_identity(OWNER)), f"/hosts?insights_id={host['insights_id']}"
    assert system.get(path).json["total"] == 1
    # What is sent to a server that is frozen waits in its sockets; so the function is locked out instead.
    cache_server.run("CONFIG", "SET", "requirepass", "another")
    cache_server.run_as("another", "CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
    assert api.patch(f"/hosts/{host['id']}", {"display_name": "new"}).status == 200
    cache_server.run_as("another", "CONFIG", "SET", "requirepass", "cache-password")
    assert system.get(path).json["results"][0]["display_name"] == "new"


def test_a_change_that_its_function_does_not_survive_leaves_nothing_to_believe(
    make_application: MakeApplication, host: Json, cache_server: CacheServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The function ends after the commit, before it could say so."""
    from hbi.cache.invalidation import Invalidation

    api = Client(make_application(**cache_server.environment, **UNTOLD))
    system, path = api.as_(system_identity(OWNER)), f"/hosts?insights_id={host['insights_id']}"
    assert system.get(path).json["total"] == 1
    monkeypatch.setattr(Invalidation, "_after_commit", lambda *_: None)
    api.patch(f"/hosts/{host['id']}", {"display_name": "new"})
    api.post("/account/staleness", {"conventional_time_to_stale": 200_000})
    for _ in range(2):
        shown = system.get(path).json["results"][0]
        assert shown["display_name"] == "new"
        assert api.get(f"/hosts/{host['id']}").json["results"][0]["stale_timestamp"] == shown["stale_timestamp"]
    # Marks expire, and then copies are made of what is stored.
    marked = [name for name in cache_server.keys("inventory-functions:*") if cache_server.run("GET", name) == ""]
    assert len(marked) == 3
    for name in marked:
        assert 0 < cache_server.run("TTL", name) <= 60
        cache_server.run("DEL", name)
    for _ in range(2):
        assert system.get(path).json["results"][0]["display_name"] == "new"
