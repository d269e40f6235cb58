"""Hosts that come to groups and leave them (contract: rest-groups-staleness-views 3.1 to 3.3, 4)."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.conftest import Sql
from tests.fixtures.api import MakeHost
from tests.fixtures.replication import Replicated
from tests.support.api import Client, FakeRbac, grant
from tests.support.factories import Json, insert, stored_group, system_identity, user_identity
from tests.support.grouping import Everything, events, group_of, refused, updated

WRITE = "inventory:groups:write"
CN = "9f0c1c52-7a3e-4f55-8a55-0f1b6a0c9e11"
ACCOUNT = {"client_id": "b3", "username": "service-account-b3"}
CERTIFICATE = user_identity(type="X509", auth_type="x509", x509={"subject_dn": "/CN=a", "issuer_dn": "/CN=b"})
ASSOCIATE = user_identity(type="Associate", auth_type="saml-auth", service_account=ACCOUNT)


def ungrouped_id(sql: Sql) -> str:
    return str(sql("SELECT id::text FROM hbi.groups WHERE ungrouped AND org_id = '321'")[0][0])


# POST /groups/{id}/hosts


def test_adding(api: Client, hosts: MakeHost, sql: Sql, web: Json) -> None:
    other = stored_group(sql, name="other")
    there, new, moved = hosts(group=web)["id"], hosts()["id"], hosts(group=other)["id"]
    culled = hosts(age=timedelta(days=40))["id"]
    dates = updated(sql, web["id"]), updated(sql, other["id"])
    answer = api.post(f"/groups/{web['id'].upper()}/hosts", [there, new, moved, culled])
    assert (answer.status, answer.content_type) == (200, "application/json")
    assert (answer.json["id"], answer.json["name"], answer.json["host_count"]) == (web["id"], "web", 3)
    assert {group_of(sql, host_id) for host_id in (there, new, moved, culled)} == {"web"}
    assert sorted(events(sql)) == sorted([there, new, moved])
    assert updated(sql, web["id"]) > dates[0]
    assert updated(sql, other["id"]) == dates[1]
    shown = api.get(f"/hosts/{there}").json["results"][0]
    assert (shown["workspace"], shown["updated"]) == (answer.json, answer.json["updated"])


def test_only_what_is_added_shows_the_new_number(api: Client, hosts: MakeHost, sql: Sql, web: Json) -> None:
    first, second = hosts(group=web)["id"], hosts()["id"]
    assert api.post(f"/groups/{web['id']}/hosts", [second]).json["host_count"] == 2
    counts = {host_id: groups[0]["host_count"] for host_id, groups in sql("SELECT id::text, groups FROM hbi.hosts")}
    assert counts == {first: 0, second: 2}


def test_adding_to_the_ungrouped_group(api: Client, hosts: MakeHost, sql: Sql, web: Json) -> None:
    host_id = hosts(group=web)["id"]
    answer = api.post(f"/groups/{ungrouped_id(sql)}/hosts", [host_id])
    assert (answer.status, answer.json["ungrouped"]) == (200, True)
    assert group_of(sql, host_id) == "Ungrouped Hosts"
    assert events(sql) == [host_id]


def test_a_host_of_two_groups_ends_in_one(api: Client, hosts: MakeHost, sql: Sql, web: Json) -> None:
    """Only other software stores such a host."""
    other = stored_group(sql, name="other")
    for path in (f"/groups/{web['id']}/hosts", f"/groups/{stored_group(sql, name='third')['id']}/hosts"):
        host_id = hosts(group=other)["id"]
        insert(sql, "hosts_groups", {"org_id": "321", "host_id": host_id, "group_id": web["id"]})
        assert api.post(path, [host_id]).status == 200
        assert group_of(sql, host_id) in {"web", "third"}
    host_id = hosts(group=other)["id"]
    insert(sql, "hosts_groups", {"org_id": "321", "host_id": host_id, "group_id": web["id"]})
    assert api.delete(f"/groups/hosts/{host_id}").status == 204
    assert group_of(sql, host_id) == "Ungrouped Hosts"


@pytest.mark.parametrize(
    ("body", "shape", "said"),
    [
        pytest.param(None, "P", "RequestBody is required", id="nothing"),
        pytest.param(b"{", "P", "no JSON", id="no JSON"),
        pytest.param({}, "P", "is not of type 'array'", id="an object"),
        pytest.param({"host_ids": []}, "P", "is not of type 'array'", id="the body of another operation"),
        pytest.param(b'"a"', "P", "is not of type 'array'", id="text"),
        pytest.param(b"null", "C", "at least one", id="null"),
        pytest.param([], "C", "at least one", id="no hosts"),
        pytest.param(["x"], "P", "does not match", id="no UUID"),
        pytest.param(["0" * 32], "P", "does not match", id="no hyphens"),
        pytest.param([None], "P", "null", id="a null"),
        pytest.param([[CN]], "P", "is not of type 'string'", id="a list"),
        pytest.param([CN, CN], "C", "Host IDs must be unique.", id="a host twice"),
        pytest.param([CN, CN.upper()], "C", CN, id="a host twice, once in capitals"),
        pytest.param([CN], "A", f"Could not find existing host(s) with ID {{'{CN}'}}", id="a host of nobody"),
        pytest.param(b"[" * 300 + b"]" * 300, "P", "", id="nested"),
    ],
)
def test_bad_bodies(api: Client, web: Json, everything: Everything, body: Any, shape: str, said: str) -> None:
    before = everything()
    headers = {"content-type": "application/json"}
    refused(api.post(f"/groups/{web['id']}/hosts", body, headers=headers), 400, shape, said)
    assert everything() == before


def test_bad_types_of_bodies(api: Client, hosts: MakeHost, web: Json) -> None:
    path, body = f"/groups/{web['id']}/hosts", f'["{hosts()["id"]}"]'.encode()
    refused(api.post(path, body, headers={"content-type": "text/csv"}), 415, "P")
    assert api.post(path, body, headers={"content-type": None}).status == 200


def test_adding_to_what_is_no_group(api: Client, hosts: MakeHost, sql: Sql, everything: Everything) -> None:
    host_id, theirs = hosts()["id"], stored_group(sql, "654", name="theirs")["id"]
    before = everything()
    for unknown in (str(uuid4()), theirs):
        refused(api.post(f"/groups/{unknown}/hosts", [host_id]), 404, "P", f"Group {unknown} not found")
    refused(api.post("/groups/x/hosts", [host_id]), 400, "P")
    assert everything() == before


# DELETE /groups/{id}/hosts/{ids}


def test_removing(api: Client, hosts: MakeHost, sql: Sql) -> None:
    web, other = stored_group(sql, name="web"), stored_group(sql, name="other")
    stays, leaves, elsewhere = hosts(group=web)["id"], hosts(group=web)["id"], hosts(group=other)["id"]
    culled = hosts(group=web, age=timedelta(days=40))["id"]
    before = updated(sql, web["id"])
    ids = ",".join([leaves.upper(), culled, elsewhere, str(uuid4())])
    answer = api.delete(f"/groups/{web['id'].upper()}/hosts/{ids}")
    assert (answer.status, answer.content) == (204, b"")
    groups = [group_of(sql, host_id) for host_id in (stays, leaves, culled, elsewhere)]
    assert groups == ["web", "Ungrouped Hosts", "Ungrouped Hosts", "other"]
    assert events(sql) == [leaves]
    assert updated(sql, web["id"]) > before


def test_removing_dates_the_ungrouped_group(api: Client, hosts: MakeHost, sql: Sql, web: Json) -> None:
    before = updated(sql, ungrouped_id(sql))
    assert api.delete(f"/groups/{web['id']}/hosts/{hosts(group=web)['id']}").status == 204
    assert updated(sql, ungrouped_id(sql)) > before


def test_refused_removals_change_nothing(
    api: Client, hosts: MakeHost, sql: Sql, web: Json, everything: Everything
) -> None:
    member, other = hosts(group=web)["id"], hosts()["id"]
    theirs = stored_group(sql, "654", name="theirs")["id"]
    before = everything()
    refused(api.delete(f"/groups/{web['id']}/hosts/{member},{member}"), 400, "C", "Host IDs must be unique.")
    refused(api.delete(f"/groups/{web['id']}/hosts/{member},{member.upper()}"), 400, "C", "Host IDs must be unique.")
    for unknown in (str(uuid4()), theirs):
        refused(api.delete(f"/groups/{unknown}/hosts/{member}"), 404, "P", f"Group {unknown} not found")
    refused(
        api.delete(f"/groups/{ungrouped_id(sql)}/hosts/{other}"),
        400,
        "P",
        "Cannot remove hosts from ungrouped workspace",
        ungrouped_id(sql),
    )
    refused(api.delete(f"/groups/{web['id']}/hosts/{other},{uuid4()}"), 404, "P", "Hosts not found")
    refused(api.delete(f"/groups/{web['id']}/hosts/x"), 400, "P", "does not match")
    assert everything() == before


def test_a_refused_first_removal_makes_no_ungrouped_group(api: Client, sql: Sql) -> None:
    group = stored_group(sql, name="web")["id"]
    assert api.delete(f"/groups/{group}/hosts/{uuid4()}").status == 404
    assert api.delete(f"/groups/hosts/{uuid4()}").status == 404
    assert sql("SELECT count(*) FROM hbi.groups") == [(1,)]


# DELETE /groups/hosts/{ids}


def test_removing_from_any_group(api: Client, hosts: MakeHost, sql: Sql) -> None:
    groups = [stored_group(sql, name=name) for name in "ab"]
    first, second, stays = hosts(group=groups[0])["id"], hosts(group=groups[1])["id"], hosts(group=groups[1])["id"]
    legacy = hosts(group=groups[1], groups=[])["id"]
    sql("DELETE FROM hbi.hosts_groups WHERE host_id = %s", (legacy,))
    before = [updated(sql, group["id"]) for group in groups]
    answer = api.delete(f"/groups/hosts/{first},{second.upper()},{first},{legacy}")
    assert (answer.status, answer.content) == (204, b"")
    assert [group_of(sql, host_id) for host_id in (first, second, stays)] == ["Ungrouped Hosts"] * 2 + ["b"]
    assert group_of(sql, legacy) is None
    assert sorted(events(sql)) == sorted([first, second])
    assert all(updated(sql, group["id"]) > date for group, date in zip(groups, before, strict=True))


def test_refused_removals_from_any_group_change_nothing(
    api: Client, hosts: MakeHost, sql: Sql, web: Json, everything: Everything
) -> None:
    member, ungrouped = hosts(group=web)["id"], hosts()["id"]
    culled, theirs = hosts(group=web, age=timedelta(days=40))["id"], hosts(org_id="654")["id"]
    legacy = hosts(groups=[])["id"]
    sql("DELETE FROM hbi.hosts_groups WHERE host_id = %s", (legacy,))
    unknown = str(uuid4()).upper()
    before = everything()
    refused(api.delete(f"/groups/hosts/{member},{ungrouped},{unknown}"), 400, "P", "ungrouped-hosts")
    answer = api.delete(f"/groups/hosts/{member},{unknown},{culled},{theirs}")
    refused(answer, 404, "A", "One or more hosts not found")
    assert sorted(answer.json["not_found_ids"]) == sorted([unknown, culled, theirs])
    refused(api.delete(f"/groups/hosts/{legacy}"), 404, "P")
    refused(api.delete("/groups/hosts/x"), 400, "P", "does not match")
    assert everything() == before


# Replication


def test_replication(api: Client, hosts: MakeHost, sql: Sql, web: Json, replicated: Replicated) -> None:
    """Who changes its group is told of; who only gets a new copy of it is not."""
    there, comes = hosts(group=web)["id"], hosts()["id"]

    def told() -> list[tuple[str, str]]:
        rows = [(row["aggregateid"], row["payload"]["representations"]["common"]) for row in replicated()]
        return [(host_id, common["workspace_id"]) for host_id, common in rows]

    api.post(f"/groups/{web['id']}/hosts", [there, comes])
    assert told() == [(comes, web["id"])]
    api.patch(f"/groups/{web['id']}", {"name": "db"})
    assert told() == []
    api.patch(f"/groups/{web['id']}", {"host_ids": [comes]})
    assert told() == [(there, ungrouped_id(sql))]
    api.delete(f"/groups/{web['id']}")
    assert told() == [(comes, ungrouped_id(sql))]
    group = api.post("/groups", {"name": "new", "host_ids": [comes]}).json["id"]
    assert told() == [(comes, group)]
    api.delete(f"/groups/hosts/{comes}")
    assert told() == [(comes, ungrouped_id(sql))]
    assert sql("SELECT count(*) FROM hbi.outbox") == [(0,)]


# Permissions


def test_limits(
    guarded_api: Client, rbac: FakeRbac, hosts: MakeHost, sql: Sql, web: Json, everything: Everything
) -> None:
    other = stored_group(sql, name="other")
    inside, outside, free = hosts(group=web)["id"], hosts(group=other)["id"], hosts()["id"]
    legacy = hosts(groups=[])["id"]
    sql("DELETE FROM hbi.hosts_groups WHERE host_id = %s", (legacy,))
    rbac.grant(grant(WRITE, web["id"]))
    before = everything()
    for unknown in (other["id"], str(uuid4()), ungrouped_id(sql)):
        refused(guarded_api.post(f"/groups/{unknown}/hosts", [free]), 403, "P")
        refused(guarded_api.delete(f"/groups/{unknown}/hosts/{outside}"), 403, "P")
    refused(guarded_api.post(f"/groups/{other['id']}/hosts", []), 400, "C")
    refused(guarded_api.delete(f"/groups/hosts/{inside},{outside}"), 403, "P")
    refused(guarded_api.delete(f"/groups/hosts/{inside},{outside},{uuid4()}"), 403, "P")
    refused(guarded_api.delete(f"/groups/hosts/{inside},{free}"), 400, "P", "ungrouped-hosts")
    hidden = guarded_api.delete(f"/groups/hosts/{inside},{legacy}")
    refused(hidden, 404, "A")
    assert hidden.json["not_found_ids"] == [legacy]
    assert everything() == before
    assert guarded_api.post(f"/groups/{web['id'].upper()}/hosts", [outside, free]).status == 200
    assert guarded_api.delete(f"/groups/{web['id']}/hosts/{outside}").status == 204
    assert guarded_api.delete(f"/groups/hosts/{inside},{free}").status == 204
    rbac.grant(grant(WRITE, web["id"], None))
    assert guarded_api.post(f"/groups/{web['id']}/hosts", [inside]).status == 200
    assert guarded_api.delete(f"/groups/hosts/{inside},{legacy}").status == 204


def test_without_permission(guarded_api: Client, rbac: FakeRbac, hosts: MakeHost, web: Json, sql: Sql) -> None:
    rbac.grant("inventory:groups:read")
    member, theirs = hosts(group=web)["id"], stored_group(sql, "654", name="theirs")["id"]
    for ids in (member, str(uuid4())):
        refused(guarded_api.post(f"/groups/{web['id']}/hosts", [ids]), 403, "P")
        refused(guarded_api.delete(f"/groups/{web['id']}/hosts/{ids}"), 403, "P")
        refused(guarded_api.delete(f"/groups/hosts/{ids}"), 403, "P")
        for unknown in (str(uuid4()), theirs):
            for answer in (
                guarded_api.post(f"/groups/{unknown}/hosts", [ids]),
                guarded_api.delete(f"/groups/{unknown}/hosts/{ids}"),
            ):
                refused(answer, 404, "A", "groups not found")
                assert "not_found_ids" not in answer.json


@pytest.mark.parametrize("identity", [system_identity(CN), CERTIFICATE, ASSOCIATE], ids=["system", "X509", "associate"])
def test_identities_that_may_not(
    guarded_api: Client, hosts: MakeHost, web: Json, everything: Everything, identity: Json
) -> None:
    api, host_id = guarded_api.as_(identity), hosts(group=web, static={"owner_id": CN})["id"]
    before = everything()
    for answer in (
        api.get("/groups"),
        api.get(f"/groups/{web['id']}"),
        api.get(f"/groups/{uuid4()}"),
        api.post("/groups", {"name": "a"}),
        api.patch(f"/groups/{web['id']}", {"name": "a"}),
        api.patch(f"/groups/{uuid4()}", {"name": "a"}),
        api.delete(f"/groups/{web['id']}"),
        api.delete(f"/groups/hosts/{host_id}"),
        api.delete(f"/groups/hosts/{uuid4()}"),
        api.post(f"/groups/{web['id']}/hosts", [host_id]),
        api.delete(f"/groups/{web['id']}/hosts/{host_id}"),
    ):
        refused(answer, 403, "P")
    refused(api.post(f"/groups/{uuid4()}/hosts", [host_id]), 404, "A")
    refused(api.delete(f"/groups/{uuid4()}/hosts/{host_id}"), 404, "A")
    assert everything() == before
