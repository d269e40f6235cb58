"""Requests of every operation, and the statements that each sends: its first words and the tables that it names."""

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from hbi.exports.records import APPLICATION, RESOURCE
from tests.support.api import EXPORT_BASE, Answer, Client
from tests.support.factories import host_report
from tests.support.operations import post_tags

type Run = Callable[[Client, str], Answer]

OTHER_CN = "1b36b20f-7fa0-4454-a6d2-008294e06378"
EXPORT = {"name": "mine", "format": "csv", "sources": [{"application": APPLICATION, "resource": RESOURCE}]}


CN = "9f0c1c52-7a3e-4f55-8a55-0f1b6a0c9e11"

STALENESS = "SELECT staleness"
HOSTS = "SELECT hosts"
COUNTED_HOSTS = "WITH host_count_states culled_host_changes host_counts hosts culled_host_counts"
"""A page with its total, out of the numbers that are kept if the organisation has any."""
ARE_COUNTED = "SELECT host_count_states"
STATES = "SELECT hosts system_profiles_static system_profiles_dynamic"
REMOVE = "WITH host_events_outbox commit_without_waiting"
PUBLISH = ["BEGIN", "SELECT host_events_outbox", STALENESS, STATES, REMOVE, "COMMIT"]
"""An event of a host that there is."""
DELETE = [
    "BEGIN",
    HOSTS,
    "SELECT hosts system_profiles_static",
    "SELECT prefer_indexes",
    "DELETE hosts",
    "COPY host_events_outbox",
    "INSERT outbox hosts",
    "DELETE outbox",
    "COMMIT",
    "BEGIN",
    "SELECT host_events_outbox",
    "SELECT prefer_indexes",
    REMOVE,
    "COMMIT",
]
DELETE_MATCHES = ["BEGIN", "SELECT hosts system_profiles_static", HOSTS, *DELETE[3:]]
"""The same of hosts that are looked at once more when they are locked."""
NARROW = (
    "/hosts?filter[system_profile][arch]=x&tags=a/b&staleness=fresh&order_by=operating_system"
    "&fields[system_profile]=arch,workloads"
)


LATER = "conventional_time_to_stale"
TAG = {"namespace": "a", "key": "b", "value": "c"}
TRIAL = "/system_profile/validate_schema?repo_branch=next"
VIEW = {"name": "mine", "configuration": {"columns": [{"key": "tags"}]}}


def patched(api: Client, host_id: str) -> Answer:
    return api.patch(f"/hosts/{host_id}", {"ansible_host": "b"})


