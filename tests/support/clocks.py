"""Clocks that a test sets, in the place of the module `time` in one of our modules."""

import time
from collections.abc import Callable

import pytest


class Clock:
    """The monotonic clock of one module: it runs as all clocks do, and goes ahead when the test says so."""

    def __init__(self) -> None:
        self._ahead_s = 0.0
        self.on_sleep: Callable[[], None] = lambda: None
        """What happens at the end of each sleep."""

    def monotonic(self) -> float:
        """Seconds since some instant."""
        return time.monotonic() + self._ahead_s

    def sleep(self, seconds: float) -> None:
        """Lets the seconds pass at once."""
        self.go_ahead(seconds)
        self.on_sleep()

    def go_ahead(self, seconds: float) -> None:
        """Lets time pass."""
        self._ahead_s += seconds


def clock_of(module: str, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A new clock of a module that uses `time.monotonic` and `time.sleep`, until the test ends."""
    clock = Clock()
    monkeypatch.setattr(f"{module}.time", clock)
    return clock
