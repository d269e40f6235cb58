"""What a list of grants allows (contract: identity-rbac 4.2 and 4.3)."""

from typing import Any

import pytest

from hbi.permissions.rbac import scope_of
from hbi.permissions.scope import HOSTS_READ, HOSTS_UPDATE, UNLIMITED, Permission, Scope
from hbi.problems import Unavailable
from tests.support.api import grant

G1 = "6f0a2d3c-1111-4222-8333-944445555666"
G2 = "6f0a2d3c-2222-4222-8333-944445555666"
READ = "inventory:hosts:read"


def grant_with(*definitions: Any, permission: str = READ) -> dict[str, Any]:
    return {"permission": permission, "resourceDefinitions": list(definitions)}


def restriction(value: Any, operation: Any = "in", key: Any = "group.id") -> dict[str, Any]:
    return {"attributeFilter": {"key": key, "operation": operation, "value": value}}


@pytest.mark.parametrize(
    ("permission", "granted", "allowed"),
    [
        pytest.param(HOSTS_READ, "inventory:hosts:read", True, id="itself"),
        pytest.param(HOSTS_READ, "inventory:hosts:*", True, id="any verb"),
        pytest.param(HOSTS_READ, "inventory:*:read", True, id="any resource"),
        pytest.param(HOSTS_READ, "inventory:*:*", True, id="anything of the application"),
        pytest.param(HOSTS_READ, "inventory:hosts:write", False, id="write does not imply read"),
        pytest.param(HOSTS_UPDATE, "inventory:hosts:read", False, id="read does not imply write"),
        pytest.param(HOSTS_READ, "inventory:groups:read", False, id="another resource"),
        pytest.param(HOSTS_READ, "*:*:*", False, id="not across applications"),
        pytest.param(HOSTS_READ, "patch:*:*", False, id="another application"),
    ],
)
def test_matching(permission: Permission, granted: str, allowed: bool) -> None:
    assert scope_of([grant(granted)], permission) == (UNLIMITED if allowed else None)


@pytest.mark.parametrize(
    ("grants", "scope"),
    [
        pytest.param([], None, id="nothing granted"),
        pytest.param([grant(READ, G1)], Scope(frozenset({G1})), id="one group"),
        pytest.param([grant(READ, G1, G2)], Scope(frozenset({G1, G2})), id="several groups"),
        pytest.param([grant(READ, G1.upper())], Scope(frozenset({G1})), id="group id in capitals"),
        pytest.param([grant(READ, G1, operation="equal")], Scope(frozenset({G1})), id="equal"),
        pytest.param([grant(READ, None, operation="equal")], Scope(frozenset(), True), id="equal null: ungrouped"),
        pytest.param([grant(READ, G1, None)], Scope(frozenset({G1}), True), id="null among groups"),
        pytest.param([grant(READ, G1), grant(READ, G2)], Scope(frozenset({G1, G2})), id="grants add up"),
        pytest.param([grant(READ, G1), grant(READ)], UNLIMITED, id="one without restriction lifts all"),
        pytest.param(
            [grant_with(restriction([G1]), restriction([G2]))], Scope(frozenset({G1, G2})), id="definitions add up"
        ),
        pytest.param([grant_with(restriction([]))], UNLIMITED, id="an empty list restricts nothing"),
        pytest.param([grant_with({})], UNLIMITED, id="a definition without filter restricts nothing"),
        pytest.param([grant_with({"attributeFilter": None})], UNLIMITED, id="a null filter restricts nothing"),
        pytest.param([{"permission": READ}], UNLIMITED, id="no definitions restrict nothing"),
        pytest.param(
            [grant("inventory:groups:read", G1, operation="like"), grant(READ, G2)],
            Scope(frozenset({G2})),
            id="grants of other permissions are not looked at",
        ),
    ],
)
def test_reach(grants: list[Any], scope: Scope | None) -> None:
    assert scope_of(grants, HOSTS_READ) == scope


@pytest.mark.parametrize(
    "grants",
    [
        pytest.param([grant(READ, G1, operation="like")], id="unknown operation"),
        pytest.param([grant(READ, G1, key="host.id")], id="unknown key"),
        pytest.param([grant(READ, "no uuid")], id="group id that is no UUID"),
        pytest.param([grant(READ, "no uuid", operation="equal")], id="equal to something that is no UUID"),
        pytest.param([grant_with(restriction([G1], operation="equal"))], id="equal to a list"),
        pytest.param([grant_with(restriction(G1))], id="in something that is no list"),
        pytest.param([grant_with(restriction([7]))], id="group id as number"),
        pytest.param([grant_with({"attributeFilter": {"operation": "in", "value": [G1]}})], id="no key"),
        pytest.param([grant_with({"attributeFilter": "text"})], id="filter that is no object"),
        pytest.param([grant_with({"attributeFilter": {"key": "group.id", "operation": "equal"}})], id="no value"),
        pytest.param([grant_with("text")], id="definition that is no object"),
        pytest.param([{"permission": READ, "resourceDefinitions": "text"}], id="definitions that are no list"),
        pytest.param([{"permission": READ, "resourceDefinitions": {}}], id="definitions that are an empty object"),
        pytest.param([{"permission": READ, "resourceDefinitions": ""}], id="definitions that are an empty text"),
        pytest.param(["text"], id="grant that is no object"),
        pytest.param({"permission": READ}, id="grants that are no list"),
        pytest.param(None, id="no grants at all"),
    ],
)
def test_not_understood(grants: Any) -> None:
    with pytest.raises(Unavailable):
        scope_of(grants, HOSTS_READ)
