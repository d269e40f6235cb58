"""Requests against a running API: latency one at a time, throughput several at a time."""

import asyncio
import itertools
import statistics
import time
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

import aiohttp

type Answered = aiohttp.ClientResponse
type MakeRequest = Callable[[int], tuple[str, str, Mapping[str, Any] | None]]
"""Number of the request → method, path with query, JSON body."""


async def latencies_ms(base: str, headers: Mapping[str, str], make: MakeRequest, count: int) -> list[float]:
    """Milliseconds of `count` requests, one after the other, after a fifth as many for warming up."""
    times = []
    async with aiohttp.ClientSession(headers=headers) as session:
        for number in range(-(count // 5), count):
            began = time.perf_counter()
            await _send(session, base, make(number + count))
            if number >= 0:
                times.append((time.perf_counter() - began) * 1000)
    return times


async def latencies_during(
    base: str, headers: Mapping[str, str], make: MakeRequest, work: Coroutine[Any, Any, Any]
) -> list[float]:
    """Milliseconds of the requests that can be made, one after the other, until some work is done."""
    times = []
    task = asyncio.create_task(work)
    async with aiohttp.ClientSession(headers=headers) as session:
        for number in itertools.count():
            if task.done():
                break
            began = time.perf_counter()
            await _send(session, base, make(number))
            times.append((time.perf_counter() - began) * 1000)
    await task
    return times


async def requests_per_second(
    base: str, headers: Mapping[str, str], make: MakeRequest, *, concurrency: int, seconds: float
) -> float:
    """Throughput with `concurrency` requests under way at any time."""
    numbers = itertools.count(10_000)
    done = 0
    deadline = time.perf_counter() + seconds

    async def client(session: aiohttp.ClientSession) -> None:
        nonlocal done
        while time.perf_counter() < deadline:
            await _send(session, base, make(next(numbers)))
            done += 1

    async with aiohttp.ClientSession(headers=headers) as session:
        began = time.perf_counter()
        await asyncio.gather(*(client(session) for _ in range(concurrency)))
        return done / (time.perf_counter() - began)


def percentile(values: list[float], percent: int) -> float:
    """The value that `percent` of the values do not exceed."""
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


async def _send(session: aiohttp.ClientSession, base: str, request: tuple[str, str, Any]) -> None:
    method, path, body = request
    async with session.request(method, base + path, json=body) as answer:
        text = await answer.read()
        if answer.status >= 400:
            raise RuntimeError(f"{method} {path} answered {answer.status}: {text[:300]!r}")
