"""What the permission service may say about one permission, and what that amounts to (contract: identity-rbac 4)."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from tests.support.api import grant
from tests.support.factories import Json

G1, G2, UNGROUPED = (f"5d5d5d5d-0000-4000-8000-00000000000{number}" for number in range(1, 4))
"""Groups that documents name; the last is the one of ungrouped hosts."""


class Amount(Enum):
    """What a document amounts to."""

    ALLOWED = "the permission without limits"
    LIMITED = "the permission for some groups"
    DENIED = "nothing"
    BROKEN = "not to be understood"


@dataclass(frozen=True)
class Document:
    """Grants about a permission."""

    amount: Amount
    grants: Callable[[str], list[Json]]
    """Takes the permission, e.g. `inventory:hosts:read`."""
    groups: frozenset[str | None] = frozenset()
    """What a limited one is limited to; None stands for ungrouped hosts."""


def _allowed(grants: Callable[[str], list[Json]]) -> Document:
    return Document(Amount.ALLOWED, grants)


def _limited(groups: tuple[str | None, ...], grants: Callable[[str], list[Json]]) -> Document:
    return Document(Amount.LIMITED, grants, frozenset(groups))


def _denied(grants: Callable[[str], list[Json]]) -> Document:
    return Document(Amount.DENIED, grants)


def _broken(grants: Callable[[str], list[Json]]) -> Document:
    return Document(Amount.BROKEN, grants)


def _of_any_resource(permission: str) -> str:
    application, _, verb = permission.split(":")
    return f"{application}:*:{verb}"


def _of_another_verb(permission: str) -> str:
    application, resource, verb = permission.split(":")
    return f"{application}:{resource}:{'write' if verb == 'read' else 'read'}"


def _restricted(permission: str, restriction: Json) -> Json:
    return {"permission": permission, "resourceDefinitions": [{"attributeFilter": restriction}]}


DOCUMENTS: dict[str, Document] = {
    "full": _allowed(lambda p: [grant(p)]),
    "full for any resource": _allowed(lambda p: [grant(_of_any_resource(p))]),
    "full for the application": _allowed(lambda p: [grant(f"{p.split(':')[0]}:*:*")]),
    "limited and full": _allowed(lambda p: [grant(p, G1), grant(p)]),
    "no id at all": _allowed(lambda p: [grant(p) | {"resourceDefinitions": [{}]}]),
    "an empty list": _allowed(lambda p: [_restricted(p, {"key": "group.id", "operation": "in", "value": []})]),
    "none": _denied(lambda _: []),
    "of others only": _denied(lambda _: [grant("approval:*:*"), grant("inventory:groups:admin")]),
    "of another verb": _denied(lambda p: [grant(_of_another_verb(p))]),
    "one group": _limited((G1,), lambda p: [grant(p, G1)]),
    "another group": _limited((G2,), lambda p: [grant(p, G2)]),
    "several groups": _limited((G1, G2), lambda p: [grant(p, G1, G2)]),
    "two grants": _limited((G1, G2), lambda p: [grant(p, G1), grant(p, G2)]),
    "equal to a group": _limited((G1,), lambda p: [grant(p, G1, operation="equal")]),
    "in capitals": _limited((G1,), lambda p: [grant(p, G1.upper())]),
    "null": _limited((None,), lambda p: [grant(p, None)]),
    "equal to null": _limited((None,), lambda p: [grant(p, None, operation="equal")]),
    "null and a group": _limited((None, G1), lambda p: [grant(p, None, G1)]),
    "the ungrouped group": _limited((UNGROUPED,), lambda p: [grant(p, UNGROUPED)]),
    "beside nonsense about others": _limited((G1,), lambda p: [grant("approval:*:*", "x", key="x"), grant(p, G1)]),
    "malformed id": _broken(lambda p: [grant(p, "x")]),
    "unknown operation": _broken(lambda p: [grant(p, G1, operation="like")]),
    "unknown key": _broken(lambda p: [grant(p, G1, key="host.id")]),
    "no list": _broken(lambda p: [_restricted(p, {"key": "group.id", "operation": "in", "value": G1})]),
    "equal to a list": _broken(lambda p: [_restricted(p, {"key": "group.id", "operation": "equal", "value": [G1]})]),
    "definitions that are no list": _broken(lambda p: [grant(p) | {"resourceDefinitions": {}}]),
    "no value": _broken(lambda p: [_restricted(p, {"key": "group.id", "operation": "equal"})]),
}
"""By what is special about them."""
