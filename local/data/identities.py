"""Identity headers of callers that the local tools play (contract: identity-rbac 1)."""

import base64
from typing import Any

import orjson


def user(org_id: str) -> str:
    """`x-rh-identity` of a user of the organisation."""
    return _encoded(
        {
            "org_id": org_id,
            "type": "User",
            "auth_type": "basic-auth",
            "user": {"username": "local", "user_id": "1", "email": "local@example.org", "is_org_admin": True},
        }
    )


def system(org_id: str, cn: str) -> str:
    """`x-rh-identity` of a registered machine with owner id `cn`."""
    return _encoded(
        {"org_id": org_id, "type": "System", "auth_type": "cert-auth", "system": {"cn": cn, "cert_type": "system"}}
    )


def _encoded(identity: dict[str, Any]) -> str:
    return base64.b64encode(orjson.dumps({"identity": identity})).decode()
