"""The metrics page in Prometheus's text format. Imported by the first request that asks for it."""

import itertools
from collections.abc import Iterator, Mapping

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from prometheus_client.utils import floatToGoString

from hbi import metrics
from hbi.settings import MetricsSettings
from hbi.totals import BOUNDS, Key, Total

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4

BOUND_NAMES = (*map(floatToGoString, BOUNDS), "+Inf")

# A counter without labels is there before anything is counted, so that its growth from nothing can be seen.
COUNTED_FROM_NOTHING = (
    *(f"inventory_{verb}_{noun}_count" for noun in ("group", "host_group") for verb in ("create", "update", "delete")),
    *(f"inventory_{verb}_host_count" for verb in ("create", "update", "delete")),
    "inventory_login_failure_count",
)


def page(settings: MetricsSettings) -> bytes:
    """What was counted in requests that are over: by this process, or by all that share their totals."""
    registry = CollectorRegistry()
    registry.register(_Totals(metrics.totals(settings)))
    return generate_latest(registry)


class _Totals(Collector):
    """Our totals as the library wants them. It adds `_total` to the names of counters, as it does for the original."""

    def __init__(self, totals: Mapping[Key, Total]) -> None:
        self._totals: dict[Key, Total] = {(name, ()): Total("counter", 0) for name in COUNTED_FROM_NOTHING}
        self._totals.update(totals)

    def collect(self) -> Iterator[Metric]:
        families: dict[str, Metric] = {}
        for (name, labels), total in self._totals.items():
            family = families.setdefault(name, Metric(name, name, total.kind))
            _add_samples(family, dict(labels), total)
        yield from families.values()


def _add_samples(family: Metric, labels: dict[str, str], total: Total) -> None:
    name = family.name
    if total.kind in {"counter", "gauge"}:
        family.add_sample(f"{name}_total" if total.kind == "counter" else name, labels, total.sum)
        return
    for bound, number in zip(BOUND_NAMES, itertools.accumulate(total.buckets), strict=False):
        family.add_sample(f"{name}_bucket", {**labels, "le": bound}, number)
    family.add_sample(f"{name}_count", labels, total.number)
    family.add_sample(f"{name}_sum", labels, total.sum)
