"""Answers of the permission service can be kept for a while; by default they are not."""

import time

import pytest

from tests.fixtures.api import MakeApplication, MakeHost
from tests.support.api import Client, FakeRbac, grant
from tests.support.factories import stored_group, user_identity

READ = "inventory:hosts:read"


@pytest.fixture
def api(make_application: MakeApplication, rbac: FakeRbac) -> Client:
    """A user of an API that keeps answers for an hour."""
    return Client(make_application(**keeping(rbac, "3600")))


def keeping(rbac: FakeRbac, seconds: str) -> dict[str, str]:
    return {
        "BYPASS_RBAC": "false",
        "RBAC_ENDPOINT": rbac.url,
        "RBAC_RETRIES": "0",
        "HBI_RBAC_CACHE_SECONDS": seconds,
    }


def test_kept(api: Client, rbac: FakeRbac) -> None:
    rbac.grant(READ)
    assert [api.get("/hosts").status for _ in range(3)] == [200, 200, 200]
    assert len(rbac.requests) == 1
    rbac.grant()
    assert api.get("/hosts").status == 200


def test_what_may_be_seen_of_applications_is_kept_apart(make_application: MakeApplication, rbac: FakeRbac) -> None:
    flags = {"HBI_FLAGS": '{"hbi.inventory-views-rbac": true}'}
    api = Client(make_application(**keeping(rbac, "3600"), **flags))
    rbac.grant(READ, "advisor:*:*")
    denied = ["compliance", "malware", "patch", "remediations", "vulnerability"]
    for _ in range(3):
        assert api.get("/beta/hosts-view").json["denied_services"] == denied
    assert len(rbac.requests) == 2
    rbac.grant(READ)
    other = api.as_(user_identity(user={"user_id": "902"}))
    assert "advisor" in other.get("/beta/hosts-view").json["denied_services"]


def test_forgotten(make_application: MakeApplication, rbac: FakeRbac) -> None:
    api = Client(make_application(**keeping(rbac, "1")))
    rbac.grant(READ)
    assert api.get("/hosts").status == 200
    rbac.grant()
    time.sleep(1.1)
    assert api.get("/hosts").status == 403
    assert len(rbac.requests) == 2


def test_kept_for_each_caller_and_permission(api: Client, rbac: FakeRbac, hosts: MakeHost, sql: object) -> None:
    group = stored_group(sql, name="lab")
    host = hosts(group=group)
    hosts()
    rbac.grant(grant(READ, group["id"]))
    assert api.get("/hosts").json["total"] == 1
    assert api.patch(f"/hosts/{host['id']}", {"display_name": "a"}).status == 403
    rbac.grant(READ)
    assert api.as_(user_identity(user={"username": "bea"})).get("/hosts").json["total"] == 2
    assert api.get("/hosts").json["total"] == 1
    assert len(rbac.requests) == 3


def test_failures_are_not_kept(api: Client, rbac: FakeRbac) -> None:
    rbac.fail(500)
    assert api.get("/hosts").status == 503
    rbac.grant(READ)
    assert api.get("/hosts").status == 200
