"""What the payload tracker hears of deletions (contract: rest-hosts 8.1 and 8.3, ingest-and-events 14)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from hbi import clock
from hbi.db.engine import Database
from hbi.events.producer import Producer
from hbi.events.publisher import Publisher
from hbi.settings import ReaperSettings
from tests.conftest import Sql
from tests.fixtures.api import MakeApplication, MakeHost
from tests.support.api import UNREACHABLE, Client
from tests.support.faults.waiting import while_others_delete
from tests.support.topics import Published, read_topic

pytestmark = pytest.mark.kafka

REQUEST = {"x-rh-insights-request-id": "5f2c8a1e-0000-4000-8000-00000000000a"}
ALL = "/hosts/all?confirm_delete_all=true"
SOON = timedelta(seconds=30)
DELETED = [("processing", "deleted host"), ("processing_success", None)]
NOT_DELETED = [("processing", "not deleted host"), ("processing_success", None)]

type MakeClient = Callable[..., Client]


@pytest.fixture
def make_client(make_application: MakeApplication, kafka_environment: dict[str, str]) -> MakeClient:
    """Users of an API that has a broker and tells the payload tracker."""

    def make(**environment: str) -> Client:
        usual = {**kafka_environment, "PAYLOAD_TRACKER_ENABLED": "true"}
        return Client(make_application(**usual | environment))

    return make


@pytest.fixture
def tracked(make_client: MakeClient) -> Client:
    """One of them."""
    return make_client()


@pytest.fixture
def sent(kafka_environment: dict[str, str]) -> Callable[[], list[Published]]:
    """Status messages by date."""

    def read() -> list[Published]:
        topic = kafka_environment["PAYLOAD_TRACKER_KAFKA_TOPIC"]
        messages = read_topic(kafka_environment["KAFKA_BOOTSTRAP_SERVERS"], topic)
        return sorted(messages, key=lambda message: message.body["date"])

    return read


@pytest.fixture
def told(sent: Callable[[], list[Published]]) -> Callable[[], dict[str, list[tuple[str, str | None]]]]:
    """Status and text of the messages about each host, in order."""

    def read() -> dict[str, list[tuple[str, str | None]]]:
        found: dict[str, list[tuple[str, str | None]]] = {}
        for message in sent():
            body = message.body
            found.setdefault(body["inventory_id"], []).append((body["status"], body.get("status_msg")))
        return found

    return read


def test_a_status_message(tracked: Client, hosts: MakeHost, sent: Callable[[], list[Published]]) -> None:
    host = hosts()
    tracked.delete(f"/hosts/{host['id']}", headers=REQUEST)
    first, _ = sent()
    assert (first.key, first.headers) == (None, {})
    body = first.body
    assert list(body) == sorted(body)
    date = datetime.fromisoformat(body.pop("date"))
    assert abs(clock.now() - date.replace(tzinfo=UTC)) < SOON
    assert body == {
        "service": "inventory",
        "request_id": "5f2c8a1e00004000800000000000000a",
        "inventory_id": host["id"],
        "status": "processing",
        "status_msg": "deleted host",
    }


@pytest.mark.parametrize("path", ["/hosts/{ids}", "/hosts?display_name=*", ALL], ids=["by id", "by filter", "all"])
def test_each_deleted_host_is_told_of(tracked: Client, hosts: MakeHost, told: Any, path: str) -> None:
    ids = [hosts()["id"] for _ in range(3)]
    tracked.delete(path.format(ids=",".join(ids)), headers=REQUEST)
    assert told() == dict.fromkeys(ids, DELETED)


def test_a_host_that_is_gone_when_its_turn_comes(
    make_client: MakeClient, hosts: MakeHost, sql: Sql, told: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = sorted(hosts()["id"] for _ in range(2))
    publish = Publisher.publish

    def another_deletes_the_second(publisher: Publisher, keys: Any) -> int:
        sql("DELETE FROM hbi.hosts")
        return publish(publisher, keys)

    monkeypatch.setattr(Publisher, "publish", another_deletes_the_second)
    make_client(HOST_DELETE_CHUNK_SIZE="1").delete(ALL, headers=REQUEST)
    assert told() == {first: DELETED, second: NOT_DELETED}


@pytest.mark.parametrize("left", [pytest.param(0, id="none is left"), pytest.param(1, id="one is left")])
def test_named_hosts_that_somebody_else_deletes(
    tracked: Client, hosts: MakeHost, database_url: str, sql: Sql, told: Any, left: int
) -> None:
    gone, ours = [hosts()["id"] for _ in range(2)], [hosts()["id"] for _ in range(left)]
    path = f"/hosts/{','.join(gone + ours)}"
    while_others_delete(gone, lambda: tracked.delete(path, headers=REQUEST), database_url=database_url, sql=sql)
    assert told() == {**dict.fromkeys(gone, NOT_DELETED), **dict.fromkeys(ours, DELETED)}


@pytest.mark.parametrize(
    ("environment", "method", "path", "headers"),
    [
        pytest.param({}, "DELETE", "/hosts/{id}", {}, id="no request id"),
        pytest.param({"PAYLOAD_TRACKER_ENABLED": "false"}, "DELETE", "/hosts/{id}", REQUEST, id="it is off"),
        pytest.param({}, "DELETE", f"/hosts/{{id}},{uuid4()}", REQUEST, id="a host does not exist"),
        pytest.param({}, "PATCH", "/hosts/{id}", REQUEST, id="another change"),
    ],
)
def test_what_the_tracker_does_not_hear_of(
    make_client: MakeClient,
    hosts: MakeHost,
    sent: Callable[[], list[Published]],
    environment: dict[str, str],
    method: str,
    path: str,
    headers: dict[str, str],
) -> None:
    path = path.format(id=hosts()["id"])
    body = {"display_name": "web"} if method == "PATCH" else None
    make_client(**environment).request(method, path, body=body, headers=headers)
    assert sent() == []


def test_statuses_that_cannot_be_sent_fail_nothing(make_client: MakeClient, hosts: MakeHost, sql: Sql) -> None:
    api = make_client(PAYLOAD_TRACKER_KAFKA_TOPIC="not a topic", HBI_KAFKA_TIMEOUT_SECONDS="6")
    for _ in range(2):
        assert api.delete(f"/hosts/{hosts()['id']}", headers=REQUEST).status == 200
    assert sql("SELECT count(*) FROM hbi.host_events_outbox") == [(0,)]


def test_whoever_publishes_later_tells_in_the_name_of_the_api(
    make_client: MakeClient,
    kafka_environment: dict[str, str],
    hosts: MakeHost,
    database: Database,
    sent: Callable[[], list[Published]],
) -> None:
    host = hosts()
    assert make_client(**UNREACHABLE).delete(f"/hosts/{host['id']}", headers=REQUEST).status == 200
    assert sent() == []
    settings = ReaperSettings.load(
        {**kafka_environment, "HBI_DATABASE_URL": "postgresql://h/d", "HBI_EXPORT_BUCKET": "b"}
    )
    producer = Producer(settings)
    Publisher(database, producer, settings).relay(clock.now() + SOON)
    producer.close()
    assert [(message.body["service"], message.body["inventory_id"]) for message in sent()] == [
        ("inventory", host["id"])
    ] * 2
