"""The command `hbi load-test`: how long the stack on this machine takes to answer reads.

A deployed API is never loaded: others work with it.
"""

import itertools
import math
import sys
import threading
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import orjson
from host_inventory.generated.inventory.api.hosts import api_host_get_host_list
from host_inventory.generated.inventory.models import ApiHostGetHostListOrderBy
from host_inventory.generated.inventory.models import ApiHostGetHostListOrderHow as OrderHow
from rich.console import Console
from rich.table import Table

from hbi.problems import HbiError, Unavailable
from infra.topology import BASE
from local.commands.api_client import ApiClient
from local.commands.output import WIDEST

_BARS = 40
_MOST_BUCKETS = 14


@dataclass
class Measured:
    """Answers to one kind of request."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    """Number of answers by status; 0 stands for none."""

    @property
    def failed(self) -> int:
        """Number of requests that were not answered with 200."""
        return self.statuses.total() - self.statuses[200]


def load_test(
    client: ApiClient, console: Console, *, requests: int, concurrency: int, paths: Sequence[str], as_json: bool
) -> None:
    """Sends requests, prints latencies by path and a histogram of all. Ends with 1 if any request failed.

    Args:
        requests: number of requests in all; paths take turns.
        concurrency: number of requests that are under way at the same time.
        paths: paths below the API's base; none means a mixture of reads.
    Raises:
        Unavailable: nothing answers.
    """
    chosen = [BASE + path for path in paths] or _mixture(client)
    began = time.monotonic()
    with console.status("loading", spinner="dots"):
        measured = _send(client, chosen, requests, concurrency)
    duration_s = time.monotonic() - began
    if as_json:
        sys.stdout.write(orjson.dumps(_document(measured, duration_s), option=orjson.OPT_INDENT_2).decode() + "\n")
    else:
        _print(console, measured, duration_s)
    if any(found.failed for found in measured.values()):
        sys.exit(1)


def _mixture(client: ApiClient) -> list[str]:
    """What people and programs mostly read. Some of it is about a host that is there."""
    order: dict[str, Any] = {"order_by": ApiHostGetHostListOrderBy.DISPLAY_NAME, "order_how": OrderHow.ASC}
    hosts = client.call(api_host_get_host_list, per_page=1, holds={"results": list}, **order)["results"]
    paths = [
        f"{BASE}/hosts?per_page=50",
        f"{BASE}/hosts?staleness=fresh&order_by=display_name&per_page=50",
        f"{BASE}/tags?per_page=50",
        f"{BASE}/system_profile/operating_system",
        f"{BASE}/groups?per_page=50",
    ]
    for host in hosts:
        paths += [f"{BASE}/hosts/{host['id']}", f"{BASE}/hosts/{host['id']}/system_profile"]
    return paths


def _send(client: ApiClient, paths: Sequence[str], requests: int, concurrency: int) -> dict[str, Measured]:
    measured = {path: Measured() for path in paths}
    lock = threading.Lock()
    turns = itertools.islice(itertools.cycle(paths), requests)

    def work() -> None:
        while True:
            with lock:
                path = next(turns, None)
            if path is None:
                return
            began = time.perf_counter()
            status = _status(client, path)
            took = time.perf_counter() - began
            with lock:
                measured[path].seconds.append(took)
                measured[path].statuses[status] += 1

    with ThreadPoolExecutor(concurrency) as pool:
        for worker in [pool.submit(work) for _ in range(concurrency)]:
            worker.result()
    if not any(found.statuses.keys() - {0} for found in measured.values()):
        raise Unavailable(f"the API does not answer at {client.api_url}")
    return {path: found for path, found in measured.items() if found.seconds}


def _status(client: ApiClient, path: str) -> int:
    try:
        return client.request("GET", path).status_code
    except HbiError:
        return 0


def _summary(seconds: Sequence[float]) -> dict[str, float]:
    """Latencies in milliseconds."""
    ranked = sorted(seconds)
    shares = {"p50": 0.5, "p90": 0.9, "p99": 0.99, "max": 1.0}
    return {name: round(1000 * ranked[max(0, math.ceil(share * len(ranked)) - 1)], 2) for name, share in shares.items()}


def _document(measured: Mapping[str, Measured], duration_s: float) -> dict[str, Any]:
    total = sum(len(found.seconds) for found in measured.values())
    return {
        "requests": total,
        "failed": sum(found.failed for found in measured.values()),
        "seconds": round(duration_s, 3),
        "requests_per_second": round(total / duration_s, 1) if duration_s else None,
        "paths": [
            {
                "path": path,
                "requests": len(found.seconds),
                "failed": found.failed,
                "statuses": {str(status): count for status, count in sorted(found.statuses.items())},
                "milliseconds": _summary(found.seconds),
            }
            for path, found in measured.items()
        ],
        "histogram": [{"below_ms": bound, "requests": count} for bound, count in histogram(_all(measured))],
    }


def _all(measured: Mapping[str, Measured]) -> list[float]:
    return [seconds for found in measured.values() for seconds in found.seconds]


def histogram(seconds: Sequence[float]) -> list[tuple[float, int]]:
    """Upper bounds in milliseconds, each 1.5 times the one before, and how many latencies lie below each and not below
    the one before. Long tails are put together in the last.
    """
    if not seconds:
        return []
    first = math.floor(math.log(max(1000 * min(seconds), 0.001), 1.5))
    places = Counter(
        min(_MOST_BUCKETS - 1, max(0, math.floor(math.log(max(1000 * taken, 0.001), 1.5)) - first)) for taken in seconds
    )
    slowest = 1000 * max(seconds)
    bounds = [1.5 ** (first + place + 1) for place in range(max(places) + 1)]
    bounds[-1] = max(bounds[-1], slowest)
    return [(round(bound, 2), places[place]) for place, bound in enumerate(bounds)]


def _print(console: Console, measured: Mapping[str, Measured], duration_s: float) -> None:
    table = Table(box=None, pad_edge=False)
    table.add_column("path", overflow="fold")
    for title in ("requests", "failed", "p50 ms", "p90 ms", "p99 ms", "max ms"):
        table.add_column(title, justify="right")
    for path, found in measured.items():
        latencies = (f"{value:.1f}" for value in _summary(found.seconds).values())
        table.add_row(path.removeprefix(BASE), str(len(found.seconds)), str(found.failed), *latencies)
    # A line in a pipe is a line of the table.
    (console if console.is_terminal else Console(width=WIDEST, highlight=False)).print(table)
    total = len(_all(measured))
    console.print(f"\n{total} requests in {duration_s:.1f} s: {total / max(duration_s, 1e-9):.0f} a second\n")
    buckets = histogram(_all(measured))
    most = max(count for _, count in buckets)
    for bound, count in buckets:
        console.print(f"  < {bound:9.1f} ms  {count:6}  {'█' * math.ceil(_BARS * count / most)}", markup=False)
