"""Staleness settings kept for a while, so that not every read asks for them."""

import time

from hbi.db.engine import Transaction
from hbi.settings import StalenessDefaults
from hbi.staleness.repository import settings_of
from hbi.staleness.window import StalenessSettings

_MOST_ORGS = 10_000


class StalenessCache:
    """Remembers each organisation's settings for `life_s` seconds; 0 asks the database every time."""

    def __init__(self, defaults: StalenessDefaults, life_s: int) -> None:
        self._defaults = defaults
        self._life_s = life_s
        self._kept: dict[str, tuple[float, StalenessSettings]] = {}

    def settings_of(self, tx: Transaction, org_id: str) -> StalenessSettings:
        """The organisation's own settings, or the defaults."""
        expires, settings = self._kept.get(org_id, (0.0, None))
        if settings is not None and time.monotonic() < expires:
            return settings
        settings = settings_of(tx, [org_id], self._defaults)[org_id]
        if self._life_s:
            if len(self._kept) >= _MOST_ORGS:
                self._kept.clear()
            self._kept[org_id] = (time.monotonic() + self._life_s, settings)
        return settings

    def forget(self, org_id: str) -> None:
        """Drops what is kept of an organisation, after a change of its settings."""
        self._kept.pop(org_id, None)
