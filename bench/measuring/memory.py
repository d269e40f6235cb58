"""Memory of this process while it works."""

import os
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_EVERY_S = 0.25
_PAGE_MB = os.sysconf("SC_PAGE_SIZE") / 1024 / 1024


class Memory:
    """Resident megabytes, taken four times a second."""

    def __init__(self) -> None:
        self.samples: list[float] = []

    @property
    def peak_mb(self) -> float:
        """The most."""
        return max(self.samples)

    @property
    def last_to_first(self) -> float:
        """The last tenth in times of the second one: 1 for memory that does not grow. The first tenth warms up."""
        tenth = max(1, len(self.samples) // 10)
        return statistics.median(self.samples[-tenth:]) / statistics.median(self.samples[tenth : 2 * tenth] or [1.0])


@contextmanager
def sampled() -> Iterator[Memory]:
    """A block whose memory is looked at."""
    memory, is_over = Memory(), threading.Event()
    thread = threading.Thread(target=_sample, args=(memory, is_over), daemon=True)
    thread.start()
    try:
        yield memory
    finally:
        is_over.set()
        thread.join()


def _sample(memory: Memory, is_over: threading.Event) -> None:
    while True:
        memory.samples.append(int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE_MB)
        if is_over.is_set():
            return
        time.sleep(_EVERY_S)
