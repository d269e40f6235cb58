"""A server program that runs as a child process, with its output in a file."""

import contextlib
import json
import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from hbi.problems import ConfigurationError
from local.ports import is_listening

START_TIMEOUT_S = 60.0
STOP_TIMEOUT_S = 15.0


class Child:
    """One child process at a time. It may be started again after it has ended.

    It gets a session of its own, so that Ctrl-C in the terminal reaches only the parent, which then stops its children
    in order.
    """

    def __init__(self, name: str, directory: Path) -> None:
        """`name` as shown in errors; `directory` takes the log and the number of the running process."""
        self.name = name
        self.log_file = directory / f"{name}.log"
        self._pid_file = directory / f"{name}.pid"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """Process number of the running process."""
        return self._process.pid if self.is_running() and self._process is not None else None

    def is_running(self) -> bool:
        """Whether it was started and has not ended."""
        return self._process is not None and self._process.poll() is None

    def start(self, command: Sequence[str | Path], environment: Mapping[str, str] | None = None) -> None:
        """Starts the program. A process that an earlier, killed parent has left behind is ended first."""
        self.log_file.parent.mkdir(parents=True, exist_ok=True)
        self._end_leftover()
        with self.log_file.open("ab") as log:
            self._process = subprocess.Popen(
                [str(part) for part in command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=None if environment is None else dict(environment),
                start_new_session=True,
            )
        started = psutil.Process(self._process.pid).create_time()
        self._pid_file.write_text(json.dumps({"pid": self._process.pid, "started": started}))

    def wait_until_listening(self, port: int) -> None:
        """Returns when the program accepts connections.

        Raises:
            ConfigurationError: it has ended, or does not listen within a minute.
        """
        deadline = time.monotonic() + START_TIMEOUT_S
        while not is_listening(port):
            if not self.is_running() or time.monotonic() > deadline:
                self.kill()
                raise ConfigurationError(f"{self.name} does not start on port {port}; see {self.log_file}")
            time.sleep(0.01)

    def stop(self) -> None:
        """Asks the program to end, and makes it end if it does not."""
        if self._process is not None:
            self._process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(STOP_TIMEOUT_S)
        self.kill()

    def kill(self) -> None:
        """Ends the program at once, as a crash would."""
        if self._process is None:
            return
        self._process.kill()
        self._process.wait()
        self._process = None
        self._pid_file.unlink(missing_ok=True)

    def _end_leftover(self) -> None:
        with contextlib.suppress(FileNotFoundError, ValueError, KeyError, psutil.Error):
            left = json.loads(self._pid_file.read_text())
            process = psutil.Process(left["pid"])
            # A number is used again after a while: only the start time tells that it is still our process.
            if process.create_time() == left["started"] and process.pid != os.getpid():
                process.terminate()
                process.wait(STOP_TIMEOUT_S)
