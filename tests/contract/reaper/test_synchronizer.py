"""Consumers of events are told anew (contract: export-reaper-jobs 5.1 and 5.2)."""

import uuid
from datetime import timedelta

import orjson
import pytest
from kafka import KafkaProducer

from tests.conftest import Sql
from tests.fixtures.metrics import Measure
from tests.support.factories import ORG, Json, stored_host
from tests.support.reaping import Reaper
from tests.support.topics import read_topic

pytestmark = pytest.mark.kafka


def publish(reaper: Reaper, *bodies: Json | bytes, headers: dict[str, str] | None = None) -> None:
    """Puts messages on the event topic, on both partitions in turn."""
    producer = KafkaProducer(bootstrap_servers=reaper.bootstrap_servers)
    sent = [(name, value.encode()) for name, value in (headers or {}).items()]
    for number, body in enumerate(bodies):
        value = body if isinstance(body, bytes) else orjson.dumps(body)
        producer.send(reaper.event_topic, value, partition=number % 2, headers=sent)
    producer.flush()
    producer.close()


def updated(host_id: str, org_id: str = ORG, **fields: object) -> Json:
    return {"type": "updated", "host": {"id": host_id, "org_id": org_id, "insights_id": str(uuid.uuid4()), **fields}}


def test_every_host_gets_an_event(reaper: Reaper, sql: Sql, measured: Measure) -> None:
    hosts = [stored_host(sql, org_id=org_id) for org_id in ("321", "500") for _ in range(12)]
    hosts.append(stored_host(sql, age=timedelta(days=400), static={"arch": "x86_64"}))
    report = reaper.job("synchronizer-only", chunk_size=3)
    assert (report["scanned"], report["published"], report["next"]) == (25, 25, None)
    events = reaper.events()
    assert sorted(event.key for event in events) == sorted(host["id"] for host in hosts)
    assert {event.headers["event_type"] for event in events} == {"updated"}
    assert {event.headers["request_id"] for event in events} == {""}
    assert all(event.body["platform_metadata"] is None for event in events)
    [culled] = [event for event in events if event.key == hosts[-1]["id"]]
    assert culled.body["host"]["system_profile"] == {"arch": "x86_64"}
    assert sql("SELECT count(*) FROM hbi.host_events_outbox") == [(0,)]
    values = measured()
    assert values["inventory_synchronize_host_count",] == [25]
    assert values["inventory_synchronize_fail_count",] == [0]


def test_a_dry_run_sends_nothing(reaper: Reaper, sql: Sql) -> None:
    stored_host(sql)
    publish(reaper, updated(str(uuid.uuid4())))
    report = reaper.job("synchronizer", dry_run=True)
    assert (report["messages"], report["missing"], report["found"]) == (1, 1, 1)
    assert reaper.events_sent() == []


def test_hosts_that_are_gone_are_deleted_for_consumers(
    reaper: Reaper, reaper_environment: dict[str, str], sql: Sql
) -> None:
    alive = stored_host(sql)
    gone, told, elsewhere = (str(uuid.uuid4()) for _ in range(3))
    headers = {"event_type": "updated", "reporter": "puptoo", "os_name": "RHEL", "is_bootc": "True", "request_id": "r"}
    document = updated(gone, account="0042", subscription_manager_id="s1")
    publish(reaper, document, updated(alive["id"]), headers=headers)
    publish(
        reaper, updated(told), b"", {"type": "delete", "id": told, "org_id": ORG}, b"{nonsense", {"type": "updated"}
    )
    publish(reaper, updated(alive["id"], org_id="500"), updated(elsewhere, org_id="500"))
    report = reaper.job("synchronizer")
    assert (report["messages"], report["unusable"], report["missing"], report["deletions_sent"]) == (9, 3, 3, 3)
    assert (report["scanned"], report["published"], report["next"]) == (1, 1, None)
    deletions = [event for event in reaper.events_sent() if event.body["type"] == "delete"]
    assert {(event.key, event.body["org_id"]) for event in deletions} == {
        (gone, ORG),
        (alive["id"], "500"),
        (elsewhere, "500"),
    }
    [event] = [event for event in deletions if event.key == gone]
    timestamp = event.body.pop("timestamp")
    assert timestamp.endswith("+00:00")
    assert event.body == {
        "type": "delete",
        "id": gone,
        "org_id": ORG,
        "account": "0042",
        "insights_id": document["host"]["insights_id"],
        "request_id": None,
        "subscription_manager_id": "s1",
        "initiated_by_frontend": False,
        "platform_metadata": None,
        "metadata": {"request_id": None},
    }
    shown = {name: event.headers[name] for name in ("event_type", "reporter", "os_name", "is_bootc", "request_id")}
    assert shown == {
        "event_type": "delete",
        "reporter": "puptoo",
        "os_name": "RHEL",
        "is_bootc": "True",
        "request_id": "",
    }
    assert read_topic(reaper.bootstrap_servers, reaper_environment["KAFKA_NOTIFICATION_TOPIC"]) == []


def test_it_goes_on_in_the_topic_and_then_with_the_hosts(reaper: Reaper, sql: Sql) -> None:
    hosts = [stored_host(sql)["id"] for _ in range(3)]
    missing = [str(uuid.uuid4()) for _ in range(5)]
    publish(reaper, *map(updated, missing))
    reports = reaper.job_in_steps("synchronizer", chunk_size=2)
    assert sum(report.get("messages", 0) for report in reports) == 5
    assert sum(report.get("deletions_sent", 0) for report in reports) == 5
    assert sum(report.get("published", 0) for report in reports) == 3
    assert len(reports) > 4
    assert sorted(event.key for event in reaper.events_sent()) == sorted([*hosts, *missing])


def test_an_empty_topic(reaper: Reaper, sql: Sql) -> None:
    stored_host(sql)
    report = reaper.job("synchronizer")
    assert (report.get("messages", 0), report["published"], report["next"]) == (0, 1, None)
