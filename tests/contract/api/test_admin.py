"""`POST /_admin/hosts`: operators enter hosts (contract: rest-groups-staleness-views 10)."""

import base64
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import uuid4

import orjson
import pytest

from hbi.problems import ConfigurationError
from hbi.settings import ApiSettings
from tests.conftest import Sql
from tests.fixtures.api import MakeApplication, MakeHost
from tests.fixtures.metrics import Measure
from tests.support.api import BASE, LEGACY_BASE, Answer, Client, gateway_event, received
from tests.support.factories import ORG, Json, host_report

PATH = f"{BASE}/_admin/hosts"
ON = {"INVENTORY_ADMIN_HOSTS_ENABLED": "true"}
ANONYMOUS = {"x-rh-identity": None}


@pytest.fixture
def admin(make_application: MakeApplication) -> Client:
    return Client(make_application(**ON))


def enter(admin: Client, body: Any, **headers: str | None) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return admin.post(PATH, body, headers=ANONYMOUS | named)


def contexts(sql: Sql) -> list[tuple[str, str, Json]]:
    return sql("SELECT host_id::text, event_type, context FROM hbi.host_events_outbox ORDER BY sequence")


def assert_refused(answer: Answer, status: int, *mentioned: str) -> None:
    assert (answer.status, answer.content_type) == (status, "application/json"), answer.content
    assert answer.json.keys() >= {"type", "title", "detail", "status"}
    assert answer.json["status"] == status
    for text in mentioned:
        assert text in answer.json["detail"]


def test_a_host_is_created_in_the_ungrouped_group(admin: Client, sql: Sql) -> None:
    report = host_report(account="540155", tags=[{"namespace": "env", "key": "tier", "value": "gold"}])
    answer = enter(admin, report, x_rh_insights_request_id="r-7")
    assert answer.status == 201
    host_id = answer.json["id"]
    assert answer.json == {"id": host_id}
    (shown,) = admin.get(f"/hosts/{host_id}").json["results"]
    assert (shown["fqdn"], shown["reporter"], shown["account"]) == (report["fqdn"], "puptoo", "540155")
    assert [group["ungrouped"] for group in shown["groups"]] == [True]
    assert sql("SELECT tags FROM hbi.hosts") == [({"env": {"tier": ["gold"]}},)]
    assert sql("SELECT arch FROM hbi.system_profiles_static") == [("x86_64",)]
    ((changed, event_type, context),) = contexts(sql)
    assert (changed, event_type, context["request_id"]) == (host_id, "created", "r-7")
    assert context["platform_metadata"].keys() == {"b64_identity"}
    assert orjson.loads(base64.b64decode(context["platform_metadata"]["b64_identity"])) == {
        "identity": {
            "type": "User",
            "auth_type": "basic-auth",
            "org_id": ORG,
            "account_number": "540155",
            "user": {"is_org_admin": False},
        }
    }


def test_a_host_that_the_facts_are_of_is_updated(admin: Client, sql: Sql) -> None:
    report = host_report()
    created = enter(admin, report).json["id"]
    again = enter(admin, report | {"display_name": "renamed", "reporter": "yupana"})
    assert (again.status, again.json) == (200, {"id": created})
    assert sql("SELECT display_name, reporter FROM hbi.hosts") == [("renamed", "yupana")]
    assert [(event_type, context["request_id"]) for _, event_type, context in contexts(sql)] == [
        ("created", None),
        ("updated", None),
    ]


@pytest.mark.parametrize("age", [timedelta(hours=1), timedelta(days=400)], ids=["fresh", "culled"])
def test_a_host_that_is_named_is_updated_whatever_its_facts_say(
    admin: Client, hosts: MakeHost, sql: Sql, age: timedelta
) -> None:
    named, other = hosts(age=age), hosts()
    report = host_report(id=named["id"].upper(), insights_id=other["insights_id"], system_profile={"arch": "s390x"})
    answer = enter(admin, report)
    assert (answer.status, answer.json) == (200, {"id": named["id"]})
    assert sql("SELECT insights_id::text FROM hbi.hosts WHERE id = %s", (named["id"],)) == [(other["insights_id"],)]
    assert sql("SELECT host_id::text, arch FROM hbi.system_profiles_static") == [(named["id"], "s390x")]
    ((before, after),) = sql(
        "SELECT (SELECT modified_on FROM hbi.hosts WHERE id = %s), (SELECT modified_on FROM hbi.hosts WHERE id = %s)",
        (other["id"], named["id"]),
    )
    assert before == other["modified_on"] < after
    assert [(changed, event_type) for changed, event_type, _ in contexts(sql)] == [(named["id"], "updated")]


