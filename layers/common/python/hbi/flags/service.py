"""Client of the flag server (Unleash)."""

import logging
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import orjson

from hbi.clients.json_client import JsonClient
from hbi.flags.toggles import APP_NAME, Toggles
from hbi.problems import Unavailable
from hbi.secrets import reveal
from hbi.settings import FlagSettings
from hbi.ttl_cache import TtlCache

if TYPE_CHECKING:
    from pydantic import SecretStr

logger = logging.getLogger(__name__)

_TIMEOUT_S = 2.0


class Flag(StrEnum):
    """Names of the flags that the code asks for, or will (contract: identity-rbac 8)."""

    READ_ONLY = "hbi.api.read-only"
    RBAC_V2 = "hbi.rbac-v2"
    KESSEL_SINGLE_CHECKS = "hbi.api.kessel-force-single-checks-for-bulk"
    VIEWS_RBAC = "hbi.inventory-views-rbac"
    REJECT_RHSM_PAYLOADS = "hbi.api.reject-rhsm-payloads"


class Flags:
    """Says which flags are on. Build one per process; it asks the server when somebody asks it, not in between."""

    def __init__(self, settings: FlagSettings) -> None:
        self._settings = settings
        self._client = JsonClient("unleash", called="the flag server", retries=0, timeout_s=_TIMEOUT_S)
        self._current: TtlCache[str, Toggles | None] = TtlCache(settings.unleash_refresh_s)
        self._last: Toggles | None = None
        self._etag: str | None = None
        self._was_asked = False

    def is_on(self, flag: Flag, org_id: str | None = None) -> bool:
        """Whether a flag is on for an organisation, or for nobody in particular.

        Never raises: without a server, or while it does not answer and never has, the setting's fallback counts.
        """
        url, token = self._url, self._settings.unleash_token
        toggles = None
        if url is not None and token is not None:
            toggles = self._current.get_or_make(url, lambda: self._refreshed(url, token))
        if toggles is not None:
            try:
                answer = toggles.is_on(flag, org_id)
            except (AttributeError, LookupError, TypeError, ValueError):
                logger.warning("flag %s is not understood", flag, exc_info=True)
                answer = False
            if answer is not None:
                return answer
        fallback = self._settings.fallbacks.get(flag, False)
        return fallback if isinstance(fallback, bool) else org_id in fallback

    @property
    def _url(self) -> str | None:
        settings = self._settings
        if settings.bypass_unleash or not settings.unleash_url:
            return None
        return f"{settings.unleash_url.rstrip('/')}/client/features"

    def _refreshed(self, url: str, token: "SecretStr") -> Toggles | None:
        """The flags of the server; the last known ones when it does not answer."""
        if not self._was_asked:
            self._was_asked, self._last = True, self._kept()
        try:
            self._ask(url, token)
        except Exception as error:
            # Whatever goes wrong with flags must not stop the work that asks for them.
            # Texts of ValueError may repeat what the server said.
            reason = "" if isinstance(error, ValueError) else f": {error}"
            logger.warning("the flag server does not answer: %s%s", type(error).__name__, reason)
        return self._last

    def _ask(self, url: str, token: "SecretStr") -> None:
        headers = {"authorization": reveal(token, "UNLEASH_TOKEN"), "unleash-appname": APP_NAME}
        if self._etag:
            headers["if-none-match"] = self._etag
        response = self._client.exchange("GET", url, headers=headers)
        if response.status == 304:
            return
        if response.status != 200:
            raise Unavailable(f"the flag server answers with status {response.status}")
        self._last = Toggles(response.document())
        self._etag = response.headers.get("etag")
        if self._file is not None:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._file.write_bytes(response.content)

    def _kept(self) -> Toggles | None:
        """The flags that an earlier process on this machine stored."""
        if self._file is None:
            return None
        try:
            return Toggles(orjson.loads(self._file.read_bytes()))
        except (OSError, AttributeError, LookupError, TypeError, ValueError):
            return None

    @property
    def _file(self) -> Path | None:
        directory = self._settings.unleash_cache_dir
        return None if directory is None else directory / f"{APP_NAME}-flags.json"
