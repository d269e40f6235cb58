"""Exports by schedule: what is written where, and when not (contract: exports 11)."""

import csv
import gzip
import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import boto3
import orjson
import pytest

from functions.export.handler import handler
from hbi.exports.work.formats.data_files import write_rows
from hbi.problems import InvalidInput, Unavailable
from tests.fixtures.metrics import Measure
from tests.support.exporting import Exports, LambdaContext, parquet_rows
from tests.support.factories import ORG, stored_host
from tests.support.reaping import NO_TIME_MS

DAY = "2031-05-01"
FOLDER = f"exports/org_id={ORG}/date={DAY}"

type Sql = Callable[..., list[tuple[Any, ...]]]
type Scheduled = Callable[..., Exports]


@pytest.fixture
def scheduled(export_environment: dict[str, str], request: pytest.FixtureRequest) -> Scheduled:
    """`scheduled(321={…})` is the export function of a deployment with these exports."""

    def configure(daily: dict[str, Any]) -> Exports:
        export_environment["HBI_SCHEDULED_EXPORTS"] = orjson.dumps(daily).decode()
        exports: Exports = request.getfixturevalue("exports")
        return exports

    return configure


def write(*org_ids: str, context: LambdaContext | None = None, **members: Any) -> list[dict[str, Any]]:
    event = {"scheduled_exports": org_ids or [ORG], "date": DAY, **members}
    answer = handler(orjson.loads(orjson.dumps(event)), context or LambdaContext())
    results: list[dict[str, Any]] = answer["scheduled_exports"]
    return results


def content(exports: Exports, key: str) -> bytes:
    s3 = boto3.client("s3", endpoint_url=exports.settings.s3_endpoint_url)
    data: bytes = s3.get_object(Bucket=exports.settings.export_bucket, Key=key)["Body"].read()
    return data


def test_a_whole_organisation_in_parquet(scheduled: Scheduled, sql: Sql) -> None:
    exports = scheduled({ORG: {}})
    ids = {stored_host(sql)["id"] for _ in range(3)}
    stored_host(sql, org_id="322")
    stored_host(sql, age=timedelta(days=400))
    (result,) = write()
    key = f"{FOLDER}/part-0.parquet"
    data = content(exports, key)
    assert result == {
        "org_id": ORG,
        "date": DAY,
        "status": "complete",
        "rows": 3,
        "bytes": len(data),
        "reason": None,
    }
    assert {row["host_id"] for row in parquet_rows(data)} == ids
    assert exports.objects() == [key]


@pytest.mark.parametrize(("file_format", "end"), [("csv", "csv.gz"), ("ndjson", "ndjson.gz")])
def test_other_formats_are_compressed(scheduled: Scheduled, sql: Sql, file_format: str, end: str) -> None:
    exports = scheduled({ORG: {"format": file_format, "filters": {"columns": ["display_name"]}}})
    host = stored_host(sql, display_name="zoë")
    assert write()[0]["status"] == "complete"
    text = gzip.decompress(content(exports, f"{FOLDER}/part-0.{end}")).decode()
    rows = list(csv.DictReader(io.StringIO(text))) if file_format == "csv" else [orjson.loads(text)]
    assert rows == [{"host_id": host["id"], "display_name": "zoë"}]


def test_no_hosts_make_an_empty_file_with_columns(scheduled: Scheduled) -> None:
    exports = scheduled({ORG: {}, "322": {"format": "csv"}})
    assert [result["rows"] for result in write(ORG, "322")] == [0, 0]
    assert parquet_rows(content(exports, f"{FOLDER}/part-0.parquet")) == []
    text = gzip.decompress(content(exports, f"exports/org_id=322/date={DAY}/part-0.csv.gz"))
    assert text.startswith(b'"display_name","fqdn"')


def test_a_day_is_written_once_unless_it_is_to_be_replaced(scheduled: Scheduled, sql: Sql) -> None:
    scheduled({ORG: {}})
    stored_host(sql)
    assert write()[0]["status"] == "complete"
    stored_host(sql)
    assert (write()[0]["status"], write()[0]["rows"]) == ("there", 0)
    replaced = write(replaces=True)[0]
    assert (replaced["status"], replaced["rows"]) == ("complete", 2)
    assert write(date="2031-04-30")[0]["status"] == "there"  # a later one is
    assert write(date="2031-05-02")[0]["status"] == "complete"


