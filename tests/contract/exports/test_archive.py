"""The archive and its link (contract: exports 3.4 and 5)."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit
from zipfile import ZIP_DEFLATED

import pytest

from hbi.documents import JsonText
from hbi.exports.api.links import download_link
from hbi.exports.records import APPLICATION, RESOURCE, Export, ExportNotReady, Source, Status
from hbi.exports.work import runs
from hbi.exports.work.archive import meta, readme
from tests.support.exporting import SOURCE, Exports, owner
from tests.support.factories import stored_host

type Sql = Callable[..., list[tuple[Any, ...]]]

EXPORT = Export(
    id="0b9c0000-0000-4000-8000-000000000001",
    owner=owner(),
    name="mine",
    format="csv",
    status=Status.PARTIAL,
    created_on=datetime(2031, 5, 28, 14, 59, 36, 123456, UTC),
    completed_on=None,
    expires_on=datetime(2031, 6, 4, 14, 59, 36, tzinfo=UTC),
    request_id=None,
    rows=0,
    bytes=0,
    sources=(),
)
COMPLETE = Source("1", APPLICATION, RESOURCE, JsonText.of({"a": {"b": [1]}}), Status.COMPLETE, None, None)
FAILED = Source("2", APPLICATION, RESOURCE, None, Status.FAILED, 404, "nothing there")


@pytest.mark.parametrize("file_format", ["csv", "json"])
def test_entries(exports: Exports, sql: Sql, file_format: str) -> None:
    stored_host(sql)
    export = exports.done(format=file_format, sources=[SOURCE, SOURCE])
    archive = exports.archive(export)
    data_files = [f"{source.id}.{file_format}" for source in export.sources]
    assert archive.namelist() == [*sorted(data_files), "meta.json", "README.md"]
    assert archive.testzip() is None
    assert {entry.compress_type for entry in archive.infolist()} == {ZIP_DEFLATED}
    assert archive.read(data_files[0]) == archive.read(data_files[1])


def test_a_large_archive_reads_alike(exports: Exports, sql: Sql, monkeypatch: pytest.MonkeyPatch) -> None:
    stored_host(sql)
    small = exports.data()
    monkeypatch.setattr(runs, "_MANY_HOSTS", 1)
    assert exports.data() == small


def test_meta(exports: Exports, sql: Sql) -> None:
    stored_host(sql)
    filters = {"display_name": "web", "nested": {"a": [1, None]}}
    export = exports.done(sources=[{**SOURCE, "filters": filters}])
    text = exports.archive(export).read("meta.json")
    assert b"\n" not in text
    document = json.loads(text)
    assert list(document) == ["exported_by", "export_date", "export_org_id", "file_meta", "help_string"]
    assert document["exported_by"] == "ana"
    assert document["export_org_id"] == "321"
    assert document["export_date"] == f"{export.created_on:%Y-%m-%dT%H:%M:%SZ}"
    assert document["file_meta"] == [
        {
            "filename": f"{export.sources[0].id}.json",
            "application": APPLICATION,
            "resource": RESOURCE,
            "filters": filters,
        }
    ]


def test_meta_names_files_that_failed():
    document = meta(EXPORT, (COMPLETE, FAILED))
    assert [entry["filename"] for entry in document["file_meta"]] == ["1.csv"]
    assert document["failed_files"] == [
        {
            "filename": "2.csv",
            "application": APPLICATION,
            "resource": RESOURCE,
            "error": {"code": "404", "message": "nothing there"},
        }
    ]


def test_readme_lists_what_is_there_and_what_is_not():
    text = readme(EXPORT, (COMPLETE, FAILED))
    headings = re.findall(r"^#+ .*$", text, re.MULTILINE)
    assert headings == [
        "# Export Manifest",
        "## Exported Information",
        "## Data Details",
        "### 1.csv",
        "## Failed Files",
        "### 2.csv (Failed)",
        "## Help and Support",
    ]
    for line in (
        "- **Exported by**: ana",
        "- **Org ID**: 321",
        "- **Export Date**: 2031-05-28T14:59:36Z",
        '  - a: {"b":[1]}',
        "- **Error Code**: 404",
        "- **Error Message**: nothing there",
    ):
        assert line in text.splitlines()


def test_readme_fills_empty_sections():
    assert "- **Filters**: None" in readme(EXPORT, (replace(COMPLETE, filters=None),))
    sections = readme(EXPORT, ()).split("## ")[2:4]
    assert all(len(section.strip().splitlines()) > 1 for section in sections)


def test_the_link_leads_to_the_object_under_a_name_for_people(exports: Exports, sql: Sql, bucket: str) -> None:
    stored_host(sql)
    export = exports.done()
    response, body = exports.download(export)
    assert response.status == 200
    assert response.headers["content-type"] == "application/zip"
    assert export.completed_on is not None
    instant = f"{export.completed_on.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    assert response.headers["content-disposition"] == f'attachment; filename="{instant}-{export.id}.zip"'
    assert len(body) == export.bytes
    key = f"exports/321/{export.id}/archive.zip"
    assert exports.objects() == [key]
    assert urlsplit(download_link(exports.settings, export)).path == f"/{bucket}/{key}"


@pytest.mark.parametrize("status", [Status.PENDING, Status.RUNNING, Status.FAILED])
def test_no_link_before_the_archive_is_there(exports: Exports, status: Status) -> None:
    with pytest.raises(ExportNotReady, match=str(status)):
        download_link(exports.settings, replace(EXPORT, status=status))
