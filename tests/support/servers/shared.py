"""Servers that all workers of a test run share.

A small register on disk says who runs where and how many workers still need it; a file lock keeps it right.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Self

import psutil  # type: ignore[import-untyped]
from filelock import FileLock

from hbi.problems import ConfigurationError

START_TIMEOUT_S = 60


class SharedServers:
    """Gives out the addresses of running servers and starts the ones that nobody has started yet."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        directory.mkdir(parents=True, exist_ok=True)
        self._lock = FileLock(directory / "servers.lock")
        self._users = directory / "users"

    def __enter__(self) -> Self:
        with self._lock:
            self._users.write_text(str(self._count() + 1))
        return self

    def __exit__(self, *_: object) -> None:
        with self._lock:
            left = self._count() - 1
            self._users.write_text(str(left))
            if left == 0:
                self._stop_all()

    def postgres_url(self) -> str:
        """URL of the administrative database."""
        return os.environ.get("HBI_TEST_DATABASE_URL") or self._address_of("postgres")

    def bootstrap_servers(self) -> str:
        """Broker address; `HBI_TEST_BOOTSTRAP_SERVERS` names another one to test against."""
        return os.environ.get("HBI_TEST_BOOTSTRAP_SERVERS") or self._address_of("broker")

    def s3_endpoint_url(self) -> str:
        """URL of the S3 service."""
        return self._address_of("object_store")

    def _count(self) -> int:
        return int(self._users.read_text()) if self._users.exists() else 0

    def _address_of(self, kind: str) -> str:
        state = self.directory / f"{kind}.json"
        with self._lock:
            if not state.exists():
                self._start(kind, state)
        return str(json.loads(state.read_text())["address"])

    def _start(self, kind: str, state: Path) -> None:
        with (self.directory / f"{kind}.out").open("ab") as log:
            process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "tests.support.servers.run_server",
                    kind,
                    *map(str, (self.directory / kind, state, _run_pid())),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=Path(__file__).parents[3],
                start_new_session=True,
            )
        deadline = time.monotonic() + START_TIMEOUT_S
        while not state.exists():
            if process.poll() is not None or time.monotonic() > deadline:
                output = (self.directory / f"{kind}.out").read_text()
                raise ConfigurationError(f"{kind} did not start: {output[-2000:]}")
            time.sleep(0.05)
        # The register outlives this object's process handle; stopping goes by number.
        process.returncode = 0

    def _stop_all(self) -> None:
        for state in self.directory.glob("*.json"):
            pid = json.loads(state.read_text())["pid"]
            try:
                os.kill(pid, signal.SIGTERM)
            except ProcessLookupError:
                continue
            _wait_for_end(pid)
            state.unlink()


def _run_pid() -> int:
    """The process whose end is the end of the run: the controller of all workers."""
    return os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()


def _wait_for_end(pid: int) -> None:
    """Another worker may be the parent: then nobody here can wait for the process, and it stays as a zombie."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)
        try:
            if psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
                return
        except psutil.NoSuchProcess:
            return
        time.sleep(0.02)
