"""Filters of a source that choose hosts and fields, where the deployment honours them (contract: exports 3.1)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import orjson
import pytest

from hbi import clock
from hbi.exports.api.requests import parse_create
from hbi.problems import InvalidBody
from tests.support.exporting import SOURCE, Exports
from tests.support.factories import Json, stored_group, stored_host

type Sql = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture
def honouring(export_environment: dict[str, str], request: pytest.FixtureRequest) -> Exports:
    """Exports of a deployment that honours filters."""
    export_environment["HBI_EXPORT_FILTERS"] = "true"
    exports: Exports = request.getfixturevalue("exports")
    return exports


def source(filters: Json) -> list[Json]:
    return [{**SOURCE, "filters": filters}]


@pytest.mark.parametrize(
    ("filters", "seen"),
    [
        pytest.param({}, {"web1", "db1", "old"}, id="nothing is asked for"),
        pytest.param({"display_name": "web"}, {"web1"}, id="part of the name"),
        pytest.param({"staleness": ["stale"]}, {"old"}, id="staleness"),
        pytest.param({"workspace_name": "one", "display_name": ""}, {"web1"}, id="workspace, and an empty text"),
        pytest.param({"tags": ["env/stage=prod"]}, {"web1"}, id="tags"),
        pytest.param({"filter": {"system_profile": {"number_of_cpus": {"gte": 8}}}}, {"db1"}, id="profile"),
        pytest.param({"system_type": ["bootc"], "registered_with": ["puptoo"]}, {"db1"}, id="two that must hold"),
        pytest.param({"configuration": {"columns": [{"key": "display_name"}]}}, {"web1", "db1", "old"}, id="unsaved"),
        pytest.param(
            {"configuration": {"columns": [{"key": "display_name"}], "filters": {"host": {"hostname_or_id": "db"}}}},
            {"db1"},
            id="unsaved view with filters",
        ),
    ],
)
def test_hosts(honouring: Exports, sql: Sql, filters: Json, seen: set[str]) -> None:
    stored_host(sql, display_name="web1", tags={"env": {"stage": ["prod"]}}, group=stored_group(sql, name="one"))
    stored_host(sql, display_name="db1", host_type="bootc", static={"number_of_cpus": 8})
    stored_host(sql, display_name="old", age=timedelta(days=2))
    assert {row["display_name"] for row in honouring.rows(sources=source(filters))} == seen


@pytest.mark.parametrize("file_format", ["json", "ndjson"])
def test_whole_profiles(honouring: Exports, sql: Sql, file_format: str) -> None:
    host = stored_host(
        sql,
        facts={"inventory": {"a": 1}},
        static={"arch": "x86_64", "other_fields": {"new_in_schema": 1}},
        dynamic={"workloads": {"sap": {"sap_system": True}}, "installed_packages": ["a-0:1-1.x86_64"]},
    )
    filters = {"columns": ["facts", "system_profile"]}
    (row,) = honouring.rows(format=file_format, sources=source(filters))
    assert list(row) == ["host_id", "facts", "system_profile"]
    assert (row["host_id"], row["facts"]) == (host["id"], {"inventory": {"a": 1}})
    present = {name: value for name, value in row["system_profile"].items() if value is not None}
    assert present == {
        "arch": "x86_64",
        "workloads": {"sap": {"sap_system": True}},
        "installed_packages": ["a-0:1-1.x86_64"],
    }


def test_members_of_profiles(honouring: Exports, sql: Sql) -> None:
    stored_host(sql, static={"arch": "x86_64", "os_release": "8.10"})
    filters = {"columns": ["display_name"], "fields": {"system_profile": ["os_release", "arch", "unknown"]}}
    (row,) = honouring.rows(sources=source(filters))
    assert row["system_profile"] == {"arch": "x86_64", "os_release": "8.10"}
    (row,) = honouring.rows(format="csv", sources=source(filters))
    assert orjson.loads(row["system_profile"]) == {"arch": "x86_64", "os_release": "8.10"}


def test_a_view_wins_whatever_stands_beside_it(honouring: Exports, sql: Sql) -> None:
    stored_host(sql)
    ((view_id,),) = sql("SELECT id::text FROM hbi.inventory_views WHERE org_id IS NULL")
    (row,) = honouring.rows(sources=source({"view_id": view_id, "productId": 5}))
    assert list(row)[:2] == ["host_id", "display_name"]


def nested(levels: int) -> Json:
    document: Json = {"a": "b"}
    for _ in range(levels):
        document = {"a": document}
    return document


@pytest.mark.parametrize(
    "filters",
    [
        pytest.param({"productId": "RHEL", "startDate": "2031-01-01"}, id="of another product"),
        pytest.param({"display_name": 5}, id="a number for a name"),
        pytest.param({"insights_id": "x"}, id="no UUID"),
        pytest.param({"fqdn": "a", "display_name": "b"}, id="two names"),
        pytest.param({"staleness": ["rotten"]}, id="unknown word"),
        pytest.param({"updated_start": "spring"}, id="no instant"),
        pytest.param({"updated_start": "2031-02-01", "updated_end": "2031-01-01"}, id="a span that ends early"),
        pytest.param({"tags": ["=x"]}, id="no tag"),
        pytest.param({"group_id": ["x"]}, id="no id of a group"),
        pytest.param({"filter": ["x"]}, id="a list as filter"),
        pytest.param({"filter": 5}, id="a number as filter"),
        pytest.param({"filter": {"productId": {"a": "b"}}}, id="filter of another product"),
        pytest.param({"filter": {"system_profile": nested(20)}}, id="a deep filter"),
        pytest.param({"columns": ["no such field"]}, id="unknown field"),
        pytest.param({"columns": {"key": "tags"}}, id="fields in an object"),
        pytest.param({"fields": {"advisor": ["x"]}}, id="members of something else"),
        pytest.param({"configuration": 5}, id="unsaved view of no object"),
        pytest.param({"configuration": {"columns": [{"key": "no such"}]}}, id="unsaved view that breaks a rule"),
        pytest.param({"configuration": {"columns": []}, "fqdn": "x"}, id="unsaved view beside something"),
    ],
)
def test_what_is_refused(filters: Json) -> None:
    body = orjson.dumps({"format": "csv", "sources": source(filters)})
    with pytest.raises(InvalidBody, match=r"^invalid json format of filters: "):
        parse_create(body, clock.now(), honours_filters=True)
    assert parse_create(body, clock.now()).sources[0].filters == filters


@pytest.mark.parametrize(
    ("filters", "outcome"),
    [
        pytest.param({"tags": [f"ns/k{n}=v" for n in range(1000)]}, ("failed", 404), id="tags"),
        pytest.param({"workspace_name": [f"w{n}" for n in range(1000)]}, ("failed", 404), id="workspaces"),
        pytest.param({"display_name": "x" * 1_000_000}, ("failed", 404), id="a name"),
        pytest.param({"fields": {"system_profile": [f"m{n}" for n in range(5000)]}}, ("complete", None), id="members"),
    ],
)
def test_huge_filters_come_to_an_end(
    honouring: Exports, sql: Sql, filters: Json, outcome: tuple[str, int | None]
) -> None:
    stored_host(sql)
    done = honouring.done(sources=source(filters))
    assert (str(done.status), done.sources[0].code) == outcome


def test_huge_filters_that_mean_nothing_are_repeated(exports: Exports, sql: Sql) -> None:
    stored_host(sql)
    filters = {f"product{n}": ["x"] for n in range(20_000)}
    archive = exports.archive(exports.done(sources=source(filters)))
    assert orjson.loads(archive.read("meta.json"))["file_meta"][0]["filters"] == filters


def test_filters_that_were_taken_before_they_were_honoured_fail_the_export(honouring: Exports, sql: Sql) -> None:
    stored_host(sql)
    export = honouring.create()
    sql("UPDATE hbi.export_sources SET filters = %s::jsonb WHERE org_id = '321'", ('{"productId": 5}',))
    honouring.work(export)
    (done,) = honouring.get(export).sources
    assert (done.code, (done.message or "")[:30]) == (400, "The filters cannot be applied:")
