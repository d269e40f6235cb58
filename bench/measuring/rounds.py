"""Requests in rounds, each in processes of the function that have just begun: medians and worst, floors, CPU."""

import asyncio
import itertools
import statistics
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp

from bench.measuring import load, statements
from bench.measuring.environment import Environment
from bench.measuring.local_api import running

ROUNDS = 3


@dataclass(frozen=True)
class Timed:
    """A kind of request, and the bare statement of its page."""

    name: str
    make: load.MakeRequest
    count: int = 100
    floor: str | None = None
    """SQL that finds no more than what the page shows; parameter `org`."""


async def in_rounds(
    environment: Environment,
    headers: Mapping[str, str],
    requests: Sequence[Timed],
    first_write: load.MakeRequest | None = None,
    seconds: float = 1.5,
) -> dict[str, float]:
    """Of each request `p50_ms` one at a time and `c8_rps` eight at a time, medians of the rounds, and the worst ones.

    Args:
        first_write: what is sent first to a process, besides reads; its time is `first_write.p50_ms`.
        seconds: how long eight at a time are sent.
    """
    found: dict[str, list[float]] = {}
    for number in range(ROUNDS):
        async with running(environment) as base:
            if first_write is not None:
                spent = await _first(base, headers, requests[-1].make, first_write, number)
                found.setdefault("first_write.p50_ms", []).append(spent)
            for request in requests:
                times = await load.latencies_ms(base, headers, request.make, request.count)
                found.setdefault(f"{request.name}.p50_ms", []).append(statistics.median(times))
                rate = await load.requests_per_second(base, headers, request.make, concurrency=8, seconds=seconds)
                found.setdefault(f"{request.name}.c8_rps", []).append(rate)
    return {name: value for key, values in found.items() for name, value in _of_rounds(key, values)}


def alone(
    environment: Environment, headers: Mapping[str, str], requests: Sequence[Timed], org: str
) -> dict[str, float]:
    """Of each request `sql_ms` of waiting for its statements, `cpu_ms` of its process, `floor_ms` of the bare page."""
    found = {}
    with environment.cursor() as cursor:
        for request in requests:
            found[f"{request.name}.sql_ms"], found[f"{request.name}.cpu_ms"] = statements.sql_and_cpu_ms(
                headers, request.make
            )
            if request.floor is not None:
                found[f"{request.name}.floor_ms"] = _bare_ms(cursor, request.floor, org)
    return found


def _of_rounds(key: str, values: Sequence[float]) -> list[tuple[str, float]]:
    worst = min(values) if key.endswith("_rps") else max(values)
    name, _, figure = key.rpartition(".")
    return [(key, statistics.median(values)), (f"{name}.worst_{figure}", worst)]


async def _first(
    base: str, headers: Mapping[str, str], read: load.MakeRequest, write: load.MakeRequest, number: int
) -> float:
    """Milliseconds of the first write of a process that has read before; both processes are awake."""
    async with aiohttp.ClientSession(headers=headers) as session:

        async def send(method: str, path: str, body: Any) -> None:
            async with session.request(method, base + path, json=body) as answer:
                await answer.read()
                answer.raise_for_status()

        for turn in itertools.repeat(0, 3):
            await asyncio.gather(*(send(*read(turn + n)) for n in range(4)))
        began = time.perf_counter()
        await send(*write(number))
        return (time.perf_counter() - began) * 1000


def _bare_ms(cursor: Any, statement: str, org: str) -> float:
    times = []
    for _ in range(25):
        began = time.perf_counter()
        cursor.execute(statement, {"org": org})
        cursor.fetchall()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times[5:])
