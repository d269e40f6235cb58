"""A broker that refuses, falls silent or loses its leadership: the caller's work stands, and no event is lost."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any

import confluent_kafka
import pytest

from functions.ingest.dispatch import consume
from functions.ingest.runtime import Runtime
from hbi import clock
from hbi.events.producer import PublishFailed
from hbi.events.publisher import RelayReport
from hbi.settings import IngestSettings
from local.servers.broker import BrokerProcess, ensure_topics
from tests.conftest import LEFT_SOCKETS
from tests.support.factories import Json, host_message, host_report, msk_event
from tests.support.faults.wires import BrokerProxy
from tests.support.ingesting import Ingest

pytestmark = [
    pytest.mark.kafka,
    pytest.mark.own_connection,
    pytest.mark.filterwarnings(LEFT_SOCKETS),
    pytest.mark.usefixtures("left_sockets"),
]

TIMEOUT_S = 5.0
PATIENCE_S = 20.0
"""What a busy machine may add to the time-out."""
HOSTS = 20


@pytest.fixture
def broker(bootstrap_servers: str) -> Iterator[BrokerProxy]:
    """What the function takes for its broker."""
    with BrokerProxy(int(bootstrap_servers.rpartition(":")[2])) as proxy:
        yield proxy


@pytest.fixture
def behind_proxy(ingest: Ingest, ingest_settings: IngestSettings, broker: BrokerProxy) -> Iterator[Ingest]:
    """An ingest function that reaches the broker through the proxy only."""
    runtime = Runtime.of(ingest_settings.model_copy(update={"bootstrap_servers": broker.address}))
    yield replace(ingest, runtime=runtime)
    runtime.close()


@pytest.fixture
def impatient(behind_proxy: Ingest) -> Iterator[Ingest]:
    """The same, and it gives up soon."""
    runtime = Runtime.of(behind_proxy.runtime.settings.model_copy(update={"kafka_timeout_s": TIMEOUT_S}))
    yield replace(behind_proxy, runtime=runtime)
    runtime.close()


def reported_twice() -> list[Json]:
    reports = [host_report() for _ in range(HOSTS)]
    return reports + [{**report, "display_name": "anew"} for report in reports]


def told(ingest: Ingest) -> dict[str | None, list[str]]:
    """Types of the events of each host, in order."""
    types: dict[str | None, list[str]] = {}
    for event in ingest.events():
        types.setdefault(event.key, []).append(event.body["type"])
    return types


def relay(ingest: Ingest) -> RelayReport:
    return ingest.runtime.publisher.relay(clock.now() + timedelta(seconds=30))


def cut(broker: BrokerProxy) -> None:
    broker.cut_after = 1


def depose(broker: BrokerProxy) -> None:
    broker.leaderless = 4


@pytest.mark.parametrize(
    "fail",
    [
        pytest.param(depose, id="another broker becomes the leader"),
        pytest.param(cut, id="the connection breaks before the answer"),
    ],
)
def test_a_broker_that_is_back_in_time(
    behind_proxy: Ingest, broker: BrokerProxy, fail: Callable[[BrokerProxy], None]
) -> None:
    fail(broker)
    assert behind_proxy.reports(*reported_twice()) == {"created": HOSTS, "updated": HOSTS, "rejected": 0}
    assert behind_proxy.waiting() == 0
    types = told(behind_proxy).values()
    assert [of_host[-2:] for of_host in types] == [["created", "updated"]] * HOSTS


def fall_silent_at_once(broker: BrokerProxy) -> None:
    broker.silent_after = 0


def fall_silent(broker: BrokerProxy) -> None:
    broker.silent_after = 1


def depose_for_long(broker: BrokerProxy) -> None:
    broker.leaderless = 10**6


@pytest.mark.parametrize(
    "fail",
    [
        pytest.param(fall_silent_at_once, id="it accepts connections and never answers"),
        pytest.param(fall_silent, id="it falls silent in the middle"),
        pytest.param(depose_for_long, id="nobody leads"),
    ],
)
@pytest.mark.parametrize("connected", [True, False], ids=["connected", "not connected yet"])
def test_a_broker_that_does_not_come_back_in_time(
    ingest: Ingest, impatient: Ingest, broker: BrokerProxy, fail: Callable[[BrokerProxy], None], connected: bool
) -> None:
    if connected:
        impatient.report(org_id="another")
    fail(broker)
    began = time.monotonic()
    assert impatient.reports(*reported_twice()) == {"created": HOSTS, "updated": HOSTS, "rejected": 0}
    assert time.monotonic() - began < TIMEOUT_S + PATIENCE_S
    assert ingest.waiting() == 2 * HOSTS

    assert relay(ingest) == RelayReport(published=2 * HOSTS, left=0)
    for host in ingest.hosts():
        assert told(ingest)[host["id"]][-2:] == ["created", "updated"]
    assert len(ingest.hosts()) == HOSTS


def test_a_broker_that_goes_in_the_middle_of_publishing(
    ingest: Ingest, ingest_settings: IngestSettings, own_broker: BrokerProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    update = {"bootstrap_servers": own_broker.bootstrap_servers, "kafka_timeout_s": TIMEOUT_S}
    settings = ingest_settings.model_copy(update=update)
    ensure_topics(own_broker.bootstrap_servers, {settings.event_topic: 2, settings.notification_topic: 1})
    sent = count(1)

    class UntilItGoes(confluent_kafka.Producer):
        def produce(self, *arguments: Any, **options: Any) -> None:
            if next(sent) == HOSTS:
                self.flush()
                own_broker.stop()
            super().produce(*arguments, **options)

    runtime = Runtime.of(settings)
    monkeypatch.setattr("hbi.events.client.Producer", UntilItGoes)
    assert replace(ingest, runtime=runtime).reports(*reported_twice()) == {
        "created": HOSTS,
        "updated": HOSTS,
        "rejected": 0,
    }
    monkeypatch.undo()
    assert ingest.waiting() == 2 * HOSTS
    own_broker.start()
    patient = Runtime.of(settings.model_copy(update={"kafka_timeout_s": 30}))
    back = replace(ingest, runtime=patient)
    assert relay(back) == RelayReport(published=2 * HOSTS, left=0)
    types = told(back).values()
    assert len(types) == HOSTS
    assert any(len(of_host) > 2 for of_host in types), "some were told before the broker went"
    assert all(of_host[-2:] == ["created", "updated"] for of_host in types)
    runtime.close()
    patient.close()


@pytest.fixture
def small_messages_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """A limit of the broker that the client knows, so that it holds for every broker."""
    monkeypatch.setattr("hbi.events.client._MAX_MESSAGE_BYTES", 10_000)


@pytest.mark.usefixtures("small_messages_only")
def test_an_event_that_is_too_large_waits_and_stops_nobody(ingest: Ingest) -> None:
    reports = [host_report() for _ in range(5)]
    reports[2] = host_report(tags={"ns": {"key": ["x" * 200 + str(number) for number in range(60)]}})
    assert ingest.reports(*reports) == {"created": 5, "rejected": 0}
    assert relay(ingest) == RelayReport(published=0, left=1)
    assert len(told(ingest)) == 4

    ingest.reports({**reports[2], "tags": {"ns": {}}})
    assert ingest.waiting() == 0
    assert sorted(told(ingest).values()) == [["created"]] * 4 + [["created", "updated"]]


@pytest.mark.usefixtures("small_messages_only")
def test_a_rejected_record_that_is_too_large_leaves_its_coordinates(ingest: Ingest) -> None:
    assert ingest.messages(b"junk", b"x" * 20_000, host_message(host_report())) == {"created": 1, "rejected": 2}
    small, large = sorted(ingest.dead_letters(), key=lambda letter: letter.headers["hbi-offset"])
    assert (small.value, "hbi-omitted-bytes" in small.headers) == (b"junk", False)
    assert (large.value, large.headers["hbi-omitted-bytes"], large.headers["hbi-offset"]) == (b"", "20000", "1")
    assert large.headers["hbi-reason"] == small.headers["hbi-reason"]


def test_a_batch_whose_rejected_records_cannot_be_set_aside_comes_again(
    ingest: Ingest, impatient: Ingest, broker: BrokerProxy
) -> None:
    event = msk_event([*(host_message(report) for report in reported_twice()), b"junk"])
    broker.silent_after = 0
    with pytest.raises(PublishFailed):
        consume(event, impatient.runtime)
    assert ingest.dead_letters() == []

    assert consume(event, ingest.runtime).counts == {"updated": 2 * HOSTS, "rejected": 1}
    assert len(ingest.hosts()) == HOSTS
    assert list(told(ingest).values()) == [["created", "updated", "updated", "updated"]] * HOSTS
    assert [letter.value for letter in ingest.dead_letters()] == [b"junk"]
