"""No row that other software stored makes an operation fail or another host disappear."""

from collections.abc import Callable, Sequence

import pytest

from tests.conftest import Sql
from tests.fixtures.api import MakeApplication
from tests.integration.foreign_rows.operations import (
    QUERIES,
    Inventory,
    check_everything,
    document,
    fine,
)
from tests.support.api import EXPORT_BASE, Client
from tests.support.exporting import SOURCE, Exports
from tests.support.factories import ORG, Json, host_report, stored_group
from tests.support.foreign_rows import DOCUMENTS, EXACT, INSTANTS, INTEGERS, TEXTS, columns_of, complete_host, store
from tests.support.ingesting import Ingest
from tests.support.operations import RecordingClient
from tests.support.reaping import Reaper

pytestmark = [pytest.mark.kafka, pytest.mark.timeout(600)]

KINDS = {
    "scalars, empty ones": [*DOCUMENTS][:11],
    "lists and objects": [*DOCUMENTS][11:19],
    "deep ones": [*DOCUMENTS][19:26],
    "a megabyte": [*DOCUMENTS][26:],
}
"""Kind → documents that are stored together. Deep ones are apart: answers with them may take another way."""

type StoreRows = Callable[[str], list[Json]]


@pytest.fixture
def api(
    make_application: MakeApplication, kafka_environment: dict[str, str], export_environment: dict[str, str]
) -> RecordingClient:
    return RecordingClient(
        make_application(**export_environment | kafka_environment, INVENTORY_ADMIN_HOSTS_ENABLED="true")
    )


@pytest.fixture
def inventory(
    api: RecordingClient,
    ingest: Ingest,
    exports: Exports,
    reaper: Reaper,
    sql: Sql,
    empty_database: Callable[[], None],
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
    hosts = {host["id"] for host in rows}
    for host_id in hosts:
        tags, facts = {"other": {"k": ["v"]}}, [{"namespace": "b", "facts": {"a": 1}}]
        profile = {"arch": "s390x", "workloads": {"ansible": {"hub_version": "1.0"}}, "rhsm": {"version": "9"}}
        report = host_report(id=host_id, tags=tags, facts=facts, system_profile=profile)
        fine(api.post("/_admin/hosts", report), host_id)
    entered = sql("SELECT count(*) FROM hbi.hosts WHERE last_check_in BETWEEN now() - interval '1 hour' AND now()")
    assert entered == [(len(hosts),)]
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
            shown = document(fine(api.get("/resource-types/inventory-groups?per_page=100"), value))
            assert group in {entry["id"] for entry in shown["data"]}
            fine(api.get("/resource-types/inventory-groups?name=a"), value)
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
