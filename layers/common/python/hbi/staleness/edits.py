"""Changes of an organisation's staleness settings (contract: rest-groups-staleness-views 6.2).

No host is written: states are computed from these settings whenever hosts are read. What lies close to the defaults is
not kept.
"""

from collections.abc import Mapping
from datetime import datetime

from hbi.db.engine import Transaction
from hbi.problems import NotFound, RefusedContent
from hbi.staleness import repository
from hbi.staleness.limits import Limits, changed, is_near
from hbi.staleness.repository import StoredLimits


def create(
    tx: Transaction, org_id: str, changes: Mapping[str, int], defaults: Limits, now: datetime
) -> StoredLimits | None:
    """Gives the organisation settings of its own; None when they are close to the defaults, which then count.

    Raises:
        InvalidBody: the limits contradict each other.
        RefusedContent: the organisation has settings already.
    """
    stored = repository.locked(tx, org_id)
    limits = changed(stored.limits if stored else defaults, changes)
    if is_near(limits, defaults):
        repository.delete(tx, org_id)
        return None
    created = None if stored else repository.insert(tx, org_id, limits, now)
    if created is None:
        raise RefusedContent(
            f"Staleness settings of organisation {org_id} exist already; change them by PATCH.", title="Integrity error"
        )
    return created


def update(
    tx: Transaction, org_id: str, changes: Mapping[str, int], defaults: Limits, now: datetime
) -> StoredLimits | None:
    """Changes the organisation's settings; None when they come close to the defaults, which then count.

    Raises:
        InvalidBody: the limits contradict each other.
        NotFound: the organisation has no settings of its own.
    """
    stored = repository.locked(tx, org_id)
    limits = changed(stored.limits if stored else defaults, changes)
    if stored is None:
        raise _none_of(org_id)
    if is_near(limits, defaults):
        repository.delete(tx, org_id)
        return None
    return repository.replace(tx, stored, limits, now)


def delete(tx: Transaction, org_id: str) -> None:
    """Returns the organisation to the defaults.

    Raises:
        NotFound: it has no settings of its own.
    """
    if not repository.delete(tx, org_id):
        raise _none_of(org_id)


def settled(tx: Transaction, org_id: str, changes: Mapping[str, int], defaults: Limits) -> Limits:
    """The organisation's limits after changes: what is not changed is its own, or else the default.

    Raises:
        InvalidBody: the limits contradict each other.
    """
    stored = repository.locked(tx, org_id)
    return changed(stored.limits if stored else defaults, changes)


def keep(tx: Transaction, org_id: str, limits: Limits, now: datetime) -> StoredLimits | None:
    """Keeps limits that an operator chose, however close to the defaults; None if somebody else made some meanwhile."""
    stored = repository.locked(tx, org_id)
    return repository.replace(tx, stored, limits, now) if stored else repository.insert(tx, org_id, limits, now)


def _none_of(org_id: str) -> NotFound:
    return NotFound(f"Staleness settings of organisation {org_id} not found.")