def test_old_days_and_other_formats_go(scheduled: Scheduled, sql: Sql) -> None:
    exports = scheduled({ORG: {}})
    stored_host(sql)
    kept = [f"exports/org_id={ORG}/date=2031-04-01/part-0.parquet", f"exports/org_id=322/date={DAY}/part-0.csv.gz"]
    gone = [f"exports/org_id={ORG}/date=2031-03-31/part-0.parquet", f"{FOLDER}/part-0.csv.gz"]
    for key in (*kept, *gone):
        exports.put_object(key)
    write()
    assert exports.objects() == sorted([*kept, f"{FOLDER}/part-0.parquet"])


@pytest.mark.parametrize(
    ("daily", "code", "reason"),
    [
        pytest.param({"322": {}}, 404, f"HBI_SCHEDULED_EXPORTS does not name organisation {ORG}.", id="not configured"),
        pytest.param(
            {ORG: {"filters": {"columns": ["nothing"]}}}, 400, "The filters cannot be applied: ", id="bad column"
        ),
        pytest.param(
            {ORG: {"filters": {"view_id": "1"}}}, 400, "The filters cannot be applied: ", id="views are somebody's"
        ),
    ],
)
def test_what_cannot_be_written(
    scheduled: Scheduled, sql: Sql, measured: Measure, daily: dict[str, Any], code: int, reason: str
) -> None:
    exports = scheduled(daily)
    stored_host(sql)
    (result,) = write()
    assert (result["status"], exports.objects(), sql("SELECT FROM hbi.hbi_metadata")) == ("failed", [], [])
    assert result["reason"].startswith(reason)
    assert measured()["inventory_scheduled_export_failures", f"code={code}"] == [1]


def test_a_failure_midway_leaves_nothing_and_the_next_organisation_is_written(
    scheduled: Scheduled, sql: Sql, monkeypatch: pytest.MonkeyPatch
) -> None:
    exports = scheduled({ORG: {"filters": {"columns": ["facts"]}}, "322": {}})
    stored_host(sql, facts={"a": {"b": "c"}})
    stored_host(sql, org_id="322")

    def broken(tx: Any, data: Any, file: Any, took: Any) -> int:
        written = write_rows(tx, data, file, took)
        if "facts" in {field.name for field in data.layout.fields}:
            raise Unavailable("the bucket")
        return written

    monkeypatch.setattr("hbi.exports.scheduled.writer.write_rows", broken)
    failed, complete = write(ORG, "322")
    assert (failed["status"], failed["reason"]) == ("failed", "A service that the export needs does not answer.")
    assert complete["status"] == "complete"
    assert exports.objects() == [f"exports/org_id=322/date={DAY}/part-0.parquet"]
    assert exports.unfinished_uploads() == []


def test_without_time_nothing_is_begun(scheduled: Scheduled, sql: Sql) -> None:
    exports = scheduled({ORG: {}})
    stored_host(sql)
    assert write(context=LambdaContext(remaining_ms=NO_TIME_MS))[0]["status"] == "left"
    assert exports.objects() == []


@pytest.mark.parametrize(
    "event",
    [
        pytest.param({"scheduled_exports": ORG, "date": DAY}, id="no list"),
        pytest.param({"scheduled_exports": [ORG]}, id="no day"),
        pytest.param({"scheduled_exports": [ORG], "date": "today"}, id="no date"),
        pytest.param({"scheduled_exports": [ORG], "date": DAY, "force": True}, id="unknown member"),
        pytest.param({"scheduled_exports": [ORG], "date": DAY, "replaces": "yes"}, id="no boolean"),
    ],
)
def test_bad_events_change_nothing(scheduled: Scheduled, event: dict[str, Any]) -> None:
    exports = scheduled({ORG: {}})
    with pytest.raises(InvalidInput):
        handler(event, LambdaContext())
    assert exports.objects() == []
