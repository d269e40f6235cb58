"""Functions under AWS's runtime client, and the daemon that they send their traces to."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from infra.topology import Function
from local.aws.code_roots import CodeRoots, checkout
from local.aws.function_pool import FunctionPool
from tests.support.factories import Json
from tests.support.fakes.xray_daemon import XrayDaemon, running_xray_daemon

type Invoke = Callable[..., list[Any]]


@pytest.fixture
def daemon() -> Iterator[XrayDaemon]:
    """The X-Ray daemon."""
    with running_xray_daemon() as running:
        yield running


@pytest.fixture
def invoke(tmp_path: Path, daemon: XrayDaemon) -> Invoke:
    """`invoke(function, *events, code=…, VARIABLE="value")`: what one process of a traced function answers."""

    def answers(function: Function, *events: Json, code: CodeRoots | None = None, **environment: str) -> list[Any]:
        traced = {"HBI_TRACING_ENABLED": "true", "AWS_XRAY_DAEMON_ADDRESS": daemon.address}
        pool = FunctionPool(function, traced | environment, 1, code or checkout(), tmp_path)

        async def scenario() -> list[Any]:
            try:
                await pool.start()
                return [orjson.loads(await pool.invoke(event)) for event in events]
            finally:
                await pool.stop()

        return asyncio.run(scenario())

    return answers
