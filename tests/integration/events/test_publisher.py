"""Events are never lost and stay in order (contract: ingest-and-events 12)."""

import threading
import uuid
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from kafka import KafkaConsumer, TopicPartition

from functions.ingest.runtime import Runtime
from hbi import clock
from hbi.db.engine import Database
from hbi.documents import JsonText
from hbi.events import outbox
from hbi.events.messages import Message
from hbi.events.outbox import PendingEvent
from hbi.events.producer import Producer, PublishFailed
from hbi.events.publisher import Publisher, RelayReport
from hbi.hosts.key import HostKey
from hbi.profile.reported import ReportedPart
from hbi.settings import IngestSettings
from local.servers.broker import BrokerProcess, ensure_topics
from tests.conftest import LEFT_SOCKETS, Sql
from tests.support.factories import ORG, Json, host_report, stored_host
from tests.support.faults.waiting import wait_for_a_waiter
from tests.support.ingesting import Ingest
from tests.support.topics import read_topic

pytestmark = [pytest.mark.kafka, pytest.mark.own_connection]

SOON = timedelta(seconds=30)


def owe(database: Database, *events: PendingEvent) -> None:
    with database.write() as tx:
        outbox.append(tx, events)


def updated(host: dict[str, Any]) -> PendingEvent:
    return PendingEvent(host["org_id"], host["id"], "updated", outbox.change_context(request_id="r"))


def deleted(host: dict[str, Any]) -> PendingEvent:
    context = outbox.delete_context(
        insights_id=host["insights_id"],
        subscription_manager_id="s",
        account="a",
        reporter="puptoo",
        host_type="conventional",
        os_name="RHEL",
        is_bootc=True,
        last_seen={},
        platform_metadata={"b64_identity": "i"},
        request_id="r",
        initiated_by_frontend=True,
    )
    return PendingEvent(host["org_id"], host["id"], "delete", context)


def key_of(host: dict[str, Any]) -> HostKey:
    return host["org_id"], host["id"]


@pytest.fixture
def publisher(ingest: Ingest) -> Publisher:
    return ingest.runtime.publisher


@pytest.fixture
def runtime_without_broker(ingest_settings: IngestSettings) -> Iterator[Runtime]:
    """An ingest function whose broker refuses connections."""
    runtime = Runtime.of(ingest_settings.model_copy(update={"bootstrap_servers": "127.0.0.1:1", "kafka_timeout_s": 1}))
    yield runtime
    runtime.close()


def test_a_delete_event(ingest: Ingest, publisher: Publisher, database: Database, sql: Sql) -> None:
    host = stored_host(sql)
    sql("DELETE FROM hbi.hosts")
    owe(database, deleted(host))
    assert publisher.publish([key_of(host)]) == 1
    (event,) = ingest.events()
    body = event.body
    assert abs(clock.now() - datetime.fromisoformat(body.pop("timestamp"))) < SOON
    assert body == {
        "type": "delete",
        "id": host["id"],
        "org_id": ORG,
        "account": "a",
        "insights_id": host["insights_id"],
        "request_id": "r",
        "subscription_manager_id": "s",
        "initiated_by_frontend": True,
        "platform_metadata": {"b64_identity": "i"},
        "metadata": {"request_id": "r"},
    }
    assert event.key == host["id"]
    assert {name: event.headers[name] for name in ("event_type", "insights_id", "os_name", "is_bootc")} == {
        "event_type": "delete",
        "insights_id": host["insights_id"],
        "os_name": "RHEL",
        "is_bootc": "True",
    }


STORED, OTHER = str(uuid.UUID(int=1)), str(uuid.UUID(int=2))


@pytest.mark.parametrize(
    ("digest", "columns", "shown"),
    [
        pytest.param(STORED, {"cpu_flags": JsonText('["reported"]')}, ["reported"], id="as reported: not read"),
        pytest.param(OTHER, {"cpu_flags": JsonText('["reported"]')}, ["stored"], id="changed since: read"),
        pytest.param(STORED, {"kernel_modules": JsonText('["m"]')}, ["stored"], id="not in the report: read"),
        pytest.param(STORED, {"cpu_flags": None}, ["stored"], id="empty in the report: read"),
    ],
)
def test_lists_that_were_just_stored_are_not_read_back(
    ingest: Ingest, publisher: Publisher, database: Database, sql: Sql, digest: str, columns: Json, shown: list[str]
) -> None:
    host = stored_host(sql, dynamic={"cpu_flags": ["stored"], "profile_hash": STORED})
    owe(database, updated(host))
    assert publisher.publish([key_of(host)], {key_of(host): ReportedPart(columns, digest)}) == 1
    (event,) = ingest.events()
    assert event.body["host"]["system_profile"]["cpu_flags"] == shown


