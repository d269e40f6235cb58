"""Counting from several threads: the reaper publishes in one while another deletes, and one of them writes."""

import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from hbi import metrics
from hbi.settings import MetricsSettings

THREADS = 4
EACH = 1000


@pytest.fixture
def hasty_threads() -> Iterator[None]:
    """Threads take turns as often as the interpreter allows."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.parametrize("shares", [False, True], ids=["of this process", "shared"])
@pytest.mark.parametrize(
    "take_down",
    [
        lambda name, number: metrics.count(name, label=str(number % 97)),
        lambda name, number: metrics.observe(name, 1.0, label=str(number % 97)),
    ],
    ids=["count", "observe"],
)
@pytest.mark.usefixtures("hasty_threads")
def test_nothing_that_a_thread_counts_is_lost_while_others_write(
    take_down: Callable[[str, int], None], shares: bool, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    name = request.node.name
    variables = {"HBI_METRICS_ENABLED": "false"} | ({"HBI_METRICS_DIR": str(tmp_path)} if shares else {})
    settings = MetricsSettings.load(variables)
    started = threading.Barrier(THREADS)

    def work(thread: int) -> None:
        started.wait()
        for number in range(EACH):
            take_down(name, number)
            if number % 10 == thread:
                metrics.flush(settings)

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(work, range(THREADS)))
    metrics.flush(settings)
    assert sum(total.sum for (found, _), total in metrics.totals(settings).items() if found == name) == THREADS * EACH
