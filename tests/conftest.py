"""What holds for all tests: the fixtures of `tests/fixtures/`, the environment, limits and expected warnings."""

import gc
import os
import signal
from collections.abc import Callable
from itertools import groupby
from typing import Any

import hypothesis
import pytest

pytest_plugins = [
    "tests.fixtures.api",
    "tests.fixtures.broker",
    "tests.fixtures.database",
    "tests.fixtures.deployment",
    "tests.fixtures.exports",
    "tests.fixtures.groups",
    "tests.fixtures.ingest",
    "tests.fixtures.metrics",
    "tests.fixtures.reaper",
    "tests.fixtures.replication",
    "tests.fixtures.schema_trials",
    "tests.fixtures.servers",
    "tests.fixtures.striking",
]

# The tools of the one are installed by `make test-tools`. The other sends thousands of requests: `make fuzz`, a gate of
# its own; whoever names its folder gets some hundreds.
collect_ignore = ["fuzz"] if os.environ.get("HBI_TOOLS") else ["fuzz", "tools"]

LEFT_SOCKETS = "ignore:Exception ignored in. <socket:pytest.PytestUnraisableExceptionWarning"
"""Warning filter for tests that use `left_sockets`."""

type Sql = Callable[..., list[tuple[Any, ...]]]
"""What the fixture `sql` gives."""

# Tests that run in the background or under nohup have signals ignored, and programs that they start would inherit that.
for number in (signal.SIGINT, signal.SIGHUP):
    if signal.getsignal(number) is signal.SIG_IGN:
        signal.signal(number, lambda *_: None)

# How long an example takes is the machine's business.
hypothesis.settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("any machine")

os.environ.update(
    {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",  # moto takes anything, but botocore wants something
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "POWERTOOLS_TRACE_DISABLED": "true",
    }
)


@pytest.hookimpl(trylast=True)  # of the tests that were chosen
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Gives the test that comes first the time to fetch wheels, build the layer and synthesise.

    Under load any connection to a broker may break, so every test that has some may meet sockets that are left.
    """
    for item in items:
        if item.get_closest_marker("kafka"):
            item.add_marker(pytest.mark.filterwarnings(LEFT_SOCKETS))
        if {"cdk_out", "artifacts"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.timeout(1200))
    if hasattr(config, "workerinput"):
        items[:] = in_shares(items, config.workerinput["workercount"])


def in_shares(items: list[pytest.Item], workers: int) -> list[pytest.Item]:
    """The tests in as many equal runs as there are workers, slow modules first in each.

    Slow tests wait more than they compute. At the end they would keep a worker or two busy alone.
    """
    shares: list[list[pytest.Item]] = [[] for _ in range(workers)]
    quick = []
    for module, tests in groupby(items, key=lambda item: (item.path, item.get_closest_marker("slow") is not None)):
        if module[1]:
            min(shares, key=len).extend(tests)
        else:
            quick += tests
    ends = [len(items) * (number + 1) // workers for number in range(workers)]
    ordered: list[pytest.Item] = []
    for share, end in zip(shares, ends, strict=True):
        missing = max(0, end - len(ordered) - len(share))
        ordered += [*share, *quick[:missing]]
        quick = quick[missing:]
    return ordered + quick


def pytest_collection_finish() -> None:
    """Takes modules and tests, which stay to the end, out of the garbage collector's sight."""
    gc.collect()
    gc.freeze()
