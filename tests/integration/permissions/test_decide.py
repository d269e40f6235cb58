"""Permissions of operations: who decides and how far a scope reaches (contract: identity-rbac 3, 5 and 7)."""

from typing import Any

import pytest

from hbi.flags.service import Flags
from hbi.identity import Identity, decode
from hbi.permissions import scope
from hbi.permissions.decide import Permissions
from hbi.permissions.scope import UNLIMITED, Permission, Scope
from hbi.problems import Forbidden, NotOffered
from hbi.settings import ApiSettings
from tests.support.api import UNREACHABLE, FakeRbac, grant, running_rbac
from tests.support.factories import encode_identity, system_identity, user_identity

G1, G2 = "6f0d9a55-0000-4000-8000-00000000000a", "6f0d9a55-0000-4000-8000-00000000000b"
USER, SYSTEM = user_identity(), system_identity("9f0c1c52-7a3e-4f55-8a55-0f1b6a0c9e11")
CHECKED_ONLY = [
    scope.GROUPS_READ,
    scope.GROUPS_WRITE,
    scope.GROUPS_CREATE,
    scope.STALENESS_READ,
    scope.STALENESS_WRITE,
    scope.RBAC_ADMINISTRATION,
    scope.RBAC_ADMINISTRATION_UNLIMITED,
]
ALL = ["inventory:*:*", "staleness:*:*", "rbac:*:*"]


@pytest.fixture
def rbac():
    with running_rbac() as fake:
        yield fake


def permissions(rbac: FakeRbac, **environment: str) -> Permissions:
    variables = {
        "HBI_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
        "RBAC_ENDPOINT": rbac.url,
        "RBAC_RETRIES": "0",
        **UNREACHABLE,
        **environment,
    }
    settings = ApiSettings.load(variables)
    return Permissions(settings, Flags(settings))


def asked(decide: Permissions, permission: Permission, identity: dict[str, Any] = USER) -> Scope:
    header = encode_identity(identity)
    caller: Identity = decode(header)
    return decide.scope(permission, caller, header=header)


@pytest.mark.parametrize("permission", CHECKED_ONLY, ids=str)
def test_types_that_are_not_checked_are_refused(rbac: FakeRbac, permission: Permission) -> None:
    rbac.grant(*ALL)
    with pytest.raises(Forbidden):
        asked(permissions(rbac), permission, SYSTEM)
    assert asked(permissions(rbac, BYPASS_RBAC="true"), permission, SYSTEM) == UNLIMITED
    assert rbac.requests == []


@pytest.mark.parametrize("permission", [scope.HOSTS_READ, scope.HOSTS_UPDATE, scope.HOSTS_DELETE], ids=str)
def test_hosts_are_open_to_them(rbac: FakeRbac, permission: Permission) -> None:
    assert asked(permissions(rbac), permission, SYSTEM) == UNLIMITED
    assert rbac.requests == []


def test_two_permissions_are_asked_for_in_order(rbac: FakeRbac) -> None:
    rbac.grant("staleness:staleness:read", grant("inventory:hosts:read", G1))
    assert asked(permissions(rbac), scope.STALENESS_READ) == Scope(frozenset({G1}))
    paths = [path for path, _ in rbac.requests]
    assert paths == ["/api/rbac/v1/access/?application=staleness", "/api/rbac/v1/access/?application=inventory"]


@pytest.mark.parametrize(
    ("granted", "questions"),
    [
        pytest.param(["inventory:hosts:write"], 1, id="the first is missing: nothing more is asked"),
        pytest.param(["staleness:staleness:write"], 2, id="the second is missing"),
        pytest.param(["staleness:staleness:read", "inventory:hosts:read"], 1, id="reading is not writing"),
    ],
)
def test_both_are_needed(rbac: FakeRbac, granted: list[str], questions: int) -> None:
    rbac.grant(*granted)
    with pytest.raises(Forbidden):
        asked(permissions(rbac), scope.STALENESS_WRITE)
    assert len(rbac.requests) == questions


def test_a_limited_grant_may_not_be_enough(rbac: FakeRbac) -> None:
    for groups in ([G1], [None], [G1, None]):
        rbac.grant(grant("inventory:groups:write", *groups))
        assert asked(permissions(rbac), scope.GROUPS_WRITE).group_ids is not None
        with pytest.raises(Forbidden, match="limited to groups"):
            asked(permissions(rbac), scope.GROUPS_CREATE)
    rbac.grant("inventory:groups:write")
    assert asked(permissions(rbac), scope.GROUPS_CREATE) == UNLIMITED


@pytest.mark.parametrize(
    ("granted", "is_allowed"),
    [("rbac:*:*", True), ("rbac:*:read", False), ("rbac:role:*", False), ("inventory:*:*", False)],
)
def test_administration_of_roles(rbac: FakeRbac, granted: str, is_allowed: bool) -> None:
    rbac.grant(granted)
    if is_allowed:
        assert asked(permissions(rbac), scope.RBAC_ADMINISTRATION) == UNLIMITED
    else:
        with pytest.raises(Forbidden):
            asked(permissions(rbac), scope.RBAC_ADMINISTRATION)


def test_workspaces_mode(rbac: FakeRbac) -> None:
    """The service of workspaces decides on groups; administration of roles is not offered."""
    decide = permissions(rbac, HBI_FLAGS='{"hbi.rbac-v2": ["321"]}')
    for permission in (scope.GROUPS_READ, scope.GROUPS_WRITE, scope.GROUPS_CREATE):
        assert asked(decide, permission) == UNLIMITED
        with pytest.raises(Forbidden):
            asked(decide, permission, SYSTEM)
    with pytest.raises(NotOffered):
        asked(decide, scope.RBAC_ADMINISTRATION)
    with pytest.raises(Forbidden):
        asked(decide, scope.RBAC_ADMINISTRATION, SYSTEM)
    assert rbac.requests == []


def test_groups_that_a_scope_reaches() -> None:
    limited = Scope(frozenset({G1}), ungrouped=True)
    assert limited.reaches([G1.upper()])
    assert not limited.reaches([G1, G2])
    assert UNLIMITED.reaches([G2])
    assert not Scope(frozenset(), ungrouped=True).reaches([G1])
