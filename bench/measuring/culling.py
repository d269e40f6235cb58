"""Culling in a process of its own, so that what is measured beside it does not share one, nor its memory.

`python -m bench.measuring.culling RESULT` deletes all culled hosts and writes its figures.
"""

import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from itertools import batched
from pathlib import Path

from bench.measuring import load
from bench.measuring.environment import Environment, LambdaContext
from bench.measuring.local_api import running
from bench.measuring.memory import sampled

WINDOW = 500
"""Requests whose percentiles are looked at by themselves: the 99th is their fifth worst."""
WINDOWS_AROUND = 3
"""Windows before the culling, and after it."""


def main(result: Path) -> None:
    """Writes the figures of culling until nothing is left."""
    from functions.reaper.handler import handler

    deleted = published = 0
    with sampled() as memory:
        began = time.perf_counter()
        while True:
            report = handler({"task": "cull"}, LambdaContext())
            deleted += report["deleted"]
            published += report["published"]
            if not report["left"]:
                break
        seconds = time.perf_counter() - began
    figures = {
        "hosts": deleted,
        "unpublished": deleted - published,
        "hosts_per_s": deleted / seconds,
        "peak_rss_mb": memory.peak_mb,
        "rss_last_to_first": memory.last_to_first,
    }
    result.write_text(json.dumps(figures))


async def alone() -> dict[str, float]:
    """The figures of culling that nobody disturbs."""
    with tempfile.NamedTemporaryFile(suffix=".json") as result:
        culling = await asyncio.create_subprocess_exec(sys.executable, "-m", __name__, result.name)
        if await culling.wait():
            raise RuntimeError("culling failed")
        figures: dict[str, float] = json.loads(Path(result.name).read_text())
        return figures


async def beside_api(environment: Environment, headers: Mapping[str, str], make: load.MakeRequest) -> dict[str, float]:
    """The figures of culling while requests go to the API one at a time, and of requests before, meanwhile, after.

    Returns:
        beside those of `alone`, percentiles of all requests of a time, of its worst window, and what they become.
    """
    async with running(environment) as base:
        idle = await load.latencies_ms(base, headers, make, WINDOW * WINDOWS_AROUND)
        culling = asyncio.create_task(alone())
        beside = await load.latencies_during(base, headers, make, _end_of(culling))
        after = await load.latencies_ms(base, headers, make, WINDOW * WINDOWS_AROUND)
    times = {"api_idle": idle, "api_beside": beside, "api_after": after}
    windows = {name: _windows(requests) for name, requests in times.items()}
    usual = statistics.median(windows["api_idle"])
    figures = await culling
    for name, requests in times.items():
        figures[f"{name}.p50_ms"] = load.percentile(requests, 50)
        figures[f"{name}.p99_ms"] = load.percentile(requests, 99)
        figures[f"{name}.worst_window_p99_ms"] = max(windows[name])
        figures[f"{name}.requests"] = len(requests)
    return figures | {
        "api_beside_to_idle": figures["api_beside.p99_ms"] / figures["api_idle.p99_ms"],
        "api_after_to_idle": figures["api_after.p99_ms"] / figures["api_idle.p99_ms"],
        "api_worst_window_to_idle": max(windows["api_beside"]) / usual,
        "api_median_window_to_idle": statistics.median(windows["api_beside"]) / usual,
    }


async def _end_of(culling: "asyncio.Task[dict[str, float]]") -> None:
    await asyncio.wait([culling])


def _windows(times: Sequence[float]) -> list[float]:
    """The 99th percentile of each window; of fewer requests than one has, that of all."""
    whole = [list(window) for window in batched(times, WINDOW) if len(window) == WINDOW]
    return [load.percentile(window, 99) for window in whole or [list(times)]]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
