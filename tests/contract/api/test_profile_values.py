"""GET /system_profile/{sap_system,sap_sids,operating_system} (contract: rest-hosts 4.1, 4.9, 7.14 to 7.16 and 9.1)."""

from datetime import timedelta
from typing import Any

import pytest

from tests.fixtures.api import MakeHost
from tests.support.api import Answer, Client, FakeRbac, grant
from tests.support.factories import Json, stored_group

PATHS = ["sap_system", "sap_sids", "operating_system"]


def sap(runs: bool | None = None, *sids: str) -> Json:
    workload: Json = {} if runs is None else {"sap_system": runs}
    return {"workloads": {"sap": {**workload, "sids": list(sids)} if sids else workload}}


def system(name: str, major: int, minor: int) -> Json:
    return {"operating_system": {"name": name, "major": major, "minor": minor}}


def listed(answer: Answer) -> list[tuple[Any, int]]:
    assert answer.status == 200
    assert answer.json["count"] == len(answer.json["results"])
    return [(entry["value"], entry["count"]) for entry in answer.json["results"]]


@pytest.fixture
def fleet(hosts: MakeHost) -> None:
    hosts(dynamic=sap(True, "ABC", "XYZ"), static=system("RHEL", 9, 4), tags={"a": {"b": []}})
    hosts(dynamic=sap(True, "ABC"), static=system("RHEL", 9, 4), display_name="x")
    hosts(dynamic=sap(False), static=system("RHEL", 9, 10), age=timedelta(days=2))
    hosts(dynamic={"workloads": {"mssql": {"version": "1"}}}, static=system("CentOS Linux", 7, 0))
    hosts(dynamic={"insights_egg_version": "1"}, static={"arch": "x86_64"})
    hosts()
    hosts(dynamic=sap(True, "OLD"), static=system("RHEL", 5, 0), age=timedelta(days=31))
    hosts(dynamic=sap(True, "FOE"), static=system("RHEL", 6, 0), org_id="654")


@pytest.mark.usefixtures("fleet")
def test_sap_system(api: Client) -> None:
    answer = api.get("/system_profile/sap_system")
    assert sorted(listed(answer)) == [(False, 1), (True, 2)]
    assert (answer.json["total"], answer.json["page"], answer.json["per_page"]) == (2, 1, 50)


@pytest.mark.usefixtures("fleet")
def test_sap_sids(api: Client) -> None:
    answer = api.get("/system_profile/sap_sids")
    assert (answer.json["total"], listed(answer)) == (2, [("ABC", 2), ("XYZ", 1)])


@pytest.mark.usefixtures("fleet")
@pytest.mark.parametrize(
    ("search", "found"),
    [
        pytest.param("", ["ABC", "XYZ"], id="empty is no search"),
        pytest.param("b", ["ABC"], id="part in any letter case"),
        pytest.param("%25", [], id="percent is literal"),
        pytest.param("OLD", [], id="culled"),
        pytest.param("FOE", [], id="another organisation's"),
    ],
)
def test_search_of_sids_counts_before_the_total(api: Client, search: str, found: list[str]) -> None:
    answer = api.get(f"/system_profile/sap_sids?search={search}")
    assert (answer.json["total"], [sid for sid, _ in listed(answer)]) == (len(found), found)


@pytest.mark.usefixtures("fleet")
def test_operating_system(api: Client) -> None:
    answer = api.get("/system_profile/operating_system")
    first, *others = listed(answer)
    assert (answer.json["total"], first) == (3, ({"name": "RHEL", "major": 9, "minor": 4}, 2))
    assert all(count == 1 for _, count in others)
    assert [value for value, _ in others] == [
        {"name": "CentOS Linux", "major": 7, "minor": 0},
        {"name": "RHEL", "major": 9, "minor": 10},
    ]


def test_every_operating_system_is_counted_apart(api: Client, hosts: MakeHost) -> None:
    names = ("RHEL", "rhel", "CentOS Linux", "CentOS")
    stored = [(name, major, minor) for name in names for major in (9, 10) for minor in (0, 4, 10)]
    for number, release in enumerate(stored):
        for _ in range(1 + number % 3):
            hosts(static=system(*release))
    for incomplete in ({"name": "RHEL", "major": 9}, {"name": "RHEL"}, {"major": 9, "minor": 4}, {}):
        hosts(static={"operating_system": incomplete})
    expected = sorted((*release, 1 + number % 3) for number, release in enumerate(stored))
    for query in ("", "registered_with=puptoo&"):  # told by the index alone, and by the hosts
        found = listed(api.get(f"/system_profile/operating_system?{query}per_page=100"))
        assert sorted((*value.values(), count) for value, count in found) == expected


