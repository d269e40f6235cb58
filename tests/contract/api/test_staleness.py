"""States of hosts and what they are computed from (contract: rest-hosts 2.2, 3 and 4.5)."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from tests.conftest import Sql
from tests.contract.api.test_host_list import names
from tests.fixtures.api import MakeHost
from tests.support.api import Client
from tests.support.factories import insert

NOON = datetime(2031, 4, 5, 12, tzinfo=UTC)
AGES = {
    "fresh": timedelta(hours=28),
    "stale": timedelta(hours=30),
    "stale_warning": timedelta(days=8),
    "culled": timedelta(days=31),
}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("", ["fresh", "stale", "stale_warning"], id="default: all but culled"),
        pytest.param("staleness=fresh", ["fresh"], id="fresh"),
        pytest.param("staleness=stale", ["stale"], id="stale"),
        pytest.param("staleness=stale_warning", ["stale_warning"], id="stale_warning"),
        pytest.param("staleness=fresh&staleness=stale_warning", ["fresh", "stale_warning"], id="several are ORed"),
        pytest.param("staleness=fresh&staleness=fresh", ["fresh"], id="repeats are harmless"),
        pytest.param("staleness=unknown&staleness=stale", ["stale"], id="unknown adds nothing"),
        pytest.param("staleness=unknown", ["fresh", "stale", "stale_warning"], id="unknown alone: all but culled"),
    ],
)
def test_states(api: Client, hosts: MakeHost, query: str, expected: list[str]) -> None:
    for state, age in AGES.items():
        hosts(display_name=state, age=age)
    assert names(api.get(f"/hosts?{query}")) == expected


@pytest.mark.parametrize(
    ("age", "state"),
    [
        pytest.param(timedelta(seconds=104_400) - timedelta(microseconds=1), "fresh", id="just before stale"),
        pytest.param(timedelta(seconds=104_400), "stale", id="stale at the limit"),
        pytest.param(timedelta(days=7), "stale_warning", id="stale_warning at the limit"),
        pytest.param(timedelta(days=30) - timedelta(microseconds=1), "stale_warning", id="just before culled"),
    ],
)
def test_limits_of_states(
    api: Client, hosts: MakeHost, monkeypatch: pytest.MonkeyPatch, age: timedelta, state: str
) -> None:
    monkeypatch.setattr("hbi.clock.now", lambda: NOON)
    hosts(last_check_in=NOON - age)
    found = {name for name in AGES if name != "culled" and api.get(f"/hosts?staleness={name}").json["total"]}
    assert found == {state}


def test_culled_at_the_limit(api: Client, hosts: MakeHost, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hbi.clock.now", lambda: NOON)
    hosts(last_check_in=NOON - timedelta(days=30))
    assert api.get("/hosts").json["total"] == 0


def set_staleness(sql: Sql, stale: int, warning: int, delete: int) -> None:
    instant = datetime.now(UTC)
    columns = {
        "id": str(uuid4()),
        "org_id": "321",
        "conventional_time_to_stale": stale,
        "conventional_time_to_stale_warning": warning,
        "conventional_time_to_delete": delete,
        "created_on": instant,
        "modified_on": instant,
    }
    insert(sql, "staleness", columns)


def test_own_staleness_settings(api: Client, hosts: MakeHost, sql: Sql) -> None:
    stored = hosts(age=timedelta(hours=2))
    hosts(age=timedelta(hours=4))
    set_staleness(sql, 3600, 7260, 10_800)
    found = api.get("/hosts?staleness=stale").json["results"]
    assert [host["id"] for host in found] == [stored["id"]]
    checked_in = datetime.fromisoformat(found[0]["last_check_in"])
    assert datetime.fromisoformat(found[0]["stale_timestamp"]) == checked_in + timedelta(hours=1)
    assert datetime.fromisoformat(found[0]["culled_timestamp"]) == checked_in + timedelta(hours=3)
    assert api.get("/hosts").json["total"] == 1


def test_a_state_without_duration_has_no_hosts(api: Client, hosts: MakeHost, sql: Sql) -> None:
    hosts(age=timedelta(hours=2))
    set_staleness(sql, 3600, 3600, 10_800)
    assert api.get("/hosts?staleness=stale").json["total"] == 0
    assert api.get("/hosts?staleness=stale_warning").json["total"] == 1


def test_changed_settings_act_at_once(api: Client, hosts: MakeHost, sql: Sql) -> None:
    host = hosts(age=timedelta(hours=2), tags={"env": {"tier": []}})
    set_staleness(sql, 3600, 36_000, 360_000)
    assert api.get("/hosts?staleness=stale").json["total"] == 1
    sql("UPDATE hbi.staleness SET conventional_time_to_stale = 10800, conventional_time_to_delete = 720000")
    assert [api.get(f"/hosts?staleness={state}").json["total"] for state in ("fresh", "stale")] == [1, 0]
    (shown,) = api.get(f"/hosts/{host['id']}").json["results"]
    checked_in = datetime.fromisoformat(shown["last_check_in"])
    assert datetime.fromisoformat(shown["stale_timestamp"]) == checked_in + timedelta(hours=3)
    assert datetime.fromisoformat(shown["culled_timestamp"]) == checked_in + timedelta(hours=200)
    sql("UPDATE hbi.staleness SET conventional_time_to_stale_warning = 5400, conventional_time_to_delete = 7200")
    for path in ("/hosts", "/tags"):
        assert api.get(path).json["total"] == 0
    for path in (f"/hosts/{host['id']}", f"/hosts/{host['id']}/tags", f"/hosts/{host['id']}/system_profile"):
        assert api.get(path).status == 404
    sql("DELETE FROM hbi.staleness")
    assert api.get("/hosts?staleness=fresh").json["total"] == 1


@pytest.mark.parametrize("kind", ["edge", "bootc", "cluster"])
def test_hosts_of_every_type_have_the_same_limits(
    api: Client, hosts: MakeHost, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr("hbi.clock.now", lambda: NOON)
    for state, age in AGES.items():
        hosts(display_name=state, last_check_in=NOON - age, host_type=kind, static={"host_type": kind})
    for state in ("fresh", "stale", "stale_warning"):
        (host,) = api.get(f"/hosts?staleness={state}").json["results"]
        checked_in = NOON - AGES[state]
        assert host["display_name"] == state
        assert datetime.fromisoformat(host["stale_timestamp"]) == checked_in + timedelta(hours=29)
        assert datetime.fromisoformat(host["stale_warning_timestamp"]) == checked_in + timedelta(days=7)
        assert datetime.fromisoformat(host["culled_timestamp"]) == checked_in + timedelta(days=30)


def test_updates_are_no_check_ins(api: Client, hosts: MakeHost) -> None:
    hosts(age=AGES["stale"], modified_on=datetime.now(UTC))
    assert api.get("/hosts?staleness=fresh").json["total"] == 0
    assert api.get("/hosts?staleness=stale").json["total"] == 1


def test_reporters_are_shown_however_long_ago_they_checked_in(
    api: Client, hosts: MakeHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hbi.clock.now", lambda: NOON)
    host = hosts(
        last_check_in=NOON,
        per_reporter_staleness={"puptoo": "2031-04-05T12:00:00+00:00", "satellite": "2030-01-01T00:00:00+00:00"},
    )
    (shown,) = api.get(f"/hosts/{host['id']}").json["results"]
    assert shown["per_reporter_staleness"].keys() == {"puptoo", "satellite"}
    assert shown["per_reporter_staleness"]["satellite"] == {
        "last_check_in": "2030-01-01T00:00:00+00:00",
        "stale_timestamp": "2030-01-02T05:00:00+00:00",
        "stale_warning_timestamp": "2030-01-08T00:00:00+00:00",
        "culled_timestamp": "2030-01-31T00:00:00+00:00",
        "check_in_succeeded": True,
    }
