"""Rows and columns of an export (contract: export-reaper-jobs 1.3)."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest

from hbi import clock
from tests.support.exporting import Exports
from tests.support.factories import insert, stored_group, stored_host

COLUMNS = [
    "display_name",
    "fqdn",
    "host_id",
    "subscription_manager_id",
    "satellite_id",
    "group_id",
    "group_name",
    "os_release",
    "updated",
    "state",
    "tags",
    "host_type",
    "bios_uuid",
    "satellite_managed",
    "cloud_provider",
    "is_marketplace",
    "ip_addresses",
]
NOW = datetime(2031, 5, 1, 10, 0, tzinfo=UTC)
FORMATS = pytest.mark.parametrize("file_format", ["csv", "json", "ndjson", "parquet"])

type Sql = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture
def frozen_clock(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """It is `NOW` all the time."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return NOW


def test_csv_of_one_host_to_the_byte(exports: Exports, sql: Sql) -> None:
    host = stored_host(
        sql,
        id="7c1e0000-0000-4000-8000-000000000001",
        display_name="web1",
        fqdn=None,
        subscription_manager_id="9d2f0000-0000-4000-8000-000000000002",
        tags={"env": {"stage": ["prod"]}, "null": {"flag": []}},
        modified_on=datetime(2031, 5, 1, 10, 0, 0, 123456, UTC),
        ip_addresses=["10.0.0.1", "2001:db8::1"],
        static={"os_release": "9.4", "satellite_managed": False, "cloud_provider": "aws"},
    )
    assert exports.data(format="csv") == (
        b'"display_name","fqdn","host_id","subscription_manager_id","satellite_id","group_id","group_name",'
        b'"os_release","updated","state","tags","host_type","bios_uuid","satellite_managed","cloud_provider",'
        b'"is_marketplace","ip_addresses"\r\n'
        b'"web1","","7c1e0000-0000-4000-8000-000000000001","9d2f0000-0000-4000-8000-000000000002","",'
        b'"' + host["groups"][0]["id"].encode() + b'","Ungrouped Hosts","9.4","2031-05-01T10:00:00.123456+00:00",'
        b'"fresh","env/stage:prod;None/flag:None","conventional","",False,"aws","","10.0.0.1, 2001:db8::1"\r\n'
    )


def test_json_of_one_host_to_the_byte(exports: Exports, sql: Sql) -> None:
    host = stored_host(
        sql,
        id="7c1e0000-0000-4000-8000-000000000001",
        display_name="zoë 😀",
        fqdn=None,
        tags={"env": {"stage": ["prod"]}, "null": {"flag": []}},
        modified_on=datetime(2031, 5, 1, 10, 0, 0, 123456, UTC),
        ip_addresses=["10.0.0.1", "2001:db8::1"],
        static={"satellite_managed": True, "is_marketplace": False},
    )
    assert exports.data(format="json") == (
        b'[{"display_name":"zo\\u00eb \\ud83d\\ude00","fqdn":null,"host_id":"7c1e0000-0000-4000-8000-000000000001",'
        b'"subscription_manager_id":null,"satellite_id":null,"group_id":"'
        + host["groups"][0]["id"].encode()
        + b'","group_name":"Ungrouped Hosts","os_release":null,"updated":"2031-05-01T10:00:00.123456+00:00",'
        b'"state":"fresh","tags":[{"namespace":"env","key":"stage","value":"prod"},'
        b'{"namespace":null,"key":"flag","value":null}],"host_type":"conventional","bios_uuid":null,'
        b'"satellite_managed":true,"cloud_provider":null,"is_marketplace":false,'
        b'"ip_addresses":["10.0.0.1", "2001:db8::1"]}]'
    )


def test_ndjson_of_two_hosts(exports: Exports, sql: Sql) -> None:
    for number, name in enumerate(("zoë 😀", "two\nlines"), 1):
        stored_host(sql, id=f"7c1e0000-0000-4000-8000-00000000000{number}", display_name=name)
    lines = exports.data(format="ndjson").split(b"\n")
    assert lines[-1] == b""
    assert lines[0].startswith('{"display_name":"zoë 😀","fqdn":"host-'.encode())
    assert [orjson.loads(line)["display_name"] for line in lines[:-1]] == ["zoë 😀", "two\nlines"]


@FORMATS
def test_columns_come_in_the_contracts_order(exports: Exports, sql: Sql, file_format: str) -> None:
    stored_host(sql)
    (row,) = exports.rows(format=file_format)
    assert list(row) == COLUMNS


@FORMATS
def test_more_hosts_than_a_chunk_come_once_each_ordered_by_id(exports: Exports, sql: Sql, file_format: str) -> None:
    group = stored_group(sql, ungrouped=True)
    ids = sorted(stored_host(sql, group=group)["id"] for _ in range(600))
    if file_format == "parquet":
        assert [row["host_id"] for row in exports.rows(format=file_format)] == ids
        return
    data = exports.data(format=file_format)
    if file_format == "json":
        assert b"\n" not in data
        assert [row["host_id"] for row in orjson.loads(data)] == ids
    elif file_format == "ndjson":
        assert [orjson.loads(line)["host_id"] for line in data.splitlines()] == ids
    else:
        assert data.count(b"\r\n") == 601
        assert [row["host_id"] for row in csv.DictReader(io.StringIO(data.decode()))] == ids


