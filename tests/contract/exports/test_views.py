"""Exports of what a saved view shows (contract: export-reaper-jobs 1.4)."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest

from hbi.exports.api.selections import DEFAULT_FIELDS
from hbi.exports.records import Export
from tests.support.exporting import SOURCE, Exports
from tests.support.factories import Json, insert, stored_group, stored_host, system_identity, user_identity

FORMATS = pytest.mark.parametrize("file_format", ["csv", "json", "ndjson", "parquet"])
ANA = "901"
"""User id of the identity that asks."""

type Sql = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture
def view(sql: Sql) -> Callable[..., str]:
    """`view(columns, filters, …)` stores a view of the caller's and returns its id."""

    def store(
        columns: list[str] | None = None, filters: Json | None = None, *, org_id: str = "321", **fields: Any
    ) -> str:
        configuration: Json = {"columns": [{"key": key} for key in columns or []]}
        if filters is not None:
            configuration["filters"] = filters
        now = datetime(2031, 1, 1, tzinfo=UTC)
        row = {
            "id": str(uuid.uuid4()),
            "org_id": org_id,
            "name": "a view",
            "configuration": configuration,
            "org_wide": False,
            "created_by": ANA,
            "created_on": now,
            "modified_on": now,
            **fields,
        }
        insert(sql, "inventory_views", row)
        return row["id"]

    return store


def source(view_id: object, **filters: Any) -> list[Json]:
    return [{**SOURCE, "filters": {"view_id": view_id, **filters}}]


def error_of(export: Export) -> tuple[str, int | None, str]:
    return str(export.status), export.sources[0].code, export.sources[0].message or ""


@FORMATS
def test_columns_are_the_views_with_the_id_first(
    exports: Exports, sql: Sql, view: Callable[..., str], file_format: str
) -> None:
    host = stored_host(
        sql,
        display_name="web1",
        tags={"env": {"stage": ["prod"]}},
        static={"os_release": "8.10", "infrastructure_type": "virtual", "infrastructure_vendor": "kvm"},
        dynamic={"workloads": {"sap": {"sap_system": True}, "ansible": {"controller_version": "1"}}},
        per_reporter_staleness={"puptoo": "x", "rhsm-conduit": "x", "rhsm-system-profile-bridge": "x", "own": "x"},
    )
    columns = ["operating_system", "status", "infrastructure", "vendor", "workload", "per_reporter_staleness", "tags"]
    (row,) = exports.rows(format=file_format, sources=source(view(columns)))
    tags: Any = [{"namespace": "env", "key": "stage", "value": "prod"}]
    assert list(row.items()) == [
        ("host_id", host["id"]),
        ("os_release", "8.10"),
        ("state", "fresh"),
        ("infrastructure_type", "virtual"),
        ("infrastructure_vendor", "kvm"),
        ("workloads", "ansible, sap"),
        ("data_collector", "own, insights-client, subscription-manager"),
        ("tags", "env/stage:prod" if file_format == "csv" else tags),
    ]


def test_columns_of_other_applications(exports: Exports, sql: Sql, view: Callable[..., str]) -> None:
    one, other = sorted(stored_host(sql)["id"] for _ in range(2))
    now = datetime(2031, 5, 1, 10, 0, tzinfo=UTC)
    row = {"org_id": "321", "host_id": one, "last_updated": now}
    insert(sql, "hosts_app_data_advisor", {**row, "critical": 3})
    insert(sql, "hosts_app_data_malware", {**row, "last_status": "clean", "last_scan": now})
    insert(sql, "hosts_app_data_compliance", {**row, "policies": [{"id": "1", "name": "CIS"}, {"id": "2"}]})
    columns = [
        "advisor:critical",
        "advisor:low",
        "malware:last_status",
        "malware:last_scan",
        "compliance:policies",
        "compliance:policies_count",
    ]
    chosen = source(view(columns))
    with_data, without = exports.rows(sources=chosen)
    assert list(with_data.values()) == [one, 3, None, "clean", "2031-05-01T10:00:00.000000+00:00", "CIS, 2", 2]
    assert list(without.values()) == [other] + [None] * 6
    assert list(with_data) == ["host_id", *columns]
    lines = exports.data(format="csv", sources=chosen).decode().splitlines()
    assert lines[1] == f'"{one}",3,"","clean","2031-05-01T10:00:00.000000+00:00","CIS, 2",2'
    assert lines[2] == f'"{other}","","","","","",""'


