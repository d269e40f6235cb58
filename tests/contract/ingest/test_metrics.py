"""What is counted, as CloudWatch reads it from the functions' output (contract: ingest-and-events 19)."""

import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import orjson
import psycopg2
import pytest

from functions.ingest.runtime import Runtime
from functions.ingest.topics import host_app_data
from hbi import metrics
from hbi.edits.deletion import delete_hosts
from hbi.events.producer import PublishFailed
from hbi.settings import IngestSettings, MetricsSettings
from tests.conftest import Sql
from tests.fixtures.metrics import Measure, Measured, Printed
from tests.fixtures.striking import POISON, Strike
from tests.support.factories import ORG, Json, host_message, host_report, stored_host
from tests.support.ingesting import Ingest
from tests.support.reaping import Reaper

pytestmark = pytest.mark.kafka

HOST_APPS = "platform.inventory.host-apps"
SYSTEM_PROFILE = "platform.inventory.system-profile"
WORKSPACES = "outbox.event.workspace"


def test_a_line_of_the_embedded_metric_format(ingest: Ingest, printed: Printed) -> None:
    ingest.reports(host_report(reporter=...))
    (line,) = [line for line in printed() if "inventory_rejected_records" in line]
    assert abs(line["_aws"]["Timestamp"] / 1000 - time.time()) < 30
    assert line == {
        "_aws": {
            "Timestamp": line["_aws"]["Timestamp"],
            "CloudWatchMetrics": [
                {
                    "Namespace": "HostInventory",
                    "Dimensions": [["reporter", "reason"], []],
                    "Metrics": [{"Name": "inventory_rejected_records", "Unit": "Count"}],
                }
            ],
        },
        "reporter": "unknown",
        "reason": "reporter",
        "inventory_rejected_records": [1.0],
    }


def test_stored_reports(ingest: Ingest, measured: Measure) -> None:
    reports = [host_report(), host_report(reporter="me"), host_report(reporter="me")]
    ingest.reports(*reports)
    ingest.reports(reports[0])
    values = measured()
    topic, notified = ingest.runtime.settings.event_topic, ingest.runtime.settings.notification_topic
    expected: Measured = {
        ("inventory_ingress_add_host_successes", "reporter=puptoo", "result=created"): [1],
        ("inventory_ingress_add_host_successes", "reporter=other", "result=created"): [2],
        ("inventory_ingress_add_host_successes", "reporter=puptoo", "result=updated"): [1],
        ("inventory_create_host_count",): [3],
        ("inventory_update_host_count",): [1],
        ("inventory_ingress_message_handler_successes",): [3, 1],
        ("inventory_event_producer_successes", "event_type=created", f"topic={topic}"): [3],
        ("inventory_event_producer_successes", "event_type=updated", f"topic={topic}"): [1],
        (
            "notification_event_producer_successes",
            "notification_type=new-system-registered",
            f"topic={notified}",
        ): [3],
        ("inventory_outbox_save_successes",): [3],
    }
    assert {key: values.get(key) for key in expected} == expected
    timed = [
        "inventory_ingress_message_handler_seconds",
        "inventory_dedup_processing_seconds",
        "inventory_find_host_by_facts_in_db_processing_seconds",
        "inventory_find_host_by_facts_in_memory_processing_seconds",
    ]
    assert all(0 < min(values[name,]) < 60 for name in timed)
    assert len(values["inventory_consumed_message_size",]) == 4
    assert len(values["inventory_produced_message_size",]) == 7


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(
            b"junk",
            [
                ("inventory_ingress_message_parsing_failures", "cause=invalid"),
                ("inventory_rejected_records", "reason=envelope", "reporter=unknown"),
            ],
            id="not JSON",
        ),
        pytest.param(
            host_message(host_report(fqdn="")),
            [
                ("inventory_ingress_add_host_failures", "cause=ValidationException", "reporter=puptoo"),
                ("inventory_rejected_records", "reason=fqdn", "reporter=puptoo"),
            ],
            id="a field breaks its rule",
        ),
        pytest.param(
            host_message(host_report(insights_id=..., reporter="x" * 300)),
            [
                ("inventory_ingress_add_host_failures", "cause=ValidationException", "reporter=other"),
                ("inventory_rejected_records", "reason=reporter", "reporter=other"),
            ],
            id="a reporter with a long name",
        ),
        pytest.param(
            host_message(host_report(), platform_metadata={"b64_identity": "%"}),
            [
                ("inventory_ingress_add_host_failures", "cause=Exception", "reporter=puptoo"),
                ("inventory_rejected_records", "reason=b64_identity", "reporter=puptoo"),
            ],
            id="no identity",
        ),
    ],
)
def test_refused_reports(ingest: Ingest, measured: Measure, value: bytes, expected: list[tuple[str, ...]]) -> None:
    ingest.messages(value)
    values = measured()
    assert [values.get(key) for key in expected] == [[1]] * len(expected)
    assert values["inventory_ingress_message_handler_failures",] == [1]


