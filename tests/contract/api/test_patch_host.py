"""PATCH /hosts/{ids} (contract: rest-hosts 7.6, 8.2, 8.4 and 9.2). No broker runs: events stay in the outbox."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.conftest import Sql
from tests.fixtures.api import MakeHost
from tests.support.api import Answer, Client
from tests.support.factories import Json, encode_identity, user_identity

PROBLEM = "application/problem+json"
T = datetime(2031, 4, 5, 6, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _present(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hbi.clock.now", lambda: T + timedelta(hours=1))


def events(sql: Sql) -> list[tuple[Any, ...]]:
    return sql("SELECT org_id, host_id, event_type, context FROM hbi.host_events_outbox ORDER BY sequence")


def stored(sql: Sql, host: Json) -> dict[str, Any]:
    names = ("display_name", "display_name_reporter", "ansible_host", "modified_on", "last_check_in")
    ((*values,),) = sql(f"SELECT {', '.join(names)} FROM hbi.hosts WHERE id = %s", (host["id"],))
    return dict(zip(names, values, strict=True))


def refused_by_schema(answer: Answer) -> bool:
    return answer.status == 400 and answer.content_type == PROBLEM


def refused_member(answer: Answer) -> bool:
    expected = {"status": 400, "title": "Bad Request", "type": "unknown"}
    return answer.content_type == "application/json" and {**answer.json, **expected} == answer.json


def refused_rule(answer: Answer) -> bool:
    expected = {"status": 400, "title": "Bad Request", "type": "about:blank"}
    return answer.content_type == "application/json" and {**answer.json, **expected} == answer.json


@pytest.mark.parametrize(
    ("body", "changes"),
    [
        pytest.param({"display_name": "web"}, {"display_name": "web", "display_name_reporter": "API"}, id="name"),
        pytest.param({"display_name": " "}, {"display_name": " ", "display_name_reporter": "API"}, id="blanks stay"),
        pytest.param(
            {"display_name": "x" * 200}, {"display_name": "x" * 200, "display_name_reporter": "API"}, id="longest name"
        ),
        pytest.param({"ansible_host": "web.local"}, {"ansible_host": "web.local"}, id="ansible host"),
        pytest.param({"ansible_host": ""}, {"ansible_host": ""}, id="empty ansible host"),
        pytest.param({"ansible_host": "x" * 255}, {"ansible_host": "x" * 255}, id="longest ansible host"),
        pytest.param(
            {"display_name": "ü", "ansible_host": "a"},
            {"display_name": "ü", "display_name_reporter": "API", "ansible_host": "a"},
            id="both",
        ),
    ],
)
def test_changes(api: Client, hosts: MakeHost, sql: Sql, body: Json, changes: Json) -> None:
    host = hosts(last_check_in=T, display_name="old", display_name_reporter="puptoo")
    before = stored(sql, host)
    answer = api.patch(f"/hosts/{host['id']}", body)
    assert (answer.status, answer.json) == (200, {})
    assert stored(sql, host) == {**before, **changes, "modified_on": T + timedelta(hours=1)}
    assert [event[:3] for event in events(sql)] == [("321", host["id"], "updated")]
    assert api.get(f"/hosts/{host['id']}").json["results"][0]["last_check_in"] == "2031-04-05T06:00:00+00:00"


def test_event_context(api: Client, hosts: MakeHost, sql: Sql) -> None:
    host = hosts(last_check_in=T)
    api.patch(f"/hosts/{host['id']}", {"display_name": "web"}, headers={"x-rh-insights-request-id": "req-42"})
    ((*_, context),) = events(sql)
    assert context == {
        "request_id": "req-42",
        "platform_metadata": {"b64_identity": encode_identity_as_events_do(user_identity())},
    }


def encode_identity_as_events_do(identity: Json) -> str:
    content = identity["identity"]
    order = ("type", "auth_type", "org_id", "account_number", "user")
    return encode_identity({"identity": {name: content[name] for name in order}})


def test_every_named_host_gets_the_values(api: Client, hosts: MakeHost, sql: Sql) -> None:
    first, second, third = hosts(last_check_in=T), hosts(last_check_in=T), hosts(last_check_in=T)
    assert api.patch(f"/hosts/{first['id']},{second['id'].upper()}", {"display_name": "web"}).status == 200
    assert [stored(sql, host)["display_name"] for host in (first, second)] == ["web", "web"]
    assert stored(sql, third)["display_name"] == third["display_name"]
    assert {event[1] for event in events(sql)} == {first["id"], second["id"]}


def test_host_named_twice_changes_once(api: Client, hosts: MakeHost, sql: Sql) -> None:
    host = hosts(last_check_in=T)
    assert api.patch(f"/hosts/{host['id']},{host['id']}", {"display_name": "web"}).status == 200
    assert len(events(sql)) == 1


def test_same_value_again_changes_nothing(api: Client, hosts: MakeHost, sql: Sql) -> None:
    host = hosts(last_check_in=T)
    assert api.patch(f"/hosts/{host['id']}", {"display_name": "web", "ansible_host": "a"}).status == 200
    before = stored(sql, host), events(sql)
    assert api.patch(f"/hosts/{host['id']}", {"display_name": "web", "ansible_host": "a"}).status == 200
    assert (stored(sql, host), events(sql)) == before


def test_naming_a_host_as_it_is_only_protects_the_name(api: Client, hosts: MakeHost, sql: Sql) -> None:
    host = hosts(last_check_in=T, display_name="web", display_name_reporter="puptoo")
    before = stored(sql, host)
    assert api.patch(f"/hosts/{host['id']}", {"display_name": "web"}).status == 200
    assert stored(sql, host) == {**before, "display_name_reporter": "API"}
    assert events(sql) == []


@pytest.mark.parametrize(
    ("columns", "shown"),
    [
        pytest.param({"display_name": "web"}, "web", id="a custom name stays"),
        pytest.param({"display_name": None}, "a.example.org", id="no name: domain name"),
        pytest.param({"display_name": ""}, "a.example.org", id="empty name: domain name"),
        pytest.param({"display_name": "ID"}, "a.example.org", id="id: domain name"),
        pytest.param({"display_name": "a.example.org"}, "a.example.org", id="domain name stays"),
        pytest.param({"display_name": None, "fqdn": None}, "ID", id="neither: id"),
    ],
)
def test_fallback_without_a_name_in_the_body(api: Client, hosts: MakeHost, sql: Sql, columns: Json, shown: str) -> None:
    host_id = str(uuid4())
    filled = {name: host_id if value == "ID" else value for name, value in columns.items()}
    host = hosts(**{"id": host_id, "last_check_in": T, "fqdn": "a.example.org", **filled})
    assert api.patch(f"/hosts/{host_id}", {"ansible_host": "x"}).status == 200
    assert stored(sql, host)["display_name"] == (host_id if shown == "ID" else shown)
    assert stored(sql, host)["display_name_reporter"] is None


def test_host_named_after_its_id_is_not_changed_by_that(api: Client, hosts: MakeHost, sql: Sql) -> None:
    host_id = str(uuid4())
    hosts(id=host_id, display_name=host_id, fqdn=None, ansible_host="a", last_check_in=T)
    assert api.patch(f"/hosts/{host_id}", {"ansible_host": "a"}).status == 200
    assert events(sql) == []


@pytest.mark.parametrize(
    ("body", "is_expected"),
    [
        pytest.param({"display_name": ""}, refused_member, id="empty name"),
        pytest.param({"display_name": "x" * 201}, refused_member, id="long name"),
        pytest.param({"ansible_host": "x" * 256}, refused_member, id="long ansible host"),
        pytest.param({"display_name": "ok", "id": "1"}, refused_member, id="unknown member beside a known one"),
        pytest.param({"fqdn": None}, refused_member, id="unknown member"),
        pytest.param({"display_name": "a\0"}, refused_member, id="NUL"),
        pytest.param({}, refused_rule, id="empty object"),
        pytest.param({"display_name": None}, refused_by_schema, id="null name"),
        pytest.param({"ansible_host": None}, refused_by_schema, id="null ansible host"),
        pytest.param({"display_name": 7}, refused_by_schema, id="number as name"),
        pytest.param({"display_name": ["a"]}, refused_by_schema, id="list as name"),
        pytest.param([], refused_by_schema, id="list"),
        pytest.param("text", refused_by_schema, id="text"),
        pytest.param(b"null", refused_by_schema, id="null"),
        pytest.param(b"", refused_by_schema, id="empty body"),
        pytest.param(b"{", refused_by_schema, id="bad JSON"),
        pytest.param(b'{"display_name":"\\ud800"}', refused_by_schema, id="half a character"),
        pytest.param(b'{"display_name":"\xff"}', refused_by_schema, id="no UTF-8"),
        pytest.param(b"[" * 100_000, refused_by_schema, id="endless nesting"),
    ],
)
def test_refused_bodies(api: Client, hosts: MakeHost, sql: Sql, body: Any, is_expected: Any) -> None:
    host = hosts(last_check_in=T)
    before = stored(sql, host)
    answer = api.patch(f"/hosts/{host['id']}", body)
    assert is_expected(answer), answer
    assert (stored(sql, host), events(sql)) == (before, [])


def test_faults_name_the_member(api: Client, hosts: MakeHost) -> None:
    path = f"/hosts/{hosts(last_check_in=T)['id']}"
    assert "Unknown field." in api.patch(path, {"colour": "red"}).json["detail"]
    assert "colour" in api.patch(path, {"colour": "red"}).json["detail"]
    assert "display_name" in api.patch(path, {"display_name": ""}).json["detail"]
    assert "is not of type 'string' - 'display_name'" in api.patch(path, {"display_name": 7}).json["detail"]
    assert "at least one field" in api.patch(path, {}).json["detail"]
    assert "RequestBody is required" in api.patch(path, b"").json["detail"]


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        pytest.param("application/json", 200, id="JSON"),
        pytest.param("application/json; charset=utf-8", 200, id="JSON with charset"),
        pytest.param("Application/JSON", 200, id="JSON in capitals"),
        pytest.param("text/plain", 415, id="text"),
        pytest.param("application/merge-patch+json", 415, id="another JSON"),
        pytest.param(None, 400, id="none"),
    ],
)
def test_content_types(api: Client, hosts: MakeHost, content_type: str | None, status: int) -> None:
    answer = api.patch(
        f"/hosts/{hosts(last_check_in=T)['id']}", {"display_name": "a"}, headers={"content-type": content_type}
    )
    assert answer.status == status
    if status != 200:
        assert answer.content_type == PROBLEM


def test_all_or_nothing(api: Client, hosts: MakeHost, sql: Sql) -> None:
    host, unknown = hosts(last_check_in=T), str(uuid4())
    answer = api.patch(f"/hosts/{host['id']},{unknown}", {"display_name": "web"})
    assert (answer.status, answer.json["not_found_ids"]) == (404, [unknown])
    assert stored(sql, host)["display_name"] == host["display_name"]
    assert events(sql) == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        pytest.param({"display_name": "a"}, 404, id="good body"),
        pytest.param({}, 404, id="existence before the empty object"),
        pytest.param({"display_name": ""}, 400, id="members before existence"),
    ],
)
def test_unknown_host(api: Client, body: Json, status: int) -> None:
    assert api.patch(f"/hosts/{uuid4()}", body).status == status


def test_hosts_that_are_as_good_as_unknown(api: Client, hosts: MakeHost) -> None:
    for host in (hosts(org_id="654", last_check_in=T), hosts(last_check_in=T - timedelta(days=30))):
        answer = api.patch(f"/hosts/{host['id']}", {"display_name": "a"})
        assert (answer.status, answer.json["not_found_ids"]) == (404, [host["id"]])
