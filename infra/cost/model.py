"""From hosts, check-ins and reads to what a month costs, what it needs, and what is at its limit first."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from infra.configuration import capacity
from infra.cost import day, prices
from infra.cost.measured import Work, bytes_per_host, report, request
from infra.packaging.target import Architecture
from infra.topology import API, HOST_INGRESS, INGEST

MEMORY_GB = INGEST.memory_mb / 1024
"""1,769 MB are one processor of Lambda's; the figures were measured on one processor."""

PROCESSORS_PER_ACU = 0.25
MEMORY_PER_ACU_GB = 2
BUSY = 0.7
"""Share of its processors at which a database still answers quickly."""
HOT = 0.2
"""Share of the data that a day's check-ins and reads touch again and again."""

BATCH_OVERHEAD_S = 0.04
"""Round trips of a batch to the database and the broker, whatever its size."""
REQUEST_OVERHEAD_S = 0.004

REPORT_BYTES = 7_000
EVENT_BYTES = 8_000
KEPT_DAYS = 7
REPLICAS = 3
LOG_BYTES = 400
IO_PER_REPORT = 2
METRICS, ALARMS = 150, 30

_LARGEST_ACU = 256
_POLLER_BYTES = 5_000_000
_TOLERATED_MINUTES = 5


@dataclass(frozen=True)
class Load:
    """What is asked of a deployment."""

    hosts: int
    checkins_per_day: float
    """Check-ins of each host."""
    reads_per_second: float
    architecture: Architecture = "arm64"
    zones: int = 3


@dataclass(frozen=True)
class Needs:
    """What the deployment needs for it."""

    ingest_concurrency: int
    api_concurrency: int
    acu_average: float
    acu_peak: float
    pollers: int
    storage_gb: float
    lag: day.Lag


@dataclass(frozen=True)
class Estimate:
    """What a month costs by part, in US dollars, what it needs, and how near each part is to its limit at the peak."""

    costs: Mapping[str, float]
    needs: Needs
    used: Mapping[str, float]

    @property
    def total(self) -> float:
        """US dollars a month."""
        return sum(self.costs.values())

    @property
    def bottleneck(self) -> str:
        """The part that reaches its limit first when everything grows alike."""
        return max(self.used, key=lambda part: self.used[part])


def estimate(load: Load, results: Mapping[str, float]) -> Estimate:
    """The estimate for a load, from measured figures."""
    reporting, reading = report(results), request(results, load.hosts)
    needs = _needs(load, reporting, reading, bytes_per_host(results))
    return Estimate(_costs(load, reporting, reading, needs), needs, _used(load, reporting, needs))


def _needs(load: Load, reporting: Work, reading: Work, host_bytes: float) -> Needs:
    arriving = day.arrivals(load.hosts * load.checkins_per_day)
    concurrency, lag = _concurrency(arriving, reporting)
    per_second, burst = sum(arriving) / 86_400, max(arriving) / 60
    reads = load.reads_per_second * reading.database_s
    storage = load.hosts * host_bytes / 1e9
    memory = HOT * storage / MEMORY_PER_ACU_GB
    return Needs(
        ingest_concurrency=concurrency,
        api_concurrency=math.ceil(2 * load.reads_per_second * (_taken(reading) + REQUEST_OVERHEAD_S)),
        acu_average=max(2, memory, _acu(per_second * reporting.database_s + reads)),
        acu_peak=max(2, memory, _acu(burst * reporting.database_s + 2 * reads)),
        pollers=max(1, math.ceil(burst * REPORT_BYTES / _POLLER_BYTES)),
        storage_gb=storage,
        lag=lag,
    )


def _concurrency(arriving: list[float], reporting: Work) -> tuple[int, day.Lag]:
    """The fewest instances with which no record waits longer than is tolerated."""
    for instances in range(1, 10_000):
        try:
            lag = day.simulate(arriving, instances * _per_minute(reporting))
        except ValueError:
            continue
        if lag.worst_minutes <= _TOLERATED_MINUTES:
            return instances, lag
    raise ValueError("no number of instances is enough")


