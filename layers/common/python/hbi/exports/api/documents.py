"""Bodies of the exports API's answers (contract: exports 3)."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from hbi.exports.api.requests import ExportQuery
from hbi.exports.records import Export, Source, Status

type Document = dict[str, Any]


def export_document(export: Export) -> Document:
    """An export with its sources: the answer to create and status.

    `progress` is our addition: rows and archive bytes written so far, from the moment that work starts.
    """
    document = _head(export)
    if export.status is not Status.PENDING:
        document["progress"] = {"rows": export.rows, "bytes": export.bytes}
    document["sources"] = [_source(source) for source in export.sources]
    return document


def list_document(
    exports: Sequence[Export], count: int, query: ExportQuery, path: str, parameters: Sequence[tuple[str, str]]
) -> Document:
    """One page of exports, without their sources.

    Args:
        exports: the page.
        count: exports that match the filters, on all pages.
        path: path of the request, for the links.
        parameters: decoded pairs of the request's query string.
    """
    return {
        "meta": {"count": count},
        "links": _links(count, query, path, parameters),
        "data": [_head(export) for export in exports],
    }


def _head(export: Export) -> Document:
    document: Document = {
        "id": str(export.id),
        "created_at": _instant(export.created_on),
        "completed_at": export.completed_on and _instant(export.completed_on),
        "expires_at": _instant(export.expires_on),
        "name": export.name,
        "format": export.format,
        "status": str(export.status),
    }
    if export.completed_on is None:
        del document["completed_at"]
    return document


def _source(source: Source) -> Document:
    document: Document = {
        "id": str(source.id),
        "application": source.application,
        "status": str(source.status),
        "resource": source.resource,
        "filters": source.filters,
    }
    if source.message is not None:
        document["message"] = source.message
    if source.code is not None:
        document["error"] = source.code
    return document


def _instant(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _links(count: int, query: ExportQuery, path: str, parameters: Sequence[tuple[str, str]]) -> dict[str, str | None]:
    kept = [(name, value) for name, value in parameters if name not in {"limit", "offset"}]

    def link(offset: int) -> str:
        pairs = [*kept, ("limit", str(query.limit)), ("offset", str(offset))]
        return f"{path}?{urlencode(sorted(pairs, key=lambda pair: pair[0]))}"

    limit, offset = query.limit, query.offset
    fits = offset == 0 and limit >= count
    return {
        "first": link(0),
        "next": None if offset + limit >= count else link(offset + limit),
        "previous": None if offset == 0 or offset >= count else link(max(0, offset - limit)),
        "last": link(0) if fits else link(max(0, count - limit)),
    }
