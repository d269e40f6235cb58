"""Changes reach the event topic, or wait for the relay (contract: rest-hosts 8.1 to 8.3)."""

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import orjson
import pytest
from kafka import KafkaConsumer, TopicPartition

from functions.api.application import Application
from hbi import clock
from hbi.db.engine import Database
from hbi.events.producer import Producer
from hbi.events.publisher import Publisher, RelayReport
from hbi.settings import ReaperSettings
from tests.conftest import LEFT_SOCKETS, Sql
from tests.fixtures.api import MakeApplication, MakeHost
from tests.fixtures.metrics import Measure
from tests.support.api import Client
from tests.support.clocks import clock_of
from tests.support.faults.wires import BrokerProxy

PATIENCE_S = 20.0
"""What a busy machine may need; well below the time-out of the other tests."""

pytestmark = pytest.mark.kafka

type Event = tuple[str, dict[str, str], dict[str, Any]]


@pytest.fixture
def api(make_application: MakeApplication, kafka_environment: dict[str, str]) -> Client:
    """A user of an API with a broker."""
    return Client(make_application(**kafka_environment))


@pytest.fixture
def topic(kafka_environment: dict[str, str]) -> Iterator["Topic"]:
    """The event topic."""
    consumer = KafkaConsumer(bootstrap_servers=kafka_environment["KAFKA_BOOTSTRAP_SERVERS"], enable_auto_commit=False)
    yield Topic(consumer, kafka_environment["KAFKA_EVENT_TOPIC"])
    consumer.close()


class Topic:
    """Reads everything that is in a topic."""

    def __init__(self, consumer: KafkaConsumer, name: str) -> None:
        self._consumer = consumer
        self._name = name

    def events(self) -> list[Event]:
        """Key, headers and body of each message, per partition in order."""
        partitions = [TopicPartition(self._name, number) for number in self._consumer.partitions_for_topic(self._name)]
        self._consumer.assign(partitions)
        self._consumer.seek_to_beginning(*partitions)
        ends = self._consumer.end_offsets(partitions)
        found: list[Event] = []
        while any(self._consumer.position(partition) < end for partition, end in ends.items()):
            for records in self._consumer.poll(timeout_ms=200).values():
                found += [
                    (
                        record.key.decode(),
                        {name: value.decode() for name, value in record.headers},
                        orjson.loads(record.value),
                    )
                    for record in records
                ]
        return found


def test_patch(api: Client, hosts: MakeHost, topic: Topic, sql: Sql) -> None:
    host = hosts(tags={"env": {"tier": ["gold"]}}, static={"arch": "x86_64", "host_type": "edge"}, host_type="edge")
    path = f"/hosts/{host['id']}"
    assert api.patch(path, {"display_name": "web"}, headers={"x-rh-insights-request-id": "req-42"}).status == 200
    ((key, headers, body),) = topic.events()
    assert key == host["id"]
    assert (headers["event_type"], headers["request_id"], headers["host_type"]) == ("updated", "req-42", "edge")
    assert body["type"] == "updated"
    assert body["metadata"] == {"request_id": "req-42"}
    assert body["platform_metadata"].keys() == {"b64_identity"}
    assert "workspace" not in body["host"]
    assert body["host"]["tags"] == [{"namespace": "env", "key": "tier", "value": "gold"}]
    assert body["host"]["system_profile"] == {"arch": "x86_64", "host_type": "edge"}
    assert body["host"]["groups"][0].keys() == {"id", "name", "ungrouped"}

    (shown,) = api.get(path).json["results"]
    same = shown.keys() - {"groups", "workspace"}
    assert {name: body["host"][name] for name in same} == {name: shown[name] for name in same}
    assert sql("SELECT count(*) FROM hbi.host_events_outbox") == [(0,)]


def test_no_real_change_no_event(api: Client, hosts: MakeHost, topic: Topic) -> None:
    host = hosts(display_name="web")
    assert api.patch(f"/hosts/{host['id']}", {"display_name": "web"}).status == 200
    assert topic.events() == []


def test_delete(api: Client, hosts: MakeHost, topic: Topic, sql: Sql) -> None:
    host = hosts(account="0042")
    assert api.delete(f"/hosts/{host['id']}", headers={"x-rh-frontend-origin": "hcc"}).status == 200
    ((key, headers, body),) = topic.events()
    assert (key, headers["event_type"], headers["request_id"]) == (host["id"], "delete", "")
    assert body.pop("timestamp").endswith("+00:00")
    assert body.pop("platform_metadata").keys() == {"b64_identity"}
    assert body == {
        "type": "delete",
        "id": host["id"],
        "org_id": "321",
        "account": "0042",
        "insights_id": host["insights_id"],
        "subscription_manager_id": None,
        "request_id": None,
        "initiated_by_frontend": True,
        "metadata": {"request_id": None},
    }
    assert sql("SELECT count(*) FROM hbi.host_events_outbox") == [(0,)]


