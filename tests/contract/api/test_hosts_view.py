"""`GET /beta/hosts-view`: what it shows (contract: rest-groups-staleness-views 8.1, 8.2, 8.3)."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from tests.conftest import Sql
from tests.contract.api.test_host_object import KEYS
from tests.fixtures.api import MakeApplication, MakeHost
from tests.support.api import LEGACY_BASE, Client
from tests.support.applications import FIELDS, store_data
from tests.support.factories import Json, stored_group, system_identity

VIEW = "/beta/hosts-view"
POLICIES = [{"id": str(uuid4()), "name": "CIS"}, {"id": str(uuid4()), "name": "PCI"}]
TEMPLATE = str(uuid4())
CN = "9f0c1c52-7a3e-4f55-8a55-0f1b6a0c9e11"
NOW = datetime.now(UTC).replace(microsecond=0)


def names(api: Client, query: str) -> list[str]:
    """Names of the hosts that a query finds, sorted; `total` must say the same."""
    answer = api.get(f"{VIEW}?{query}")
    assert answer.status == 200, answer.content
    found = sorted(host["display_name"] for host in answer.json["results"])
    assert answer.json["total"] == answer.json["count"] == len(found)
    return found


def test_a_host_is_that_of_the_list_with_its_data(api: Client, hosts: MakeHost, sql: Sql) -> None:
    host = hosts(display_name="db1", facts={"room": {"rack": "r2"}})
    advisor = {"recommendations": 4, "critical": 1, "moderate": 3, "low": 0}
    store_data(sql, host, advisor=advisor)
    answer = api.get(VIEW)
    [listed] = api.get("/hosts").json["results"]
    assert answer.json == {
        "total": 1,
        "count": 1,
        "page": 1,
        "per_page": 50,
        "results": [{**listed, "app_data": {"advisor": {**advisor, "incidents": None, "important": None}}}],
    }
    assert answer.json["results"][0].keys() == KEYS | {"app_data"}


def test_no_host(api: Client) -> None:
    assert api.get(VIEW).json == {"total": 0, "count": 0, "page": 1, "per_page": 50, "results": []}


def test_hosts_of_which_nothing_is_known_stay(api: Client, hosts: MakeHost, sql: Sql) -> None:
    store_data(sql, hosts(display_name="known"), remediations={"remediations_plans": 3})
    hosts(display_name="unknown")
    shown = {host["display_name"]: host["app_data"] for host in api.get(VIEW).json["results"]}
    assert shown == {"known": {"remediations": {"remediations_plans": 3}}, "unknown": {}}


def test_every_field_of_every_application(api: Client, hosts: MakeHost, sql: Sql) -> None:
    host = hosts()
    scanned = datetime(2031, 4, 5, 6, 7, 8, 90, UTC)
    numbers = {
        application: {
            name: number
            for number, name in enumerate(fields)
            if name not in {"template_name", "template_uuid", "policies", "policies_count", "last_scan", "last_status"}
        }
        for application, fields in FIELDS.items()
    }
    stored = {
        **numbers,
        "patch": {**numbers["patch"], "template_name": 'nightly "é"', "template_uuid": TEMPLATE},
        "compliance": {"policies": POLICIES, "last_scan": scanned},
        "malware": {**numbers["malware"], "last_status": "Matched", "last_scan": NOW},
    }
    store_data(sql, host, **stored)
    [shown] = api.get(VIEW).json["results"]
    assert {name: sorted(values) for name, values in shown["app_data"].items()} == {
        name: sorted(fields) for name, fields in FIELDS.items()
    }
    assert shown["app_data"] == {
        **stored,
        "compliance": {"policies": POLICIES, "policies_count": 2, "last_scan": "2031-04-05T06:07:08.000090+00:00"},
        "malware": {**stored["malware"], "last_scan": NOW.isoformat()},
    }


def test_values_that_are_not_there(api: Client, hosts: MakeHost, sql: Sql) -> None:
    """All are null but the id of the template, which is left out, and the number of policies."""
    store_data(sql, hosts(), **{application: {} for application in FIELDS})
    [shown] = api.get(VIEW).json["results"]
    assert shown["app_data"] == {
        application: {name: 0 if name == "policies_count" else None for name in fields if name != "template_uuid"}
        for application, fields in FIELDS.items()
    }


def test_no_policies(api: Client, hosts: MakeHost, sql: Sql) -> None:
    store_data(sql, hosts(), compliance={"policies": []})
    [shown] = api.get(VIEW).json["results"]
    assert shown["app_data"]["compliance"] == {"policies": [], "policies_count": 0, "last_scan": None}


def test_data_of_others_is_never_shown(api: Client, hosts: MakeHost, sql: Sql) -> None:
    """Not even of a host with the same id."""
    host = hosts()
    twin = hosts(org_id="654", id=host["id"])
    store_data(sql, twin, advisor={"critical": 5}, malware={"last_status": "Matched"})
    store_data(sql, host, advisor={"critical": 1})
    [shown] = api.get(VIEW).json["results"]
    assert shown["app_data"].keys() == {"advisor"}
    assert shown["app_data"]["advisor"]["critical"] == 1


def test_the_old_base(api: Client, hosts: MakeHost) -> None:
    hosts()
    assert api.get(f"{LEGACY_BASE}{VIEW}").json["total"] == 1


@pytest.mark.parametrize("path", [f"{VIEW}/", f"{VIEW}?bogus=1", f"{VIEW}?branch_id=x"])
def test_what_changes_nothing(api: Client, hosts: MakeHost, path: str) -> None:
    hosts()
    assert api.get(path).json["total"] == 1


def test_other_methods(api: Client) -> None:
    for method in ("POST", "DELETE", "PATCH", "PUT"):
        answer = api.request(method, VIEW)
        assert (answer.status, answer.content_type) == (405, "application/problem+json")


# Parameters that it shares with GET /hosts


@pytest.fixture
def three(hosts: MakeHost, sql: Sql) -> dict[str, Json]:
    """A host of a team, one of another team, one of none; each differs in everything that can be asked for."""
    teams = {name: stored_group(sql, name=name) for name in ("Web Tier", "Data")}
    return {
        "web": hosts(
            display_name="web",
            fqdn="web.example.org",
            group=teams["Web Tier"],
            provider_type="aws",
            provider_id="i-1",
            tags={"env": {"tier": ["gold"]}},
            subscription_manager_id="0a2b7a10-0c1d-4e2f-8a3b-9c4d5e6f7a81",
        ),
        "data": hosts(
            display_name="data",
            fqdn="data.example.org",
            group=teams["Data"],
            provider_type="gcp",
            tags={"env": {"tier": ["iron"]}},
            age=timedelta(days=2),
            host_type="edge",
        ),
        "free": hosts(display_name="free", age=timedelta(days=8), reporter="satellite", insights_id=str(uuid4())),
    }


@pytest.mark.parametrize(
    ("query", "found"),
    [
        pytest.param("", ["data", "free", "web"], id="nothing"),
        pytest.param("display_name=WE", ["web"], id="part of the name"),
        pytest.param("fqdn=WEB.example.org", ["web"], id="domain name"),
        pytest.param("fqdn=web", [], id="part of a domain name"),
        pytest.param("hostname_or_id=data.ex", ["data"], id="part of either name"),
        pytest.param("hostname_or_id={web[id]}", ["web"], id="id"),
        pytest.param("insights_id={data[insights_id]}", ["data"], id="insights id"),
        pytest.param(
            "subscription_manager_id=0A2B7A10-0C1D-4E2F-8A3B-9C4D5E6F7A81", ["web"], id="subscription manager id"
        ),
        pytest.param("provider_type=gcp", ["data"], id="provider"),
        pytest.param("provider_id=I-1", ["web"], id="provider id"),
        pytest.param("provider_id=i-1&provider_type=gcp", [], id="both of the provider"),
        pytest.param("staleness=fresh", ["web"], id="fresh"),
        pytest.param("staleness=stale&staleness=stale_warning", ["data", "free"], id="two states"),
        pytest.param("staleness=unknown", ["data", "free", "web"], id="unknown"),
        pytest.param("tags=env/tier=gold", ["web"], id="tag"),
        pytest.param("tags=env/tier=gold&tags=env/tier=iron", ["data", "web"], id="either tag"),
        pytest.param("registered_with=satellite", ["free"], id="reporter"),
        pytest.param("registered_with=!satellite", ["data", "web"], id="another reporter"),
        pytest.param("registered_with=insights", ["data", "free", "web"], id="insights"),
        pytest.param("system_type=edge", ["data"], id="type"),
        pytest.param("system_type=edge&system_type=conventional", ["data", "free", "web"], id="types"),
        pytest.param("last_check_in_start={start}", ["web"], id="checked in lately"),
        pytest.param("last_check_in_end={start}", ["data", "free"], id="checked in before"),
        pytest.param("updated_start={start}&updated_end={end}", ["web"], id="span of updates"),
        pytest.param("workspace_name=web%20tier", ["web"], id="workspace in any letter case"),
        pytest.param("workspace_name=web", [], id="part of a workspace's name"),
        pytest.param("workspace_name=data&workspace_name=Web%20Tier", ["data", "web"], id="workspaces"),
        pytest.param("workspace_name=", ["free"], id="no workspace"),
        pytest.param("workspace_name=&workspace_name=Data", ["data", "free"], id="none or one"),
        pytest.param("workspace_id={team}", ["web"], id="workspace id"),
        pytest.param("workspace_id={other}", [], id="unknown workspace"),
        pytest.param("workspace_name=Web%20Tier&workspace_id={team}", ["web"], id="name and id"),
        pytest.param("workspace_name=Data&workspace_id={team}", [], id="name and id of another"),
        pytest.param("workspace_name=Data&workspace_name=Web%20Tier&workspace_id={team}", ["web"], id="names and id"),
        pytest.param("workspace_name=&workspace_id={team}", [], id="none, and an id"),
        pytest.param("group_name=Data", ["data", "free", "web"], id="old name of a parameter"),
        pytest.param("group_id={team}&group_name=x", ["data", "free", "web"], id="old names of parameters"),
        pytest.param("group_name=x&workspace_name=Data", ["data"], id="old name beside the new one"),
    ],
)
def test_hosts_are_found(api: Client, three: dict[str, Json], query: str, found: list[str]) -> None:
    known = {
        **three,
        "team": three["web"]["groups"][0]["id"],
        "other": str(uuid4()),
        "start": (NOW - timedelta(hours=1)).isoformat().replace("+", "%2B"),
        "end": (NOW + timedelta(hours=1)).isoformat().replace("+", "%2B"),
    }
    assert names(api, query.format(**known)) == found


def test_culled_hosts_are_hidden(api: Client, hosts: MakeHost, sql: Sql) -> None:
    store_data(sql, hosts(age=timedelta(days=31)), advisor={"critical": 1})
    for query in ("", "staleness=unknown", "filter[advisor][critical][gte]=0", "order_by=advisor:critical"):
        assert names(api, query) == []


@pytest.mark.parametrize(
    "query",
    [
        *("per_page=0", "per_page=101", "per_page=-1", "per_page=1.5", "per_page=", "per_page=true", "page=0"),
        *("page=21474838", "page=a", "staleness=culled", "staleness=", "staleness=fresh,stale", "provider_type=x"),
        *("insights_id=x", "insights_id=", "subscription_manager_id=x", "workspace_id=x", "workspace_id="),
        *("registered_with=!insights", "system_type=Edge", "tags=", "tags=a=b=c", "updated_start=x", "get_total=1"),
        *("count_only=yes", "order_by=", "order_by=created", "order_how=up", "updated_start=2031&updated_end=2030"),
        *("count_only=true&get_total=false", "cursor=x", "cursor=&page=1", "display_name=%00"),
    ],
)
def test_bad_parameters(api: Client, hosts: MakeHost, query: str) -> None:
    hosts()
    answer = api.get(f"{VIEW}?{query}")
    assert (answer.status, answer.content_type) == (400, "application/problem+json")
    assert answer.json["title"] == "Bad Request"


@pytest.mark.parametrize("other", ["fqdn=a", "hostname_or_id=a", "insights_id=0a2b7a10-0c1d-4e2f-8a3b-9c4d5e6f7a81"])
def test_one_name_at_most(api: Client, other: str) -> None:
    answer = api.get(f"{VIEW}?display_name=a&{other}")
    assert (answer.status, answer.content_type) == (400, "application/json")
    assert answer.json["title"] == "Validation Error"
    assert api.get(f"{VIEW}?display_name=&{other}").status == 200


# Pages


def test_pages(api: Client, hosts: MakeHost) -> None:
    expected = [hosts(modified_on=NOW - timedelta(minutes=number))["id"] for number in range(5)]
    pages = [api.get(f"{VIEW}?per_page=2&page={number}") for number in (1, 2, 3)]
    assert [host["id"] for page in pages for host in page.json["results"]] == expected
    assert [(page.json["count"], page.json["page"], page.json["total"]) for page in pages] == [
        (2, 1, 5),
        (2, 2, 5),
        (1, 3, 5),
    ]
    assert 'rel="next"' in pages[0].headers["link"]
    assert VIEW in pages[0].headers["link"]


def test_the_page_behind_the_last(api: Client, hosts: MakeHost) -> None:
    assert api.get(f"{VIEW}?page=7").json["total"] == 0
    hosts()
    answer = api.get(f"{VIEW}?page=2")
    assert (answer.status, answer.content_type) == (404, "application/problem+json")
    assert api.get(f"{VIEW}?page=9&display_name=nobody").status == 200


def test_totals(api: Client, hosts: MakeHost) -> None:
    for _ in range(3):
        hosts()
    assert api.get(f"{VIEW}?count_only=true&per_page=2").json == {
        "total": 3,
        "count": 0,
        "page": 1,
        "per_page": 2,
        "results": [],
    }
    uncounted = api.get(f"{VIEW}?get_total=false&per_page=2")
    assert (uncounted.json["total"], uncounted.json["count"]) == (None, 2)
    assert api.get(f"{VIEW}?get_total=FALSE&page=2").status == 404


# Who sees what


def test_systems_see_their_own_hosts(make_application: MakeApplication, hosts: MakeHost, sql: Sql) -> None:
    own = hosts(display_name="own", static={"owner_id": CN, "arch": "x86_64"})
    other = hosts(display_name="other", static={"owner_id": str(uuid4()), "arch": "x86_64"})
    for host, critical in ((own, 1), (other, 5)):
        store_data(sql, host, advisor={"critical": critical})
    api = Client(make_application(BYPASS_RBAC="false"), system_identity(CN))
    for query in (
        "",
        "filter[advisor][critical][gte]=1",
        "filter[system_profile][arch]=x86_64",
        "order_by=advisor:critical&order_how=DESC",
        "fields[system_profile]=arch",
    ):
        assert names(api, query) == ["own"]
    assert names(api, "filter[advisor][critical][gte]=2") == []
    assert api.get(f"{VIEW}?count_only=true").json["total"] == 1


def test_nobody_is_401(api: Client) -> None:
    answer = api.get(f"{VIEW}?per_page=0", headers={"x-rh-identity": None})
    assert (answer.status, answer.content_type) == (401, "application/problem+json")
