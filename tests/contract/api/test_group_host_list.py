"""The hosts of a group (contract: rest-groups-staleness-views 3.4)."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest

from hbi.groups import host_list
from tests.conftest import Sql
from tests.fixtures.api import MakeHost
from tests.support.api import BASE, Answer, Client, FakeRbac, grant
from tests.support.factories import Json, stored_group, system_identity, user_identity

READ = "inventory:hosts:read"
CN = "9f0c1c52-7a3e-4f55-8a55-0f1b6a0c9e11"


def ids(answer: Answer) -> list[str]:
    assert answer.status == 200, answer.content
    return [host["id"] for host in answer.json["results"]]


@pytest.fixture(params=["small", "large"])
def size(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Groups are looked through in two ways, which must not differ."""
    if request.param == "large":
        monkeypatch.setattr(host_list, "MANY", 1)


@pytest.mark.usefixtures("size")
def test_hosts_of_a_group(api: Client, hosts: MakeHost, sql: Sql, web: Json) -> None:
    first, second = hosts(group=web)["id"], hosts(group=web)["id"]
    hosts()
    hosts(group=stored_group(sql, name="other"))
    hosts(group=web, age=timedelta(days=40))
    answer = api.get(f"/groups/{web['id'].upper()}/hosts")
    assert ids(answer) == [second, first]
    assert {name: answer.json[name] for name in ("total", "count", "page", "per_page")} == {
        "total": 2,
        "count": 2,
        "page": 1,
        "per_page": 50,
    }
    assert answer.json["results"] == [
        host for host in api.get("/hosts").json["results"] if host["id"] in {first, second}
    ]


@pytest.mark.usefixtures("size")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("display_name=A", "a", id="display name"),
        pytest.param("fqdn=B.example.org", "b", id="domain name"),
        pytest.param("hostname_or_id=c.example", "c", id="host name or id"),
        pytest.param("insights_id=0a2b7a10-0c1d-4e2f-8a3b-9c4d5e6f7a81", "a", id="insights id"),
        pytest.param("staleness=stale", "c", id="state"),
        pytest.param("staleness=fresh", "ba", id="another state"),
        pytest.param("tags=ns/k=v", "b", id="tag"),
        pytest.param("registered_with=yupana", "c", id="reporter"),
        pytest.param("filter[system_profile][arch]=x86_64", "a", id="profile"),
        pytest.param("order_by=display_name", "abc", id="order"),
        pytest.param("order_by=display_name&order_how=DESC", "cba", id="order the other way round"),
        pytest.param("order_by=last_check_in&order_how=ASC", "cab", id="order by check-in"),
        pytest.param("order_by=group_name&per_page=1&page=3", "c", id="page"),
        pytest.param("order_by=operating_system&per_page=1", None, id="order by operating system"),
        pytest.param("per_page=2&page=2", "c", id="a second page"),
        pytest.param("workspace_name=other&group_id=x", "bac", id="other parameters are ignored"),
        pytest.param("display_name=nothing", "", id="nothing"),
        pytest.param("display_name=nothing&page=3", "", id="a page of nothing"),
    ],
)
def test_parameters(api: Client, hosts: MakeHost, sql: Sql, web: Json, query: str, expected: str | None) -> None:
    insights_id = "0a2b7a10-0c1d-4e2f-8a3b-9c4d5e6f7a81"
    named = {
        hosts(group=web, display_name="c", fqdn="c.example.org", reporter="yupana", age=timedelta(days=3))["id"]: "c",
        hosts(group=web, display_name="a", insights_id=insights_id, static={"arch": "x86_64"})["id"]: "a",
        hosts(group=web, display_name="b", fqdn="b.example.org", tags={"ns": {"k": ["v"]}})["id"]: "b",
    }
    hosts(display_name="a", static={"arch": "x86_64"}, tags={"ns": {"k": ["v"]}})
    found = [named[host_id] for host_id in ids(api.get(f"/groups/{web['id']}/hosts?{query}"))]
    assert len(found) == 1 if expected is None else "".join(found) == expected


