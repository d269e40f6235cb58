"""What the payload tracker hears (contract: ingest-and-events 14)."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest

from functions.ingest.runtime import Runtime
from hbi import clock
from hbi.ingest.messages.host_report import AcceptedReport
from hbi.ingest.storing.plan import Planner
from hbi.settings import IngestSettings
from tests.conftest import Sql
from tests.support.factories import ORG, Json, host_message, host_report, stored_host, system_identity
from tests.support.ingesting import Ingest
from tests.support.topics import Published, read_topic

pytestmark = pytest.mark.kafka

REQUEST = "5f2c8a1e-0000-4000-8000-00000000000a"
MACHINE = "0c0c0c0c-0000-4000-8000-000000000001"
SYSTEM_PROFILE = "platform.inventory.system-profile"
HOST_APPS = "platform.inventory.host-apps"
WORKSPACES = "outbox.event.workspace"
RECEIVED = ("received", "message received")
STORED = [RECEIVED, ("success", None), ("processing", "host operation complete"), ("processing_success", None)]
SOON = timedelta(seconds=30)

type MakeIngest = Callable[..., Ingest]


@pytest.fixture
def make_ingest(ingest_settings: IngestSettings, sql: Sql) -> Iterator[MakeIngest]:
    """Ingest functions with settings of their own."""
    runtimes: list[Runtime] = []

    def make(**settings: Any) -> Ingest:
        runtimes.append(Runtime.of(ingest_settings.model_copy(update=settings)))
        return Ingest(runtimes[-1], sql)

    yield make
    for runtime in runtimes:
        runtime.close()


@pytest.fixture
def tracked(make_ingest: MakeIngest) -> Ingest:
    """An ingest function that tells the payload tracker."""
    return make_ingest(payload_tracker_enabled=True)


def sent(ingest: Ingest) -> list[Published]:
    """Status messages by date."""
    settings = ingest.runtime.settings
    messages = read_topic(settings.bootstrap_servers, settings.payload_status_topic)
    return sorted(messages, key=lambda message: message.body["date"])


def statuses(ingest: Ingest) -> list[tuple[str, str | None]]:
    return [(message.body["status"], message.body.get("status_msg")) for message in sent(ingest)]


def profile_message(host: Json, **data: Any) -> bytes:
    return orjson.dumps(
        {
            "operation": "update_system_profile",
            "platform_metadata": {"request_id": REQUEST},
            "data": {"org_id": ORG, "id": host["id"], "system_profile": {"arch": "s390x"}, **data},
        }
    )


def test_a_status_message(tracked: Ingest) -> None:
    tracked.reports(host_report(), request_id=REQUEST)
    first = sent(tracked)[0]
    assert (first.key, first.headers) == (None, {})
    body = first.body
    date = datetime.fromisoformat(body.pop("date"))
    assert date.tzinfo is None
    assert abs(clock.now() - date.replace(tzinfo=UTC)) < SOON
    assert body == {
        "service": "inventory-mq-service",
        "request_id": REQUEST.replace("-", ""),
        "status": "received",
        "status_msg": "message received",
    }
    assert list(first.body) == sorted(first.body)


def test_the_service_is_named_by_configuration(make_ingest: MakeIngest) -> None:
    ingest = make_ingest(payload_tracker_enabled=True, payload_tracker_service="p1-service")
    ingest.reports(host_report(), request_id=REQUEST)
    assert {message.body["service"] for message in sent(ingest)} == {"p1-service"}


def test_a_stored_report(tracked: Ingest) -> None:
    report = host_report()
    tracked.reports(report, request_id=REQUEST)
    assert statuses(tracked) == STORED
    tracked.reports(report, request_id=REQUEST)
    assert statuses(tracked) == STORED * 2


def test_a_profile_of_a_known_host(tracked: Ingest, sql: Sql) -> None:
    assert tracked.deliver(SYSTEM_PROFILE, profile_message(stored_host(sql))) == {"updated": 1, "rejected": 0}
    assert statuses(tracked) == STORED


@pytest.mark.parametrize(
    ("topic", "value", "cause"),
    [
        pytest.param(
            None, host_message(host_report(reporter=...), request_id=REQUEST), "Validation", id="a broken rule"
        ),
        pytest.param(
            None, host_message(host_report(insights_id=...), request_id=REQUEST), "Validation", id="no ID fact"
        ),
        pytest.param(
            None,
            host_message(host_report(org_id="77"), identity=system_identity("x"), request_id=REQUEST),
            "Validation",
            id="another org's identity",
        ),
        pytest.param(
            None,
            host_message(
                host_report(system_profile={"owner_id": REQUEST}),
                identity=system_identity(MACHINE),
                request_id=REQUEST,
            ),
            "Validation",
            id="another owner than the machine",
        ),
        pytest.param(
            None,
            host_message(host_report(), identity=system_identity("web1"), request_id=REQUEST),
            "Validation",
            id="the cn is no UUID",
        ),
        pytest.param(
            SYSTEM_PROFILE, profile_message({"id": "5a5a5a5a-0000-4000-8000-000000000001"}), "Validation", id="no host"
        ),
        pytest.param(
            SYSTEM_PROFILE, profile_message({"id": None}, system_profile={}), "Validation", id="no profile data"
        ),
        pytest.param(
            None, host_message(host_report(system_profile="x"), request_id=REQUEST), "", id="the profile is a text"
        ),
        pytest.param(
            None,
            host_message(host_report(), platform_metadata={"request_id": REQUEST, "b64_identity": "%"}),
            "",
            id="undecodable identity",
        ),
    ],
)
def test_a_refused_message(tracked: Ingest, topic: str | None, value: bytes, cause: str) -> None:
    counts = tracked.messages(value) if topic is None else tracked.deliver(topic, value)
    assert counts == {"rejected": 1}
    (reason,) = tracked.rejections()
    told = f"{cause}Exception encountered in (handle_message): {reason}"
    assert statuses(tracked) == [RECEIVED, ("error", told)]
    assert {message.body["request_id"] for message in sent(tracked)} == {REQUEST.replace("-", "")}


@pytest.mark.parametrize("kind", [LookupError, AssertionError])
def test_a_report_that_our_code_does_not_survive(
    tracked: Ingest, monkeypatch: pytest.MonkeyPatch, kind: type[Exception]
) -> None:
    apply = Planner.apply

    def break_at_yupana(planner: Planner, accepted: AcceptedReport) -> None:
        if accepted.report.reporter == "yupana":
            raise kind("odd")
        apply(planner, accepted)

    monkeypatch.setattr(Planner, "apply", break_at_yupana)
    tracked.reports(host_report(), host_report(reporter="yupana"), request_id=REQUEST)
    assert [status for status, _ in statuses(tracked)].count("error") == 1
    assert [message.headers["event_type"] for message in tracked.notifications()] == ["new-system-registered"]


@pytest.mark.parametrize(
    ("topic", "value"),
    [
        pytest.param(None, b"junk", id="not JSON"),
        pytest.param(None, b"[]", id="not an object"),
        pytest.param(None, host_message(host_report(), unknown=1, request_id=REQUEST), id="a broken envelope"),
        pytest.param(
            None,
            host_message(host_report(display_name="x\\ud800"), request_id=REQUEST).replace(b"x\\\\ud800", b"x\\ud800"),
            id="a lone surrogate",
        ),
        pytest.param(None, host_message(host_report(), request_id=None), id="no request id"),
        pytest.param(None, host_message(host_report(reporter=...), request_id=None), id="refused without request id"),
        pytest.param(HOST_APPS, b'{"platform_metadata": {"request_id": "r"}}', id="application data"),
        pytest.param(WORKSPACES, b"{}", id="a workspace"),
    ],
)
def test_what_the_tracker_does_not_hear_of(tracked: Ingest, topic: str | None, value: bytes) -> None:
    counts = tracked.messages(value) if topic is None else tracked.deliver(topic, value)
    assert sum(counts.values()) == 1
    assert sent(tracked) == []


def test_the_tracker_is_off_by_default(ingest: Ingest) -> None:
    ingest.reports(host_report(), host_report(reporter=...), request_id=REQUEST)
    assert sent(ingest) == []


def test_a_host_that_is_gone_before_its_event(tracked: Ingest, make_ingest: MakeIngest, sql: Sql) -> None:
    """Whoever publishes what stayed behind tells the tracker, too, whatever his own settings are."""
    away = make_ingest(payload_tracker_enabled=True, bootstrap_servers="127.0.0.1:1", kafka_timeout_s=1)
    away.reports(host_report(), host_report(), request_id=REQUEST)
    sql("DELETE FROM hbi.hosts")
    relay = make_ingest(payload_tracker_service="inventory")
    relay.runtime.publisher.relay(clock.now() + SOON)
    assert relay.events() == []
    assert {message.body["service"] for message in sent(tracked)} == {"inventory-mq-service"}
    gone = ("processing_success", "skipped: the host does not exist any more")
    assert sorted(statuses(tracked), key=str) == sorted([*STORED[:3], gone] * 2, key=str)


@pytest.mark.own_connection
def test_a_report_whose_event_the_broker_does_not_take(tracked: Ingest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hbi.events.client._MAX_MESSAGE_BYTES", 10_000)
    profile = {"installed_packages": [f"package-{number:03}-1.0-1.el9.x86_64" for number in range(500)]}
    report = host_report(system_profile=profile)
    tracked.reports(report, request_id=REQUEST)
    assert tracked.waiting() == 1
    assert statuses(tracked) == [*STORED[:3], ("processing_error", "the broker does not take the event")]
    tracked.runtime.publisher.relay(clock.now() + SOON)
    assert len(sent(tracked)) == 4, "the relay, which tries it again and again, does not repeat it"
    tracked.reports(report, request_id=None)
    assert len(sent(tracked)) == 4, "nor does the next report of the host"


def test_statuses_that_cannot_be_sent_keep_nothing(make_ingest: MakeIngest) -> None:
    ingest = make_ingest(payload_tracker_enabled=True, payload_status_topic="not a topic", kafka_timeout_s=5)
    assert ingest.reports(host_report(), host_report(reporter=...), request_id=REQUEST) == {"created": 1, "rejected": 1}
    assert (ingest.waiting(), len(ingest.events()), len(ingest.dead_letters())) == (0, 1, 1)


def test_a_tracked_report_leaves_the_event_as_it_is(tracked: Ingest) -> None:
    tracked.reports(host_report(), request_id=REQUEST)
    (event,) = tracked.events()
    assert event.body.keys() == {"type", "timestamp", "platform_metadata", "metadata", "host"}
    assert event.body["metadata"] == {"request_id": REQUEST}


@pytest.mark.parametrize("topic", ["platform.inventory.host-ingress", SYSTEM_PROFILE])
def test_trace_context_of_a_record_goes_on_with_its_messages(ingest: Ingest, sql: Sql, topic: str) -> None:
    trace = {"traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "tracestate": "vendor=1"}
    value = profile_message(stored_host(sql)) if topic == SYSTEM_PROFILE else host_message(host_report())
    ingest.deliver(topic, value, **trace, other="x")
    published = [*ingest.events(), *ingest.notifications()]
    assert len(published) == (1 if topic == SYSTEM_PROFILE else 2)
    for message in published:
        assert {name: message.headers[name] for name in trace} == trace
        assert "other" not in message.headers


def test_no_trace_context_is_no_header(ingest: Ingest) -> None:
    ingest.deliver("platform.inventory.host-ingress", host_message(host_report()), tracestate="x" * 600)
    (event,) = ingest.events()
    assert not {"traceparent", "tracestate"} & event.headers.keys()