def test_a_culled_host_is_not_found_by_its_facts(admin: Client, hosts: MakeHost) -> None:
    culled = hosts(age=timedelta(days=400))
    answer = enter(admin, host_report(insights_id=culled["insights_id"]))
    assert answer.status == 201
    assert answer.json["id"] != culled["id"]


def test_a_named_host_must_exist_in_the_organisation(admin: Client, hosts: MakeHost, sql: Sql) -> None:
    """Neither a host nor a group is left by what is refused."""
    foreign = hosts(org_id="654")["id"]
    groups = sql("SELECT count(*) FROM hbi.groups")
    for host_id in (foreign, str(uuid4())):
        assert_refused(enter(admin, host_report(id=host_id, org_id="987")), 404, host_id)
    assert sql("SELECT count(*) FROM hbi.groups") == groups
    assert sql("SELECT org_id FROM hbi.hosts") == [("654",)]
    assert contexts(sql) == []


@pytest.mark.parametrize(
    ("body", "mentioned"),
    [
        pytest.param(b"", "JSON", id="nothing"),
        pytest.param(b"{", "JSON", id="no JSON"),
        pytest.param(b"\xff", "JSON", id="no UTF-8"),
        pytest.param([], "object", id="a list"),
        pytest.param(b"null", "object", id="null"),
        pytest.param(b'{"a":' * 300 + b"1" + b"}" * 300, "deep", id="nested too deep"),
        pytest.param({}, "org_id", id="an empty object"),
        pytest.param(host_report(org_id=...), "org_id", id="no organisation"),
        pytest.param(host_report(org_id=None), "org_id", id="the organisation is null"),
        pytest.param(host_report(org_id=""), "org_id", id="the organisation is empty"),
        pytest.param(host_report(org_id=321), "org_id", id="the organisation is a number"),
        pytest.param(host_report(org_id="1" * 37), "org_id", id="the organisation is too long"),
        pytest.param(host_report(id="unknown"), "unknown", id="an id that is none"),
        pytest.param(host_report(id=""), "id", id="an empty id"),
        pytest.param(host_report(id=7), "id", id="an id that is a number"),
        pytest.param(host_report(reporter=...), "reporter", id="no reporter"),
        pytest.param(host_report(insights_id=...), "provider_id", id="no fact to be found by"),
        pytest.param(host_report(insights_id="unknown"), "insights_id", id="a fact that is none"),
        pytest.param(host_report(account="12345678901"), "account", id="an account that is too long"),
        pytest.param(host_report(system_profile=[]), "system_profile", id="a profile that is none"),
        pytest.param(
            orjson.dumps(host_report(facts=[{"namespace": "a", "facts": {"b": 1}}])).replace(
                b'"b":1', b'"b":' + b"9" * 30
            ),
            "64 bits",
            id="an integer beyond 64 bits",
        ),
        pytest.param(
            host_report(facts=[{"namespace": "a", "facts": {"b": "x" * 2_200_000}}]), "2097152", id="a host too large"
        ),
    ],
)
def test_what_no_report_could_bring_is_refused(admin: Client, sql: Sql, body: Any, mentioned: str) -> None:
    assert_refused(enter(admin, body), 400, mentioned)
    assert sql("SELECT count(*) FROM hbi.hosts") == sql("SELECT count(*) FROM hbi.groups") == [(0,)]


def test_nul_characters_are_deleted_as_from_reports(admin: Client, sql: Sql) -> None:
    assert enter(admin, host_report(display_name="a\0b")).status == 201
    assert sql("SELECT display_name FROM hbi.hosts") == [("ab",)]


def test_neither_identity_nor_content_type_matter(admin: Client) -> None:
    assert enter(admin, host_report(), x_rh_identity="junk", content_type="text/plain").status == 201
    assert enter(admin, host_report(), content_type=None).status == 201


@pytest.mark.parametrize("reporter", ["rhsm-conduit", "rhsm-system-profile-bridge"])
def test_flags_do_not_stop_operators(make_application: MakeApplication, sql: Sql, reporter: str) -> None:
    admin = Client(
        make_application(**ON, HBI_FLAGS='{"hbi.api.read-only": true, "hbi.api.reject-rhsm-payloads": true}')
    )
    report = host_report(
        reporter=reporter, subscription_manager_id=str(uuid4()), system_profile={"owner_id": str(uuid4())}
    )
    assert enter(admin, report).status == 201
    assert sql("SELECT owner_id::text FROM hbi.system_profiles_static") == [(report["system_profile"]["owner_id"],)]