def test_changes_of_a_host_that_is_gone_are_dropped_and_its_delete_is_not(
    ingest: Ingest, publisher: Publisher, database: Database, sql: Sql
) -> None:
    host, other = stored_host(sql), stored_host(sql)
    sql("DELETE FROM hbi.hosts WHERE id = %s", (host["id"],))
    owe(database, updated(host), updated(other), deleted(host))
    assert publisher.publish([key_of(host), key_of(other)]) == 2
    assert {(event.key, event.body["type"]) for event in ingest.events()} == {
        (host["id"], "delete"),
        (other["id"], "updated"),
    }
    assert ingest.waiting() == 0


def test_a_host_keeps_the_partition_that_librdkafka_would_choose(ingest_settings: IngestSettings) -> None:
    topic, keys = f"partitions-{uuid.uuid4()}", [str(uuid.uuid4()) for _ in range(20)]
    ensure_topics(ingest_settings.bootstrap_servers, {topic: 4})
    producer = Producer(ingest_settings)
    producer.send([Message(topic, key.encode(), b"{}", []) for key in keys])
    producer.close()
    consumer = KafkaConsumer(bootstrap_servers=ingest_settings.bootstrap_servers, auto_offset_reset="earliest")
    consumer.assign([TopicPartition(topic, number) for number in range(4)])
    found: dict[str, int] = {}
    while len(found) < len(keys):
        for partition, records in consumer.poll(timeout_ms=200).items():
            found |= {record.key.decode(): partition.partition for record in records}
    consumer.close()
    assert found == {key: zlib.crc32(key.encode()) % 4 for key in keys}


def test_publishing_takes_all_that_waits_for_a_host_and_nothing_else(
    ingest: Ingest, publisher: Publisher, database: Database, sql: Sql
) -> None:
    host, other = stored_host(sql), stored_host(sql)
    owe(database, updated(host), updated(other))
    owe(database, updated(host))
    assert publisher.publish([key_of(host)]) == 2
    assert [event.key for event in ingest.events()] == [host["id"]] * 2
    assert ingest.waiting() == 1


@pytest.mark.usefixtures("left_sockets")
@pytest.mark.filterwarnings(LEFT_SOCKETS)
def test_a_broker_that_is_away_fails_nobody_and_loses_nothing(
    ingest: Ingest, runtime_without_broker: Runtime, caplog: pytest.LogCaptureFixture
) -> None:
    without_broker = replace(ingest, runtime=runtime_without_broker)
    reports = [host_report() for _ in range(10)]
    assert without_broker.reports(*reports) == {"created": 10, "rejected": 0}
    assert [record.name for record in caplog.records if record.levelname == "WARNING"] == ["hbi.events.publisher"]
    assert without_broker.reports(*reports) == {"updated": 10, "rejected": 0}
    assert (ingest.waiting(), ingest.events()) == (20, [])
    assert ingest.runtime.publisher.relay(clock.now() + SOON, limit=7) == RelayReport(published=20, left=0)
    per_host: dict[str | None, list[str]] = {}
    for event in ingest.events():
        per_host.setdefault(event.key, []).append(event.body["type"])
    assert list(per_host.values()) == [["created", "updated"]] * 10


@pytest.mark.usefixtures("left_sockets")
@pytest.mark.filterwarnings(LEFT_SOCKETS)
def test_a_rejected_record_that_cannot_be_set_aside_fails_the_batch(
    ingest: Ingest, runtime_without_broker: Runtime
) -> None:
    without_broker = replace(ingest, runtime=runtime_without_broker)
    with pytest.raises(PublishFailed):
        without_broker.messages(b"junk")


def test_ingest_publishes_what_an_earlier_invocation_left(ingest: Ingest, runtime_without_broker: Runtime) -> None:
    report = host_report()
    replace(ingest, runtime=runtime_without_broker).reports(report)
    ingest.reports(report)
    assert [event.body["type"] for event in ingest.events()] == ["created", "updated"]


def test_the_relay_stops_at_its_deadline(publisher: Publisher, database: Database, sql: Sql) -> None:
    owe(database, updated(stored_host(sql)))
    assert publisher.relay(clock.now()) == RelayReport(published=0, left=1)


