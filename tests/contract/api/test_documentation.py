"""Management paths and the API's own description (contract: rest-groups-staleness-views 1.1 and 11; rest-hosts 1.1)."""

from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV30SpecValidator

from functions.api.description import generate
from functions.api.routes import exports
from functions.api.routes.inventory import INVENTORY_APIS
from infra import topology
from tests.fixtures.api import MakeApplication
from tests.support.api import BASE, EXPORT_BASE, LEGACY_BASE, Client
from tests.support.applications import FIELDS

ANONYMOUS = {"x-rh-identity": None}
DESCRIPTIONS = [f"{BASE}/openapi.json", f"{LEGACY_BASE}/openapi.json", f"{EXPORT_BASE}/openapi.json"]


def test_health_needs_nothing(api: Client) -> None:
    answer = api.get("/health", headers=ANONYMOUS)
    assert (answer.status, answer.content_type, answer.content) == (200, "text/html", b"")


@pytest.mark.parametrize(
    ("environment", "version"),
    [
        pytest.param({}, "Unknown", id="not told"),
        pytest.param({"OPENSHIFT_BUILD_COMMIT": "705b5c2"}, "705b5c2", id="told at deployment"),
    ],
)
def test_version(make_application: MakeApplication, environment: dict[str, str], version: str) -> None:
    answer = Client(make_application(**environment)).get("/version", headers=ANONYMOUS)
    assert (answer.status, answer.json) == (200, {"version": version})


@pytest.mark.parametrize("path", DESCRIPTIONS)
def test_description_is_valid_and_names_its_base(api: Client, path: str) -> None:
    answer = api.get(path, headers=ANONYMOUS)
    assert (answer.status, answer.content_type) == (200, "application/json")
    assert answer.json["openapi"].startswith("3.0")
    assert answer.json["servers"] == [{"url": path.removesuffix("/openapi.json")}]
    OpenAPIV30SpecValidator(answer.json).validate()


@pytest.mark.parametrize("name", generate.documents())
def test_shipped_descriptions_are_current(project_root: Any, name: str) -> None:
    """`python -m functions.api.description.generate` writes them."""
    assert (project_root / "functions" / "api" / "description" / name).read_bytes() == generate.documents()[name]


def test_operation_ids_are_the_contracts(api: Client) -> None:
    paths = api.get("/openapi.json").json["paths"]
    assert {
        (method, path): operation["operationId"] for path, item in paths.items() for method, operation in item.items()
    } == {
        ("get", "/hosts"): "api.host.get_host_list",
        ("delete", "/hosts"): "api.host.delete_hosts_by_filter",
        ("delete", "/hosts/all"): "api.host.delete_all_hosts",
        ("post", "/hosts/checkin"): "api.host.host_checkin",
        ("get", "/hosts/{host_id_list}"): "api.host.get_host_by_id",
        ("patch", "/hosts/{host_id_list}"): "api.host.patch_host_by_id",
        ("delete", "/hosts/{host_id_list}"): "api.host.delete_host_by_id",
        ("patch", "/hosts/{host_id_list}/facts/{namespace}"): "api.host.merge_facts",
        ("put", "/hosts/{host_id_list}/facts/{namespace}"): "api.host.replace_facts",
        ("get", "/hosts/{host_id_list}/system_profile"): "api.host.get_host_system_profile_by_id",
        ("get", "/hosts/{host_id_list}/tags"): "api.host.get_host_tags",
        ("get", "/hosts/{host_id_list}/tags/count"): "api.host.get_host_tag_count",
        ("get", "/host_exists"): "api.host.get_host_exists",
        ("get", "/groups"): "api.group.get_group_list",
        ("post", "/groups"): "api.group.create_group",
        ("get", "/groups/{group_id_list}"): "api.group.get_groups_by_id",
        ("delete", "/groups/{group_id_list}"): "api.group.delete_groups",
        ("patch", "/groups/{group_id}"): "api.group.patch_group_by_id",
        ("delete", "/groups/hosts/{host_id_list}"): "api.group.delete_hosts_from_different_groups",
        ("get", "/groups/{group_id}/hosts"): "api.host_group.get_host_list_by_group",
        ("post", "/groups/{group_id}/hosts"): "api.host_group.add_host_list_to_group",
        ("delete", "/groups/{group_id}/hosts/{host_id_list}"): "api.host_group.delete_hosts_from_group",
        ("get", "/tags"): "api.tag.get_tags",
        ("get", "/system_profile/sap_system"): "api.system_profile.get_sap_system",
        ("get", "/system_profile/sap_sids"): "api.system_profile.get_sap_sids",
        ("get", "/system_profile/operating_system"): "api.system_profile.get_operating_system",
        ("post", "/system_profile/validate_schema"): "api.system_profile.validate_schema",
        ("get", "/resource-types"): "api.resource_type.get_resource_type_list",
        ("get", "/resource-types/inventory-groups"): "api.resource_type.get_resource_type_groups_list",
        ("get", "/account/staleness"): "api.staleness.get_staleness",
        ("post", "/account/staleness"): "api.staleness.create_staleness",
        ("patch", "/account/staleness"): "api.staleness.update_staleness",
        ("delete", "/account/staleness"): "api.staleness.delete_staleness",
        ("get", "/account/staleness/defaults"): "api.staleness.get_default_staleness",
        ("get", "/beta/hosts-view"): "api.host_views.get_host_views",
        ("get", "/beta/views"): "api.views.get_views_list",
        ("post", "/beta/views"): "api.views.create_view",
        ("put", "/beta/views/default"): "api.views.set_default_view",
        ("delete", "/beta/views/default"): "api.views.delete_default_view",
        ("get", "/beta/views/{view_id}"): "api.views.get_view_by_id",
        ("patch", "/beta/views/{view_id}"): "api.views.patch_view",
        ("delete", "/beta/views/{view_id}"): "api.views.delete_view",
        ("post", "/beta/views/{view_id}/clone"): "api.views.clone_view",
    }


