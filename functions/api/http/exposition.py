"""The metrics page in Prometheus's text format. Imported by the first request that asks for it."""

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from hbi import metrics

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4


def page() -> bytes:
    """What this process has counted since it began, the request that asks left out."""
    registry = CollectorRegistry()
    registry.register(_Totals())
    return generate_latest(registry)


class _Totals(Collector):
    """Our totals as the library wants them. It adds `_total` to the names of counters, as it does for the original."""

    def collect(self) -> Iterator[Metric]:
        families: dict[str, Metric] = {}
        for (name, labels), total in metrics.totals().items():
            family = families.setdefault(name, Metric(name, name, total.kind))
            named = dict(labels)
            if total.kind == "summary":
                family.add_sample(f"{name}_count", named, total.number)
                family.add_sample(f"{name}_sum", named, total.sum)
            else:
                family.add_sample(f"{name}_total" if total.kind == "counter" else name, named, total.sum)
        yield from families.values()
