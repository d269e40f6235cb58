"""Exports in Parquet: types, odd rows, bounds (contract: export-reaper-jobs 1.3)."""

import io
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from arro3.io import read_parquet

from hbi.exports.work.formats.parquet import ColumnType, ParquetFile
from tests.support.exporting import SOURCE, Exports
from tests.support.factories import insert, stored_host

NOW = datetime(2031, 5, 1, 10, 0, tzinfo=UTC)

type Sql = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture
def honouring(export_environment: dict[str, str], request: pytest.FixtureRequest) -> Exports:
    """Exports of a deployment that honours filters."""
    export_environment["HBI_EXPORT_FILTERS"] = "true"
    exports: Exports = request.getfixturevalue("exports")
    return exports


def of(*columns: str) -> list[dict[str, Any]]:
    return [{**SOURCE, "filters": {"columns": list(columns)}}]


def test_types_of_columns(exports: Exports, sql: Sql) -> None:
    host = stored_host(
        sql,
        display_name="zoë 😀",
        fqdn=None,
        tags={"env": {"stage": ["prod"]}, "null": {"flag": []}},
        modified_on=datetime(2031, 5, 1, 10, 0, 0, 123456, UTC),
        ip_addresses=["10.0.0.1", "2001:db8::1"],
        static={"os_release": "8.10", "satellite_managed": True},
    )
    table = read_parquet(io.BytesIO(exports.data(format="parquet"))).read_all()
    types = {name: str(table.schema.field(name).type) for name in table.column_names}
    texts = {name for name, kind in types.items() if "Utf8" in kind and "List" not in kind}
    assert types.keys() - texts == {"updated", "tags", "satellite_managed", "is_marketplace", "ip_addresses"}
    assert 'Timestamp(µs, "UTC")' in types["updated"]
    (row,) = exports.rows(format="parquet")
    assert row == {
        "display_name": "zoë 😀",
        "fqdn": None,
        "host_id": host["id"],
        "subscription_manager_id": None,
        "satellite_id": None,
        "group_id": host["groups"][0]["id"],
        "group_name": "Ungrouped Hosts",
        "os_release": "8.10",
        "updated": datetime(2031, 5, 1, 10, 0, 0, 123456, UTC),
        "state": "fresh",
        "tags": [
            {"namespace": "env", "key": "stage", "value": "prod"},
            {"namespace": None, "key": "flag", "value": None},
        ],
        "host_type": "conventional",
        "bios_uuid": None,
        "satellite_managed": True,
        "cloud_provider": None,
        "is_marketplace": None,
        "ip_addresses": ["10.0.0.1", "2001:db8::1"],
    }


def test_documents_are_texts_of_json(honouring: Exports, sql: Sql) -> None:
    facts = {"inventory": {"a": 1.50, "b": 'say "hi"\\', "deep": [[{"c": None}]], "ctrl": "\x01\n"}}
    stored_host(sql, facts=facts, static={"arch": "x86_64"}, dynamic={"workloads": {"sap": {"sap_system": True}}})
    (row,) = honouring.rows(format="parquet", sources=of("facts", "system_profile"))
    assert orjson.loads(row["facts"]) == facts
    profile = {name: value for name, value in orjson.loads(row["system_profile"]).items() if value is not None}
    assert profile == {"arch": "x86_64", "workloads": {"sap": {"sap_system": True}}}


def test_columns_of_applications(honouring: Exports, sql: Sql) -> None:
    host = stored_host(sql)
    row = {"org_id": "321", "host_id": host["id"], "last_updated": NOW}
    insert(sql, "hosts_app_data_malware", {**row, "last_status": "clean", "last_scan": NOW, "total_matches": 2**31 - 1})
    insert(sql, "hosts_app_data_compliance", {**row, "policies": [{"id": "1", "name": "CIS"}, {"id": "2"}]})
    columns = ["malware:last_scan", "malware:last_status", "malware:total_matches", "compliance:policies"]
    (found,) = honouring.rows(format="parquet", sources=of(*columns, "compliance:last_scan"))
    assert list(found.values()) == [host["id"], NOW, "clean", 2**31 - 1, "CIS, 2", None]


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        pytest.param("infinity", None, id="no instant"),
        pytest.param("-infinity", None, id="none either"),
        pytest.param("294276-01-01 00:00+00", None, id="after all calendars"),
        pytest.param("0044-03-15 12:00+00 BC", None, id="before all calendars"),
        pytest.param("1969-12-31 23:59:59.999999+00", datetime(1969, 12, 31, 23, 59, 59, 999_999, UTC), id="negative"),
    ],
)
def test_instants_that_others_store(exports: Exports, sql: Sql, stored: str, shown: datetime | None) -> None:
    host = stored_host(sql)
    sql("UPDATE hbi.hosts SET modified_on = %s WHERE id = %s", (stored, host["id"]))
    (row,) = exports.rows(format="parquet")
    assert row["updated"] == shown


