"""Ends what a stack has started when the stack itself is killed.

`python -m local.supervision.watchdog MARK` waits until its standard input ends, which the kernel sees to when the
stack's process is gone, however that ended. Then it ends every process that has the mark in its environment. The
environment passes from process to process, so nothing has to be registered, and no process is missed that started a
moment before.
"""

import os
import signal
import subprocess
import sys
import time
import uuid
from contextlib import suppress
from pathlib import Path

import psutil  # type: ignore[import-untyped]

VARIABLE = "HBI_STACK_MARK"
GRACE_S = 60.0
POLL_S = 0.1
QUIET_S = 1.0
"""Seconds without any process after which all are taken to have ended: one may be about to start another."""

STOP_TIMEOUT_S = 10.0


class Watchdog:
    """Watches over this process; what it starts between `start` and `stop` does not outlive it."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts watching, and marks the environment of all processes that are started from now on."""
        mark = uuid.uuid4().hex
        self._process = subprocess.Popen(
            [sys.executable, "-m", "local.supervision.watchdog", mark],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=Path(__file__).parents[2],
            start_new_session=True,
        )
        os.environ[VARIABLE] = mark

    def stop(self) -> None:
        """Ends watching; processes that should have ended and have not are ended."""
        os.environ.pop(VARIABLE, None)
        process, self._process = self._process, None
        if process is None or process.stdin is None:
            return
        process.stdin.close()
        with suppress(subprocess.TimeoutExpired):
            process.wait(STOP_TIMEOUT_S)


def end_all(mark: str) -> None:
    """Ends all processes with the mark: in good order, by force what is left after a minute."""
    asked: set[psutil.Process] = set()
    began = quiet_since = time.monotonic()
    while time.monotonic() - quiet_since < QUIET_S:
        for process in _marked(mark):
            quiet_since = time.monotonic()
            with suppress(psutil.Error):
                if quiet_since - began > GRACE_S:
                    process.kill()
                elif process not in asked:
                    asked.add(process)
                    _ask_to_end(process)
        time.sleep(POLL_S)


def _marked(mark: str) -> list[psutil.Process]:
    """Processes with the mark, and those that they have started: a program may have cleared its environment."""
    found: set[psutil.Process] = set()
    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            if process.pid != os.getpid() and process.environ().get(VARIABLE) == mark:
                found |= {process, *process.children(recursive=True)}
    return [process for process in found if process.is_running() and process.status() != psutil.STATUS_ZOMBIE]


def _ask_to_end(process: psutil.Process) -> None:
    """PostgreSQL would wait for its sessions at SIGTERM; it ends them by itself, so that they are left alone."""
    if process.name() != "postgres":
        process.terminate()
    elif (parent := process.parent()) is None or parent.name() != "postgres":
        process.send_signal(signal.SIGINT)


if __name__ == "__main__":
    sys.stdin.buffer.read()
    end_all(sys.argv[1])