REQUESTS: list[Any] = [
    pytest.param(lambda api, _: api.get("/hosts"), [STALENESS, COUNTED_HOSTS], id="list"),
    pytest.param(
        lambda api, _: api.get(NARROW),
        [STALENESS, "WITH hosts system_profiles_static system_profiles_dynamic"],
        id="narrowed list",
    ),
    pytest.param(lambda api, _: api.get("/hosts?cursor=&per_page=100"), [STALENESS, COUNTED_HOSTS], id="walk"),
    pytest.param(lambda api, host: api.get(f"/hosts/{host}"), [STALENESS, HOSTS], id="by id"),
    pytest.param(lambda api, host: api.get(f"/hosts/{host}/system_profile"), [STALENESS, STATES], id="profile by id"),
    pytest.param(lambda api, host: api.get(f"/hosts/{host}/tags"), [STALENESS, HOSTS], id="tags by id"),
    pytest.param(lambda api, host: api.get(f"/hosts/{host}/tags/count"), [STALENESS, HOSTS], id="numbers of tags"),
    pytest.param(lambda api, _: api.get("/tags"), [STALENESS, ARE_COUNTED, "WITH hosts"], id="tags"),
    pytest.param(lambda api, _: api.get(f"/host_exists?insights_id={CN}"), [HOSTS], id="whether a host exists"),
    pytest.param(
        lambda api, _: api.get("/system_profile/operating_system"),
        [STALENESS, ARE_COUNTED, "WITH system_profiles_static hosts"],
        id="operating systems",
    ),
    pytest.param(
        patched,
        [
            "BEGIN",
            STALENESS,
            HOSTS,
            "UPDATE hosts",
            "COPY host_events_outbox",
            "SELECT prefer_indexes",
            "INSERT outbox hosts groups",
            "DELETE outbox",
            "COMMIT",
            *PUBLISH,
        ],
        id="patch",
    ),
    pytest.param(
        lambda api, host: api.patch(f"/hosts/{host}/facts/n", {"b": 2}),
        ["BEGIN", STALENESS, HOSTS, STATES, "UPDATE hosts", "COPY host_events_outbox", STATES, "COMMIT", *PUBLISH],
        id="facts",
    ),
    pytest.param(
        lambda api, _: api.post("/hosts/checkin", {"insights_id": CN}),
        [
            "BEGIN",
            STALENESS,
            "SELECT prefer_indexes",
            HOSTS,
            "UPDATE hosts",
            "COPY host_events_outbox",
            STATES,
            "COMMIT",
            *PUBLISH,
        ],
        id="check-in",
    ),
    pytest.param(lambda api, host: api.delete(f"/hosts/{host}"), ["BEGIN", STALENESS, *DELETE[1:]], id="deletion"),
    pytest.param(
        lambda api, _: api.delete("/hosts?display_name=*"), [STALENESS, HOSTS, *DELETE_MATCHES], id="deletion by filter"
    ),
    pytest.param(
        lambda api, _: api.delete("/hosts/all?confirm_delete_all=true"),
        [STALENESS, HOSTS, *DELETE_MATCHES],
        id="deletion of all",
    ),
    pytest.param(
        lambda api, _: api.post(f"{EXPORT_BASE}/exports", EXPORT),
        [
            "BEGIN",
            "INSERT export_quotas",
            "SELECT exports",
            "COPY exports",
            "COPY export_sources",
            "SELECT exports",
            "SELECT export_sources",
            "COMMIT",
        ],
        id="export",
    ),
    pytest.param(lambda api, _: api.get(f"{EXPORT_BASE}/exports"), ["SELECT exports"], id="exports"),
]


class Step(NamedTuple):
    """A request that may name what an earlier one made."""

    name: str
    run: Callable[[Client, dict[str, str]], Answer]
    statements: str
    made: str = ""
    """Under which name later steps find the `id` in the answer."""
    status: int = 200


