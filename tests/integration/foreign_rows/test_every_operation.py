"""No row that other software stored makes an operation fail or another host disappear."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
import pytest

from hbi import stored
from hbi.profile import schema
from hbi.queries.filters.profile_fields import roots
from hbi.queries.lists.ordering import ORDER_KEYS
from tests.conftest import Sql
from tests.fixtures.api import MakeApplication
from tests.support.api import BASE, EXPORT_BASE, Answer, Client
from tests.support.exporting import SOURCE, Exports
from tests.support.factories import ORG, Json, host_report, stored_group
from tests.support.foreign_rows import DOCUMENTS, EXACT, INSTANTS, INTEGERS, TEXTS, columns_of, complete_host, store
from tests.support.ingesting import Ingest
from tests.support.reaping import Reaper

pytestmark = [pytest.mark.kafka, pytest.mark.timeout(600)]

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


KINDS = {
    "scalars, empty ones": [*DOCUMENTS][:11],
    "lists and objects": [*DOCUMENTS][11:19],
    "deep ones": [*DOCUMENTS][19:26],
    "a megabyte": [*DOCUMENTS][26:],
}
"""Kind → documents that are stored together. Deep ones are apart: answers with them may take another way."""

JOBS_ON_ALL_HOSTS = (
    "assign-ungrouped-host-groups",
    "sync-host-groups",
    "populate-host-type",
    "remove-null-workload-values",
    "revalidate-profiles",
)

type StoreRows = Callable[[str], list[Json]]


@dataclass(frozen=True)
class Inventory:
    """Every function on one database and one broker."""

    api: Client
    ingest: Ingest
    exports: Exports
    reaper: Reaper
    sql: Sql
    empty: Callable[[], None]


@pytest.fixture
def api(make_application: MakeApplication, kafka_environment: dict[str, str]) -> Client:
    return Client(make_application(**kafka_environment, INVENTORY_ADMIN_HOSTS_ENABLED="true"))


@pytest.fixture
def inventory(
    api: Client, ingest: Ingest, exports: Exports, reaper: Reaper, sql: Sql, empty_database: Callable[[], None]
) -> Inventory:
    return Inventory(api, ingest, exports, reaper, sql, empty_database)


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_documents(inventory: Inventory, sql: Sql, kind: str) -> None:
    def store_document(name: str) -> list[Json]:
        rows = store(sql, columns_of(sql, "jsonb"), DOCUMENTS[name], "%s::jsonb")
        rows |= store(sql, columns_of(sql, "jsonb[]"), DOCUMENTS[name], "ARRAY[%s::jsonb, NULL, '{}']")
        assert len(rows) > 20
        return [*rows.values()]

    check_together(inventory, KINDS[kind], store_document)


@pytest.mark.slow
def test_instants(inventory: Inventory, sql: Sql) -> None:
    def store_instant(value: str) -> list[Json]:
        rows = store(sql, columns_of(sql, "timestamp with time zone"), value, "%s::timestamptz")
        assert len(rows) > 10
        return [*rows.values()]

    check_together(inventory, INSTANTS, store_instant)


@pytest.mark.slow
def test_texts_and_lists_of_texts(inventory: Inventory, sql: Sql) -> None:
    rows: list[Json] = []
    for number, value in enumerate(TEXTS):  # each column holds one of them: all of all would be hundreds of hosts
        rows += store(sql, columns_of(sql, "character varying", "text")[number :: len(TEXTS)], value, "%s").values()
    for value in ("{}", "{NULL}", '{{"a","b"},{"c","d"}}', '{"\\"","null"}'):
        rows += store(sql, columns_of(sql, "character varying[]"), value, "%s").values()
    check_everything(inventory, rows)


@pytest.mark.slow
def test_integers(inventory: Inventory, sql: Sql) -> None:
    rows: list[Json] = []
    for number, value in enumerate(INTEGERS):
        columns = columns_of(sql, "integer", "bigint")[number :: len(INTEGERS)]
        rows += store(sql, columns, str(value), "%s").values()
    check_everything(inventory, rows)


def test_staleness(api: Client, reaper: Reaper, sql: Sql) -> None:
    host = complete_host(sql)
    names = ("stale", "stale_warning", "delete")
    for value in INTEGERS:
        for name in names:
            sql("DELETE FROM hbi.staleness")
            columns = ", ".join(f"conventional_time_to_{other}" for other in names)
            values = [value if other == name else 100_000 for other in names]
            sql(
                f"INSERT INTO hbi.staleness (id, org_id, {columns}, created_on, modified_on)"
                " VALUES (gen_random_uuid(), %s, %s, %s, %s, now(), now())",
                (ORG, *values),
            )
            for query in QUERIES:
                fine(api.get(f"/hosts?{query}"), query)
            assert api.get(f"/hosts/{host['id']}").status in {200, 404}
            shown = document(fine(api.get("/account/staleness"), name))
            assert shown[f"conventional_time_to_{name}"] == value
            assert api.patch("/account/staleness", {}).status in {200, 400}
            changes = {"conventional_time_to_stale": 200_000, "conventional_time_to_delete": 3_000_000}
            assert api.patch("/account/staleness", changes).status in {200, 400, 404}
    for task in ("notify", "relay", "cull"):
        reaper.run(task)


def test_hosts_that_operators_enter(api: Client, sql: Sql) -> None:
    rows: list[Json] = []
    for text in [*DOCUMENTS.values()][::12]:
        rows += store(sql, columns_of(sql, "jsonb"), text, "%s::jsonb").values()
    for instant in INSTANTS:
        rows += store(sql, columns_of(sql, "timestamp with time zone"), instant, "%s::timestamptz").values()
    for host in rows:
        tags, facts = {"other": {"k": ["v"]}}, [{"namespace": "b", "facts": {"a": 1}}]
        profile = {"arch": "s390x", "workloads": {"ansible": {"hub_version": "1.0"}}, "rhsm": {"version": "9"}}
        report = host_report(id=host["id"], tags=tags, facts=facts, system_profile=profile)
        fine(api.post("/_admin/hosts", report), host["id"])
    entered = sql("SELECT count(*) FROM hbi.hosts WHERE last_check_in BETWEEN now() - interval '1 hour' AND now()")
    assert entered == [(len(rows),)]
    assert sql("SELECT host_id FROM hbi.host_events_outbox") == []


def test_stored_views(api: Client, sql: Sql) -> None:
    texts = [*DOCUMENTS.values(), '{"columns": [{"key": "gone"}], "sort": null}']
    for text in texts:
        sql(
            "INSERT INTO hbi.inventory_views (org_id, name, description, configuration, created_by)"
            " VALUES (%s, %s, '', %s, '901')",
            (ORG, "n" * 255, text),
        )
    assert document(fine(api.get("/beta/views?per_page=100"), "views"))["total"] == len(texts) + 1
    for (view_id,) in sql("SELECT id::text FROM hbi.inventory_views WHERE org_id = %s", (ORG,)):
        path = f"/beta/views/{view_id}"
        fine(api.get(path), "view")
        fine(api.patch(path, {"description": "b"}), "change of a view")
        fine(api.post(f"{path}/clone"), "copy of a view", 201)
        fine(api.request("PUT", "/beta/views/default", body={"view_id": view_id}), "view to see first")
        fine(api.delete(path), "deletion of a view", 204)


def test_groups(api: Client, sql: Sql) -> None:
    host = complete_host(sql)
    for column, values in (
        *((column, INSTANTS) for column in ("created_on", "modified_on")),
        *((column, [text[:10] for text in TEXTS]) for column in ("name", "account")),
    ):
        for value in values:
            group = stored_group(sql, name="odd")["id"]
            sql(f"UPDATE hbi.groups SET {column} = %s WHERE id = %s", (value, group))
            for query in ("", "?order_by=host_count", "?order_by=updated", "?name=a&group_type=all"):
                fine(api.get(f"/groups{query}"), value)
            fine(api.get(f"/groups/{group}"), value)
            fine(api.post(f"/groups/{group}/hosts", [host["id"]]), value)
            fine(api.get(f"/groups/{group}/hosts?order_by=group_name"), value)
            fine(api.patch(f"/groups/{group}", {"host_ids": [host["id"]]}), value)
            fine(api.patch(f"/groups/{group}", {"name": "sound"}), value)
            fine(api.delete(f"/groups/{group}"), value, 204)


def test_stored_exports(api: Client, exports: Exports, sql: Sql) -> None:
    complete_host(sql)
    for text in DOCUMENTS.values():
        export = exports.create()
        sql("UPDATE hbi.export_sources SET filters = %s WHERE export_id = %s", (text, export.id))
        [shown] = document(fine(api.get(f"{EXPORT_BASE}/exports/{export.id}/status"), text))["sources"]
        assert shown["application"] == SOURCE["application"]
        exports.work(export)
        assert exports.archive(exports.get(export)).namelist()[1:] == ["meta.json", "README.md"]
    for instant in INSTANTS:
        export = exports.done()
        for column in ("created_on", "completed_on", "expires_on", "progress_on"):
            sql(f"UPDATE hbi.exports SET {column} = %s WHERE id = %s", (instant, export.id))
        fine(api.get(f"{EXPORT_BASE}/exports/{export.id}/status"), instant)
        waiting = exports.create()
        sql("UPDATE hbi.exports SET created_on = %s WHERE id = %s", (instant, waiting.id))
        exports.work(waiting)
        assert exports.archive(exports.get(waiting)).testzip() is None
    for sort in ("created", "expires", "name"):
        page = document(fine(api.get(f"{EXPORT_BASE}/exports?sort={sort}&dir=desc"), sort))
        assert page["meta"]["count"] == len(page["data"]) == len(DOCUMENTS) + 2 * len(INSTANTS)


def test_contexts_of_events(ingest: Ingest, reaper: Reaper, sql: Sql) -> None:
    hosts = [complete_host(sql) for _ in DOCUMENTS]
    for host, text in zip(hosts, DOCUMENTS.values(), strict=True):
        for kind in ("updated", "stale"):
            sql(
                "INSERT INTO hbi.host_events_outbox (org_id, host_id, event_type, context) VALUES (%s, %s, %s, %s)",
                (ORG, host["id"], kind, text),
            )
    reaper.run("relay")
    assert {event.key for event in ingest.events()} == {host["id"] for host in hosts}
    assert sql("SELECT host_id, context FROM hbi.host_events_outbox") == []


def test_numbers_and_documents_are_shown_as_they_are_stored(api: Client, ingest: Ingest, sql: Sql) -> None:
    host = complete_host(sql)
    document = f'{{"v": {EXACT}, "w": 1.50, "x": [1{"0" * 400}]}}'
    sql("UPDATE hbi.hosts SET facts = %s WHERE id = %s", (f'{{"ns": {document}}}', host["id"]))
    sql("UPDATE hbi.system_profiles_static SET rhsm = %s, operating_system = %s", (document, document))
    sql("UPDATE hbi.system_profiles_dynamic SET workloads = %s", (f'{{"sap": {document}}}',))
    fine(api.post("/hosts/checkin", {"insights_id": host["insights_id"]}), "check-in", 201)
    fields = "fields[system_profile]=rhsm,operating_system,workloads"
    shown = [
        fine(api.get(f"/hosts?{fields}"), "list").content,
        fine(api.get(f"/hosts/{host['id']}?{fields}"), "by id").content,
        ingest.events()[0].value,
    ]
    for content in shown:
        assert content.count(document.encode()) == 4
    profile = fine(api.get(f"/hosts/{host['id']}/system_profile"), "profile").content
    assert profile.count(document.encode()) == 3


def check_together(inventory: Inventory, values: Sequence[str], store_rows: StoreRows) -> None:
    """Checks all values at once. If an operation fails, each value alone tells whose fault it is."""
    try:
        check_everything(inventory, [host for value in values for host in store_rows(value)])
    except Exception as failure:
        for value in values:
            inventory.empty()
            try:
                check_everything(inventory, store_rows(value))
            except Exception as culprit:
                culprit.add_note(f"The rows that it fails with: {value}")
                raise culprit from failure
        failure.add_note("None of the values alone makes it fail.")
        raise


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
    changed = check_writes(api, sql, hosts)
    check_ingest(ingest, sql, hosts)
    reaper.run("notify")
    reaper.run("relay")
    shown = {event.key for event in ingest.events() if event.headers["event_type"] == "updated"}
    assert changed == hosts.keys() <= shown
    assert sql("SELECT host_id, event_type FROM hbi.host_events_outbox") == []
    check_jobs(reaper, sql, hosts)
    check_deletions(api, ingest, reaper, sql, hosts)


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
    fine(api.get(f"{path},{ungrouped}"), "by id")
    fine(api.delete(path), "deletion of a group", 204)


def check_exports(exports: Exports, api: Client, hosts: dict[str, Json]) -> None:
    for form in ("csv", "json"):
        assert {row["host_id"] for row in exports.rows(format=form)} == hosts.keys()
    for path in ("", "?sort=name", "?limit=1&offset=1&sort=expires_at&dir=desc"):
        fine(api.get(f"{EXPORT_BASE}/exports{path}"), path)


def check_writes(api: Client, sql: Sql, hosts: dict[str, Json]) -> set[str]:
    """Returns the hosts that were changed."""
    for chunk in chunks([*hosts]):
        fine(api.patch("/hosts/" + ",".join(chunk), {"display_name": "new", "ansible_host": "a"}), "patch")
    for host in hosts.values():
        path = f"/hosts/{host['id']}"
        for method in ("PATCH", "PUT"):
            answer = api.request(method, f"{path}/facts/ns", body={"fact": 2})
            assert answer.status in {200, 404}, (method, answer.content)
        fine(api.post("/hosts/checkin", {"insights_id": host["insights_id"]}), "check-in", 201)
    rows = sql("SELECT id FROM hbi.hosts WHERE ansible_host = 'a'")
    return {str(row[0]) for row in rows}


def check_ingest(ingest: Ingest, sql: Sql, hosts: dict[str, Json]) -> None:
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


def check_deletions(api: Client, ingest: Ingest, reaper: Reaper, sql: Sql, hosts: dict[str, Json]) -> None:
    fine(api.delete("/hosts?display_name=nobody"), "delete", 202)
    half = len(hosts) // 2
    for chunk in chunks([*hosts][:half]):
        fine(api.delete("/hosts/" + ",".join(chunk)), "delete")
    sql("UPDATE hbi.hosts SET last_check_in = now() - interval '1 year'")
    reaper.run("cull")
    assert sql("SELECT id FROM hbi.hosts") == []
    assert sql("SELECT host_id FROM hbi.host_events_outbox") == []
    deleted = {event.key for event in ingest.events() if event.headers["event_type"] == "delete"}
    assert deleted >= hosts.keys()


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
    for number in range(1, -(-total // 50) + 1):
        answer = fine(api.get(f"/hosts?{order}&per_page=50&page={number}"), order)
        yield from (host["id"] for host in document(answer)["results"])


def document(answer: Answer) -> Any:
    """The body; what is nested too deep for a parser stays text."""
    return stored.read(answer.content)


def chunks(ids: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(ids), 40):
        yield ids[start : start + 40]
