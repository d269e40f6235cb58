"""Which hosts the reaper deletes, and what it tells about it (contract: export-reaper-jobs 2 and 3)."""

from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg2
import pytest

from hbi import clock
from hbi.events.publisher import Publisher
from tests.support.exporting import LambdaContext
from tests.support.factories import ZERO_UUID, insert, stored_host
from tests.support.reaping import Reaper

NOW = datetime(2031, 5, 1, 10, 0, tzinfo=UTC)
DAY = timedelta(days=1)
CHILDREN = [
    "hosts_groups",
    "system_profiles_static",
    "system_profiles_dynamic",
    "hosts_app_data_advisor",
]

type Sql = Callable[..., list[tuple[Any, ...]]]

pytestmark = pytest.mark.kafka


@pytest.fixture
def frozen_clock(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """It is `NOW` all the time."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return NOW


def left(sql: Sql) -> set[str]:
    return {str(host_id) for (host_id,) in sql("SELECT id FROM hbi.hosts")}


def own_staleness(sql: Sql, org_id: str, delete: timedelta) -> None:
    insert(
        sql,
        "staleness",
        {
            "id": f"11111111-0000-4000-8000-{int(org_id):012}",
            "org_id": org_id,
            "conventional_time_to_stale": 1,
            "conventional_time_to_stale_warning": 2,
            "conventional_time_to_delete": int(delete.total_seconds()),
            "created_on": NOW,
            "modified_on": NOW,
        },
    )


@pytest.mark.parametrize(
    ("age", "survives"),
    [
        pytest.param(30 * DAY - timedelta(microseconds=1), True, id="just before its time"),
        pytest.param(30 * DAY, False, id="at its time to the microsecond"),
        pytest.param(400 * DAY, False, id="long after its time"),
    ],
)
def test_border(reaper: Reaper, sql: Sql, frozen_clock: datetime, age: timedelta, survives: bool) -> None:
    host = stored_host(sql, last_check_in=frozen_clock - age)
    report = reaper.run("cull")
    assert (host["id"] in left(sql)) is survives
    assert report["deleted"] == (0 if survives else 1)


@pytest.mark.parametrize(
    ("age", "own", "survives"),
    [
        pytest.param(5 * DAY, 6 * DAY, True, id="own time is longer than the age"),
        pytest.param(5 * DAY, 5 * DAY, False, id="on the own border"),
        pytest.param(5 * DAY, 4 * DAY, False, id="own time is shorter than the age"),
        pytest.param(31 * DAY, 40 * DAY, True, id="own time is longer than the default"),
    ],
)
def test_an_organisation_with_own_settings_follows_them(
    reaper: Reaper, sql: Sql, frozen_clock: datetime, age: timedelta, own: timedelta, survives: bool
) -> None:
    own_staleness(sql, "500", own)
    host = stored_host(sql, org_id="500", last_check_in=frozen_clock - age)
    reaper.run("cull")
    assert (host["id"] in left(sql)) is survives


def test_organisations_do_not_share_settings(reaper: Reaper, sql: Sql, frozen_clock: datetime) -> None:
    own_staleness(sql, "500", DAY)
    own_staleness(sql, "501", 60 * DAY)
    hosts = {
        (org_id, days): stored_host(sql, org_id=org_id, last_check_in=frozen_clock - days * DAY)["id"]
        for org_id in ("321", "500", "501", "502")
        for days in (2, 31, 61)
    }
    reaper.run("cull")
    names = {host_id: name for name, host_id in hosts.items()}
    assert {names[host_id] for host_id in left(sql)} == {("321", 2), ("501", 2), ("501", 31), ("502", 2)}


def test_a_host_without_check_in_stays(reaper: Reaper, sql: Sql) -> None:
    host = stored_host(sql, age=400 * DAY)
    sql("UPDATE hbi.hosts SET last_check_in = NULL")
    assert reaper.run("cull") == {"task": "cull", "deleted": 0, "published": 0, "left": 0}
    assert left(sql) == {host["id"]}


def test_only_the_last_check_in_counts(reaper: Reaper, sql: Sql) -> None:
    lately = datetime.now(UTC)
    stored_host(
        sql,
        age=31 * DAY,
        modified_on=lately,
        per_reporter_staleness={"puptoo": lately.isoformat()},
        host_type="edge",
        reporter="rhsm-conduit",
    )
    reaper.run("cull")
    assert left(sql) == set()


def test_all_that_belongs_to_a_host_goes_with_it(reaper: Reaper, sql: Sql) -> None:
    host = stored_host(sql, age=31 * DAY, static={"arch": "x86_64"}, dynamic={"system_memory_bytes": 1})
    now = datetime.now(UTC)
    insert(sql, "hosts_app_data_advisor", {"org_id": "321", "host_id": host["id"], "last_updated": now})
    reaper.run("cull")
    assert {table: sql(f"SELECT count(*) FROM hbi.{table}")[0][0] for table in CHILDREN} == dict.fromkeys(CHILDREN, 0)
    assert sql("SELECT count(*) FROM hbi.groups") == [(1,)]


def test_the_event_of_a_culled_host(reaper: Reaper, sql: Sql) -> None:
    host = stored_host(
        sql,
        age=31 * DAY,
        account="0042",
        subscription_manager_id="9d2f0000-0000-4000-8000-000000000002",
        reporter="rhsm-conduit",
        host_type="bootc",
        static={"operating_system": {"name": "RHEL", "major": 9, "minor": 4}, "bootc_status": {"booted": {}}},
    )
    reaper.run("cull")
    (event,) = reaper.events()
    timestamp = event.body.pop("timestamp")
    assert datetime.fromisoformat(timestamp).utcoffset() == timedelta(0)
    assert event.key == host["id"]
    assert event.body == {
        "type": "delete",
        "id": host["id"],
        "org_id": "321",
        "account": "0042",
        "insights_id": host["insights_id"],
        "request_id": None,
        "subscription_manager_id": "9d2f0000-0000-4000-8000-000000000002",
        "initiated_by_frontend": False,
        "platform_metadata": None,
        "metadata": {"request_id": None},
    }
    assert {name: value for name, value in event.headers.items() if name != "producer"} == {
        "event_type": "delete",
        "request_id": "",
        "insights_id": host["insights_id"],
        "reporter": "rhsm-conduit",
        "host_type": "bootc",
        "os_name": "RHEL",
        "is_bootc": "True",
    }


def test_the_event_of_a_host_of_which_little_is_known(reaper: Reaper, sql: Sql) -> None:
    stored_host(sql, age=31 * DAY, insights_id=ZERO_UUID, host_type=None, groups=[])
    reaper.run("cull")
    (event,) = reaper.events()
    assert event.body["insights_id"] == ZERO_UUID
    assert (event.headers["host_type"], event.headers["os_name"], event.headers["is_bootc"]) == ("", "", "False")


def test_one_event_for_each_host_over_many_chunks_and_organisations(reaper: Reaper, sql: Sql) -> None:
    culled = {
        stored_host(sql, org_id=org_id, age=31 * DAY)["id"] for org_id in ("321", "500", "501", "502") for _ in range(8)
    }
    alive = {stored_host(sql, org_id=org_id)["id"] for org_id in ("321", "500", "503")}
    report = reaper.run("cull")
    assert report == {"task": "cull", "deleted": 32, "published": 32, "left": 0}
    assert left(sql) == alive
    assert Counter(event.key for event in reaper.events()) == Counter(culled)
    assert sql("SELECT count(*) FROM hbi.host_events_outbox") == [(0,)]


def test_deletes_replicate_and_leave_no_row(reaper: Reaper, sql: Sql) -> None:
    sql("CREATE TABLE IF NOT EXISTS public.replicated (aggregateid uuid, operation text, payload jsonb)")
    sql(
        """
        CREATE OR REPLACE FUNCTION public.keep_outbox() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            INSERT INTO public.replicated VALUES (NEW.aggregateid, NEW.operation, NEW.payload); RETURN NEW;
        END $$
        """
    )
    sql("CREATE TRIGGER keep AFTER INSERT ON hbi.outbox FOR EACH ROW EXECUTE FUNCTION public.keep_outbox()")
    try:
        host = stored_host(sql, age=31 * DAY)
        reaper.run("cull")
        ((aggregate_id, operation, payload),) = sql("SELECT * FROM public.replicated")
    finally:
        sql("DROP TRIGGER keep ON hbi.outbox; DROP FUNCTION public.keep_outbox(); DROP TABLE public.replicated")
    assert (str(aggregate_id), operation) == (host["id"], "DeleteResource")
    assert payload["reference"]["resource_id"] == host["id"]
    assert sql("SELECT count(*) FROM hbi.outbox") == [(0,)]


def test_a_host_that_somebody_works_on_is_left_for_the_next_run(reaper: Reaper, sql: Sql, database_url: str) -> None:
    busy, idle = stored_host(sql, age=31 * DAY), stored_host(sql, age=31 * DAY)
    with closing(psycopg2.connect(database_url)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM hbi.hosts WHERE id = %s FOR UPDATE", (busy["id"],))
        first = reaper.run("cull")
        connection.rollback()  # The server ends a transaction some time after its connection was closed.
    assert first == {"task": "cull", "deleted": 1, "published": 1, "left": 1}
    assert left(sql) == {busy["id"]}
    assert reaper.run("cull")["deleted"] == 1
    assert [event.key for event in reaper.events()].count(idle["id"]) == 1


def test_a_host_that_somebody_deletes_meanwhile_makes_no_event(reaper: Reaper, sql: Sql, database_url: str) -> None:
    theirs, ours = stored_host(sql, age=31 * DAY), stored_host(sql, age=31 * DAY)
    with closing(psycopg2.connect(database_url)) as connection, connection.cursor() as cursor:
        cursor.execute("DELETE FROM hbi.hosts WHERE id = %s", (theirs["id"],))
        reaper.run("cull")
        connection.commit()
    assert reaper.run("cull") == {"task": "cull", "deleted": 0, "published": 0, "left": 0}
    keys = [event.key for event in reaper.events()]
    assert (keys.count(theirs["id"]), keys.count(ours["id"])) == (0, 1)
    assert sql("SELECT count(*) FROM hbi.host_events_outbox") == [(0,)]


@pytest.mark.parametrize("step", ["hbi.edits.deletion._delete_rows", "hbi.events.replication.replicate_deletes"])
def test_a_run_that_is_ended_in_a_chunk_deletes_nothing_of_it(
    reaper: Reaper, sql: Sql, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def end(*_: object) -> None:
        raise SystemExit(143)

    host = stored_host(sql, age=31 * DAY)
    with monkeypatch.context() as patch, pytest.raises(SystemExit):
        patch.setattr(step, end)
        reaper.run("cull")
    assert left(sql) == {host["id"]}
    assert sql("SELECT count(*) FROM hbi.host_events_outbox") == [(0,)]
    assert reaper.run("cull")["deleted"] == 1


def test_a_host_that_checks_in_meanwhile_survives(reaper: Reaper, sql: Sql, monkeypatch: pytest.MonkeyPatch) -> None:
    """The check-in commits after the run has found its organisation due and deleted a first chunk."""
    for number in range(8):
        stored_host(sql, age=(40 - number) * DAY)
    publish = Publisher.publish
    checked_in: list[str] = []

    def check_in_then_publish(publisher: Publisher, keys: Any) -> int:
        if not checked_in:
            checked_in.append(min(left(sql)))
            sql("UPDATE hbi.hosts SET last_check_in = now() WHERE id = %s", checked_in)
        return publish(publisher, keys)

    monkeypatch.setattr(Publisher, "publish", check_in_then_publish)
    report = reaper.run("cull")
    assert left(sql) == set(checked_in)
    assert (report["deleted"], report["left"]) == (7, 0)
    assert checked_in[0] not in {event.key for event in reaper.events()}


def test_a_check_in_that_is_not_committed_yet_saves_its_host(reaper: Reaper, sql: Sql, database_url: str) -> None:
    host = stored_host(sql, age=31 * DAY)
    with closing(psycopg2.connect(database_url)) as ingest, ingest.cursor() as cursor:
        cursor.execute("UPDATE hbi.hosts SET last_check_in = now() WHERE id = %s", (host["id"],))
        assert reaper.run("cull")["deleted"] == 0
        ingest.commit()
    assert reaper.run("cull") == {"task": "cull", "deleted": 0, "published": 0, "left": 0}
    assert left(sql) == {host["id"]}


def test_nothing_is_deleted_while_the_inventory_is_read_only(
    reaper_environment: dict[str, str], request: pytest.FixtureRequest, sql: Sql
) -> None:
    reaper_environment["HBI_FLAGS"] = '{"hbi.api.read-only": true}'
    reaper: Reaper = request.getfixturevalue("reaper")
    host = stored_host(sql, age=31 * DAY)
    assert reaper.run("cull") == {"task": "cull", "deleted": 0, "published": 0, "left": None}
    assert left(sql) == {host["id"]}


def test_the_run_stops_with_its_time_and_tells_what_is_left(reaper: Reaper, sql: Sql) -> None:
    for _ in range(7):
        stored_host(sql, age=31 * DAY)
    report = reaper.run("cull", LambdaContext(remaining_ms=20_000))
    assert report == {"task": "cull", "deleted": 0, "published": 0, "left": 7}
    assert len(left(sql)) == 7


def test_the_run_stops_between_chunks(reaper: Reaper, sql: Sql, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(12):
        stored_host(sql, age=31 * DAY)
    publish = Publisher.publish

    def publish_slowly(publisher: Publisher, keys: Any) -> int:
        later = clock.now() + timedelta(hours=1)
        monkeypatch.setattr(clock, "now", lambda: later)
        return publish(publisher, keys)

    monkeypatch.setattr(Publisher, "publish", publish_slowly)
    report = reaper.run("cull")
    assert report == {"task": "cull", "deleted": 5, "published": 5, "left": 7}
    monkeypatch.undo()


def test_a_broker_that_is_away_stops_no_deletion(
    reaper_environment: dict[str, str], request: pytest.FixtureRequest, sql: Sql, bootstrap_servers: str
) -> None:
    reaper_environment |= {"KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1", "HBI_KAFKA_TIMEOUT_SECONDS": "1"}
    reaper: Reaper = request.getfixturevalue("reaper")
    for _ in range(12):
        stored_host(sql, age=31 * DAY)
    report = reaper.run("cull")
    assert report == {"task": "cull", "deleted": 12, "published": 0, "left": 0}
    assert sql("SELECT count(*), count(DISTINCT host_id) FROM hbi.host_events_outbox") == [(12, 12)]