def test_profiles_of_known_hosts(ingest: Ingest, sql: Sql, measured: Measure) -> None:
    known = {"org_id": ORG, "id": stored_host(sql)["id"], "system_profile": {"arch": "x86_64"}}
    unknown = {**known, "id": "5a5a5a5a-0000-4000-8000-000000000001"}
    values = (orjson.dumps({"operation": "", "data": data}) for data in (known, unknown))
    ingest.deliver(SYSTEM_PROFILE, *values)
    found = measured()
    assert found["inventory_ingress_update_system_profile_successes",] == [1]
    assert found["inventory_ingress_update_system_profile_failures", "cause=ValidationException"] == [1]


def app_data(*hosts: Json, **body: Any) -> bytes:
    return orjson.dumps({"org_id": ORG, "timestamp": "2031-01-01T00:00:00Z", "hosts": hosts, **body})


@pytest.mark.parametrize(
    ("headers", "value", "application", "reason"),
    [
        pytest.param({}, app_data(), "unknown", "missing_application_header", id="no application"),
        pytest.param({"application": "x"}, app_data(), "unknown", "unknown_application", id="unknown application"),
        pytest.param({"application": "patch"}, app_data(more=1), "patch", "invalid", id="unknown member"),
        pytest.param(
            {"application": "advisor"},
            app_data({"id": "5a5a5a5a-0000-4000-8000-000000000001", "data": {"low": True}}),
            "advisor",
            "invalid_host_data",
            id="a host's data",
        ),
    ],
)
def test_refused_application_data(
    ingest: Ingest, measured: Measure, headers: dict[str, str], value: bytes, application: str, reason: str
) -> None:
    ingest.deliver(HOST_APPS, value, **headers)
    found = measured()
    assert found["inventory_host_app_data_failures", f"application={application}", f"reason={reason}"] == [1]


@pytest.mark.parametrize(
    ("sqlstate", "reason"),
    [
        pytest.param("23514", "db_integrity_error", id="the data breaks a constraint"),
        pytest.param("53200", "db_operational_error", id="the database is out of memory"),
        pytest.param("42501", "unexpected_error", id="a right is missing"),
    ],
)
def test_application_data_that_the_database_does_not_take(
    ingest: Ingest, sql: Sql, measured: Measure, strike: Strike, sqlstate: str, reason: str
) -> None:
    strike("hosts_app_data_patch", "template_name", sqlstate)
    value = app_data({"id": stored_host(sql)["id"], "data": {"template_name": POISON}})
    with suppress(psycopg2.Error):  # the state of the database is nobody's fault, and is waited out
        ingest.deliver(HOST_APPS, value, application="patch")
    assert measured()["inventory_host_app_data_failures", "application=patch", f"reason={reason}"] == [1]


