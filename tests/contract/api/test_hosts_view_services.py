"""Applications whose data is kept from a caller (contract: identity-rbac 4.4; rest-groups-staleness-views 8.2)."""

from typing import Any
from uuid import uuid4

import orjson
import pytest

from tests.conftest import Sql
from tests.contract.api.test_hosts_view import VIEW
from tests.contract.api.test_permissions import ACCOUNT, ASSOCIATE, CERTIFICATE, CN
from tests.fixtures.api import MakeApplication, MakeClient, MakeHost
from tests.support.api import Answer, Client, FakeRbac, grant
from tests.support.applications import FIELDS, store_data
from tests.support.factories import Json, stored_group, system_identity, user_identity
from tests.support.fakes.kessel_server import FakeKessel

READ = "inventory:hosts:read"
FLAG = "hbi.inventory-views-rbac"
NEEDED = {
    "advisor": "advisor:recommendation-results:read",
    "vulnerability": "vulnerability:vulnerability_results:read",
    "patch": "patch:*:read",
    "remediations": "remediations:remediation:read",
    "compliance": "compliance:system:read",
    "malware": "malware-detection:*:read",
}
RELATIONS = {
    "advisor": "advisor_recommendation_results_view",
    "vulnerability": "vulnerability_vulnerability_results_view",
    "patch": "patch_system_view",
    "remediations": "remediations_view_remediation",
    "compliance": "compliance_system_view",
    "malware": "malware_malware_view",
}
QUESTION = "application=advisor%2Ccompliance%2Cmalware-detection%2Cpatch%2Cremediations%2Cvulnerability"
A_FIELD = {
    "advisor": "critical",
    "vulnerability": "total_cves",
    "patch": "packages_installed",
    "remediations": "remediations_plans",
    "compliance": "last_scan",
    "malware": "last_matches",
}


@pytest.fixture
def checked_api(make_application: MakeApplication, rbac: FakeRbac) -> Client:
    """A user about whose services RBAC is asked."""
    flags = orjson.dumps({FLAG: ["321"]}).decode()
    variables = {"BYPASS_RBAC": "false", "RBAC_ENDPOINT": rbac.url, "RBAC_RETRIES": "0", "HBI_FLAGS": flags}
    return Client(make_application(**variables))


@pytest.fixture
def host(hosts: MakeHost, sql: Sql) -> Json:
    """A host of which every application knows something."""
    stored = hosts(display_name="a")
    store_data(sql, stored, **{application: {} for application in FIELDS})
    sql("UPDATE hbi.hosts_app_data_advisor SET critical = 4")
    return stored


def shown(answer: Answer) -> tuple[Any, set[str]]:
    """The denied services that an answer names, and the applications of the only host."""
    assert answer.status == 200, answer.content
    [found] = answer.json["results"]
    return answer.json.get("denied_services"), set(found["app_data"])


# When somebody is asked


def test_without_the_flag_nobody_is_asked(guarded_api: Client, rbac: FakeRbac, host: Json) -> None:
    rbac.grant(READ)
    assert shown(guarded_api.get(VIEW)) == (None, set(FIELDS))
    assert len(rbac.requests) == 1


def test_the_flag_of_another_organisation(make_application: MakeApplication, rbac: FakeRbac, host: Json) -> None:
    flags = orjson.dumps({FLAG: ["654"]}).decode()
    api = Client(make_application(BYPASS_RBAC="false", RBAC_ENDPOINT=rbac.url, HBI_FLAGS=flags))
    rbac.grant(READ)
    assert shown(api.get(VIEW)) == (None, set(FIELDS))


def test_bypass(make_application: MakeApplication, rbac: FakeRbac, host: Json) -> None:
    flags = orjson.dumps({FLAG: True}).decode()
    api = Client(make_application(BYPASS_RBAC="true", RBAC_ENDPOINT=rbac.url, HBI_FLAGS=flags))
    assert shown(api.get(VIEW)) == (None, set(FIELDS))
    assert rbac.requests == []


@pytest.mark.parametrize("identity", [system_identity(CN), CERTIFICATE, ASSOCIATE], ids=["system", "X509", "associate"])
def test_types_about_which_nobody_is_asked(
    checked_api: Client, rbac: FakeRbac, host: Json, sql: Sql, identity: Json
) -> None:
    sql("INSERT INTO hbi.system_profiles_static (org_id, host_id, owner_id) VALUES ('321', %s, %s)", (host["id"], CN))
    api = checked_api.as_(identity)
    assert shown(api.get(VIEW)) == (None, set(FIELDS))
    assert shown(api.get(f"{VIEW}?filter[advisor][critical][eq]=4&order_by=patch:packages_installed"))[0] is None
    assert rbac.requests == []


