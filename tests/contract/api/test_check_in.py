"""POST /hosts/checkin (contract: rest-hosts 7.4, 8.2 and 9.2). No broker runs: events stay in the outbox."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.conftest import Sql
from tests.contract.api.test_host_object import KEYS
from tests.contract.api.test_patch_host import encode_identity_as_events_do
from tests.fixtures.api import MakeHost
from tests.support.api import Answer, Client, FakeRbac, grant
from tests.support.factories import Json, stored_group, system_identity, user_identity

T = datetime(2031, 4, 5, 6, tzinfo=UTC)
NOW = T + timedelta(hours=1)
S, I, P = "6f2b7a10-0c1d-4e2f-8a3b-9c4d5e6f7a80", "0a2b7a10-0c1d-4e2f-8a3b-9c4d5e6f7a81", "i-0123"  # noqa: E741
PATH = "/hosts/checkin"


@pytest.fixture(autouse=True)
def _present(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hbi.clock.now", lambda: NOW)


def refused_by_schema(answer: Answer) -> bool:
    return answer.status == 400 and answer.content_type == "application/problem+json"


def refused_by_rule(answer: Answer) -> bool:
    return (answer.status, answer.content_type) == (400, "application/json") and (
        answer.json["title"] == "Validation Error"
    )


def row(sql: Sql, host: Json) -> Json:
    names = (
        "last_check_in, modified_on, reporter, per_reporter_staleness, facts, display_name, fqdn, insights_id::text,"
        " subscription_manager_id, provider_id, ip_addresses"
    )
    ((values,),) = sql(f"SELECT to_jsonb(t) FROM (SELECT {names} FROM hbi.hosts WHERE id = %s) t", (host["id"],))
    return values


def test_moves_check_in_and_update_and_nothing_else(api: Client, hosts: MakeHost, sql: Sql) -> None:
    host = hosts(last_check_in=T, insights_id=I, facts={"a": {"b": 1}})
    before = row(sql, host)
    body = {"insights_id": I, "fqdn": "another.example.org", "ip_addresses": ["192.0.2.9"], "checkin_frequency": 30}
    answer = api.post(PATH, body, headers={"x-rh-insights-request-id": "req-42"})
    assert answer.status == 201
    instant = NOW.isoformat()
    assert row(sql, host) == {**before, "last_check_in": instant, "modified_on": instant}
    context = {
        "request_id": "req-42",
        "platform_metadata": {"b64_identity": encode_identity_as_events_do(user_identity())},
    }
    assert sql("SELECT host_id, event_type, context FROM hbi.host_events_outbox") == [(host["id"], "updated", context)]


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        pytest.param("edge", "edge", id="edge"),
        pytest.param("cluster", "", id="cluster is blanked"),
        pytest.param("conventional", "", id="conventional is blanked"),
    ],
)
def test_answer_is_the_host_as_events_show_it(api: Client, hosts: MakeHost, sql: Sql, sent: str, shown: str) -> None:
    group = stored_group(sql, name="lab")
    host = hosts(
        last_check_in=T,
        insights_id=I,
        group=group,
        tags={"env": {"tier": ["gold"]}, "null": {"flag": []}},
        static={"arch": "x86_64", "host_type": sent},
        dynamic={"insights_egg_version": "1"},
    )
    answer = api.post(PATH, {"insights_id": I})
    assert (answer.status, answer.content_type) == (201, "application/json")
    assert answer.json.keys() == KEYS | {"tags", "system_profile"}
    short = {"id": group["id"], "name": "lab", "ungrouped": False}
    assert (answer.json["id"], answer.json["groups"], answer.json["workspace"]) == (host["id"], [short], short)
    assert answer.json["tags"] == [
        {"namespace": "env", "key": "tier", "value": "gold"},
        {"namespace": None, "key": "flag", "value": None},
    ]
    assert answer.json["system_profile"] == {"arch": "x86_64", "host_type": shown, "insights_egg_version": "1"}
    assert answer.json["last_check_in"] == answer.json["updated"] == "2031-04-05T07:00:00+00:00"
    assert answer.json["culled_timestamp"] == "2031-05-05T07:00:00+00:00"


AWS = {"provider_id": P, "provider_type": "aws"}


@pytest.mark.parametrize(
    ("stored", "body", "found"),
    [
        pytest.param({"subscription_manager_id": S}, {"subscription_manager_id": S}, True, id="subscription manager"),
        pytest.param({"insights_id": I}, {"insights_id": I}, True, id="insights"),
        pytest.param(AWS, AWS, True, id="provider"),
        pytest.param(AWS, {"provider_id": "I-0123", "provider_type": "AWS"}, True, id="provider in another case"),
        pytest.param(AWS, {**AWS, "provider_type": "gcp"}, False, id="another provider type"),
        pytest.param(
            {**AWS, "insights_id": I},
            {"provider_id": "Q", "provider_type": "aws", "insights_id": I},
            False,
            id="a different provider pair forbids the match",
        ),
        pytest.param({"insights_id": I}, {**AWS, "insights_id": I}, True, id="a host without provider matches"),
        pytest.param({**AWS, "insights_id": I}, {"insights_id": I}, True, id="a body without provider matches"),
        pytest.param({"fqdn": "a.example.org"}, {"fqdn": "a.example.org"}, False, id="a name identifies nothing"),
        pytest.param({"insights_id": I}, {"insights_id": None}, False, id="null"),
        pytest.param(
            {"insights_id": "00000000-0000-0000-0000-000000000000"},
            {"insights_id": "00000000-0000-0000-0000-000000000000"},
            False,
            id="the zero UUID is no insights id",
        ),
        pytest.param(
            {"insights_id": I, "last_check_in": T - timedelta(days=31)}, {"insights_id": I}, False, id="culled"
        ),
        pytest.param({"insights_id": I, "org_id": "654"}, {"insights_id": I}, False, id="another organisation's"),
        pytest.param(
            {"insights_id": I}, {"insights_id": I, "mac_addresses": ["00:00:00:00:00:00"]}, True, id="zero MAC dropped"
        ),
        pytest.param({"insights_id": I}, {"insights_id": I, "ip_addresses": []}, True, id="no addresses"),
        pytest.param({"insights_id": I}, {"insights_id": I, "colour": 7}, True, id="unknown members are ignored"),
    ],
)
def test_matching(api: Client, hosts: MakeHost, sql: Sql, stored: Json, body: Json, found: bool) -> None:
    host = hosts(**{"last_check_in": T, **stored})
    answer = api.post(PATH, body)
    if found:
        assert (answer.status, answer.json["id"]) == (201, host["id"])
    else:
        assert (answer.status, answer.content_type) == (404, "application/problem+json")
        assert sql("SELECT 1 FROM hbi.host_events_outbox") == []


def test_stronger_fact_wins_then_the_latest_update(api: Client, hosts: MakeHost) -> None:
    hosts(last_check_in=T, insights_id=I)
    by_subscription = hosts(last_check_in=T - timedelta(days=1), subscription_manager_id=S)
    assert api.post(PATH, {"insights_id": I, "subscription_manager_id": S}).json["id"] == by_subscription["id"]
    latest = hosts(last_check_in=T - timedelta(days=2), modified_on=T + timedelta(minutes=1), insights_id=I)
    assert api.post(PATH, {"insights_id": I}).json["id"] == latest["id"]


@pytest.mark.parametrize(
    ("body", "is_expected"),
    [
        pytest.param({}, refused_by_schema, id="nothing"),
        pytest.param({"checkin_frequency": 30}, refused_by_schema, id="only a frequency"),
        pytest.param({"colour": 1}, refused_by_schema, id="only unknown members"),
        pytest.param({"insights_id": I.upper()}, refused_by_schema, id="UUID in capitals"),
        pytest.param({"insights_id": I.replace("-", "")}, refused_by_schema, id="UUID without hyphens"),
        pytest.param({"insights_id": 7}, refused_by_schema, id="number as UUID"),
        pytest.param({"satellite_id": "1234567890"}, refused_by_schema, id="satellite id of ten digits"),
        pytest.param({"fqdn": None}, refused_by_schema, id="null name"),
        pytest.param({"ip_addresses": None}, refused_by_schema, id="null addresses"),
        pytest.param({"ip_addresses": "192.0.2.1"}, refused_by_schema, id="text as addresses"),
        pytest.param({"mac_addresses": [1]}, refused_by_schema, id="number as MAC"),
        pytest.param({"provider_id": P}, refused_by_schema, id="provider id alone"),
        pytest.param({"provider_type": "aws"}, refused_by_schema, id="provider type alone"),
        pytest.param({"insights_id": I, "checkin_frequency": 0}, refused_by_schema, id="frequency too small"),
        pytest.param({"insights_id": I, "checkin_frequency": 2881}, refused_by_schema, id="frequency too large"),
        pytest.param({"insights_id": I, "checkin_frequency": None}, refused_by_schema, id="null frequency"),
        pytest.param({"insights_id": I, "checkin_frequency": True}, refused_by_schema, id="boolean frequency"),
        pytest.param({"insights_id": I, "provider_id": P}, refused_by_rule, id="half a provider pair"),
        pytest.param({"provider_id": P, "provider_type": "acme"}, refused_by_rule, id="unknown provider"),
        pytest.param({"provider_id": " ", "provider_type": "aws"}, refused_by_rule, id="blank provider id"),
        pytest.param({"provider_id": "x" * 501, "provider_type": "aws"}, refused_by_rule, id="long provider id"),
        pytest.param({"fqdn": ""}, refused_by_rule, id="empty name"),
        pytest.param({"fqdn": "x" * 256}, refused_by_rule, id="long name"),
        pytest.param({"ip_addresses": ["192.0.2.300"]}, refused_by_rule, id="bad address"),
        pytest.param({"mac_addresses": []}, refused_by_rule, id="no MAC"),
        pytest.param({"mac_addresses": ["zz"]}, refused_by_rule, id="bad MAC"),
        pytest.param({"insights_id": I, "fqdn": "a\0b"}, refused_by_rule, id="NUL"),
        pytest.param([], refused_by_schema, id="list"),
        pytest.param(b"null", refused_by_schema, id="null"),
        pytest.param(b"", refused_by_schema, id="no body"),
    ],
)
def test_refused_bodies(api: Client, hosts: MakeHost, sql: Sql, body: Any, is_expected: Any) -> None:
    host = hosts(last_check_in=T, insights_id=I)
    before = row(sql, host)
    answer = api.post(PATH, body)
    assert is_expected(answer), answer
    assert row(sql, host) == before


def test_content_type_must_be_json(api: Client) -> None:
    assert api.post(PATH, {"insights_id": I}, headers={"content-type": "text/plain"}).status == 415
    assert api.post(PATH, {"insights_id": I}, headers={"content-type": None}).status == 400


def test_neither_owner_nor_groups_limit_it(
    api: Client, guarded_api: Client, rbac: FakeRbac, hosts: MakeHost, sql: Sql
) -> None:
    hosts(last_check_in=T, insights_id=I, static={"owner_id": str(uuid4())})
    assert api.as_(system_identity(cn=S)).post(PATH, {"insights_id": I}).status == 201
    rbac.grant(grant("inventory:hosts:write", stored_group(sql, name="lab")["id"]))
    assert guarded_api.post(PATH, {"insights_id": I}).status == 201
    rbac.grant("inventory:hosts:read")
    assert guarded_api.post(PATH, {"insights_id": I}).status == 403
