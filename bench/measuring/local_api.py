"""The API function behind the local gateway, and what its requests take."""

import socket
import statistics
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.measuring import load, statements
from bench.measuring.environment import Environment
from infra.topology import API, BASE
from local.aws.code_roots import checkout
from local.aws.function_pool import FunctionPool
from local.aws.gateway import Gateway, Target
from local.ports import LOOPBACK

SLOTS = 2


@dataclass(frozen=True)
class Measured:
    """A kind of request: its name in the figures and how the n-th one is made."""

    name: str
    make: load.MakeRequest
    count: int = 200


@asynccontextmanager
async def running(environment: Environment) -> AsyncIterator[str]:
    """Two processes of the function and a gateway; the base URL of its paths."""
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


async def figures(
    environment: Environment, headers: Mapping[str, str], requests: Sequence[Measured], part: str, *, seconds: float = 6
) -> dict[str, float]:
    """Of each request `<part>.<request>.`: `p50_ms` and `p99_ms` one at a time, `c8_rps` eight at a time, `sql_ms`.

    `sql_ms` is the time in the database alone.
    """
    found = {}
    async with running(environment) as base:
        for request in requests:
            name = f"{part}.{request.name}"
            times = await load.latencies_ms(base, headers, request.make, request.count)
            found[f"{name}.p50_ms"] = statistics.median(times)
            found[f"{name}.p99_ms"] = load.percentile(times, 99)
            found[f"{name}.c8_rps"] = await load.requests_per_second(
                base, headers, request.make, concurrency=8, seconds=seconds
            )
    for request in requests:
        found[f"{part}.{request.name}.sql_ms"] = statements.sql_ms(headers, request.make)
    return found
