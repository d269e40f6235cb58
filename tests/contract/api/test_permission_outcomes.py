"""What comes of each document of the permission service, beside hosts' operations (contract: identity-rbac 3 to 6)."""

import logging
from typing import Any
from uuid import uuid4

import pytest

from tests.conftest import Sql
from tests.fixtures.api import MakeApplication
from tests.support.api import Client, FakeRbac, grant
from tests.support.factories import system_identity
from tests.support.fakes.kessel_server import FakeKessel
from tests.support.permission_documents import DOCUMENTS, G1, Amount

logger = logging.getLogger(__name__)

STALENESS = "/account/staleness"
BODY = {"conventional_time_to_stale": 200_000}

OPERATIONS: dict[str, tuple[str, str, Any, int, list[str]]] = {
    # name: method, path, body, status when allowed, permissions in the order in which they are looked at
    "get staleness": ("GET", STALENESS, None, 200, ["staleness:staleness:read", "inventory:hosts:read"]),
    "get defaults": ("GET", f"{STALENESS}/defaults", None, 200, ["staleness:staleness:read", "inventory:hosts:read"]),
    "create staleness": ("POST", STALENESS, BODY, 201, ["staleness:staleness:write", "inventory:hosts:write"]),
    "update staleness": ("PATCH", STALENESS, BODY, 404, ["staleness:staleness:write", "inventory:hosts:write"]),
    "delete staleness": ("DELETE", STALENESS, None, 404, ["staleness:staleness:write", "inventory:hosts:write"]),
    "resource types": ("GET", "/resource-types", None, 200, ["rbac:*:*"]),
    "inventory groups": ("GET", "/resource-types/inventory-groups", None, 200, ["rbac:*:*"]),
}


def expected(amount: Amount, operation: str) -> int:
    if amount is Amount.LIMITED:
        return 403 if operation == "resource types" else OPERATIONS[operation][3]
    return {Amount.ALLOWED: OPERATIONS[operation][3], Amount.DENIED: 403, Amount.BROKEN: 503}[amount]


def asked(api: Client, operation: str) -> int:
    method, path, body, _, _ = OPERATIONS[operation]
    return api.request(method, path, body=body).status


def test_outcomes(guarded_api: Client, rbac: FakeRbac, sql: Sql) -> None:
    outcomes, contract = {}, {}
    for operation, (*_, permissions) in OPERATIONS.items():
        for name, document in DOCUMENTS.items():
            for position, permission in enumerate(permissions):
                others = [grant(other) for other in permissions if other != permission]
                rbac.grant(*document.grants(permission), *others)
                case = (operation, f"{name}, permission {position + 1}")
                outcomes[case] = asked(guarded_api, operation)
                contract[case] = expected(document.amount, operation)
                sql("DELETE FROM hbi.staleness")
    for (operation, name), status in outcomes.items():
        logger.info("%-20s %-34s %d", operation, name, status)
    assert outcomes == contract


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize(
    ("status", "body", "expected_status"),
    [
        pytest.param(500, None, 503, id="5xx"),
        pytest.param(502, None, 503, id="502"),
        pytest.param(501, None, 503, id="501"),
        pytest.param(200, b"{", 503, id="no JSON"),
        pytest.param(200, {}, 503, id="no data"),
        pytest.param(401, {"detail": "who"}, 401, id="401"),
        pytest.param(403, {"detail": "no"}, 403, id="403"),
        pytest.param(404, {"errors": []}, 404, id="404"),
    ],
)
def test_trouble_lets_nobody_in(
    guarded_api: Client, rbac: FakeRbac, sql: Sql, operation: str, status: int, body: Any, expected_status: int
) -> None:
    rbac.fail(status, body)
    assert asked(guarded_api, operation) == expected_status
    assert len(rbac.requests) == 1
    assert sql("SELECT * FROM hbi.staleness") == []


@pytest.mark.parametrize("operation", OPERATIONS)
def test_silence_lets_nobody_in(make_application: MakeApplication, operation: str, silent_service: str) -> None:
    api = Client(
        make_application(BYPASS_RBAC="false", RBAC_ENDPOINT=silent_service, RBAC_RETRIES="0", RBAC_TIMEOUT="0.2")
    )
    assert asked(api, operation) == 503


@pytest.mark.parametrize("operation", OPERATIONS)
def test_all_questions_of_a_request_share_its_time(
    make_application: MakeApplication, monkeypatch: pytest.MonkeyPatch, operation: str, silent_service: str
) -> None:
    """Three tries of ten seconds would take longer than gateways wait."""
    monkeypatch.setattr("hbi.clients.budget.BUDGET_S", 0.3)
    api = Client(make_application(BYPASS_RBAC="false", RBAC_ENDPOINT=silent_service, RBAC_TIMEOUT="600"))
    assert asked(api, operation) == 503


@pytest.mark.parametrize("operation", OPERATIONS)
def test_other_types_are_refused(guarded_api: Client, rbac: FakeRbac, operation: str) -> None:
    certificate = {"subject_dn": "/CN=somebody", "issuer_dn": "/CN=authority"}
    account = {"client_id": "b3", "username": "service-account-b3"}
    for identity in (
        system_identity(str(uuid4())),
        {"identity": {"type": "X509", "auth_type": "x509", "org_id": "321", "x509": certificate}},
        {"identity": {"type": "Associate", "auth_type": "saml-auth", "org_id": "321", "service_account": account}},
    ):
        method, path, body, _, _ = OPERATIONS[operation]
        answer = guarded_api.as_(identity).request(method, path, body=body)
        assert (answer.status, answer.content_type) == (403, "application/problem+json")
    assert rbac.requests == []


@pytest.mark.parametrize("operation", OPERATIONS)
def test_bypass_lifts_the_restriction_of_types(make_application: MakeApplication, operation: str) -> None:
    api = Client(make_application(), system_identity(str(uuid4())))
    assert asked(api, operation) == OPERATIONS[operation][3]


@pytest.mark.parametrize("operation", [name for name in OPERATIONS if "staleness" in name or "defaults" in name])
@pytest.mark.parametrize("workspaces", [[], [G1]])
def test_kessel_is_asked_about_both(
    v2_api: Client, kessel: FakeKessel, rbac: FakeRbac, operation: str, workspaces: list[str]
) -> None:
    kessel.workspaces = workspaces
    verb, hosts = ("view", "view") if OPERATIONS[operation][0] == "GET" else ("update", "update")
    assert asked(v2_api, operation) == (OPERATIONS[operation][3] if workspaces else 403)
    relations = [f"staleness_staleness_{verb}", f"inventory_host_{hosts}"]
    assert [question.relation for question in kessel.asked] == (relations if workspaces else relations[:1])
    assert {question.about for question in kessel.asked} == {("workspace", "", "rbac", "")}
    assert rbac.requests == []


@pytest.mark.parametrize("operation", [name for name in OPERATIONS if OPERATIONS[name][0] != "GET"])
def test_read_only_comes_before(make_application: MakeApplication, rbac: FakeRbac, operation: str) -> None:
    flags = '{"hbi.api.read-only": ["321"]}'
    api = Client(make_application(HBI_FLAGS=flags, BYPASS_RBAC="false", RBAC_ENDPOINT=rbac.url))
    assert asked(api, operation) == 503
    assert asked(api.as_(system_identity(str(uuid4()))), operation) == 503
    assert rbac.requests == []
