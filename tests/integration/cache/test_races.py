"""A copy is never made of what was read before a change (contract: identity-rbac 9)."""

import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest

from hbi.queries.lists.system_hosts import SystemHosts
from hbi.staleness.shared import SharedSettings
from tests.conftest import Sql
from tests.fixtures.api import MakeApplication, MakeHost
from tests.support.api import Answer, Client
from tests.support.factories import Json, stored_group, system_identity
from tests.support.servers.cache_server import CacheServer

OWNER = "9f0c1c52-7a3e-4f55-8a55-0f1b6a0c9e11"
RACES_S = 3.0
LIMIT = "conventional_time_to_stale"

type Pause = Callable[[type, str], "Paused"]


class Paused:
    """A step of a reader that waits until it may go on."""

    def __init__(self) -> None:
        self.reached, self.may_go_on = threading.Event(), threading.Event()


@pytest.fixture
def paused(monkeypatch: pytest.MonkeyPatch) -> Pause:
    """`paused(kind, method)`: lets the next call of a method wait; those after it do not."""

    def patch(kind: type, method: str) -> Paused:
        step, original = Paused(), getattr(kind, method)

        def wait(*arguments: Any) -> Any:
            monkeypatch.setattr(kind, method, original)
            step.reached.set()
            step.may_go_on.wait()
            return original(*arguments)

        monkeypatch.setattr(kind, method, wait)
        return step

    return patch


@pytest.fixture
def clients(make_application: MakeApplication, cache_server: CacheServer) -> list[Client]:
    """Users of two processes."""
    variables = cache_server.environment | {"HBI_PUBLISH_PAUSE_SECONDS": "60", "HBI_KAFKA_TIMEOUT_SECONDS": "0.1"}
    return [Client(make_application(**variables)) for _ in range(2)]


@pytest.fixture
def host(hosts: MakeHost, sql: Sql) -> Json:
    stored_group(sql, ungrouped=True)
    return hosts(static={"owner_id": OWNER})


def own(api: Client, host: Json) -> Answer:
    return api.as_(system_identity(OWNER)).get(f"/hosts?insights_id={host['insights_id']}")


CHANGES = [
    pytest.param(lambda api, host: api.patch(f"/hosts/{host['id']}", {"display_name": "new"}), id="renamed"),
    pytest.param(lambda api, host: api.delete(f"/hosts/{host['id']}"), id="deleted"),
    pytest.param(lambda api, host: api.post("/groups", {"name": "g", "host_ids": [host["id"]]}), id="moved"),
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_host_is_changed_between_its_reading_and_the_copy(
    clients: list[Client], host: Json, paused: Pause, change: Callable[[Client, Json], Answer]
) -> None:
    reader, writer = clients
    step = paused(SystemHosts, "keep")
    with ThreadPoolExecutor(1) as pool:
        old = pool.submit(own, reader, host)
        step.reached.wait()
        assert change(writer, host).status < 300
        step.may_go_on.set()
        assert old.result().json["total"] == 1
    for api in (*clients, *clients):
        now = own(api, host).json
        shown = [(entry["display_name"], entry["groups"]) for entry in now["results"]]
        expected = writer.get(f"/hosts?insights_id={host['insights_id']}").json["results"]
        assert shown == [(entry["display_name"], entry["groups"]) for entry in expected]


@pytest.mark.parametrize("change", CHANGES)
def test_a_host_is_read_between_its_change_and_the_commit(
    clients: list[Client], host: Json, paused: Pause, change: Callable[[Client, Json], Answer]
) -> None:
    """Before the commit readers see the old state; they must not keep it."""
    from hbi.cache.invalidation import Invalidation

    reader, writer = clients
    own(reader, host)
    step = paused(Invalidation, "_after_commit")
    before = paused(Invalidation, "before_commit")
    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(change, writer, host)
        before.reached.wait()
        assert own(reader, host).json["results"][0]["display_name"] == host["display_name"]
        before.may_go_on.set()
        step.reached.wait()
        # It is committed, and nobody has said so yet.
        expected = writer.get(f"/hosts?insights_id={host['insights_id']}").json["results"]
        for _ in range(2):
            assert own(reader, host).json["results"] == expected
        step.may_go_on.set()
        assert done.result().status < 300
    for _ in range(2):
        assert own(reader, host).json["results"] == expected


def test_settings_are_changed_between_their_reading_and_the_copy(
    clients: list[Client], host: Json, paused: Pause
) -> None:
    reader, writer = clients
    step = paused(SharedSettings, "keep")
    with ThreadPoolExecutor(1) as pool:
        old = pool.submit(reader.get, "/hosts")
        step.reached.wait()
        writer.post("/account/staleness", {LIMIT: 200_000})
        step.may_go_on.set()
        before = old.result().json["results"][0]["stale_timestamp"]
    shown = {api.get("/hosts").json["results"][0]["stale_timestamp"] for api in (*clients, *clients)}
    assert len(shown) == 1
    assert before not in shown


def test_readers_always_see_the_last_answered_change(clients: list[Client], host: Json) -> None:
    """Each writer reads its own change back, while others read and fill the cache."""
    ends = time.monotonic() + RACES_S
    turn = threading.Lock()

    def write(api: Client) -> int:
        done = 0
        while time.monotonic() < ends:
            with turn:
                name = f"name {uuid4()}"
                assert api.patch(f"/hosts/{host['id']}", {"display_name": name}).status == 200
                assert own(api, host).json["results"][0]["display_name"] == name
                seconds = random.Random(done).randrange(10_000, 600_000)
                status = api.patch("/account/staleness", {LIMIT: seconds}).status
                assert status == 200
                kept = api.get("/account/staleness").json[LIMIT]
                assert own(api, host).json["results"][0]["stale_timestamp"] == _stale(api, host)
                assert kept == seconds or abs(kept - 104_400) < 3600
                done += 1
        return done

    def read(api: Client) -> int:
        done = 0
        while time.monotonic() < ends:
            assert own(api, host).json["total"] == 1
            done += 1
        return done

    clients[0].post("/account/staleness", {LIMIT: 200_000, "conventional_time_to_delete": 5_000_000})
    readers = [Client(clients[0].application), Client(clients[1].application)]
    with ThreadPoolExecutor(2) as pool:
        reading = pool.submit(read, readers[1])
        assert write(clients[0]) > 0
        assert reading.result() > 0


def _stale(api: Client, host: Json) -> str:
    return str(api.get(f"/hosts/{host['id']}").json["results"][0]["stale_timestamp"])
