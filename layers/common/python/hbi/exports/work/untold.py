"""Failures that an external export service has not heard of yet (contract: exports 10).

A failure is recorded first and then told, so a crash between the two, or a service that does not answer, loses nothing:
the record keeps the mark `untold`, and the reaper starts the export function for it until the service was told.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Text, case, cast, func, literal_column, select, update

from hbi.db.engine import Transaction
from hbi.exports.records import Status, Target
from hbi.exports.work.failures import ExportFailed
from hbi.models import EXPORT_SOURCES, EXPORTS

TOLD_WITHIN = timedelta(days=1)
"""Time after which nobody is told any more: whoever asked has long given up."""

_MARK = "untold"
_EVERY_ORG = "failures of all organisations are told"
_IS_UNTOLD = func.jsonb_extract_path_text(EXPORTS.c.target, _MARK) == "true"


@dataclass(frozen=True, slots=True)
class UntoldFailure:
    """A failed export whose target does not know it."""

    target: Target
    format: str
    failure: ExportFailed


def marked() -> ColumnElement[Any]:
    """The target of a failed export: with the mark, if it has one that is an object."""
    with_mark = func.jsonb_set(EXPORTS.c.target, f"{{{_MARK}}}", literal_column("'true'::jsonb"))
    return case((func.jsonb_typeof(EXPORTS.c.target) == "object", with_mark), else_=EXPORTS.c.target)


def failure_of(tx: Transaction, org_id: str, export_id: str) -> UntoldFailure | None:
    """The failure of an export, if it is to be told."""
    row = tx.execute(
        select(cast(EXPORTS.c.target, Text).label("target"), EXPORTS.c.format, EXPORTS.c.message, EXPORT_SOURCES.c.code)
        .outerjoin(
            EXPORT_SOURCES, (EXPORT_SOURCES.c.export_id == EXPORTS.c.id) & (EXPORT_SOURCES.c.org_id == EXPORTS.c.org_id)
        )
        .where(EXPORTS.c.org_id == org_id, EXPORTS.c.id == export_id, *_to_tell())
        .limit(1)
    ).one_or_none()
    target = None if row is None else Target.stored(row.target)
    if row is None or target is None:
        return None
    return UntoldFailure(target, row.format, ExportFailed(row.code or 500, row.message or "The export failed."))


def waiting(tx: Transaction, now: datetime, limit: int) -> list[tuple[str, str]]:
    """(org_id, id) of exports whose failure is to be told, in any order.

    No order is the same twice, so one that the service never takes stands in nobody's way.
    """
    with tx.cross_org(_EVERY_ORG):
        rows = tx.execute(
            select(EXPORTS.c.org_id, EXPORTS.c.id)
            .where(*_to_tell(), EXPORTS.c.completed_on > now - TOLD_WITHIN)
            .order_by(func.random())
            .limit(limit)
        )
        return [(row.org_id, row.id) for row in rows]


def note_told(tx: Transaction, org_id: str, export_id: str) -> None:
    """Takes the mark away."""
    tx.execute(
        update(EXPORTS)
        .where(EXPORTS.c.org_id == org_id, EXPORTS.c.id == export_id, _IS_UNTOLD)
        .values(target=EXPORTS.c.target.op("-")(literal_column(f"'{_MARK}'::text")))
    )


def _to_tell() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return EXPORTS.c.status == Status.FAILED, _IS_UNTOLD
