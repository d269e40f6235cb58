"""Who may do what, and see what (contract: rest-hosts 6; identity-rbac 3, 4.5, 6 and 11)."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from tests.conftest import Sql
from tests.fixtures.api import MakeApplication, MakeHost
from tests.support.api import Answer, Client, FakeRbac, grant
from tests.support.factories import Json, encode_identity, stored_group, system_identity, user_identity

READ, WRITE = "inventory:hosts:read", "inventory:hosts:write"
CN = "9f0c1c52-7a3e-4f55-8a55-0f1b6a0c9e11"
ACCOUNT = {
    "identity": {
        "type": "ServiceAccount",
        "auth_type": "jwt-auth",
        "org_id": "321",
        "service_account": {"client_id": "b3", "username": "service-account-b3"},
    }
}
CERTIFICATE = {
    "identity": {
        "type": "X509",
        "auth_type": "x509",
        "org_id": "321",
        "x509": {"subject_dn": "/CN=somebody", "issuer_dn": "/CN=authority"},
    }
}
ASSOCIATE = {"identity": {**ACCOUNT["identity"], "type": "Associate", "auth_type": "saml-auth"}}

READS: list[Callable[[Client, str], Answer]] = [
    lambda api, host_id: api.get(f"/hosts/{host_id}"),
    lambda api, host_id: api.get(f"/hosts/{host_id}/system_profile"),
    lambda api, host_id: api.get(f"/hosts/{host_id}/tags"),
    lambda api, host_id: api.get(f"/hosts/{host_id}/tags/count"),
]
WRITES: list[Callable[[Client, str], Answer]] = [
    lambda api, host_id: api.patch(f"/hosts/{host_id}", {"display_name": "a"}),
    lambda api, host_id: api.delete(f"/hosts/{host_id}"),
]
FACTS: list[Callable[[Client, str], Answer]] = [
    lambda api, host_id: api.patch(f"/hosts/{host_id}/facts/room", {"a": 1}),
    lambda api, host_id: api.request("PUT", f"/hosts/{host_id}/facts/room", body={"a": 1}),
]


def test_the_question(guarded_api: Client, rbac: FakeRbac) -> None:
    rbac.grant(READ)
    assert guarded_api.get("/hosts", headers={"x-rh-insights-request-id": "req-42"}).status == 200
    ((path, headers),) = rbac.requests
    assert path == "/api/rbac/v1/access/?application=inventory"
    assert headers["x-rh-identity"] == encode_identity(user_identity())
    assert headers["x-rh-insights-request-id"] == "req-42"


def test_every_request_asks(guarded_api: Client, rbac: FakeRbac) -> None:
    rbac.grant(READ)
    guarded_api.get("/hosts")
    rbac.grant()
    assert guarded_api.get("/hosts").status == 403
    assert len(rbac.requests) == 2


@pytest.mark.parametrize(
    ("identity", "asked"),
    [
        pytest.param(user_identity(), True, id="user"),
        pytest.param(ACCOUNT, True, id="service account"),
        pytest.param(system_identity(CN), False, id="system"),
        pytest.param(CERTIFICATE, False, id="certificate"),
        pytest.param(ASSOCIATE, False, id="associate"),
    ],
)
def test_who_is_checked(guarded_api: Client, rbac: FakeRbac, identity: Json, asked: bool) -> None:
    assert guarded_api.as_(identity).get("/hosts").status == (403 if asked else 200)
    assert bool(rbac.requests) is asked


@pytest.mark.parametrize(("granted", "denied", "allowed"), [(WRITE, READS, WRITES), (READ, WRITES, READS)])
def test_write_and_read_do_not_imply_each_other(
    guarded_api: Client, rbac: FakeRbac, hosts: MakeHost, granted: str, denied: Any, allowed: Any
) -> None:
    rbac.grant(granted)
    for operation in denied:
        assert operation(guarded_api, hosts()["id"]).status == 403
    for operation in allowed:
        assert operation(guarded_api, hosts()["id"]).status == 200


@pytest.mark.parametrize(
    ("granted", "method", "path", "body"),
    [
        pytest.param(WRITE, "GET", "/hosts", None, id="hosts"),
        pytest.param(WRITE, "GET", "/tags", None, id="tags"),
        pytest.param(WRITE, "GET", f"/host_exists?insights_id={CN}", None, id="whether a host exists"),
        pytest.param(WRITE, "GET", "/system_profile/sap_system", None, id="SAP or not"),
        pytest.param(WRITE, "GET", "/system_profile/sap_sids", None, id="SIDs"),
        pytest.param(WRITE, "GET", "/system_profile/operating_system", None, id="operating systems"),
        pytest.param(READ, "GET", "/groups", None, id="groups"),
        pytest.param(READ, "POST", "/groups", {"name": "a"}, id="a new group"),
        pytest.param(READ, "GET", f"/groups/{CN}", None, id="groups by id"),
        pytest.param(READ, "PATCH", f"/groups/{CN}", {"name": "a"}, id="change of a group"),
        pytest.param(READ, "DELETE", f"/groups/{CN}", None, id="deletion of a group"),
        pytest.param(READ, "DELETE", f"/groups/hosts/{CN}", None, id="hosts out of any group"),
        pytest.param(WRITE, "GET", f"/groups/{CN}/hosts", None, id="hosts of a group"),
        pytest.param(READ, "POST", "/hosts/checkin", {"insights_id": CN}, id="check-in"),
        pytest.param(READ, "DELETE", "/hosts?display_name=*", None, id="deletion by filter"),
        pytest.param(READ, "DELETE", "/hosts/all?confirm_delete_all=true", None, id="deletion of all"),
    ],
)
def test_denied_without_ids(
    guarded_api: Client, rbac: FakeRbac, hosts: MakeHost, granted: str, method: str, path: str, body: Json | None
) -> None:
    hosts(insights_id=CN)
    rbac.grant(granted)
    answer = guarded_api.request(method, path, body=body)
    assert (answer.status, answer.content_type) == (403, "application/problem+json")
    assert answer.json["title"] == "Forbidden"


@pytest.mark.parametrize("operation", [*READS, *WRITES, *FACTS])
def test_denied_by_id(guarded_api: Client, hosts: MakeHost, operation: Callable[[Client, str], Answer]) -> None:
    host = hosts(facts={"room": {}})
    denied = operation(guarded_api, host["id"])
    assert (denied.status, denied.content_type) == (403, "application/problem+json")
    for ids in (str(uuid4()), f"{host['id']},{uuid4()}", hosts(org_id="654")["id"]):
        unknown = operation(guarded_api, ids)
        assert (unknown.status, unknown.content_type) == (404, "application/json")
        assert unknown.json.keys() == {"type", "title", "detail", "status"}


@pytest.fixture
def grouped(hosts: MakeHost, sql: Sql) -> dict[str, str]:
    """Ids by name: groups g1, g2 and the ungrouped u; h1 in g1, h2 in g2, h3 in u, h4 without a group."""
    g1, g2, u = stored_group(sql, name="g1"), stored_group(sql, name="g2"), stored_group(sql, ungrouped=True)
    h1, h2, h3 = hosts(display_name="h1", group=g1), hosts(display_name="h2", group=g2), hosts(display_name="h3")
    h4 = hosts(display_name="h4", groups=[])
    sql("DELETE FROM hbi.hosts_groups WHERE host_id = %s", (h4["id"],))
    things = {"g1": g1, "g2": g2, "u": u, "h1": h1, "h2": h2, "h3": h3, "h4": h4}
    return {name: thing["id"] for name, thing in things.items()}


@pytest.mark.parametrize(
    ("granted", "visible"),
    [
        pytest.param([["g1"]], {"h1"}, id="one group"),
        pytest.param([["g1", "g2"]], {"h1", "h2"}, id="two groups"),
        pytest.param([["g1"], ["g2"]], {"h1", "h2"}, id="two grants"),
        pytest.param([["g1", None]], {"h1", "h3", "h4"}, id="null: no group or the ungrouped group"),
        pytest.param([[None]], {"h3", "h4"}, id="null alone"),
        pytest.param([["u"]], {"h3"}, id="id of the ungrouped group: its members only"),
        pytest.param([[]], {"h1", "h2", "h3", "h4"}, id="no restriction"),
        pytest.param([["g1"], []], {"h1", "h2", "h3", "h4"}, id="one grant without restriction lifts all"),
        pytest.param([["other"]], set(), id="a group of nobody"),
    ],
)
def test_group_limits(
    guarded_api: Client, rbac: FakeRbac, grouped: dict[str, str], granted: list[list[str | None]], visible: set[str]
) -> None:
    known = {**grouped, "other": str(uuid4())}

    def allow(permission: str) -> None:
        rbac.grant(*(grant(permission, *(known[name] if name else None for name in names)) for names in granted))

    allow(READ)
    answer = guarded_api.get("/hosts")
    assert {host["display_name"] for host in answer.json["results"]} == visible
    assert answer.json["total"] == len(visible)
    for name in ("h1", "h2", "h3", "h4"):
        for operation in READS:
            assert operation(guarded_api, grouped[name]).status == (200 if name in visible else 404)
    allow(WRITE)
    for name in ("h1", "h2", "h3", "h4"):
        for operation in WRITES:
            assert operation(guarded_api, grouped[name]).status == (200 if name in visible else 404)


def test_hidden_among_visible_is_named(guarded_api: Client, rbac: FakeRbac, grouped: dict[str, str]) -> None:
    rbac.grant(grant(READ, grouped["g1"]))
    answer = guarded_api.get(f"/hosts/{grouped['h1']},{grouped['h2']}")
    assert (answer.status, answer.json["not_found_ids"]) == (404, [grouped["h2"]])


def test_hidden_hosts_survive(guarded_api: Client, rbac: FakeRbac, grouped: dict[str, str], sql: Sql) -> None:
    rbac.grant(grant(WRITE, grouped["g1"]))
    for operation in WRITES:
        assert operation(guarded_api, f"{grouped['h1']},{grouped['h2']}").status == 404
    assert sql("SELECT count(*), count(*) FILTER (WHERE display_name = 'a') FROM hbi.hosts") == [(4, 0)]


@pytest.mark.parametrize("cn", [pytest.param(CN, id="as stored"), pytest.param(CN.upper(), id="in capitals")])
@pytest.mark.parametrize("bypass", ["true", "false"])
def test_systems_see_their_own_hosts(
    make_application: MakeApplication, hosts: MakeHost, sql: Sql, cn: str, bypass: str
) -> None:
    own = hosts(static={"owner_id": CN})
    others = [hosts(static={"owner_id": str(uuid4())}), hosts(static={"arch": "x86_64"}), hosts()]
    hosts(org_id="654", static={"owner_id": CN})
    api = Client(make_application(BYPASS_RBAC=bypass), system_identity(cn))
    answer = api.get("/hosts")
    assert [host["id"] for host in answer.json["results"]] == [own["id"]]
    assert answer.json["total"] == 1
    assert api.get(f"/hosts?insights_id={own['insights_id']}").json["total"] == 1
    assert api.get(f"/hosts?insights_id={others[0]['insights_id']}").json["total"] == 0
    for other in others:
        for operation in (*READS, *WRITES):
            assert operation(api, other["id"]).json["not_found_ids"] == [other["id"]]
    for operation in (*READS, *WRITES):
        assert operation(api, own["id"]).status == 200
    assert sql("SELECT count(*) FROM hbi.hosts") == [(4,)]


@pytest.mark.parametrize(
    "path",
    [
        "/hosts?filter[system_profile][arch]=x86_64",
        "/hosts?order_by=operating_system&fields[system_profile]=arch",
        "/tags?filter[system_profile][arch]=x86_64",
        "/system_profile/operating_system",
        "/system_profile/operating_system?filter[system_profile][arch]=x86_64",
        "/system_profile/sap_system",
        "/system_profile/sap_sids",
    ],
)
def test_systems_find_their_own_hosts_by_profile(api: Client, hosts: MakeHost, path: str) -> None:
    profile = {"arch": "x86_64", "operating_system": {"name": "RHEL", "major": 9, "minor": 4}}
    sap = {"workloads": {"sap": {"sap_system": True, "sids": ["ABC"]}}}
    for owner in (CN, str(uuid4())):
        hosts(static={"owner_id": owner, **profile}, dynamic=sap, tags={"ns": {"k": ["v"]}})
    answer = api.as_(system_identity(CN)).get(path)
    assert (answer.status, answer.json["total"]) == (200, 1)
    assert answer.json["results"][0].get("count", 1) == 1


def test_a_system_whose_name_is_no_id_sees_nothing(api: Client, hosts: MakeHost) -> None:
    host = hosts(static={"owner_id": CN})
    system = api.as_(system_identity("host.example.org"))
    assert system.get("/hosts").json["total"] == 0
    assert system.get(f"/hosts/{host['id']}").status == 404
    assert system.delete(f"/hosts/{host['id']}").status == 404


def test_errata_certificates_name_their_organisation(api: Client, hosts: MakeHost) -> None:
    theirs = hosts(org_id="654")
    x509 = {"subject_dn": "/CN=errata-notifications", "issuer_dn": "/O=Red Hat/CN=authority"}
    certificate = {"identity": {**CERTIFICATE["identity"], "x509": x509}}
    header = {"x-inventory-org-id": "654"}
    assert api.as_(certificate).get(f"/hosts/{theirs['id']}", headers=header).status == 200
    assert api.as_(CERTIFICATE).get(f"/hosts/{theirs['id']}", headers=header).status == 404
    assert api.get(f"/hosts/{theirs['id']}", headers=header).status == 404


@pytest.mark.parametrize(
    ("status", "body", "expected", "detail"),
    [
        pytest.param(500, None, 503, "RBAC", id="server error"),
        pytest.param(501, None, 503, "RBAC server error", id="another server error"),
        pytest.param(200, b"{", 503, "RBAC", id="no JSON"),
        pytest.param(200, [], 503, "RBAC", id="no object"),
        pytest.param(200, {}, 503, "RBAC", id="no data"),
        pytest.param(302, None, 503, "RBAC", id="a redirection"),
        pytest.param(
            401, {"errors": [{"detail": "who are you"}]}, 401, "RBAC client error: who are you", id="unauthorised"
        ),
        pytest.param(403, {"detail": "go away"}, 403, "RBAC client error: go away", id="forbidden"),
        pytest.param(400, b"text", 400, "RBAC client error: Bad Request", id="client error without a document"),
        pytest.param(404, {"errors": []}, 404, "RBAC client error: Not Found", id="client error without a reason"),
    ],
)
def test_trouble_with_the_service(
    guarded_api: Client, rbac: FakeRbac, hosts: MakeHost, status: int, body: Any, expected: int, detail: str
) -> None:
    rbac.fail(status, body)
    for path in ("/hosts", f"/hosts/{hosts()['id']}"):
        answer = guarded_api.get(path)
        assert (answer.status, answer.content_type) == (expected, "application/problem+json")
        assert detail in answer.json["detail"]


def test_filter_that_is_not_understood(guarded_api: Client, rbac: FakeRbac) -> None:
    rbac.grant(grant(READ, str(uuid4()), operation="like"))
    assert guarded_api.get("/hosts").status == 503


def test_unreachable_service_lets_nobody_in(make_application: MakeApplication, hosts: MakeHost) -> None:
    hosts()
    api = Client(make_application(BYPASS_RBAC="false", RBAC_ENDPOINT="http://127.0.0.1:1", RBAC_RETRIES="0"))
    answer = api.get("/hosts")
    assert answer.status == 503
    assert "Failed to reach RBAC endpoint" in answer.json["detail"]


def test_server_errors_are_retried(make_application: MakeApplication, rbac: FakeRbac) -> None:
    rbac.fail(502)
    api = Client(make_application(BYPASS_RBAC="false", RBAC_ENDPOINT=rbac.url, RBAC_RETRIES="1"))
    assert api.get("/hosts").status == 503
    assert len(rbac.requests) == 2