def test_what_a_missing_broker_left_goes_out_in_order_with_the_next_change(
    make_application: MakeApplication, api: Client, hosts: MakeHost, topic: Topic, sql: Sql
) -> None:
    host = hosts()
    offline: Application = make_application()
    assert Client(offline).patch(f"/hosts/{host['id']}", {"display_name": "first"}).status == 200
    assert sql("SELECT count(*) FROM hbi.host_events_outbox") == [(1,)]
    assert api.patch(f"/hosts/{host['id']}", {"display_name": "second"}).status == 200
    assert [(body["type"], body["host"]["display_name"]) for _, _, body in topic.events()] == [
        ("updated", "second")
    ] * 2
    assert sql("SELECT count(*) FROM hbi.host_events_outbox") == [(0,)]


@pytest.mark.usefixtures("left_sockets")
@pytest.mark.filterwarnings(LEFT_SOCKETS)
def test_a_broker_that_never_answers_delays_the_answer_and_nothing_else(
    make_application: MakeApplication,
    kafka_environment: dict[str, str],
    database: Database,
    hosts: MakeHost,
    topic: Topic,
    sql: Sql,
) -> None:
    edited, deleted = hosts(), hosts()
    broker = kafka_environment["KAFKA_BOOTSTRAP_SERVERS"]
    with BrokerProxy(int(broker.rpartition(":")[2])) as silent:
        silent.silent_after = 0
        environment = {"KAFKA_BOOTSTRAP_SERVERS": silent.address, "HBI_KAFKA_TIMEOUT_SECONDS": "0.5"}
        api = Client(make_application(**{**kafka_environment, **environment}))
        began = time.monotonic()
        assert api.patch(f"/hosts/{edited['id']}", {"display_name": "web"}).status == 200
        assert api.delete(f"/hosts/{deleted['id']}").status == 200
        assert time.monotonic() - began < PATIENCE_S
        assert api.get(f"/hosts/{edited['id']}").json["results"][0]["display_name"] == "web"
        assert sql("SELECT count(*) FROM hbi.host_events_outbox") == [(2,)]

    settings = ReaperSettings.load(
        {**kafka_environment, "HBI_DATABASE_URL": "postgresql://h/d", "HBI_EXPORT_BUCKET": "b"}
    )
    producer = Producer(settings)
    publisher = Publisher(database, producer, settings)
    assert publisher.relay(clock.now() + timedelta(seconds=30)) == RelayReport(published=2, left=0)
    producer.close()
    assert {(key, body["type"]) for key, _, body in topic.events()} == {
        (edited["id"], "updated"),
        (deleted["id"], "delete"),
    }


@pytest.mark.usefixtures("left_sockets")
@pytest.mark.filterwarnings(LEFT_SOCKETS)
def test_only_the_first_request_waits_for_a_broker_that_never_answers(
    make_application: MakeApplication,
    kafka_environment: dict[str, str],
    hosts: MakeHost,
    topic: Topic,
    sql: Sql,
    measured: Measure,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    host, others = hosts(), [hosts() for _ in range(3)]
    broker = kafka_environment["KAFKA_BOOTSTRAP_SERVERS"]
    with BrokerProxy(int(broker.rpartition(":")[2])) as stalled:
        stalled.silent_after = 0
        environment = {"HBI_KAFKA_TIMEOUT_SECONDS": "5", "HBI_PUBLISH_PAUSE_SECONDS": "300"}
        application = make_application(
            **{**kafka_environment, "KAFKA_BOOTSTRAP_SERVERS": stalled.address, **environment}
        )
        api, pausing = Client(application), clock_of("hbi.events.publisher", monkeypatch)
        assert api.patch(f"/hosts/{host['id']}", {"display_name": "first"}).status == 200
        assert api.patch(f"/hosts/{host['id']}", {"display_name": "second"}).status == 200
        assert api.delete("/hosts?display_name=host*").status == 202
        assert sql("SELECT count(*) FROM hbi.host_events_outbox") == [(2 + len(others),)]
        deferred = "inventory_deferred_publication_count"
        counted = measured()
        assert (counted[deferred, "cause=broker"], counted[deferred, "cause=pause"]) == ([1], [1, len(others)])

        stalled.silent_after = None
        pausing.go_ahead(300)
        assert api.patch(f"/hosts/{host['id']}", {"display_name": "third"}).status == 200
        application.close()
    assert [body["metadata"] for key, _, body in topic.events() if key == host["id"]] == [{"request_id": None}] * 3
    assert sql("SELECT count(*) FROM hbi.host_events_outbox") == [(len(others),)]
