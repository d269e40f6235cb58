"""Staleness settings of organisations, as they are at this moment."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from hbi.db.engine import Transaction
from hbi.settings import StalenessDefaults
from hbi.staleness import repository
from hbi.staleness.limits import default_limits
from hbi.staleness.window import StalenessSettings

if TYPE_CHECKING:
    from hbi.staleness.shared import SharedSettings


class StalenessLookup:
    """Reads settings anew in each transaction, or what the cache says of them.

    The process keeps nothing: a change must count at once in every instance of every function, and to ask whether a
    copy still counts would take the same round trip as to read the row.
    """

    def __init__(self, defaults: StalenessDefaults, shared: "SharedSettings | None" = None) -> None:
        """`shared`: copies in the cache that functions share, if there is one."""
        self._defaults = defaults
        self._shared = shared

    def settings_of(self, tx: Transaction, org_id: str) -> StalenessSettings:
        """The organisation's own settings, or the defaults. What is about to change hosts is told what is stored."""
        if self._shared is None or tx.is_change:
            return self.settings_by_org(tx, [org_id])[org_id]
        found = self._shared.find(org_id)
        if found.settings is not None:
            return found.settings
        if found.lease is None:
            return self.settings_by_org(tx, [org_id])[org_id]
        stored, defaults = repository.stored(tx, org_id), default_limits(self._defaults)
        self._shared.keep(org_id, found.lease, stored, defaults)
        return (stored.limits if stored else defaults).settings

    def settings_by_org(self, tx: Transaction, org_ids: Collection[str]) -> dict[str, StalenessSettings]:
        """Settings of every organisation in `org_ids`. One statement; none without organisations."""
        return repository.settings_of(tx, org_ids, self._defaults) if org_ids else {}
