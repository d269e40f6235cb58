"""Requests to stop a running stack: signals, the end of its terminal, the end of the `make` that started it."""

import asyncio
import contextlib
import os
import signal
import sys

import psutil  # type: ignore[import-untyped]

POLL_S = 0.5


class StopRequests:
    """Waits for the first of them. Create it in the running event loop."""

    def __init__(self) -> None:
        self._stopping = asyncio.Event()
        # A terminal that was closed no longer says that it is one.
        self._terminals = [stream.fileno() for stream in (sys.stdin, sys.stdout, sys.stderr) if stream.isatty()]
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGINT, self._stopping.set)
        loop.add_signal_handler(signal.SIGTERM, self._stopping.set)
        # `nohup` has it ignored, and means it.
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
            loop.add_signal_handler(signal.SIGHUP, self._hang_up)
        make = _make()
        self._follower = None if make is None else loop.create_task(self._follow(make))

    async def wait(self) -> None:
        """Returns as soon as the stack has to stop."""
        await self._stopping.wait()

    def _hang_up(self) -> None:
        """Requests a stop without further output: writing to a closed terminal fails."""
        with open(os.devnull, "r+b") as nowhere:
            for terminal in self._terminals:
                os.dup2(nowhere.fileno(), terminal)
        self._stopping.set()

    async def _follow(self, make: psutil.Process) -> None:
        """Requests a stop when `make` was killed, which could not pass the signal on."""
        with contextlib.suppress(psutil.NoSuchProcess):
            while make.is_running() and make.status() != psutil.STATUS_ZOMBIE:
                await asyncio.sleep(POLL_S)
        self._stopping.set()


def _make() -> psutil.Process | None:
    """The `make` that waits for this process; None when it was started in another way."""
    if "MAKELEVEL" not in os.environ:
        return None
    # There may be a shell between.
    for parent in psutil.Process().parents()[:2]:
        if parent.name() in {"make", "gmake"}:
            return parent
    return None
