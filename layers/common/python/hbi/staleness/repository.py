"""Stored staleness settings (contract: database 9)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import ARRAY, Row, String, any_, bindparam, select
from sqlalchemy import delete as deletion
from sqlalchemy import update as updating
from sqlalchemy.dialects.postgresql import insert as insertion

from hbi.db.compiled import PrecompiledStatement
from hbi.db.engine import Transaction
from hbi.models import STALENESS
from hbi.settings import StalenessDefaults
from hbi.staleness.limits import Limits
from hbi.staleness.window import StalenessSettings


@dataclass(frozen=True, slots=True)
class StoredLimits:
    """Limits that an organisation chose."""

    id: str
    org_id: str
    created: datetime
    updated: datetime
    limits: Limits


_LIMITS = tuple(STALENESS.c[name] for name in Limits._fields)
_WHOLE = (STALENESS.c.id, STALENESS.c.org_id, STALENESS.c.created_on, STALENESS.c.modified_on, *_LIMITS)

_OF_ORGS = PrecompiledStatement(
    select(
        STALENESS.c.org_id,
        *_LIMITS,
    ).where(STALENESS.c.org_id == any_(bindparam("org_ids", type_=ARRAY(String))))
)


def settings_of(tx: Transaction, org_ids: Collection[str], defaults: StalenessDefaults) -> dict[str, StalenessSettings]:
    """Settings of every organisation in `org_ids`, own ones or the defaults. One statement."""
    settings = dict.fromkeys(org_ids, StalenessSettings.from_defaults(defaults))
    for org_id, *limits in _OF_ORGS.rows(tx, {"org_ids": list(org_ids)}):
        settings[org_id] = Limits._make(limits).settings
    return settings


def stored(tx: Transaction, org_id: str) -> StoredLimits | None:
    """What the organisation chose; None when the defaults count."""
    return _read(tx.execute(select(*_WHOLE).where(STALENESS.c.org_id == org_id)).first())


def locked(tx: Transaction, org_id: str) -> StoredLimits | None:
    """What the organisation chose, locked for a change; None when the defaults count."""
    return _read(tx.execute(select(*_WHOLE).where(STALENESS.c.org_id == org_id).with_for_update()).first())


def insert(tx: Transaction, org_id: str, limits: Limits, now: datetime) -> StoredLimits | None:
    """Keeps limits of an organisation; None when it has some, perhaps of a transaction that ended just now."""
    tx.changes.staleness.add(org_id)
    values = {"id": str(uuid4()), "org_id": org_id, "created_on": now, "modified_on": now, **limits._asdict()}
    statement = insertion(STALENESS).values(values).on_conflict_do_nothing(index_elements=["org_id"])
    return _read(tx.execute(statement.returning(*_WHOLE)).first())


def replace(tx: Transaction, known: StoredLimits, limits: Limits, now: datetime) -> StoredLimits | None:
    """Keeps other limits; their age changes even if they are the same."""
    tx.changes.staleness.add(known.org_id)
    statement = updating(STALENESS).where(STALENESS.c.org_id == known.org_id)
    return _read(tx.execute(statement.values(modified_on=now, **limits._asdict()).returning(*_WHOLE)).first())


def delete(tx: Transaction, org_id: str) -> bool:
    """Forgets the organisation's limits; whether there were any."""
    tx.changes.staleness.add(org_id)
    statement = deletion(STALENESS).where(STALENESS.c.org_id == org_id).returning(STALENESS.c.id)
    return tx.execute(statement).first() is not None


def _read(row: Row[Any] | None) -> StoredLimits | None:
    if row is None:
        return None
    return StoredLimits(row.id, row.org_id, row.created_on, row.modified_on, Limits._make(row[4:]))
