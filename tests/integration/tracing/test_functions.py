"""What functions send to X-Ray, and the trace that their events carry (contract: ingest-and-events 19)."""

from dataclasses import replace

import pytest

from infra.topology import API, INGEST
from local.aws.code_roots import CodeRoots, checkout
from tests.fixtures.api import MakeHost
from tests.integration.tracing.conftest import Invoke
from tests.support.api import BASE, UNREACHABLE, gateway_event
from tests.support.factories import (
    ORG,
    Json,
    encode_identity,
    host_message,
    host_report,
    msk_event,
    user_identity,
)
from tests.support.fakes.xray_daemon import XrayDaemon
from tests.support.topics import Published, read_topic

pytestmark = pytest.mark.kafka

GIVEN = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


def _events(kafka_environment: dict[str, str]) -> list[Published]:
    servers, topic = (kafka_environment[name] for name in ("KAFKA_BOOTSTRAP_SERVERS", "KAFKA_EVENT_TOPIC"))
    return read_topic(servers, topic)


def _rename(host: Json, **headers: str) -> Json:
    sent = {"x-rh-identity": encode_identity(user_identity()), "content-type": "application/json", **headers}
    return gateway_event("PATCH", f"{BASE}/hosts/{host['id']}", sent, b'{"display_name": "renamed"}')


def test_a_request_and_its_event_are_one_trace(
    invoke: Invoke, daemon: XrayDaemon, hosts: MakeHost, database_url: str, kafka_environment: dict[str, str]
) -> None:
    request = _rename(hosts(), **{"x-rh-insights-request-id": "r-1"})
    environment = {"HBI_DATABASE_URL": database_url, "BYPASS_RBAC": "true", "HBI_EXPORT_BUCKET": "exports"}
    [answer] = invoke(API, request, **environment, **kafka_environment)
    assert answer["statusCode"] == 200
    *parts, whole = daemon.received()
    assert {part["name"] for part in parts} == {"database", "kafka"}
    assert {part["parent_id"] for part in parts if part["name"] == "database"} == {whole["id"]}
    assert {part["trace_id"] for part in parts} == {whole["trace_id"]}
    assert (whole["name"], whole["type"]) == ("api", "subsegment")
    assert whole["annotations"] == {
        "operation": "api.host.patch_host_by_id",
        "org_id": ORG,
        "request_id": "r-1",
        "status": 200,
    }
    [event] = _events(kafka_environment)
    trace_id = whole["trace_id"].removeprefix("1-").replace("-", "")
    assert event.headers["traceparent"] == f"00-{trace_id}-{whole['id']}-01"
    assert event.headers["request_id"] == "r-1"


def test_the_trace_of_a_record_goes_on_and_the_batch_names_it(
    invoke: Invoke, daemon: XrayDaemon, database_url: str, kafka_environment: dict[str, str]
) -> None:
    environment = {"HBI_DATABASE_URL": database_url, **kafka_environment}
    traced = msk_event([host_message(host_report(), request_id="r-1")], headers={"traceparent": GIVEN})
    untraced = msk_event([host_message(host_report(org_id=org), request_id=org) for org in ("a", "b")], first_offset=1)
    invoke(INGEST, traced, untraced, **environment)
    first, second = (part for part in daemon.received() if part["name"] == "ingest")
    assert first["annotations"] == {
        "topic": "platform.inventory.host-ingress",
        "records": 1,
        "org_id": ORG,
        "request_id": "r-1",
        "traceparent": GIVEN,
    }
    assert second["metadata"]["default"] == {"org_id": ["a", "b"], "request_id": ["a", "b"]}
    headers = {event.headers["request_id"]: event.headers["traceparent"] for event in _events(kafka_environment)}
    assert headers["r-1"] == GIVEN
    assert headers["a"] == headers["b"]
    assert headers["a"].split("-")[2] == second["id"]


def test_a_failure_is_a_fault_with_its_type_and_without_its_text(invoke: Invoke, daemon: XrayDaemon) -> None:
    request = gateway_event("GET", f"{BASE}/hosts", {"x-rh-identity": encode_identity(user_identity())}, None)
    nowhere = {"HBI_DATABASE_URL": "postgresql://hbi@127.0.0.1:1/inventory", "BYPASS_RBAC": "true", **UNREACHABLE}
    [answer] = invoke(API, request, **nowhere)
    part, whole = daemon.received()
    assert (part["name"], part["fault"], part["annotations"]) == ("database", True, {"error": "Unavailable"})
    assert "cause" not in part
    assert whole["annotations"]["status"] == answer["statusCode"] == 503


def test_nothing_is_sent_where_tracing_is_off(invoke: Invoke, daemon: XrayDaemon, database_url: str) -> None:
    request = gateway_event("GET", f"{BASE}/hosts", {"x-rh-identity": encode_identity(user_identity())}, None)
    environment = {"HBI_DATABASE_URL": database_url, "BYPASS_RBAC": "true", **UNREACHABLE}
    [answer] = invoke(API, request, HBI_TRACING_ENABLED="false", **environment)
    assert (answer["statusCode"], daemon.received()) == (200, [])


OVERLAPPING = """
import os
from contextlib import ExitStack
from hbi import tracing
from hbi.settings import TracingSettings

def handler(event, context):
    os.environ["_X_AMZN_TRACE_ID"] = event["trace"]
    first, second = ExitStack(), ExitStack()
    with tracing.invocation(TracingSettings.load(), "toy"):
        first.enter_context(tracing.step("first"))
        second.enter_context(tracing.step("second"))
        first.close()
        with tracing.step("third"):
            pass
        second.close()
"""


def test_steps_overlap_and_repeated_traces_are_told_apart(
    invoke: Invoke, daemon: XrayDaemon, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Two invocations in one process have the same trace when a caller asks twice, and each has its own parent."""
    folder = tmp_path_factory.mktemp("toy")
    (folder / "toy.py").write_text(OVERLAPPING)
    function = replace(API, handler="toy.handler")
    root = "Root=1-65a1b2c3-0123456789abcdef01234567"
    traces = [{"trace": f"{root};Parent={digit * 16};Sampled=1;Lineage=1:1234:0"} for digit in "12"]
    invoke(function, *traces, code=CodeRoots(folder, checkout().layers))
    sent = daemon.received()
    for digit in "12":
        third, first, whole, *sent = sent
        [second] = first["subsegments"]
        assert [part["name"] for part in (whole, first, second, third)] == ["toy", "first", "second", "third"]
        assert whole["parent_id"] == digit * 16
        assert (first["parent_id"], third["parent_id"]) == (whole["id"], second["id"])
        for part in (whole, first, second, third):
            assert part["end_time"] >= part["start_time"]
    assert sent == []
