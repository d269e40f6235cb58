"""Which writes of the API are notified of (contract: rest-hosts 8.2 to 8.4, ingest-and-events 13)."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from hbi import clock
from tests.conftest import Sql
from tests.fixtures.api import MakeApplication, MakeHost
from tests.support.api import Client
from tests.support.factories import stored_group
from tests.support.topics import Published, read_topic

pytestmark = pytest.mark.kafka

I = "0a2b7a10-0c1d-4e2f-8a3b-9c4d5e6f7a81"  # noqa: E741
SOON = timedelta(seconds=30)

type Notifications = Callable[[], list[Published]]


@pytest.fixture
def api(make_application: MakeApplication, kafka_environment: dict[str, str]) -> Client:
    """A user of an API with a broker."""
    return Client(make_application(**kafka_environment))


@pytest.fixture
def notifications(kafka_environment: dict[str, str]) -> Notifications:
    topic = kafka_environment["KAFKA_NOTIFICATION_TOPIC"]
    return lambda: read_topic(kafka_environment["KAFKA_BOOTSTRAP_SERVERS"], topic)


def test_a_deleted_host(api: Client, hosts: MakeHost, sql: Sql, notifications: Notifications) -> None:
    group = stored_group(sql, name="lab")
    host = hosts(
        insights_id=I,
        group=group,
        tags={"env": {"tier": ["gold"]}},
        static={"operating_system": {"name": "RHEL", "major": 9, "minor": 4}},
    )
    assert api.delete(f"/hosts/{host['id']}", headers={"x-rh-insights-request-id": "req-42"}).status == 200
    (sent,) = notifications()
    body = sent.body
    assert abs(clock.now() - datetime.fromisoformat(body.pop("timestamp"))) < SOON
    assert body == {
        "org_id": "321",
        "application": "inventory",
        "bundle": "rhel",
        "event_type": "system-deleted",
        "context": {
            "inventory_id": host["id"],
            "hostname": host["fqdn"],
            "display_name": host["display_name"],
            "rhel_version": "9.4",
            "tags": {"env": {"tier": ["gold"]}},
        },
        "events": [
            {
                "metadata": {},
                "payload": {
                    "insights_id": I,
                    "subscription_manager_id": "",
                    "satellite_id": "",
                    "groups": [{"id": group["id"], "name": "lab"}],
                },
            }
        ],
    }
    assert sent.key is None
    assert uuid.UUID(sent.headers.pop("rh-message-id")).version == 4
    assert sent.headers.pop("producer")
    assert sent.headers == {"event_type": "system-deleted", "request_id": "req-42"}


@pytest.mark.parametrize("path", ["/hosts/{ids}", "/hosts?display_name=*", "/hosts/all?confirm_delete_all=true"])
def test_each_deleted_host_is_told_of(api: Client, hosts: MakeHost, notifications: Notifications, path: str) -> None:
    ids = [hosts()["id"] for _ in range(3)]
    api.delete(path.format(ids=",".join(ids)))
    sent = notifications()
    assert sorted(message.body["context"]["inventory_id"] for message in sent) == sorted(ids)
    assert all("request_id" not in message.headers for message in sent)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        pytest.param("PATCH", "/hosts/{id}", {"ansible_host": "b"}, id="change"),
        pytest.param("PATCH", "/hosts/{id}/facts/room", {"a": 1}, id="facts merged"),
        pytest.param("PUT", "/hosts/{id}/facts/room", {"a": 1}, id="facts replaced"),
        pytest.param("POST", "/hosts/checkin", {"insights_id": I}, id="check-in"),
    ],
)
def test_other_changes_are_not_notified_of(
    api: Client, hosts: MakeHost, sql: Sql, notifications: Notifications, method: str, path: str, body: Any
) -> None:
    host = hosts(insights_id=I, facts={"room": {}})
    assert api.request(method, path.format(id=host["id"]), body=body).status in {200, 201}
    assert sql("SELECT count(*) FROM hbi.host_events_outbox") == [(0,)], "the event is sent, and nothing beside it"
    assert notifications() == []
