"""Who may do what in organisations in workspaces mode (contract: identity-rbac 5, 7.1, 7.4; rest-hosts 1.2, 6)."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from tests.conftest import Sql
from tests.fixtures.api import MakeClient, MakeHost
from tests.support.api import Answer, Client, FakeRbac
from tests.support.factories import Json, stored_group, system_identity, user_identity
from tests.support.fakes.kessel_server import FakeKessel, Question

SINGLE = {"hbi.api.kessel-force-single-checks-for-bulk": True}
CN = "9f0c1c52-7a3e-4f55-8a55-0f1b6a0c9e11"
I = "0a2b7a10-0c1d-4e2f-8a3b-9c4d5e6f7a81"  # noqa: E741
G = "5c5c5c5c-0000-4000-8000-000000000001"
ACCOUNT = {"client_id": "b3", "username": "service-account-b3", "user_id": "77"}
ANA = ("principal", "redhat/901", "rbac", "")
WORKSPACE = ("workspace", "", "rbac", "")

type MakeHostId = Callable[[], str]
type Ask = Callable[[Client, str], Answer]


def row(relation: str, method: str, path: str, body: Any = None, status: int = 200) -> Any:
    """Case of an operation: `(ask(client, ids) -> answer, status when it is allowed, relation that allows it)`."""

    def ask(client: Client, ids: str) -> Answer:
        return client.request(method, path.format(ids=ids), body=body)

    return pytest.param(ask, status, relation, id=f"{method} {path}")


READ_BY_ID = [
    row("view", "GET", "/hosts/{ids}"),
    row("view", "GET", "/hosts/{ids}/system_profile"),
    row("view", "GET", "/hosts/{ids}/tags"),
    row("view", "GET", "/hosts/{ids}/tags/count"),
]
WRITE_BY_ID = [
    row("update", "PATCH", "/hosts/{ids}", {"display_name": "a"}),
    row("update", "PATCH", "/hosts/{ids}/facts/ns", {"a": 1}),
    row("update", "PUT", "/hosts/{ids}/facts/ns", {"a": 1}),
    row("delete", "DELETE", "/hosts/{ids}"),
]
WITHOUT_IDS = [
    row("inventory_host_view", "GET", "/hosts"),
    row("inventory_host_view", "GET", "/beta/hosts-view"),
    row("inventory_host_view", "GET", "/tags"),
    row("inventory_host_view", "GET", "/system_profile/operating_system"),
    row("inventory_host_view", "GET", "/system_profile/sap_system"),
    row("inventory_host_view", "GET", "/system_profile/sap_sids"),
    row("inventory_host_view", "GET", f"/groups/{G}/hosts"),
    row("inventory_host_view", "GET", f"/host_exists?insights_id={I}"),
    row("inventory_host_update", "POST", "/hosts/checkin", {"insights_id": I}, 201),
    row("inventory_host_delete", "DELETE", "/hosts?display_name=*", status=202),
    row("inventory_host_delete", "DELETE", "/hosts/all?confirm_delete_all=true", status=202),
]


@pytest.fixture
def stored(hosts: MakeHost) -> MakeHostId:
    """`stored() -> id` of a host with facts in namespace `ns`."""
    return lambda: str(hosts(facts={"ns": {}})["id"])


# Named hosts


@pytest.mark.parametrize(("ask", "status", "_relation"), READ_BY_ID)
def test_one_host_is_asked_about_by_itself(
    v2_api: Client, kessel: FakeKessel, rbac: FakeRbac, stored: MakeHostId, ask: Ask, status: int, _relation: str
) -> None:
    host_id = stored()
    kessel.hosts = {host_id}
    assert ask(v2_api, host_id.upper()).status == status
    assert kessel.asked == [Question("Check", "view", ("host", host_id, "hbi", "redhat"), ANA)]
    assert rbac.requests == []


@pytest.mark.parametrize(("ask", "status", "_relation"), READ_BY_ID)
@pytest.mark.parametrize(
    ("flags", "calls"),
    [
        pytest.param({}, ["CheckBulk"], id="all in one"),
        pytest.param(SINGLE, ["Check", "Check", "Check"], id="one by one, if the flag says so"),
    ],
)
def test_several_hosts(
    make_v2_api: MakeClient,
    kessel: FakeKessel,
    stored: MakeHostId,
    ask: Ask,
    status: int,
    _relation: str,
    flags: Json,
    calls: list[str],
) -> None:
    ids = [stored() for _ in range(3)]
    kessel.hosts = set(ids)
    assert ask(make_v2_api(flags), ",".join(ids)).status == status
    assert kessel.calls == calls
    assert {(asked.relation, asked.about[1]) for asked in kessel.asked} == {("view", host_id) for host_id in ids}


@pytest.mark.parametrize(("ask", "status", "relation"), WRITE_BY_ID)
def test_each_host_is_asked_about_for_a_change(
    v2_api: Client, kessel: FakeKessel, stored: MakeHostId, ask: Ask, status: int, relation: str
) -> None:
    ids = [stored(), stored()]
    kessel.hosts = set(ids)
    assert ask(v2_api, ",".join(ids)).status == status
    assert kessel.calls == ["CheckForUpdate", "CheckForUpdate"]
    assert {(asked.relation, asked.about, asked.subject) for asked in kessel.asked} == {
        (relation, ("host", host_id, "hbi", "redhat"), ANA) for host_id in ids
    }


@pytest.mark.parametrize("flags", [pytest.param({}, id="in bulk"), pytest.param(SINGLE, id="singly")])
@pytest.mark.parametrize(("ask", "_status", "_relation"), READ_BY_ID + WRITE_BY_ID)
def test_one_refused_host_refuses_all(
    make_v2_api: MakeClient,
    kessel: FakeKessel,
    stored: MakeHostId,
    sql: Sql,
    ask: Ask,
    _status: int,
    _relation: str,
    flags: Json,
) -> None:
    allowed, refused = stored(), stored()
    kessel.hosts = {allowed}
    before = sql("SELECT * FROM hbi.hosts ORDER BY id")
    answer = ask(make_v2_api(flags), f"{allowed},{refused}")
    assert (answer.status, answer.content_type) == (403, "application/problem+json")
    assert sql("SELECT * FROM hbi.hosts ORDER BY id") == before


@pytest.mark.parametrize(("ask", "_status", "_relation"), READ_BY_ID + WRITE_BY_ID)
def test_refused_ids_are_told_when_some_host_does_not_exist(
    v2_api: Client, kessel: FakeKessel, stored: MakeHostId, ask: Ask, _status: int, _relation: str
) -> None:
    allowed, refused, unknown = stored(), stored().upper(), str(uuid4())
    kessel.hosts = {allowed}
    answer = ask(v2_api, f"{allowed},{refused},{unknown}")
    assert (answer.status, answer.content_type) == (404, "application/json")
    assert sorted(answer.json["not_found_ids"]) == sorted([refused, unknown])


def test_an_allowed_host_that_does_not_exist_is_not_found(v2_api: Client, kessel: FakeKessel, hosts: MakeHost) -> None:
    elsewhere = hosts(org_id="654")["id"]
    kessel.hosts = {elsewhere}
    answer = v2_api.get(f"/hosts/{elsewhere}")
    assert (answer.status, answer.json["not_found_ids"]) == (404, [elsewhere])


def test_no_workspace_is_needed_for_a_named_host(v2_api: Client, kessel: FakeKessel, hosts: MakeHost, sql: Sql) -> None:
    host_id = hosts(group=stored_group(sql, name="g"))["id"]
    kessel.hosts = {host_id}
    assert v2_api.get(f"/hosts/{host_id}").json["total"] == 1


# Lists


@pytest.mark.parametrize(("ask", "status", "relation"), WITHOUT_IDS)
def test_workspaces_are_asked_for_where_no_host_is_named(
    v2_api: Client, kessel: FakeKessel, hosts: MakeHost, sql: Sql, ask: Ask, status: int, relation: str
) -> None:
    group = {**stored_group(sql, name="g"), "id": G}
    sql("UPDATE hbi.groups SET id = %s", (G,))
    hosts(insights_id=I, group=group)
    kessel.workspaces = [G]
    assert ask(v2_api, "").status == status
    assert kessel.asked == [Question("StreamedListObjects", relation, WORKSPACE, ANA)]


@pytest.mark.parametrize(("ask", "_status", "_relation"), WITHOUT_IDS)
def test_whoever_has_no_workspace_is_refused(
    v2_api: Client, hosts: MakeHost, sql: Sql, ask: Ask, _status: int, _relation: str
) -> None:
    hosts(insights_id=I)
    before = sql("SELECT * FROM hbi.hosts")
    answer = ask(v2_api, "")
    assert (answer.status, answer.content_type) == (403, "application/problem+json")
    assert sql("SELECT * FROM hbi.hosts") == before


@pytest.mark.parametrize(
    ("workspaces", "visible"),
    [
        pytest.param(["g1"], {"h1"}, id="one"),
        pytest.param(["g1", "g2"], {"h1", "h2"}, id="two"),
        pytest.param(["G1"], {"h1"}, id="in capitals"),
        pytest.param(["u"], {"h3"}, id="the ungrouped workspace: its members, nobody else without a group"),
        pytest.param(["root"], set(), id="one that is no group here"),
        pytest.param(["g1", "no UUID"], {"h1"}, id="one that can't be a group"),
    ],
)
def test_lists_are_limited_to_the_workspaces(
    v2_api: Client, kessel: FakeKessel, hosts: MakeHost, sql: Sql, workspaces: list[str], visible: set[str]
) -> None:
    g1, g2, u = stored_group(sql, name="g1"), stored_group(sql, name="g2"), stored_group(sql, ungrouped=True)
    known = {"g1": g1["id"], "G1": g1["id"].upper(), "g2": g2["id"], "u": u["id"], "root": str(uuid4())}
    hosts(display_name="h1", group=g1)
    hosts(display_name="h2", group=g2)
    hosts(display_name="h3", group=u)
    sql("DELETE FROM hbi.hosts_groups WHERE host_id = %s", (hosts(display_name="h4")["id"],))
    kessel.workspaces = [known.get(name, name) for name in workspaces]
    answer = v2_api.get("/hosts")
    assert {host["display_name"] for host in answer.json["results"]} == visible
    assert answer.json["total"] == len(visible)


def test_a_list_of_workspaces_has_pages(v2_api: Client, kessel: FakeKessel, hosts: MakeHost, sql: Sql) -> None:
    groups = [stored_group(sql, name=f"g{number}") for number in range(5)]
    for group in groups:
        hosts(group=group)
    kessel.workspaces, kessel.page_size = [group["id"] for group in groups], 2
    assert v2_api.get("/hosts").json["total"] == 5
    assert len(kessel.calls) == 3


def test_only_allowed_hosts_are_deleted(v2_api: Client, kessel: FakeKessel, hosts: MakeHost, sql: Sql) -> None:
    group = stored_group(sql, name="g")
    hosts(group=group)
    other = hosts()["id"]
    kessel.workspaces = [group["id"]]
    answer = v2_api.delete("/hosts/all?confirm_delete_all=true")
    assert answer.json == {"hosts_found": 2, "hosts_deleted": 1}
    assert sql("SELECT id::text FROM hbi.hosts") == [(other,)]


def test_any_host_may_check_in(v2_api: Client, kessel: FakeKessel, hosts: MakeHost) -> None:
    hosts(insights_id=I)
    kessel.workspaces = [str(uuid4())]
    assert v2_api.post("/hosts/checkin", {"insights_id": I}).status == 201


def test_every_request_asks(v2_api: Client, kessel: FakeKessel, stored: MakeHostId) -> None:
    host_id = stored()
    kessel.hosts = {host_id}
    assert v2_api.get(f"/hosts/{host_id}").status == 200
    kessel.hosts = set()
    assert v2_api.get(f"/hosts/{host_id}").status == 403


# Who is asked about, and whether


@pytest.mark.parametrize(
    ("identity", "principal"),
    [
        pytest.param(user_identity(), "redhat/901", id="user"),
        pytest.param(
            user_identity(type="ServiceAccount", auth_type="jwt-auth", service_account=ACCOUNT),
            "redhat/77",
            id="service account",
        ),
    ],
)
def test_callers_are_principals(v2_api: Client, kessel: FakeKessel, identity: Json, principal: str) -> None:
    kessel.workspaces = [str(uuid4())]
    assert v2_api.as_(identity).get("/hosts").status == 200
    assert kessel.asked[0].subject == ("principal", principal, "rbac", "")


@pytest.mark.parametrize(
    "identity",
    [
        pytest.param(user_identity(user={"username": "ana"}), id="user"),
        pytest.param(user_identity(user={"username": "ana", "user_id": ""}), id="user, empty"),
        pytest.param(
            user_identity(
                type="ServiceAccount", auth_type="jwt-auth", service_account={"client_id": "b3", "username": "b3"}
            ),
            id="service account",
        ),
    ],
)
def test_callers_without_user_id_are_refused(
    v2_api: Client, kessel: FakeKessel, stored: MakeHostId, identity: Json
) -> None:
    host_id, unknown = stored(), str(uuid4())
    kessel.hosts, kessel.workspaces = {host_id}, [str(uuid4())]
    api = v2_api.as_(identity)
    assert api.get("/hosts").status == 403
    assert api.get(f"/hosts/{host_id}").status == 403
    assert api.delete(f"/hosts/{host_id}").status == 403
    answer = api.get(f"/hosts/{host_id},{unknown}")
    assert (answer.status, sorted(answer.json["not_found_ids"])) == (404, sorted([host_id, unknown]))
    assert kessel.asked == []


@pytest.mark.parametrize(
    "identity",
    [
        pytest.param(system_identity(CN), id="system"),
        pytest.param(
            user_identity(type="X509", auth_type="x509", x509={"subject_dn": "/CN=a", "issuer_dn": "/CN=b"}),
            id="certificate",
        ),
        pytest.param(user_identity(type="Associate", auth_type="saml-auth", service_account=ACCOUNT), id="associate"),
    ],
)
def test_other_identities_are_not_asked_about(
    v2_api: Client, kessel: FakeKessel, rbac: FakeRbac, hosts: MakeHost, identity: Json
) -> None:
    own = hosts(static={"owner_id": CN})["id"]
    api = v2_api.as_(identity)
    assert [api.get("/hosts").status, api.get(f"/hosts/{own}").status, api.delete(f"/hosts/{own}").status] == [200] * 3
    assert (kessel.asked, rbac.requests) == ([], [])


@pytest.mark.parametrize(
    ("environment", "asks_rbac"),
    [
        pytest.param({"HBI_FLAGS": "{}"}, True, id="flag off"),
        pytest.param({"HBI_FLAGS": '{"hbi.rbac-v2": ["654"]}'}, True, id="flag on for others"),
        pytest.param({"BYPASS_KESSEL": "true"}, True, id="Kessel bypassed"),
        pytest.param({"BYPASS_RBAC": "true"}, False, id="everything bypassed"),
    ],
)
def test_who_decides_otherwise(
    make_v2_api: MakeClient,
    kessel: FakeKessel,
    rbac: FakeRbac,
    stored: MakeHostId,
    environment: dict[str, str],
    asks_rbac: bool,
) -> None:
    api, host_id = make_v2_api(**environment), stored()
    rbac.grant("inventory:hosts:*")
    assert [api.get("/hosts").status, api.get(f"/hosts/{host_id}").status] == [200, 200]
    assert api.delete(f"/hosts/{host_id}").status == 200
    assert len(rbac.requests) == (3 if asks_rbac else 0)
    assert kessel.asked == []


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        pytest.param("GET", "/hosts?per_page=0", None, 400, id="a bad parameter comes first"),
        pytest.param("GET", "/hosts/1", None, 400, id="a bad id comes first"),
        pytest.param("PATCH", f"/hosts/{I}", {"display_name": 7}, 400, id="a bad body comes first"),
        pytest.param("GET", "/hosts?fqdn=a&display_name=b", None, 403, id="rules between parameters come later"),
        pytest.param("DELETE", "/hosts", None, 403, id="a deletion without a filter comes later"),
    ],
)
def test_order_of_checks(v2_api: Client, method: str, path: str, body: Any, status: int) -> None:
    assert v2_api.request(method, path, body=body).status == status


def test_read_only_comes_before(make_v2_api: MakeClient, kessel: FakeKessel) -> None:
    api = make_v2_api({"hbi.api.read-only": True})
    assert api.delete(f"/hosts/{uuid4()}").status == 503
    assert kessel.asked == []
