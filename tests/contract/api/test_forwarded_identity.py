"""Systems behind a Satellite: `X-Forwarded-Identity` (contract: identity-rbac 3.1)."""

from typing import Any
from uuid import uuid4

import pytest

from tests.conftest import Sql
from tests.fixtures.api import MakeHost
from tests.support.api import Client
from tests.support.factories import Json, system_identity, user_identity

CN = "9f0c1c52-7a3e-4f55-8a55-0f1b6a0c9e11"
ASKED = "a5b0f7c2-4f5e-4d6b-9a3e-2b1c0d9e8f71"


def satellite(cert_type: str = "satellite") -> Json:
    identity = system_identity(CN)
    identity["identity"]["system"]["cert_type"] = cert_type
    return identity


@pytest.fixture
def behind(hosts: MakeHost) -> dict[str, str]:
    """Ids of three hosts: `asked` and `other` belong to the Satellite, `foreign` has the id, but another owner."""
    stored = {
        "asked": hosts(static={"owner_id": CN}, subscription_manager_id=ASKED),
        "other": hosts(static={"owner_id": CN}, subscription_manager_id=str(uuid4())),
        "foreign": hosts(static={"owner_id": str(uuid4())}, subscription_manager_id=ASKED),
    }
    return {name: host["id"] for name, host in stored.items()}


def seen(api: Client, header: str | None) -> set[str]:
    answer = api.get("/hosts", headers={"x-forwarded-identity": header})
    assert answer.status == 200
    assert answer.json["total"] == len(answer.json["results"])
    return {host["id"] for host in answer.json["results"]}


@pytest.mark.parametrize(
    "header",
    [
        pytest.param(ASKED, id="as stored"),
        pytest.param(ASKED.upper(), id="in capitals"),
        pytest.param(f"  {ASKED} ", id="between blanks"),
        pytest.param(ASKED.replace("-", ""), id="without dashes"),
    ],
)
def test_only_the_system_asked_for(api: Client, behind: dict[str, str], header: str) -> None:
    assert seen(api.as_(satellite()), header) == {behind["asked"]}


@pytest.mark.parametrize("header", [None, "", "   "])
def test_without_value_all_own_hosts(api: Client, behind: dict[str, str], header: str | None) -> None:
    assert seen(api.as_(satellite()), header) == {behind["asked"], behind["other"]}


def test_letter_case_of_the_certificate_does_not_matter(api: Client, behind: dict[str, str]) -> None:
    assert seen(api.as_(satellite("SATELLITE")), ASKED) == {behind["asked"]}


@pytest.mark.parametrize("header", ["x", "5", f"{ASKED}0", f"{ASKED},{ASKED}"])
def test_no_uuid_is_refused(api: Client, behind: dict[str, str], header: str) -> None:
    answer = api.as_(satellite()).get("/hosts", headers={"x-forwarded-identity": header})
    assert (answer.status, answer.content_type) == (403, "application/json")
    assert (answer.json["title"], answer.json["status"]) == ("Forbidden", 403)


@pytest.mark.parametrize("identity", [satellite("system"), satellite("hypervisor"), user_identity()])
@pytest.mark.parametrize("header", [ASKED, "x"])
def test_nobody_else_may_forward(api: Client, behind: dict[str, str], identity: Json, header: str) -> None:
    expected = set(behind.values()) if "user" in identity["identity"] else {behind["asked"], behind["other"]}
    assert seen(api.as_(identity), header) == expected


def test_an_unusable_identity_comes_first(api: Client) -> None:
    unusable = satellite("unknown")
    assert api.as_(unusable).get("/hosts", headers={"x-forwarded-identity": "x"}).status == 401


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/hosts/{id}", None),
        ("GET", "/hosts/{id}/system_profile", None),
        ("GET", "/hosts/{id}/tags", None),
        ("PATCH", "/hosts/{id}", {"display_name": "a"}),
        ("DELETE", "/hosts/{id}", None),
    ],
)
def test_others_do_not_exist_by_id(
    api: Client, behind: dict[str, str], sql: Sql, method: str, path: str, body: Any
) -> None:
    caller, header = api.as_(satellite()), {"x-forwarded-identity": ASKED}
    before = sql("SELECT * FROM hbi.hosts ORDER BY id")
    for name in ("other", "foreign"):
        refused = caller.request(method, path.format(id=behind[name]), body=body, headers=header)
        assert (refused.status, refused.json["not_found_ids"]) == (404, [behind[name]])
    assert sql("SELECT * FROM hbi.hosts ORDER BY id") == before
    assert caller.request(method, path.format(id=behind["asked"]), body=body, headers=header).status == 200


def test_deletion_by_filter_spares_the_others(api: Client, behind: dict[str, str], sql: Sql) -> None:
    caller = api.as_(satellite())
    answer = caller.delete("/hosts?display_name=*", headers={"x-forwarded-identity": ASKED})
    assert (answer.status, answer.json["hosts_deleted"]) == (202, 1)
    assert {row[0] for row in sql("SELECT id::text FROM hbi.hosts")} == {behind["other"], behind["foreign"]}


@pytest.mark.parametrize("header", [ASKED, "x"])
def test_check_ins_ignore_it(api: Client, hosts: MakeHost, header: str) -> None:
    host = hosts(static={"owner_id": CN}, subscription_manager_id=str(uuid4()))
    body = {"insights_id": host["insights_id"]}
    answer = api.as_(satellite()).post("/hosts/checkin", body, headers={"x-forwarded-identity": header})
    assert (answer.status, answer.json["id"]) == (201, host["id"])
