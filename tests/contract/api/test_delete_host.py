"""DELETE /hosts/{ids} (contract: rest-hosts 7.7, 8.3 and 9.2). No broker runs: events stay in the outbox."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.conftest import Sql
from tests.contract.api.test_patch_host import encode_identity_as_events_do
from tests.fixtures.api import MakeHost
from tests.support.api import Client
from tests.support.factories import Json, insert, user_identity
from tests.support.faults.waiting import while_others_delete


def events(sql: Sql) -> list[tuple[Any, ...]]:
    return sql("SELECT host_id, event_type, context FROM hbi.host_events_outbox ORDER BY sequence")


def count(sql: Sql, table: str) -> int:
    return int(sql(f"SELECT count(*) FROM hbi.{table}")[0][0])


def test_host_goes_with_all_that_belongs_to_it(api: Client, hosts: MakeHost, sql: Sql) -> None:
    kept = hosts()
    gone = hosts(static={"arch": "x86_64"}, dynamic={"insights_egg_version": "1"})
    data: Json = {"org_id": "321", "host_id": gone["id"], "last_updated": gone["created_on"]}
    insert(sql, "hosts_app_data_advisor", {**data, "recommendations": 1})
    answer = api.delete(f"/hosts/{gone['id']}")
    assert (answer.status, answer.json) == (200, {})
    assert sql("SELECT id FROM hbi.hosts") == [(kept["id"],)]
    assert count(sql, "hosts_groups") == 1
    for table in ("system_profiles_static", "system_profiles_dynamic", "hosts_app_data_advisor"):
        assert count(sql, table) == 0
    assert api.get(f"/hosts/{gone['id']}").status == 404


@pytest.mark.parametrize(
    ("headers", "request_id", "by_frontend"),
    [
        pytest.param({}, None, False, id="nothing said"),
        pytest.param({"x-rh-insights-request-id": "req-42"}, "req-42", False, id="request id"),
        pytest.param({"x-rh-frontend-origin": "hcc"}, None, True, id="from the console"),
        pytest.param({"x-rh-frontend-origin": "other"}, None, False, id="from another frontend"),
    ],
)
def test_event(
    api: Client, hosts: MakeHost, sql: Sql, headers: dict[str, str], request_id: str | None, by_frontend: bool
) -> None:
    host = hosts(
        account="0042",
        subscription_manager_id="6f2b7a10-0c1d-4e2f-8a3b-9c4d5e6f7a80",
        host_type="bootc",
        static={"operating_system": {"name": "RHEL", "major": 9, "minor": 4}, "bootc_status": {"booted": {}}},
    )
    assert api.delete(f"/hosts/{host['id']}", headers=headers).status == 200
    context = {
        "request_id": request_id,
        "platform_metadata": {"b64_identity": encode_identity_as_events_do(user_identity())},
        "insights_id": host["insights_id"],
        "subscription_manager_id": "6f2b7a10-0c1d-4e2f-8a3b-9c4d5e6f7a80",
        "account": "0042",
        "reporter": "puptoo",
        "host_type": "bootc",
        "os_name": "RHEL",
        "is_bootc": True,
        "initiated_by_frontend": by_frontend,
        "last_seen": {
            "fqdn": host["fqdn"],
            "display_name": host["display_name"],
            "satellite_id": None,
            "operating_system": {"name": "RHEL", "major": 9, "minor": 4},
            "tags": {},
            "groups": [{"id": host["groups"][0]["id"], "name": "Ungrouped Hosts"}],
        },
    }
    assert events(sql) == [(host["id"], "delete", context)]


def test_several(api: Client, hosts: MakeHost, sql: Sql) -> None:
    ids = [hosts()["id"] for _ in range(3)]
    kept = hosts()["id"]
    assert api.delete(f"/hosts/{','.join(ids)},{ids[0]},{ids[1].upper()}").status == 200
    assert sql("SELECT id FROM hbi.hosts") == [(kept,)]
    assert sorted(event[0] for event in events(sql)) == sorted(ids)


def test_all_or_nothing(api: Client, hosts: MakeHost, sql: Sql) -> None:
    host, unknown = hosts(), str(uuid4())
    answer = api.delete(f"/hosts/{host['id']},{unknown}")
    assert (answer.status, answer.content_type, answer.json["not_found_ids"]) == (404, "application/json", [unknown])
    assert (count(sql, "hosts"), events(sql)) == (1, [])


def test_twice(api: Client, hosts: MakeHost, sql: Sql) -> None:
    path = f"/hosts/{hosts()['id']}"
    assert [api.delete(path).status for _ in range(2)] == [200, 404]
    assert len(events(sql)) == 1


def test_all_are_deleted_by_somebody_else(api: Client, hosts: MakeHost, database_url: str, sql: Sql) -> None:
    ids = [hosts()["id"] for _ in range(2)]
    answer = while_others_delete(ids, lambda: api.delete(f"/hosts/{','.join(ids)}"), database_url=database_url, sql=sql)
    assert (answer.status, answer.content_type) == (404, "application/problem+json")
    assert answer.json.keys() == {"type", "title", "detail", "status"}
    assert events(sql) == []


def test_some_are_deleted_by_somebody_else(api: Client, hosts: MakeHost, database_url: str, sql: Sql) -> None:
    ids = [hosts()["id"] for _ in range(3)]
    answer = while_others_delete(
        ids[:2], lambda: api.delete(f"/hosts/{','.join(ids)}"), database_url=database_url, sql=sql
    )
    assert (answer.status, answer.json) == (200, {})
    assert count(sql, "hosts") == 0
    assert [event[:2] for event in events(sql)] == [(ids[2], "delete")]


def test_hosts_that_are_as_good_as_unknown(api: Client, hosts: MakeHost, sql: Sql) -> None:
    for host in (hosts(org_id="654"), hosts(age=timedelta(days=31))):
        answer = api.delete(f"/hosts/{host['id']}")
        assert (answer.status, answer.json["not_found_ids"]) == (404, [host["id"]])
    assert count(sql, "hosts") == 2


def test_malformed_ids(api: Client, hosts: MakeHost, sql: Sql) -> None:
    answer = api.delete(f"/hosts/{hosts()['id']},nothing")
    assert (answer.status, answer.content_type) == (400, "application/problem+json")
    assert count(sql, "hosts") == 1