def test_times(exports: Exports, sql: Sql, view: Callable[..., str]) -> None:
    stored_host(sql, created_on=datetime(2031, 1, 2, 3, 4, 5, 6, UTC))
    (row,) = exports.rows(sources=source(view(["created", "last_check_in", "updated"])))
    assert row["created"] == "2031-01-02T03:04:05.000006+00:00"
    assert datetime.fromisoformat(row["last_check_in"]).tzinfo is not None
    assert list(row) == ["host_id", "created", "last_check_in", "updated"]


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        pytest.param(["status", "status", "display_name"], ["host_id", "state", "display_name"], id="each once"),
        pytest.param(["no such column", "tags"], ["host_id", "tags"], id="unknown ones are left out"),
        pytest.param(["no such column"], ["host_id"], id="the id alone"),
    ],
)
def test_columns(exports: Exports, sql: Sql, view: Callable[..., str], columns: list[str], expected: list[str]) -> None:
    stored_host(sql)
    (row,) = exports.rows(sources=source(view(columns)))
    assert list(row) == expected


def test_a_view_without_columns_shows_the_default_ones(exports: Exports, sql: Sql, view: Callable[..., str]) -> None:
    stored_host(sql)
    (row,) = exports.rows(sources=source(view()))
    assert (len(row), next(iter(row))) == (17, "display_name")


@pytest.mark.parametrize(
    ("filters", "seen"),
    [
        pytest.param({"host": {"hostname_or_id": "EB1"}}, {"web1"}, id="part of a name"),
        pytest.param({"host": {"tags": ["env/stage=prod"]}}, {"web1"}, id="a tag"),
        pytest.param({"host": {"workspace_name": ["ONE"]}}, {"web1"}, id="whole name of a workspace"),
        pytest.param({"host": {"workspace_name": "one"}}, {"web1"}, id="a workspace as a text"),
        pytest.param({"host": {"staleness": ["stale"]}}, {"old"}, id="staleness"),
        pytest.param({"host": {"system_type": ["bootc"]}}, {"db1"}, id="type"),
        pytest.param({"host": {"registered_with": ["discovery"]}}, {"db1"}, id="a reporter"),
        pytest.param({"host": {"last_check_in_start": "2100-01-01"}}, None, id="nothing matches"),
        pytest.param({"system_profile": {"arch": "aarch64"}}, {"db1"}, id="profile"),
        pytest.param({"advisor": {"critical": {"gte": 2}}}, {"db1"}, id="another application"),
        pytest.param({"system_profile": {"arch": "aarch64"}, "host": {"hostname_or_id": "web"}}, None, id="all of it"),
    ],
)
def test_filters(exports: Exports, sql: Sql, view: Callable[..., str], filters: Json, seen: set[str] | None) -> None:
    stored_host(sql, display_name="web1", tags={"env": {"stage": ["prod"]}}, group=stored_group(sql, name="one"))
    database = stored_host(sql, display_name="db1", host_type="bootc", reporter="discovery", static={"arch": "aarch64"})
    now = datetime.now(UTC)
    insert(
        sql,
        "hosts_app_data_advisor",
        {"org_id": "321", "host_id": database["id"], "last_updated": now, "critical": 2},
    )
    stored_host(sql, display_name="old", age=timedelta(days=2))
    stored_host(sql, display_name="web1 culled", age=timedelta(days=40))
    stored_host(sql, display_name="web1 of another", org_id="322")
    chosen = source(view(["display_name"], filters))
    if seen is None:
        status, code, message = error_of(exports.done(sources=chosen))
        assert (status, code) == ("failed", 404)
        assert "321" in message
    else:
        assert {row["display_name"] for row in exports.rows(sources=chosen)} == seen


def test_members_beside_a_view_are_ignored(exports: Exports, sql: Sql, view: Callable[..., str]) -> None:
    stored_host(sql)
    (row,) = exports.rows(sources=source(view(["tags"]), productId=[5], columns=["fqdn"]))
    assert list(row) == ["host_id", "tags"]


@pytest.mark.parametrize("nothing", [None, "", 0, False, [], {}])
def test_an_empty_view_id_names_none(exports: Exports, sql: Sql, nothing: Any) -> None:
    stored_host(sql)
    (row,) = exports.rows(sources=source(nothing))
    assert len(row) == 17


