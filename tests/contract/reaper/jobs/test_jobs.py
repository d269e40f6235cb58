"""What all of the operators' jobs do alike (contract: export-reaper-jobs 5)."""

import threading
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import orjson
import psycopg2
import pytest

from functions.reaper import runtime as reaper_runtime
from functions.reaper.handler import handler
from hbi.problems import InvalidInput, InvalidParameter, Unavailable
from tests.conftest import Sql
from tests.fixtures.metrics import Measure
from tests.fixtures.striking import POISON, Strike
from tests.support.exporting import LambdaContext, LambdaService, running_lambda
from tests.support.factories import ORG, Json, stored_host
from tests.support.reaping import NO_TIME_MS, Reaper

pytestmark = pytest.mark.kafka

HOST_JOBS = ["assign-ungrouped-host-groups", "populate-host-type", "remove-null-workload-values", "sync-host-groups"]


def types(sql: Sql) -> Counter[str | None]:
    return Counter(host_type for (host_type,) in sql("SELECT host_type FROM hbi.hosts"))


def test_an_unknown_job_is_refused_by_name(reaper: Reaper) -> None:
    with pytest.raises(InvalidParameter, match=r"task: expected one of .*, or a job: .*sync-host-groups.*, got 'x'"):
        reaper.job("x")


@pytest.mark.parametrize("event", [None, [], "cull", 5])
def test_an_event_that_is_no_object_is_refused(reaper: Reaper, event: Any) -> None:
    with pytest.raises(InvalidParameter, match="task: expected one of"):
        handler(event, LambdaContext())


def test_a_task_by_schedule_takes_no_further_member(reaper: Reaper) -> None:
    with pytest.raises(InvalidInput, match="dry_run: task cull has no such member"):
        handler({"task": "cull", "dry_run": True}, LambdaContext())


def test_bad_input_is_refused_before_anything_begins(reaper: Reaper, sql: Sql) -> None:
    """Everything that may be wrong is in `tests/unit/reaper/test_job_inputs.py`."""
    stored_host(sql, host_type=None)
    with pytest.raises(InvalidInput, match=r"chunk_size: .*integer, got 'x'; dry-run: this job has no such member"):
        reaper.job("populate-host-type", chunk_size="x", **{"dry-run": True})
    assert types(sql) == {None: 1}


def test_a_job_is_a_dry_run_unless_told_otherwise(reaper: Reaper, sql: Sql) -> None:
    host = stored_host(sql, host_type=None)
    report = orjson.loads(orjson.dumps(handler({"task": "populate-host-type"}, LambdaContext())))
    assert report == {
        "task": "populate-host-type",
        "dry_run": True,
        "found": 1,
        "scanned": 1,
        "hosts": [{"org_id": ORG, "id": host["id"]}],
        "failures": [],
        "stopped": None,
        "next": None,
        "continued": False,
    }
    assert types(sql) == {None: 1}


@pytest.mark.parametrize("name", HOST_JOBS)
def test_a_job_that_has_no_time_goes_on_from_its_cursor(reaper: Reaper, sql: Sql, name: str) -> None:
    """Each invocation does one chunk, then its time is over."""
    for org_id in ("321", "500", "501"):
        for _ in range(3):
            stored_host(sql, org_id=org_id, groups=[], host_type=None, dynamic={"workloads": {"sap": {"sids": None}}})
    if name.startswith("assign"):
        sql("DELETE FROM hbi.hosts_groups")
    reports = reaper.job_in_steps(name, chunk_size=2)
    assert [report["scanned"] for report in reports[:-1]] == [2, 1, 2, 1, 2, 1]
    assert sum(report.get("changed", 0) for report in reports) == 9
    assert all(report["next"]["org_id"] in {"321", "500", "501"} for report in reports[:-1])
    again = reaper.job(name)
    assert (again["scanned"], again["found"], again.get("changed")) == (9, 0, None)


