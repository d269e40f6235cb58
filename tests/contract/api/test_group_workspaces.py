"""Groups that are workspaces of the permission service (contract: rest-groups-staleness-views 2.3 to 3.3;
identity-rbac 7.2 to 7.4).
"""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs
from uuid import uuid4

import orjson
import pytest

from hbi.db.engine import Database
from hbi.flags.service import Flag, Flags
from hbi.groups import changes
from hbi.groups.message import Workspace, WorkspaceChange
from hbi.groups.workspaces import apply
from hbi.problems import Unavailable
from tests.conftest import Sql
from tests.fixtures.api import MakeApplication, MakeClient, MakeHost
from tests.support.api import Client, grant
from tests.support.clocks import clock_of
from tests.support.factories import Json, encode_identity, insert, stored_group, system_identity, user_identity
from tests.support.fakes.kessel_server import FakeKessel, Question
from tests.support.fakes.web_server import Answer as Reply
from tests.support.fakes.workspace_server import FakeWorkspaces, broken, refusal, running_workspaces
from tests.support.grouping import events, group_of, refused, updated

ANA = ("principal", "redhat/901", "rbac", "")
NOW = "2031-01-05T10:00:00Z"


@pytest.fixture
def workspaces(sql: Sql) -> Iterator[FakeWorkspaces]:
    """The running service. Changes come back as rows, as by its messages."""
    with running_workspaces() as fake:

        def arrive(operation: str, workspace: Json) -> None:
            if operation == "create":
                row = {"id": workspace["id"], "org_id": "321", "name": workspace["name"], "ungrouped": False}
                insert(sql, "groups", {**row, "created_on": NOW, "modified_on": NOW})

        fake.on_change = arrive
        yield fake


@pytest.fixture
def v2(make_v2_api: MakeClient, workspaces: FakeWorkspaces) -> Client:
    """A user of an organisation in workspaces mode."""
    return make_v2_api(RBAC_ENDPOINT=workspaces.url, RBAC_TIMEOUT="5")


@pytest.fixture
def mirrored(make_application: MakeApplication, workspaces: FakeWorkspaces) -> Client:
    """A user of an organisation whose groups are workspaces, but whose permissions RBAC v1 knows."""
    workspaces.grants = [grant("inventory:*:*")]
    variables = {"BYPASS_RBAC": "false", "RBAC_ENDPOINT": workspaces.url, "RBAC_RETRIES": "0", "RBAC_TIMEOUT": "5"}
    return Client(make_application(**variables))


@pytest.fixture
def add(sql: Sql, workspaces: FakeWorkspaces) -> Callable[..., Json]:
    """`add(name, kind="standard")`: a workspace that is a group here, too."""

    def make(name: str, kind: str = "standard") -> Json:
        group = stored_group(sql, name=name, ungrouped=kind != "standard")
        workspaces.add(name, kind=kind, id=group["id"])
        sql("UPDATE hbi.groups SET modified_on = now() - interval '1 day'")
        return group

    return make


type Add = Callable[..., Json]


# Lists


