"""One source of identities is believed: a trusted gateway's header, or the claims that a JWT authorizer verified."""

import base64
from typing import Any

import orjson
import pytest

from functions.api.application import Application
from hbi.exports.records import APPLICATION, RESOURCE
from hbi.problems import ConfigurationError
from hbi.settings import ApiSettings
from tests.conftest import Sql
from tests.fixtures.api import MakeApplication, MakeHost
from tests.support.api import EXPORT_BASE, UNREACHABLE, Answer, Client, FakeRbac, LambdaContext, gateway_event, received
from tests.support.factories import Json, encode_identity, user_identity

CLAIMS = {"iss": "https://login.example", "sub": "901", "org_id": "321", "preferred_username": "ana"}
PROGRAM = {"sub": "77", "org_id": "321", "client_id": "b3"}
STRANGER = encode_identity(user_identity(org_id="654"))
HOSTS = "/api/inventory/v1/hosts"
EXPORTS = f"{EXPORT_BASE}/exports"
OWN_EXPORT = {"name": "mine", "format": "csv", "sources": [{"application": APPLICATION, "resource": RESOURCE}]}


def send(
    application: Application,
    path: str,
    *,
    method: str = "GET",
    claims: Json | None = None,
    header: str | None = None,
    body: Any = None,
) -> Answer:
    """A request as API Gateway passes it on behind a JWT authorizer, or without one (`claims` None)."""
    headers = {"content-type": "application/json"} | ({"x-rh-identity": header} if header else {})
    event = gateway_event(method, path, headers, None if body is None else orjson.dumps(body))
    if claims is not None:
        event["requestContext"]["authorizer"] = {"jwt": {"claims": claims, "scopes": None}}
    return received(application.respond(event, LambdaContext()))


@pytest.fixture
def by_token(make_application: MakeApplication) -> Application:
    """The API function behind a JWT authorizer."""
    return make_application(HBI_AUTHORIZER="jwt", HBI_IDENTITY_SOURCE="jwt")


def test_claims_tell_the_organization(by_token: Application, hosts: MakeHost) -> None:
    own, foreign = hosts(), hosts(org_id="654")
    answer = send(by_token, HOSTS, claims=CLAIMS)
    assert answer.status == 200
    assert [host["id"] for host in answer.json["results"]] == [own["id"]]
    assert send(by_token, f"{HOSTS}/{foreign['id']}", claims=CLAIMS).status == 404


@pytest.mark.parametrize("path", [HOSTS, EXPORTS])
def test_a_header_beside_claims_is_not_looked_at(by_token: Application, hosts: MakeHost, path: str) -> None:
    hosts(org_id="654")
    answer = send(by_token, path, claims=CLAIMS, header=STRANGER)
    assert answer.status == 200
    assert not answer.json.get("results", answer.json.get("data"))


@pytest.mark.parametrize("path", [HOSTS, EXPORTS, f"{EXPORT_BASE}/ping"])
@pytest.mark.parametrize(
    "claims",
    [
        pytest.param(None, id="no authorizer"),
        pytest.param({}, id="no claims"),
        pytest.param({"sub": "901"}, id="no organization"),
        pytest.param({**CLAIMS, "org_id": "[321 654]"}, id="two organizations"),
    ],
)
def test_without_usable_claims_nobody_is_believed(by_token: Application, path: str, claims: Json | None) -> None:
    assert send(by_token, path, claims=claims, header=STRANGER).status == 401


@pytest.mark.parametrize("path", [HOSTS, EXPORTS])
def test_behind_a_jwt_authorizer_a_header_is_refused(api: Client, path: str) -> None:
    refused = send(api.application, path, claims=CLAIMS, header=STRANGER)
    assert refused.status in {400, 401}
    assert send(api.application, path, header=STRANGER).status == 200


def test_public_operations_need_no_token(by_token: Application) -> None:
    assert send(by_token, "/health").status == 200
    assert send(by_token, "/api/inventory/v1/openapi.json").status == 200


def test_what_the_claims_say_is_forwarded_to_rbac(
    make_application: MakeApplication, rbac: FakeRbac, hosts: MakeHost
) -> None:
    application = make_application(BYPASS_RBAC="false", RBAC_ENDPOINT=rbac.url, HBI_IDENTITY_SOURCE="jwt")
    hosts()
    rbac.grant("inventory:hosts:read")
    assert send(application, HOSTS, claims=CLAIMS, header=STRANGER).json["total"] == 1
    ((_, headers),) = rbac.requests
    forwarded = orjson.loads(base64.b64decode(headers["x-rh-identity"]))["identity"]
    assert (forwarded["org_id"], forwarded["user"]["username"]) == ("321", "ana")


@pytest.mark.parametrize(
    ("claims", "owner", "kind"),
    [(CLAIMS, "User:ana", "User"), (PROGRAM, "ServiceAccount:service-account-b3", "ServiceAccount")],
)
def test_an_export_belongs_to_the_owner_of_the_token(
    by_token: Application, sql: Sql, claims: Json, owner: str, kind: str
) -> None:
    answer = send(by_token, EXPORTS, method="POST", claims=claims, header=STRANGER, body=OWN_EXPORT)
    assert answer.status == 202
    ((org_id, stored_owner, stored),) = sql("SELECT org_id, principal, identity FROM hbi.exports")
    assert (org_id, stored_owner) == ("321", owner)
    assert orjson.loads(base64.b64decode(stored))["identity"]["type"] == kind
    assert send(by_token, EXPORTS, claims=claims).json["meta"]["count"] == 1


def test_claims_are_mapped_by_a_setting(make_application: MakeApplication, hosts: MakeHost) -> None:
    own = hosts(org_id="654")
    application = make_application(HBI_IDENTITY_SOURCE="jwt", HBI_IDENTITY_CLAIMS='{"org_id": "organization"}')
    answer = send(application, HOSTS, claims={**CLAIMS, "organization": "654"})
    assert [host["id"] for host in answer.json["results"]] == [own["id"]]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param({"HBI_IDENTITY_SOURCE": "token"}, "HBI_IDENTITY_SOURCE='token'", id="neither header nor jwt"),
        pytest.param(
            {"HBI_AUTHORIZER": "jwt"}, "HBI_IDENTITY_SOURCE.* does not fit HBI_AUTHORIZER=jwt", id="no source, tokens"
        ),
        pytest.param(
            {"HBI_AUTHORIZER": "jwt", "HBI_IDENTITY_SOURCE": "header"}, "does not fit", id="a header behind tokens"
        ),
        pytest.param(
            {"HBI_AUTHORIZER": "iam", "HBI_IDENTITY_SOURCE": "jwt"}, "does not fit", id="tokens that nobody verifies"
        ),
        pytest.param({"HBI_IDENTITY_CLAIMS": '{"planet": "x"}'}, "HBI_IDENTITY_CLAIMS", id="a member that is unknown"),
        pytest.param({"HBI_IDENTITY_CLAIMS": '{"org_id": ""}'}, "HBI_IDENTITY_CLAIMS", id="no claim for the org"),
        pytest.param({"HBI_IDENTITY_CLAIMS": "org_id"}, "HBI_IDENTITY_CLAIMS", id="no JSON"),
    ],
)
def test_the_function_does_not_start_with_a_source_that_does_not_fit(change: dict[str, str], message: str) -> None:
    settings = {"HBI_DATABASE_URL": "postgresql://hbi@db/inventory", **UNREACHABLE}
    with pytest.raises(ConfigurationError, match=message):
        ApiSettings.load({**settings, **change})