@pytest.mark.parametrize("identity", [user_identity(), ACCOUNT], ids=["user", "service account"])
def test_the_question(checked_api: Client, rbac: FakeRbac, host: Json, identity: Json) -> None:
    rbac.grant(READ)
    answer = checked_api.as_(identity).get(VIEW, headers={"x-rh-insights-request-id": "req-42"})
    assert shown(answer) == (sorted(FIELDS), set())
    (first, _), (second, headers) = rbac.requests
    assert first == "/api/rbac/v1/access/?application=inventory"
    assert second == f"/api/rbac/v1/access/?{QUESTION}"
    assert headers["x-rh-insights-request-id"] == "req-42"


def test_who_may_not_read_hosts_is_refused_first(checked_api: Client, rbac: FakeRbac, host: Json) -> None:
    rbac.grant(*NEEDED.values())
    assert checked_api.get(VIEW).status == 403
    assert len(rbac.requests) == 1


# What allows an application


@pytest.mark.parametrize("application", NEEDED)
def test_each_application_has_its_permission(checked_api: Client, rbac: FakeRbac, host: Json, application: str) -> None:
    service, resource, verb = NEEDED[application].split(":")
    others = sorted(set(FIELDS) - {application})
    for permission in (NEEDED[application], f"{service}:*:*", f"{service}:{resource}:*", f"{service}:*:{verb}"):
        rbac.grant(READ, permission)
        assert shown(checked_api.get(VIEW)) == (others, {application})
    for permission in (
        *(f"{service}:{resource}:write", f"{service}:*:write", f"{service}:system:other", "*:*:*", "inventory:*:*"),
        *(f"{service}x:*:*", f"{service}:{resource}", service, f"{service}:nosuch:read"),
    ):
        rbac.grant(READ, permission)
        assert shown(checked_api.get(VIEW)) == (sorted(FIELDS), set()), permission


def test_a_narrower_permission_of_patch_is_not_enough(checked_api: Client, rbac: FakeRbac, host: Json) -> None:
    rbac.grant(READ, "patch:system:read", "patch:template:read")
    assert "patch" in shown(checked_api.get(VIEW))[0]


def test_what_grants_are_limited_to_does_not_matter(checked_api: Client, rbac: FakeRbac, host: Json) -> None:
    limited = [
        grant(NEEDED["advisor"], str(uuid4())),
        grant(NEEDED["malware"], "x", operation="like", key="no.group"),
        {"permission": NEEDED["compliance"]},
    ]
    rbac.grant(READ, *limited)
    assert shown(checked_api.get(VIEW)) == (
        ["patch", "remediations", "vulnerability"],
        {"advisor", "malware", "compliance"},
    )


def test_everything_allowed(checked_api: Client, rbac: FakeRbac, host: Json) -> None:
    """The member is there, and empty."""
    rbac.grant(READ, *NEEDED.values())
    assert shown(checked_api.get(VIEW)) == ([], set(FIELDS))
    for query in ("count_only=true", "get_total=false", "cursor=", "display_name=nobody"):
        assert checked_api.get(f"{VIEW}?{query}").json["denied_services"] == []


# What is kept from the caller


@pytest.mark.parametrize("application", FIELDS)
def test_what_is_denied_answers_nothing(checked_api: Client, rbac: FakeRbac, host: Json, application: str) -> None:
    rbac.grant(READ, *(permission for name, permission in NEEDED.items() if name != application))
    field = A_FIELD[application]
    others = set(FIELDS) - {application}
    for query, applications in (
        ("", others),
        (f"fields[{application}]=true", set()),
        (f"fields[{application}]={field}&fields[{min(others)}]=true", {min(others)}),
        ("fields[app_data]=true", others),
        ("fields[system_profile]=arch", others),
    ):
        assert shown(checked_api.get(f"{VIEW}?{query}")) == ([application], applications)
    for query in (
        f"filter[{application}][{field}][nil]=",
        f"filter[{application}][{field}][not_nil]=&display_name=nobody",
        f"filter[{application}][{field}][nil]=&count_only=true",
        f"order_by={application}:{field}",
        f"order_by={application}:{field}&order_how=DESC&cursor=",
        f"order_by={application}:{field}&count_only=true",
    ):
        answer = checked_api.get(f"{VIEW}?{query}")
        assert (answer.status, answer.content_type) == (403, "application/problem+json")
        assert application in answer.json["detail"]
    for other in sorted(others):
        answer = checked_api.get(
            f"{VIEW}?filter[{other}][{A_FIELD[other]}][nil]=&filter[{other}][{A_FIELD[other]}][not_nil]="
        )
        assert (answer.status, answer.json["total"], answer.json["denied_services"]) == (200, 0, [application])


