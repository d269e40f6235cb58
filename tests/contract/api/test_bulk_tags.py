"""`POST /tags` at the root: tags for many hosts (contract: rest-groups-staleness-views 12)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import orjson
import pytest

from tests.conftest import Sql
from tests.fixtures.api import MakeApplication, MakeHost
from tests.support.api import Answer, Client, FakeRbac, gateway_event, received
from tests.support.factories import Json, encode_identity, system_identity, user_identity

TAG = {"namespace": "env", "key": "tier", "value": "gold"}

type Send = Callable[..., Answer]


@pytest.fixture
def send(make_application: MakeApplication) -> Send:
    """`send(body, identity=…, method="POST") -> Answer` to the path `/tags` below no base."""
    return sender(make_application())


def sender(application: Any) -> Send:
    def send(body: Any, identity: Json | None = None, method: str = "POST", **headers: str) -> Answer:
        raw = body if isinstance(body, bytes) else orjson.dumps(body)
        sent = {
            "x-rh-identity": encode_identity(identity or user_identity()),
            "content-type": "application/json",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        event = gateway_event(method, "/tags", {name: value for name, value in sent.items() if value}, raw)
        return received(application.respond(event))

    return send


def tags_of(sql: Sql, host_id: str) -> Any:
    ((tags, tags_alt),) = sql("SELECT tags, tags_alt FROM hbi.hosts WHERE id = %s", (host_id,))
    flat = [(tag["namespace"], tag["key"], tag["value"]) for tag in tags_alt]
    nested = [
        (namespace, key, value)
        for namespace, keys in tags.items()
        for key, values in keys.items()
        for value in values or [None]
    ]
    assert sorted(flat, key=repr) == sorted(nested, key=repr)
    return tags


@pytest.mark.parametrize("colour", [5, None, True, [], {}, "red", "re\0d"])
def test_other_members_of_a_tag_are_not_looked_at(send: Send, hosts: MakeHost, sql: Sql, colour: Any) -> None:
    host_id = hosts()["id"]
    answer = send({"tags": [{**TAG, "colour": colour}], "host_id_list": [host_id]})
    assert answer.status == 200, answer.content
    assert tags_of(sql, host_id) == {"env": {"tier": ["gold"]}}


def test_tags_are_added(send: Send, hosts: MakeHost, sql: Sql) -> None:
    known = {"env": {"tier": ["old"], "area": []}, "room": {"rack": ["r2"]}}
    first, second = hosts(tags=known)["id"], hosts()["id"]
    answer = send({"tags": [TAG, TAG, {**TAG, "value": "old"}], "host_id_list": [first, second.upper()]})
    assert (answer.status, answer.content_type) == (200, "application/json")
    assert answer.json == {"processed_hosts": 2, "total_hosts": 2, "not_found_hosts": []}
    assert tags_of(sql, first) == {"env": {"tier": ["old", "gold"], "area": []}, "room": {"rack": ["r2"]}}
    assert tags_of(sql, second) == {"env": {"tier": ["gold", "old"]}}


def test_updated_moves_and_events_are_due(send: Send, hosts: MakeHost, sql: Sql) -> None:
    """Of culled hosts, which get the tags all the same, no event is sent."""
    host, culled = hosts(age=timedelta(hours=1)), hosts(age=timedelta(days=40))
    answer = send({"tags": [TAG], "host_id_list": [host["id"], culled["id"]]})
    assert answer.json["processed_hosts"] == 2
    for stored in (host, culled):
        assert tags_of(sql, stored["id"]) == {"env": {"tier": ["gold"]}}
        ((changed,),) = sql("SELECT modified_on FROM hbi.hosts WHERE id = %s", (stored["id"],))
        assert changed > stored["modified_on"]
    assert sql("SELECT host_id::text, event_type FROM hbi.host_events_outbox") == [(host["id"], "updated")]


def test_counts(send: Send, hosts: MakeHost) -> None:
    host, foreign, unknown = hosts()["id"], hosts(org_id="654")["id"], str(uuid4()).upper()
    answer = send({"tags": [TAG], "host_id_list": [host, host.upper(), foreign, unknown]}).json
    assert (answer["processed_hosts"], answer["total_hosts"]) == (1, 4)
    assert answer["not_found_hosts"] == [foreign, unknown]
    assert "2 hosts" in answer["warning"]


def test_batches(make_application: MakeApplication, hosts: MakeHost, sql: Sql) -> None:
    ids = [hosts()["id"] for _ in range(7)]
    send = sender(make_application(API_BULK_TAG_HOST_BATCH_SIZE="3"))
    assert send({"tags": [TAG], "host_id_list": ids}).json["processed_hosts"] == 7
    assert all(tags_of(sql, host_id) == {"env": {"tier": ["gold"]}} for host_id in ids)


@pytest.mark.parametrize("member", ["namespace", "key", "value"])
@pytest.mark.parametrize("value", [..., None, ""])
def test_incomplete_tags_are_skipped(send: Send, hosts: MakeHost, sql: Sql, member: str, value: Any) -> None:
    host = hosts()["id"]
    incomplete = {name: text for name, text in (TAG | {member: value}).items() if text is not ...}
    assert send({"tags": [incomplete], "host_id_list": [host]}).json["processed_hosts"] == 1
    assert tags_of(sql, host) == {}
    assert sql("SELECT * FROM hbi.host_events_outbox") == []
    assert send({"tags": [incomplete, TAG], "host_id_list": [host]}).status == 200
    assert tags_of(sql, host) == {"env": {"tier": ["gold"]}}


@pytest.mark.parametrize(
    "identity",
    [
        pytest.param(user_identity(user={"username": "nobody"}), id="a user without any permission"),
        pytest.param(system_identity(str(uuid4())), id="another host"),
        pytest.param(
            user_identity(type="X509", auth_type="x509", x509={"subject_dn": "/CN=a", "issuer_dn": "/CN=b"}),
            id="certificate",
        ),
    ],
)
def test_everybody_may(
    make_application: MakeApplication, rbac: FakeRbac, hosts: MakeHost, sql: Sql, identity: Json
) -> None:
    flags = '{"hbi.api.read-only": ["321"]}'
    send = sender(make_application(BYPASS_RBAC="false", RBAC_ENDPOINT=rbac.url, HBI_FLAGS=flags))
    host = hosts()["id"]
    assert send({"tags": [TAG], "host_id_list": [host]}, identity).json["processed_hosts"] == 1
    assert tags_of(sql, host) == {"env": {"tier": ["gold"]}}
    assert rbac.requests == []


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="no body"),
        pytest.param(b"{", id="no JSON"),
        pytest.param(b"null", id="null"),
        pytest.param([], id="a list"),
        pytest.param({}, id="an empty object"),
        pytest.param({"tags": [TAG]}, id="no hosts"),
        pytest.param({"host_id_list": ["{id}"]}, id="no tags"),
        pytest.param({"tags": [], "host_id_list": ["{id}"]}, id="an empty list of tags"),
        pytest.param({"tags": [TAG], "host_id_list": []}, id="an empty list of hosts"),
        pytest.param({"tags": TAG, "host_id_list": ["{id}"]}, id="an object for a list of tags"),
        pytest.param({"tags": [TAG], "host_id_list": "{id}"}, id="a text for a list of hosts"),
        pytest.param({"tags": [TAG], "host_id_list": ["{id}", "x"]}, id="no UUID"),
        pytest.param({"tags": [TAG], "host_id_list": ["{id}", 5]}, id="a number for a UUID"),
        pytest.param({"tags": [TAG], "host_id_list": ["{id}", "0" * 32]}, id="a UUID without hyphens"),
        pytest.param({"tags": [TAG] * 11, "host_id_list": ["{id}"]}, id="too many tags"),
        pytest.param({"tags": ["env/tier=gold"], "host_id_list": ["{id}"]}, id="a text for a tag"),
        pytest.param({"tags": [TAG | {"value": 5}], "host_id_list": ["{id}"]}, id="a number as value"),
        pytest.param({"tags": [TAG | {"key": "k" * 256}], "host_id_list": ["{id}"]}, id="a long key"),
        pytest.param({"tags": [TAG | {"namespace": "n" * 256}], "host_id_list": ["{id}"]}, id="a long namespace"),
        pytest.param({"tags": [TAG | {"value": "a\0"}], "host_id_list": ["{id}"]}, id="NUL"),
    ],
)
def test_refused_bodies_change_nothing(send: Send, hosts: MakeHost, sql: Sql, body: Any) -> None:
    host = hosts()["id"]
    before = sql("SELECT * FROM hbi.hosts")
    raw = body if isinstance(body, bytes) else orjson.dumps(body).replace(b"{id}", host.encode())
    answer = send(raw)
    assert (answer.status, answer.content_type) == (400, "application/json")
    assert answer.json.keys() == {"error"}
    assert sql("SELECT * FROM hbi.hosts") == before


def test_a_host_that_would_be_too_large(make_application: MakeApplication, hosts: MakeHost, sql: Sql) -> None:
    """It refuses the tags for all."""
    full = {"ns": {f"{number:0250}": ["v" * 255] for number in range(470)}}
    ids = [hosts()["id"], hosts(tags=full)["id"], hosts()["id"]]
    before = sql("SELECT * FROM hbi.hosts ORDER BY id")
    send = sender(make_application(HBI_MAX_REPORT_BYTES="262144", API_BULK_TAG_HOST_BATCH_SIZE="1"))
    tags = [{"namespace": "n" * 255, "key": f"{number:0255}", "value": "v" * 255} for number in range(10)]
    answer = send({"tags": tags, "host_id_list": ids})
    assert answer.status == 400
    assert ids[1] in answer.json["error"]
    assert sql("SELECT * FROM hbi.hosts ORDER BY id") == before
    assert sql("SELECT * FROM hbi.host_events_outbox") == []


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        pytest.param({"x_rh_identity": ""}, 401, id="no identity"),
        pytest.param({"x_rh_identity": "x"}, 401, id="an unusable identity"),
        pytest.param({"content_type": "text/plain"}, 400, id="another content type"),
    ],
)
def test_refused_headers(send: Send, hosts: MakeHost, headers: dict[str, str], status: int) -> None:
    answer = send({"tags": [TAG], "host_id_list": [hosts()["id"]]}, **headers)
    assert (answer.status, answer.json.keys()) == (status, {"error"})


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
def test_other_methods(send: Send, method: str) -> None:
    answer = send({}, method=method)
    assert (answer.status, answer.headers["allow"]) == (405, "POST")


def test_the_list_of_tags_is_elsewhere(api: Client) -> None:
    assert api.get("/tags").status == 200


def test_more_hosts_than_there_is_time_for_are_refused(send: Send, hosts: MakeHost, sql: Sql) -> None:
    host_id = hosts()["id"]
    ids = [host_id, *(str(uuid4()) for _ in range(50_000))]
    answer = send({"tags": [TAG], "host_id_list": ids})
    assert answer.status == 400
    assert "50000" in answer.json["error"]
    assert tags_of(sql, host_id) == {}
    assert send({"tags": [TAG], "host_id_list": ids[:-1]}).json["processed_hosts"] == 1
