"""Notifications that follow from reports and deletions (contract: ingest-and-events 13)."""

import base64
import socket
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from functions.ingest.dispatch import consume
from functions.ingest.runtime import Runtime
from hbi.edits.deletion import delete_hosts
from hbi.events.producer import PublishFailed
from hbi.settings import IngestSettings
from tests.conftest import Sql
from tests.support.factories import (
    ORG,
    ZERO_UUID,
    Json,
    encode_identity,
    host_message,
    host_report,
    msk_event,
    stored_group,
    stored_host,
    system_identity,
    user_identity,
)
from tests.support.ingesting import Ingest
from tests.support.topics import Published

pytestmark = pytest.mark.kafka

BODY = {"org_id", "application", "bundle", "event_type", "timestamp", "context", "events"}
S, OTHER = "5a5a5a5a-0000-4000-8000-000000000001", "5a5a5a5a-0000-4000-8000-000000000002"
RHEL = {"name": "RHEL", "major": 9, "minor": 4}


def in_lines(encoded: str) -> str:
    """Base64 as mail wraps it."""
    return base64.encodebytes(base64.b64decode(encoded)).decode()


def only(ingest: Ingest, event_type: str) -> tuple[Published, Json, Json]:
    """The only notification of a type: message, context, payload."""
    (found,) = [entry for entry in ingest.notifications() if entry.headers["event_type"] == event_type]
    body = found.body
    assert body.keys() == BODY
    assert (body["org_id"], body["application"], body["bundle"], body["event_type"]) == (
        ORG,
        "inventory",
        "rhel",
        event_type,
    )
    timestamp = datetime.fromisoformat(body["timestamp"])
    assert timestamp.utcoffset() == timedelta(0)
    assert abs(datetime.now(UTC) - timestamp) < timedelta(seconds=30)
    (event,) = body["events"]
    assert event.keys() == {"metadata", "payload"}
    return found, body["context"], event["payload"]


def test_a_new_host(ingest: Ingest) -> None:
    report = ingest.report(
        subscription_manager_id=S,
        tags={"env": {"stage": ["prod"]}, "": {"flag": []}},
        system_profile={"operating_system": RHEL},
    )
    host = ingest.host()
    message, context, payload = only(ingest, "new-system-registered")
    assert context == {
        "inventory_id": host["id"],
        "hostname": report["fqdn"],
        "display_name": report["display_name"],
        "rhel_version": "9.4",
        "tags": {"env": {"stage": ["prod"]}, "null": {"flag": []}},
        "host_url": f"https://localhost/insights/inventory/{host['id']}",
    }
    created = ingest.events()[0].body["host"]["created"]
    assert payload == {
        "insights_id": report["insights_id"],
        "subscription_manager_id": S,
        "satellite_id": "",
        "groups": [{"id": host["groups"][0]["id"], "name": "Ungrouped Hosts"}],
        "reporter": "puptoo",
        "system_check_in": created,
    }
    assert message.key is None
    assert message.headers.keys() == {"event_type", "request_id", "producer", "rh-message-id"}
    assert (message.headers["request_id"], message.headers["producer"]) == ("r1", socket.gethostname())
    assert uuid.UUID(message.headers["rh-message-id"]).version == 4


@pytest.mark.parametrize(
    ("fields", "context", "payload"),
    [
        pytest.param({"fqdn": ...}, {"hostname": ""}, {}, id="no host name"),
        pytest.param({"tags": ...}, {"tags": {}}, {}, id="no tags"),
        pytest.param({"system_profile": ...}, {"rhel_version": ""}, {}, id="no operating system"),
        pytest.param(
            {"system_profile": {"operating_system": {**RHEL, "name": "CentOS"}}},
            {"rhel_version": ""},
            {},
            id="not RHEL",
        ),
        pytest.param(
            {"insights_id": ..., "subscription_manager_id": S}, {}, {"insights_id": ZERO_UUID}, id="no insights id"
        ),
        pytest.param({}, {}, {"subscription_manager_id": "", "satellite_id": ""}, id="no other ids"),
    ],
)
def test_what_a_new_host_lacks(ingest: Ingest, fields: Json, context: Json, payload: Json) -> None:
    ingest.report(**fields)
    _, found_context, found_payload = only(ingest, "new-system-registered")
    assert {name: found_context[name] for name in context} == context
    assert {name: found_payload[name] for name in payload} == payload


def test_no_request_id_is_no_header(ingest: Ingest) -> None:
    ingest.report(envelope={"platform_metadata": {}}, reporter="rhsm-conduit", subscription_manager_id=S)
    message, _, _ = only(ingest, "new-system-registered")
    assert "request_id" not in message.headers


def test_an_update_notifies_nobody(ingest: Ingest) -> None:
    report = ingest.report()
    ingest.reports(report)
    assert [entry.headers["event_type"] for entry in ingest.notifications()] == ["new-system-registered"]


@pytest.fixture
def console(ingest_settings: IngestSettings, sql: Sql) -> Iterator[Ingest]:
    """An ingest function that knows the web interface."""
    runtime = Runtime.of(ingest_settings.model_copy(update={"console_hostname": "console.example.org"}))
    yield Ingest(runtime, sql)
    runtime.close()


def test_the_web_interface_is_named_by_configuration(console: Ingest) -> None:
    console.report()
    _, context, _ = only(console, "new-system-registered")
    assert context["host_url"] == f"https://console.example.org/insights/inventory/{console.host()['id']}"


