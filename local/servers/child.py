"""A server program that runs as a child process, with its output in a file."""

import contextlib
import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import psutil  # type: ignore[import-untyped]

STOP_TIMEOUT_S = 15.0


class Child:
    """One child process at a time. It may be started again after it has ended.

    It gets a session of its own, so that Ctrl-C in the terminal reaches only the parent, which then stops its children
    in order.
    """

    def __init__(self, name: str, directory: Path, stop_timeout_s: float = STOP_TIMEOUT_S) -> None:
        """Starts nothing yet.

        Args:
            name: file name of the log.
            directory: takes the log and the number of the running process.
            stop_timeout_s: how long the program may take to end when it is asked to.
        """
        self.log_file = directory / f"{name}.log"
        self._pid_file = directory / f"{name}.pid"
        self._stop_timeout_s = stop_timeout_s
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """Process number of the running process."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    @property
    def exit_status(self) -> int | None:
        """Exit status of a program that ended by itself, negative for a signal; None while it runs and after a stop."""
        process = self._process
        return None if process is None else process.poll()

    def is_running(self) -> bool:
        """Whether it was started and has not ended."""
        return self.pid is not None

    def start(self, command: Sequence[str | Path], environment: Mapping[str, str] | None = None) -> None:
        """Starts the program. A process that an earlier, killed parent has left behind is ended first."""
        self.log_file.parent.mkdir(parents=True, exist_ok=True)
        self._end_leftover()
        with self.log_file.open("ab") as log:
            process = subprocess.Popen(
                [str(part) for part in command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=None if environment is None else dict(environment),
                start_new_session=True,
            )
        self._process = process
        with contextlib.suppress(psutil.NoSuchProcess):
            started = psutil.Process(process.pid).create_time()
            self._pid_file.write_text(json.dumps({"pid": process.pid, "started": started}))

    def stop(self) -> None:
        """Asks the program to end, and makes it end if it does not."""
        process = self._process
        if process is not None:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(self._stop_timeout_s)
        self.kill()

    def kill(self) -> None:
        """Ends the program at once, as a crash would."""
        process = self._process
        if process is None:
            return
        process.kill()
        process.wait()
        self._process = None
        self._pid_file.unlink(missing_ok=True)

    def _end_leftover(self) -> None:
        with contextlib.suppress(FileNotFoundError, ValueError, KeyError, TypeError, psutil.Error):
            left = json.loads(self._pid_file.read_text())
            process = psutil.Process(left["pid"])
            # A number is used again after a while: only the start time shows that it is still our process.
            if process.create_time() == left["started"] and process.pid != os.getpid():
                process.terminate()
                process.wait(self._stop_timeout_s)
