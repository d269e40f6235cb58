"""A breaker: it leaves a server out that does not answer, so that waiting for it costs little."""

import math
import time

_LOSS_S = 0.002
"""Seconds that a call loses on average, at most, to a server that does not answer."""
_PAUSES = 20
"""How many times as long as a failure took nothing is tried. To resolve a name may take seconds, without time-out."""


class Breaker:
    """Says whether a server is worth a try. One of a process; not thread-safe."""

    def __init__(self, pause_s: float, *, loss_s: float = _LOSS_S) -> None:
        """Builds a breaker that lets everything pass.

        Args:
            pause_s: seconds for which nothing is tried after a failure; more if it took long to fail.
            loss_s: seconds that a call may lose on average; 0 sets no such bound.
        """
        self._pause_s = pause_s
        self._loss_s = loss_s
        self._until = 0.0
        self._calls_left = 0

    def lets_pass(self) -> bool:
        """Whether to try now. Each call that it stops counts."""
        if self._calls_left > 0:
            self._calls_left -= 1
            return False
        return time.monotonic() >= self._until

    def failed(self, lost_s: float) -> None:
        """Takes down a try that failed after so many seconds."""
        self._until = time.monotonic() + max(self._pause_s, _PAUSES * lost_s)
        self._calls_left = math.ceil(lost_s / self._loss_s) if self._loss_s else 0

    def succeeded(self) -> None:
        """Takes down a try that did not fail."""
        self._until, self._calls_left = 0.0, 0