@pytest.mark.parametrize(
    ("column", "stored", "shown"),
    [
        pytest.param("ip_addresses", "[1, null, {}, 1.50]", ["1", None, "{}", "1.50"], id="addresses of any kind"),
        pytest.param("ip_addresses", '"10.0.0.1"', ["10.0.0.1"], id="an address without list"),
        pytest.param("ip_addresses", "null", None, id="a null of JSON"),
        pytest.param("ip_addresses", '{"a": 1}', ['{"a": 1}'], id="an object"),
        pytest.param("tags", "[1, 2]", [], id="tags that are no object"),
        pytest.param("tags", '{"a": {"b": 1}}', [{"namespace": "a", "key": "b", "value": "1"}], id="no list of values"),
    ],
)
def test_documents_that_others_store(exports: Exports, sql: Sql, column: str, stored: str, shown: Any) -> None:
    host = stored_host(sql)
    sql(f"UPDATE hbi.hosts SET {column} = %s WHERE id = %s", (stored, host["id"]))
    (row,) = exports.rows(format="parquet")
    assert row[column] == shown


def test_the_entry_is_not_compressed_again(exports: Exports, sql: Sql) -> None:
    stored_host(sql)
    archive = exports.archive(exports.done(format="parquet", sources=[SOURCE, SOURCE]))
    entries = [entry for entry in archive.infolist() if entry.filename.endswith(".parquet")]
    assert len(entries) == 2
    assert all(entry.compress_size >= entry.file_size for entry in entries)
    assert archive.read(entries[0]) == archive.read(entries[1])


def line(number: int) -> bytes:
    return b'{"host_id":"%d"}\n' % number


COLUMN: list[tuple[str, ColumnType]] = [("host_id", "text")]


class Written:
    """A file that refuses what comes after so many bytes."""

    def __init__(self, most: int = 2**30) -> None:
        self.data = b""
        self._most = most

    def write(self, data: bytes) -> None:
        self.data += data
        if len(self.data) > self._most:
            raise OSError("the disk is full")


def test_rows_are_written_while_others_come() -> None:
    file = Written()
    with ParquetFile(file, COLUMN) as sink:
        for chunk in range(8):
            sink.write(b"".join(line(number) for number in range(chunk * 10_000, (chunk + 1) * 10_000)))
        for number in range(8_000, 8_016):
            sink.write(b"".join(line(1000 * number + rest) for rest in range(1000)))
        before = len(file.data)
    assert before > 10_000
    assert read_parquet(io.BytesIO(file.data)).read_all().num_rows == 96_000


def test_no_rows_make_a_file_with_columns() -> None:
    file = Written()
    with ParquetFile(file, COLUMN):
        pass
    table = read_parquet(io.BytesIO(file.data)).read_all()
    assert (table.num_rows, table.column_names) == (0, ["host_id"])


def test_the_error_of_the_file_comes_through_and_nobody_waits() -> None:
    lines = b"".join(line(number) for number in range(10_000))

    def write_all() -> None:
        with ParquetFile(Written(most=100), COLUMN) as sink:
            for _ in range(200):
                sink.write(lines)

    with pytest.raises(OSError, match="the disk is full"):
        write_all()
    assert "parquet" not in {thread.name for thread in threading.enumerate()}


def test_lines_that_end_early_make_no_whole_file() -> None:
    file = Written()

    def write_some() -> None:
        with ParquetFile(file, COLUMN) as sink:
            sink.write(line(1))
            raise ValueError("the query failed")

    with pytest.raises(ValueError, match="the query failed"):
        write_some()
    assert file.data == b""
    assert "parquet" not in {thread.name for thread in threading.enumerate()}


def test_other_formats_do_not_import_the_library() -> None:
    code = "import sys, functions.export.handler; sys.exit(any(name.startswith('arro3') for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
