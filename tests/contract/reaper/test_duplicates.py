"""Duplicates of hosts are deleted (contract: export-reaper-jobs 5.3)."""

import uuid
from datetime import timedelta
from typing import Any

import pytest

from tests.conftest import Sql
from tests.support.factories import ZERO_UUID, stored_host
from tests.support.reaping import Reaper
from tests.support.topics import read_topic

pytestmark = pytest.mark.kafka

DAY = timedelta(days=1)
JOB = "duplicate-hosts-remover"


def left(sql: Sql) -> set[str]:
    return {host_id for (host_id,) in sql("SELECT id::text FROM hbi.hosts")}


@pytest.mark.parametrize(
    "shared",
    [
        pytest.param({"provider_id": "i-1", "provider_type": "aws"}, id="provider"),
        pytest.param({"subscription_manager_id": str(uuid.UUID(int=7))}, id="subscription"),
        pytest.param({"insights_id": str(uuid.UUID(int=8))}, id="insights id"),
    ],
)
def test_the_one_that_checked_in_last_stays(
    reaper: Reaper, reaper_environment: dict[str, str], sql: Sql, shared: dict[str, Any]
) -> None:
    ids = [stored_host(sql, age=days * DAY, **shared)["id"] for days in (2, 0, 40, 1)]
    other = stored_host(sql, org_id="500", age=DAY, **shared)["id"]
    report = reaper.job(JOB)
    assert (report["deleted"], report["published"], report["stopped"]) == (3, 3, None)
    assert left(sql) == {ids[1], other}
    events = reaper.events()
    assert {event.key for event in events} == {ids[0], ids[2], ids[3]}
    assert all(event.body["platform_metadata"] is None and event.body["request_id"] is None for event in events)
    notifications = read_topic(reaper.bootstrap_servers, reaper_environment["KAFKA_NOTIFICATION_TOPIC"])
    assert [message.headers["event_type"] for message in notifications] == ["system-deleted"] * 3
    assert sql("SELECT count(*) FROM hbi.host_events_outbox") == [(0,)]
    assert reaper.job(JOB)["found"] == 0


def test_a_dry_run_counts_each_once_and_leaves_all(reaper: Reaper, sql: Sql) -> None:
    subscription = str(uuid.uuid4())
    for days in (3, 0, 2, 1):
        stored_host(sql, age=days * DAY, subscription_manager_id=subscription)
    report = reaper.job(JOB, dry_run=True, chunk_size=1)
    assert (report["scanned"], report["found"], len(report["hosts"])) == (4, 3, 3)
    assert len(left(sql)) == 4


def test_hosts_without_facts_have_no_duplicates(reaper: Reaper, sql: Sql) -> None:
    for _ in range(3):
        stored_host(sql, insights_id=ZERO_UUID, subscription_manager_id="", provider_id="")
    assert reaper.job(JOB)["found"] == 0
    assert len(left(sql)) == 3


def test_very_many_duplicates_go_in_several_transactions(reaper: Reaper, sql: Sql) -> None:
    """Five at a time, as `reaper_environment` says; the survivor is the same."""
    ids = [stored_host(sql, age=days * DAY, insights_id=str(uuid.UUID(int=9)))["id"] for days in range(13)]
    [report] = reaper.job_in_steps(JOB, chunk_size=13)[:1]
    assert report["deleted"] == 12
    assert left(sql) == {ids[0]}


def test_subscriptions_alone_count_where_they_are_ids(
    reaper_environment: dict[str, str], request: pytest.FixtureRequest, sql: Sql
) -> None:
    reaper_environment["USE_SUBMAN_ID"] = "true"
    reaper: Reaper = request.getfixturevalue("reaper")
    provider = {"provider_id": "i-1", "provider_type": "aws"}
    apart = [stored_host(sql, age=days * DAY, subscription_manager_id=str(days), **provider)["id"] for days in (0, 1)]
    same = stored_host(sql, age=2 * DAY, subscription_manager_id="1")
    assert reaper.job(JOB)["deleted"] == 1
    assert left(sql) == set(apart)
    assert same["id"] not in left(sql)