PUBLISHED = ", ".join(PUBLISH)
GROUPS, STALENESS_PATH, VIEWS = "/groups", "/account/staleness", "/beta/views"
STEPS = [
    Step(
        "facts replaced",
        lambda api, ids: api.request("PUT", f"/hosts/{ids['host']}/facts/n", body={"c": 1}),
        (
            f"BEGIN, SELECT staleness, SELECT hosts, {STATES}, UPDATE hosts, COPY host_events_outbox, "
            f"{STATES}, COMMIT, {PUBLISHED}"
        ),
    ),
    Step(
        "SAP or not",
        lambda api, _: api.get("/system_profile/sap_system"),
        f"SELECT staleness, {ARE_COUNTED}, WITH system_profiles_dynamic hosts",
    ),
    Step(
        "SAP systems",
        lambda api, _: api.get("/system_profile/sap_sids"),
        f"SELECT staleness, {ARE_COUNTED}, WITH system_profiles_dynamic hosts",
    ),
    Step(
        "tags of many",
        lambda api, ids: post_tags(api, {"tags": [TAG], "host_id_list": [ids["host"]]}),
        (
            f"BEGIN, SELECT staleness, SELECT hosts, {STATES}, UPDATE hosts, {STATES}, COPY "
            f"host_events_outbox, COMMIT, {PUBLISHED}"
        ),
    ),
    Step(
        "new group",
        lambda api, ids: api.post(GROUPS, {"name": "web", "host_ids": [ids["host"]]}),
        (
            "BEGIN, SELECT, SELECT staleness, INSERT groups, SELECT hosts, SELECT hosts_groups, UPDATE hosts_groups, "
            "SELECT hosts_groups hosts, WITH hosts, INSERT host_events_outbox, SELECT prefer_indexes, INSERT "
            f"outbox hosts groups, DELETE outbox, COMMIT, {PUBLISHED}"
        ),
        "group",
        201,
    ),
    Step(
        "hosts-view",
        lambda api, _: api.get("/beta/hosts-view?order_by=advisor:critical"),
        (
            "SELECT staleness, SELECT hosts_app_data_advisor, WITH host_count_states culled_host_changes "
            "hosts_app_data_advisor hosts_app_data_vulnerability hosts_app_data_patch hosts_app_data_remediations "
            "hosts_app_data_compliance hosts_app_data_malware host_counts hosts culled_host_counts"
        ),
    ),
    Step(
        "a host of operators",
        lambda api, ids: api.post("/_admin/hosts", host_report(id=ids["host"])),
        (
            "BEGIN, SELECT prefer_indexes, SELECT hosts, ROLLBACK, BEGIN, SELECT, SELECT prefer_indexes, "
            "SELECT hosts, SELECT system_profiles_static system_profiles_dynamic, SELECT staleness, UPDATE "
            f"hosts, UPDATE system_profiles_static, {STATES}, COPY host_events_outbox, SELECT prefer_indexes, "
            f"INSERT outbox hosts groups, DELETE outbox, COMMIT, {PUBLISHED}"
        ),
    ),
    Step("days", lambda api, _: api.get("/console/days"), "SELECT staleness, SELECT hosts, SELECT hosts"),
    Step("groups", lambda api, _: api.get(GROUPS), "SELECT staleness, WITH groups hosts_groups hosts"),
    Step(
        "group by id",
        lambda api, ids: api.get(f"{GROUPS}/{ids['group']}"),
        "SELECT staleness, WITH groups hosts_groups hosts",
    ),
    Step(
        "hosts of a group",
        lambda api, ids: api.get(f"{GROUPS}/{ids['group']}/hosts"),
        "SELECT staleness, WITH groups hosts_groups hosts, WITH hosts hosts_groups",
    ),
    Step(
        "renaming",
        lambda api, ids: api.patch(f"{GROUPS}/{ids['group']}", {"name": "db"}),
        (
            "BEGIN, SELECT, SELECT staleness, SELECT groups, SELECT groups, UPDATE groups, SELECT hosts_groups, "
            "SELECT hosts, SELECT hosts_groups, SELECT hosts_groups, SELECT hosts_groups hosts, WITH hosts, "
            f"INSERT host_events_outbox, COMMIT, {PUBLISHED}"
        ),
    ),
    Step(
        "removal from a group",
        lambda api, ids: api.delete(f"{GROUPS}/{ids['group']}/hosts/{ids['host']}"),
        (
            "BEGIN, SELECT, SELECT staleness, SELECT groups, SELECT groups, SELECT hosts, SELECT hosts_groups, "
            "UPDATE groups, SELECT hosts_groups, UPDATE hosts_groups, SELECT hosts_groups hosts, WITH hosts, "
            "INSERT host_events_outbox, SELECT prefer_indexes, INSERT outbox hosts groups, DELETE outbox, "
            f"COMMIT, {PUBLISHED}"
        ),
        status=204,
    ),
    Step(
        "addition",
        lambda api, ids: api.post(f"{GROUPS}/{ids['group']}/hosts", [ids["host"]]),
        (
            "BEGIN, SELECT, SELECT staleness, SELECT groups, SELECT hosts, UPDATE groups, SELECT hosts_groups, "
            "UPDATE hosts_groups, SELECT hosts_groups hosts, WITH hosts, INSERT host_events_outbox, SELECT "
            f"prefer_indexes, INSERT outbox hosts groups, DELETE outbox, COMMIT, {PUBLISHED}"
        ),
    ),
    Step(
        "removal from any group",
        lambda api, ids: api.delete(f"{GROUPS}/hosts/{ids['host']}"),
        (
            "BEGIN, SELECT, SELECT staleness, SELECT groups, SELECT hosts_groups, SELECT groups, SELECT hosts, "
            "SELECT hosts_groups, SELECT hosts, UPDATE groups, SELECT hosts_groups, UPDATE hosts_groups, "
            "SELECT hosts_groups hosts, WITH hosts, INSERT host_events_outbox, SELECT prefer_indexes, INSERT "
            f"outbox hosts groups, DELETE outbox, COMMIT, {PUBLISHED}"
        ),
        status=204,
    ),
    Step("types of resources", lambda api, _: api.get("/resource-types"), "SELECT groups"),
    Step(
        "groups of roles",
        lambda api, _: api.get("/resource-types/inventory-groups"),
        "SELECT staleness, WITH groups hosts_groups hosts",
    ),
    Step(
        "deletion of a group",
        lambda api, ids: api.delete(f"{GROUPS}/{ids['group']}"),
        (
            "BEGIN, SELECT, SELECT staleness, SELECT groups, SELECT groups, SELECT groups, SELECT groups, SELECT "
            "hosts_groups, SELECT hosts, SELECT hosts_groups, DELETE groups, COMMIT"
        ),
        status=204,
    ),
    Step(
        "new staleness",
        lambda api, _: api.post(STALENESS_PATH, {LATER: 200_000}),
        "BEGIN, SELECT staleness, INSERT staleness, COMMIT",
        status=201,
    ),
    Step("staleness", lambda api, _: api.get(STALENESS_PATH), "SELECT staleness"),
    Step("default staleness", lambda api, _: api.get(f"{STALENESS_PATH}/defaults"), ""),
    Step(
        "change of staleness",
        lambda api, _: api.patch(STALENESS_PATH, {LATER: 300_000}),
        "BEGIN, SELECT staleness, UPDATE staleness, COMMIT",
    ),
    Step(
        "deletion of staleness",
        lambda api, _: api.delete(STALENESS_PATH),
        "BEGIN, DELETE staleness, COMMIT",
        status=204,
    ),
    Step("new view", lambda api, _: api.post(VIEWS, VIEW), "BEGIN, INSERT inventory_views, COMMIT", "view", 201),
    Step(
        "views", lambda api, _: api.get(VIEWS), "SELECT inventory_views, SELECT inventory_views user_view_preferences"
    ),
    Step("view", lambda api, ids: api.get(f"{VIEWS}/{ids['view']}"), "SELECT inventory_views"),
    Step(
        "change of a view",
        lambda api, ids: api.patch(f"{VIEWS}/{ids['view']}", {"description": "b"}),
        "BEGIN, SELECT inventory_views, UPDATE inventory_views, COMMIT",
    ),
    Step(
        "copy of a view",
        lambda api, ids: api.post(f"{VIEWS}/{ids['view']}/clone"),
        "BEGIN, SELECT inventory_views, INSERT inventory_views, COMMIT",
        status=201,
    ),
    Step(
        "view to see first",
        lambda api, ids: api.request("PUT", f"{VIEWS}/default", body={"view_id": ids["view"]}),
        "BEGIN, SELECT inventory_views, INSERT user_view_preferences, COMMIT",
    ),
    Step(
        "no view to see first",
        lambda api, _: api.delete(f"{VIEWS}/default"),
        "BEGIN, DELETE user_view_preferences, COMMIT",
        status=204,
    ),
    Step(
        "deletion of a view",
        lambda api, ids: api.delete(f"{VIEWS}/{ids['view']}"),
        "BEGIN, SELECT inventory_views, DELETE inventory_views, COMMIT",
        status=204,
    ),
    Step("trial of a schema", lambda api, _: api.post(TRIAL), "", status=400),
    Step(
        "an export to look at",
        lambda api, _: api.post(f"{EXPORT_BASE}/exports", EXPORT),
        (
            "BEGIN, INSERT export_quotas, SELECT exports, COPY exports, COPY export_sources, SELECT exports, "
            "SELECT export_sources, COMMIT"
        ),
        "export",
        202,
    ),
    Step(
        "status of an export",
        lambda api, ids: api.get(f"{EXPORT_BASE}/exports/{ids['export']}/status"),
        "SELECT exports, SELECT export_sources",
    ),
    Step(
        "download",
        lambda api, ids: api.get(f"{EXPORT_BASE}/exports/{ids['export']}"),
        "SELECT exports, SELECT export_sources",
        status=400,
    ),
    Step(
        "deletion of an export",
        lambda api, ids: api.delete(f"{EXPORT_BASE}/exports/{ids['export']}"),
        "BEGIN, SELECT exports, SELECT export_sources, DELETE exports, COMMIT",
        status=202,
    ),
    Step("ping", lambda api, _: api.get(f"{EXPORT_BASE}/ping"), ""),
]
"""In this order, on one host."""