@pytest.mark.parametrize("key", ["advisor:severity_priority", "patch:advisories_total_installable"])
def test_computed_orders_are_denied_too(checked_api: Client, rbac: FakeRbac, host: Json, key: str) -> None:
    rbac.grant(READ)
    assert checked_api.get(f"{VIEW}?order_by={key}").status == 403


@pytest.mark.parametrize(
    ("query", "status", "content_type"),
    [
        pytest.param("per_page=0&filter[advisor][low][eq]=1", 400, "application/problem+json", id="a page of nothing"),
        pytest.param("filter[advisor]=5", 400, "application/problem+json", id="broken syntax"),
        pytest.param("order_by=advisor:nosuch", 400, "application/problem+json", id="an unknown order"),
        pytest.param("fields[nosuch]=1&order_by=advisor:low", 400, "application/problem+json", id="unknown fields"),
        pytest.param("filter[advisor][nosuch][eq]=1", 403, "application/problem+json", id="an unknown field"),
        pytest.param("filter[advisor][low][like]=1", 403, "application/problem+json", id="an unknown operator"),
        pytest.param("filter[advisor][low][eq]=x", 403, "application/problem+json", id="a bad value"),
        pytest.param(
            "filter[advisor][low]=1&filter[nosuch][a][eq]=1", 403, "application/problem+json", id="unknown, too"
        ),
        pytest.param(
            "filter[advisor][low][eq]=1&fqdn=a&display_name=b", 403, "application/problem+json", id="two names"
        ),
        pytest.param("order_by=advisor:low&order_how=asc", 403, "application/problem+json", id="a bad direction"),
        pytest.param("filter[nosuch][a][eq]=1", 400, "application/json", id="nothing denied"),
        pytest.param("filter[malware][nosuch][eq]=1", 400, "application/json", id="an unknown field of an allowed one"),
    ],
)
def test_the_order_of_checks(
    checked_api: Client, rbac: FakeRbac, host: Json, query: str, status: int, content_type: str
) -> None:
    rbac.grant(READ, NEEDED["malware"])
    answer = checked_api.get(f"{VIEW}?{query}")
    assert (answer.status, answer.content_type) == (status, content_type)


def test_the_order_is_told_before_the_filter(checked_api: Client, rbac: FakeRbac, host: Json) -> None:
    rbac.grant(READ)
    detail = checked_api.get(f"{VIEW}?filter[advisor][low][eq]=1&order_by=patch:packages_installed").json["detail"]
    assert "patch" in detail
    assert "advisor" not in detail


@pytest.mark.parametrize(
    "path",
    [
        *("/hosts", "/tags", "/system_profile/sap_system", "/system_profile/sap_sids"),
        *("/system_profile/operating_system", "/groups/{group}/hosts"),
    ],
)
def test_other_lists_tell_nothing_either(checked_api: Client, rbac: FakeRbac, host: Json, path: str) -> None:
    path = path.format(group=host["groups"][0]["id"])
    rbac.grant(READ, NEEDED["malware"])
    denied = checked_api.get(f"{path}?filter[advisor][critical][eq]=4")
    assert (denied.status, denied.content_type) == (403, "application/problem+json")
    assert checked_api.get(f"{path}?filter[malware][last_matches][nil]=").status == 200
    rbac.requests.clear()
    assert checked_api.get(f"{path}?filter[system_profile][arch]=x86_64").status == 200
    assert len(rbac.requests) == 1


def test_a_deletion_is_not_chosen_by_what_is_denied(checked_api: Client, rbac: FakeRbac, host: Json, sql: Sql) -> None:
    rbac.grant("inventory:hosts:write")
    assert checked_api.delete("/hosts?filter[advisor][critical][eq]=4").status == 403
    assert sql("SELECT count(*) FROM hbi.hosts") == [(1,)]
    rbac.grant("inventory:hosts:write", NEEDED["advisor"])
    assert checked_api.delete("/hosts?filter[advisor][critical][eq]=4").json["hosts_deleted"] == 1


# Trouble


@pytest.mark.parametrize(
    ("status", "body", "expected", "detail"),
    [
        pytest.param(500, None, 503, "RBAC", id="500"),
        pytest.param(503, None, 503, "RBAC", id="503"),
        pytest.param(501, None, 503, "RBAC server error", id="another server error"),
        pytest.param(200, b"{", 503, "RBAC", id="no JSON"),
        pytest.param(200, {}, 503, "RBAC", id="no data"),
        pytest.param(200, {"data": [{}]}, 503, "RBAC", id="a grant of nothing"),
        pytest.param(401, {"errors": [{"detail": "who"}]}, 401, "RBAC client error: who", id="401"),
        pytest.param(403, {"detail": "no"}, 403, "RBAC client error: no", id="403"),
        pytest.param(404, {"errors": []}, 404, "RBAC client error: Not Found", id="404"),
    ],
)
def test_trouble_shows_nothing(
    checked_api: Client, rbac: FakeRbac, host: Json, status: int, body: Any, expected: int, detail: str
) -> None:
    rbac.grant(READ)
    rbac.about["malware-detection"] = (status, body)
    for query in ("", "order_by=advisor:low", "filter[advisor][low][nil]="):
        answer = checked_api.get(f"{VIEW}?{query}")
        assert (answer.status, answer.content_type) == (expected, "application/problem+json")
        assert detail in answer.json["detail"]


