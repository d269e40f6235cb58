"""Client of the flag server (Unleash)."""

from pathlib import Path
from typing import TYPE_CHECKING

import orjson

from hbi.clients.json_client import JsonClient
from hbi.flags.toggles import APP_NAME, Toggles
from hbi.problems import Unavailable
from hbi.secrets import reveal
from hbi.settings import FlagSettings

if TYPE_CHECKING:
    from pydantic import SecretStr

_TIMEOUT_S = 2.0


class UnleashServer:
    """A source of flags. It remembers what it was told, in a file too if there is a folder for it."""

    name = "the flag server"

    def __init__(self, url: str, token: "SecretStr", settings: FlagSettings) -> None:
        """`url`: of the server's API."""
        self.refresh_s = settings.unleash_refresh_s
        self._url = f"{url.rstrip('/')}/client/features"
        self._token = token
        self._directory = settings.unleash_cache_dir
        self._client = JsonClient("unleash", called=self.name, retries=0, timeout_s=_TIMEOUT_S)
        self._last: Toggles | None = None
        self._etag: str | None = None

    def ask(self) -> Toggles:
        """The flags of the server, which says so only when they have changed.

        Raises:
            Exception: it does not answer, or not with flags.
        """
        headers = {"authorization": reveal(self._token, "UNLEASH_TOKEN"), "unleash-appname": APP_NAME}
        if self._etag and self._last is not None:
            headers["if-none-match"] = self._etag
        response = self._client.exchange("GET", self._url, headers=headers)
        if response.status == 304 and self._last is not None:
            return self._last
        if response.status != 200:
            raise Unavailable(f"the flag server answers with status {response.status}")
        self._last = Toggles(response.document())
        self._etag = response.headers.get("etag")
        if self._file is not None:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._file.write_bytes(response.content)
        return self._last

    def kept(self) -> Toggles | None:
        """The flags that an earlier process on this machine stored."""
        if self._file is None:
            return None
        try:
            return Toggles(orjson.loads(self._file.read_bytes()))
        except (OSError, AttributeError, LookupError, TypeError, ValueError):
            return None

    @property
    def _file(self) -> Path | None:
        return None if self._directory is None else self._directory / f"{APP_NAME}-flags.json"
