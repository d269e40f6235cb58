"""Says which flags are on: by the flag server, by AWS AppConfig, or by a setting (contract: identity-rbac 8)."""

import logging
from enum import StrEnum
from typing import Protocol

from hbi.settings import FlagSettings
from hbi.ttl_cache import TtlCache

logger = logging.getLogger(__name__)


class Flag(StrEnum):
    """Names of the flags that the code asks for, or will (contract: identity-rbac 8)."""

    READ_ONLY = "hbi.api.read-only"
    RBAC_V2 = "hbi.rbac-v2"
    KESSEL_SINGLE_CHECKS = "hbi.api.kessel-force-single-checks-for-bulk"
    VIEWS_RBAC = "hbi.inventory-views-rbac"
    REJECT_RHSM_PAYLOADS = "hbi.api.reject-rhsm-payloads"


class KnownFlags(Protocol):
    """The flags that a source told of."""

    def is_on(self, flag: str, org_id: str | None) -> bool | None:
        """Whether a flag is on for an organisation; None when the source does not know the flag."""


class FlagSource(Protocol):
    """Whoever tells which flags are on."""

    name: str
    """Name in logs."""
    refresh_s: float
    """Seconds between two questions."""

    def ask(self) -> KnownFlags:
        """The flags as they are now. Whatever it raises, what was known before stays."""

    def kept(self) -> KnownFlags | None:
        """The flags to begin with, until it has answered."""


class Flags:
    """Says which flags are on. Build one per process; it asks its source when somebody asks it, not in between."""

    def __init__(self, settings: FlagSettings) -> None:
        self._fallbacks = settings.fallbacks
        self._source = _source_of(settings)
        self._current: TtlCache[str, KnownFlags | None] = TtlCache(self._source.refresh_s if self._source else 0)
        self._last: KnownFlags | None = None
        self._was_asked = False

    def is_on(self, flag: Flag, org_id: str | None = None) -> bool:
        """Whether a flag is on for an organisation, or for nobody in particular.

        Never raises: without a source, or while it does not answer and never has, the setting's fallback counts.
        """
        source = self._source
        known = self._current.get_or_make(source.name, lambda: self._refreshed(source)) if source else None
        if known is not None:
            try:
                answer = known.is_on(flag, org_id)
            except (AttributeError, LookupError, TypeError, ValueError):
                logger.warning("flag %s is not understood", flag, exc_info=True)
                answer = False
            if answer is not None:
                return answer
        fallback = self._fallbacks.get(flag, False)
        return fallback if isinstance(fallback, bool) else org_id in fallback

    def _refreshed(self, source: FlagSource) -> KnownFlags | None:
        """The flags of the source; the last known ones when it does not answer."""
        if not self._was_asked:
            self._was_asked, self._last = True, source.kept()
        try:
            self._last = source.ask()
        except Exception as error:
            # Whatever goes wrong with flags must not stop the work that asks for them.
            # Texts of ValueError may repeat what the server said.
            reason = "" if isinstance(error, ValueError) else f": {error}"
            logger.warning("%s does not answer: %s%s", source.name, type(error).__name__, reason)
        return self._last


def _source_of(settings: FlagSettings) -> FlagSource | None:
    """The flag server goes before AppConfig; each counts only when all that it needs is set."""
    url, token = settings.unleash_url, settings.unleash_token
    if url and token is not None and not settings.bypass_unleash:
        from hbi.flags.unleash import UnleashServer

        return UnleashServer(url, token, settings)
    if settings.appconfig_application is not None:
        from hbi.flags.appconfig import AppConfigProfile

        return AppConfigProfile(settings)
    return None
