"""Owners of exports, by the export service's own reading of `x-rh-identity` (contract: exports 2).

It is more tolerant than the inventory's: the type in any letter case, no `auth_type`, the organisation also in
`internal`. The worker judges the full identity when it decides what the export may contain.
"""

import base64
import binascii
from typing import Any

import orjson

from hbi.exports.records import Owner
from hbi.problems import Unauthorized

# identity type in lower case → (its spelling, its block, the member that names the principal)
_PRINCIPALS = {
    "user": ("User", "user", "username"),
    "serviceaccount": ("ServiceAccount", "service_account", "username"),
    "system": ("System", "system", "cn"),
}
_LONGEST_ORG_ID = 36
_BLANKS = b" " * 99  # the server shows 64 characters of a value, 100 of a row that COPY brings
_LONGEST_NAME = 255
"""Length of a principal: it is part of an index, whose entries PostgreSQL limits to some 2,700 bytes."""


def owner_of(header: str | None) -> Owner:
    """The caller as owner of exports.

    Args:
        header: value of `x-rh-identity`, None when absent.
    Raises:
        Unauthorized: no usable identity. The exports API answers 400 to it, not 401.
    """
    identity = _decode(header)
    kind = identity.get("type")
    if not isinstance(kind, str) or kind.lower() not in _PRINCIPALS:
        raise Unauthorized("Bad Request: x-rh-identity is of a type that cannot own exports")
    spelling, block_name, member = _PRINCIPALS[kind.lower()]
    block = identity.get(block_name)
    name = block.get(member) if isinstance(block, dict) else None
    if not isinstance(name, str) or not name or "\0" in name or len(name) > _LONGEST_NAME:
        raise Unauthorized(
            f"Bad Request: x-rh-identity has no {block_name}.{member} of 1 to {_LONGEST_NAME} characters without NUL"
        )
    return Owner(_org_id(identity), f"{spelling}:{name}")


def stored_identity(header: str) -> str:
    """The header as it is stored: the same document, behind blanks.

    PostgreSQL's log shows the first 64 bytes of each value of a row that it refuses. They are blank.
    """
    return base64.b64encode(_BLANKS + base64.b64decode(header)).decode()


def header_of(stored: str) -> str:
    """The header that was stored, without the blanks. One that is no base64 comes from elsewhere and stays as it is."""
    try:
        return base64.b64encode(base64.b64decode(stored, validate=True).lstrip(b" ")).decode()
    except ValueError:
        return stored


def _decode(header: str | None) -> dict[str, Any]:
    if not header:
        raise Unauthorized("Bad Request: missing x-rh-identity header")
    try:
        document = orjson.loads(base64.b64decode(header, validate=True))
    except (binascii.Error, ValueError):
        raise Unauthorized("Bad Request: x-rh-identity is not base64-encoded JSON") from None
    identity = document.get("identity") if isinstance(document, dict) else None
    if not isinstance(identity, dict):
        raise Unauthorized("Bad Request: x-rh-identity has no identity")
    return identity


def _org_id(identity: dict[str, Any]) -> str:
    internal = identity.get("internal")
    candidates = (identity.get("org_id"), internal.get("org_id") if isinstance(internal, dict) else None)
    for org_id in candidates:
        if isinstance(org_id, str) and org_id and len(org_id) <= _LONGEST_ORG_ID and "\0" not in org_id:
            return org_id
    raise Unauthorized("Bad Request: x-rh-identity has no org_id")