def test_where_only_the_subscription_counts(make_application: MakeApplication) -> None:
    admin = Client(make_application(**ON, USE_SUBMAN_ID="true"))
    subscription = str(uuid4())
    assert_refused(enter(admin, host_report()), 400, "subscription_manager_id")
    created = enter(admin, host_report(subscription_manager_id=subscription))
    assert (created.status, created.json) == (201, {"id": subscription})
    named = enter(admin, host_report(id=subscription))
    assert (named.status, named.json) == (200, {"id": subscription})


@pytest.mark.parametrize("body", [host_report(), b"{", {}], ids=["a host", "no JSON", "no organisation"])
@pytest.mark.parametrize("setting", [{}, {"INVENTORY_ADMIN_HOSTS_ENABLED": "false"}], ids=["by default", "off"])
def test_it_must_be_turned_on(make_application: MakeApplication, sql: Sql, setting: dict[str, str], body: Any) -> None:
    assert_refused(enter(Client(make_application(**setting)), body), 403)
    assert sql("SELECT count(*) FROM hbi.hosts") == [(0,)]


def test_whoever_came_with_a_token_is_refused(admin: Client, sql: Sql) -> None:
    event = gateway_event("POST", PATH, {"content-type": "application/json"}, orjson.dumps(host_report()))
    event["requestContext"]["authorizer"] = {"jwt": {"claims": {"org_id": ORG}, "scopes": None}}
    assert_refused(received(admin.application.respond(event)), 403)
    assert sql("SELECT count(*) FROM hbi.hosts") == [(0,)]


def test_it_cannot_be_turned_on_for_bearers_of_tokens() -> None:
    settings = {
        "HBI_DATABASE_URL": "postgresql://db/inventory",
        "KAFKA_BOOTSTRAP_SERVERS": "broker:9092",
        "HBI_EXPORT_BUCKET": "exports",
        "HBI_IDENTITY_SOURCE": "jwt",
    }
    with pytest.raises(ConfigurationError, match="INVENTORY_ADMIN_HOSTS_ENABLED"):
        ApiSettings.load({**settings, **ON})


def test_it_is_below_the_main_base_only(admin: Client) -> None:
    assert admin.post(f"{LEGACY_BASE}/_admin/hosts", host_report(), headers=ANONYMOUS).status == 404
    answer = admin.get(PATH, headers=ANONYMOUS)
    assert (answer.status, answer.headers["allow"]) == (405, "POST")
    assert answer.content_type == "application/problem+json"


def test_it_is_not_described(admin: Client) -> None:
    assert not [path for path in admin.get("/openapi.json").json["paths"] if "_admin" in path]


def test_hosts_are_counted(admin: Client, measured: Measure) -> None:
    report = host_report()
    enter(admin, report)
    enter(admin, report)
    values = measured()
    assert values["inventory_create_host_count",] == [1]
    assert values["inventory_update_host_count",] == [1]


def test_an_ungrouped_workspace_that_does_not_come(make_application: MakeApplication, sql: Sql) -> None:
    kept_elsewhere = {"BYPASS_RBAC": "false", "BYPASS_KESSEL": "false", "RBAC_ENDPOINT": "http://127.0.0.1:9"}
    admin = Client(make_application(**ON, **kept_elsewhere))
    assert_refused(enter(admin, host_report()), 503)
    assert sql("SELECT count(*) FROM hbi.hosts") == [(0,)]


def test_operators_who_enter_one_host_at_a_time_make_one(make_application: MakeApplication, sql: Sql) -> None:
    report = host_report()
    admins = [Client(make_application(**ON)) for _ in range(4)]
    with ThreadPoolExecutor(len(admins)) as threads:
        answers = list(threads.map(lambda admin: enter(admin, report), admins))
    assert sorted(answer.status for answer in answers) == [200, 200, 200, 201]
    assert len({answer.json["id"] for answer in answers}) == 1
    assert sql("SELECT count(*) FROM hbi.hosts") == [(1,)]
    assert [event_type for _, event_type, _ in contexts(sql)] == ["created", "updated", "updated", "updated"]


@pytest.mark.parametrize("path", ["", "/hosts", "/openapi.json", "/groups/a/b", "/_admin/hosts"])
@pytest.mark.parametrize("setting", ["true", "false"])
def test_the_second_version_has_no_operation(make_application: MakeApplication, setting: str, path: str) -> None:
    """contract: rest-groups-staleness-views 13"""
    client = Client(make_application(HBI_V2_API_ENABLED=setting))
    answer = client.get(f"/api/inventory/v2{path}", headers=ANONYMOUS)
    assert (answer.status, answer.content_type) == (404, "application/problem+json")
    assert (answer.json["title"], answer.json["status"]) == ("Not Found", 404)
