"""The identity header (contract: identity-rbac 1, 2 and 11; rest-hosts 1.1)."""

import base64
from typing import Any

import orjson
import pytest

from hbi.identity import Identity, decode
from hbi.problems import Unauthorized

type Json = dict[str, Any]

USER: Json = {"type": "User", "auth_type": "basic-auth", "org_id": "42", "user": {"username": "ana"}}
ACCOUNT: Json = {
    "type": "ServiceAccount",
    "auth_type": "jwt-auth",
    "org_id": "42",
    "service_account": {"client_id": "b3", "username": "service-account-b3"},
}
SYSTEM: Json = {
    "type": "System",
    "auth_type": "cert-auth",
    "org_id": "42",
    "system": {"cn": "9f0c1c52-7a3e-4f55-8a55-0f1b6a0c9e11", "cert_type": "system"},
}
X509: Json = {
    "type": "X509",
    "auth_type": "x509",
    "org_id": "42",
    "x509": {"subject_dn": "/CN=somebody", "issuer_dn": "/CN=authority"},
}
ERRATA: Json = {
    "type": "X509",
    "auth_type": "X509",
    "x509": {"subject_dn": "/CN=errata-notifications", "issuer_dn": "/O=Red Hat/CN=authority"},
}


def header(content: Any) -> str:
    return base64.b64encode(orjson.dumps({"identity": content})).decode()


def without(content: Json, name: str) -> Json:
    return {key: value for key, value in content.items() if key != name}


def with_user(**fields: Any) -> Json:
    return {**USER, "user": {"username": "ana", **fields}}


def with_block(content: Json, **fields: Any) -> Json:
    block = next(key for key in ("service_account", "system", "x509") if key in content)
    return {**content, block: {key: value for key, value in {**content[block], **fields}.items() if value is not ...}}


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(USER, id="user"),
        pytest.param(without(USER, "user"), id="user without its block"),
        pytest.param({**USER, "user": {}}, id="user with an empty block"),
        pytest.param(with_user(email="ana@example.org", is_active=True, first_name="Ana"), id="user with all kinds"),
        pytest.param(with_user(is_org_admin="true"), id="boolean as text"),
        pytest.param(with_user(is_internal="False"), id="boolean as text in any letter case"),
        pytest.param(with_user(email="root@localhost"), id="e-mail address of this host"),
        pytest.param(with_user(nickname=7), id="unknown members are ignored"),
        pytest.param(ACCOUNT, id="service account without user id"),
        pytest.param(with_block(ACCOUNT, user_id="77", scope="openid"), id="service account with optional members"),
        pytest.param(SYSTEM, id="system"),
        pytest.param({**SYSTEM, "auth_type": "basic-auth"}, id="type and auth_type are not cross-checked"),
        pytest.param(with_block(SYSTEM, cert_type="SYSTEM"), id="cert_type in any letter case"),
        pytest.param(with_block(SYSTEM, cn="9F0C1C52-7A3E-4F55-8A55-0F1B6A0C9E11"), id="cn in capitals"),
        pytest.param(with_block(SYSTEM, cn="no uuid"), id="cn that is no UUID"),
        *(
            pytest.param(with_block(SYSTEM, cert_type=kind), id=f"cert_type {kind}")
            for kind in ("hypervisor", "rhui", "sam", "satellite")
        ),
        pytest.param(X509, id="certificate"),
        pytest.param({**X509, "auth_type": "cert-auth"}, id="certificate with cert-auth and its own org"),
        pytest.param({**ACCOUNT, "type": "Associate"}, id="associate with a service account"),
        *(
            pytest.param({**USER, "auth_type": kind}, id=f"auth_type {kind}")
            for kind in ("Basic-Auth", "cert-auth", "JWT-AUTH", "uhc-auth", "saml-auth", "x509")
        ),
        pytest.param({**USER, "org_id": " "}, id="blank org_id"),
        pytest.param({**USER, "org_id": "x" * 36}, id="longest org_id"),
        pytest.param({**USER, "account_number": None}, id="null account"),
        pytest.param({**USER, "account_number": ""}, id="empty account"),
        pytest.param({**USER, "internal": {"org_id": "7"}}, id="unknown blocks are ignored"),
    ],
)
def test_accepted(content: Json) -> None:
    identity = decode(header(content))
    assert identity.org_id == content["org_id"]
    assert identity.type == content["type"]
    assert identity.auth_type == content["auth_type"].lower()


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(None, id="null"),
        pytest.param([], id="list"),
        pytest.param({}, id="empty"),
        pytest.param(without(USER, "type"), id="no type"),
        pytest.param({**USER, "type": "user"}, id="type in the wrong letter case"),
        pytest.param({**USER, "type": "Robot"}, id="unknown type"),
        pytest.param(without(USER, "auth_type"), id="no auth_type"),
        pytest.param({**USER, "auth_type": None}, id="null auth_type"),
        pytest.param({**USER, "auth_type": "magic"}, id="unknown auth_type"),
        pytest.param(without(USER, "org_id"), id="no org_id"),
        pytest.param({**USER, "org_id": None}, id="null org_id"),
        pytest.param({**USER, "org_id": ""}, id="empty org_id"),
        pytest.param({**USER, "org_id": "x" * 37}, id="long org_id"),
        pytest.param({**USER, "org_id": 42}, id="org_id as number"),
        pytest.param({**USER, "account_number": 42}, id="account as number"),
        pytest.param({**USER, "account_number": "x" * 37}, id="long account"),
        pytest.param({**USER, "user": None}, id="null user block"),
        pytest.param(with_user(user_id=901), id="user_id as number"),
        pytest.param(with_user(username=None), id="null in the user block"),
        pytest.param(with_user(email=""), id="empty e-mail address"),
        pytest.param(with_user(email="ana"), id="malformed e-mail address"),
        pytest.param(with_user(email="ana@example"), id="e-mail address without a domain"),
        pytest.param(with_user(is_active="perhaps"), id="junk boolean"),
        pytest.param(with_user(is_active=None), id="null boolean"),
        pytest.param(without(ACCOUNT, "service_account"), id="service account without its block"),
        pytest.param(with_block(ACCOUNT, client_id=...), id="service account without client_id"),
        pytest.param(with_block(ACCOUNT, username=...), id="service account without username"),
        pytest.param(with_block(ACCOUNT, username=""), id="service account with an empty username"),
        pytest.param(without(SYSTEM, "system"), id="system without its block"),
        pytest.param(with_block(SYSTEM, cn=""), id="empty cn"),
        pytest.param(with_block(SYSTEM, cn=...), id="no cn"),
        pytest.param(with_block(SYSTEM, cert_type=...), id="no cert_type"),
        pytest.param(with_block(SYSTEM, cert_type="paper"), id="unknown cert_type"),
        pytest.param(without(X509, "x509"), id="certificate without its block"),
        pytest.param(with_block(X509, subject_dn=""), id="empty subject"),
        pytest.param(with_block(X509, issuer_dn=...), id="no issuer"),
        pytest.param(without(X509, "org_id"), id="certificate without org_id"),
        pytest.param(
            {**without(ACCOUNT, "service_account"), "type": "Associate", "associate": {"email": "a@example.org"}},
            id="associate with an associate block alone",
        ),
    ],
)
def test_refused(content: Any) -> None:
    with pytest.raises(Unauthorized, match="Invalid token"):
        decode(header(content))


