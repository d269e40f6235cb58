"""The data files of an export, read by the tools that people use (contract: export-reaper-jobs 1.3)."""

import csv
import io
import json
import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from functions.export.handler import handler
from hbi.exports import bucket
from tests.support.exporting import Exports, LambdaContext
from tests.support.factories import Json, stored_host

TOOLS = Path(os.environ["HBI_TOOLS"])
READING = Path(__file__).with_name("reading.py")
NAMES = ["=1+1", 'say "hi", ok', "two\nlines", "日本語 ünï 😀", "@SUM(A1)", "\\N"]
RELEASE = "8.10"

type Sql = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture
def archive(exports: Exports, sql: Sql, tmp_path: Path) -> Callable[[str], Path]:
    """`archive(format)` exports hosts with odd names into a file."""
    for name in NAMES:
        stored_host(sql, display_name=name, static={"os_release": RELEASE}, tags={"env": {"stage": ["prod"]}})

    def export(file_format: str) -> Path:
        file = tmp_path / f"{file_format}.zip"
        file.write_bytes(exports.download(exports.done(format=file_format))[1])
        return file

    return export


def run(*command: str | Path, cwd: Path | None = None) -> str:
    return subprocess.run([str(part) for part in command], cwd=cwd, check=True, capture_output=True, text=True).stdout


def data_file(archive: Path, folder: Path) -> Path:
    """The data file, unpacked by unzip where it is, else by Python."""
    if shutil.which("unzip"):
        run("unzip", "-q", archive, "-d", folder)
    else:
        shutil.unpack_archive(archive, folder)
    (file,) = [found for found in folder.iterdir() if found.name not in {"meta.json", "README.md"}]
    return file


def facts(rows: list[Json]) -> list[tuple[str, str]]:
    return sorted((row["display_name"], row["os_release"]) for row in rows)


def test_archivers_find_no_fault(archive: Callable[[str], Path]) -> None:
    file = archive("csv")
    assert "Done testing" in run(TOOLS / "python", "-m", "zipfile", "-t", file)
    # `python -m tests.tools` has said which ones are not here.
    for program, option in (("unzip", "-t"), ("7z", "t")):
        if shutil.which(program):
            told = run(program, option, file).lower()
            assert "no errors" in told or "everything is ok" in told


@pytest.mark.parametrize(
    ("program", "command"),
    [
        pytest.param("unzip", lambda file, folder: ("unzip", "-q", file, "-d", folder), id="unzip"),
        pytest.param("7z", lambda file, folder: ("7z", "x", f"-o{folder}", file), id="7z"),
    ],
)
def test_archivers_unpack_what_is_in_it(
    archive: Callable[[str], Path],
    tmp_path: Path,
    program: str,
    command: Callable[[Path, Path], tuple[Path | str, ...]],
) -> None:
    file, folder = archive("json"), tmp_path / program
    if shutil.which(program) is None:
        program, command = "python", lambda file, folder: (TOOLS / "python", "-m", "zipfile", "-e", file, folder)
    run(*command(file, folder))
    with zipfile.ZipFile(file) as zipped:
        wanted = {name: zipped.read(name) for name in zipped.namelist()}
    assert {found.name: found.read_bytes() for found in folder.iterdir()} == wanted


@pytest.mark.parametrize(
    ("tool", "file_format"),
    # PyArrow reads JSON line by line only.
    [
        ("pandas", "csv"),
        ("pandas", "json"),
        ("pandas", "ndjson"),
        ("duckdb", "csv"),
        ("duckdb", "json"),
        ("duckdb", "ndjson"),
        ("pyarrow", "csv"),
        ("pyarrow", "ndjson"),
        ("pandas", "parquet"),
        ("duckdb", "parquet"),
        ("pyarrow", "parquet"),
    ],
)
def test_tables(archive: Callable[[str], Path], tmp_path: Path, tool: str, file_format: str) -> None:
    file = data_file(archive(file_format), tmp_path / "data")
    rows = json.loads(run(TOOLS / "python", READING, tool, file))
    assert facts(rows) == sorted((name, RELEASE) for name in NAMES)


def test_csvkit(archive: Callable[[str], Path], tmp_path: Path) -> None:
    file = data_file(archive("csv"), tmp_path / "data")
    told = run(TOOLS / "csvcut", "--columns", "display_name,os_release", file)
    assert facts(list(csv.DictReader(io.StringIO(told)))) == sorted((name, RELEASE) for name in NAMES)
    two = tmp_path / "two.csv"
    two.write_text(told)
    assert run(TOOLS / "csvlook", "--no-inference", two).count(RELEASE) == len(NAMES)


