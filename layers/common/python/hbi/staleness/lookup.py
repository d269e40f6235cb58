"""Staleness settings of organisations, as they are at this moment."""

from collections.abc import Collection

from hbi.db.engine import Transaction
from hbi.settings import StalenessDefaults
from hbi.staleness import repository
from hbi.staleness.window import StalenessSettings


class StalenessLookup:
    """Reads settings anew in each transaction.

    Nothing is kept: a change must count at once in every instance of every function, and to ask whether a copy still
    counts would take the same round trip as to read the row.
    """

    def __init__(self, defaults: StalenessDefaults) -> None:
        self._defaults = defaults

    def settings_of(self, tx: Transaction, org_id: str) -> StalenessSettings:
        """The organisation's own settings, or the defaults."""
        return self.settings_by_org(tx, [org_id])[org_id]

    def settings_by_org(self, tx: Transaction, org_ids: Collection[str]) -> dict[str, StalenessSettings]:
        """Settings of every organisation in `org_ids`. One statement; none without organisations."""
        return repository.settings_of(tx, org_ids, self._defaults) if org_ids else {}
