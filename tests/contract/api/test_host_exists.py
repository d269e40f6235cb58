"""GET /host_exists (contract: rest-hosts 3, 7.12 and 9.1)."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.fixtures.api import MakeHost
from tests.support.api import Client, FakeRbac, grant
from tests.support.factories import stored_group, system_identity

I = "0a2b7a10-0c1d-4e2f-8a3b-9c4d5e6f7a81"  # noqa: E741
PATH = f"/host_exists?insights_id={I}"


@pytest.mark.parametrize("age", [pytest.param(timedelta(0), id="fresh"), pytest.param(timedelta(days=31), id="culled")])
def test_one(api: Client, hosts: MakeHost, age: timedelta) -> None:
    host = hosts(insights_id=I, age=age)
    for path in (PATH, PATH.replace(I, I.upper())):
        answer = api.get(path)
        assert (answer.status, answer.json) == (200, {"id": host["id"]})


def test_none(api: Client, hosts: MakeHost) -> None:
    hosts(insights_id=I, org_id="654")
    answer = api.get(PATH)
    assert (answer.status, answer.content_type) == (404, "application/problem+json")


def test_several(api: Client, hosts: MakeHost) -> None:
    hosts(insights_id=I), hosts(insights_id=I)
    answer = api.get(PATH)
    assert (answer.status, answer.content_type, answer.json["title"]) == (409, "application/json", None)
    assert answer.json.keys() == {"detail", "status", "title", "type"}


@pytest.mark.parametrize("query", ["", "?insights_id=", "?insights_id=nothing", f"?insights_id={I.replace('-', '')}"])
def test_refused(api: Client, query: str) -> None:
    answer = api.get(f"/host_exists{query}")
    assert (answer.status, answer.content_type) == (400, "application/problem+json")


def test_groups_and_owners_restrict_it(guarded_api: Client, rbac: FakeRbac, hosts: MakeHost, sql: object) -> None:
    owner, group = str(uuid4()), stored_group(sql, name="in")
    hosts(insights_id=I, group=group, static={"owner_id": owner})
    rbac.grant(grant("inventory:hosts:read", group["id"]))
    assert guarded_api.get(PATH).status == 200
    rbac.grant(grant("inventory:hosts:read", stored_group(sql, name="out")["id"]))
    assert guarded_api.get(PATH).status == 404
    assert guarded_api.as_(system_identity(cn=owner)).get(PATH).status == 200
    assert guarded_api.as_(system_identity(cn=str(uuid4()))).get(PATH).status == 404
