"""Numbers of hosts are kept by a task, and put right by a job (contract: export-reaper-jobs 5.12 and 6)."""

from datetime import datetime, timedelta

import pytest

from hbi import clock
from hbi.reaper import counts
from tests.conftest import Sql
from tests.fixtures.metrics import Measure
from tests.support.exporting import LambdaContext
from tests.support.factories import ORG, stored_host
from tests.support.reaping import NO_TIME_MS, Reaper

TAGS = {"ns": {"k": ["v"]}}


def kept(sql: Sql) -> list[tuple[str, list[str], int]]:
    return sql("SELECT kind, value, hosts FROM hbi.host_counts WHERE org_id = %s ORDER BY kind, sequence", (ORG,))


def counted(sql: Sql) -> list[str]:
    return [org_id for (org_id,) in sql("SELECT org_id FROM hbi.host_count_states WHERE counted_on IS NOT NULL")]


def test_an_organisation_is_counted_once_it_has_hosts(reaper: Reaper, sql: Sql, measured: Measure) -> None:
    stored_host(sql, tags=TAGS)
    stored_host(sql, tags=TAGS)
    report = reaper.run("counts")
    assert report == {"task": "counts", "counted": 1, "not_counted": 0, "summed_up": 0, "left": 4}
    assert (counted(sql), kept(sql)) == ([ORG], [("host", [], 2), ("tag", ["ns", "k", "v"], 2)])
    values = measured()
    assert values["inventory_host_counts_differences",] == [4]
    assert values["inventory_host_counts_not_counted_count",] == [0]
    assert reaper.run("counts") == {"task": "counts", "counted": 0, "not_counted": 0, "summed_up": 0, "left": 0}


def test_many_differences_are_summed_up(
    reaper: Reaper, sql: Sql, measured: Measure, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored_host(sql)
    reaper.run("counts")
    monkeypatch.setattr(counts, "MOST_DIFFERENCES", 2)
    for _ in range(3):
        stored_host(sql, tags=TAGS)
    assert reaper.run("counts") == {"task": "counts", "counted": 0, "not_counted": 0, "summed_up": 6, "left": 0}
    assert kept(sql) == [("host", [], 4), ("tag", ["ns", "k", "v"], 3)]
    assert measured()["inventory_host_counts_summed_up_count",] == [0, 6]


def test_what_cannot_be_counted_in_time_is_left_to_the_job(
    reaper_environment: dict[str, str], request: pytest.FixtureRequest, sql: Sql, measured: Measure
) -> None:
    reaper_environment["HBI_STATEMENT_TIMEOUT_MS"] = "250"
    reaper: Reaper = request.getfixturevalue("reaper")
    stored_host(sql)
    stored_host(sql, org_id="500")
    # Locked by somebody who counts and does not come to an end.
    sql("INSERT INTO hbi.host_count_states (org_id) VALUES (%s)", (ORG,))
    sql("BEGIN; SELECT FROM hbi.host_count_states WHERE org_id = %s FOR UPDATE", (ORG,))
    try:
        report = reaper.run("counts")
    finally:
        sql("ROLLBACK")
    assert (report["counted"], report["not_counted"]) == (1, 1)
    assert counted(sql) == ["500"]
    assert measured()["inventory_host_counts_not_counted_count",] == [1]


def test_a_task_without_time_leaves_everything(reaper: Reaper, sql: Sql) -> None:
    stored_host(sql)
    report = reaper.run("counts", LambdaContext(remaining_ms=NO_TIME_MS))
    assert (report["counted"], report["left"]) == (0, 1)


def culled_on(sql: Sql) -> datetime:
    instant: datetime
    ((instant,),) = sql("SELECT culled_on FROM hbi.host_count_states WHERE org_id = %s", (ORG,))
    return instant


def culled_counts(sql: Sql) -> list[tuple[str, list[str], int]]:
    return sql("SELECT kind, value, hosts FROM hbi.culled_host_counts WHERE org_id = %s ORDER BY kind", (ORG,))


def test_what_culled_hosts_have_is_summed_up_when_it_changed_or_an_hour_later(reaper: Reaper, sql: Sql) -> None:
    long_ago = clock.now() - timedelta(days=60)
    stored_host(sql)
    stored_host(sql, tags=TAGS, last_check_in=long_ago)
    reaper.run("counts")
    first = culled_on(sql)
    assert culled_counts(sql) == [("host", [], 1), ("tag", ["ns", "k", "v"], 1)]
    reaper.run("counts")
    assert culled_on(sql) == first
    stored_host(sql, last_check_in=long_ago)
    reaper.run("counts")
    changed = culled_on(sql)
    assert first < changed
    assert culled_counts(sql) == [("host", [], 2), ("tag", ["ns", "k", "v"], 1)]
    an_hour_ago = changed - counts.CULLED_SUMMED_UP_EVERY
    sql("UPDATE hbi.host_count_states SET culled_on = %s WHERE org_id = %s", (an_hour_ago, ORG))
    reaper.run("counts")
    assert culled_on(sql) > changed


@pytest.fixture
def wrong(reaper: Reaper, sql: Sql) -> None:
    """A host that came when nobody looked: numbers say that there is none."""
    stored_host(sql, tags=TAGS)
    reaper.run("counts")
    sql("DELETE FROM hbi.host_counts")
    stored_host(sql, org_id="500")


@pytest.mark.usefixtures("wrong")
def test_a_dry_run_says_what_is_wrong(reaper: Reaper, sql: Sql) -> None:
    report = reaper.job("count-hosts", dry_run=True)
    assert (report["scanned"], report["found"], report["uncounted"], report.get("counted")) == (2, 2, 1, None)
    assert report["wrong"] == [
        {"org_id": ORG, "kind": "host", "value": [], "hosts": 1, "kept": 0},
        {"org_id": ORG, "kind": "tag", "value": ["ns", "k", "v"], "hosts": 1, "kept": 0},
    ]
    assert (kept(sql), counted(sql)) == ([], [ORG])


@pytest.mark.usefixtures("wrong")
def test_the_job_puts_plain_counts_in_place(reaper: Reaper, sql: Sql) -> None:
    reports = reaper.job_in_steps("count-hosts")
    assert [report.get("counted") for report in reports] == [1, 1, None]
    assert kept(sql) == [("host", [], 1), ("tag", ["ns", "k", "v"], 1)]
    assert sorted(counted(sql)) == [ORG, "500"]
    assert reaper.job("count-hosts")["found"] == 0


@pytest.mark.usefixtures("wrong")
def test_the_job_may_be_limited_to_organisations(reaper: Reaper, sql: Sql) -> None:
    report = reaper.job("count-hosts", org_ids=["500", "nobody"])
    assert (report["scanned"], report["found"], report["counted"]) == (2, 0, 2)
    assert kept(sql) == []


def test_numbers_without_hosts_are_found_as_well(reaper: Reaper, sql: Sql) -> None:
    sql("INSERT INTO hbi.host_counts (org_id, kind, value, hosts) VALUES ('nobody', 'host', '{}', 7)")
    assert reaper.job("count-hosts")["wrong"] == [
        {"org_id": "nobody", "kind": "host", "value": [], "hosts": 0, "kept": 7}
    ]
    assert sql("SELECT count(*) FROM hbi.host_counts") == [(0,)]
