"""Exports as their owners see them: create, list, show, delete (contract: exports 3).

Every statement names organisation and principal, so an export of somebody else looks like one that does not exist.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Text, cast, delete, exists, func, select

from hbi.db import bulk
from hbi.db.engine import Transaction
from hbi.documents import JsonText
from hbi.exports.api.owner import stored_identity
from hbi.exports.api.requests import ExportQuery, NewExport
from hbi.exports.records import Export, Owner, Source, Status, Target, object_key
from hbi.models import EXPORT_SOURCES, EXPORTS
from hbi.problems import NotFound

LONGEST_NAME = 255
"""Number of characters of a name that are read: one list shows the names of many exports."""

COLUMNS = (
    EXPORTS.c.id,
    EXPORTS.c.org_id,
    EXPORTS.c.principal,
    func.left(EXPORTS.c.name, LONGEST_NAME).label("name"),
    EXPORTS.c.format,
    EXPORTS.c.status,
    EXPORTS.c.created_on,
    EXPORTS.c.completed_on,
    EXPORTS.c.expires_on,
    EXPORTS.c.request_id,
    EXPORTS.c.rows,
    EXPORTS.c.bytes,
    cast(EXPORTS.c.target, Text).label("target"),
)
_SOURCE_COLUMNS = (
    EXPORT_SOURCES.c.id,
    EXPORT_SOURCES.c.application,
    EXPORT_SOURCES.c.resource,
    cast(EXPORT_SOURCES.c.filters, Text).label("filters"),
    EXPORT_SOURCES.c.status,
    EXPORT_SOURCES.c.code,
    EXPORT_SOURCES.c.message,
)


WRITTEN_EXPORTS = bulk.Columns(EXPORTS)
WRITTEN_SOURCES = bulk.Columns(EXPORT_SOURCES)


@dataclass(frozen=True, slots=True)
class ExportPage:
    """One page of a list. `count` is the number of matches on all pages; the exports come without their sources."""

    count: int
    exports: tuple[Export, ...]


def create(
    tx: Transaction, owner: Owner, new: NewExport, *, identity: str, request_id: str | None, now: datetime
) -> Export:
    """Records an export in state `pending`.

    Args:
        identity: value of `x-rh-identity`, kept because it decides which hosts the export contains.
    """
    export_id = str(uuid.uuid4())
    export = {
        "id": export_id,
        "org_id": owner.org_id,
        "principal": owner.principal,
        "name": new.name,
        "format": new.format,
        "status": Status.PENDING,
        "created_on": now,
        "expires_on": new.expires_on,
        "request_id": request_id,
        "object_key": object_key(owner.org_id, export_id),
        "identity": stored_identity(identity),
    }
    sources = [
        (str(uuid.uuid4()), export_id, owner.org_id, source.application, source.resource, source.filters)
        for source in new.sources
    ]
    # By COPY, whose data no setting of the server writes into its log, unlike texts and parameters of statements.
    WRITTEN_EXPORTS.copy(tx, tuple(export), [tuple(export.values())])
    WRITTEN_SOURCES.copy(tx, ("id", "export_id", "org_id", "application", "resource", "filters"), sources)
    return get(tx, owner, export_id)


def get(tx: Transaction, owner: Owner, export_id: str) -> Export:
    """An export with its sources.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    row = tx.execute(select(*COLUMNS).where(*_owned(owner), EXPORTS.c.id == export_id)).one_or_none()
    if row is None:
        raise NotFound(f"export '{export_id}' not found")
    return export_of(row, sources_of(tx, owner.org_id, export_id))


def page(tx: Transaction, owner: Owner, query: ExportQuery) -> ExportPage:
    """The page that a list request asks for."""
    matches = _matches(owner, query)
    count = tx.execute(select(func.count()).select_from(EXPORTS).where(*matches)).scalar_one()
    if query.offset >= count or query.limit == 0:
        return ExportPage(count, ())
    rows = tx.execute(_ordered(select(*COLUMNS).where(*matches), query))
    return ExportPage(count, tuple(export_of(row, ()) for row in rows))


def remove(tx: Transaction, owner: Owner, export_id: str) -> Export:
    """Deletes an export in any state and returns what it was.

    Remove its object before the transaction ends: a worker that still runs waits for the row, finds it gone and
    cleans up after itself.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    export = get(tx, owner, export_id)
    gone = tx.execute(delete(EXPORTS).where(*_owned(owner), EXPORTS.c.id == export_id))
    if gone.rowcount == 0:
        raise NotFound(f"export '{export_id}' not found")
    return export


def sources_of(tx: Transaction, org_id: str, export_id: str) -> tuple[Source, ...]:
    """Sources of an export, ordered by id."""
    found = tx.execute(
        select(*_SOURCE_COLUMNS)
        .where(EXPORT_SOURCES.c.org_id == org_id, EXPORT_SOURCES.c.export_id == export_id)
        .order_by(EXPORT_SOURCES.c.id)
    )
    return tuple(
        Source(row.id, row.application, row.resource, _filters(row.filters), Status(row.status), row.code, row.message)
        for row in found
    )


def _filters(stored: str | None) -> JsonText | None:
    return None if stored is None or stored == "null" else JsonText(stored)


def export_of(row: Row[Any], sources: Iterable[Source]) -> Export:
    """A stored row (columns `COLUMNS`) as a record."""
    return Export(
        id=row.id,
        owner=Owner(row.org_id, row.principal),
        name=row.name or "",
        format=row.format,
        status=Status(row.status),
        created_on=row.created_on,
        completed_on=row.completed_on,
        expires_on=row.expires_on,
        request_id=row.request_id,
        rows=row.rows,
        bytes=row.bytes,
        sources=tuple(sources),
        target=None if row.target is None else Target.stored(row.target),
    )


def _owned(owner: Owner) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return EXPORTS.c.org_id == owner.org_id, EXPORTS.c.principal == owner.principal


def _matches(owner: Owner, query: ExportQuery) -> Sequence[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [*_owned(owner)]
    if query.name is not None:
        conditions.append(EXPORTS.c.name == query.name)
    if query.status is not None:
        conditions.append(EXPORTS.c.status == query.status)
    if query.created_at is not None:
        conditions.append(EXPORTS.c.created_on.between(query.created_at, _day_after(query.created_at)))
    if query.expires_at is not None:
        conditions.append(EXPORTS.c.expires_on.between(query.expires_at, _day_after(query.expires_at)))
    source: list[ColumnElement[bool]] = []
    if query.application is not None:
        source.append(EXPORT_SOURCES.c.application == query.application)
    if query.resource is not None:
        source.append(EXPORT_SOURCES.c.resource == query.resource)
    if source:
        # EXISTS, not a join: an export with two matching sources is listed and counted once.
        same_export = (EXPORT_SOURCES.c.org_id == owner.org_id, EXPORT_SOURCES.c.export_id == EXPORTS.c.id)
        conditions.append(exists().where(*same_export, *source))
    return conditions


def _day_after(instant: datetime) -> datetime:
    try:
        return instant + timedelta(days=1)
    except OverflowError:
        return datetime.max.replace(tzinfo=instant.tzinfo)


def _ordered(statement: Select[*tuple[Any, ...]], query: ExportQuery) -> Select[*tuple[Any, ...]]:
    column = {"created_on": EXPORTS.c.created_on, "expires_on": EXPORTS.c.expires_on, "name": EXPORTS.c.name}
    key = column[query.sort]
    statement = statement.order_by(key.desc() if query.descending else key.asc(), EXPORTS.c.id)
    return statement.limit(query.limit).offset(query.offset)
