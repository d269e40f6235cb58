"""Identities of callers whose token the gateway has verified (API Gateway's JWT authorizer)."""

import base64
import re
from collections.abc import Mapping
from typing import Any

import orjson

from hbi import identity
from hbi.problems import Unauthorized, UnusableToken
from hbi.settings import ClaimNames

# API Gateway passes every claim as text; of lists and objects it leaves only these.
_LIST_OR_OBJECT = re.compile(r"\[.*\]|map\[.*\]|\{.*\}", re.DOTALL)


def identity_header(claims: Mapping[str, Any], names: ClaimNames) -> str:
    """Value of `x-rh-identity` for the owner of a token, as the services that we ask expect it.

    Args:
        claims: the verified claims, by name.
        names: which claim each member of the identity is in.
    Raises:
        UnusableToken: a claim that is needed is missing, or one has no usable value.
    """
    members = _members(claims, names)
    if "org_id" not in members:
        raise UnusableToken(f"The token has no claim {names.org_id!r}, which names the organization.")
    header = base64.b64encode(orjson.dumps({"identity": _document(members)})).decode()
    _check(header)
    return header


def _members(claims: Mapping[str, Any], names: ClaimNames) -> dict[str, str]:
    """Values of the mapped claims that the token has, by member."""
    members = {}
    for member, claim in names:
        value = claims.get(claim) if claim else None
        if value is None or value == "":
            continue
        if not isinstance(value, str) or _LIST_OR_OBJECT.fullmatch(value):
            raise UnusableToken(f"Claim {claim!r} of the token must be a single text.")
        members[member] = value
    return members


def _document(members: Mapping[str, str]) -> dict[str, Any]:
    """The identity. A token with a client id belongs to a program, any other to a person."""
    document: dict[str, Any] = {
        "auth_type": "jwt-auth",
        "org_id": members["org_id"],
        "internal": {"org_id": members["org_id"]},
    }
    if "account_number" in members:
        document["account_number"] = members["account_number"]
    if "client_id" in members:
        client_id = members["client_id"]
        account = {"client_id": client_id, "username": members.get("username", f"service-account-{client_id}")}
        if "user_id" in members:
            account["user_id"] = members["user_id"]
        return document | {"type": "ServiceAccount", "service_account": account}
    user: dict[str, Any] = {name: members[name] for name in ("username", "user_id", "email") if name in members}
    user["is_org_admin"] = members.get("is_org_admin", "").lower() == "true"
    return document | {"type": "User", "user": user | {"is_active": True}}


def _check(header: str) -> None:
    try:
        identity.decode(header)
    except Unauthorized:
        raise UnusableToken("The claims of the token make no valid identity.") from None
