"""Jobs that mend groups, memberships and their copies (contract: export-reaper-jobs 5.4, 5.5 and 5.10)."""

import threading
from contextlib import closing
from datetime import UTC, datetime

import psycopg2
import pytest

from hbi.problems import InvalidInput
from tests.conftest import Sql
from tests.fixtures.replication import Replicated
from tests.support.factories import ORG, Json, insert, stored_group, stored_host
from tests.support.reaping import Reaper

pytestmark = pytest.mark.kafka

LONG_AGO = datetime(2021, 5, 1, tzinfo=UTC)


def test_a_host_gets_the_copy_of_its_group(reaper: Reaper, sql: Sql, replicated: Replicated) -> None:
    group = stored_group(sql, name="Web")
    host = stored_host(sql, group=group, groups=[], last_check_in=LONG_AGO)
    whole = stored_host(sql, group=group, last_check_in=LONG_AGO)
    report = reaper.job("sync-host-groups")
    assert (report["scanned"], report["found"], report["changed"]) == (2, 1, 1)
    ((groups, modified),) = sql("SELECT groups, modified_on FROM hbi.hosts WHERE id = %s", (host["id"],))
    ((created, updated),) = sql("SELECT created_on, modified_on FROM hbi.groups WHERE id = %s", (group["id"],))
    assert groups == [
        {
            "id": group["id"],
            "name": "Web",
            "org_id": ORG,
            "account": None,
            "created": created.isoformat(),
            "updated": updated.isoformat(),
            "ungrouped": False,
        }
    ]
    assert modified > LONG_AGO
    assert sql("SELECT modified_on FROM hbi.hosts WHERE id = %s", (whole["id"],)) == [(LONG_AGO,)]
    [row] = replicated()
    assert (row["operation"], row["aggregateid"]) == ("ReportResource", host["id"])
    assert row["payload"]["representations"]["common"] == {"workspace_id": group["id"]}
    assert reaper.events() == []
    assert sql("SELECT count(*) FROM hbi.host_events_outbox") == [(0,)]


def test_of_several_groups_the_chosen_one_is_shown(reaper: Reaper, sql: Sql) -> None:
    host = stored_host(sql, groups=[])
    group = stored_group(sql, name="Web")
    insert(sql, "hosts_groups", {"org_id": ORG, "host_id": host["id"], "group_id": group["id"]})
    reaper.job("sync-host-groups")
    assert sql("SELECT groups -> 0 ->> 'name', jsonb_array_length(groups) FROM hbi.hosts") == [("Web", 1)]


def test_a_host_that_is_in_no_group_keeps_its_empty_copy(reaper: Reaper, sql: Sql) -> None:
    stored_host(sql, groups=[])
    sql("DELETE FROM hbi.hosts_groups")
    assert reaper.job("sync-host-groups")["found"] == 0


def test_ungrouped_groups_are_made_where_hosts_are(reaper: Reaper, sql: Sql) -> None:
    for org_id in ("321", "500", "501", "502"):
        stored_host(sql, org_id=org_id)
    sql("DELETE FROM hbi.hosts_groups; DELETE FROM hbi.groups WHERE org_id IN ('321', '501', '502')")
    stored_group(sql, "600", name="Web")
    assert reaper.job("create-ungrouped-host-groups", dry_run=True)["found"] == 3
    reports = reaper.job_in_steps("create-ungrouped-host-groups", chunk_size=3)
    assert [report.get("made") for report in reports] == [2, 1, None]
    made = sql("SELECT org_id, name FROM hbi.groups WHERE ungrouped ORDER BY 1")
    assert made == [(org_id, "Ungrouped Hosts") for org_id in ("321", "500", "501", "502")]
    assert reaper.job("create-ungrouped-host-groups")["found"] == 0


def test_hosts_without_group_join_the_ungrouped_one(reaper: Reaper, sql: Sql) -> None:
    ungrouped = stored_group(sql, ungrouped=True)
    grouped = stored_host(sql, group=stored_group(sql, name="Web"))
    lost = stored_host(sql, groups=[])
    elsewhere = stored_host(sql, org_id="500", groups=[])
    sql("DELETE FROM hbi.hosts_groups WHERE host_id IN (%s, %s)", (lost["id"], elsewhere["id"]))
    sql("DELETE FROM hbi.groups WHERE org_id = '500'")
    report = reaper.job("assign-ungrouped-host-groups")
    assert (report["found"], report["changed"], report["without_group"]) == (2, 1, 1)
    members = dict(sql("SELECT host_id::text, group_id::text FROM hbi.hosts_groups"))
    assert members[lost["id"]] == ungrouped["id"]
    assert members.keys() == {lost["id"], grouped["id"]}
    assert sql("SELECT groups FROM hbi.hosts WHERE id = %s", (lost["id"],)) == [([],)]
    assert reaper.events() == []