def test_views_of_several_sources(exports: Exports, sql: Sql, view: Callable[..., str]) -> None:
    for _ in range(3):
        stored_host(sql)
    names, tags = view(["display_name"]), view(["tags"])
    sources = [*source(names), *source(tags), *source(names), SOURCE]
    export = exports.done(sources=sources)
    archive = exports.archive(export)
    shapes = [list(orjson.loads(archive.read(f"{entry.id}.json"))[0]) for entry in export.sources]
    wanted = {names: ["host_id", "display_name"], tags: ["host_id", "tags"], None: list(DEFAULT_FIELDS)}
    asked = [orjson.loads(entry.filters.text)["view_id"] if entry.filters else None for entry in export.sources]
    assert shapes == [wanted[view_id] for view_id in asked]
    assert export.rows == 12


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"created_by": "somebody else"}, id="somebody else's"),
        pytest.param({"org_id": "322", "org_wide": True}, id="another organisation's"),
    ],
)
def test_views_that_are_not_visible(exports: Exports, sql: Sql, view: Callable[..., str], fields: Json) -> None:
    stored_host(sql)
    view_id = view(["tags"], **fields)
    status, code, message = error_of(exports.done(sources=source(view_id)))
    assert (status, code) == ("failed", 404)
    assert view_id in message


@pytest.mark.parametrize(
    "fields", [pytest.param({"created_by": "somebody", "org_wide": True}, id="shared with the organisation")]
)
def test_views_that_are_visible(exports: Exports, sql: Sql, view: Callable[..., str], fields: Json) -> None:
    stored_host(sql)
    (row,) = exports.rows(sources=source(view(["tags"], **fields)))
    assert list(row) == ["host_id", "tags"]


def test_the_systems_view(exports: Exports, sql: Sql) -> None:
    stored_host(sql)
    ((view_id,),) = sql("SELECT id::text FROM hbi.inventory_views WHERE org_id IS NULL")
    (row,) = exports.rows(sources=source(view_id))
    assert list(row) == ["host_id", "display_name", "group_name", "tags", "os_release", "last_check_in"]


@pytest.mark.parametrize("view_id", ["all", 5, ["x"], {"a": "b"}, "0" * 33])
def test_what_is_no_id_is_no_view(exports: Exports, sql: Sql, view_id: Any) -> None:
    stored_host(sql)
    assert error_of(exports.done(sources=source(view_id)))[:2] == ("failed", 404)


def test_a_view_that_is_deleted_before_the_work_begins(exports: Exports, sql: Sql, view: Callable[..., str]) -> None:
    stored_host(sql)
    view_id = view(["tags"])
    export = exports.create(sources=source(view_id))
    sql("DELETE FROM hbi.inventory_views WHERE org_id = '321' AND id = %s", (view_id,))
    exports.work(export)
    assert error_of(exports.get(export)) == ("failed", 404, f"View {view_id} not found.")
    assert exports.objects() == []


@pytest.mark.parametrize(
    "identity",
    [
        pytest.param(user_identity(user={"username": "ana"}), id="user without id"),
        pytest.param(system_identity("9f0c1c52-7a3e-4f55-8a55-0f1b6a0c9e11"), id="system"),
    ],
)
def test_identities_without_views(exports: Exports, sql: Sql, view: Callable[..., str], identity: Json) -> None:
    stored_host(sql)
    chosen = source(view(["tags"]))
    assert error_of(exports.done(identity=identity, sources=chosen))[:2] == ("failed", 403)


@pytest.mark.parametrize(
    "configuration",
    [
        pytest.param({"columns": [], "filters": {"system_profile": {"no_such_field": "x"}}}, id="unknown field"),
        pytest.param({"columns": [], "filters": {"host": {"staleness": ["rotten"]}}}, id="unknown state"),
        pytest.param({"columns": [], "filters": {"patch": {"template_uuid": {"eq": "x"}}}}, id="no UUID"),
        pytest.param({"columns": [], "filters": [1]}, id="filters that are no object"),
    ],
)
def test_a_stored_view_that_cannot_be_applied(
    exports: Exports, sql: Sql, view: Callable[..., str], configuration: Json
) -> None:
    stored_host(sql)
    status, code, message = error_of(exports.done(sources=source(view(configuration=configuration))))
    assert (status, code) == ("failed", 400)
    assert message.startswith("The filters cannot be applied: ")


@pytest.mark.parametrize("configuration", [{}, {"columns": "x"}, {"columns": [5, {"key": ["x"]}]}])
def test_a_stored_view_of_odd_shape_still_shows_hosts(
    exports: Exports, sql: Sql, view: Callable[..., str], configuration: Json
) -> None:
    host = stored_host(sql)
    (row,) = exports.rows(sources=source(view(configuration=configuration)))
    assert row["host_id"] == host["id"]
