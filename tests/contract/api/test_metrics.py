"""What requests are counted as, for CloudWatch and for Prometheus (contract: rest-groups-staleness-views 11)."""

from pathlib import Path
from uuid import uuid4

import pytest
from prometheus_client.parser import text_string_to_metric_families

from hbi import metrics, totals
from hbi.settings import MetricsSettings
from hbi.totals import BOUNDS
from tests.fixtures.api import MakeApplication, MakeHost
from tests.fixtures.metrics import Measure, Printed
from tests.support.api import EXPORT_BASE, Client, FakeRbac
from tests.support.exporting import SOURCE

ANONYMOUS = {"x-rh-identity": None}
VERBS = ("create", "update", "delete")
LIST, BY_ID = "operation=api.host.get_host_list", "operation=api.host.get_host_by_id"

type Scraped = dict[tuple[str, frozenset[tuple[str, str]]], float]


def scrape(api: Client) -> Scraped:
    answer = api.get("/metrics", headers=ANONYMOUS)
    assert answer.status == 200
    assert (answer.content_type or "").startswith("text/plain; version=0.0.4")
    families = text_string_to_metric_families(answer.content.decode())
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in families
        for sample in family.samples
    }


def test_requests_are_counted_and_timed_by_operation(api: Client, measured: Measure) -> None:
    api.get("/hosts")
    api.get(f"/hosts/{uuid4()}")
    api.get("/hosts?page=0")
    values = measured()
    assert values["inventory_request_count", LIST] == [1, 1]
    assert values["inventory_request_count", BY_ID] == [1]
    assert values["inventory_request_client_error_count", LIST] == [1]
    assert values["inventory_request_client_error_count", BY_ID] == [1]
    assert not any(name == "inventory_request_server_error_count" for name, *_ in values)
    assert all(0 < seconds < 10 for seconds in values["inventory_request_processing_seconds", LIST])


def test_a_request_that_changes_nothing_prints_one_line(api: Client, printed: Printed) -> None:
    api.get("/hosts")
    (line,) = printed()
    assert line["_aws"]["CloudWatchMetrics"][0]["Dimensions"] == [["operation"], []]


def test_refusals_by_permission(guarded_api: Client, rbac: FakeRbac, measured: Measure) -> None:
    rbac.grant("staleness:staleness:read")
    for path in ("/hosts", "/account/staleness", "/groups", "/groups"):
        assert guarded_api.get(path).status == 403
    assert guarded_api.delete("/account/staleness").status == 403
    values = measured()
    denied = {labels[0]: counts for (name, *labels), counts in values.items() if name == "inventory_rbac_access_denied"}
    assert {label: sum(counts) for label, counts in denied.items()} == {
        "required_permission=inventory:hosts:read": 2,
        "required_permission=inventory:groups:read": 2,
        "required_permission=staleness:staleness:write": 1,
    }


def test_failures_of_ours(make_application: MakeApplication, measured: Measure) -> None:
    api = Client(make_application(HBI_DATABASE_URL="postgresql://hbi@127.0.0.1:1/inventory"))
    assert api.get("/hosts").status == 503
    assert measured()["inventory_request_server_error_count", LIST] == [1]


@pytest.mark.parametrize("path", ["/nothing", "/5a5a5a5a-0000-4000-8000-000000000001", "/hosts/a/b/c"])
def test_unknown_paths_are_one_operation(api: Client, measured: Measure, path: str) -> None:
    api.get(path)
    assert measured()["inventory_request_client_error_count", "operation=none"] == [1]


@pytest.mark.parametrize("header", [None, "no identity"])
def test_requests_without_identity(api: Client, measured: Measure, header: str | None) -> None:
    api.get("/hosts", headers={"x-rh-identity": header})
    assert measured()["inventory_login_failure_count",] == [1]


def test_exports_that_are_asked_for(api: Client, measured: Measure) -> None:
    assert api.post(f"{EXPORT_BASE}/exports", {"format": "json", "sources": [SOURCE]}).status == 202
    assert measured()["inventory_create_export",] == [1]


def test_what_other_services_take(guarded_api: Client, rbac: FakeRbac, measured: Measure) -> None:
    rbac.grant("inventory:*:*")
    guarded_api.get("/hosts")
    rbac.fail(500)
    guarded_api.get("/hosts")
    seconds = measured()["inventory_outbound_http_response_time_seconds", "dependency=rbac"]
    assert len(seconds) == 2


def test_prometheus_reads_what_the_process_has_counted(api: Client, hosts: MakeHost) -> None:
    before, labels = scrape(api), frozenset({("operation", "api.host.get_host_list")})
    hosts()
    for _ in range(3):
        api.get("/hosts")
    api.delete("/hosts?display_name=*")
    after = scrape(api)

    def grown(name: str, labels: frozenset[tuple[str, str]] = frozenset()) -> float:
        return after[name, labels] - before.get((name, labels), 0)

    assert grown("inventory_request_count_total", labels) == 3
    assert grown("inventory_request_processing_seconds_count", labels) == 3
    assert 0 < grown("inventory_request_processing_seconds_sum", labels) < 10
    assert grown("inventory_delete_host_count_total") == 1