SELECTING = {"staleness", "tags", "registered_with", "filter"}
HOSTS_BY = SELECTING | {
    *("display_name", "fqdn", "hostname_or_id", "insights_id", "provider_id", "provider_type"),
    *("updated_start", "updated_end", "last_check_in_start", "last_check_in_end"),
    *("group_name", "workspace_name", "group_id", "workspace_id", "system_type"),
}
NAMES = {"display_name", "fqdn", "hostname_or_id", "insights_id"}
PAGE, ORDER = {"page", "per_page"}, {"order_by", "order_how"}
BY_ID = {"host_id_list", "branch_id"}


@pytest.mark.parametrize(
    ("operation", "names"),
    [
        pytest.param(
            "GET /hosts",
            # The last two are not the reference system's.
            HOSTS_BY
            | PAGE
            | ORDER
            | {"subscription_manager_id", "fields", "branch_id", "get_total"}
            | {"cursor", "count_only"},
            id="hosts",
        ),
        pytest.param(
            "GET /beta/hosts-view",
            # The last three are not the reference system's.
            (HOSTS_BY - {"group_name", "group_id"})
            | PAGE
            | ORDER
            | {"subscription_manager_id", "fields", "branch_id"}
            | {"cursor", "count_only", "get_total"},
            id="hosts-view",
        ),
        pytest.param("DELETE /hosts", HOSTS_BY | {"subscription_manager_id"}, id="deletion by filter"),
        pytest.param("DELETE /hosts/all", {"confirm_delete_all"}, id="deletion of all"),
        pytest.param("GET /tags", HOSTS_BY | PAGE | ORDER | {"search"}, id="tags"),
        pytest.param("GET /system_profile/sap_system", SELECTING | PAGE, id="SAP or not"),
        pytest.param("GET /system_profile/sap_sids", SELECTING | PAGE | {"search"}, id="SIDs"),
        pytest.param("GET /system_profile/operating_system", SELECTING | PAGE, id="operating systems"),
        pytest.param("GET /hosts/{host_id_list}", BY_ID | PAGE | ORDER | {"fields"}, id="host"),
        pytest.param("GET /hosts/{host_id_list}/system_profile", BY_ID | PAGE | ORDER | {"fields"}, id="profile"),
        pytest.param("GET /hosts/{host_id_list}/tags", BY_ID | PAGE | ORDER | {"search"}, id="tags of a host"),
        pytest.param("GET /hosts/{host_id_list}/tags/count", BY_ID | PAGE | ORDER, id="number of tags"),
        pytest.param("PATCH /hosts/{host_id_list}", BY_ID, id="change"),
        pytest.param("DELETE /hosts/{host_id_list}", BY_ID, id="deletion"),
        pytest.param("PATCH /hosts/{host_id_list}/facts/{namespace}", BY_ID | {"namespace"}, id="facts merged"),
        pytest.param("PUT /hosts/{host_id_list}/facts/{namespace}", BY_ID | {"namespace"}, id="facts replaced"),
        pytest.param("POST /hosts/checkin", set(), id="check-in"),
        pytest.param("GET /host_exists", {"insights_id"}, id="whether a host exists"),
        pytest.param("GET /resource-types", PAGE, id="resource types"),
        pytest.param("GET /resource-types/inventory-groups", PAGE | {"name"}, id="groups as resources"),
        pytest.param("GET /account/staleness", set(), id="staleness"),
        pytest.param("GET /account/staleness/defaults", set(), id="default staleness"),
        pytest.param("POST /account/staleness", set(), id="chosen staleness"),
        pytest.param("PATCH /account/staleness", set(), id="changed staleness"),
        pytest.param("DELETE /account/staleness", set(), id="no own staleness"),
        pytest.param("GET /beta/views", PAGE, id="views"),
        pytest.param("POST /beta/views", set(), id="a new view"),
        pytest.param("GET /beta/views/{view_id}", {"view_id"}, id="view"),
        pytest.param("PATCH /beta/views/{view_id}", {"view_id"}, id="change of a view"),
        pytest.param("DELETE /beta/views/{view_id}", {"view_id"}, id="deletion of a view"),
        pytest.param("POST /beta/views/{view_id}/clone", {"view_id"}, id="copy of a view"),
        pytest.param("PUT /beta/views/default", set(), id="the view to see first"),
        pytest.param("GET /groups", PAGE | ORDER | {"name", "group_type"}, id="groups"),
        pytest.param("POST /groups", set(), id="a new group"),
        pytest.param("GET /groups/{group_id_list}", PAGE | ORDER | {"group_id_list"}, id="groups by id"),
        pytest.param("DELETE /groups/{group_id_list}", {"group_id_list"}, id="deletion of groups"),
        pytest.param("PATCH /groups/{group_id}", {"group_id"}, id="change of a group"),
        pytest.param(
            "GET /groups/{group_id}/hosts",
            # The last two are not the reference system's.
            SELECTING | NAMES | PAGE | ORDER | {"group_id", "fields"} | {"cursor", "count_only"},
            id="hosts of a group",
        ),
        pytest.param("POST /groups/{group_id}/hosts", {"group_id"}, id="hosts for a group"),
        pytest.param(
            "DELETE /groups/{group_id}/hosts/{host_id_list}", {"group_id", "host_id_list"}, id="hosts out of a group"
        ),
        pytest.param("DELETE /groups/hosts/{host_id_list}", {"host_id_list"}, id="hosts out of any group"),
        pytest.param(
            "POST /system_profile/validate_schema",
            {"repo_branch", "repo_fork", "days", "max_messages"},
            id="trial of a schema",
        ),
    ],
)
def test_parameters_that_operations_declare(api: Client, operation: str, names: set[str]) -> None:
    method, path = operation.split()
    declared = api.get("/openapi.json").json["paths"][path][method.lower()].get("parameters", [])
    assert sorted(parameter["name"] for parameter in declared) == sorted(names)


