"""DELETE /hosts and DELETE /hosts/all (contract: rest-hosts 7.2, 7.3, 8.3 and 9.2). No broker runs."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.conftest import Sql
from tests.fixtures.api import MakeApplication, MakeHost
from tests.support.api import Answer, Client, FakeRbac, grant
from tests.support.factories import Json, stored_group, system_identity

CULLED = timedelta(days=31)
OWNER = "6f2b7a10-0c1d-4e2f-8a3b-9c4d5e6f7a80"
INSIGHTS_ID = "0a2b7a10-0c1d-4e2f-8a3b-9c4d5e6f7a81"
ALL = "/hosts/all?confirm_delete_all=true"


def left(sql: Sql) -> set[str]:
    return {row[0] for row in sql("SELECT id::text FROM hbi.hosts")}


def counts(answer: Answer) -> tuple[int, int]:
    assert answer.status == 202
    assert answer.json.keys() == {"hosts_found", "hosts_deleted"}
    return answer.json["hosts_found"], answer.json["hosts_deleted"]


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("display_name=We*b", id="name"),
        pytest.param("fqdn=web.example.org", id="domain name"),
        pytest.param("hostname_or_id=web.ex", id="part of a name"),
        pytest.param(f"insights_id={INSIGHTS_ID}", id="insights id"),
        pytest.param(f"subscription_manager_id={OWNER}", id="subscription manager id"),
        pytest.param("provider_id=i-1", id="provider's id"),
        pytest.param("provider_type=aws", id="provider"),
        pytest.param("tags=env/tier=gold", id="tag"),
        pytest.param("registered_with=satellite", id="reporter"),
        pytest.param("system_type=edge", id="type"),
        pytest.param("workspace_name=lab", id="workspace"),
        pytest.param("group_name=lab", id="group"),
        pytest.param("workspace_id={lab}", id="id of the workspace"),
        pytest.param("group_id={lab}", id="id of the group"),
        pytest.param("filter[system_profile][arch]=ARM", id="profile"),
        pytest.param("staleness=stale", id="state"),
        pytest.param("last_check_in_start={yesterday}&last_check_in_end={tomorrow}", id="check-in"),
        pytest.param("updated_start={yesterday}&updated_end={tomorrow}", id="update"),
        pytest.param("staleness=stale&display_name=weeb", id="several"),
    ],
)
def test_deletes_what_matches_and_nothing_else(api: Client, hosts: MakeHost, sql: Sql, query: str) -> None:
    lab = stored_group(sql, name="lab")
    doomed = hosts(
        age=timedelta(days=3),
        display_name="WEeB",
        fqdn="web.example.org",
        insights_id=INSIGHTS_ID,
        subscription_manager_id=OWNER,
        provider_type="aws",
        provider_id="i-1",
        tags={"env": {"tier": ["gold"]}},
        reporter="satellite",
        host_type="edge",
        group=lab,
        static={"arch": "ARM", "host_type": "edge"},
    )
    hosts(org_id="654", age=timedelta(days=3), display_name="web")
    hosts(static={"arch": "x86_64"}), hosts(age=timedelta(days=9))
    others = left(sql) - {doomed["id"]}
    day = doomed["last_check_in"].date()
    query = query.format(lab=lab["id"], yesterday=day - timedelta(days=1), tomorrow=day + timedelta(days=1))
    assert counts(api.delete(f"/hosts?{query}")) == (1, 1)
    assert left(sql) == others
    assert sql("SELECT host_id::text, event_type FROM hbi.host_events_outbox") == [(doomed["id"], "delete")]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("display_name=*", (2, 1), id="culled ones are found, not deleted"),
        pytest.param("display_name=*&staleness=fresh", (1, 1), id="with staleness they are not even found"),
        pytest.param("staleness=unknown", (1, 1), id="unknown alone is all that is not culled"),
        pytest.param("registered_with=insights", (2, 1), id="culled ones have an insights id, too"),
        pytest.param("registered_with=!satellite", (1, 1), id="culled ones are not without a reporter"),
        pytest.param("fqdn=*", (0, 0), id="a star in a domain name is literal"),
        pytest.param("display_name=nothing", (0, 0), id="no match"),
    ],
)
def test_counts(api: Client, hosts: MakeHost, sql: Sql, query: str, expected: tuple[int, int]) -> None:
    hosts()
    culled = hosts(age=CULLED)
    assert counts(api.delete(f"/hosts?{query}")) == expected
    assert culled["id"] in left(sql)
    assert len(left(sql)) == 2 - expected[1]


@pytest.mark.parametrize("parameter", ["workspace_name", "group_name"])
@pytest.mark.parametrize(
    ("query", "kept"),
    [
        pytest.param("{0}=&display_name=web", {"db", "lab web", "pub web"}, id="beside another filter"),
        pytest.param("{0}=&{0}=lab", {"pub web"}, id="beside another name"),
        pytest.param("{0}=", {"lab web", "pub web"}, id="alone: the ungrouped hosts"),
        pytest.param("{0}=&{0}=", {"lab web", "pub web"}, id="twice"),
        pytest.param("{0}=&display_name=", {"lab web", "pub web"}, id="beside an empty text"),
    ],
)
def test_what_the_empty_name_of_a_group_means(
    api: Client, hosts: MakeHost, sql: Sql, parameter: str, query: str, kept: set[str]
) -> None:
    hosts(display_name="web"), hosts(display_name="db")
    for name in ("lab", "pub"):
        hosts(display_name=f"{name} web", group=stored_group(sql, name=name))
    assert api.delete(f"/hosts?{query.format(parameter)}").status == 202
    assert {name for (name,) in sql("SELECT display_name FROM hbi.hosts")} == kept


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("", id="nothing"),
        pytest.param("?display_name=", id="empty text"),
        pytest.param("?display_name=&fqdn=&hostname_or_id=&provider_id=", id="several empty texts"),
        pytest.param("?updated_start=1970-01-01", id="instant that is ignored"),
        pytest.param("?last_check_in_end=1970-12-31", id="instant that is ignored at the other end"),
        pytest.param("?filter[system_profile]={}", id="empty filter"),
        pytest.param("?branch_id=1", id="parameter without effect"),
        pytest.param("?order_by=updated", id="order"),
        pytest.param("?page=1", id="page"),
        pytest.param("?colour=red", id="unknown name"),
        pytest.param("?fields[system_profile]=arch", id="fields"),
    ],
)
def test_a_filter_is_needed(api: Client, hosts: MakeHost, sql: Sql, query: str) -> None:
    host = hosts()
    answer = api.delete(f"/hosts{query}")
    assert (answer.status, answer.content_type) == (400, "application/problem+json")
    assert answer.json.keys() == {"type", "title", "detail", "status"}
    assert (answer.json["type"], answer.json["title"], answer.json["status"]) == ("about:blank", "Bad Request", 400)
    assert left(sql) == {host["id"]}


@pytest.mark.parametrize(
    "query",
    [
        "?staleness=culled",
        "?staleness=",
        "?tags=",
        "?provider_type=acme",
        "?filter[system_profile][nosuch]=1",
        "?filter=1",
        "?fqdn=a&display_name=b",
        "?display_name=%00",
    ],
)
def test_a_filter_that_is_refused_deletes_nothing(api: Client, hosts: MakeHost, sql: Sql, query: str) -> None:
    host = hosts()
    assert api.delete(f"/hosts{query}").status == 400
    assert left(sql) == {host["id"]}


def test_all(api: Client, hosts: MakeHost, sql: Sql) -> None:
    hosts(), hosts()
    culled, other = hosts(age=CULLED), hosts(org_id="654")
    assert counts(api.delete(ALL)) == (3, 2)
    assert left(sql) == {culled["id"], other["id"]}
    assert counts(api.delete(ALL.replace("true", "TRUE"))) == (1, 0)


def test_all_of_nothing(api: Client) -> None:
    assert counts(api.delete(ALL)) == (0, 0)


@pytest.mark.parametrize("query", ["", "?confirm_delete_all=false", "?confirm_delete_all=1", "?confirm_delete_all="])
def test_all_must_be_confirmed(api: Client, hosts: MakeHost, sql: Sql, query: str) -> None:
    host = hosts()
    answer = api.delete(f"/hosts/all{query}")
    assert (answer.status, answer.content_type) == (400, "application/problem+json")
    assert left(sql) == {host["id"]}


@pytest.mark.parametrize(
    ("headers", "request_id", "by_frontend"),
    [
        pytest.param({}, None, False, id="nothing said"),
        pytest.param({"x-rh-insights-request-id": "r", "x-rh-frontend-origin": "hcc"}, "r", True, id="by the console"),
    ],
)
def test_events_tell_who_asked(
    api: Client, hosts: MakeHost, sql: Sql, headers: dict[str, str], request_id: str | None, by_frontend: bool
) -> None:
    hosts()
    api.delete(ALL, headers=headers)
    ((context,),) = sql("SELECT context FROM hbi.host_events_outbox")
    assert (context["request_id"], context["initiated_by_frontend"]) == (request_id, by_frontend)
    assert context["platform_metadata"]["b64_identity"]


@pytest.mark.parametrize("path", [ALL, "/hosts?display_name=*"])
def test_systems_delete_their_own_hosts(api: Client, hosts: MakeHost, sql: Sql, path: str) -> None:
    hosts(static={"owner_id": OWNER})
    other = hosts(static={"owner_id": str(uuid4())})
    assert counts(api.as_(system_identity(cn=OWNER)).delete(path)) == (1, 1)
    assert left(sql) == {other["id"]}


def test_permission(guarded_api: Client, rbac: FakeRbac, hosts: MakeHost, sql: Sql) -> None:
    inside = stored_group(sql, name="in")
    hosts(group=inside)
    outside = hosts(group=stored_group(sql, name="out"))
    rbac.grant("inventory:hosts:read")
    assert guarded_api.delete("/hosts?display_name=*").status == 403
    assert guarded_api.delete(ALL).status == 403
    rbac.grant(grant("inventory:hosts:write", inside["id"]))
    assert counts(guarded_api.delete("/hosts?display_name=*")) == (1, 1)
    assert left(sql) == {outside["id"]}


def test_all_counts_hosts_that_it_may_not_delete(
    guarded_api: Client, rbac: FakeRbac, hosts: MakeHost, sql: Sql
) -> None:
    inside = stored_group(sql, name="in")
    hosts(group=inside), hosts(group=stored_group(sql, name="out"))
    rbac.grant(grant("inventory:hosts:write", inside["id"]))
    assert counts(guarded_api.delete(ALL)) == (2, 1)


def test_chunks_add_up(make_application: MakeApplication, hosts: MakeHost, sql: Sql) -> None:
    for _ in range(5):
        hosts()
    api = Client(make_application(HOST_DELETE_CHUNK_SIZE="2"))
    assert counts(api.delete(ALL)) == (5, 5)
    assert sql("SELECT count(*) FROM hbi.host_events_outbox") == [(5,)]


def test_out_of_time_it_tells_how_far_it_came(make_application: MakeApplication, hosts: MakeHost, sql: Sql) -> None:
    for _ in range(3):
        hosts()
    api: Any = Client(make_application(HOST_DELETE_CHUNK_SIZE="1", HBI_DELETE_BUDGET_SECONDS="0"))
    found, deleted = counts(api.delete(ALL))
    assert (found, len(left(sql))) == (3, 3 - deleted)
    assert deleted < found


def test_hosts_come_and_go_by_id_beside_it(api: Client, hosts: MakeHost) -> None:
    """The static path `all` does not shadow ids, nor they it."""
    host: Json = hosts()
    assert api.delete(f"/hosts/{host['id']}").status == 200
    assert api.get("/hosts/all").status == 405


@pytest.mark.parametrize("name", ["updated_end", "last_check_in_end"])
def test_an_end_that_lists_ignore_does_not_widen_a_deletion(api: Client, hosts: MakeHost, sql: Sql, name: str) -> None:
    host = hosts()
    answer = api.delete(f"/hosts?staleness=fresh&{name}=1970-01-01")
    assert (answer.status, answer.content_type) == (400, "application/problem+json")
    assert name in answer.json["detail"]
    assert left(sql) == {host["id"]}
