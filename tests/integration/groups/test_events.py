"""What consumers of events read when groups change (contract: rest-groups-staleness-views 4.3)."""

import base64

import orjson
import pytest

from tests.conftest import Sql
from tests.fixtures.api import MakeApplication, MakeHost
from tests.support.api import Client
from tests.support.factories import stored_group, user_identity
from tests.support.ingesting import Ingest

pytestmark = pytest.mark.kafka


def test_events(
    make_application: MakeApplication, kafka_environment: dict[str, str], ingest: Ingest, hosts: MakeHost, sql: Sql
) -> None:
    api = Client(make_application(**kafka_environment))
    host = hosts(static={"arch": "x86_64"}, tags={"ns": {"k": ["v"]}})
    headers = {"x-rh-insights-request-id": "req-42"}
    group = api.post("/groups", {"name": "web", "host_ids": [host["id"]]}, headers=headers).json
    [event] = ingest.events()
    assert event.key == host["id"]
    assert (event.headers["event_type"], event.headers["request_id"]) == ("updated", "req-42")
    document = event.body
    assert (document["type"], document["metadata"]) == ("updated", {"request_id": "req-42"})
    assert document["host"]["groups"] == [{"id": group["id"], "name": "web", "ungrouped": False}]
    assert document["host"]["system_profile"]["arch"] == "x86_64"
    sender = orjson.loads(base64.b64decode(document["platform_metadata"]["b64_identity"]))
    assert sender == user_identity()
    assert sql("SELECT count(*) FROM hbi.host_events_outbox") == [(0,)]
    api.patch(f"/groups/{group['id']}", {"name": "db"})
    api.delete(f"/groups/{group['id']}")
    shown = [event.body["host"]["groups"][0]["name"] for event in ingest.events()]
    assert shown == ["web", "db", "Ungrouped Hosts"]


def test_refused_requests_have_no_events(
    make_application: MakeApplication, kafka_environment: dict[str, str], ingest: Ingest, hosts: MakeHost, sql: Sql
) -> None:
    api, host_id = Client(make_application(**kafka_environment)), hosts()["id"]
    group = stored_group(sql, name="web")["id"]
    assert api.post("/groups", {"name": "é", "host_ids": [host_id]}).status == 400
    assert api.delete(f"/groups/{group}/hosts/{host_id}").status == 404
    assert ingest.events() == []