@pytest.mark.parametrize(
    ("operation", "refusals"),
    [
        pytest.param("GET /hosts", {400, 401, 403, 404, 503}, id="a page past the end"),
        pytest.param("GET /beta/hosts-view", {400, 401, 403, 404, 503}, id="the same with applications"),
        pytest.param("DELETE /hosts", {400, 401, 403, 503}, id="nothing to find is no error"),
        pytest.param("GET /hosts/{host_id_list}", {400, 401, 403, 404, 503}, id="unknown ids"),
        pytest.param("PATCH /hosts/{host_id_list}", {400, 401, 403, 404, 415, 503}, id="a body"),
        pytest.param("GET /host_exists", {400, 401, 403, 404, 409, 503}, id="several hosts"),
        pytest.param("GET /tags", {400, 401, 403, 503}, id="a list"),
        pytest.param("GET /resource-types", {400, 401, 403, 503}, id="not offered to everybody"),
        pytest.param("POST /account/staleness", {400, 401, 403, 415, 503}, id="chosen once"),
        pytest.param("DELETE /account/staleness", {401, 403, 404, 503}, id="nothing chosen"),
        pytest.param("GET /beta/views", {400, 401, 403, 503}, id="views"),
        pytest.param("PATCH /beta/views/{view_id}", {400, 401, 403, 404, 415, 503}, id="change of a view"),
        pytest.param("GET /groups", {400, 401, 403, 503}, id="another list"),
        pytest.param("POST /groups", {400, 401, 403, 415, 503}, id="a group's body"),
        pytest.param("PATCH /groups/{group_id}", {400, 401, 403, 404, 415, 503}, id="a group that may be missing"),
        pytest.param("DELETE /groups/hosts/{host_id_list}", {400, 401, 403, 404, 503}, id="hosts that may be missing"),
    ],
)
def test_refusals_are_described(api: Client, operation: str, refusals: set[int]) -> None:
    method, path = operation.split()
    described = api.get("/openapi.json").json["paths"][path][method.lower()]["responses"]
    assert {status for status in described if status >= "400"} == {*map(str, refusals), "default"}