@pytest.mark.parametrize(
    ("fields", "context", "payload"),
    [
        pytest.param(
            {"subscription_manager_id": S, "satellite_id": S, "tags": {"a": {"b": ["c"]}}},
            {"tags": {"a": {"b": ["c"]}}, "rhel_version": ""},
            {"subscription_manager_id": S, "satellite_id": S},
            id="ids and tags",
        ),
        pytest.param({"static": {"operating_system": RHEL}}, {"rhel_version": "9.4"}, {}, id="operating system"),
        pytest.param(
            {"fqdn": None, "display_name": "d", "insights_id": ZERO_UUID},
            {"hostname": "", "display_name": "d", "tags": {}},
            {"insights_id": ZERO_UUID, "subscription_manager_id": "", "satellite_id": ""},
            id="nothing known",
        ),
    ],
)
def test_a_deleted_host(ingest: Ingest, sql: Sql, fields: Json, context: Json, payload: Json) -> None:
    group = stored_group(sql, name="Web")
    host = stored_host(sql, group=group, **fields)
    with ingest.runtime.database.write() as tx:
        delete_hosts(tx, ORG, [host["id"]])
    assert ingest.runtime.publisher.publish([(ORG, host["id"])]) == 1
    message, found_context, found_payload = only(ingest, "system-deleted")
    assert found_context.keys() == {"inventory_id", "hostname", "display_name", "rhel_version", "tags"}
    assert found_payload.keys() == {"insights_id", "subscription_manager_id", "satellite_id", "groups"}
    assert found_context["inventory_id"] == host["id"]
    assert found_payload["groups"] == [{"id": group["id"], "name": "Web"}]
    assert {name: found_context[name] for name in context} == context
    assert {name: found_payload[name] for name in payload} == payload
    assert message.headers.keys() == {"event_type", "producer", "rh-message-id"}


def test_a_refused_report(ingest: Ingest) -> None:
    report = host_report(insights_id=..., subscription_manager_id="BAD", fqdn="Web1", display_name="Web")
    assert ingest.reports(report) == {"rejected": 1}
    message, context, payload = only(ingest, "validation-error")
    assert context == {"event_name": "Host Validation Error", "display_name": "Web"}
    facts = dict.fromkeys(
        ("insights_id", "satellite_id", "bios_uuid", "ip_addresses", "mac_addresses", "provider_id", "provider_type")
    )
    (reason,) = ingest.rejections()
    assert payload == {
        "request_id": "r1",
        "display_name": "Web",
        "canonical_facts": {**facts, "subscription_manager_id": "bad", "fqdn": "web1"},
        "error": {"code": "VE001", "message": reason, "stack_trace": None, "severity": "error"},
    }
    assert message.headers["request_id"] == "r1"


def test_empty_facts_of_a_refused_report_are_null(ingest: Ingest) -> None:
    """Contract: ingest-and-events 13."""
    empty = dict.fromkeys(("insights_id", "satellite_id", "bios_uuid", "fqdn", "provider_id", "provider_type"), "")
    report = host_report(subscription_manager_id="BAD", ip_addresses=[], mac_addresses=[], **empty)
    assert ingest.reports(report) == {"rejected": 1}
    _, _, payload = only(ingest, "validation-error")
    nulls = dict.fromkeys([*empty, "ip_addresses", "mac_addresses"])
    assert payload["canonical_facts"] == {**nulls, "subscription_manager_id": "bad"}


def test_good_bad_good(ingest: Ingest) -> None:
    ingest.reports(host_report(), host_report(reporter=...), host_report())
    types = sorted(entry.headers["event_type"] for entry in ingest.notifications())
    assert types == ["new-system-registered", "new-system-registered", "validation-error"]
    assert len(ingest.hosts()) == 2


@pytest.mark.parametrize(
    ("value", "told"),
    [
        pytest.param(b"junk", False, id="not JSON: nobody can be told"),
        pytest.param(host_message(host_report(), unknown=1), False, id="unknown member of the envelope"),
        pytest.param(host_message(host_report(), platform_metadata={"b64_identity": "%"}), False, id="no identity"),
        pytest.param(
            host_message(host_report(), platform_metadata={"b64_identity": in_lines(encode_identity(user_identity()))}),
            False,
            id="base64 in lines",
        ),
        pytest.param(host_message(host_report(), identity={"identity": {}}), False, id="an identity without org"),
        pytest.param(
            host_message(host_report(reporter="rhsm-conduit", subscription_manager_id="bad"), platform_metadata={}),
            False,
            id="no identity, and no subscription that stands in for one",
        ),
        pytest.param(host_message(host_report(system_profile="x")), False, id="the profile is a text"),
        pytest.param(host_message(host_report(reporter=...)), True, id="a rule is broken"),
        pytest.param(host_message(host_report(), platform_metadata={}), True, id="no identity at all"),
        pytest.param(host_message(host_report(display_name=None)), True, id="name is null"),
        pytest.param(host_message(host_report(), identity=user_identity(type="Robot")), True, id="a broken identity"),
        pytest.param(
            host_message(host_report(system_profile={"owner_id": OTHER}), identity=system_identity(S)),
            True,
            id="another owner than the machine",
        ),
        pytest.param(host_message(host_report(), identity=system_identity("web1")), True, id="the cn is no UUID"),
    ],
)
def test_who_is_told(ingest: Ingest, value: bytes, told: bool) -> None:
    assert ingest.messages(value) == {"rejected": 1}
    assert len(ingest.notifications()) == told


def test_a_batch_fails_when_reporters_cannot_be_told(ingest_settings: IngestSettings) -> None:
    """It is delivered again then, and nothing is lost."""
    away = Runtime.of(ingest_settings.model_copy(update={"bootstrap_servers": "127.0.0.1:1", "kafka_timeout_s": 1}))
    event: Any = msk_event([host_message(host_report(reporter=...))])
    with pytest.raises(PublishFailed):
        consume(event, away)
    away.close()
