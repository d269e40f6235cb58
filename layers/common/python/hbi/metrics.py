"""What is counted and timed (contract: ingest-and-events 19), told to CloudWatch in its embedded metric format.

Whoever does something counts it here; the function that was invoked writes all that came together, once, at its end.
"""

import logging
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Literal, NamedTuple

import orjson

from hbi.settings import MetricsSettings
from hbi.totals import Key, Labels, Total, add, histogram, share, shared, summary
from hbi.totals import gauge as present

logger = logging.getLogger(__name__)

type Unit = Literal["Count", "Seconds", "Bytes", "None"]
type Metric = tuple[str, Unit, list[float]]
"""Name, unit and values."""

MOST_OBSERVED = 1000
"""Observations of one metric that an invocation keeps; further ones are left out."""

# Limits of the format.
_MOST_VALUES, _MOST_METRICS = 100, 100

KNOWN_REPORTERS = frozenset(
    {
        "cloud-connector",
        "discovery",
        "puptoo",
        "rhsm-conduit",
        "rhsm-system-profile-bridge",
        "satellite",
        "yupana",
    }
)

_INVENTORY_REQUESTS = "inventory_http_request", "inventory_http_request_duration_seconds"
_EXPORT_REQUESTS = "export_service_http_requests", "export_service_http_response_time_seconds"

_lock = threading.Lock()
"""For all that is below: a thread may count while another one, at an invocation's end, writes."""
_counted: Counter[Key] = Counter()
_observed: dict[Key, tuple[Unit, list[float]]] = {}
_present: dict[Key, tuple[Unit, float]] = {}
_totals: dict[Key, Total] = {}


class _Taken(NamedTuple):
    """What was counted between two writings."""

    counted: Mapping[Key, int]
    observed: Mapping[Key, tuple[Unit, list[float]]]
    present: Mapping[Key, tuple[Unit, float]]


def count(name: str, by: int = 1, /, **labels: str) -> None:
    """Adds to a counter. Each combination of labels costs money every month: their values must be few."""
    with _lock:
        _counted[name, tuple(labels.items())] += by


def observe(name: str, value: float, unit: Unit = "Seconds", /, **labels: str) -> None:
    """Takes down one value of a distribution."""
    with _lock:
        _, values = _observed.setdefault((name, tuple(labels.items())), (unit, []))
        if len(values) < MOST_OBSERVED:
            values.append(value)


def gauge(name: str, value: float, unit: Unit = "None", /, **labels: str) -> None:
    """Takes down the present value of something; the last one counts."""
    with _lock:
        _present[name, tuple(labels.items())] = (unit, value)


@contextmanager
def timer(name: str, /, **labels: str) -> Iterator[None]:
    """Observes how long the block takes, failures included."""
    began = time.perf_counter()
    try:
        yield
    finally:
        observe(name, time.perf_counter() - began, "Seconds", **labels)


def outbound(dependency: str) -> AbstractContextManager[None]:
    """Observes how long another service takes to answer, or not to."""
    return timer("inventory_outbound_http_response_time_seconds", dependency=dependency)


def reporter_label(reporter: object) -> str:
    """A reporter as label: anybody may call himself anything, so unknown names share one.

    >>> reporter_label("puptoo"), reporter_label("x" * 300), reporter_label(None)
    ('puptoo', 'other', 'unknown')
    """
    if not isinstance(reporter, str) or not reporter:
        return "unknown"
    return reporter if reporter in KNOWN_REPORTERS else "other"


@contextmanager
def invocation(settings: MetricsSettings) -> Iterator[None]:
    """Writes what the block counted when it ends, however it ends."""
    try:
        yield
    finally:
        flush(settings)


def flush(settings: MetricsSettings) -> None:
    """Writes all that was counted since the last time to the standard output, a line for each combination of labels."""
    with _lock:
        taken = _Taken(dict(_counted), dict(_observed), dict(_present))
        if not any(taken):
            return
        for store in (_counted, _observed, _present):
            store.clear()
        _add_to_totals(taken)
        if settings.metrics_dir is not None:
            _share_totals(settings.metrics_dir)
    if not settings.metrics_enabled:
        return
    for labels, metrics in _collected(taken):
        line = orjson.dumps(_embedded(settings.metrics_namespace, dict(labels), metrics))
        sys.stdout.write(line.decode() + "\n")
    sys.stdout.flush()


def totals(settings: MetricsSettings) -> Mapping[Key, Total]:
    """All that was counted in invocations that are over: by this process, or by all that share their totals."""
    if settings.metrics_dir is not None:
        return shared(settings.metrics_dir)
    with _lock:
        return dict(_totals)


def request(status: int, seconds: float, *, of_exports: bool = False) -> None:
    """Counts an HTTP request for Prometheus alone, as the original's dashboards want it. CloudWatch has requests by
    operation.

    `of_exports`: whether it was one to the exports API, which in the original is a service with names of its own.
    """
    labels = (("status", str(status)),)
    number, time_taken = _EXPORT_REQUESTS if of_exports else _INVENTORY_REQUESTS
    with _lock:
        add(_totals, (number, labels), Total("counter", 1))
        add(_totals, (time_taken, labels), histogram(seconds))


def _add_to_totals(taken: _Taken) -> None:
    for key, number in taken.counted.items():
        add(_totals, key, Total("counter", number))
    for key, (_, values) in taken.observed.items():
        add(_totals, key, summary(values))
    for key, (_, value) in taken.present.items():
        add(_totals, key, present(value))


def _share_totals(folder: Path) -> None:
    try:
        share(folder, _totals)
    except OSError as error:
        # Work must not fail because it cannot be counted.
        logger.warning("totals cannot be written to %s: %s", folder, error)


def _collected(taken: _Taken) -> Iterator[tuple[Labels, dict[str, Any]]]:
    """Labels with the metrics that have them, in portions that fit in a line."""
    by_labels: dict[Labels, list[Metric]] = {}
    for (name, labels), total in taken.counted.items():
        by_labels.setdefault(labels, []).append((name, "Count", [total]))
    for (name, labels), (unit, values) in taken.observed.items():
        by_labels.setdefault(labels, []).append((name, unit, values))
    for (name, labels), (unit, value) in taken.present.items():
        by_labels.setdefault(labels, []).append((name, unit, [value]))
    for labels, found in by_labels.items():
        remaining = found
        while remaining:
            part, rest = remaining[:_MOST_METRICS], remaining[_MOST_METRICS:]
            yield labels, {name: {"Unit": unit, "Value": values[:_MOST_VALUES]} for name, unit, values in part}
            remaining = [(name, unit, tail) for name, unit, values in part if (tail := values[_MOST_VALUES:])] + rest


def _embedded(namespace: str, labels: Mapping[str, str], metrics: Mapping[str, Any]) -> Mapping[str, Any]:
    """A line's content. Labelled metrics are also summed up without labels: alarms watch one metric, not a pattern."""
    from aws_lambda_powertools.metrics.provider.cloudwatch_emf import cloudwatch

    provider = cloudwatch.AmazonCloudWatchEMFProvider(namespace=namespace)
    if labels:
        provider.dimension_sets.append({})
    return provider.serialize_metric_set(dict(metrics), dict(labels), {})