@FORMATS
@pytest.mark.parametrize(
    "text",
    [
        pytest.param('say "hi"', id="embedded quotes"),
        pytest.param('"', id="nothing but a quote"),
        pytest.param("two\nlines\r\nand three", id="line breaks"),
        pytest.param("a,b;c", id="separators"),
        pytest.param("“typographic” – ‘quotes’", id="typographic quotes"),
        pytest.param("日本語 ünï €", id="characters beyond ASCII"),
        pytest.param("𝒳😀", id="characters beyond the basic plane"),
        pytest.param("back\\slash \\n \\u0041", id="backslashes"),
        pytest.param("\ttab\x01\x1f\x7f", id="control characters"),
        pytest.param("=1+1", id="a formula stays as it is"),
        pytest.param("@SUM(A1)", id="another formula stays as it is"),
        pytest.param("  spaces  ", id="spaces at the ends"),
        pytest.param("\\N", id="PostgreSQL's word for null"),
        pytest.param("\\.", id="PostgreSQL's end of data"),
        pytest.param("None", id="the word None"),
    ],
)
def test_texts_come_through_unchanged(exports: Exports, sql: Sql, file_format: str, text: str) -> None:
    stored_host(sql, display_name=text, tags={text: {text: [text]}})
    (row,) = exports.rows(format=file_format)
    assert row["display_name"] == text
    if file_format != "csv":
        assert row["tags"] == [{"namespace": text, "key": text, "value": text}]
    else:
        assert row["tags"] == f"{text}/{text}:{text}"


def test_json_is_ascii(exports: Exports, sql: Sql) -> None:
    stored_host(sql, display_name="日本語", tags={"ünï": {"k": ["€"]}})
    assert exports.data(format="json").isascii()


def test_csv_is_utf8(exports: Exports, sql: Sql) -> None:
    stored_host(sql, display_name="日本語")
    assert '"日本語"'.encode() in exports.data(format="csv")


@pytest.mark.parametrize(
    ("tags", "in_csv", "in_json"),
    [
        pytest.param({}, "", [], id="no tags"),
        pytest.param(None, "", [], id="tags never set"),
        pytest.param(
            {"env": {"stage": ["prod"]}},
            "env/stage:prod",
            [{"namespace": "env", "key": "stage", "value": "prod"}],
            id="one tag",
        ),
        pytest.param(
            {"null": {"flag": []}},
            "None/flag:None",
            [{"namespace": None, "key": "flag", "value": None}],
            id="neither namespace nor value",
        ),
        pytest.param(
            {"env": {"stage": ["prod", "eu"]}},
            "env/stage:prod;env/stage:eu",
            [
                {"namespace": "env", "key": "stage", "value": "prod"},
                {"namespace": "env", "key": "stage", "value": "eu"},
            ],
            id="one entry for each value",
        ),
    ],
)
def test_tags(exports: Exports, sql: Sql, tags: Any, in_csv: str, in_json: list[Any]) -> None:
    stored_host(sql, tags=tags or {})
    if tags is None:
        sql("UPDATE hbi.hosts SET tags = NULL")
    assert exports.rows(format="csv")[0]["tags"] == in_csv
    assert exports.rows(format="json")[0]["tags"] == in_json


@pytest.mark.parametrize(
    ("age", "state"),
    [
        pytest.param(timedelta(0), "fresh", id="just checked in"),
        pytest.param(timedelta(seconds=104_400, microseconds=-1), "fresh", id="before the stale border"),
        pytest.param(timedelta(seconds=104_400), "stale", id="on the stale border"),
        pytest.param(timedelta(seconds=604_800, microseconds=-1), "stale", id="before the warning border"),
        pytest.param(timedelta(seconds=604_800), "stale warning", id="on the warning border, with a space"),
        pytest.param(timedelta(seconds=2_592_000, microseconds=-1), "stale warning", id="before the culled border"),
    ],
)
@FORMATS
def test_state(
    exports: Exports, sql: Sql, frozen_clock: datetime, age: timedelta, state: str, file_format: str
) -> None:
    stored_host(sql, last_check_in=frozen_clock - age)
    (row,) = exports.rows(format=file_format)
    assert row["state"] == state


def test_state_follows_the_organisations_own_settings(exports: Exports, sql: Sql, frozen_clock: datetime) -> None:
    insert(
        sql,
        "staleness",
        {
            "id": "11111111-0000-4000-8000-000000000001",
            "org_id": "321",
            "conventional_time_to_stale": 10,
            "conventional_time_to_stale_warning": 20,
            "conventional_time_to_delete": 30,
            "created_on": NOW,
            "modified_on": NOW,
        },
    )
    ages = {5: "fresh", 15: "stale", 25: "stale warning", 30: None}
    hosts = {stored_host(sql, last_check_in=frozen_clock - timedelta(seconds=age))["id"]: age for age in ages}
    states = {hosts[row["host_id"]]: row["state"] for row in exports.rows()}
    assert states == {age: state for age, state in ages.items() if state}