def test_the_list_is_the_service_s(v2: Client, workspaces: FakeWorkspaces, hosts: MakeHost, add: Add) -> None:
    web = add("web")
    hosts(group=web)
    elsewhere = workspaces.add("not here yet")
    answer = v2.get("/groups", headers={"x-rh-insights-request-id": "req-42"})
    assert (answer.status, answer.json["total"], answer.json["count"]) == (200, 2, 2)
    assert answer.json["results"] == [
        {
            "id": web["id"],
            "name": "web",
            "org_id": "321",
            "account": None,
            "created": "2031-01-05T10:00:00Z",
            "updated": "2031-01-06T10:00:00Z",
            "ungrouped": False,
            "host_count": 1,
        },
        {
            "id": elsewhere["id"],
            "name": "not here yet",
            "org_id": "321",
            "account": None,
            "created": "2031-01-05T10:00:00Z",
            "updated": "2031-01-06T10:00:01Z",
            "ungrouped": False,
            "host_count": 0,
        },
    ]
    [asked] = workspaces.asked
    assert asked.headers["x-rh-identity"] == encode_identity(user_identity())
    assert asked.headers["x-rh-insights-request-id"] == "req-42"


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        pytest.param("", {"type": "standard", "offset": "0", "limit": "50"}, id="nothing"),
        pytest.param("?name=a%20%26b", {"name": "a &b"}, id="a name, encoded"),
        pytest.param("?group_type=ungrouped-hosts", {"type": "ungrouped-hosts"}, id="the ungrouped one"),
        pytest.param("?group_type=all&per_page=7", {"type": "all", "limit": "9"}, id="all: two more"),
        pytest.param("?page=3&per_page=20", {"offset": "40", "limit": "20"}, id="a page"),
        pytest.param("?order_by=name", {"order_by": "name"}, id="by name"),
        pytest.param("?order_by=name&order_how=desc", {"order_by": "-name"}, id="by name, descending"),
        pytest.param("?order_how=DESC", {"order_by": "-name"}, id="a direction alone"),
        pytest.param("?order_by=updated", {"order_by": "-modified"}, id="by the last change"),
        pytest.param("?order_by=updated&order_how=ASC", {"order_by": "modified"}, id="by the last change, ascending"),
    ],
)
def test_what_the_service_is_asked(v2: Client, workspaces: FakeWorkspaces, query: str, asked: dict[str, str]) -> None:
    assert v2.get(f"/groups{query}").status == 200
    [(method, path)] = workspaces.questions()
    sent = {name: values[0] for name, values in parse_qs(path.removeprefix("?")).items()}
    assert method == "GET"
    assert sent == {"type": "standard", "offset": "0", "limit": "50"} | asked


def test_root_and_default_workspaces_are_no_groups(v2: Client, workspaces: FakeWorkspaces) -> None:
    root, default = workspaces.add("Root", kind="root"), workspaces.add("Default", kind="default")
    workspaces.add("a")
    workspaces.add("Ungrouped Hosts", kind="ungrouped-hosts")
    answer = v2.get("/groups?group_type=all")
    assert [group["name"] for group in answer.json["results"]] == ["a", "Ungrouped Hosts"]
    assert [group["ungrouped"] for group in answer.json["results"]] == [False, True]
    assert answer.json["total"] == 2
    for workspace in (root, default):
        assert v2.get(f"/groups/{workspace['id']}").status == 404


def test_hidden_workspaces_that_a_name_leaves_out_are_not_taken_off(v2: Client, workspaces: FakeWorkspaces) -> None:
    for name, kind in (("Root", "root"), ("Default", "default"), ("web", "standard"), ("web 2", "standard")):
        workspaces.add(name, kind=kind)
    answer = v2.get("/groups?group_type=all&name=web")
    assert (answer.json["total"], answer.json["count"]) == (2, 2)
    assert v2.get("/groups?group_type=all&per_page=1").json["total"] == 2


def test_order_by_number_of_hosts(v2: Client, workspaces: FakeWorkspaces, hosts: MakeHost, add: Add) -> None:
    for name, number in (("b", 1), ("A", 1), ("c", 2)):
        group = add(name)
        for _ in range(number):
            hosts(group=group)
    shown = {
        query: [group["name"] for group in v2.get(f"/groups?order_by=host_count{query}").json["results"]]
        for query in ("", "&order_how=ASC", "&per_page=1&page=2")
    }
    assert shown == {"": ["c", "A", "b"], "&order_how=ASC": ["A", "b", "c"], "&per_page=1&page=2": ["A"]}
    assert {parse_qs(path.removeprefix("?"))["limit"][0] for _, path in workspaces.questions()} == {"3000"}


