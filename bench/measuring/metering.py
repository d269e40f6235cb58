"""What batches cost: time, and CPU on either side of the database connection.

CPU tells more than time on a machine that others use as well.
"""

import contextlib
import gc
import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from bench.measuring.environment import Environment, LambdaContext
from bench.measuring.reports import hosts_in

_RESET_PEAK = "5"


class Meter:
    """Adds up what a handler takes for the hosts of its events."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._sessions_before = _sessions(environment)
        self.hosts = 0
        self.seconds = 0.0
        self._python_seconds = 0.0
        reset_peak_rss()

    def handle(self, handler: Callable[..., Any], event: Mapping[str, Any]) -> None:
        """Hands an event to the handler; what was done to make the event does not count."""
        gc.collect()
        began, python_began = time.perf_counter(), time.process_time()
        with open(os.devnull, "w") as unread, contextlib.redirect_stdout(unread):
            handler(event, LambdaContext())
        self.seconds += time.perf_counter() - began
        self._python_seconds += time.process_time() - python_began
        self.hosts += hosts_in(event)

    @property
    def hosts_per_s(self) -> float:
        """Hosts per second of handler time."""
        return self.hosts / self.seconds

    @property
    def python_us(self) -> float:
        """Microseconds of this process's CPU, all threads, per host."""
        return self._python_seconds / self.hosts * 1e6

    @property
    def postgres_us(self) -> float:
        """Microseconds of CPU that the function's database sessions took per host, without background processes."""
        before = self._sessions_before
        spent = sum(seconds - before.get(pid, 0.0) for pid, seconds in _sessions(self._environment).items())
        return spent / self.hosts * 1e6


def session_seconds(environment: Environment) -> float:
    """Seconds of CPU that the functions' present database sessions have taken in all."""
    return sum(_sessions(environment).values())


def _sessions(environment: Environment) -> dict[int, float]:
    with environment.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE application_name = 'hbi'")
        return {pid: _cpu_seconds(pid) for (pid,) in cursor.fetchall()}


def _cpu_seconds(pid: int) -> float:
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


def reset_peak_rss() -> None:
    """Lets `peak_rss_mb` begin anew."""
    Path("/proc/self/clear_refs").write_text(_RESET_PEAK)


def peak_rss_mb() -> float:
    """The most memory, in MiB, that this process has had resident since the last reset."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024
