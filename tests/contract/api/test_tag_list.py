"""GET /tags (contract: rest-hosts 4.1, 4.9, 7.13 and 9.1)."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.fixtures.api import MakeHost
from tests.support.api import Answer, Client, FakeRbac, grant
from tests.support.factories import Json, stored_group, system_identity

OWNER = "6f2b7a10-0c1d-4e2f-8a3b-9c4d5e6f7a80"
INSIGHTS_ID = "0a2b7a10-0c1d-4e2f-8a3b-9c4d5e6f7a81"


def listed(answer: Answer) -> list[tuple[str, int]]:
    """Tags as `namespace/key=value`, with their counts."""
    assert answer.status == 200
    shown = [(entry["tag"], entry["count"]) for entry in answer.json["results"]]
    return [(f"{tag['namespace']}/{tag['key']}={tag['value']}", count) for tag, count in shown]


@pytest.fixture
def tagged(hosts: MakeHost) -> list[Json]:
    return [
        hosts(tags={"env": {"tier": ["gold", "silver"]}, "null": {"flag": []}}, display_name="one"),
        hosts(tags={"env": {"tier": ["gold"]}}, display_name="two"),
        hosts(tags={"Zoo": {"a%b": ["x_y"]}}, display_name="three", age=timedelta(days=2)),
        hosts(tags={}),
        hosts(tags={"env": {"tier": ["gold"]}}, age=timedelta(days=31)),
        hosts(tags={"env": {"tier": ["gold"]}, "secret": {"of": ["others"]}}, org_id="654"),
    ]


@pytest.mark.usefixtures("tagged")
def test_every_tag_of_visible_hosts_with_its_count(api: Client) -> None:
    answer = api.get("/tags")
    assert (answer.json["total"], answer.json["count"], answer.json["page"], answer.json["per_page"]) == (4, 4, 1, 50)
    assert sorted(listed(answer)) == [
        ("None/flag=None", 1),
        ("Zoo/a%b=x_y", 1),
        ("env/tier=gold", 2),
        ("env/tier=silver", 1),
    ]
    assert {"tag": {"namespace": None, "key": "flag", "value": None}, "count": 1} in answer.json["results"]


@pytest.mark.usefixtures("tagged")
def test_order(api: Client) -> None:
    ascending = [tag for tag, _ in listed(api.get("/tags"))]
    assert ascending.index("env/tier=gold") < ascending.index("env/tier=silver")
    for query, expected in (
        ("order_by=tag&order_how=DESC", ascending[::-1]),
        ("order_how=DESC", ascending[::-1]),
        ("order_how=ASC", ascending),
        ("order_how=desc", ascending),
    ):
        assert [tag for tag, _ in listed(api.get(f"/tags?{query}"))] == expected, query
    by_count = listed(api.get("/tags?order_by=count&order_how=DESC"))
    assert by_count[0] == ("env/tier=gold", 2)
    assert [tag for tag, _ in by_count[1:]] == [tag for tag in ascending if tag != "env/tier=gold"]
    assert listed(api.get("/tags?order_by=count"))[-1] == ("env/tier=gold", 2)


@pytest.mark.usefixtures("tagged")
@pytest.mark.parametrize(
    ("search", "found"),
    [
        pytest.param("", 4, id="empty is no search"),
        pytest.param("TIER", 2, id="any letter case"),
        pytest.param("env/tier%3Dgo", 1, id="across the parts"),
        pytest.param("none/", 1, id="a missing namespace reads None"),
        pytest.param("a%25b", 1, id="percent is literal"),
        pytest.param("%25", 1, id="percent alone"),
        pytest.param("x_y", 1, id="underscore is literal"),
        pytest.param("_", 1, id="underscore alone"),
        pytest.param("'", 0, id="quote"),
        pytest.param("secret", 0, id="nothing of another organisation"),
    ],
)
def test_search(api: Client, search: str, found: int) -> None:
    answer = api.get(f"/tags?search={search}")
    assert (answer.json["total"], len(listed(answer))) == (found, found)


@pytest.mark.usefixtures("tagged")
@pytest.mark.parametrize(
    ("query", "tags"),
    [
        pytest.param("display_name=two", {"env/tier=gold"}, id="name"),
        pytest.param("tags=env/tier=silver", {"env/tier=gold", "env/tier=silver", "None/flag=None"}, id="hosts by tag"),
        pytest.param("staleness=stale", {"Zoo/a%b=x_y"}, id="state"),
        pytest.param("filter[system_profile][arch]=x", set(), id="profile"),
        pytest.param("subscription_manager_id=nonsense&display_name=two", {"env/tier=gold"}, id="not a parameter"),
        pytest.param("colour=red&display_name=two", {"env/tier=gold"}, id="unknown"),
    ],
)
def test_tags_of_selected_hosts(api: Client, query: str, tags: set[str]) -> None:
    assert {tag for tag, _ in listed(api.get(f"/tags?{query}"))} == tags


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("display_name=we*b", id="name"),
        pytest.param("fqdn=WEB.example.org", id="domain name"),
        pytest.param("hostname_or_id=web.ex", id="part of a name"),
        pytest.param(f"insights_id={INSIGHTS_ID}", id="insights id"),
        pytest.param("provider_id=i-1", id="provider's id"),
        pytest.param("provider_type=aws", id="provider"),
        pytest.param("updated_start={yesterday}&updated_end={tomorrow}", id="update"),
        pytest.param("last_check_in_start={yesterday}&last_check_in_end={tomorrow}", id="check-in"),
        pytest.param("workspace_name=Lab", id="workspace"),
        pytest.param("group_name=Lab", id="group"),
        pytest.param("workspace_id={lab}", id="id of the workspace"),
        pytest.param("group_id={lab}", id="id of the group"),
        pytest.param("staleness=stale", id="state"),
        pytest.param("tags=a/wanted", id="tag"),
        pytest.param("registered_with=satellite", id="reporter"),
        pytest.param("system_type=edge", id="type"),
        pytest.param("filter[system_profile][arch]=ARM", id="profile"),
    ],
)
def test_every_parameter_selects_hosts(api: Client, hosts: MakeHost, sql: object, query: str) -> None:
    lab = stored_group(sql, name="lab")
    wanted = hosts(
        age=timedelta(days=3),
        display_name="Web",
        fqdn="web.example.org",
        insights_id=INSIGHTS_ID,
        provider_type="aws",
        provider_id="i-1",
        reporter="satellite",
        host_type="edge",
        group=lab,
        static={"arch": "ARM"},
        tags={"a": {"wanted": []}},
    )
    hosts(tags={"a": {"fresh": []}}), hosts(age=timedelta(days=9), tags={"a": {"old": []}})
    day = wanted["last_check_in"].date()
    query = query.format(lab=lab["id"], yesterday=day - timedelta(days=1), tomorrow=day + timedelta(days=1))
    assert listed(api.get(f"/tags?{query}")) == [("a/wanted=None", 1)]


@pytest.mark.usefixtures("tagged")
def test_pages(api: Client) -> None:
    everything = listed(api.get("/tags"))
    assert [listed(api.get(f"/tags?per_page=3&page={page}")) for page in (1, 2)] == [everything[:3], everything[3:]]
    past = api.get("/tags?per_page=3&page=3")
    assert (past.status, past.json["total"], past.json["results"]) == (200, 4, [])


@pytest.mark.parametrize(
    "query",
    ["order_by=updated", "order_how=up", "page=0", "per_page=101", "search=%00", "staleness=culled", "filter[x]=1"],
)
def test_refused(api: Client, query: str) -> None:
    assert api.get(f"/tags?{query}").status == 400


def test_what_a_permission_or_an_owner_may_see(
    guarded_api: Client, rbac: FakeRbac, hosts: MakeHost, sql: object
) -> None:
    inside = stored_group(sql, name="in")
    hosts(group=inside, tags={"a": {"seen": []}}, static={"owner_id": OWNER})
    hosts(group=stored_group(sql, name="out"), tags={"a": {"hidden": []}}, static={"owner_id": str(uuid4())})
    rbac.grant(grant("inventory:hosts:read", inside["id"]))
    assert listed(guarded_api.get("/tags")) == [("a/seen=None", 1)]
    assert listed(guarded_api.as_(system_identity(cn=OWNER)).get("/tags")) == [("a/seen=None", 1)]
    rbac.grant("inventory:hosts:write")
    assert guarded_api.get("/tags").status == 403


@pytest.mark.parametrize(
    "tags",
    [
        pytest.param(None, id="no tags at all"),
        pytest.param({"a": None}, id="namespace without keys"),
        pytest.param({"a": {"b": None}}, id="key without list"),
    ],
)
def test_rows_of_other_software(api: Client, hosts: MakeHost, tags: Json | None) -> None:
    hosts(tags=tags)
    expected = [("a/b=None", 1)] if tags and tags["a"] else []
    assert listed(api.get("/tags")) == expected