def test_a_job_may_be_limited_to_organisations(reaper: Reaper, sql: Sql) -> None:
    for org_id in ("321", "500", "501"):
        stored_host(sql, org_id=org_id, host_type=None)
    reports = reaper.job_in_steps("populate-host-type", org_ids=["501", "nobody", "321", "321"])
    assert sum(report.get("changed", 0) for report in reports) == 2
    assert sql("SELECT org_id FROM hbi.hosts WHERE host_type IS NULL") == [("500",)]


@pytest.fixture
def lambda_service(reaper_environment: dict[str, str]) -> Iterator[LambdaService]:
    """The service that the function asks to start itself."""
    with running_lambda() as service:
        reaper_environment |= {"AWS_LAMBDA_FUNCTION_NAME": "the-reaper", "HBI_LAMBDA_ENDPOINT_URL": service.url}
        yield service


def test_an_unattended_job_starts_itself_for_the_rest(lambda_service: LambdaService, reaper: Reaper, sql: Sql) -> None:
    hosts = [stored_host(sql, host_type=None)["id"] for _ in range(3)]
    members = {"chunk_size": 2, "unattended": True}
    report = reaper.job("populate-host-type", LambdaContext(remaining_ms=NO_TIME_MS), **members)
    assert (report["continued"], report["next"]) == (True, {"org_id": ORG, "host_id": sorted(hosts)[1]})
    [asked] = lambda_service.asked
    assert asked.path == "/2015-03-31/functions/the-reaper/invocations"
    assert asked.headers["x-amz-invocation-type"] == "Event"
    event = orjson.loads(asked.body)
    assert event == {"task": "populate-host-type", "dry_run": False, **members, "next": report["next"]}
    rest = orjson.loads(orjson.dumps(handler(event, LambdaContext())))
    assert (rest["changed"], rest["next"], rest["continued"]) == (1, None, False)
    assert len(lambda_service.asked) == 1


def test_an_unattended_job_that_cannot_start_itself_says_what_is_left(reaper: Reaper, sql: Sql) -> None:
    stored_host(sql, host_type=None)
    with pytest.raises(Unavailable, match=r"is not done and cannot start itself; invoke .*'next'"):
        reaper.job("populate-host-type", LambdaContext(remaining_ms=NO_TIME_MS), unattended=True)


def test_a_row_that_cannot_be_worked_on_is_reported_and_stops_nobody(reaper: Reaper, sql: Sql, strike: Strike) -> None:
    poison = stored_host(sql, host_type=None, display_name=POISON)
    for _ in range(4):
        stored_host(sql, host_type=None)
    strike("hosts", "display_name", "22023")  # an unusable value
    report = reaper.job("populate-host-type")
    assert (report["scanned"], report["failed"], report["changed"]) == (5, 1, 4)
    assert report["failures"] == [{"org_id": ORG, "id": poison["id"], "reason": "struck"}]
    assert (report["stopped"], report["next"]) == (None, None)
    assert types(sql) == {"conventional": 4, None: 1}


def test_collisions_are_tried_again(reaper: Reaper, sql: Sql, strike: Strike) -> None:
    stored_host(sql, host_type=None, display_name=POISON)
    strike("hosts", "display_name", "40P01")  # a deadlock, for ever
    with pytest.raises(Unavailable, match="collides with others again and again"):
        reaper.job("populate-host-type")


def test_nothing_is_changed_while_the_inventory_is_read_only(
    reaper_environment: dict[str, str], request: pytest.FixtureRequest, sql: Sql
) -> None:
    reaper_environment["HBI_FLAGS"] = '{"hbi.api.read-only": true}'
    reaper: Reaper = request.getfixturevalue("reaper")
    stored_host(sql, host_type=None)
    assert reaper.job("populate-host-type")["stopped"] == "the inventory is read-only"
    assert types(sql) == {None: 1}
    assert reaper.job("populate-host-type", dry_run=True)["found"] == 1


def test_a_database_that_is_away_fails_a_job_that_has_done_nothing(
    reaper_environment: dict[str, str], request: pytest.FixtureRequest, measured: Measure
) -> None:
    reaper_environment["HBI_DATABASE_URL"] = "postgresql://hbi@127.0.0.1:1/inventory"
    reaper: Reaper = request.getfixturevalue("reaper")
    with pytest.raises(Unavailable):
        reaper.job("sync-host-groups")
    assert measured()["inventory_reaper_fail_count", "task=sync-host-groups"] == [1]


