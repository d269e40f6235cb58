"""The read-only switch (contract: rest-hosts 1.2 and 6.5; identity-rbac 8)."""

from typing import Any
from uuid import uuid4

import pytest

from tests.conftest import Sql
from tests.fixtures.api import MakeApplication, MakeHost
from tests.support.api import Client, FakeRbac
from tests.support.factories import Json, stored_group, user_identity

I = "0a2b7a10-0c1d-4e2f-8a3b-9c4d5e6f7a81"  # noqa: E741
SWITCHED = '{"hbi.api.read-only": ["321"]}'
WRITES = [
    pytest.param("PATCH", "/hosts/{id}", {"display_name": "a"}, id="names"),
    pytest.param("PATCH", "/hosts/{id}/facts/a", {"b": 1}, id="facts merged"),
    pytest.param("PUT", "/hosts/{id}/facts/a", {"b": 1}, id="facts replaced"),
    pytest.param("POST", "/hosts/checkin", {"insights_id": I}, id="check-in"),
    pytest.param("DELETE", "/hosts/{id}", None, id="deletion by id"),
    pytest.param("DELETE", "/hosts?display_name=*", None, id="deletion by filter"),
    pytest.param("POST", "/groups", {"name": "a"}, id="a new group"),
    pytest.param("PATCH", "/groups/{group}", {"name": "a"}, id="a group's name"),
    pytest.param("DELETE", "/groups/{group}", None, id="deletion of a group"),
    pytest.param("POST", "/groups/{group}/hosts", [I], id="hosts for a group"),
    pytest.param("DELETE", "/groups/{group}/hosts/{id}", None, id="hosts out of a group"),
    pytest.param("DELETE", "/groups/hosts/{id}", None, id="hosts out of any group"),
    pytest.param("DELETE", "/hosts/all?confirm_delete_all=true", None, id="deletion of all"),
    pytest.param("POST", "/account/staleness", {"conventional_time_to_stale": 200_000}, id="chosen staleness"),
    pytest.param("PATCH", "/account/staleness", {}, id="changed staleness"),
    pytest.param("DELETE", "/account/staleness", None, id="no own staleness"),
]


@pytest.mark.parametrize(("method", "path", "body"), WRITES)
def test_writes_are_refused(
    make_application: MakeApplication, hosts: MakeHost, sql: Sql, method: str, path: str, body: Any
) -> None:
    group = stored_group(sql, name="g")
    host: Json = hosts(insights_id=I, facts={"a": {}}, group=group)
    before = sql("SELECT * FROM hbi.hosts"), sql("SELECT * FROM hbi.groups")
    api = Client(make_application(HBI_FLAGS=SWITCHED))
    answer = api.request(method, path.format(id=host["id"], group=group["id"]), body=body)
    assert (answer.status, answer.content_type) == (503, "application/problem+json")
    assert (sql("SELECT * FROM hbi.hosts"), sql("SELECT * FROM hbi.groups")) == before


def test_reads_and_other_organisations_go_on(make_application: MakeApplication, hosts: MakeHost) -> None:
    api = Client(make_application(HBI_FLAGS=SWITCHED))
    assert api.get(f"/hosts/{hosts()['id']}").status == 200
    other = hosts(org_id="654")
    elsewhere = api.as_(user_identity("654"))
    assert elsewhere.patch(f"/hosts/{other['id']}", {"display_name": "a"}).status == 200


def test_the_body_is_checked_before_and_permission_after_it(make_application: MakeApplication, rbac: FakeRbac) -> None:
    api = Client(make_application(HBI_FLAGS=SWITCHED, BYPASS_RBAC="false", RBAC_ENDPOINT=rbac.url))
    assert api.patch(f"/hosts/{uuid4()}", {"display_name": 7}).status == 400
    assert api.patch(f"/hosts/{uuid4()}", {"display_name": "a"}).status == 503
    assert rbac.requests == []
