"""The zip that a user downloads, written as a stream (contract: exports 5)."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import IO, Any, Protocol, cast
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from hbi import stored
from hbi.documents import JsonText, to_bytes
from hbi.exports.records import Export, Source, Status

# Export data shrinks to a quarter at the lowest level; higher ones cost more time than the transfer they save.
_COMPRESSION_LEVEL = 1
_FIRST_OF_ZIP, _LAST_OF_ZIP = (1980, 1, 1, 0, 0, 0), (2107, 12, 31, 23, 59, 58)
_HELP = "Ask your administrator if hosts that you expect are missing: an export holds the hosts that you may see."


class ByteSink(Protocol):
    """A destination of the archive's bytes."""

    def write(self, data: bytes, /) -> int: ...

    def flush(self) -> None: ...


class Archive:
    """A zip without directories: data files, then what describes them. Never seeks, never holds an entry."""

    def __init__(self, sink: ByteSink, export: Export) -> None:
        self._export = export
        # Without seek and tell the sink makes ZipFile put sizes behind the data.
        self._zip = ZipFile(cast("IO[bytes]", sink), "w")

    @contextmanager
    def data_file(self, source: Source, *, large: bool) -> Iterator[IO[bytes]]:
        """The file of one source. `large` when it may exceed 2 GiB: old streaming readers stumble over such entries."""
        name = data_file_name(source, self._export.format)
        entry = self._entry(name)
        if self._export.format == "parquet":
            # It is compressed already. What is stored as it is has its size in front, which a stream does not know.
            _set_level(entry, 0)
        with self._zip.open(entry, "w", force_zip64=large) as file:
            yield file

    def close(self, sources: tuple[Source, ...]) -> None:
        """Adds the descriptions and the directory. `sources` are those of the export with their outcome."""
        for name, text in (
            ("meta.json", to_bytes(meta(self._export, sources))),
            ("README.md", readme(self._export, sources).encode()),
        ):
            with self._zip.open(self._entry(name), "w") as file:
                file.write(text)
        self._zip.close()

    def _entry(self, name: str) -> ZipInfo:
        created = self._export.created_on.astimezone(UTC).timetuple()[:6]
        entry = ZipInfo(name, min(max(created, _FIRST_OF_ZIP), _LAST_OF_ZIP))
        entry.compress_type = ZIP_DEFLATED
        entry.external_attr = 0o644 << 16
        _set_level(entry, _COMPRESSION_LEVEL)
        return entry


def _set_level(entry: ZipInfo, level: int) -> None:
    if sys.version_info >= (3, 13):
        entry.compress_level = level
    else:
        entry._compresslevel = level  # type: ignore[attr-defined]


def data_file_name(source: Source, export_format: str) -> str:
    """Name of a source's entry."""
    return f"{source.id}.{export_format}"


def meta(export: Export, sources: tuple[Source, ...]) -> dict[str, Any]:
    """The content of meta.json, keys in the contract's order."""
    complete, failed = _by_outcome(sources)
    document: dict[str, Any] = {
        "exported_by": export.owner.name,
        "export_date": _second(export.created_on),
        "export_org_id": export.owner.org_id,
        "file_meta": [{**_origin(source, export.format), "filters": source.filters} for source in complete],
        "help_string": _HELP,
    }
    if failed:
        document["failed_files"] = [
            {
                **_origin(source, export.format),
                "error": {"code": str(source.code), "message": source.message or ""},
            }
            for source in failed
        ]
    return document


def readme(export: Export, sources: tuple[Source, ...]) -> str:
    """The content of README.md."""
    complete, failed = _by_outcome(sources)
    described = [_described(source, export.format) for source in complete]
    regretted = [_regretted(source, export.format) for source in failed]
    return "\n".join(
        [
            "# Export Manifest\n",
            "## Exported Information\n",
            f"- **Exported by**: {export.owner.name}",
            f"- **Org ID**: {export.owner.org_id}",
            f"- **Export Date**: {_second(export.created_on)}\n",
            "## Data Details\n",
            *(described or ["This archive contains no data.\n"]),
            "## Failed Files\n",
            *(regretted or ["Every file was exported.\n"]),
            "## Help and Support\n",
            f"{_HELP}\n",
        ]
    )


def _by_outcome(sources: tuple[Source, ...]) -> tuple[list[Source], list[Source]]:
    complete = [source for source in sources if source.status is Status.COMPLETE]
    return complete, [source for source in sources if source.status is Status.FAILED]


def _origin(source: Source, export_format: str) -> dict[str, str]:
    return {
        "filename": data_file_name(source, export_format),
        "application": source.application,
        "resource": source.resource,
    }


def _described(source: Source, export_format: str) -> str:
    lines = [
        f"### {data_file_name(source, export_format)}\n",
        f"- **Application**: {source.application}",
        f"- **Resource**: {source.resource}",
        *_filters(source.filters),
        "",
    ]
    return "\n".join(lines)


def _filters(filters: JsonText | None) -> list[str]:
    if filters is None or filters.text in {"{}", "[]"}:
        return ["- **Filters**: None"]
    members = stored.shallow(filters.text, 1)
    if not isinstance(members, dict):
        return [f"- **Filters**: {filters.text}"]
    return ["- **Filters**:", *(f"  - {key}: {stored.spelled(value)}" for key, value in members.items())]


def _regretted(source: Source, export_format: str) -> str:
    lines = [
        f"### {data_file_name(source, export_format)} (Failed)\n",
        f"- **Application**: {source.application}",
        f"- **Resource**: {source.resource}",
        f"- **Error Code**: {source.code}",
        f"- **Error Message**: {source.message}",
        "",
    ]
    return "\n".join(lines)


def _second(instant: datetime) -> str:
    return f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