def test_the_service_may_give_fewer_at_once_than_it_is_asked_for(
    v2: Client, workspaces: FakeWorkspaces, hosts: MakeHost, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    groups = [add(name) for name in "abcde"]
    hosts(group=groups[4])
    whole = FakeWorkspaces._page
    monkeypatch.setattr(FakeWorkspaces, "_page", lambda self, query: whole(self, query | {"limit": "2"}))
    answer = v2.get("/groups?order_by=host_count&per_page=3")
    assert [group["name"] for group in answer.json["results"]] == ["e", "a", "b"]
    assert answer.json["total"] == 5


def test_too_many_to_order_by_number_of_hosts(make_v2_api: MakeClient, workspaces: FakeWorkspaces) -> None:
    v2 = make_v2_api(RBAC_ENDPOINT=workspaces.url, MAX_GROUPS_FOR_HOST_COUNT_SORTING="2")
    for name in "abc":
        workspaces.add(name)
    refused(v2.get("/groups?order_by=host_count"), 400, "A", "3", "2", "host_count", "Filter")
    assert v2.get("/groups?order_by=host_count&name=a").status == 200


def test_by_ids(v2: Client, workspaces: FakeWorkspaces, hosts: MakeHost, add: Add) -> None:
    groups = [add(name) for name in ("b", "A")]
    hosts(group=groups[0])
    ids = ",".join([groups[0]["id"].upper(), groups[1]["id"]])
    answer = v2.get(f"/groups/{ids}")
    assert [(group["name"], group["host_count"]) for group in answer.json["results"]] == [("A", 0), ("b", 1)]
    assert [group["name"] for group in v2.get(f"/groups/{ids}?order_by=host_count").json["results"]] == ["b", "A"]
    [(_, path), _] = workspaces.questions()
    assert parse_qs(path.removeprefix("?")) == {
        "ids": [",".join(sorted(group["id"] for group in groups))],
        "type": ["all"],
        "limit": ["2"],
    }
    unseen = [stored_id := str(uuid4()).upper(), str(uuid4())]
    missing = v2.get(f"/groups/{groups[0]['id']},{','.join(unseen)}")
    refused(missing, 404, "A", "groups not found")
    assert sorted(missing.json["not_found_ids"]) == sorted(unseen)
    assert stored_id in missing.json["not_found_ids"]


@pytest.mark.parametrize(
    ("reply", "status", "said"),
    [
        pytest.param(refusal(403, "go away"), 403, "RBAC client error: go away", id="refused"),
        pytest.param(Reply(b"", 500), 503, "RBAC", id="server error"),
        pytest.param(Reply(b"", 302), 503, "RBAC", id="a redirection"),
        pytest.param(broken(), 503, "RBAC", id="no JSON"),
        pytest.param(broken([]), 503, "RBAC", id="no object"),
        pytest.param(broken({"meta": {"count": 1}, "data": {}}), 503, "RBAC", id="data that is no list"),
        pytest.param(broken({"meta": {"count": 1}, "data": [{"name": "a"}]}), 503, "RBAC", id="no id"),
        pytest.param(broken({"meta": {"count": 1}, "data": [{"id": 5}]}), 503, "RBAC", id="an id that is a number"),
        pytest.param(broken({"meta": {"count": 1}, "data": [5]}), 503, "RBAC", id="an entry that is no object"),
    ],
)
def test_trouble_with_the_service(v2: Client, workspaces: FakeWorkspaces, reply: Reply, status: int, said: str) -> None:
    workspaces.fails["GET"] = reply
    for path in ("/groups", "/groups?order_by=host_count", f"/groups/{uuid4()}"):
        refused(v2.get(path), status, "P", said)


def test_no_service(make_v2_api: MakeClient) -> None:
    v2 = make_v2_api(RBAC_ENDPOINT="http://127.0.0.1:1")
    refused(v2.get("/groups"), 503, "P", "RBAC")
    refused(v2.post("/groups", {"name": "a"}), 503, "P", "RBAC")


def test_the_time_is_limited(v2: Client, workspaces: FakeWorkspaces, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hbi.clients.budget.BUDGET_S", 0.0)
    refused(v2.get("/groups"), 503, "P", "too long")
    assert workspaces.asked == []


def test_kessel_and_the_service_share_the_time(
    v2: Client,
    kessel: FakeKessel,
    workspaces: FakeWorkspaces,
    hosts: MakeHost,
    sql: Sql,
    add: Add,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    group = add("web")
    host_id = hosts(group=group)["id"]
    kessel.hosts = {group["id"]}
    monkeypatch.setattr("hbi.clients.budget.BUDGET_S", 3.0)
    refused(v2.delete(f"/groups/{group['id']}/hosts/{host_id}"), 503, "P", "no time left")
    v2.patch(f"/groups/{group['id']}", {"name": "a", "host_ids": [host_id]})
    # gRPC rounds up what it sends; each question alone would have ten seconds.
    assert 0 < max(kessel.time_left_s) < 5
    assert group_of(sql, host_id) == "web"


def test_missing_members_are_shown_empty(v2: Client, workspaces: FakeWorkspaces) -> None:
    workspace_id = str(uuid4())
    workspaces.fails["GET"] = Reply({"meta": {"count": 1}, "data": [{"id": workspace_id, "name": "a"}]})
    [group] = v2.get("/groups").json["results"]
    assert (group["created"], group["updated"], group["host_count"]) == ("", "", 0)


@pytest.mark.parametrize("identity", [system_identity(str(uuid4()))], ids=["system"])
def test_other_identities_are_refused(v2: Client, workspaces: FakeWorkspaces, identity: Json, add: Add) -> None:
    api, group_id = v2.as_(identity), add("a")["id"]
    for method, path, body in (
        ("GET", "/groups", None),
        ("POST", "/groups", {"name": "a"}),
        ("PATCH", f"/groups/{group_id}", {"name": "a"}),
        ("DELETE", f"/groups/{group_id}", None),
        ("DELETE", f"/groups/hosts/{uuid4()}", None),
        ("POST", f"/groups/{group_id}/hosts", [str(uuid4())]),
    ):
        refused(api.request(method, path, body=body), 403, "P")
    assert workspaces.asked == []


# Making groups


@pytest.mark.parametrize("mode", ["v2", "mirrored"])
def test_creation(
    request: pytest.FixtureRequest, workspaces: FakeWorkspaces, hosts: MakeHost, sql: Sql, mode: str
) -> None:
    api: Client = request.getfixturevalue(mode)
    host_id = hosts()["id"]
    answer = api.post("/groups", {"name": " web ", "host_ids": [host_id]})
    assert answer.status == 201, answer.content
    [made] = workspaces.known
    assert (answer.json["id"], answer.json["name"], answer.json["host_count"]) == (made["id"], "web", 1)
    assert answer.json["created"] == (NOW if mode == "v2" else "2031-01-05T10:00:00+00:00")
    assert group_of(sql, host_id) == "web"
    assert events(sql) == [host_id]
    [created] = [asked for asked in workspaces.asked if asked.method == "POST"]
    assert orjson.loads(created.body) == {"name": "web"}
    assert created.headers["x-rh-identity"] == encode_identity(user_identity())
    dated = updated(sql, made["id"]).isoformat() != "2031-01-05T10:00:00+00:00"
    assert dated is (mode == "mirrored")


def test_what_is_refused_before_a_workspace_is_made(v2: Client, workspaces: FakeWorkspaces, hosts: MakeHost) -> None:
    hosts()
    refused(v2.post("/groups", {"name": "é"}), 400, "C")
    refused(v2.post("/groups", {}), 400, "C", "Group name cannot be null")
    answer = v2.post("/groups", {"name": "a", "host_ids": [str(uuid4())]})
    refused(answer, 400, "C", "Could not find existing host(s) with ID {'")
    assert answer.json["title"] == "Invalid request"
    assert workspaces.asked == []


def test_a_host_goes_while_its_workspace_is_made(
    v2: Client, workspaces: FakeWorkspaces, hosts: MakeHost, sql: Sql
) -> None:
    """The workspace stays; who tries again would find the name taken, and is told why."""
    host_id, mirror = hosts()["id"], workspaces.on_change

    def made(operation: str, workspace: Json) -> None:
        mirror(operation, workspace)
        sql("DELETE FROM hbi.hosts WHERE id = %s", (host_id,))

    workspaces.on_change = made
    answer = v2.post("/groups", {"name": "web", "host_ids": [host_id]})
    [known] = workspaces.known
    refused(answer, 400, "C", f"Workspace {known['id']} (web) is created")
    assert answer.json["title"] == "Invalid request"
    assert host_id in answer.json["detail"]


def test_a_limited_permission_makes_no_group(mirrored: Client, workspaces: FakeWorkspaces) -> None:
    workspaces.grants = [grant("inventory:groups:write", str(uuid4()))]
    refused(mirrored.post("/groups", {"name": "a"}), 403, "P")
    assert workspaces.known == []


@pytest.mark.parametrize(
    ("reply", "status", "shape", "said"),
    [
        pytest.param(refusal(400, "taken"), 400, "P", "RBAC client error: taken", id="the name is taken"),
        pytest.param(refusal(403, "no"), 403, "P", "RBAC client error: no", id="not allowed"),
        pytest.param(Reply(b"", 201), 400, "C", "", id="nothing"),
        pytest.param(broken(), 503, "P", "RBAC", id="no JSON"),
        pytest.param(Reply(b"", 503), 503, "P", "RBAC", id="server error"),
    ],
)
def test_trouble_with_creation(
    v2: Client, workspaces: FakeWorkspaces, sql: Sql, reply: Reply, status: int, shape: str, said: str
) -> None:
    workspaces.fails["POST"] = reply
    answer = v2.post("/groups", {"name": "a"})
    refused(answer, status, shape, said)
    if shape == "C":
        assert answer.json["title"] == "Workspace creation failure"
    assert len(workspaces.asked) == 1
    assert sql("SELECT count(*) FROM hbi.groups") == [(0,)]


def test_a_message_that_does_not_come(
    make_v2_api: MakeClient, workspaces: FakeWorkspaces, hosts: MakeHost, sql: Sql, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock_of("functions.api.routes.groups.workspaces", monkeypatch)
    v2 = make_v2_api(RBAC_ENDPOINT=workspaces.url, RBAC_TIMEOUT="5")
    workspaces.on_change = lambda *_: None
    host_id = hosts()["id"]
    answer = v2.post("/groups", {"name": "web", "host_ids": [host_id]})
    refused(answer, 503, "P", workspaces.known[0]["id"], "is created")
    assert group_of(sql, host_id) == "Ungrouped Hosts"


# Changing groups


def test_renaming(
    v2: Client, workspaces: FakeWorkspaces, kessel: FakeKessel, hosts: MakeHost, sql: Sql, add: Add
) -> None:
    group = add("web")
    host_id = hosts(group=group)["id"]
    kessel.hosts = {group["id"]}
    answer = v2.patch(f"/groups/{group['id'].upper()}", {"name": "db"})
    assert (answer.status, answer.json["name"], answer.json["host_count"]) == (200, "db", 1)
    assert answer.json["updated"] == "2031-01-06T10:00:00Z"
    assert group_of(sql, host_id) == "db"
    assert events(sql) == [host_id]
    assert kessel.asked == [Question("CheckForUpdate", "edit", ("workspace", group["id"], "rbac", ""), ANA)]
    assert [method for method, _ in workspaces.questions()] == ["PATCH", "GET"]
    assert v2.patch(f"/groups/{group['id']}", {"name": "db"}).status == 200
    assert [method for method, _ in workspaces.questions()] == ["GET"]
    assert events(sql) == [host_id]


def test_membership(
    v2: Client, workspaces: FakeWorkspaces, kessel: FakeKessel, hosts: MakeHost, sql: Sql, add: Add
) -> None:
    group, _ = add("web"), add("Ungrouped Hosts", "ungrouped-hosts")
    before = updated(sql, group["id"])
    leaves, comes = hosts(group=group)["id"], hosts()["id"]
    kessel.hosts = {group["id"]}
    assert v2.patch(f"/groups/{group['id']}", {"host_ids": [comes]}).status == 200
    assert (group_of(sql, leaves), group_of(sql, comes)) == ("Ungrouped Hosts", "web")
    assert v2.post(f"/groups/{group['id']}/hosts", [leaves]).json["host_count"] == 2
    assert v2.delete(f"/groups/{group['id']}/hosts/{comes}").status == 204
    assert v2.delete(f"/groups/hosts/{leaves}").status == 204
    assert (group_of(sql, leaves), group_of(sql, comes)) == ("Ungrouped Hosts",) * 2
    assert updated(sql, group["id"]) == before
    assert {(asked.method, asked.relation, asked.about[1]) for asked in kessel.asked} == {
        ("CheckForUpdate", "inventory_host_move", group["id"])
    }


def test_both_relations_are_needed_for_both(v2: Client, kessel: FakeKessel, hosts: MakeHost, add: Add) -> None:
    group = add("web")
    add("Ungrouped Hosts", "ungrouped-hosts")
    kessel.hosts = {group["id"]}
    assert v2.patch(f"/groups/{group['id']}", {"name": "a", "host_ids": [hosts()["id"]]}).status == 200
    assert [asked.relation for asked in kessel.asked] == ["edit", "inventory_host_move"]


def test_what_is_refused(
    v2: Client, workspaces: FakeWorkspaces, kessel: FakeKessel, hosts: MakeHost, sql: Sql, add: Add
) -> None:
    group, other, ungrouped = add("web"), add("other"), add("Ungrouped Hosts", "ungrouped-hosts")
    member, free = hosts(group=group)["id"], hosts()["id"]
    unknown = str(uuid4())
    before = sql("SELECT * FROM hbi.groups ORDER BY id"), sql("SELECT * FROM hbi.hosts_groups ORDER BY host_id")
    refused(v2.patch(f"/groups/{group['id']}", {"name": "a"}), 403, "P")
    refused(v2.patch(f"/groups/{group['id']}", {"host_ids": []}), 403, "P")
    refused(v2.patch(f"/groups/{unknown}", {"name": "a"}), 404, "P")
    refused(v2.patch(f"/groups/{group['id']}", {"name": "é"}), 400, "P")
    refused(v2.patch(f"/groups/{ungrouped['id']}", {"name": "a"}), 400, "P", "cannot be modified")
    refused(v2.patch(f"/groups/{ungrouped['id']}", {"host_ids": []}), 403, "P")
    refused(v2.post(f"/groups/{group['id']}/hosts", [free]), 403, "P")
    refused(v2.delete(f"/groups/{group['id']}/hosts/{member}"), 403, "P")
    refused(v2.delete(f"/groups/hosts/{member}"), 403, "P")
    for answer in (v2.post(f"/groups/{unknown}/hosts", [free]), v2.delete(f"/groups/{unknown}/hosts/{member}")):
        refused(answer, 404, "A", "groups not found")
        assert answer.json["not_found_ids"] == [unknown]
    kessel.hosts = {group["id"], ungrouped["id"]}
    refused(v2.patch(f"/groups/{ungrouped['id']}", {"host_ids": []}), 400, "P", "cannot be modified")
    refused(v2.patch(f"/groups/{group['id']}", {}), 400, "P", "at least one field")
    refused(v2.patch(f"/groups/{group['id']}", {"name": "a", "host_ids": [unknown]}), 400, "P", unknown)
    refused(v2.delete(f"/groups/hosts/{member},{free}"), 400, "P", "ungrouped-hosts")
    refused(v2.delete(f"/groups/hosts/{member},{unknown}"), 404, "A", "hosts not found")
    refused(v2.delete(f"/groups/hosts/{unknown}"), 404, "A", "hosts not found")
    workspaces.known = [entry for entry in workspaces.known if entry["id"] != group["id"]]
    hidden = v2.delete(f"/groups/hosts/{member}")
    refused(hidden, 404, "A", "groups not found")
    assert hidden.json["not_found_ids"] == [group["id"]]
    refused(v2.patch(f"/groups/{group['id']}", {"name": "new"}), 404, "P", "RBAC client error: No such workspace.")
    assert all(method == "GET" or path.startswith(group["id"]) for method, path in workspaces.questions())
    assert (
        sql("SELECT * FROM hbi.groups ORDER BY id"),
        sql("SELECT * FROM hbi.hosts_groups ORDER BY host_id"),
    ) == before
    assert other["id"] in {workspace["id"] for workspace in workspaces.known}


def test_a_host_that_moves_after_the_check(
    v2: Client, kessel: FakeKessel, hosts: MakeHost, sql: Sql, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody was asked about the group that it is in by then."""
    allowed, other = add("allowed"), add("other")
    add("Ungrouped Hosts", "ungrouped-hosts")
    host_id = hosts(group=allowed)["id"]
    kessel.hosts = {allowed["id"]}
    remove = changes.remove_from_any

    def moved_before(*arguments: Any) -> changes.Changed:
        sql("UPDATE hbi.hosts_groups SET group_id = %s", (other["id"],))
        return remove(*arguments)

    monkeypatch.setattr(changes, "remove_from_any", moved_before)
    refused(v2.delete(f"/groups/hosts/{host_id}"), 403, "P")
    assert sql("SELECT group_id::text FROM hbi.hosts_groups") == [(other["id"],)]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/groups"),
        ("GET", "/groups/{group}"),
        ("POST", "/groups/{group}/hosts"),
        ("DELETE", "/groups/{group}/hosts/{host}"),
        ("DELETE", "/groups/hosts/{host}"),
    ],
)
def test_a_flag_that_changes_within_a_request_opens_nothing(
    v2: Client,
    hosts: MakeHost,
    sql: Sql,
    add: Add,
    workspaces: FakeWorkspaces,
    monkeypatch: pytest.MonkeyPatch,
    method: str,
    path: str,
) -> None:
    """Who was not asked because the flag was on is not let in because it is off."""
    group, _ = add("web"), add("Ungrouped Hosts", "ungrouped-hosts")
    host_id = hosts(group=group)["id"]
    workspaces.known.clear()
    stored = "SELECT g.id, g.modified_on, m.host_id FROM hbi.groups g LEFT JOIN hbi.hosts_groups m ON m.group_id = g.id"
    before = sorted(sql(stored), key=str)
    is_on = iter([True])
    monkeypatch.setattr(Flags, "is_on", lambda _, flag, *__: flag is Flag.RBAC_V2 and next(is_on, False))
    body = [host_id] if method == "POST" else None
    answer = v2.request(method, path.format(group=group["id"], host=host_id), body=body)
    assert b"web" not in answer.content
    assert sorted(sql(stored), key=str) == before


def test_a_rename_that_the_service_refuses(mirrored: Client, workspaces: FakeWorkspaces, sql: Sql, add: Add) -> None:
    group = add("web")
    workspaces.fails["PATCH"] = refusal(400, "taken")
    refused(mirrored.patch(f"/groups/{group['id']}", {"name": "db"}), 400, "P", "RBAC client error: taken")
    assert sql("SELECT name FROM hbi.groups") == [("web",)]
    workspaces.grants = [grant("inventory:groups:write", str(uuid4()))]
    refused(mirrored.patch(f"/groups/{group['id']}", {"name": "é"}), 403, "P")
    del workspaces.fails["PATCH"]
    workspaces.grants = [grant("inventory:groups:write", group["id"])]
    answer = mirrored.patch(f"/groups/{group['id']}", {"name": "db"})
    assert (answer.status, answer.json["name"], workspaces.known[0]["name"]) == (200, "db", "db")


def test_a_service_that_fails_after_the_change(
    v2: Client, workspaces: FakeWorkspaces, kessel: FakeKessel, hosts: MakeHost, sql: Sql, add: Add
) -> None:
    group = add("web")
    kessel.hosts = {group["id"]}
    workspaces.fails["GET"] = broken()
    answer = v2.patch(f"/groups/{group['id']}", {"name": "db"})
    assert (answer.status, answer.json["name"]) == (200, "db")


@pytest.mark.parametrize("repair", ["the message", "another try"])
def test_a_change_that_fails_here_after_the_rename(
    v2: Client,
    workspaces: FakeWorkspaces,
    kessel: FakeKessel,
    hosts: MakeHost,
    sql: Sql,
    database: Database,
    add: Add,
    monkeypatch: pytest.MonkeyPatch,
    repair: str,
) -> None:
    group = add("web")
    host_id = hosts(group=group)["id"]
    kessel.hosts = {group["id"]}
    path, body = f"/groups/{group['id']}", {"name": "db"}
    with monkeypatch.context() as failing:
        failing.setattr(changes, "patch_group", _fail)
        refused(v2.patch(path, body), 503, "P")
    assert ([entry["name"] for entry in workspaces.known], group_of(sql, host_id)) == (["db"], "web")
    assert events(sql) == []
    if repair == "the message":
        workspace = Workspace(id=group["id"], name="db", type="standard")
        change = WorkspaceChange.model_validate({"operation": "update", "org_id": "321", "workspace": workspace})
        apply(database, change)
    else:
        answer = v2.patch(path, body)
        assert (answer.status, answer.json["name"]) == (200, "db")
    assert group_of(sql, host_id) == "db"
    assert events(sql) == [host_id]


def _fail(*_: object) -> None:
    raise Unavailable("the database does not answer")


def test_later_pages_of_all_may_repeat_groups(v2: Client, workspaces: FakeWorkspaces) -> None:
    """RBAC's root and default workspaces stand on the first page, and nobody knows that on the second."""
    for name, kind in (("root", "root"), ("default", "default"), *((f"g{number}", "standard") for number in range(5))):
        workspaces.add(name, kind=kind)
    shown = [
        [group["name"] for group in v2.get(f"/groups?group_type=all&per_page=3&page={page}").json["results"]]
        for page in (1, 2)
    ]
    assert shown == [["g0", "g1", "g2"], ["g1", "g2", "g3"]]


# Deleting groups


@pytest.mark.parametrize("mode", ["v2", "mirrored"])
def test_deletion(
    request: pytest.FixtureRequest, workspaces: FakeWorkspaces, hosts: MakeHost, sql: Sql, add: Add, mode: str
) -> None:
    api: Client = request.getfixturevalue(mode)
    groups = [add(name) for name in "abc"]
    add("Ungrouped Hosts", "ungrouped-hosts")
    members = [hosts(group=group)["id"] for group in groups]
    workspaces.known = [entry for entry in workspaces.known if entry["id"] != groups[1]["id"]]
    ids = [groups[0]["id"].upper(), groups[1]["id"], str(uuid4())]
    assert api.delete(f"/groups/{','.join(ids)}").status == 204
    assert [group_of(sql, member) for member in members] == ["Ungrouped Hosts", "b", "c"]
    assert events(sql) == [members[0]]
    assert [method for method, _ in workspaces.questions()] == ["DELETE"] * 3


def test_deletion_of_what_is_not_there(v2: Client, workspaces: FakeWorkspaces, sql: Sql, add: Add) -> None:
    unseen = stored_group(sql, name="unseen")["id"]
    not_here = workspaces.add("not here")["id"]
    for group_id in (unseen, str(uuid4()), not_here):
        refused(v2.delete(f"/groups/{group_id}"), 404, "P")
    assert sql("SELECT name FROM hbi.groups") == [("unseen",)]


def test_the_ungrouped_workspace_stays(v2: Client, workspaces: FakeWorkspaces, sql: Sql, add: Add) -> None:
    group, ungrouped = add("a"), add("Ungrouped Hosts", "ungrouped-hosts")["id"]
    for spelled in (ungrouped, ungrouped.upper()):
        refused(v2.delete(f"/groups/{group['id']},{spelled}"), 400, "P", "ungrouped-hosts", spelled)
    assert (workspaces.asked, sql("SELECT count(*) FROM hbi.groups")) == ([], [(2,)])


def test_a_deletion_that_the_service_refuses(v2: Client, workspaces: FakeWorkspaces, sql: Sql, add: Add) -> None:
    group = add("a")
    workspaces.fails["DELETE"] = refusal(403, "no")
    refused(v2.delete(f"/groups/{group['id']}"), 403, "P", "RBAC client error: no")
    assert sql("SELECT count(*) FROM hbi.groups") == [(1,)]


def test_the_first_removal_asks_for_the_ungrouped_workspace(
    v2: Client, workspaces: FakeWorkspaces, kessel: FakeKessel, hosts: MakeHost, sql: Sql, add: Add
) -> None:
    group = add("a")
    host_id = hosts(group=group)["id"]
    kessel.hosts = {group["id"]}
    refused(v2.delete(f"/groups/{group['id']}/hosts/{host_id}"), 503, "P", "ungrouped workspace")
    made = workspaces.add("Ungrouped Hosts", kind="ungrouped-hosts")
    workspaces.ungrouped = made["id"]
    row: dict[str, Any] = {"id": made["id"], "org_id": "321", "name": "Ungrouped Hosts", "ungrouped": True}
    insert(sql, "groups", {**row, "created_on": NOW, "modified_on": NOW})
    assert v2.delete(f"/groups/{group['id']}/hosts/{host_id}").status == 204
    assert group_of(sql, host_id) == "Ungrouped Hosts"