def test_application_data_that_bring_a_defect_to_light(
    ingest: Ingest, measured: Measure, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ArithmeticError("nobody has thought of that")

    monkeypatch.setattr(host_app_data, "parse_message", broken)
    ingest.deliver(HOST_APPS, app_data(), application="patch")
    reason = "unexpected_data_validation_error"
    assert measured()["inventory_host_app_data_failures", "application=unknown", f"reason={reason}"] == [1]


def test_stored_application_data(ingest: Ingest, sql: Sql, measured: Measure) -> None:
    ingest.deliver(HOST_APPS, app_data({"id": stored_host(sql)["id"], "data": {"low": 1}}), application="advisor")
    found = measured()
    assert found["inventory_host_app_data_processing_successes", "application=advisor"] == [1]
    (processed,) = found["inventory_host_app_data_last_processed_timestamp", "application=advisor"]
    assert abs(processed - time.time()) < 30


def test_messages_about_workspaces_that_cannot_be_read(ingest: Ingest, measured: Measure) -> None:
    ingest.deliver(WORKSPACES, b"{}")
    assert measured()["inventory_common_message_parsing_failures", "cause=invalid"] == [1]


def test_messages_about_workspaces(ingest: Ingest, measured: Measure) -> None:
    workspace = {"id": "5a5a5a5a-0000-4000-8000-000000000001", "name": "Web", "type": "standard"}
    for operation in ("create", "update", "update", "delete", "delete"):
        change = orjson.dumps({"operation": operation, "org_id": ORG, "workspace": workspace}).decode()
        ingest.deliver(WORKSPACES, orjson.dumps({"schema": {}, "payload": change}))
    counters = [f"inventory_{verb}_group_count" for verb in ("create", "update", "delete")]
    found = measured()
    assert [sum(found[name,]) for name in counters] == [1, 2, 1]


@pytest.fixture
def without_broker(ingest: Ingest, ingest_settings: IngestSettings) -> Iterator[Ingest]:
    """An ingest function whose broker refuses connections."""
    runtime = Runtime.of(ingest_settings.model_copy(update={"bootstrap_servers": "127.0.0.1:1", "kafka_timeout_s": 1}))
    yield replace(ingest, runtime=runtime)
    runtime.close()


def test_a_failing_invocation_tells_what_it_counted(without_broker: Ingest, measured: Measure) -> None:
    with pytest.raises(PublishFailed):
        without_broker.reports(host_report(), host_report(reporter=...))
    found = measured()
    topic = without_broker.runtime.settings.event_topic
    assert found["inventory_create_host_count",] == [1]
    assert sum(found["inventory_event_producer_failures", "event_type=created", f"topic={topic}"]) >= 1


@pytest.mark.own_connection
def test_messages_that_the_broker_does_not_take(
    ingest: Ingest, measured: Measure, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hbi.events.client._MAX_MESSAGE_BYTES", 10_000)
    ingest.reports(host_report(tags={"ns": {f"key {number}": ["x" * 200] for number in range(100)}}))
    settings, found = ingest.runtime.settings, measured()
    expected: Measured = {
        ("inventory_event_producer_failures", "event_type=created", f"topic={settings.event_topic}"): [1],
        (
            "notification_event_producer_failures",
            "notification_type=new-system-registered",
            f"topic={settings.notification_topic}",
        ): [1],
        ("inventory_produce_large_message_failures",): [2],
    }
    assert {key: found.get(key) for key in expected} == expected


@pytest.fixture
def refused_replication(sql: Sql) -> Iterator[None]:
    """A database that takes no row for external replication."""
    sql("ALTER TABLE hbi.outbox ADD CONSTRAINT refusing CHECK (false)")
    yield
    sql("ALTER TABLE hbi.outbox DROP CONSTRAINT refusing")


@pytest.mark.usefixtures("refused_replication")
def test_replication_that_the_database_does_not_take(ingest: Ingest, measured: Measure) -> None:
    assert ingest.reports(host_report()) == {"rejected": 1}
    found = measured()
    assert found["inventory_outbox_save_failures",] == [1]
    assert ("inventory_outbox_save_successes",) not in found


def test_deleted_hosts(ingest: Ingest, reaper: Reaper, sql: Sql, measured: Measure) -> None:
    for _ in range(2):
        stored_host(sql, age=timedelta(days=31))
    host = stored_host(sql)
    with ingest.runtime.database.write() as tx:
        delete_hosts(tx, ORG, [host["id"]])
    reaper.run("cull")
    assert measured()["inventory_delete_host_count",] == [3]


def test_the_age_of_what_waits_for_the_broker(
    reaper_environment: dict[str, str], request: pytest.FixtureRequest, sql: Sql, measured: Measure
) -> None:
    reaper_environment |= {"KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1", "HBI_KAFKA_TIMEOUT_SECONDS": "1"}
    reaper: Reaper = request.getfixturevalue("reaper")
    host = stored_host(sql)
    sql(
        "INSERT INTO hbi.host_events_outbox (org_id, host_id, event_type, context, created_on)"
        " VALUES (%s, %s, 'updated', '{}', now() - interval '1 hour')",
        (ORG, host["id"]),
    )
    with pytest.raises(PublishFailed):
        reaper.run("relay")
    found = measured()
    assert found["inventory_event_outbox_rows",] == [1]
    assert found["inventory_event_outbox_refused_rows",] == [0]
    assert 3600 <= found["inventory_event_outbox_age_seconds",][0] < 3660
    sql("UPDATE hbi.host_events_outbox SET refused_on = now()")
    reaper.run("relay")
    found = measured()
    names = ("rows", "refused_rows", "age_seconds")
    assert [found[f"inventory_event_outbox_{name}",] for name in names] == [[1], [1], [0]]


def test_metrics_go_to_another_namespace(ingest_settings: IngestSettings, sql: Sql, printed: Printed) -> None:
    runtime = Runtime.of(ingest_settings.model_copy(update={"metrics_namespace": "Other"}))
    Ingest(runtime, sql).messages(b"junk")
    runtime.close()
    lines = printed()
    assert lines
    assert {line["_aws"]["CloudWatchMetrics"][0]["Namespace"] for line in lines} == {"Other"}


def test_metrics_can_be_turned_off(ingest_settings: IngestSettings, sql: Sql, printed: Printed) -> None:
    runtime = Runtime.of(ingest_settings.model_copy(update={"metrics_enabled": False}))
    Ingest(runtime, sql).messages(b"junk")
    runtime.close()
    assert printed() == []
    metrics.flush(MetricsSettings.load({}))
    assert printed() == [], "they are not kept for later"


def test_many_values_are_told_in_lines_that_cloudwatch_takes(printed: Printed, measured: Measure) -> None:
    for number in range(metrics.MOST_OBSERVED + 50):
        metrics.observe("sizes", number, "Bytes")
    for number in range(250):
        metrics.count(f"counter_{number}")
    metrics.flush(MetricsSettings.load({}))
    lines = printed()
    for line in lines:
        (directive,) = line["_aws"]["CloudWatchMetrics"]
        assert len(directive["Metrics"]) <= 100
        assert all(len(line[metric["Name"]]) <= 100 for metric in directive["Metrics"])
    assert sorted(value for line in lines for value in line.get("sizes", [])) == list(range(metrics.MOST_OBSERVED))
    assert sum(len([name for name in line if name.startswith("counter_")]) for line in lines) == 250
