"""Culling while others use the database (contract: export-reaper-jobs 3)."""

import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from typing import Any

import psycopg2
import pytest
from psycopg2.errors import QueryCanceled

from functions.reaper.tasks import cull
from hbi.db.engine import Database
from hbi.events.publisher import Publisher
from hbi.reaper import culling, pace
from hbi.reaper.pace import Company, look_around
from tests.support.factories import stored_host
from tests.support.faults.waiting import wait_until
from tests.support.reaping import Reaper

DAY = timedelta(days=1)
OWN_NAME = "hbi-reaper"

type Sql = Callable[..., list[tuple[Any, ...]]]


@contextmanager
def working(database_url: str, name: str, sql: Sql) -> Iterator[None]:
    """A session of this name that has a statement under way."""

    def work() -> None:
        with pytest.raises(QueryCanceled):
            cursor.execute("SELECT pg_sleep(600)")

    with closing(psycopg2.connect(database_url, application_name=name)) as connection, connection.cursor() as cursor:
        pid = connection.info.backend_pid
        thread = threading.Thread(target=work)
        thread.start()
        try:
            wait_until(lambda: sql("SELECT state FROM pg_stat_activity WHERE pid = %s", [pid]) == [("active",)])
            yield
        finally:
            sql("SELECT pg_cancel_backend(%s)", [pid])
            thread.join()


@pytest.mark.parametrize(
    ("name", "is_alone"),
    [
        pytest.param("hbi", False, id="a request or report"),
        pytest.param("psql", False, id="other software"),
        pytest.param(OWN_NAME, True, id="the reaper itself, which publishes"),
    ],
)
def test_a_statement_under_way_is_company(
    database: Database, database_url: str, sql: Sql, monkeypatch: pytest.MonkeyPatch, name: str, is_alone: bool
) -> None:
    monkeypatch.setattr(pace, "LATELY_S", 0)
    with working(database_url, name, sql), database.read() as tx:
        assert look_around(tx, OWN_NAME).is_alone is is_alone


def test_a_session_that_was_used_lately_is_company(
    database: Database, sql: Sql, monkeypatch: pytest.MonkeyPatch
) -> None:
    sql("SELECT 1")
    for lately, is_alone in ((3600, False), (0, True)):
        monkeypatch.setattr(pace, "LATELY_S", lately)
        with database.read() as tx:
            assert look_around(tx, OWN_NAME).is_alone is is_alone


@pytest.fixture
def rests(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Seconds of each rest, which nobody waits for."""
    rested: list[float] = []
    monkeypatch.setattr(cull, "_sleep", rested.append)
    return rested


@pytest.mark.parametrize(
    ("is_alone", "share", "number"),
    [
        pytest.param(False, "0.5", 3, id="beside others after each chunk"),
        pytest.param(True, "0.5", 0, id="alone never"),
        pytest.param(False, "1", 0, id="never without regard for others"),
    ],
)
def test_rests(
    reaper_environment: dict[str, str],
    request: pytest.FixtureRequest,
    sql: Sql,
    monkeypatch: pytest.MonkeyPatch,
    rests: list[float],
    is_alone: bool,
    share: str,
    number: int,
) -> None:
    reaper_environment["HBI_CULL_SHARE"] = share
    reaper: Reaper = request.getfixturevalue("reaper")
    monkeypatch.setattr(cull, "look_around", lambda *_: Company(is_alone, 0.001))
    for _ in range(12):
        stored_host(sql, age=31 * DAY)
    assert reaper.run("cull") == {"task": "cull", "deleted": 12, "published": 12, "left": 0}
    assert len(rests) == number
    assert all(0 < seconds <= pace.LONGEST_REST_S for seconds in rests)


def test_beside_others_nothing_is_deleted_while_events_are_published(
    reaper_environment: dict[str, str], request: pytest.FixtureRequest, sql: Sql, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Chunks that are large enough to be published by a thread."""
    reaper_environment["HBI_CULL_SHARE"] = "0.5"
    reaper: Reaper = request.getfixturevalue("reaper")
    monkeypatch.setattr(cull, "look_around", lambda *_: Company(is_alone=False, seconds=0.001))
    monkeypatch.setattr(cull, "WORTH_A_THREAD", 1)
    monkeypatch.setattr(cull, "_sleep", lambda _: None)
    steps: list[str] = []
    delete, publish = culling.cull, Publisher.publish

    def noted_delete(*given: Any) -> Any:
        steps.append("delete")
        return delete(*given)

    def noted_publish(publisher: Publisher, hosts: Any) -> int:
        published = publish(publisher, hosts)
        steps.append("published")
        return published

    monkeypatch.setattr(culling, "cull", noted_delete)
    monkeypatch.setattr(Publisher, "publish", noted_publish)
    for _ in range(12):
        stored_host(sql, age=31 * DAY)
    assert reaper.run("cull")["published"] == 12
    assert steps == ["delete", "published"] * 3 + ["delete"]