@pytest.mark.usefixtures("size")
def test_pages(api: Client, hosts: MakeHost, sql: Sql, web: Json) -> None:
    members = [hosts(group=web)["id"] for _ in range(5)][::-1]
    for _ in range(5):
        hosts()
    path = f"/groups/{web['id']}/hosts"
    numbered = [host_id for page in (1, 2, 3) for host_id in ids(api.get(f"{path}?per_page=2&page={page}"))]
    assert numbered == members
    beyond = api.get(f"{path}?per_page=2&page=4")
    assert (beyond.status, beyond.content_type) == (404, "application/problem+json")
    walked: list[str] = []
    following: str | None = f"{path}?per_page=2&cursor="
    while following:
        answer = api.get(following)
        walked += ids(answer)
        assert answer.json["total"] == 5
        found = re.search(r'<([^>]*)>; rel="next"', answer.headers["link"])
        following = found[1].removeprefix(BASE) if found else None
        if found and following:
            elsewhere = following.replace(web["id"], stored_group(sql, name="other")["id"])
            assert api.get(elsewhere).status == 400
    assert walked == members
    assert api.get(f"{path}?count_only=true").json["total"] == 5
    assert api.get(f"/groups/{stored_group(sql, name='empty')['id']}/hosts?page=7").json["total"] == 0


def test_profiles(api: Client, hosts: MakeHost, web: Json) -> None:
    hosts(group=web, static={"arch": "x86_64", "owner_id": CN})
    [host] = api.get(f"/groups/{web['id']}/hosts?fields[system_profile]=arch").json["results"]
    assert host["system_profile"] == {"arch": "x86_64"}


def test_the_ungrouped_group(api: Client, hosts: MakeHost, sql: Sql) -> None:
    host_id = hosts()["id"]
    assert ids(api.get(f"/groups/{stored_group(sql, ungrouped=True)['id']}/hosts")) == [host_id]


@pytest.mark.parametrize(
    ("query", "media"),
    [
        pytest.param("fqdn=a&display_name=b", "application/json", id="two names"),
        pytest.param("order_how=ASC", "application/problem+json", id="a direction alone"),
        pytest.param("order_by=updated&order_how=asc", "application/problem+json", id="a direction in small letters"),
        pytest.param("order_by=name", "application/problem+json", id="a key of groups"),
        pytest.param("staleness=culled", "application/problem+json", id="culled hosts"),
        pytest.param("per_page=0", "application/problem+json", id="an empty page"),
        pytest.param("cursor=x", "application/problem+json", id="no cursor"),
        pytest.param("insights_id=x", "application/problem+json", id="no UUID"),
    ],
)
def test_bad_parameters(api: Client, hosts: MakeHost, web: Json, query: str, media: str) -> None:
    hosts(group=web)
    answer = api.get(f"/groups/{web['id']}/hosts?{query}")
    assert (answer.status, answer.content_type) == (400, media)


@pytest.mark.parametrize("query", ["", "?display_name=a", "?cursor=", "?count_only=true"])
def test_unknown_groups(api: Client, sql: Sql, query: str) -> None:
    for unknown in (str(uuid4()), stored_group(sql, "654", name="theirs")["id"]):
        answer = api.get(f"/groups/{unknown}/hosts{query}")
        assert (answer.status, answer.content_type) == (404, "application/problem+json")
        assert f"Group {unknown} not found" in answer.json["detail"]
    assert api.get("/groups/x/hosts").status == 400


def test_limits(guarded_api: Client, rbac: FakeRbac, hosts: MakeHost, sql: Sql, web: Json) -> None:
    other, ungrouped = stored_group(sql, name="other"), stored_group(sql, ungrouped=True)
    member = hosts(group=web)["id"]
    hosts(group=other)
    hosts()
    rbac.grant(grant(READ, web["id"], None))
    assert ids(guarded_api.get(f"/groups/{web['id']}/hosts")) == [member]
    assert ids(guarded_api.get(f"/groups/{web['id'].upper()}/hosts?display_name=host")) == [member]
    for outside in (other["id"], ungrouped["id"], str(uuid4())):
        answer = guarded_api.get(f"/groups/{outside}/hosts")
        assert (answer.status, answer.content_type) == (403, "application/problem+json")
    rbac.grant("inventory:groups:read")
    assert guarded_api.get(f"/groups/{web['id']}/hosts").status == 403
    assert guarded_api.get(f"/groups/{uuid4()}/hosts").status == 403


@pytest.mark.usefixtures("size")
def test_systems_see_their_own(guarded_api: Client, hosts: MakeHost, web: Json) -> None:
    own = hosts(group=web, static={"owner_id": CN})["id"]
    hosts(group=web, static={"owner_id": str(uuid4())})
    hosts(static={"owner_id": CN})
    answer = guarded_api.as_(system_identity(CN)).get(f"/groups/{web['id']}/hosts")
    assert (ids(answer), answer.json["total"]) == ([own], 1)
    certificate = user_identity(type="X509", auth_type="x509", x509={"subject_dn": "/CN=a", "issuer_dn": "/CN=b"})
    assert guarded_api.as_(certificate).get(f"/groups/{web['id']}/hosts").json["total"] == 2
