"""Management paths and the API's own description (contract: rest-groups-staleness-views 1.1 and 11; rest-hosts 1.1)."""

from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from functions.api import openapi
from functions.api.routes import exports
from functions.api.routes.inventory import INVENTORY_APIS
from infra import topology
from tests.api import BASE, EXPORT_BASE, LEGACY_BASE, Client
from tests.api_fixtures import MakeApplication

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
    assert answer.json["openapi"].startswith("3.1")
    assert answer.json["servers"] == [{"url": path.removesuffix("/openapi.json")}]
    OpenAPIV31SpecValidator(answer.json).validate()


@pytest.mark.parametrize("name", openapi.documents())
def test_shipped_descriptions_are_current(project_root: Any, name: str) -> None:
    """`python -m functions.api.openapi` writes them."""
    assert (project_root / "functions" / "api" / name).read_bytes() == openapi.documents()[name]


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
        ("get", "/tags"): "api.tag.get_tags",
        ("get", "/system_profile/sap_system"): "api.system_profile.get_sap_system",
        ("get", "/system_profile/sap_sids"): "api.system_profile.get_sap_sids",
        ("get", "/system_profile/operating_system"): "api.system_profile.get_operating_system",
    }


def test_parameters_are_described_as_they_are_checked(api: Client) -> None:
    described = api.get("/openapi.json").json["paths"]["/hosts"]["get"]["parameters"]
    schemas = {parameter["name"]: parameter["schema"] for parameter in described}
    assert schemas["per_page"] == {"type": "integer", "minimum": 1, "maximum": 100, "default": 50}
    assert schemas["staleness"]["items"]["enum"] == ["fresh", "stale", "stale_warning", "unknown"]
    assert schemas["staleness"]["default"] == ["fresh", "stale", "stale_warning"]


def test_every_member_of_a_host_is_described(api: Client) -> None:
    from tests.contract.api.test_host_object import KEYS

    described = api.get("/openapi.json").json["components"]["schemas"]["HostOut"]
    assert described["properties"].keys() == KEYS | {"system_profile"}
    assert set(described["required"]) == KEYS


@pytest.mark.parametrize("base", [BASE, LEGACY_BASE])
@pytest.mark.parametrize("path", ["/ui", "/ui/"])
def test_swagger_ui_is_complete_in_one_document(api: Client, base: str, path: str) -> None:
    answer = api.get(base + path, headers={**ANONYMOUS, "accept-encoding": "gzip"})
    assert (answer.status, answer.content_type) == (200, "text/html; charset=utf-8")
    assert answer.headers["content-encoding"] == "gzip"
    page = answer.content.decode()
    assert f'url: "{base}/openapi.json"' in page
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
            assert api.request(route.method, route.path, headers=ANONYMOUS).status == 200


OPERATIONS = [operation for api in (*INVENTORY_APIS, exports.API) for operation in api.operations]


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda o: o.operation_id)
def test_every_operation_is_documented_in_code(operation: Any) -> None:
    assert operation.run.__doc__
    assert operation.answers