def test_types_in_parquet(archive: Callable[[str], Path], tmp_path: Path) -> None:
    file = data_file(archive("parquet"), tmp_path / "data")
    types = dict(json.loads(run(TOOLS / "python", READING, "types", file)))
    others = {name: types.pop(name) for name in ("updated", "tags", "satellite_managed", "ip_addresses")}
    assert others == {
        "updated": "timestamp[us, tz=UTC]",
        "tags": "list<element: struct<namespace: string, key: string, value: string>>",
        "satellite_managed": "bool",
        "ip_addresses": "list<element: string>",
    }
    assert types.pop("is_marketplace") == "bool"
    assert set(types.values()) == {"string"}


DOCUMENTED = re.compile(r"```sql\n-- DuckDB: (?P<title>[^\n]+)\n(?P<query>.+?)```", re.DOTALL)
TABLE = re.compile(r"CREATE EXTERNAL TABLE hosts \((?P<columns>.+?)\)\nPARTITIONED BY \((?P<keys>.+?)\)\n", re.DOTALL)
PAGE = Path(__file__).parents[2] / "docs" / "operations.md"
DAYS = ("2031-05-01", "2031-05-02")


@pytest.fixture
def days(
    export_environment: dict[str, str], request: pytest.FixtureRequest, sql: Sql, tmp_path: Path
) -> Callable[[], Path]:
    """`days()` is a folder with what the schedule wrote to the bucket: two days of two organisations."""

    def written() -> Path:
        columns = ["display_name", "os_release", "tags", "state", "system_profile"]
        daily = {org_id: {"filters": {"columns": columns}} for org_id in ("321", "322")}
        export_environment["HBI_SCHEDULED_EXPORTS"] = json.dumps(daily)
        exports: Exports = request.getfixturevalue("exports")
        for org_id, name in (("321", "web1"), ("321", "web2"), ("322", "db1")):
            static = {"os_release": RELEASE, "arch": "x86_64"}
            stored_host(sql, org_id=org_id, display_name=name, static=static, tags={"env": {"stage": ["prod"]}})
        for day in DAYS:
            handler({"scheduled_exports": ["321", "322"], "date": day}, LambdaContext())
        for key in exports.objects():
            file = tmp_path / key
            file.parent.mkdir(parents=True)
            bucket.client(exports.settings).download_file(exports.settings.export_bucket, key, str(file))
        return tmp_path

    return written


def test_documented_queries_of_exports_by_schedule(days: Callable[[], Path]) -> None:
    """Each query for DuckDB in the operators' page, on the days of two organisations."""
    folder, found = days(), {}
    for documented in DOCUMENTED.finditer(PAGE.read_text()):
        query = documented["query"].replace("s3://BUCKET", str(folder))
        found[documented["title"]] = json.loads(run(TOOLS / "python", READING, "sql", query))
    assert found == {
        "hosts of a day by release": [["321", RELEASE, 2], ["322", RELEASE, 1]],
        "hosts by a tag": [["321", "web1"], ["321", "web2"], ["322", "db1"]],
        "members of whole profiles": [["x86_64", 3]],
    }


def test_days_are_partitions_as_hive_lays_them_out(days: Callable[[], Path]) -> None:
    """Athena is not at hand: PyArrow finds the same partitions, and the types of the table that the page declares."""
    read = json.loads(run(TOOLS / "python", READING, "hive", days() / "exports"))
    assert read["rows"] == [[org_id, day, number] for org_id, number in (("321", 2), ("322", 1)) for day in DAYS]
    assert read["chosen"] == ["web1", "web2"]
    table = TABLE.search(PAGE.read_text())
    assert table is not None
    declared = dict(
        line.strip().rstrip(",").replace("`", "").split(" ", 1)
        for part in (table["columns"], table["keys"].replace(", ", "\n"))
        for line in part.strip().splitlines()
    )
    arrow = {"string": "string"} | {
        "array<struct<namespace: string, key: string, value: string>>": (
            "list<element: struct<namespace: string, key: string, value: string>>"
        )
    }
    assert {name: arrow[kind] for name, kind in declared.items()} == read["types"]
