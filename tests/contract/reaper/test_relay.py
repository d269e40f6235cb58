"""The relay publishes what stayed in the outbox (contract: ingest-and-events 12)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from functions.reaper import runtime as reaper_runtime
from hbi.events.producer import PublishFailed
from hbi.problems import InvalidParameter
from tests.support.exporting import LambdaContext
from tests.support.factories import stored_host
from tests.support.reaping import Reaper

type Sql = Callable[..., list[tuple[Any, ...]]]

pytestmark = pytest.mark.kafka


def owe_events(sql: Sql, reaper_environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Culls hosts while the broker is away; ids of the hosts whose events wait."""
    hosts = {stored_host(sql, org_id=org_id, age=timedelta(days=31))["id"] for org_id in ("321", "500") for _ in "ab"}
    with monkeypatch.context() as patch:
        for name, value in reaper_environment.items():
            patch.setenv(name, value)
        patch.setenv("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1")
        patch.setenv("HBI_KAFKA_TIMEOUT_SECONDS", "1")
        reaper_runtime.runtime.cache_clear()
        Reaper("", "").run("cull")
        reaper_runtime.runtime().close()
    return hosts


@pytest.fixture
def owed(reaper_environment: dict[str, str], sql: Sql, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Hosts that were deleted while the broker was away."""
    return owe_events(sql, reaper_environment, monkeypatch)


def test_leftovers_are_published_once(owed: set[str], reaper: Reaper, sql: Sql) -> None:
    assert sql("SELECT count(*) FROM hbi.host_events_outbox") == [(4,)]
    assert reaper.run("relay") == {"task": "relay", "published": 4, "left": 0}
    assert reaper.run("relay") == {"task": "relay", "published": 0, "left": 0}
    assert sorted(event.key for event in reaper.events()) == sorted(owed)


def test_the_relay_stops_with_its_time(owed: set[str], reaper: Reaper) -> None:
    report = reaper.run("relay", LambdaContext(remaining_ms=20_000))
    assert report == {"task": "relay", "published": 0, "left": len(owed)}


def test_a_broker_that_is_away_fails_the_relay_and_loses_nothing(
    owed: set[str], reaper_environment: dict[str, str], request: pytest.FixtureRequest, sql: Sql
) -> None:
    reaper_environment |= {"KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1", "HBI_KAFKA_TIMEOUT_SECONDS": "1"}
    reaper: Reaper = request.getfixturevalue("reaper")
    with pytest.raises(PublishFailed):
        reaper.run("relay")
    assert sql("SELECT count(*) FROM hbi.host_events_outbox") == [(len(owed),)]


@pytest.mark.parametrize("task", ["", "reap", None, 1])
def test_an_unknown_task_is_refused_by_name(reaper: Reaper, task: Any) -> None:
    with pytest.raises(
        InvalidParameter, match="task: expected one of counts, cull, exports, notify, relay, scheduled-exports"
    ):
        reaper.run(task)