def _per_minute(reporting: Work) -> float:
    """Records that an instance takes in a minute, in full batches."""
    batch = HOST_INGRESS[0].batch_size
    return 60 * batch / (batch * _taken(reporting) + BATCH_OVERHEAD_S)


def _taken(work: Work) -> float:
    """Seconds that an instance is busy, or waits for the database."""
    return work.function_s + work.database_s


def _acu(processors: float) -> float:
    return processors / PROCESSORS_PER_ACU / BUSY


def _invocations(per_second: float) -> float:
    """Batches a second: a poller waits half a second for a batch to fill, on each partition where records come."""
    topic = HOST_INGRESS[0]
    fullest = per_second / topic.batch_size
    return max(fullest, min(per_second, topic.partitions / topic.window.total_seconds()))


def _costs(load: Load, reporting: Work, reading: Work, needs: Needs) -> dict[str, float]:
    records = load.hosts * load.checkins_per_day / 86_400
    batches = _invocations(records)
    busy = records * _taken(reporting) + batches * BATCH_OVERHEAD_S
    answering = load.reads_per_second * (_taken(reading) + REQUEST_OVERHEAD_S)
    second = prices.LAMBDA_GB_SECOND[load.architecture] * MEMORY_GB * prices.SECONDS
    calls = prices.SECONDS / 1e6 * prices.LAMBDA_REQUESTS_MILLION
    units = len(INGEST.topics) - 1 + math.ceil(needs.pollers / prices.POLLERS_PER_UNIT)
    million_records = records * prices.SECONDS / 1e6
    kept = records * 86_400 * KEPT_DAYS * (REPORT_BYTES + EVENT_BYTES) * REPLICAS / 1e9
    asked = load.reads_per_second * prices.SECONDS
    return {
        "Lambda: ingest": busy * second + batches * calls,
        "Lambda: API": answering * second + load.reads_per_second * calls,
        "event source pollers": units * prices.EVENT_POLLER_UNIT_HOUR * prices.HOURS,
        "API Gateway": asked / 1e6 * prices.API_REQUESTS_MILLION,
        "Aurora: capacity, two instances": 2 * needs.acu_average * prices.AURORA_ACU_HOUR * prices.HOURS,
        "Aurora: storage and I/O": needs.storage_gb * prices.AURORA_STORAGE_GB
        + million_records * IO_PER_REPORT * prices.AURORA_IO_MILLION,
        "RDS Proxy": max(prices.PROXY_LEAST_ACU, needs.acu_average) * prices.PROXY_ACU_HOUR * prices.HOURS,
        "MSK": load.zones * prices.MSK_BROKER_HOUR * prices.HOURS + kept * prices.MSK_STORAGE_GB,
        "NAT": load.zones * prices.NAT_HOUR * prices.HOURS + asked * 2_000 / 1e9 * prices.NAT_GB,
        "S3": needs.storage_gb * 0.1 * prices.S3_GB,
        "logs, metrics, alarms, key": (asked + batches * prices.SECONDS) * LOG_BYTES / 1e9 * prices.LOGS_GB
        + METRICS * prices.METRIC
        + ALARMS * prices.ALARM
        + prices.KEY,
    }


def _used(load: Load, reporting: Work, needs: Needs) -> dict[str, float]:
    """Share of each limit that the peak needs, with the deployment's defaults and Aurora's own greatest capacity."""
    partitions = HOST_INGRESS[0].partitions
    connections = capacity.connections_of(2, _LARGEST_ACU)
    burst = max(day.arrivals(load.hosts * load.checkins_per_day))
    return {
        f"partitions of the topic ({partitions})": burst / (partitions * _per_minute(reporting)),
        f"reserved concurrency of ingest ({INGEST.reserved_concurrency})": needs.ingest_concurrency
        / (INGEST.reserved_concurrency or 1),
        f"capacity of Aurora's one writer ({_LARGEST_ACU} ACU)": needs.acu_peak / _LARGEST_ACU,
        f"connections of {API.name} through the proxy": needs.api_concurrency
        / (connections * capacity.PROXY_PERCENT / 100),
        "throttle of the API (requestsPerSecond 500)": load.reads_per_second / 500,
    }
