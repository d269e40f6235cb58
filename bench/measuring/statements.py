"""What requests cost in the database: the calibration that sets their figures in relation to the machine."""

import json
import statistics
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from bench.measuring import load
from bench.measuring.environment import LambdaContext
from hbi.db.engine import GuardedCursor
from infra.topology import BASE
from local.aws.http_event import HttpRequest, http_event

REPEATS = 20


def sql_ms(headers: Mapping[str, str], make: load.MakeRequest) -> float:
    """Milliseconds that a request waits for the answers of its statements, in the median; commits not counted.

    The function runs in this process, against the database that the environment variables name.
    """
    return sql_and_cpu_ms(headers, make)[0]


def sql_and_cpu_ms(headers: Mapping[str, str], make: load.MakeRequest) -> tuple[float, float]:
    """As `sql_ms`, and the milliseconds of CPU that the function itself takes for the request."""
    from functions.api.handler import handler

    times, cpu = [], []
    for number in range(-REPEATS // 4, REPEATS):
        event = event_of(headers, *make(number + 50_000))
        with _timed() as spent:
            began = time.process_time()
            answer = handler(event, LambdaContext())
            ended = time.process_time()
        if answer["statusCode"] >= 400:
            raise RuntimeError(f"{event['rawPath']} answered {answer['statusCode']}: {answer['body'][:300]}")
        if number >= 0:
            times.append(sum(spent) * 1000)
            cpu.append((ended - began) * 1000)
    return statistics.median(times), statistics.median(cpu)


@contextmanager
def _timed() -> Iterator[list[float]]:
    """Seconds of each statement that goes through the driver meanwhile."""
    spent: list[float] = []
    execute = GuardedCursor.execute

    def timed(cursor: GuardedCursor, query: Any, values: Any = None) -> None:
        began = time.perf_counter()
        execute(cursor, query, values)
        spent.append(time.perf_counter() - began)

    GuardedCursor.execute = timed  # type: ignore[method-assign, assignment]
    try:
        yield spent
    finally:
        GuardedCursor.execute = execute  # type: ignore[method-assign]


def event_of(headers: Mapping[str, str], method: str, path: str, body: Mapping[str, Any] | None) -> dict[str, Any]:
    """The API Gateway event of a request."""
    sent = dict(headers) if body is None else {**headers, "content-type": "application/json"}
    request = HttpRequest(
        method=method,
        target=BASE + path,
        headers=sent.items(),
        body=b"" if body is None else json.dumps(body).encode(),
    )
    return http_event(request, route_key=f"ANY {BASE}/{{proxy+}}", path_parameters={})
