"""Resource types for editors of roles (contract: rest-groups-staleness-views 5)."""

from typing import Any
from uuid import uuid4

import pytest

from tests.conftest import Sql
from tests.fixtures.api import MakeApplication, MakeClient, MakeHost
from tests.support.api import LEGACY_BASE, Client, FakeRbac, grant
from tests.support.factories import stored_group, system_identity, user_identity

TYPES, GROUPS = "/resource-types", "/resource-types/inventory-groups"
SHOWN = "/inventory/v1"


def links(path: str, **pages: int | None) -> dict[str, str | None]:
    per_page = pages.pop("per_page")
    return {
        name: None if number is None else f"{SHOWN}{path}?per_page={per_page}&page={number}"
        for name, number in pages.items()
    }


def test_the_only_type(api: Client, sql: Sql) -> None:
    for name in ("a", "b"):
        stored_group(sql, name=name)
    stored_group(sql, ungrouped=True)
    stored_group(sql, "654", name="theirs")
    answer = api.get(TYPES)
    assert (answer.status, answer.content_type) == (200, "application/json")
    assert answer.json == {
        "meta": {"count": 1},
        "links": links(TYPES, first=1, previous=None, next=None, last=1, per_page=10),
        "data": [{"value": "inventory-groups", "path": f"{SHOWN}{GROUPS}", "count": 3}],
    }


def test_it_is_on_every_page(api: Client) -> None:
    answer = api.get(f"{TYPES}?page=3&per_page=5").json
    assert answer["data"][0]["count"] == 0
    assert answer["links"] == links(TYPES, first=1, previous=2, next=None, last=1, per_page=5)


def test_groups_by_name(api: Client, hosts: MakeHost, sql: Sql) -> None:
    groups = {name: stored_group(sql, name=name) for name in ("web", "Db", "app")}
    stored_group(sql, ungrouped=True)
    stored_group(sql, "654", name="theirs")
    hosts(group=groups["web"])
    answer = api.get(GROUPS)
    assert answer.status == 200
    assert [group["name"] for group in answer.json["data"]] == ["app", "Db", "web"]
    assert [group["host_count"] for group in answer.json["data"]] == [0, 0, 1]
    assert answer.json["data"][0].keys() == {
        *("id", "org_id", "account", "name", "ungrouped", "created", "updated", "host_count")
    }
    assert answer.json["meta"] == {"count": 3}


@pytest.mark.parametrize(
    ("query", "names", "count", "expected"),
    [
        pytest.param("", ["g0", "g1", "g2", "g3", "g4"], 5, (1, None, None, 1, 10), id="default"),
        pytest.param("per_page=2", ["g0", "g1"], 5, (1, None, 2, 3, 2), id="first page"),
        pytest.param("per_page=2&page=2", ["g2", "g3"], 5, (1, 1, 3, 3, 2), id="middle"),
        pytest.param("per_page=2&page=3", ["g4"], 5, (1, 2, None, 3, 2), id="last page"),
        pytest.param("per_page=2&page=9", [], 5, (1, 8, None, 3, 2), id="past the end"),
        pytest.param("name=G1", ["g1"], 1, (1, None, None, 1, 10), id="part of the name, without its place in links"),
        pytest.param("name=%25", [], 0, (1, None, None, 0, 10), id="nothing found: the last page is 0"),
        pytest.param("name=", ["g0", "g1", "g2", "g3", "g4"], 5, (1, None, None, 1, 10), id="an empty name"),
    ],
)
def test_pages_of_groups(
    api: Client, sql: Sql, query: str, names: list[str], count: int, expected: tuple[int | None, ...]
) -> None:
    for number in range(5):
        stored_group(sql, name=f"g{number}")
    for base in ("", LEGACY_BASE):
        answer = api.get(f"{base}{GROUPS}?{query}").json
        assert [group["name"] for group in answer["data"]] == names
        assert answer["meta"] == {"count": count}
        first, previous, following, last, per_page = expected
        pages = {"first": first, "previous": previous, "next": following, "last": last}
        assert answer["links"] == links(GROUPS, **pages, per_page=per_page or 0)


@pytest.mark.parametrize("path", [TYPES, GROUPS])
@pytest.mark.parametrize(
    "query", ["page=0", "per_page=0", "per_page=101", "page=x", "page=", "page=1.5", "page=true", "page=21474838"]
)
def test_refused_pages(api: Client, path: str, query: str) -> None:
    answer = api.get(f"{path}?{query}")
    assert (answer.status, answer.content_type) == (400, "application/problem+json")


@pytest.mark.parametrize(("path", "status"), [(TYPES, 403), (GROUPS, 200)])
def test_a_permission_with_groups(guarded_api: Client, rbac: FakeRbac, sql: Sql, path: str, status: int) -> None:
    visible = stored_group(sql, name="visible")
    stored_group(sql, name="hidden")
    rbac.grant(grant("rbac:*:*", visible["id"], str(uuid4())))
    answer = guarded_api.get(path)
    assert answer.status == status
    if status == 200:
        assert [group["name"] for group in answer.json["data"]] == ["visible"]


@pytest.mark.parametrize("path", [TYPES, GROUPS])
def test_workspaces_mode(make_v2_api: MakeClient, make_application: MakeApplication, rbac: FakeRbac, path: str) -> None:
    rbac.grant("rbac:*:*")
    api = make_v2_api()
    answer = api.get(path)
    assert (answer.status, answer.content_type) == (400, "application/problem+json")
    assert "not available" in answer.json["detail"]
    assert api.as_(system_identity(str(uuid4()))).get(path).status == 403
    assert api.as_(user_identity("654")).get(path).status == 200
    assert make_v2_api(BYPASS_RBAC="true").get(path).status == 200


@pytest.mark.parametrize("path", [TYPES, GROUPS])
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_other_methods(api: Client, path: str, method: str) -> None:
    answer: Any = api.request(method, path, body={})
    assert (answer.status, answer.headers["allow"]) == (405, "GET")