def test_metrics_that_nobody_collects_can_be_scraped_still(
    make_application: MakeApplication, measured: Measure
) -> None:
    api = Client(make_application(HBI_METRICS_ENABLED="false"))
    before, key = scrape(api), ("inventory_request_count_total", frozenset({("operation", "health")}))
    api.get("/health")
    assert scrape(api)[key] == before.get(key, 0) + 1
    assert measured() == {}


def test_management_can_be_moved(make_application: MakeApplication) -> None:
    api = Client(make_application(INVENTORY_MANAGEMENT_URL_PATH_PREFIX="/api/management/"))
    assert [api.get(f"/api/management/{name}").status for name in ("health", "metrics", "version")] == [200] * 3
    assert api.get("/health").status == 404


EXPORTS = "export_service_http"
HTTP, TIME = "inventory_http_request_total", "inventory_http_request_duration_seconds"


def test_what_the_originals_dashboards_ask_for(api: Client) -> None:
    before = scrape(api)
    for path in ("/hosts", "/groups", "/hosts?page=0", "/health"):
        api.get(path)
    after = scrape(api)

    def grown(name: str, **labels: str) -> float:
        key = name, frozenset(labels.items())
        return after.get(key, 0) - before.get(key, 0)

    assert (grown(HTTP, status="200"), grown(HTTP, status="400")) == (3, 1)
    assert grown(f"{TIME}_count", status="200") == grown(f"{TIME}_bucket", status="200", le="+Inf") == 3
    assert 0 < grown(f"{TIME}_sum", status="200") < 10
    bounds = [*(str(bound) for bound in BOUNDS), "+Inf"]
    numbers = [after[f"{TIME}_bucket", frozenset({("status", "200"), ("le", bound)})] for bound in bounds]
    assert numbers == sorted(numbers)
    assert {name for name, _ in after} >= {f"{TIME}_bucket", f"{TIME}_count", f"{TIME}_sum"}


def test_requests_of_exports_have_names_of_their_own(api: Client) -> None:
    before = scrape(api)
    api.get(f"{EXPORT_BASE}/exports")
    api.get(f"{EXPORT_BASE}/nothing")
    after = scrape(api)
    for status in ("200", "404"):
        label = frozenset({("status", status)})
        assert after[f"{EXPORTS}_requests_total", label] - before.get((f"{EXPORTS}_requests_total", label), 0) == 1
        assert after[f"{EXPORTS}_response_time_seconds_count", label] >= 1
        assert after.get((HTTP, label), 0) == before.get((HTTP, label), 0)


def test_groups_and_members_are_counted(api: Client, hosts: MakeHost) -> None:
    first, second = hosts()["id"], hosts()["id"]
    before = scrape(api)
    nothing = frozenset[tuple[str, str]]()
    group = api.post("/groups", {"name": "one"}).json["id"]
    assert api.post(f"/groups/{group}/hosts", [first, second]).status == 200
    assert api.patch(f"/groups/{group}", {"host_ids": [first]}).status == 200
    assert api.delete(f"/groups/{group}/hosts/{first}").status == 204
    assert api.delete(f"/groups/{group}").status == 204
    after = scrape(api)
    names = [f"inventory_{verb}_{noun}_count_total" for noun in ("group", "host_group") for verb in VERBS]
    assert [after[name, nothing] - before[name, nothing] for name in names] == [1, 1, 1, 2, 1, 1]


def test_processes_of_one_machine_are_summed_up(
    make_application: MakeApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also those that have ended, and those of other functions."""
    monkeypatch.setattr(totals, "_FILE", "another.json")
    key = "inventory_ingress_add_host_successes", (("result", "created"),)
    totals.share(tmp_path, {key: totals.Total("counter", 7), ("a", ()): totals.histogram(0.2)})
    monkeypatch.setattr(totals, "_FILE", "ours.json")
    api = Client(make_application(HBI_METRICS_DIR=str(tmp_path)))
    assert scrape(api)["inventory_ingress_add_host_successes_total", frozenset({("result", "created")})] == 7
    api.get("/health")
    shown = scrape(api)
    own = metrics.totals(MetricsSettings.load({}))
    assert shown[HTTP, frozenset({("status", "200")})] == own["inventory_http_request", (("status", "200"),)].sum
    assert shown["a_bucket", frozenset({("le", "0.25")})] == 1
    assert shown["a_bucket", frozenset({("le", "0.1")})] == 0


def test_a_folder_that_is_gone_stops_nobody(make_application: MakeApplication, tmp_path: Path) -> None:
    api = Client(make_application(HBI_METRICS_DIR=str(tmp_path / "gone")))
    assert api.get("/health").status == 200
    assert scrape(api)["inventory_create_group_count_total", frozenset()] == 0
