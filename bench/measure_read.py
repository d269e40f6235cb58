"""Reads at 100,000 hosts in one organisation of 200,000, through the local gateway and two function processes.

`read.<request>.sql_ms` is the bare time of a request's statements, to set the figures in relation to the machine.
"""

import asyncio
import json
import re
import socket
import statistics
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import dataset, load
from bench.environment import Environment, servers
from infra.topology import API, BASE
from local.code_roots import checkout
from local.function_pool import FunctionPool
from local.gateway import Gateway, Target
from local.ports import LOOPBACK
from tests.factories import encode_identity, user_identity

SLOTS = 2
HEADERS = {"x-rh-identity": encode_identity(user_identity(dataset.LARGE_ORG))}


@dataclass(frozen=True)
class Measured:
    """A kind of request: its name in the figures and how the n-th one is made."""

    name: str
    make: load.MakeRequest
    count: int = 200


def main(result: Path) -> None:
    """Writes the `read.…` figures."""
    with servers() as environment:
        dataset.load(environment)
        figures = asyncio.run(_measure(environment, _requests(environment)))
        figures |= _sql_times(environment)
    result.write_text(json.dumps(figures))


def _requests(environment: Environment) -> list[Measured]:
    with environment.cursor() as cursor:
        cursor.execute(
            "SELECT id::text FROM hbi.hosts WHERE org_id = %s AND last_check_in > now() - interval '20 days'"
            " ORDER BY md5(id::text) LIMIT 500",
            (dataset.LARGE_ORG,),
        )
        ids = [row[0] for row in cursor.fetchall()]
    return [
        Measured("hosts_50", lambda _: ("GET", "/hosts?per_page=50", None)),
        Measured("hosts_100_by_name", lambda _: ("GET", "/hosts?per_page=100&order_by=display_name", None)),
        Measured("hosts_by_substring", lambda n: ("GET", f"/hosts?hostname_or_id=host-{n % 900 + 100}.site", None)),
        Measured("hosts_page_1500", lambda _: ("GET", "/hosts?page=1500", None), count=50),
        Measured("host_by_id", lambda n: ("GET", f"/hosts/{ids[n % len(ids)]}", None), count=500),
        Measured("system_profile_by_id", lambda n: ("GET", f"/hosts/{ids[n % len(ids)]}/system_profile", None), 500),
        Measured(
            "patch_display_name",
            lambda n: ("PATCH", f"/hosts/{ids[n % len(ids)]}", {"display_name": f"renamed {n} {time.time_ns()}"}),
        ),
    ]


async def _measure(environment: Environment, requests: list[Measured]) -> dict[str, float]:
    figures = {}
    async with _api(environment) as base:
        for request in requests:
            times = await load.latencies_ms(base, HEADERS, request.make, request.count)
            figures[f"read.{request.name}.p50_ms"] = statistics.median(times)
            figures[f"read.{request.name}.p99_ms"] = load.percentile(times, 99)
            figures[f"read.{request.name}.c8_rps"] = await load.requests_per_second(
                base, HEADERS, request.make, concurrency=8, seconds=6
            )
    return figures


@asynccontextmanager
async def _api(environment: Environment) -> AsyncIterator[str]:
    listener = socket.create_server((LOOPBACK, 0))
    logs = Path(environment.postgres.data_dir).parent / "logs"
    pool = FunctionPool(API, environment.variables, SLOTS, checkout(), logs)
    gateway = Gateway([Target(route, pool) for route in API.routes], listener)
    await pool.start()
    await gateway.start()
    try:
        yield f"http://{LOOPBACK}:{listener.getsockname()[1]}{BASE}"
    finally:
        await gateway.stop()
        await pool.stop()


def _sql_times(environment: Environment) -> dict[str, float]:
    """Milliseconds that PostgreSQL itself needs for the first page: an index-only count and a page of 50."""
    times = []
    with environment.cursor() as cursor:
        for _ in range(20):
            spent = 0.0
            for statement in (_COUNT, _PAGE):
                cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF) {statement}", (dataset.LARGE_ORG,))
                spent += _execution_ms(cursor.fetchall())
            times.append(spent)
    return {"read.hosts_50.sql_ms": statistics.median(times)}


_COUNT = "SELECT count(*) FROM hbi.hosts WHERE org_id = %s AND last_check_in > now() - interval '30 days'"
_PAGE = (
    "SELECT * FROM hbi.hosts WHERE org_id = %s AND last_check_in > now() - interval '30 days'"
    " ORDER BY modified_on DESC, id DESC LIMIT 50"
)


def _execution_ms(plan: list[tuple[Any, ...]]) -> float:
    text = "\n".join(row[0] for row in plan)
    found = re.search(r"Execution Time: ([\d.]+) ms", text)
    if found is None:
        raise RuntimeError(f"no execution time in the plan: {text}")
    return float(found[1])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
