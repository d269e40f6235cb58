"""Calls of every operation, which treat odd hosts and sound ones alike."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import orjson

from hbi import stored
from hbi.profile import schema
from hbi.queries.filters.fields.profile_fields import roots
from hbi.queries.lists.ordering import ORDER_KEYS
from hbi.views.keys import COLUMN_KEYS
from tests.conftest import Sql
from tests.support.api import BASE, EXPORT_BASE, Answer, Client
from tests.support.exporting import SOURCE, Exports
from tests.support.factories import ORG, Json, host_report
from tests.support.foreign_rows import complete_host
from tests.support.ingesting import Ingest
from tests.support.operations import OPERATIONS, RecordingClient, post_tags
from tests.support.reaping import Reaper

NOT_CALLED = {"api.system_profile.validate_schema"}
"""It reads topics and no rows."""

ALL_COLUMNS = [{"key": key} for key in sorted(COLUMN_KEYS)]
FIELDS = ",".join(sorted(schema.roots()))
QUERIES = (
    "",
    f"fields[system_profile]={FIELDS}",
    "count_only=true",
    "tags=ns/key=value",
    "tags=ns/key",
    "hostname_or_id=host",
    "display_name=host",
    "fqdn=host.example.org",
    "group_name=a",
    "group_name=",
    "registered_with=puptoo&registered_with=!yupana&registered_with=insights",
    "system_type=conventional&system_type=bootc&system_type=edge",
    "staleness=fresh&staleness=stale&staleness=stale_warning&staleness=unknown",
    "updated_start=2000-01-01&updated_end=2100-01-01&last_check_in_start=2000-01-01",
    "provider_type=aws&provider_id=i-1",
    *(
        f"filter[system_profile][operating_system][RHEL][version][{how}]=8.6"
        for how in ("eq", "neq", "gt", "gte", "lt")
    ),
    "filter[system_profile][operating_system][name][neq]=RHEL",
    "filter[system_profile][sap_system]=true",
    "filter[system_profile][sap_sids][contains]=ABC",
    "filter[system_profile][workloads][sap][sids][]=ABC",
    "filter[system_profile][arch][gte]=x&filter[system_profile][arch]=*8*",
    "filter[system_profile][number_of_cpus][gte]=0&filter[system_profile][system_memory_bytes][lt]=5",
    "filter[system_profile][last_boot_time][gte]=2020-01-01T00:00:00Z",
    "filter[system_profile][bootc_status][booted][image_digest][is]=not_nil",
    "filter[system_profile][yum_repos][]=a&filter[system_profile][disk_devices][contains]=b",
    "filter[vulnerability][total_cves][gte]=0",
    "filter[malware][last_scan][gte]=2020-01-01&filter[patch][template_name][ne]=a",
)


@dataclass(frozen=True)
class Inventory:
    """Every function on one database and one broker."""

    api: RecordingClient
    ingest: Ingest
    exports: Exports
    reaper: Reaper
    sql: Sql
    empty: Callable[[], None]


def check_everything(inventory: Inventory, odd: list[Json]) -> None:
    """Calls every operation; each must treat the odd hosts and a sound one alike."""
    api, ingest, exports, reaper, sql = (
        inventory.api,
        inventory.ingest,
        inventory.exports,
        inventory.reaper,
        inventory.sql,
    )
    sound = complete_host(sql)
    gone = {str(row[0]) for row in sql("SELECT id FROM hbi.hosts WHERE last_check_in < now() - interval '30 days'")}
    hosts = {host["id"]: host for host in [*odd, sound] if host["id"] not in gone}
    check_reads(api, hosts)
    check_exports(exports, api, hosts)
    check_groups(api, sql, hosts)
    check_settings(api)
    changed = check_writes(api, sql, hosts)
    check_ingest(api, ingest, hosts)
    reaper.run("notify")
    reaper.run("relay")
    shown = {event.key for event in ingest.events() if event.headers["event_type"] == "updated"}
    assert changed == hosts.keys() <= shown
    assert sql("SELECT host_id, event_type FROM hbi.host_events_outbox") == []
    check_jobs(reaper, sql, hosts)
    check_deletions(api, ingest, reaper, sql, hosts)
    assert {operation.operation_id for _, operation in OPERATIONS} - api.called == NOT_CALLED


def check_jobs(reaper: Reaper, sql: Sql, hosts: dict[str, Json]) -> None:
    """Jobs get to their end; only the comparison with the schema may pass over a profile that nothing reads."""
    for job in JOBS_ON_ALL_HOSTS:
        for is_dry in (True, False):
            report = reaper.job(job, dry_run=is_dry)
            assert (report["stopped"], report["next"]) == (None, None), report
            assert report["scanned"] >= len(hosts)
            assert job == "revalidate-profiles" or "failed" not in report, report["failures"]
    assert "failed" not in reaper.job("duplicate-hosts-remover", dry_run=True)
    assert sql("SELECT host_id FROM hbi.host_events_outbox") == []


def check_reads(api: Client, hosts: dict[str, Json]) -> None:
    for query in QUERIES:
        for path in ("/hosts", "/beta/hosts-view", "/tags", "/system_profile/sap_system", "/system_profile/sap_sids"):
            all_pages(api, f"{path}?{query}")
    for root in roots():
        fine(api.get(f"/hosts?per_page=1&filter[{FILTER_NAME}][{root}]=not_nil"), root)
    for order in ORDERS:
        assert set(walked(api, order)) == hosts.keys(), order
        assert set(paged(api, order)) == hosts.keys(), order
    for order in VIEW_ORDERS:
        assert set(walked(api, order, "/beta/hosts-view")) == hosts.keys(), order
    all_pages(api, "/tags?order_by=count&search=v")
    assert len(document(fine(api.get("/console/days"), "days"))["days"]) == 30
    assert all_pages(api, "/system_profile/operating_system?per_page=100")[0]["results"]
    for chunk in chunks([*hosts]):
        path = "/hosts/" + ",".join(chunk)
        for query in ("", f"?fields[system_profile]={FIELDS}&order_by=operating_system"):
            assert len(document(fine(api.get(path + query), query))["results"]) == len(chunk)
        for below in ("/system_profile", "/tags", "/tags?search=v&order_by=group_name", "/tags/count"):
            assert len(document(fine(api.get(path + below), below))["results"]) == len(chunk)
    for host in hosts.values():
        fine(api.get(f"/hosts/{host['id']}"), "by id")
        fine(api.get(f"/host_exists?insights_id={host['insights_id']}"), "exists")


def check_groups(api: Client, sql: Sql, hosts: dict[str, Json]) -> None:
    """Moves the hosts to a group, and back by all ways that lead out of it."""
    [(ungrouped,)] = sql("SELECT id::text FROM hbi.groups WHERE org_id = %s AND ungrouped", (ORG,))
    everybody = [*hosts]
    first, *others = everybody
    group = document(fine(api.post("/groups", {"name": "ours", "host_ids": everybody}), "new group", 201))
    assert group["host_count"] == len(hosts)
    path = f"/groups/{group['id']}"
    shown = document(fine(api.get(f"{path}/hosts?per_page=1"), "hosts of a group"))
    assert shown["total"] == len(hosts)
    for query in ("count_only=true", "hostname_or_id=host", "tags=ns/key=value", "order_by=operating_system"):
        fine(api.get(f"{path}/hosts?{query}"), query)
    fine(api.patch(path, {"name": "renamed"}), "renaming")
    assert document(fine(api.patch(path, {"host_ids": [first]}), "replacing"))["host_count"] == 1
    fine(api.post(f"{path}/hosts", everybody), "adding")
    fine(api.delete(f"{path}/hosts/{first}"), "removing", 204)
    for chunk in chunks(others):
        fine(api.delete(f"/groups/hosts/{','.join(chunk)}"), "removing from any", 204)
    fine(api.post(f"{path}/hosts", everybody), "adding again")
    for query in ("?group_type=all", "?group_type=all&order_by=host_count", "?name=a&order_by=updated"):
        fine(api.get(f"/groups{query}"), query)
        fine(api.get("/resource-types/inventory-groups"), "groups of roles")
    fine(api.get(f"{path},{ungrouped}"), "by id")
    fine(api.delete(path), "deletion of a group", 204)


def check_exports(exports: Exports, api: Client, hosts: dict[str, Json]) -> None:
    view = fine(api.post("/beta/views", {"name": "all", "configuration": {"columns": ALL_COLUMNS}}), "view", 201)
    view_id = document(view)["id"]
    everything = [{**SOURCE, "filters": {"view_id": view_id}}]
    for form in ("csv", "json", "ndjson", "parquet"):
        for sources in ([SOURCE], everything):
            assert {row["host_id"] for row in exports.rows(format=form, sources=sources)} == hosts.keys()
    fine(api.delete(f"/beta/views/{view_id}"), "deletion of a view", 204)
    for path in ("", "?sort=name", "?limit=1&offset=1&sort=expires_at&dir=desc"):
        fine(api.get(f"{EXPORT_BASE}/exports{path}"), path)
    asked = fine(api.post(f"{EXPORT_BASE}/exports", {"name": "a", "format": "csv", "sources": [SOURCE]}), "export", 202)
    path = f"{EXPORT_BASE}/exports/{asked.json['id']}"
    fine(api.get(f"{path}/status"), "status of an export")
    fine(api.get(path), "an export that is not made yet", 400)
    fine(api.delete(path), "deletion of an export", 202)
    fine(api.get(f"{EXPORT_BASE}/ping"), "ping")


def check_settings(api: Client) -> None:
    """Calls what knows no hosts, but stands beside them."""
    path = "/account/staleness"
    fine(api.get(f"{path}/defaults"), "default staleness")
    fine(api.post(path, {"conventional_time_to_stale": 200_000}), "new staleness", 201)
    fine(api.patch(path, {"conventional_time_to_stale": 100_000}), "change of staleness")
    fine(api.get(path), "staleness")
    fine(api.delete(path), "deletion of staleness", 204)
    sent = {"name": "ours", "configuration": {"columns": [{"key": "tags"}]}}
    view = f"/beta/views/{fine(api.post('/beta/views', sent), 'new view', 201).json['id']}"
    fine(api.get(view), "view")
    fine(api.patch(view, {"description": "b"}), "change of a view")
    copy = fine(api.post(f"{view}/clone"), "copy of a view", 201).json["id"]
    fine(api.request("PUT", "/beta/views/default", body={"view_id": copy}), "view to see first")
    fine(api.get("/beta/views"), "views")
    fine(api.delete("/beta/views/default"), "no view to see first", 204)
    for path in (view, f"/beta/views/{copy}"):
        fine(api.delete(path), "deletion of a view", 204)
    fine(api.get("/resource-types"), "types of resources")


def check_writes(api: RecordingClient, sql: Sql, hosts: dict[str, Json]) -> set[str]:
    """Returns the hosts that were changed."""
    for chunk in chunks([*hosts]):
        fine(api.patch("/hosts/" + ",".join(chunk), {"display_name": "new", "ansible_host": "a"}), "patch")
    for host in hosts.values():
        path = f"/hosts/{host['id']}"
        for method in ("PATCH", "PUT"):
            answer = api.request(method, f"{path}/facts/ns", body={"fact": 2})
            assert answer.status in {200, 404}, (method, answer.content)
        fine(api.post("/hosts/checkin", {"insights_id": host["insights_id"]}), "check-in", 201)
    tagged = fine(post_tags(api, {"tags": [TAG], "host_id_list": [*hosts]}), "tags of many").json
    assert tagged["processed_hosts"] == len(hosts)
    rows = sql("SELECT id FROM hbi.hosts WHERE ansible_host = 'a'")
    return {str(row[0]) for row in rows}


def check_ingest(api: Client, ingest: Ingest, hosts: dict[str, Json]) -> None:
    profile = {"arch": "s390x", "workloads": {"ansible": {"hub_version": "1.0"}}, "rhsm": {"version": "9"}}
    facts = [{"namespace": "b", "facts": {"a": 1}}]
    reports = [
        host_report(
            insights_id=host["insights_id"],
            tags={"other": {"k": ["v"]}},
            facts=facts,
            system_profile=profile,
        )
        for host in hosts.values()
    ]
    assert ingest.reports(*reports) == {"updated": len(hosts), "rejected": 0}, ingest.rejections()
    updates = [
        orjson.dumps(
            {
                "operation": "update_system_profile",
                "data": {"org_id": ORG, "id": host["id"], "system_profile": {"basearch": "a", **profile}},
            }
        )
        for host in hosts.values()
    ]
    counts = ingest.deliver("platform.inventory.system-profile", *updates)
    assert counts == {"updated": len(hosts), "rejected": 0}, ingest.rejections()
    report = host_report(id=next(iter(hosts)), facts=facts, system_profile=profile)
    fine(api.post("/_admin/hosts", report), "a host that operators enter")
    check_applications(ingest, hosts)
    check_workspaces(api, ingest, hosts)


def check_applications(ingest: Ingest, hosts: dict[str, Json]) -> None:
    """Delivers data of other applications."""
    for application, data in {"advisor": {"low": 1}, "compliance": {"policies": [], "last_scan": None}}.items():
        document = {"org_id": ORG, "timestamp": "2031-01-01T00:00:00+00:00"}
        entries = [{"id": host_id, "data": data} for host_id in hosts]
        value = orjson.dumps({**document, "hosts": entries})
        counts = ingest.deliver("platform.inventory.host-apps", value, application=application)
        assert counts.get("rejected") == 0, (application, counts, ingest.rejections())


def check_workspaces(api: Client, ingest: Ingest, hosts: dict[str, Json]) -> None:
    """Makes, renames and deletes a workspace with the hosts."""
    path = f"/groups/{WORKSPACE}/hosts"
    for operation, name, counted in (
        ("create", "first", "groups_created"),
        ("update", "second", "groups_updated"),
        ("delete", "second", "groups_deleted"),
    ):
        workspace = {"id": WORKSPACE, "name": name, "type": "standard"}
        payload = {"operation": operation, "org_id": ORG, "workspace": workspace}
        value = orjson.dumps({"schema": {}, "payload": orjson.dumps(payload).decode()})
        assert ingest.deliver("outbox.event.workspace", value) == {counted: 1, "rejected": 0}, ingest.rejections()
        if operation == "create":
            fine(api.post(path, [*hosts]), "adding to a workspace")
        elif operation == "update":
            assert document(fine(api.get(f"{path}?per_page=1"), "hosts of a workspace"))["total"] == len(hosts)
    [ungrouped] = document(fine(api.get("/groups?group_type=ungrouped-hosts"), "ungrouped"))["results"]
    assert ungrouped["host_count"] == len(hosts)


def check_deletions(api: RecordingClient, ingest: Ingest, reaper: Reaper, sql: Sql, hosts: dict[str, Json]) -> None:
    """Deletes a quarter of the hosts in each of four ways."""
    fine(api.delete("/hosts?display_name=nobody"), "delete", 202)
    named, tagged, old, rest = ([*hosts][start::4] for start in range(4))
    for chunk in chunks(named):
        fine(api.delete("/hosts/" + ",".join(chunk)), "delete")
    fine(post_tags(api, {"tags": [{**TAG, "value": "doomed"}], "host_id_list": tagged}), "tags of many")
    found = fine(api.delete("/hosts?tags=every/operation=doomed"), "delete those that match", 202)
    assert found.json["hosts_deleted"] == len(tagged)
    # Those that were culled from the beginning go with them.
    sql("UPDATE hbi.hosts SET last_check_in = now() - interval '1 year' WHERE id = ANY(%s::uuid[])", (old,))
    reaper.run("cull")
    assert {str(row[0]) for row in sql("SELECT id FROM hbi.hosts")} == {*rest}
    found = fine(api.delete("/hosts/all?confirm_delete_all=true"), "delete all", 202)
    assert found.json["hosts_deleted"] == len(rest)
    assert sql("SELECT id FROM hbi.hosts") == []
    reaper.run("relay")
    assert sql("SELECT host_id FROM hbi.host_events_outbox") == []
    deleted = {event.key for event in ingest.events() if event.headers["event_type"] == "delete"}
    assert deleted >= hosts.keys()


JOBS_ON_ALL_HOSTS = (
    "assign-ungrouped-host-groups",
    "sync-host-groups",
    "populate-host-type",
    "remove-null-workload-values",
    "revalidate-profiles",
)
TAG = {"namespace": "every", "key": "operation", "value": "called"}
WORKSPACE = "8a8a8a8a-0000-4000-8000-000000000009"
FILTER_NAME = "system_profile"
ORDERS = [f"order_by={key}&order_how={how}" for key in ORDER_KEYS for how in ("ASC", "DESC")]


VIEW_ORDERS = [
    f"order_by={key}"
    for key in (
        "advisor:severity_priority",
        "patch:advisories_total_applicable",
        "patch:template_name&order_how=DESC",
        "compliance:policies_count",
        "malware:last_scan&order_how=DESC",
        "malware:last_status",
    )
]


def fine(answer: Answer, about: str, status: int = 200) -> Answer:
    assert answer.status == status, (about, answer.content[:500])
    return answer


def all_pages(api: Client, path: str) -> list[Json]:
    """The bodies of all pages of a list."""
    path += "&per_page=100" if "per_page" not in path else ""
    first = document(fine(api.get(path), path))
    numbers = range(2, -(-first["total"] // first["per_page"]) + 1) if "results" in first else ()
    return [first, *(document(fine(api.get(f"{path}&page={number}"), path)) for number in numbers)]


def walked(api: Client, order: str, path: str = "/hosts") -> Iterator[str]:
    """Ids of the hosts on the pages of a walk."""
    path = f"{path}?{order}&per_page=8&cursor="
    while path:
        answer = fine(api.get(path), path)
        yield from (host["id"] for host in document(answer)["results"])
        following = re.search(r'<([^>]*)>; rel="next"', answer.headers.get("link", ""))
        path = following[1].removeprefix(BASE) if following else ""


def paged(api: Client, order: str) -> Iterator[str]:
    """Ids of the hosts on all pages."""
    total = document(fine(api.get(f"/hosts?{order}&per_page=1"), order))["total"]
    for number in range(1, -(-total // 100) + 1):
        answer = fine(api.get(f"/hosts?{order}&per_page=100&page={number}"), order)
        yield from (host["id"] for host in document(answer)["results"])


def document(answer: Answer) -> Any:
    """The body; what is nested too deep for a parser stays text."""
    return stored.read(answer.content)


def chunks(ids: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(ids), 40):
        yield ids[start : start + 40]
