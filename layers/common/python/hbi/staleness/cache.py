"""Staleness settings kept for a while, so that not every read asks for them."""

from collections.abc import Collection

from hbi.db.engine import Transaction
from hbi.settings import StalenessDefaults
from hbi.staleness import repository
from hbi.staleness.window import StalenessSettings
from hbi.ttl_cache import TtlCache


class StalenessCache:
    """Remembers each organisation's settings for `life_s` seconds; 0 asks the database every time."""

    def __init__(self, defaults: StalenessDefaults, life_s: int = 0) -> None:
        self._defaults = defaults
        self._settings: TtlCache[str, StalenessSettings] = TtlCache(life_s)

    def settings_of(self, tx: Transaction, org_id: str) -> StalenessSettings:
        """The organisation's own settings, or the defaults."""
        return self.settings_by_org(tx, [org_id])[org_id]

    def settings_by_org(self, tx: Transaction, org_ids: Collection[str]) -> dict[str, StalenessSettings]:
        """Settings of every organisation in `org_ids`. At most one statement."""
        known = self._settings.known(org_ids)
        unknown = [org_id for org_id in org_ids if org_id not in known]
        if not unknown:
            return known
        found = repository.settings_of(tx, unknown, self._defaults)
        self._settings.keep(found)
        return known | found

    def forget(self, org_id: str) -> None:
        """Drops the settings of an organisation, after a change of them."""
        self._settings.forget(org_id)