def test_parameters_are_described_as_they_are_checked(api: Client) -> None:
    described = api.get("/openapi.json").json["paths"]["/hosts"]["get"]["parameters"]
    schemas = {parameter["name"]: parameter["schema"] for parameter in described}
    assert schemas["per_page"] == {"type": "integer", "minimum": 1, "maximum": 100, "default": 50}
    assert schemas["staleness"]["items"]["enum"] == ["fresh", "stale", "stale_warning", "unknown"]
    assert "default" not in schemas["staleness"]
    (staleness,) = [parameter for parameter in described if parameter["name"] == "staleness"]
    assert staleness["description"].endswith("Without it: fresh, stale, stale_warning.")


def test_every_member_of_a_host_is_described(api: Client) -> None:
    from tests.contract.api.test_host_object import KEYS

    described = api.get("/openapi.json").json["components"]["schemas"]["HostOut"]
    assert described["properties"].keys() == KEYS | {"system_profile"}
    assert set(described["required"]) == KEYS


def test_every_field_of_applications_is_described(api: Client) -> None:
    schemas = api.get("/openapi.json").json["components"]["schemas"]
    names = {name: f"{name.capitalize()}AppData" for name in FIELDS}
    assert {name: set(schemas[schema]["properties"]) for name, schema in names.items()} == {
        name: set(fields) for name, fields in FIELDS.items()
    }
    assert schemas["ConsumerApplicationsData"]["properties"].keys() == names.keys()
    assert "app_data" in schemas["HostViewHost"]["required"]
    assert "denied_services" not in schemas["HostViewQueryOutput"]["required"]
    assert schemas["HostViewQueryOutput"]["properties"]["total"]["nullable"]


@pytest.mark.parametrize("base", [BASE, LEGACY_BASE])
@pytest.mark.parametrize("path", ["/ui", "/ui/"])
def test_swagger_ui_is_complete_in_one_document(api: Client, base: str, path: str) -> None:
    answer = api.get(base + path, headers={**ANONYMOUS, "accept-encoding": "gzip"})
    assert (answer.status, answer.content_type) == (200, "text/html; charset=utf-8")
    assert answer.headers["content-encoding"] == "gzip"
    page = answer.content.decode()
    assert f'url: "{base}/openapi.json"' in page
    assert f'url: "{EXPORT_BASE}/openapi.json"' in page
    assert 'src="http' not in page
    assert 'href="http' not in page.partition("<script>")[0]
    assert "SwaggerUIBundle" in page


def test_swagger_ui_without_compression(api: Client) -> None:
    assert b"SwaggerUIBundle" in api.get("/ui", headers=ANONYMOUS).content


def test_paths_are_those_of_the_wiring_table(make_application: MakeApplication) -> None:
    assert (BASE, LEGACY_BASE, EXPORT_BASE) == (topology.BASE, topology.LEGACY_BASE, topology.EXPORT_BASE)
    api = Client(make_application())
    for route in topology.API.routes:
        if route.public:
            path = route.path.replace("{proxy+}", "")
            expected = 302 if path == "/" else 200
            assert api.request(route.method, path, headers=ANONYMOUS, base="").status == expected


OPERATIONS = [operation for api in (*INVENTORY_APIS, exports.API) for operation in api.operations]


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda o: o.operation_id)
def test_every_operation_is_documented_in_code(operation: Any) -> None:
    assert operation.run.__doc__
    assert operation.answers