@FORMATS
@pytest.mark.parametrize(
    "absent",
    [
        pytest.param({"age": timedelta(days=30)}, id="on the culled border"),
        pytest.param({"age": timedelta(days=400)}, id="culled long ago"),
        pytest.param({"org_id": "322"}, id="another organisation's"),
    ],
)
def test_absent_hosts(exports: Exports, sql: Sql, file_format: str, absent: dict[str, Any]) -> None:
    present = stored_host(sql)
    stored_host(sql, **absent)
    assert [row["host_id"] for row in exports.rows(format=file_format)] == [present["id"]]


def test_a_host_without_check_in_is_absent(exports: Exports, sql: Sql) -> None:
    present, never_seen = stored_host(sql), stored_host(sql)
    sql("UPDATE hbi.hosts SET last_check_in = NULL WHERE id = %s", (never_seen["id"],))
    assert [row["host_id"] for row in exports.rows()] == [present["id"]]


@pytest.mark.parametrize(
    ("column", "fields", "expected"),
    [
        pytest.param("host_type", {"host_type": None}, "conventional", id="unset host type is conventional"),
        pytest.param("host_type", {"host_type": "bootc"}, "bootc", id="host type as derived"),
        pytest.param("os_release", {"static": {"arch": "x86_64"}}, None, id="no OS release"),
        pytest.param("os_release", {"static": {"os_release": "8.10"}}, "8.10", id="OS release of the profile"),
        pytest.param("satellite_id", {"satellite_id": "1234567890"}, "1234567890", id="satellite id"),
        pytest.param("display_name", {"display_name": None, "fqdn": "a.example"}, "a.example", id="fqdn names a host"),
        pytest.param(
            "bios_uuid",
            {"bios_uuid": "2a3f0000-0000-4000-8000-000000000002"},
            "2a3f0000-0000-4000-8000-000000000002",
            id="BIOS UUID",
        ),
        pytest.param("cloud_provider", {"static": {"cloud_provider": "gcp"}}, "gcp", id="cloud provider"),
        pytest.param(
            "updated",
            {"modified_on": datetime(2031, 1, 2, 3, 4, 5, tzinfo=UTC)},
            "2031-01-02T03:04:05.000000+00:00",
            id="microseconds even when zero",
        ),
    ],
)
def test_column(exports: Exports, sql: Sql, column: str, fields: dict[str, Any], expected: str | None) -> None:
    stored_host(sql, **fields)
    assert exports.rows(format="json")[0][column] == expected
    assert exports.rows(format="csv")[0][column] == (expected or "")


@pytest.mark.parametrize("name", ["satellite_managed", "is_marketplace"])
@pytest.mark.parametrize(("value", "in_csv"), [(True, "True"), (False, "False"), (None, '""')])
def test_booleans_are_bare_in_csv(exports: Exports, sql: Sql, name: str, value: bool | None, in_csv: str) -> None:
    stored_host(sql, static={name: value, "arch": "x86_64"})
    assert exports.rows(format="json")[0][name] is value
    lines = exports.data(format="csv").decode().splitlines()
    place = COLUMNS.index(name)
    assert lines[1].split(",")[place] == in_csv


@pytest.mark.parametrize(
    ("stored", "in_csv"),
    [
        pytest.param(["10.0.0.1", "2001:db8::1"], "10.0.0.1, 2001:db8::1", id="two"),
        pytest.param([], "", id="none"),
        pytest.param(None, "", id="never set"),
        pytest.param(['say "hi"', "a,b"], 'say "hi", a,b', id="odd texts"),
        pytest.param([1, None, {"a": "b"}], '1, null, {"a": "b"}', id="no texts"),
    ],
)
def test_addresses(exports: Exports, sql: Sql, stored: Any, in_csv: str) -> None:
    stored_host(sql, ip_addresses=stored)
    assert exports.rows(format="csv")[0]["ip_addresses"] == in_csv
    assert exports.rows(format="json")[0]["ip_addresses"] == stored


@FORMATS
def test_a_host_without_group_has_neither_group_id_nor_name(exports: Exports, sql: Sql, file_format: str) -> None:
    stored_host(sql, groups=[])
    sql("UPDATE hbi.hosts SET groups = '[]'")
    (row,) = exports.rows(format=file_format)
    nothing = "" if file_format == "csv" else None
    assert (row["group_id"], row["group_name"]) == (nothing, nothing)


def test_filters_are_ignored_that_name_no_view(exports: Exports, sql: Sql) -> None:
    hosts = {stored_host(sql)["id"] for _ in range(3)}
    source = {
        "application": "urn:redhat:application:inventory",
        "resource": "urn:redhat:application:inventory:export:systems",
        "filters": {"display_name": "nothing like it"},
    }
    assert {row["host_id"] for row in exports.rows(sources=[source])} == hosts