def header_of_text(block: bytes) -> str:
    """A header with this JSON within the part that events repeat."""
    document = orjson.dumps({"identity": with_block(ACCOUNT, more="PLACE")}).replace(b'"PLACE"', block)
    return base64.b64encode(document).decode()


def test_a_block_may_hold_what_we_do_not_know() -> None:
    block = Identity.encode(decode(header_of_text(b'{"a": [{"b": 18446744073709551615}]}')))
    assert b"18446744073709551615" in base64.b64decode(block)


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("%%%", id="no base64"),
        pytest.param(base64.b64encode(b"{").decode(), id="no JSON"),
        pytest.param(base64.b64encode(b"[1]").decode(), id="a list"),
        pytest.param(base64.b64encode(b'"identity"').decode(), id="a text"),
        pytest.param(base64.b64encode(orjson.dumps(USER)).decode(), id="the inner object alone"),
        pytest.param(base64.b64encode(b'{"identity":"\xff"}').decode(), id="no UTF-8"),
        pytest.param(header(USER) + "\n", id="a line break"),
        pytest.param(header_of_text(b'{"a":' * 250 + b"1" + b"}" * 250), id="nesting that cannot be written again"),
        pytest.param(header_of_text(b"[-9223372036854775809]"), id="a number that would be passed on as another"),
        pytest.param(header({**USER, "org_id": "4"}).rstrip("="), id="without padding"),
        pytest.param(
            base64.urlsafe_b64encode(orjson.dumps({"identity": {**USER, "account_number": "\u00bf\u00bf?>"}})).decode(),
            id="the URL-safe alphabet",
        ),
    ],
)
def test_unreadable(value: str) -> None:
    with pytest.raises(Unauthorized, match="Invalid token"):
        decode(value)


def test_examples_of_unreadable_headers_are_what_they_claim() -> None:
    padded = header({**USER, "org_id": "4"})
    assert padded.endswith("=")
    special = base64.b64encode(orjson.dumps({"identity": {**USER, "account_number": "\u00bf\u00bf?>"}})).decode()
    assert {"+", "/"} & set(special)


@pytest.mark.parametrize("value", [pytest.param(None, id="absent"), pytest.param("", id="empty")])
def test_missing(value: str | None) -> None:
    with pytest.raises(Unauthorized, match="No authorization token"):
        decode(value)


@pytest.mark.parametrize(
    ("content", "org_id"),
    [
        pytest.param(ERRATA, "7", id="supplies the org of an errata certificate"),
        pytest.param({**ERRATA, "org_id": "5"}, "7", id="overrides the org of an errata certificate"),
        pytest.param(X509, "42", id="another certificate keeps its own"),
        pytest.param({**ERRATA, "org_id": "5", "auth_type": "cert-auth"}, "5", id="only with auth_type x509"),
        pytest.param(with_block({**ERRATA, "org_id": "5"}, issuer_dn="/O=Other"), "5", id="only from the right issuer"),
        pytest.param({**USER, "x509": ERRATA["x509"]}, "42", id="only for the type X509"),
    ],
)
def test_org_id_header(content: Json, org_id: str) -> None:
    assert decode(header(content), org_id="7").org_id == org_id


