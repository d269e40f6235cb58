"""What the claims of a verified token say about the caller."""

import base64
from typing import Any

import orjson
import pytest

from hbi import identity
from hbi.claims import identity_header
from hbi.problems import UnusableToken
from hbi.settings import ClaimNames

PERSON = {
    "iss": "https://login.example",
    "sub": "901",
    "org_id": "321",
    "account_number": "5318290",
    "preferred_username": "ana",
    "email": "ana@example.org",
    "exp": "1787996002",
    "groups": "[inventory-readers console]",
}
PROGRAM = {"sub": "77", "org_id": "321", "client_id": "b3", "scope": "api"}


def document(claims: dict[str, Any], **names: str) -> Any:
    return orjson.loads(base64.b64decode(identity_header(claims, ClaimNames(**names))))["identity"]


def test_a_person() -> None:
    assert document(PERSON) == {
        "type": "User",
        "auth_type": "jwt-auth",
        "org_id": "321",
        "internal": {"org_id": "321"},
        "account_number": "5318290",
        "user": {
            "username": "ana",
            "user_id": "901",
            "email": "ana@example.org",
            "is_org_admin": False,
            "is_active": True,
        },
    }


def test_a_program() -> None:
    assert document(PROGRAM) == {
        "type": "ServiceAccount",
        "auth_type": "jwt-auth",
        "org_id": "321",
        "internal": {"org_id": "321"},
        "service_account": {"client_id": "b3", "username": "service-account-b3", "user_id": "77"},
    }


@pytest.mark.parametrize(
    ("claims", "names", "member", "expected"),
    [
        pytest.param({"org": "7"}, {"org_id": "org"}, "org_id", "7", id="the organization in another claim"),
        pytest.param({**PERSON, "client_id": "console"}, {"client_id": ""}, "type", "User", id="every token a user's"),
        pytest.param({**PERSON, "azp": "b3"}, {"client_id": "azp"}, "type", "ServiceAccount", id="another client id"),
        pytest.param({**PERSON, "client_id": ""}, {}, "type", "User", id="an empty client id is none"),
        pytest.param({"org_id": "7"}, {}, "user", {"is_org_admin": False, "is_active": True}, id="nothing but an org"),
    ],
)
def test_claims_are_found_where_the_setting_says(
    claims: dict[str, Any], names: dict[str, str], member: str, expected: object
) -> None:
    assert document(claims, **names)[member] == expected


@pytest.mark.parametrize(
    ("claim", "is_admin"),
    [("true", True), ("True", True), ("false", False), ("1", False), ("yes", False)],
)
def test_only_true_makes_an_administrator(claim: str, is_admin: bool) -> None:
    assert document({**PERSON, "is_org_admin": claim})["user"]["is_org_admin"] is is_admin


@pytest.mark.parametrize(
    ("claims", "message"),
    [
        pytest.param({}, "no claim 'org_id'", id="no claims"),
        pytest.param({**PERSON, "org_id": ""}, "no claim 'org_id'", id="an empty organization"),
        pytest.param({**PERSON, "org_id": "[321 654]"}, "'org_id' .* single text", id="two organizations"),
        pytest.param({**PERSON, "org_id": "map[id:321]"}, "'org_id' .* single text", id="an object"),
        pytest.param({**PERSON, "org_id": '{"id":"321"}'}, "'org_id' .* single text", id="an object as JSON"),
        pytest.param({**PERSON, "org_id": 321}, "'org_id' .* single text", id="a number"),
        pytest.param({**PERSON, "org_id": "3" * 37}, "no valid identity", id="an organization that is too long"),
        pytest.param({**PERSON, "account_number": "5" * 37}, "no valid identity", id="an account that is too long"),
        pytest.param({**PERSON, "preferred_username": "[a b]"}, "single text", id="two user names"),
        pytest.param({**PROGRAM, "client_id": "[a b]"}, "single text", id="two clients"),
    ],
)
def test_unusable_claims_are_refused(claims: dict[str, Any], message: str) -> None:
    with pytest.raises(UnusableToken, match=message):
        identity_header(claims, ClaimNames())


def test_the_result_is_a_valid_identity() -> None:
    assert isinstance(identity.decode(identity_header(PERSON, ClaimNames())), identity.UserIdentity)
    assert isinstance(identity.decode(identity_header(PROGRAM, ClaimNames())), identity.ServiceAccountIdentity)
