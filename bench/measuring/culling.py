"""Culling in a process of its own, so that what is measured beside it does not share one, nor its memory.

`python -m bench.measuring.culling RESULT` deletes all culled hosts and writes its figures.
"""

import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from bench.measuring import load
from bench.measuring.environment import Environment, LambdaContext
from bench.measuring.local_api import running
from bench.measuring.memory import sampled

IDLE_REQUESTS = 600


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


async def beside_api(environment: Environment, headers: Mapping[str, str], make: load.MakeRequest) -> dict[str, float]:
    """The figures of culling while requests go to the API one at a time, and of those requests before and meanwhile."""
    async with running(environment) as base:
        idle = await load.latencies_ms(base, headers, make, IDLE_REQUESTS)
        with tempfile.NamedTemporaryFile(suffix=".json") as result:
            culling = await asyncio.create_subprocess_exec(sys.executable, "-m", __name__, result.name)
            busy = await load.latencies_during(base, headers, make, culling.wait())
            if culling.returncode:
                raise RuntimeError("culling failed")
            figures: dict[str, float] = json.loads(Path(result.name).read_text())
    idle_p99, busy_p99 = load.percentile(idle, 99), load.percentile(busy, 99)
    return {
        **figures,
        "api_idle.p50_ms": load.percentile(idle, 50),
        "api_idle.p99_ms": idle_p99,
        "api_beside.p50_ms": load.percentile(busy, 50),
        "api_beside.p99_ms": busy_p99,
        "api_beside.requests": len(busy),
        "api_beside_to_idle": busy_p99 / idle_p99,
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]))
