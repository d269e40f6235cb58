"""Lists of groups (contract: rest-groups-staleness-views 2.1 to 2.4)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from tests.conftest import Sql
from tests.fixtures.api import MakeHost
from tests.support.api import Client, FakeRbac, grant
from tests.support.factories import Json, stored_group, user_identity

READ = "inventory:groups:read"

type MakeGroup = Callable[..., Json]


@pytest.fixture
def make_group(sql: Sql, hosts: MakeHost) -> MakeGroup:
    """`make_group(name, members=0, culled=0)`: stores a group with hosts."""

    def make(name: str, *, members: int = 0, culled: int = 0) -> Json:
        group = stored_group(sql, name=name)
        for _ in range(members):
            hosts(group=group)
        for _ in range(culled):
            hosts(group=group, age=timedelta(days=40))
        return group

    return make


def names(api: Client, query: str = "") -> list[str]:
    answer = api.get(f"/groups{query}")
    assert answer.status == 200, answer.content
    return [group["name"] for group in answer.json["results"]]


def test_a_group(api: Client, make_group: MakeGroup, sql: Sql) -> None:
    group = make_group("web tier", members=2, culled=1)
    instant = datetime(2031, 1, 5, 10, 0, 0, 1, UTC)
    sql("UPDATE hbi.groups SET created_on = %s, modified_on = %s, account = '0042'", (instant, instant))
    answer = api.get("/groups")
    assert (answer.status, answer.content_type) == (200, "application/json")
    assert answer.json == {
        "total": 1,
        "count": 1,
        "page": 1,
        "per_page": 50,
        "results": [
            {
                "id": group["id"],
                "org_id": "321",
                "account": "0042",
                "name": "web tier",
                "ungrouped": False,
                "created": "2031-01-05T10:00:00.000001+00:00",
                "updated": "2031-01-05T10:00:00.000001+00:00",
                "host_count": 2,
            }
        ],
    }


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("", ["alpha", "Beta"], id="standard groups"),
        pytest.param("?group_type=standard", ["alpha", "Beta"], id="standard groups, said so"),
        pytest.param("?group_type=ungrouped-hosts", ["Ungrouped Hosts"], id="the ungrouped group"),
        pytest.param("?group_type=all", ["alpha", "Beta", "Ungrouped Hosts"], id="all"),
    ],
)
def test_types(api: Client, make_group: MakeGroup, sql: Sql, query: str, expected: list[str]) -> None:
    make_group("Beta")
    make_group("alpha")
    stored_group(sql, ungrouped=True)
    assert names(api, query) == expected


@pytest.mark.parametrize(
    ("name", "found"),
    [
        pytest.param("WEB", {"web 1", "Web_2", "my web"}, id="part of the name in any letter case"),
        pytest.param("", {"web 1", "Web_2", "my web", "db-3", "50p"}, id="empty: no filter"),
        pytest.param("b_2", {"Web_2"}, id="an underscore is itself"),
        pytest.param("_", {"Web_2"}, id="an underscore alone"),
        pytest.param("%25", set(), id="a per cent sign is itself"),
        pytest.param("*", set(), id="an asterisk is itself"),
        pytest.param("%5C", set(), id="a backslash is itself"),
        pytest.param("%27", set(), id="a quotation mark is itself"),
        pytest.param("nothing", set(), id="no such name"),
    ],
)
def test_names(api: Client, make_group: MakeGroup, name: str, found: set[str]) -> None:
    for stored in ("web 1", "Web_2", "my web", "db-3", "50p"):
        make_group(stored)
    answer = api.get(f"/groups?name={name}")
    assert {group["name"] for group in answer.json["results"]} == found
    assert answer.json["total"] == len(found)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("", "abc", id="by name, ascending"),
        pytest.param("?order_how=DESC", "cba", id="a direction alone is about names"),
        pytest.param("?order_by=name&order_how=desc", "cba", id="a direction in any letter case"),
        pytest.param("?order_by=host_count", "bac", id="by number of hosts, descending; culled ones count"),
        pytest.param("?order_by=host_count&order_how=ASC", "cab", id="by number of hosts, ascending"),
        pytest.param("?order_by=updated", "cab", id="by the last update, descending"),
        pytest.param("?order_by=updated&order_how=asc", "bac", id="by the last update, ascending"),
    ],
)
def test_orders(api: Client, make_group: MakeGroup, sql: Sql, query: str, expected: str) -> None:
    make_group("a", members=2)
    make_group("B", members=1, culled=2)
    make_group("c", members=1)
    for age, name in enumerate("caB"):
        sql("UPDATE hbi.groups SET modified_on = now() - %s * interval '1 day' WHERE name = %s", (age, name))
    assert "".join(names(api, query)).lower() == expected


def test_ties_go_by_id(api: Client, make_group: MakeGroup) -> None:
    ids = sorted(make_group("same")["id"] for _ in range(5))
    for query in ("", "?order_how=DESC", "?order_by=host_count", "?order_by=host_count&order_how=ASC"):
        assert [group["id"] for group in api.get(f"/groups{query}").json["results"]] == ids


def test_pages(api: Client, make_group: MakeGroup) -> None:
    for name in "abcde":
        make_group(name, members=1)
    answer = api.get("/groups?per_page=2&page=2")
    assert [group["name"] for group in answer.json["results"]] == ["c", "d"]
    assert (answer.json["total"], answer.json["count"], answer.json["page"]) == (5, 2, 2)
    assert 'rel="next"' in answer.headers["link"]
    beyond = api.get("/groups?page=999")
    assert (beyond.status, beyond.json["total"], beyond.json["count"], beyond.json["results"]) == (200, 5, 0, [])


def test_no_groups(api: Client) -> None:
    answer = api.get("/groups")
    assert (answer.status, answer.json["total"], answer.json["results"]) == (200, 0, [])


@pytest.mark.parametrize(
    "query",
    [
        "per_page=0",
        "per_page=101",
        "page=0",
        "page=-1",
        "page=1.5",
        "page=true",
        "page=",
        "page=21474838",
        "order_by=created",
        "order_by=type",
        "order_by=",
        "order_how=up",
        "order_how=ascending",
        "group_type=",
        "group_type=workspace",
        "name=%00",
    ],
)
def test_bad_parameters(api: Client, make_group: MakeGroup, query: str) -> None:
    ids = make_group("a")["id"]
    for path in ("/groups", *([] if query.startswith(("group_type", "name")) else [f"/groups/{ids}"])):
        answer = api.get(f"{path}?{query}")
        assert (answer.status, answer.content_type) == (400, "application/problem+json"), path
        assert answer.json.keys() == {"type", "title", "detail", "status"}


def test_unknown_parameters_are_ignored(api: Client, make_group: MakeGroup) -> None:
    make_group("a")
    assert names(api, "?colour=red&group_name=b") == ["a"]


def test_other_organisations_have_their_own(api: Client, make_group: MakeGroup, sql: Sql) -> None:
    make_group("ours")
    theirs = stored_group(sql, "654", name="theirs")
    assert names(api) == ["ours"]
    assert [group["name"] for group in api.as_(user_identity("654")).get("/groups").json["results"]] == ["theirs"]
    assert api.get(f"/groups/{theirs['id']}").status == 404


# By id


def test_by_id(api: Client, make_group: MakeGroup, sql: Sql) -> None:
    groups = [make_group(name, members=1) for name in "ba"]
    ungrouped = stored_group(sql, ungrouped=True)
    answer = api.get("/groups/" + ",".join(group["id"] for group in (*groups, ungrouped, groups[0])))
    assert [group["name"] for group in answer.json["results"]] == ["a", "b", "Ungrouped Hosts"]
    assert [group["host_count"] for group in answer.json["results"]] == [1, 1, 0]
    assert [group["ungrouped"] for group in answer.json["results"]] == [False, False, True]
    assert answer.json["total"] == 3


def test_by_id_in_capitals(api: Client, make_group: MakeGroup) -> None:
    group = make_group("a")
    answer = api.get(f"/groups/{group['id'].upper()}")
    assert (answer.status, answer.json["results"][0]["id"]) == (200, group["id"])


def test_by_id_orders_and_pages(api: Client, make_group: MakeGroup) -> None:
    ids = ",".join(make_group(name, members=number)["id"] for number, name in enumerate("abc"))
    assert names(api, f"/{ids}?order_by=host_count") == ["c", "b", "a"]
    assert names(api, f"/{ids}?per_page=1&page=2") == ["b"]
    assert names(api, f"/{ids}?page=9") == []


@pytest.mark.parametrize("query", ["", "?per_page=1", "?page=7"])
def test_by_id_all_must_exist(api: Client, make_group: MakeGroup, query: str) -> None:
    known, other = [make_group(name)["id"] for name in "ab"]
    unknown, capitals = str(uuid4()), str(uuid4()).upper()
    answer = api.get(f"/groups/{known},{unknown},{other},{capitals}{query}")
    assert (answer.status, answer.content_type) == (404, "application/json")
    assert answer.json["title"] == "Not Found"
    assert "One or more groups not found" in answer.json["detail"]
    assert sorted(answer.json["not_found_ids"]) == sorted([unknown, capitals])


@pytest.mark.parametrize("ids", ["1", "0" * 32, "a,b", str(uuid4()) + ",", str(uuid4()) + ", " + str(uuid4())])
def test_malformed_ids(api: Client, ids: str) -> None:
    for method in ("GET", "DELETE"):
        answer = api.request(method, f"/groups/{ids}".replace(" ", "%20"))
        assert (answer.status, answer.content_type) == (400, "application/problem+json")
        assert "does not match" in answer.json["detail"]


# Permissions


@pytest.mark.parametrize(
    ("granted", "visible"),
    [
        pytest.param([["a"]], ["a"], id="one group"),
        pytest.param([["a"], ["b"]], ["a", "b"], id="two grants"),
        pytest.param([["a", None]], ["a"], id="null is no group"),
        pytest.param([[None]], [], id="null alone"),
        pytest.param([["u"]], [], id="the ungrouped group is not listed"),
        pytest.param([["other"]], [], id="a group of nobody"),
        pytest.param([[]], ["a", "b"], id="no limit"),
    ],
)
def test_limits(
    guarded_api: Client,
    rbac: FakeRbac,
    make_group: MakeGroup,
    sql: Sql,
    granted: list[list[str | None]],
    visible: list[str],
) -> None:
    ids = {name: make_group(name, members=1)["id"] for name in "ab"}
    ids |= {"u": stored_group(sql, ungrouped=True)["id"], "other": str(uuid4())}
    rbac.grant(*(grant(READ, *(ids[name] if name else None for name in entry)) for entry in granted))
    answer = guarded_api.get("/groups")
    assert [group["name"] for group in answer.json["results"]] == visible
    assert answer.json["total"] == len(visible)
    for name in "ab":
        assert guarded_api.get(f"/groups/{ids[name].upper()}").status == (200 if name in visible else 403)


def test_limits_come_before_existence(guarded_api: Client, rbac: FakeRbac, make_group: MakeGroup) -> None:
    group = make_group("a")
    rbac.grant(grant(READ, group["id"]))
    answer = guarded_api.get(f"/groups/{group['id']},{uuid4()}")
    assert (answer.status, answer.content_type) == (403, "application/problem+json")


@pytest.mark.parametrize("granted", ["inventory:groups:write", "inventory:hosts:read", "inventory:hosts:*"])
def test_without_permission(guarded_api: Client, rbac: FakeRbac, make_group: MakeGroup, granted: str) -> None:
    rbac.grant(granted)
    for path in ("/groups", f"/groups/{make_group('a')['id']}", f"/groups/{uuid4()}"):
        answer = guarded_api.get(path)
        assert (answer.status, answer.content_type) == (403, "application/problem+json")
