"""Reads by id (contract: rest-hosts 1.7, 2.6, 7.5, 7.9 and 9.1)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from tests.fixtures.api import MakeHost
from tests.support.api import Client
from tests.support.factories import user_identity

PROBLEM = "application/problem+json"
SUFFIXES = pytest.mark.parametrize(
    "suffix", [pytest.param("", id="host"), pytest.param("/system_profile", id="profile")]
)


def unknown() -> str:
    return str(uuid4())


@SUFFIXES
def test_found(api: Client, hosts: MakeHost, suffix: str) -> None:
    first, second = hosts(age=timedelta(hours=1)), hosts()
    hosts()
    body = api.get(f"/hosts/{first['id']},{second['id']}{suffix}").json
    assert (body["total"], body["count"], body["page"], body["per_page"]) == (2, 2, 1, 50)
    assert [host["id"] for host in body["results"]] == [second["id"], first["id"]]


@SUFFIXES
@pytest.mark.parametrize(
    "ids",
    [
        pytest.param("{id},", id="empty member"),
        pytest.param(",{id}", id="empty first member"),
        pytest.param("{id},nothing", id="malformed member"),
        pytest.param("{bare}", id="without hyphens"),
        pytest.param("{id}, {id}", id="blank"),
        pytest.param("%7B{id}%7D", id="braces"),
        pytest.param("urn:uuid:{id}", id="URN"),
        pytest.param("{id}0", id="too long"),
    ],
)
def test_malformed_ids(api: Client, hosts: MakeHost, suffix: str, ids: str) -> None:
    host_id = hosts()["id"]
    answer = api.get(f"/hosts/{ids.format(id=host_id, bare=host_id.replace('-', ''))}{suffix}")
    assert (answer.status, answer.content_type) == (400, PROBLEM)


@SUFFIXES
@pytest.mark.parametrize("known", [pytest.param(0, id="all unknown"), pytest.param(2, id="known and unknown")])
def test_unknown_ids_are_listed(api: Client, hosts: MakeHost, suffix: str, known: int) -> None:
    missing = [unknown(), unknown().upper()]
    ids = [hosts()["id"] for _ in range(known)] + missing
    answer = api.get(f"/hosts/{','.join(ids)}{suffix}")
    assert (answer.status, answer.content_type) == (404, "application/json")
    body = answer.json
    assert sorted(body.pop("not_found_ids")) == sorted(missing)
    assert "One or more hosts not found" in body.pop("detail")
    assert body == {"type": "about:blank", "title": "Not Found", "status": 404}


@SUFFIXES
def test_more_matches_than_a_page_holds_hide_what_is_missing(api: Client, hosts: MakeHost, suffix: str) -> None:
    ids = [hosts()["id"] for _ in range(3)]
    answer = api.get(f"/hosts/{','.join(ids)},{unknown()}{suffix}?per_page=2")
    assert answer.status == 404
    assert "not_found_ids" not in answer.json


@SUFFIXES
@pytest.mark.parametrize(
    "spell",
    [
        pytest.param(lambda host_id: f"{host_id},{host_id}", id="twice"),
        pytest.param(lambda host_id: host_id.upper(), id="in capitals"),
        pytest.param(lambda host_id: f"{host_id},{host_id.upper()}", id="in both letter cases"),
        pytest.param(lambda host_id: f"{host_id}%2C{host_id}", id="encoded comma"),
    ],
)
def test_spellings_of_one_host(api: Client, hosts: MakeHost, suffix: str, spell: Callable[[str], str]) -> None:
    host_id = hosts()["id"]
    body = api.get(f"/hosts/{spell(host_id)}{suffix}").json
    assert body["total"] == 1
    assert [host["id"] for host in body["results"]] == [host_id]


@SUFFIXES
def test_many_ids(api: Client, hosts: MakeHost, suffix: str) -> None:
    ids = [hosts()["id"] for _ in range(120)]
    body = api.get(f"/hosts/{','.join(ids)}{suffix}?per_page=100&page=2").json
    assert (body["total"], body["count"]) == (120, 20)


@SUFFIXES
def test_hosts_that_are_as_good_as_unknown(api: Client, hosts: MakeHost, suffix: str) -> None:
    foreign, culled = hosts(org_id="654"), hosts(age=timedelta(days=30, seconds=1))
    for host in (foreign, culled):
        answer = api.get(f"/hosts/{host['id']}{suffix}")
        assert (answer.status, answer.json["not_found_ids"]) == (404, [host["id"]])
    assert api.as_(user_identity("654")).get(f"/hosts/{foreign['id']}{suffix}").status == 200


@pytest.mark.parametrize(
    ("path", "content_type"),
    [
        pytest.param("/hosts/{known}?page=2", PROBLEM, id="host, past the end"),
        pytest.param("/hosts/{unknown}?page=2", "application/json", id="host, unknown and past the end"),
        pytest.param("/hosts/{known}/system_profile?page=2", PROBLEM, id="profile, past the end"),
        pytest.param("/hosts/{unknown}/system_profile?page=2", PROBLEM, id="profile, unknown and past the end"),
        pytest.param("/hosts/{unknown}/system_profile", "application/json", id="profile, unknown"),
    ],
)
def test_which_404(api: Client, hosts: MakeHost, path: str, content_type: str) -> None:
    answer = api.get(path.format(known=hosts()["id"], unknown=unknown()))
    assert (answer.status, answer.content_type) == (404, content_type)


@SUFFIXES
def test_staleness_is_no_parameter_by_id(api: Client, hosts: MakeHost, suffix: str) -> None:
    host = hosts(age=timedelta(days=8))
    assert api.get(f"/hosts/{host['id']}{suffix}?staleness=fresh&tags=x").json["total"] == 1


STATIC = {
    "arch": "x86_64",
    "host_type": "cluster",
    "owner_id": "9f0c1c52-7a3e-4f55-8a55-0f1b6a0c9e11",
    "operating_system": {"name": "RHEL", "major": 9, "minor": 4},
    "yum_repos": [{"id": "repo", "enabled": True}],
    "enabled_services": ["sshd"],
    "is_marketplace": False,
    "third_party_services": {"crowdstrike": {}},
}
DYNAMIC = {
    "captured_date": datetime(2031, 4, 5, 6, tzinfo=UTC),
    "last_boot_time": datetime(2031, 4, 5, 6, 7, 8, 123456, tzinfo=UTC),
    "running_processes": ["init"],
    "network_interfaces": [{"name": "eth0", "mtu": None}],
    "workloads": {"sap": {"sap_system": True, "version": None}, "mssql": None},
    "system_memory_bytes": 9_007_199_254_740_991,
}
SHOWN = {
    "arch": "x86_64",
    "host_type": "cluster",
    "owner_id": "9f0c1c52-7a3e-4f55-8a55-0f1b6a0c9e11",
    "operating_system": {"name": "RHEL", "major": 9, "minor": 4},
    "yum_repos": [{"id": "repo", "enabled": True}],
    "enabled_services": ["sshd"],
    "is_marketplace": False,
    "captured_date": "2031-04-05T06:00:00+00:00",
    "last_boot_time": "2031-04-05T06:07:08.123456+00:00",
    "running_processes": ["init"],
    "network_interfaces": [{"name": "eth0", "mtu": None}],
    "workloads": {"sap": {"sap_system": True}},
    "system_memory_bytes": 9_007_199_254_740_991,
}


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        pytest.param("", SHOWN, id="everything that is stored"),
        pytest.param("?fields[system_profile]=", SHOWN, id="empty fields: everything"),
        pytest.param(
            "?fields[system_profile]=arch,workloads", {"arch": "x86_64", "workloads": SHOWN["workloads"]}, id="some"
        ),
        pytest.param("?fields[system_profile]=nothing", {}, id="unknown names only"),
        pytest.param("?fields[system_profile][arch]=x", {}, id="brackets are no names"),
    ],
)
def test_profile(api: Client, hosts: MakeHost, query: str, shown: object) -> None:
    host = hosts(static=STATIC, dynamic=DYNAMIC)
    body = api.get(f"/hosts/{host['id']}/system_profile{query}").json
    assert body["results"] == [{"id": host["id"], "system_profile": shown}]


def test_host_without_profile(api: Client, hosts: MakeHost) -> None:
    host = hosts()
    body = api.get(f"/hosts/{host['id']}/system_profile").json
    assert body["results"] == [{"id": host["id"], "system_profile": {}}]
