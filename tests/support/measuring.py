"""Reads metrics as CloudWatch does: from what a function prints."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

import orjson
import pytest

from hbi import metrics
from hbi.settings import MetricsSettings
from tests.support.factories import Json

type Measured = dict[tuple[Any, ...], list[float]]
type Printed = Callable[[], list[Json]]
type Measure = Callable[[], Measured]


@pytest.fixture
def printed(capsys: pytest.CaptureFixture[str]) -> Printed:
    """Metric lines on the standard output since the last call.

    What earlier tests counted without an invocation around it is not among them.
    """
    metrics.flush(MetricsSettings.load({"HBI_METRICS_ENABLED": "false"}))
    return lambda: [orjson.loads(line) for line in capsys.readouterr().out.splitlines() if '"_aws"' in line]


@pytest.fixture
def measured(printed: Printed) -> Measure:
    """Values by metric and labels: `{("name", "label=value", …): [1.0]}`, since the last call."""

    def read() -> Measured:
        found: Measured = defaultdict(list)
        for line in printed():
            (directive,) = line["_aws"]["CloudWatchMetrics"]
            labels = sorted(f"{name}={line[name]}" for name in directive["Dimensions"][0])
            for metric in directive["Metrics"]:
                found[metric["Name"], *labels] += line[metric["Name"]]
        return dict(found)

    return read