def test_a_lock_that_is_not_given_stops_a_job_where_it_can_go_on(
    reaper_environment: dict[str, str], request: pytest.FixtureRequest, sql: Sql, database_url: str
) -> None:
    reaper_environment["HBI_LOCK_TIMEOUT_MS"] = "300"
    reaper: Reaper = request.getfixturevalue("reaper")
    first, second = sorted(stored_host(sql, host_type=None)["id"] for _ in range(2))
    with closing(psycopg2.connect(database_url)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM hbi.hosts WHERE id = %s FOR UPDATE", (second,))
        report = reaper.job("populate-host-type", chunk_size=1)
    assert "lock timeout" in report["stopped"]
    assert report["next"] == {"org_id": ORG, "host_id": first}
    assert reaper.job("populate-host-type", next=report["next"])["changed"] == 1
    assert types(sql) == {"conventional": 2}


def test_two_jobs_at_once_do_what_one_does(reaper: Reaper, sql: Sql) -> None:
    for _ in range(20):
        stored_host(sql, groups=[])
    reports: list[Json] = []
    begin = threading.Barrier(2)

    def work() -> None:
        runtime = reaper_runtime.Runtime.of(reaper_runtime.runtime().settings)
        with closing(runtime):
            from functions.reaper.jobs.table import run_job
            from hbi import clock

            begin.wait()
            later = clock.now().replace(year=clock.now().year + 1)
            event = {"task": "sync-host-groups", "dry_run": False, "chunk_size": 3}
            reports.append(run_job(runtime, "sync-host-groups", event, later))

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(report.get("changed", 0) for report in reports) == 20
    assert sql("SELECT count(*) FROM hbi.hosts WHERE jsonb_array_length(groups) = 1") == [(20,)]


def test_metrics(reaper: Reaper, sql: Sql, measured: Measure) -> None:
    stored_host(sql, host_type=None)
    reaper.job("populate-host-type")
    values = measured()
    job = "job=populate-host-type"
    counted = {name: values["inventory_job_count", job, f"what={name}"] for name in ("scanned", "found", "changed")}
    assert counted == {"scanned": [1], "found": [1], "changed": [1]}
    assert len(values["inventory_reaper_task_seconds", "task=populate-host-type"]) == 1


def test_events_that_nobody_takes_stop_a_job(
    reaper_environment: dict[str, str],
    request: pytest.FixtureRequest,
    sql: Sql,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reaper_environment |= {"KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1", "HBI_KAFKA_TIMEOUT_SECONDS": "1"}
    reaper: Reaper = request.getfixturevalue("reaper")
    monkeypatch.setattr("functions.reaper.jobs.run.MOST_UNPUBLISHED", 3)
    for _ in range(6):
        stored_host(sql)
    report = reaper.job("synchronizer-only", chunk_size=2)
    assert (report["scanned"], report["published"]) == (4, 0)
    assert report["stopped"] == "more than 3 events wait for the broker; the relay sends them"
    assert report["next"] is not None
    assert sql("SELECT count(*) FROM hbi.host_events_outbox") == [(4,)]


def test_a_cursor_may_name_an_organisation_that_is_gone(reaper: Reaper, sql: Sql) -> None:
    stored_host(sql, org_id="500", host_type=None)
    place = {"org_id": "400", "host_id": str(uuid.uuid4())}
    assert reaper.job("populate-host-type", next=place)["changed"] == 1
    assert reaper.job("populate-host-type", next={"org_id": "600", "host_id": None}).get("scanned") is None


def test_a_cursor_leads_into_no_organisation_that_is_not_asked_for(reaper: Reaper, sql: Sql) -> None:
    for org_id in ("500", "600"):
        stored_host(sql, org_id=org_id, host_type=None)
    report = reaper.job("populate-host-type", org_ids=["600"], next={"org_id": "500", "host_id": None})
    assert report["changed"] == 1
    assert sql("SELECT org_id FROM hbi.hosts WHERE host_type IS NULL") == [("500",)]