@pytest.mark.usefixtures("fleet")
@pytest.mark.parametrize(
    ("query", "systems", "sids"),
    [
        pytest.param("staleness=stale", 1, 0, id="state"),
        pytest.param("tags=a/b", 1, 2, id="tag"),
        pytest.param("registered_with=puptoo", 3, 2, id="reporter"),
        pytest.param("filter[system_profile][workloads][sap][sap_system]=true", 1, 2, id="workload filter"),
        pytest.param("filter[system_profile][sap_sids][contains]=XYZ", 1, 2, id="alias filter"),
        pytest.param("filter[system_profile][operating_system][RHEL][version][eq]=9.4", 1, 2, id="system filter"),
        pytest.param("display_name=x&system_type=edge&colour=red", 3, 2, id="not parameters"),
    ],
)
def test_selected_hosts(api: Client, query: str, systems: int, sids: int) -> None:
    assert api.get(f"/system_profile/operating_system?{query}").json["total"] == systems
    assert api.get(f"/system_profile/sap_sids?{query}").json["total"] == sids
    assert api.get(f"/system_profile/sap_system?{query}").status == 200


@pytest.mark.usefixtures("fleet")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        pytest.param("filter[system_profile][sap_sids][contains]=XYZ", [(True, 1)], id="a SID"),
        pytest.param("filter[system_profile][workloads][sap][sap_system]=false", [(False, 1)], id="the field itself"),
        pytest.param("filter[system_profile][workloads][mssql]=not_nil", [], id="another workload"),
        pytest.param("staleness=stale", [(False, 1)], id="state"),
        pytest.param("tags=a/b", [(True, 1)], id="tag"),
        pytest.param("registered_with=insights&staleness=fresh", [(True, 2)], id="reporter"),
    ],
)
def test_sap_system_of_selected_hosts(api: Client, query: str, found: list[tuple[bool, int]]) -> None:
    assert listed(api.get(f"/system_profile/sap_system?{query}")) == found


@pytest.mark.parametrize("stored", ["true", 1, None, [True], {"is": True}])
def test_what_is_no_boolean_is_not_counted(api: Client, hosts: MakeHost, stored: object) -> None:
    hosts(dynamic={"workloads": {"sap": {"sap_system": stored}}})
    hosts(dynamic=sap(True))
    for query in ("", "?registered_with=puptoo"):  # all profiles, and those of hosts
        assert listed(api.get(f"/system_profile/sap_system{query}")) == [(True, 1)]


@pytest.mark.usefixtures("fleet")
@pytest.mark.parametrize("path", ["sap_system", "operating_system"])
def test_search_is_a_parameter_of_sids_alone(api: Client, path: str) -> None:
    everything = listed(api.get(f"/system_profile/{path}"))
    assert everything
    assert listed(api.get(f"/system_profile/{path}?search=nothing")) == everything


@pytest.mark.usefixtures("fleet")
@pytest.mark.parametrize("path", PATHS)
def test_pages(api: Client, path: str) -> None:
    everything = listed(api.get(f"/system_profile/{path}"))
    assert listed(api.get(f"/system_profile/{path}?per_page=1")) == everything[:1]
    past = api.get(f"/system_profile/{path}?per_page=50&page=2")
    assert (past.status, past.json["total"], past.json["results"]) == (200, len(everything), [])


@pytest.mark.parametrize("path", PATHS)
def test_nothing(api: Client, path: str) -> None:
    answer = api.get(f"/system_profile/{path}")
    assert (answer.json["total"], listed(answer)) == (0, [])


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "query", ["page=0", "per_page=0", "staleness=culled", "tags=", "registered_with=x", "filter=1"]
)
def test_refused(api: Client, path: str, query: str) -> None:
    assert api.get(f"/system_profile/{path}?{query}").status == 400


def test_permission(guarded_api: Client, rbac: FakeRbac, hosts: MakeHost, sql: object) -> None:
    inside = stored_group(sql, name="in")
    hosts(group=inside, static=system("RHEL", 9, 4), dynamic=sap(True, "ABC"))
    hosts(group=stored_group(sql, name="out"), static=system("RHEL", 8, 4), dynamic=sap(False, "XYZ"))
    rbac.grant(grant("inventory:hosts:read", inside["id"]))
    assert {path: listed(guarded_api.get(f"/system_profile/{path}")) for path in PATHS} == {
        "operating_system": [({"name": "RHEL", "major": 9, "minor": 4}, 1)],
        "sap_system": [(True, 1)],
        "sap_sids": [("ABC", 1)],
    }
