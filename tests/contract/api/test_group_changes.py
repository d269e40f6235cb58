"""Groups that clients make, change and delete (contract: rest-groups-staleness-views 2.2, 2.5 to 2.7, 4)."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest

from tests.conftest import Sql
from tests.fixtures.api import MakeHost
from tests.support.api import Client, FakeRbac, grant
from tests.support.factories import Json, stored_group, user_identity
from tests.support.grouping import COLUMNS, Everything, events, group_of, refused, updated

WRITE = "inventory:groups:write"

# POST /groups


def test_an_empty_group(api: Client, sql: Sql) -> None:
    identity = user_identity()
    identity["identity"]["account_number"] = "0042"
    answer = api.as_(identity).post("/groups", {"name": " web tier\t"})
    assert (answer.status, answer.content_type) == (201, "application/json")
    group = answer.json
    assert group.keys() == {"id", "org_id", "account", "name", "ungrouped", "created", "updated", "host_count"}
    assert (group["name"], group["org_id"], group["account"]) == ("web tier", "321", "0042")
    assert (group["ungrouped"], group["host_count"], group["created"]) == (False, 0, group["updated"])
    assert sql(f"SELECT {COLUMNS} FROM hbi.groups") == [
        (group["id"], "web tier", False, updated(sql, group["id"]), "0042")
    ]
    assert api.get(f"/groups/{group['id']}").json["results"] == [group]
    assert events(sql) == []


def test_an_account_that_is_too_long_is_left_out(api: Client) -> None:
    identity = user_identity()
    identity["identity"]["account_number"] = "12345678901"
    answer = api.as_(identity).post("/groups", {"name": "a", "host_ids": []})
    assert (answer.status, answer.json["account"]) == (201, None)


def test_a_group_with_hosts_takes_them_over(api: Client, hosts: MakeHost, sql: Sql) -> None:
    old = stored_group(sql, name="old")
    before = updated(sql, old["id"])
    new, moved, culled = hosts(), hosts(group=old), hosts(group=old, age=timedelta(days=40))
    ids = [new["id"], moved["id"], culled["id"]]
    answer = api.post("/groups", {"name": "web", "host_ids": ids})
    assert (answer.status, answer.json["host_count"]) == (201, 2)
    assert {group_of(sql, host_id) for host_id in ids} == {"web"}
    assert sorted(events(sql)) == sorted(ids[:2])
    assert updated(sql, old["id"]) == before
    shown = api.get(f"/hosts/{new['id']}").json["results"][0]
    assert shown["groups"] == [shown["workspace"]] == [answer.json]
    assert shown["updated"] == answer.json["updated"]


def test_names_may_repeat(api: Client) -> None:
    assert [api.post("/groups", {"name": name}).status for name in ("web", "web", "WEB")] == [201] * 3


@pytest.mark.parametrize("name", ["a", "A-z_0 9", "x" * 255, " " + "x" * 255 + "\n"])
def test_good_names(api: Client, name: str) -> None:
    assert api.post("/groups", {"name": name}).json["name"] == name.strip()


BAD_NAMES = ["", "   ", "x" * 256, "a.b", "é", "a\tb", "a\nb", "a/b", "a\0b", "名"]
SCHEMA_FAULTS = [
    pytest.param(b"[]", "not of type 'object'", id="a list"),
    pytest.param(b"null", "must not be empty", id="null"),
    pytest.param(b"", "RequestBody is required", id="nothing"),
    pytest.param(b"{", "no JSON", id="no JSON"),
    pytest.param(b'{"name": 5}', "is not of type 'string' - 'name'", id="a name that is no text"),
    pytest.param(b'{"name": null}', "Group name cannot be null", id="no name"),
    pytest.param(b'{"name": ["a"]}', "is not of type 'string' - 'name'", id="a name that is a list"),
    pytest.param(b'{"name": "a", "host_ids": null}', "is not of type 'array'", id="hosts: null"),
    pytest.param(b'{"name": "a", "host_ids": "x"}', "is not of type 'array'", id="hosts: text"),
    pytest.param(b'{"name": "a", "host_ids": {}}', "is not of type 'array'", id="hosts: object"),
    pytest.param(b'{"name": "a", "host_ids": ["x"]}', "does not match", id="a host that is no UUID"),
    pytest.param(b'{"name": "a", "host_ids": [null]}', "null", id="a host that is null"),
    pytest.param(b'{"name": "a", "host_ids": [5]}', "5", id="a host that is a number"),
    pytest.param(b'{"host_ids": ["' + b"0" * 32 + b'"]}', "does not match", id="a host without hyphens"),
    pytest.param(b'{"name": "a", "x": ' + b"[" * 300 + b"]" * 300 + b"}", "", id="nested"),
]


@pytest.mark.parametrize("name", BAD_NAMES)
def test_bad_names(api: Client, everything: Everything, sql: Sql, name: str) -> None:
    group = stored_group(sql, name="a")
    before = everything()
    refused(api.post("/groups", {"name": name}), 400, "C", "name")
    refused(api.patch(f"/groups/{group['id']}", {"name": name}), 400, "P", "name")
    assert everything() == before


@pytest.mark.parametrize(("body", "said"), SCHEMA_FAULTS)
def test_bad_bodies(api: Client, everything: Everything, sql: Sql, body: bytes, said: str) -> None:
    group = stored_group(sql, name="a")
    before = everything()
    json = {"content-type": "application/json"}
    refused(api.post("/groups", body, headers=json), 400, "P", said)
    refused(api.patch(f"/groups/{group['id']}", body, headers=json), 400, "P", said)
    assert everything() == before


def test_the_body_s_type(api: Client) -> None:
    assert api.post("/groups", b'{"name": "a"}', headers={"content-type": None}).status == 201
    refused(api.post("/groups", b"name=a", headers={"content-type": "text/plain"}), 415, "P")


def test_all_faults_are_told_at_once(api: Client, everything: Everything, hosts: MakeHost) -> None:
    host_id = hosts()["id"]
    before = everything()
    body = {"name": "é" * 256, "host_ids": [host_id, host_id.upper()], "colour": 1}
    answer = api.post("/groups", body)
    refused(answer, 400, "C", "Length must be between 1 and 255.", "does not match", "Host IDs must be unique.")
    refused(answer, 400, "C", "Unknown field.", "colour", host_id)
    refused(api.post("/groups", {"host_ids": [str(uuid4())]}), 400, "C", "Group name cannot be null")
    refused(api.post("/groups", {}), 400, "C", "Group name cannot be null")
    assert everything() == before


@pytest.mark.parametrize("spell", [str.upper, lambda _: str(uuid4())], ids=["in capitals", "unknown"])
def test_hosts_that_do_not_exist(
    api: Client, everything: Everything, hosts: MakeHost, sql: Sql, spell: Callable[[str], str]
) -> None:
    group = stored_group(sql, name="a")
    stored_group(sql, ungrouped=True)
    hosts(group=group)
    known, other = hosts()["id"], spell(hosts()["id"])
    theirs = hosts(org_id="654")["id"]
    before = everything()
    for unknown in (other, theirs):
        ids = [known, unknown]
        answer = api.post("/groups", {"name": "web", "host_ids": ids})
        refused(answer, 400, "C", "Could not find existing host(s) with ID {'", unknown)
        assert answer.json["title"] == "Invalid request"
        assert known not in answer.json["detail"]
        patched = api.patch(f"/groups/{group['id']}", {"name": "web", "host_ids": ids})
        refused(patched, 400, "P", "Could not find existing host(s) with ID {'", unknown)
        added = api.post(f"/groups/{group['id']}/hosts", ids)
        refused(added, 400, "A", "Could not find existing host(s) with ID {'", unknown)
        assert added.json["title"] == "Invalid request"
    assert everything() == before


# PATCH


def test_a_new_name(api: Client, hosts: MakeHost, sql: Sql, web: Json) -> None:
    members = [hosts(group=web)["id"] for _ in range(3)]
    culled = hosts(group=web, age=timedelta(days=40))["id"]
    other = hosts()["id"]
    before = updated(sql, web["id"])
    answer = api.patch(f"/groups/{web['id'].upper()}", {"name": " db "})
    assert (answer.status, answer.json["name"], answer.json["host_count"]) == (200, "db", 3)
    assert updated(sql, web["id"]) > before
    assert {group_of(sql, host_id) for host_id in (*members, culled)} == {"db"}
    assert sorted(events(sql)) == sorted(members)
    assert group_of(sql, other) == "Ungrouped Hosts"
    assert api.get(f"/hosts/{members[0]}").json["results"][0]["groups"] == [answer.json]


def test_the_same_name_again(api: Client, hosts: MakeHost, sql: Sql, web: Json) -> None:
    member = hosts(group=web)["id"]
    assert api.patch(f"/groups/{web['id']}", {"name": "web"}).status == 200
    before, host = updated(sql, web["id"]), sql("SELECT modified_on FROM hbi.hosts")
    events(sql)
    assert api.patch(f"/groups/{web['id']}", {"name": " web "}).status == 200
    assert (updated(sql, web["id"]), sql("SELECT modified_on FROM hbi.hosts")) == (before, host)
    assert events(sql) == [member]


def test_hosts_are_the_complete_membership(api: Client, hosts: MakeHost, sql: Sql, web: Json) -> None:
    other = stored_group(sql, name="other")
    stays, leaves = hosts(group=web)["id"], hosts(group=web)["id"]
    comes, joins = hosts(group=other)["id"], hosts()["id"]
    before = updated(sql, web["id"])
    ungrouped = sql("SELECT id::text FROM hbi.groups WHERE ungrouped")[0][0]
    ungrouped_before, other_before = updated(sql, ungrouped), updated(sql, other["id"])
    answer = api.patch(f"/groups/{web['id']}", {"name": "all", "host_ids": [stays, comes, joins]})
    assert (answer.status, answer.json["name"], answer.json["host_count"]) == (200, "all", 3)
    assert {group_of(sql, host_id) for host_id in (stays, comes, joins)} == {"all"}
    assert group_of(sql, leaves) == "Ungrouped Hosts"
    told = events(sql)
    assert (told[0], sorted(told[1:])) == (leaves, sorted([stays, comes, joins]))
    assert updated(sql, web["id"]) > before
    assert updated(sql, ungrouped) > ungrouped_before
    assert updated(sql, other["id"]) == other_before


def test_the_same_hosts_again(api: Client, hosts: MakeHost, sql: Sql, web: Json) -> None:
    ids = sorted(hosts(group=web)["id"] for _ in range(2))
    ungrouped = sql("SELECT id::text FROM hbi.groups WHERE ungrouped")[0][0]
    before = updated(sql, web["id"]), updated(sql, ungrouped)
    moment = sql("SELECT max(modified_on) FROM hbi.hosts")[0][0]
    assert api.patch(f"/groups/{web['id']}", {"host_ids": ids}).status == 200
    assert events(sql) == ids
    assert updated(sql, web["id"]) > before[0]
    assert updated(sql, ungrouped) > before[1]
    assert sql("SELECT min(modified_on) FROM hbi.hosts")[0][0] > moment


def test_no_hosts_empty_the_group(api: Client, hosts: MakeHost, sql: Sql) -> None:
    group = stored_group(sql, name="web")
    host_id, culled = hosts(group=group)["id"], hosts(group=group, age=timedelta(days=40))["id"]
    assert sql("SELECT count(*) FROM hbi.groups") == [(1,)]
    answer = api.patch(f"/groups/{group['id']}", {"host_ids": []})
    assert (answer.status, answer.json["host_count"]) == (200, 0)
    assert (group_of(sql, host_id), group_of(sql, culled)) == ("Ungrouped Hosts", "Ungrouped Hosts")
    assert events(sql) == [host_id]
    assert sql("SELECT count(*) FROM hbi.groups WHERE ungrouped") == [(1,)]


def test_refused_patches_change_nothing(
    api: Client, hosts: MakeHost, sql: Sql, web: Json, everything: Everything
) -> None:
    host_id = hosts(group=web)["id"]
    ungrouped = sql("SELECT id::text FROM hbi.groups WHERE ungrouped")[0][0]
    theirs = stored_group(sql, "654", name="theirs")["id"]
    before = everything()
    for unknown in (str(uuid4()), theirs):
        refused(api.patch(f"/groups/{unknown}", {"name": "a"}), 404, "P", f"Group {unknown} not found")
        refused(api.patch(f"/groups/{unknown}", {"name": "é"}), 404, "P")
    bodies: list[Json] = [{}, {"name": "a"}, {"host_ids": []}, {"host_ids": [host_id]}]
    for body in bodies:
        refused(api.patch(f"/groups/{ungrouped}", body), 400, "P", "cannot be modified", ungrouped)
    refused(api.patch(f"/groups/{ungrouped}", {"name": "é"}), 400, "P", "does not match")
    refused(api.patch(f"/groups/{web['id']}", {}), 400, "P", "at least one field")
    refused(api.patch(f"/groups/{web['id']}", {"colour": 1}), 400, "P", "Unknown field.", "colour")
    refused(api.patch(f"/groups/{web['id']}", {"host_ids": [host_id] * 2}), 400, "P", "Host IDs must be unique.")
    refused(api.patch("/groups/x", {"name": "a"}), 400, "P")
    assert everything() == before


def test_a_refused_patch_makes_no_ungrouped_group(api: Client, hosts: MakeHost, sql: Sql) -> None:
    group, unknown = stored_group(sql, name="web"), str(uuid4())
    member = hosts(group=group)["id"]
    for host_ids in ([unknown], [member, unknown], [member.upper()]):
        refused(api.patch(f"/groups/{group['id']}", {"host_ids": host_ids}), 400, "P", host_ids[-1])
    assert sql("SELECT name FROM hbi.groups") == [("web",)]


def test_all_hosts_that_do_not_exist_are_named(api: Client, hosts: MakeHost, web: Json) -> None:
    """Those in capitals, which are none, beside others."""
    known, unknown, capitals = hosts()["id"], str(uuid4()), hosts()["id"].upper()
    ids = [known, unknown, capitals]
    for answer, shape in (
        (api.post("/groups", {"name": "a", "host_ids": ids}), "C"),
        (api.patch(f"/groups/{web['id']}", {"host_ids": ids}), "P"),
        (api.post(f"/groups/{web['id']}/hosts", ids), "A"),
    ):
        refused(answer, 400, shape, unknown, capitals)
        assert known not in answer.json["detail"]


def test_hosts_without_check_in_count_as_culled(api: Client, hosts: MakeHost, sql: Sql, web: Json) -> None:
    """Other software stores them; lists do not show them."""
    host_id = hosts()["id"]
    sql("UPDATE hbi.hosts SET last_check_in = NULL")
    assert api.post(f"/groups/{web['id']}/hosts", [host_id]).json["host_count"] == 0
    assert group_of(sql, host_id) == "web"
    assert events(sql) == []


# DELETE


def test_deletion(api: Client, hosts: MakeHost, sql: Sql) -> None:
    groups = [stored_group(sql, name=name) for name in "abc"]
    member, second, kept = (hosts(group=group)["id"] for group in groups)
    culled = hosts(group=groups[0], age=timedelta(days=40))["id"]
    ids = ",".join([groups[0]["id"], groups[1]["id"].upper(), groups[0]["id"]])
    answer = api.delete(f"/groups/{ids}")
    assert (answer.status, answer.content) == (204, b"")
    assert {group_of(sql, host_id) for host_id in (member, second, culled)} == {"Ungrouped Hosts"}
    assert group_of(sql, kept) == "c"
    assert sorted(events(sql)) == sorted([member, second])
    assert sorted(sql("SELECT name FROM hbi.groups")) == [("Ungrouped Hosts",), ("c",)]


def test_deletion_of_empty_groups_makes_no_ungrouped_one(api: Client, sql: Sql) -> None:
    assert api.delete(f"/groups/{stored_group(sql, name='a')['id']}").status == 204
    assert sql("SELECT count(*) FROM hbi.groups") == [(0,)]


def test_refused_deletions_delete_nothing(
    api: Client, hosts: MakeHost, sql: Sql, web: Json, everything: Everything
) -> None:
    hosts(group=web)
    ungrouped = sql("SELECT id::text FROM hbi.groups WHERE ungrouped")[0][0]
    theirs = stored_group(sql, "654", name="theirs")["id"]
    before = everything()
    unknown = str(uuid4()).upper()
    answer = api.delete(f"/groups/{web['id']},{unknown},{theirs}")
    refused(answer, 404, "A", "One or more groups not found")
    assert sorted(answer.json["not_found_ids"]) == sorted([unknown, theirs])
    for spelled in (ungrouped, ungrouped.upper()):
        refused(api.delete(f"/groups/{web['id']},{spelled}"), 400, "P", "ungrouped-hosts", spelled)
    assert api.delete("/groups/").status == 405
    assert "Method Not Allowed" in api.delete("/groups").json["detail"]
    assert everything() == before


# Permissions


@pytest.mark.parametrize("limit", ["inside", "outside", "null"])
def test_limited_permissions(
    guarded_api: Client, rbac: FakeRbac, hosts: MakeHost, sql: Sql, web: Json, everything: Everything, limit: str
) -> None:
    host_id = hosts()["id"]
    known = {"inside": web["id"], "outside": str(uuid4()), "null": None}
    rbac.grant(grant(WRITE, known[limit]))
    before = everything()
    refused(guarded_api.post("/groups", {"name": "a"}), 403, "P")
    refused(guarded_api.post("/groups", {"name": "é"}), 403, "P")
    refused(guarded_api.delete(f"/groups/{web['id']},{uuid4()}"), 403, "P")
    if limit != "inside":
        refused(guarded_api.patch(f"/groups/{web['id']}", {"name": "é"}), 403, "P")
        refused(guarded_api.patch(f"/groups/{uuid4()}", {"name": "a"}), 403, "P")
        refused(guarded_api.delete(f"/groups/{web['id']}"), 403, "P")
    assert everything() == before
    if limit == "inside":
        assert guarded_api.patch(f"/groups/{web['id'].upper()}", {"name": "b", "host_ids": [host_id]}).status == 200
        assert guarded_api.delete(f"/groups/{web['id'].upper()}").status == 204


@pytest.mark.parametrize("granted", ["inventory:groups:read", "inventory:hosts:write"])
def test_without_permission(
    guarded_api: Client, rbac: FakeRbac, sql: Sql, web: Json, everything: Everything, granted: str
) -> None:
    rbac.grant(granted)
    before = everything()
    for group_id in (web["id"], str(uuid4())):
        refused(guarded_api.patch(f"/groups/{group_id}", {"name": "a"}), 403, "P")
        refused(guarded_api.delete(f"/groups/{group_id}"), 403, "P")
    refused(guarded_api.post("/groups", {"name": "a"}), 403, "P")
    refused(guarded_api.post("/groups", {"name": 5}), 400, "P")
    refused(guarded_api.patch("/groups/x", {"name": "a"}), 400, "P")
    assert everything() == before