def test_a_second_publisher_of_a_host_waits_for_the_first(
    ingest: Ingest, ingest_settings: IngestSettings, database: Database, sql: Sql
) -> None:
    """The first has claimed the host's event and not sent it yet when the second comes with a later one."""
    host = stored_host(sql)
    sending, released = threading.Event(), threading.Event()

    class SlowProducer(Producer):
        def send(self, messages: Any) -> set[int]:
            sending.set()
            assert released.wait(100)
            return super().send(messages)

    slow = SlowProducer(ingest_settings)
    owe(database, updated(host))
    first = threading.Thread(target=Publisher(database, slow, ingest_settings).publish, args=([key_of(host)],))
    first.start()
    assert sending.wait(100)
    sql("UPDATE hbi.hosts SET ansible_host = 'second'")
    owe(database, updated(host))
    second = threading.Thread(target=ingest.runtime.publisher.publish, args=([key_of(host)],))
    second.start()
    wait_for_a_waiter(sql)
    assert ingest.events() == []
    released.set()
    first.join()
    second.join()
    slow.close()
    shown = [event.body["host"]["ansible_host"] for event in ingest.events()]
    assert len(shown) == 2
    assert shown[1] == "second"


@pytest.mark.parametrize("overtake", ["another report", "another writer"])
def test_an_event_shows_what_others_stored_before_it_was_sent(
    ingest: Ingest, sql: Sql, monkeypatch: pytest.MonkeyPatch, overtake: str
) -> None:
    mine, theirs = ["mine-0:1-1.el9.noarch"], ["theirs-0:2-2.el9.noarch"]
    report = host_report(system_profile={"installed_packages": mine})
    publish = Publisher.publish

    def publish_late(publisher: Publisher, *arguments: Any) -> int:
        if overtake == "another report":
            monkeypatch.setattr(Publisher, "publish", lambda *_: 0)
            ingest.reports({**report, "system_profile": {"installed_packages": theirs}})
        else:
            sql("UPDATE hbi.system_profiles_dynamic SET installed_packages = %s", (theirs,))
        return publish(publisher, *arguments)

    monkeypatch.setattr(Publisher, "publish", publish_late)
    ingest.reports(report)
    shown = [event.body["host"]["system_profile"]["installed_packages"] for event in ingest.events()]
    assert shown == [theirs] * (2 if overtake == "another report" else 1)
    assert ingest.waiting() == 0


def test_one_host_that_makes_no_event_does_not_stop_the_others(
    ingest: Ingest, publisher: Publisher, database: Database, sql: Sql
) -> None:
    context = {outbox.TRACE: {"x-amzn-trace-id": 1}}
    broken, whole = stored_host(sql), stored_host(sql)
    owe(database, updated(broken)._replace(context=context), updated(whole), deleted(broken))
    assert publisher.relay(clock.now() + SOON) == RelayReport(published=1, left=2)
    assert [event.key for event in ingest.events()] == [whole["id"]]


@pytest.mark.usefixtures("left_sockets")
@pytest.mark.filterwarnings(LEFT_SOCKETS)
def test_the_same_process_publishes_again_when_the_broker_is_back(
    ingest_settings: IngestSettings, own_broker: BrokerProcess, sql: Sql
) -> None:
    settings = ingest_settings.model_copy(
        update={"bootstrap_servers": own_broker.bootstrap_servers, "kafka_timeout_s": 20}
    )
    ensure_topics(own_broker.bootstrap_servers, {settings.event_topic: 2, settings.notification_topic: 1})
    runtime = Runtime.of(settings)
    ingest = Ingest(runtime, sql)
    reports = [host_report() for _ in range(5)]
    ingest.reports(*reports)
    assert ingest.waiting() == 0
    own_broker.stop()
    ingest.reports(*reports)
    assert ingest.waiting() == 5
    own_broker.start()
    ingest.reports(*reports)
    assert ingest.waiting() == 0
    runtime.close()
    types = [event.body["type"] for event in read_topic(own_broker.bootstrap_servers, settings.event_topic)]
    assert types.count("updated") >= 10


def test_a_message_that_is_too_large_is_told_apart(ingest: Ingest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hbi.events.client._MAX_MESSAGE_BYTES", 10_000)
    topic = ingest.runtime.settings.event_topic
    messages = [Message(topic, b"k", b"x" * size, []) for size in (10, 20_000, 10)]
    assert ingest.runtime.producer.send(messages) == {1}
    assert [len(event.value) for event in ingest.events()] == [10, 10]


def test_messages_can_be_compressed(ingest: Ingest, ingest_settings: IngestSettings) -> None:
    producer = Producer(ingest_settings.model_copy(update={"kafka_compression": "zstd"}))
    assert producer.send([Message(ingest_settings.event_topic, b"k", b"x" * 10_000, [("event_type", b"e")])]) == set()
    producer.close()
    (event,) = ingest.events()
    assert event.value == b"x" * 10_000
    assert event.headers == {"event_type": "e"}