def test_the_three_jobs_make_a_whole_of_it(reaper: Reaper, sql: Sql) -> None:
    stored_host(sql, groups=[])
    sql("DELETE FROM hbi.hosts_groups; DELETE FROM hbi.groups")
    for job in ("create-ungrouped-host-groups", "assign-ungrouped-host-groups", "sync-host-groups"):
        reaper.job(job)
    ((shown, stored),) = sql("SELECT h.groups -> 0 ->> 'id', g.id::text FROM hbi.hosts h, hbi.groups g")
    assert shown == stored


def test_groups_of_empty_organisations_are_deleted(reaper: Reaper, sql: Sql) -> None:
    for org_id in ("500", "501"):
        stored_group(sql, org_id, ungrouped=True)
        stored_group(sql, org_id, name="Web")
    stored_group(sql, "502", name="Kept")
    report = reaper.job("delete-empty-org-groups", org_ids=["500", "501", "nobody"], dry_run=True)
    assert (report["scanned"], report["found"]) == (3, 4)
    reports = reaper.job_in_steps("delete-empty-org-groups", org_ids=["500", "501", "nobody"])
    assert sum(report.get("deleted", 0) for report in reports) == 4
    assert sql("SELECT org_id FROM hbi.groups") == [("502",)]


def test_an_organisation_with_hosts_stops_all_of_it(reaper: Reaper, sql: Sql) -> None:
    stored_group(sql, "500", name="Web")
    stored_host(sql, org_id="501", last_check_in=LONG_AGO)  # culled ones are hosts, too
    with pytest.raises(InvalidInput, match="org_ids: 501 have hosts, so no group was deleted"):
        reaper.job("delete-empty-org-groups", org_ids=["500", "501"])
    assert sql("SELECT count(*) FROM hbi.groups") == [(2,)]


def test_a_host_that_moves_meanwhile_shows_where_it_is_then(reaper: Reaper, sql: Sql, database_url: str) -> None:
    before, after = stored_group(sql, name="Before"), stored_group(sql, name="After")
    host = stored_host(sql, group=before, groups=[])
    reports: list[Json] = []
    job = threading.Thread(target=lambda: reports.append(reaper.job("sync-host-groups")))
    with closing(psycopg2.connect(database_url)) as mover, mover.cursor() as cursor:
        cursor.execute("SELECT 1 FROM hbi.hosts WHERE id = %s FOR NO KEY UPDATE", (host["id"],))
        cursor.execute("UPDATE hbi.hosts_groups SET group_id = %s", (after["id"],))
        job.start()
        while not sql("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"):
            pass
        mover.commit()
    job.join()
    assert reports[0]["changed"] == 1
    assert sql("SELECT groups -> 0 ->> 'name' FROM hbi.hosts") == [("After",)]


def test_a_host_that_joins_a_group_meanwhile_is_not_put_into_a_second(
    reaper: Reaper, sql: Sql, database_url: str
) -> None:
    stored_group(sql, ungrouped=True)
    group = stored_group(sql, name="Web")
    host = stored_host(sql, group=group)
    sql("DELETE FROM hbi.hosts_groups")
    job = threading.Thread(target=reaper.job, args=("assign-ungrouped-host-groups",))
    with closing(psycopg2.connect(database_url)) as mover, mover.cursor() as cursor:
        cursor.execute("SELECT 1 FROM hbi.hosts WHERE id = %s FOR NO KEY UPDATE", (host["id"],))
        cursor.execute("INSERT INTO hbi.hosts_groups VALUES (%s, %s, %s)", (ORG, host["id"], group["id"]))
        job.start()
        while not sql("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"):
            pass
        mover.commit()
    job.join()
    assert sql("SELECT group_id::text FROM hbi.hosts_groups") == [(group["id"],)]


def test_an_organisation_that_gets_a_host_meanwhile_keeps_its_groups(
    reaper: Reaper, sql: Sql, database_url: str
) -> None:
    group = stored_group(sql, "500", name="Web")
    elsewhere = stored_host(sql, org_id="501")
    reports: list[Json] = []
    job = threading.Thread(target=lambda: reports.append(reaper.job("delete-empty-org-groups", org_ids=["500"])))
    with closing(psycopg2.connect(database_url)) as ingest, ingest.cursor() as cursor:
        cursor.execute(
            "INSERT INTO hbi.hosts (org_id, id, groups, reporter) SELECT '500', id, groups, reporter FROM hbi.hosts"
        )
        cursor.execute("INSERT INTO hbi.hosts_groups VALUES ('500', %s, %s)", (elsewhere["id"], group["id"]))
        job.start()
        while not sql("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"):
            pass
        ingest.commit()
    job.join()
    assert (reports[0]["deleted"], reports[0]["inhabited"]) == (0, 1)
    assert sql("SELECT name FROM hbi.groups WHERE org_id = '500'") == [("Web",)]
