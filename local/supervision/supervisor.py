"""Starts servers again that end by themselves."""

import logging
import signal
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from hbi.problems import ConfigurationError

POLL_S = 0.2

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Backoff:
    """Waits between starts, in seconds: doubled after each start that did not last for `lasting_s`."""

    first_s: float = 0.5
    longest_s: float = 30.0
    lasting_s: float = 60.0

    def delay_s(self, failures: int) -> float:
        """Seconds to wait after that many starts that did not last."""
        return min(self.longest_s, self.first_s * 2.0 ** min(failures, 16))


class Server(Protocol):
    """A server program that can be started again; its address stays the same."""

    @property
    def name(self) -> str:
        """Name that is shown to people."""

    @property
    def log_file(self) -> Path | None:
        """Log file of its output; None if that goes where this process's own goes."""

    @property
    def exit_status(self) -> int | None:
        """Exit status when it has ended by itself, negative for a signal; None while it runs and after `stop`."""

    def start(self) -> object:
        """Starts it and waits until it is ready; raises ConfigurationError."""

    def stop(self) -> None:
        """Ends it; may be called from another thread while `start` waits, which then raises."""


class Supervisor:
    """Watches servers, each in a thread of its own, until `stop`."""

    def __init__(self, backoff: Backoff | None = None) -> None:
        self._backoff = backoff or Backoff()
        self._stopping = threading.Event()
        self._watched: list[tuple[Server, threading.Thread]] = []

    def watch(self, server: Server) -> None:
        """Watches a server that has been started."""
        thread = threading.Thread(target=self._watch, args=(server,), name=f"watch {server.name}", daemon=True)
        self._watched.append((server, thread))
        thread.start()

    def stop(self) -> None:
        """Ends watching. Servers that run go on, those that are being started again are stopped."""
        self._stopping.set()
        for server, thread in self._watched:
            thread.join(2 * POLL_S)
            while thread.is_alive():
                server.stop()
                thread.join(POLL_S)
        self._watched.clear()

    def _watch(self, server: Server) -> None:
        failures = 0
        started = time.monotonic()
        while not self._stopping.wait(POLL_S):
            status = server.exit_status
            if status is None:
                continue
            if time.monotonic() - started >= self._backoff.lasting_s:
                failures = 0
            log.error("%s ended unexpectedly: %s; %s", server.name, describe(status), _place(server))
            failures = self._restart(server, failures)
            started = time.monotonic()

    def _restart(self, server: Server, failures: int) -> int:
        """Starts the server until it runs; returns how many starts in a row have not lasted, this one included."""
        while not self._stopping.wait(self._backoff.delay_s(failures)):
            failures += 1
            try:
                server.start()
            except (ConfigurationError, OSError) as error:
                if not self._stopping.is_set():
                    log.error("%s; next start in %.1f s", error, self._backoff.delay_s(failures))
            else:
                log.warning("%s was started again and answers", server.name)
                return failures
        return failures


def describe(status: int) -> str:
    """An exit status in words; negative numbers are signals."""
    if status >= 0:
        return f"exit status {status}"
    try:
        return f"signal {signal.Signals(-status).name}"
    except ValueError:
        return f"signal {-status}"


def _place(server: Server) -> str:
    return (
        f"its log is {server.log_file}; it is being started again" if server.log_file else "it is being started again"
    )
