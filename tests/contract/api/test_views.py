"""Saved views: who sees and changes them, and what they may hold (contract: rest-groups-staleness-views 7)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest

from tests.conftest import Sql
from tests.fixtures.api import MakeApplication
from tests.support.api import Answer, Client, FakeRbac
from tests.support.factories import Json, system_identity, user_identity

AN_ID = "5bfcdea2-5046-4c0c-adbb-d54f5b8f99f0"

VIEWS, DEFAULT = "/beta/views", "/beta/views/default"
CONFIGURATION = {"columns": [{"key": "display_name"}]}
FULL = {
    "columns": [{"key": "display_name"}, {"key": "patch:packages_installable"}, {"key": "display_name"}],
    "sort": {"key": "patch:advisories_total_installable", "direction": "desc"},
    "filters": {"host": {"staleness": ["fresh"]}, "patch": {"packages_installable": {"gte": 1}}},
}
LARGE_INTEGER = (
    b'{"name": "a", "configuration": {"columns": [{"key": "tags"}],'
    b' "filters": {"advisor": {"low": {"gte": 18446744073709551616}}}}}'
)


def view(**members: Any) -> Json:
    return {"name": "mine", "configuration": CONFIGURATION} | members


def saved(api: Client, **members: Any) -> Json:
    answer = api.post(VIEWS, view(**members))
    assert answer.status == 201, answer.content
    found: Json = answer.json
    return found


def person(user_id: str, org_id: str = "321") -> Json:
    return user_identity(org_id, user={"username": user_id, "user_id": user_id})


@pytest.fixture
def ben(api: Client) -> Client:
    """Another user of the organisation."""
    return api.as_(person("902"))


@pytest.fixture
def system_view(sql: Sql) -> str:
    """Id of the view that the system brings."""
    ((view_id,),) = sql("SELECT id::text FROM hbi.inventory_views WHERE org_id IS NULL")
    return str(view_id)


def rows(sql: Sql) -> list[tuple[Any, ...]]:
    return sql("SELECT * FROM hbi.inventory_views ORDER BY id")


def ids(answer: Answer) -> list[str]:
    assert answer.status == 200
    return [entry["id"] for entry in answer.json["results"]]


# Objects


def test_a_saved_view(api: Client) -> None:
    answer = api.post(VIEWS, view(name="  Prod patching ", description="d", org_wide=True, configuration=FULL))
    assert (answer.status, answer.content_type) == (201, "application/json")
    found = answer.json
    assert found.pop("created_at") == found.pop("updated_at")
    assert api.get(f"{VIEWS}/{found['id'].upper()}").json.items() >= found.items()
    assert found.pop("id")
    assert found == {
        "org_id": "321",
        "name": "Prod patching",
        "description": "d",
        "is_system_view": False,
        "configuration": FULL,
        "org_wide": True,
        "is_owner": True,
        "created_by": "901",
    }


def test_what_is_left_out(api: Client) -> None:
    found = saved(api)
    assert (found["description"], found["org_wide"]) == (None, False)
    assert saved(api, description=None)["description"] is None


def test_the_systems_view(api: Client, system_view: str) -> None:
    found = api.get(f"{VIEWS}/{system_view}").json
    keys = ["display_name", "group_name", "tags", "operating_system", "last_check_in"]
    assert (found["name"], found["org_id"], found["is_system_view"]) == ("All systems", None, True)
    assert (found["is_owner"], found["created_by"], found["org_wide"]) == (False, None, False)
    assert found["configuration"] == {"columns": [{"key": key} for key in keys]}


def test_names_need_not_differ(api: Client) -> None:
    assert saved(api)["id"] != saved(api)["id"]


def test_an_empty_filter_on_hosts_is_not_kept(api: Client) -> None:
    configuration = CONFIGURATION | {"filters": {"host": {}, "advisor": {}}}
    assert saved(api, configuration=configuration)["configuration"]["filters"] == {"advisor": {}}


# Lists


def test_list(api: Client, ben: Client, system_view: str) -> None:
    first, second = saved(api, name="first"), saved(api, name="second")
    foreign, shared = saved(ben, name="private"), saved(ben, name="shared", org_wide=True)
    saved(api.as_(person("901", "654")), org_wide=True)
    answer = api.get(VIEWS)
    assert ids(answer) == [shared["id"], second["id"], first["id"], system_view]
    assert foreign["id"] not in ids(answer)
    envelope = {name: value for name, value in answer.json.items() if name != "results"}
    assert envelope == {"total": 4, "count": 4, "page": 1, "per_page": 50, "default_view_id": system_view}
    assert [entry["is_owner"] for entry in answer.json["results"]] == [False, True, True, False]
    api.patch(f"{VIEWS}/{first['id']}", {"description": "changed"})
    assert ids(api.get(VIEWS))[0] == first["id"]


def test_pages(api: Client, system_view: str) -> None:
    saved_ids = [saved(api)["id"] for _ in range(4)][::-1]
    assert ids(api.get(f"{VIEWS}?per_page=2")) == saved_ids[:2]
    assert ids(api.get(f"{VIEWS}?per_page=2&page=3")) == [system_view]
    past = api.get(f"{VIEWS}?per_page=2&page=9")
    assert (past.status, past.json["total"], past.json["results"]) == (200, 5, [])
    assert past.json["default_view_id"] == system_view
    for query in ("page=0", "per_page=101", "per_page=x"):
        assert api.get(f"{VIEWS}?{query}").status == 400


# Rights


@pytest.mark.parametrize(
    ("org_wide", "status"), [pytest.param(True, 403, id="shared"), pytest.param(False, 404, id="private")]
)
def test_views_of_others(api: Client, ben: Client, sql: Sql, org_wide: bool, status: int) -> None:
    path = f"{VIEWS}/{saved(ben, org_wide=org_wide)['id']}"
    before = rows(sql)
    assert api.get(path).status == (200 if org_wide else 404)
    assert api.patch(path, {"name": "b"}).status == api.delete(path).status == status
    assert rows(sql) == before
    clone = api.post(f"{path}/clone")
    assert clone.status == (201 if org_wide else 404)


def test_views_of_another_organisation(api: Client, sql: Sql) -> None:
    path = f"{VIEWS}/{saved(api.as_(person('901', '654')), org_wide=True)['id']}"
    before = rows(sql)
    for answer in (api.get(path), api.patch(path, {"name": "b"}), api.delete(path), api.post(f"{path}/clone")):
        assert (answer.status, answer.content_type) == (404, "application/problem+json")
    assert rows(sql) == before


def test_the_systems_view_stays(api: Client, system_view: str, sql: Sql) -> None:
    before = rows(sql)
    path = f"{VIEWS}/{system_view}"
    for answer in (api.patch(path, {"name": "b"}), api.delete(path)):
        assert (answer.status, answer.content_type) == (403, "application/problem+json")
    assert rows(sql) == before


def test_a_creator_of_another_organisation_is_somebody_else(api: Client, system_view: str) -> None:
    saved(api, org_wide=True)
    assert ids(api.as_(person("901", "654")).get(VIEWS)) == [system_view]


ACCOUNT = {"client_id": "b3", "username": "service-account-b3"}


def account(**members: str) -> Json:
    return {
        "identity": {
            "type": "ServiceAccount",
            "auth_type": "jwt-auth",
            "org_id": "321",
            "service_account": {**ACCOUNT, **members},
        }
    }


@pytest.mark.parametrize(
    ("identity", "status"),
    [
        pytest.param(account(user_id="77"), 201, id="service account"),
        pytest.param(account(), 403, id="service account without user_id"),
        pytest.param(user_identity(user={"username": "ana"}), 403, id="user without user_id"),
        pytest.param(user_identity(user={"username": "ana", "user_id": ""}), 403, id="empty user_id"),
        pytest.param(person("u" * 255), 201, id="longest user_id"),
        pytest.param(person("u" * 256), 400, id="user_id that is too long"),
        pytest.param(system_identity(str(uuid4())), 403, id="system"),
        pytest.param(
            user_identity(type="X509", auth_type="x509", x509={"subject_dn": "/CN=a", "issuer_dn": "/CN=b"}),
            403,
            id="certificate",
        ),
        pytest.param(user_identity(type="Associate", service_account={**ACCOUNT, "user_id": "7"}), 403, id="associate"),
    ],
)
@pytest.mark.parametrize("bypass", ["true", "false"])
def test_who_may_save_views(
    make_application: MakeApplication, rbac: FakeRbac, identity: Json, status: int, bypass: str
) -> None:
    """No permission is needed, and none helps."""
    api = Client(make_application(BYPASS_RBAC=bypass, RBAC_ENDPOINT=rbac.url), identity)
    assert api.post(VIEWS, view()).status == status
    others = [
        api.get(VIEWS),
        api.get(f"{VIEWS}/{uuid4()}"),
        api.patch(f"{VIEWS}/{uuid4()}", {"name": "a"}),
        api.delete(f"{VIEWS}/{uuid4()}"),
        api.post(f"{VIEWS}/{uuid4()}/clone"),
        api.request("PUT", DEFAULT, body={"view_id": str(uuid4())}),
        api.delete(DEFAULT),
    ]
    expected = [200, 404, 404, 404, 404, 404, 204] if status == 201 else [status] * 7
    assert [answer.status for answer in others] == expected
    assert rbac.requests == []


def test_the_read_only_switch_does_not_matter(make_application: MakeApplication) -> None:
    api = Client(make_application(HBI_FLAGS='{"hbi.api.read-only": ["321"]}'))
    found = saved(api)
    assert api.delete(f"{VIEWS}/{found['id']}").status == 204


# Changes


def test_patch(api: Client) -> None:
    found = saved(api, description="d")
    path = f"{VIEWS}/{found['id']}"
    for changes in (
        {"name": " b "},
        {"description": None},
        {"description": "x" * 1024},
        {"org_wide": True},
        {"configuration": FULL},
    ):
        answer = api.patch(path, changes)
        assert answer.status == 200, answer.content
        expected = found | changes | ({"name": "b"} if "name" in changes else {})
        assert answer.json["updated_at"] > found["updated_at"]
        assert answer.json == expected | {"updated_at": answer.json["updated_at"]}
        found = answer.json


def test_an_empty_patch(api: Client, sql: Sql) -> None:
    path = f"{VIEWS}/{saved(api)['id']}"
    before = rows(sql)
    for where in (path, f"{VIEWS}/{uuid4()}"):
        answer = api.patch(where, {})
        assert (answer.status, answer.content_type) == (400, "application/json")
        assert "at least one field" in answer.json["detail"]
    assert rows(sql) == before


def test_faults_of_the_body_come_before_missing_views(api: Client, ben: Client) -> None:
    assert api.patch(f"{VIEWS}/{uuid4()}", {"configuration": {"columns": [{"key": "x"}]}}).status == 400
    assert api.patch(f"{VIEWS}/{saved(ben, org_wide=True)['id']}", {"name": 5}).status == 400


def test_delete(api: Client) -> None:
    path = f"{VIEWS}/{saved(api)['id']}"
    answer = api.delete(path)
    assert (answer.status, answer.content) == (204, b"")
    assert [api.get(path).status, api.delete(path).status] == [404, 404]


def test_clone(api: Client, ben: Client) -> None:
    original = saved(ben, name="n" * 255, description="d", org_wide=True, configuration=FULL)
    clone = api.post(f"{VIEWS}/{original['id']}/clone", headers={"content-type": "text/plain"})
    assert clone.status == 201
    assert clone.json["id"] != original["id"]
    told = {name: clone.json[name] for name in ("name", "description", "org_wide", "is_owner", "created_by")}
    assert told == {
        "name": "Copy of " + "n" * 247,
        "description": "d",
        "org_wide": False,
        "is_owner": True,
        "created_by": "901",
    }
    assert clone.json["configuration"] == FULL


def test_clone_of_the_systems_view(api: Client, system_view: str) -> None:
    clone = api.post(f"{VIEWS}/{system_view}/clone")
    assert (clone.status, clone.json["name"], clone.json["org_id"]) == (201, "Copy of All systems", "321")
    assert clone.json["is_system_view"] is False


@pytest.mark.parametrize("view_id", ["x", "0" * 32, f"{AN_ID}0", f"{AN_ID},{AN_ID}"])
def test_malformed_ids(api: Client, view_id: str) -> None:
    path = f"{VIEWS}/{view_id}"
    for answer in (api.get(path), api.patch(path, {"name": "a"}), api.delete(path), api.post(f"{path}/clone")):
        assert (answer.status, answer.content_type) == (400, "application/problem+json")


# Bodies

SCHEMA, RULE = "application/problem+json", "application/json"


def configuration(**members: Any) -> Json:
    return {"configuration": CONFIGURATION | members}


def filters(**namespaces: Any) -> Json:
    return configuration(filters=namespaces)


REFUSED = [
    pytest.param({"name": 5}, SCHEMA, "5 is not of type 'string' - 'name'", id="a number as name"),
    pytest.param({"name": None}, SCHEMA, "is not of type 'string' - 'name'", id="null as name"),
    pytest.param({"name": ""}, SCHEMA, 'Length must be between 1 and 255. "" does not match', id="an empty name"),
    pytest.param({"name": "n" * 256}, SCHEMA, "Length must be between 1 and 255.", id="a long name"),
    pytest.param({"name": "a.b"}, SCHEMA, '"a.b" does not match', id="a dot in a name"),
    pytest.param({"name": "é"}, SCHEMA, '"é" does not match', id="a letter beyond ASCII"),
    pytest.param({"name": "a\n"}, SCHEMA, "does not match", id="a line feed at the end"),
    pytest.param({"name": "   "}, RULE, "Length must be between 1 and 255", id="blanks as name"),
    pytest.param({"description": 5}, SCHEMA, "description", id="a number as description"),
    pytest.param({"description": "d" * 1025}, RULE, "1024", id="a long description"),
    pytest.param({"description": "a\0"}, SCHEMA, "NUL", id="NUL"),
    pytest.param({"org_wide": "true"}, SCHEMA, "'boolean'", id="a text as boolean"),
    pytest.param({"org_wide": None}, SCHEMA, "'boolean'", id="null as boolean"),
    pytest.param({"configuration": []}, SCHEMA, "'object'", id="a list as configuration"),
    pytest.param({"configuration": None}, SCHEMA, "'object'", id="null as configuration"),
    pytest.param({"owner": "x"}, SCHEMA, "Unknown field. - 'owner'", id="another member"),
    pytest.param({"configuration": {}}, RULE, "columns", id="no columns"),
    pytest.param({"configuration": {"columns": {}}}, RULE, "columns", id="columns of another type"),
    pytest.param(configuration(columns=["display_name"]), RULE, "display_name", id="a text as column"),
    pytest.param(configuration(columns=[{"key": "x"}]), RULE, "'x' is not one of", id="an unknown column"),
    pytest.param(configuration(columns=[{"key": 5}]), RULE, "5 is not one of", id="a number as key"),
    pytest.param(configuration(columns=[{"key": ["a"]}]), RULE, "is not one of", id="a list as key"),
    pytest.param(configuration(columns=[{}]), RULE, "columns[0]", id="a column without key"),
    pytest.param(
        configuration(columns=[{"key": "updated", "width": 5}]), RULE, "'width' is not known", id="a wide column"
    ),
    pytest.param(configuration(columns=[{"key": "patch:advisories_total_installable"}]), RULE, "total", id="a total"),
    pytest.param(configuration(columns=[{"key": "advisor:severity_priority"}]), RULE, "severity", id="a priority"),
    pytest.param(configuration(sort=None), RULE, "sort", id="null as sort"),
    pytest.param(configuration(sort={"key": "updated"}), RULE, "direction", id="no direction"),
    pytest.param(configuration(sort={"direction": "asc"}), RULE, "key", id="no sort key"),
    pytest.param(configuration(sort={"key": "updated", "direction": "ASC"}), RULE, "'ASC'", id="capitals"),
    pytest.param(configuration(sort={"key": "tags", "direction": "asc"}), RULE, "'tags'", id="no order of tags"),
    pytest.param(
        configuration(sort={"key": "patch:template_uuid", "direction": "asc"}), RULE, "template_uuid", id="no order"
    ),
    pytest.param(configuration(sort={"key": "updated", "direction": "asc", "nulls": 1}), RULE, "nulls", id="nulls"),
    pytest.param(configuration(filters=None), RULE, "filters", id="null as filters"),
    pytest.param(configuration(filters=[]), RULE, "filters", id="a list as filters"),
    pytest.param(configuration(page=1), RULE, "'page' is not known", id="another member of the configuration"),
    pytest.param(filters(weather={}), RULE, "'weather' is not known", id="an unknown namespace"),
    pytest.param(filters(advisor=5), RULE, "advisor", id="a number as filter"),
    pytest.param(filters(advisor={"low": 5}), RULE, "operator", id="no operator"),
    pytest.param(filters(advisor={"low": {"like": 5}}), RULE, "like", id="an unknown operator"),
    pytest.param(filters(advisor={"lower": {"gt": 5}}), RULE, "lower", id="an unknown field"),
    pytest.param(filters(advisor={"low": {"gt": "x"}}), RULE, "x", id="no number"),
    pytest.param(filters(advisor={"low": {"gt": True}}), RULE, "true", id="a boolean for a number"),
    pytest.param(filters(advisor={"low": {"gt": 1.5}}), RULE, "1.5", id="a fraction"),
    pytest.param(filters(advisor={"low": {"gt": None}}), RULE, "None", id="null"),
    pytest.param(filters(advisor={"low": {"eq": [1]}}), RULE, "one value", id="a list"),
    pytest.param(filters(malware={"last_scan": {"gt": "soon"}}), RULE, "soon", id="no instant"),
    pytest.param(filters(compliance={"policies_count": {"gt": 1}}), RULE, "policies_count", id="computed"),
    pytest.param(filters(system_profile={"weather": "rain"}), RULE, "weather", id="an unknown profile field"),
    pytest.param(filters(system_profile={"number_of_cpus": {"gte": "x"}}), RULE, "x", id="no number in a profile"),
    pytest.param(filters(host={"fqdn": "a"}), RULE, "'fqdn' is not known", id="an unknown host filter"),
    pytest.param(filters(host={"staleness": ["culled"]}), RULE, "'culled'", id="an unknown state"),
    pytest.param(filters(host={"staleness": "fresh"}), RULE, "list of texts", id="a text for a list"),
    pytest.param(filters(host={"tags": [5]}), RULE, "list of texts", id="a number in a list"),
    pytest.param(filters(host={"system_type": ["edgy"]}), RULE, "'edgy'", id="an unknown type"),
    pytest.param(filters(host={"hostname_or_id": 5}), RULE, "text", id="a number for a text"),
    pytest.param(filters(host={"updated_start": "soon"}), RULE, "soon", id="no time"),
    pytest.param(filters(host={"updated_start": 5}), RULE, "5", id="a number as time"),
    pytest.param(
        filters(host={"updated_start": "2031-02-01T00:00:00Z", "updated_end": "2031-01-01T00:00:00Z"}),
        RULE,
        "before",
        id="an end before its start",
    ),
    pytest.param(
        filters(host={"last_check_in_start": "2031-02-01", "last_check_in_end": "2031-01-01T00:00:00Z"}),
        RULE,
        "before",
        id="zoned and unzoned",
    ),
    pytest.param(
        filters(host={"updated_start": "2031-01-01T00:00:00", "updated_end": "2031-02-01T00:00:00Z"}),
        RULE,
        "only one has an offset",
        id="unzoned and zoned",
    ),
]


@pytest.mark.parametrize(("changes", "content_type", "detail"), REFUSED)
def test_refused_bodies_change_nothing(api: Client, sql: Sql, changes: Json, content_type: str, detail: str) -> None:
    path = f"{VIEWS}/{saved(api)['id']}"
    before = rows(sql)
    for answer in (api.post(VIEWS, view() | changes), api.patch(path, changes)):
        assert (answer.status, answer.content_type) == (400, content_type)
        assert detail in answer.json["detail"]
        assert answer.json.keys() >= {"title", "detail"}
    assert rows(sql) == before


@pytest.mark.parametrize(
    ("body", "status"),
    [
        pytest.param({"name": "a"}, 400, id="no configuration"),
        pytest.param({"configuration": CONFIGURATION}, 400, id="no name"),
        pytest.param([], 400, id="a list"),
        pytest.param(b"null", 400, id="null"),
        pytest.param(b"", 400, id="nothing"),
        pytest.param(b"{", 400, id="no JSON"),
        pytest.param(view(description="d" * 70_000), 400, id="more than 64 KiB"),
        pytest.param(b'{"name": "a", "configuration": ' + b'{"a":' * 300 + b"1" + b"}" * 301, 400, id="deep"),
        pytest.param(LARGE_INTEGER, 400, id="an integer beyond 64 bits"),
    ],
)
def test_other_refused_bodies(api: Client, sql: Sql, body: Any, status: int) -> None:
    before = rows(sql)
    assert api.post(VIEWS, body).status == status
    assert rows(sql) == before
    assert api.post(VIEWS, view(), headers={"content-type": "text/plain"}).status == 415


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param(configuration(columns=[]), id="no column"),
        pytest.param(configuration(columns=[{"key": "patch:template_uuid"}]), id="an id as column"),
        pytest.param(configuration(columns=[{"key": "compliance:policies"}]), id="policies"),
        pytest.param(configuration(columns=[{"key": "compliance:policies_count"}]), id="number of policies"),
        pytest.param(configuration(columns=[{"key": "vulnerability:moderate_cves"}]), id="moderate CVEs"),
        pytest.param(configuration(columns=[{"key": "vulnerability:low_cves"}]), id="low CVEs"),
        *(
            pytest.param(configuration(columns=[{"key": key}]), id=key)
            for key in (
                *("updated", "display_name", "group_name", "operating_system", "last_check_in", "tags", "status"),
                *("infrastructure", "vendor", "workload", "created", "per_reporter_staleness"),
            )
        ),
        *(
            pytest.param(configuration(sort={"key": key, "direction": "asc"}), id=f"sorted by {key}")
            for key in (
                *("updated", "display_name", "group_name", "operating_system", "last_check_in"),
                *("advisor:severity_priority", "vulnerability:severity_priority", "patch:advisories_total_applicable"),
                *("patch:template_name", "compliance:policies_count", "compliance:last_scan", "malware:last_status"),
            )
        ),
        pytest.param(filters(), id="no filters"),
        pytest.param(filters(advisor={"low": {"gte": 5, "lt": "9"}}), id="a number and a number in a text"),
        pytest.param(filters(malware={"last_status": {"eq": "a"}, "last_scan": {"lt": "2031-01-01"}}), id="a time"),
        pytest.param(filters(patch={"template_uuid": {"eq": "anything"}}), id="an id that is not checked"),
        pytest.param(filters(advisor={"low": {"nil": True}}), id="nothing known"),
        pytest.param(filters(advisor={"low": {"nil": None}, "critical": {"not_nil": None}}), id="nobody looks at null"),
        pytest.param(filters(system_profile={"workloads": {"sap": {"nil": None}}}), id="nor in a profile"),
        pytest.param(filters(system_profile={"arch": ["x86_64", "s390x"], "number_of_cpus": {"gte": 4}}), id="profile"),
        pytest.param(
            filters(
                host={
                    "hostname_or_id": "a",
                    "staleness": ["fresh", "stale", "stale_warning", "unknown"],
                    "registered_with": ["whatever"],
                    "tags": ["ns/k=v"],
                    "workspace_name": ["a", ""],
                    "last_check_in_start": "2031-01-01T00:00:00Z",
                    "last_check_in_end": "2031-01-01T00:00:00Z",
                    "updated_end": "2031-01-01T00:00:00+02:00",
                    "system_type": ["conventional", "bootc", "edge", "cluster"],
                }
            ),
            id="hosts",
        ),
    ],
)
def test_accepted_configurations(api: Client, changes: Json) -> None:
    found = saved(api, **changes)
    assert found["configuration"] == changes["configuration"]
    assert api.get(f"{VIEWS}/{found['id']}").json["configuration"] == changes["configuration"]


# The view that is seen first


def chosen(api: Client) -> str:
    found: str = api.get(f"{VIEWS}?page=7").json["default_view_id"]
    return found


def choose(api: Client, view_id: str) -> Answer:
    return api.request("PUT", DEFAULT, body={"view_id": view_id})


def test_default_view(api: Client, ben: Client, system_view: str) -> None:
    own, shared = saved(api), saved(ben, org_wide=True)
    assert chosen(api) == system_view
    for found in (own, shared, api.get(f"{VIEWS}/{system_view}").json, own, own):
        answer = choose(api, found["id"].upper())
        assert answer.status == 200
        assert answer.json["id"] == found["id"]
        assert chosen(api) == found["id"]
    assert chosen(ben) == system_view
    for _ in range(2):
        answer = api.delete(DEFAULT)
        assert (answer.status, answer.content) == (204, b"")
        assert chosen(api) == system_view


def test_a_default_view_that_is_no_longer_shared(api: Client, ben: Client, system_view: str) -> None:
    shared = saved(ben, org_wide=True)["id"]
    choose(api, shared)
    ben.patch(f"{VIEWS}/{shared}", {"org_wide": False})
    assert chosen(api) == system_view
    ben.patch(f"{VIEWS}/{shared}", {"org_wide": True})
    assert chosen(api) == shared
    ben.delete(f"{VIEWS}/{shared}")
    assert chosen(api) == system_view


def test_a_preference_goes_with_its_view(api: Client, sql: Sql) -> None:
    own = saved(api)["id"]
    choose(api, own)
    api.delete(f"{VIEWS}/{own}")
    assert sql("SELECT * FROM hbi.user_view_preferences") == []


def test_users_of_one_id_in_two_organisations(api: Client, system_view: str) -> None:
    own = saved(api)["id"]
    choose(api, own)
    assert chosen(api.as_(person("901", "654"))) == system_view
    assert choose(api.as_(person("901", "654")), own).status == 404
    assert chosen(api) == own


@pytest.mark.parametrize(
    ("body", "status"),
    [
        pytest.param({"view_id": "x"}, 400, id="no UUID"),
        pytest.param({"view_id": "0" * 32}, 400, id="without dashes"),
        pytest.param({"view_id": None}, 400, id="null"),
        pytest.param({"view_id": 5}, 400, id="a number"),
        pytest.param({}, 400, id="nothing"),
        pytest.param([], 400, id="a list"),
        pytest.param(b"null", 400, id="null as body"),
        pytest.param({"view_id": str(uuid4()), "name": "a"}, 400, id="another member"),
        pytest.param({"view_id": str(uuid4())}, 404, id="an unknown view"),
    ],
)
def test_refused_default_views(api: Client, system_view: str, body: Any, status: int) -> None:
    answer = api.request("PUT", DEFAULT, body=body)
    assert (answer.status, answer.content_type) == (status, "application/problem+json")
    assert chosen(api) == system_view


def test_private_views_of_others_cannot_be_chosen(api: Client, ben: Client) -> None:
    assert choose(api, saved(ben)["id"]).status == 404


@pytest.mark.parametrize("method", ["GET", "POST", "PATCH"])
def test_other_methods_on_the_default_view(api: Client, method: str) -> None:
    answer = api.request(method, DEFAULT, body={})
    assert (answer.status, answer.headers["allow"]) == (405, "DELETE, PUT")


def test_a_view_is_chosen_while_it_is_deleted(make_application: MakeApplication, system_view: str) -> None:
    """Whichever comes first: no failure, and no preference for a view that is gone."""
    clients = [Client(make_application()) for _ in range(2)]
    races: list[Callable[[str], int]] = [
        lambda view_id: choose(clients[0], view_id).status,
        lambda view_id: clients[1].delete(f"{VIEWS}/{view_id}").status,
    ]
    with ThreadPoolExecutor(2) as threads:
        for _ in range(10):
            view_id = saved(clients[0])["id"]
            choosing, deleting = threads.map(lambda act, seen=view_id: act(seen), races)
            assert choosing in {200, 404}
            assert deleting == 204
            assert chosen(clients[0]) == system_view