# Groups and services together


def test_limits_and_denials_add_up(checked_api: Client, rbac: FakeRbac, hosts: MakeHost, sql: Sql) -> None:
    groups = {name: stored_group(sql, name=name) for name in ("ours", "theirs")}
    for name, group in groups.items():
        for number in range(3):
            host = hosts(display_name=f"{name} {number}", group=group, tags={"ns": {name: []}})
            store_data(sql, host, advisor={"critical": 9 if name == "theirs" else number}, patch={})
    rbac.grant(grant(READ, groups["ours"]["id"]), NEEDED["advisor"])
    ours = [f"ours {number}" for number in range(3)]
    for query, found in (
        ("order_by=display_name", ours),
        ("order_by=advisor:critical", ours),
        ("order_by=advisor:critical&order_how=DESC", ours[::-1]),
        ("order_by=advisor:severity_priority&cursor=&per_page=3", ours),
        ("filter[advisor][critical][gte]=2", ["ours 2"]),
        ("filter[advisor][critical][eq]=9", []),
        ("workspace_name=theirs", []),
        (f"workspace_id={groups['theirs']['id']}", []),
        (f"workspace_id={groups['theirs']['id']}&workspace_name=ours", []),
        ("tags=ns/theirs", []),
        ("hostname_or_id=theirs", []),
    ):
        answer = checked_api.get(f"{VIEW}?{query}")
        assert [host["display_name"] for host in answer.json["results"]] == found
        assert answer.json["total"] == len(found)
        assert answer.json["denied_services"] == sorted(set(FIELDS) - {"advisor"})
        assert b"theirs" not in answer.content
        assert all(host["app_data"].keys() == {"advisor"} for host in answer.json["results"])
        assert "next" not in answer.headers.get("link", "")


# Workspaces mode


@pytest.fixture
def v2_view(make_v2_api: MakeClient) -> Client:
    """A user of an organisation in workspaces mode, about whose services Kessel is asked."""
    return make_v2_api({FLAG: True})


def test_kessel_is_asked_about_each(v2_view: Client, kessel: FakeKessel, host: Json, rbac: FakeRbac) -> None:
    kessel.workspaces = [host["groups"][0]["id"]]
    kessel.by_relation = {RELATIONS["patch"]: [], RELATIONS["malware"]: []}
    assert shown(v2_view.get(VIEW)) == (["malware", "patch"], set(FIELDS) - {"malware", "patch"})
    assert kessel.calls == ["StreamedListObjects"] * 7
    asked = [question.relation for question in kessel.asked]
    assert asked[0] == "inventory_host_view"
    assert sorted(asked[1:]) == sorted(RELATIONS.values())
    assert rbac.requests == []
    assert v2_view.get(f"{VIEW}?order_by=patch:packages_installed").status == 403
    assert v2_view.get(f"{VIEW}?filter[malware][last_matches][nil]=").status == 403
    assert v2_view.get(f"{VIEW}?order_by=advisor:low").status == 200


def test_any_workspace_will_do(v2_view: Client, kessel: FakeKessel, host: Json) -> None:
    """Of the services, unlike of the hosts."""
    kessel.workspaces = [str(uuid4()), str(uuid4())]
    kessel.by_relation = {"inventory_host_view": [host["groups"][0]["id"]]}
    kessel.page_size = 1
    assert shown(v2_view.get(VIEW)) == ([], set(FIELDS))


def test_an_error_of_kessel_denies_one_service(v2_view: Client, kessel: FakeKessel, host: Json) -> None:
    kessel.workspaces = [host["groups"][0]["id"]]
    kessel.failing_relation = RELATIONS["advisor"]
    assert shown(v2_view.get(VIEW)) == (["advisor"], set(FIELDS) - {"advisor"})


def test_silence_of_kessel_denies_one_service(make_v2_api: MakeClient, kessel: FakeKessel, host: Json) -> None:
    api = make_v2_api({FLAG: True}, HBI_KESSEL_TIMEOUT_SECONDS="3")
    kessel.workspaces = [host["groups"][0]["id"]]
    kessel.silent_relation = RELATIONS["compliance"]
    assert shown(api.get(VIEW)) == (["compliance"], set(FIELDS) - {"compliance"})
    kessel.silent_relation = None
    assert shown(api.get(VIEW)) == ([], set(FIELDS))