@pytest.mark.parametrize(
    ("content", "checked", "owner", "principal"),
    [
        pytest.param(USER, True, None, "User:ana", id="user"),
        pytest.param(without(USER, "user"), True, None, None, id="user without a name"),
        pytest.param(ACCOUNT, True, None, "ServiceAccount:service-account-b3", id="service account"),
        pytest.param(SYSTEM, False, SYSTEM["system"]["cn"], f"System:{SYSTEM['system']['cn']}", id="system"),
        pytest.param(X509, False, None, None, id="certificate"),
        pytest.param({**ACCOUNT, "type": "Associate"}, False, None, None, id="associate"),
    ],
)
def test_kinds_of_callers(content: Json, checked: bool, owner: str | None, principal: str | None) -> None:
    identity = decode(header(content))
    assert (identity.is_checked, identity.owner_id, identity.principal) == (checked, owner, principal)


@pytest.mark.parametrize(
    ("content", "encoded"),
    [
        pytest.param(
            {**USER, "auth_type": "Basic-Auth", "entitlements": {}},
            {**USER, "account_number": None},
            id="other blocks go, auth_type is lower-case",
        ),
        pytest.param(SYSTEM, {**SYSTEM, "account_number": None}, id="own block stays"),
        pytest.param(
            {**ACCOUNT, "type": "Associate", "account_number": "7"},
            {**without(ACCOUNT, "service_account"), "type": "Associate", "account_number": "7", "associate": None},
            id="associate has a null block",
        ),
        pytest.param(
            without(USER, "user"), {**without(USER, "user"), "account_number": None}, id="user without its block"
        ),
    ],
)
def test_as_events_carry_it(content: Json, encoded: Json) -> None:
    assert orjson.loads(base64.b64decode(decode(header(content)).encode())) == {"identity": encoded}


@pytest.mark.parametrize("content", [USER, without(USER, "user"), ACCOUNT, SYSTEM, X509])
def test_what_events_carry_can_be_decoded(content: Json) -> None:
    identity = decode(header(content))
    again: Identity = decode(identity.encode())
    assert again.encode() == identity.encode()


def _with_each_text(content: Json, text: Any) -> list[Json]:
    """The content with every text in it, one at a time, replaced."""
    changed = [{**content, name: text} for name, value in content.items() if isinstance(value, str)]
    for name, block in content.items():
        if isinstance(block, dict):
            changed += [{**content, name: {**block, member: text}} for member in block]
    return changed


FULL_USER = with_user(user_id="1", first_name="Ana", last_name="B", locale="en", email="ana@example.org")


@pytest.mark.parametrize("content", [FULL_USER, with_block(ACCOUNT, user_id="77", scope="openid"), SYSTEM, X509])
@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a\0b", id="NUL"),
        pytest.param(["a"], id="list"),
        pytest.param({"a": "b"}, id="object"),
        pytest.param(1, id="number"),
    ],
)
def test_a_text_that_nothing_can_store_is_refused_in_every_member(content: Json, text: Any) -> None:
    for changed in _with_each_text({**content, "account_number": "5"}, text):
        with pytest.raises(Unauthorized):
            decode(header(changed))


@pytest.mark.parametrize("levels", [220, 300, 2000])
def test_deep_members_that_nobody_knows_are_refused(levels: int) -> None:
    document = b'{"identity": {"type": "User", "auth_type": "basic-auth", "org_id": "42", "user": {"more": %s}}}'
    deep = document % (b"[" * levels + b"]" * levels)
    with pytest.raises(Unauthorized):
        decode(base64.b64encode(deep).decode())


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(r'"\ud800"', id="lone surrogate"),
        pytest.param("1" + "0" * 400, id="number beyond all floats"),
        pytest.param("NaN", id="no JSON"),
    ],
)
def test_what_is_no_json_value_is_refused(text: str) -> None:
    document = f'{{"identity": {{"type": "User", "auth_type": "basic-auth", "org_id": {text}}}}}'
    with pytest.raises(Unauthorized):
        decode(base64.b64encode(document.encode()).decode())


def test_callers_of_one_header_are_kept_apart_by_the_organisation_that_counts() -> None:
    text = header(ERRATA)
    assert [decode(text, org_id=org_id).org_id for org_id in ("1", "2", "1")] == ["1", "2", "1"]


def test_whoever_stands_behind_a_proxy_is_not_kept() -> None:
    text = header(with_block(SYSTEM, cert_type="satellite"))
    behind = decode(text).on_behalf_of("9f0c1c52-7a3e-4f55-8a55-0f1b6a0c9e12")
    assert behind.subscription_manager_id == "9f0c1c52-7a3e-4f55-8a55-0f1b6a0c9e12"
    assert decode(text).subscription_manager_id is None
