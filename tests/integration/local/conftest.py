"""Toy functions under AWS's runtime client."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from infra.topology import Function, Route
from local.aws.code_roots import CodeRoots
from local.aws.function_pool import FunctionPool

TOY = Function(
    name="toy",
    handler="toy.handler",
    memory_mb=128,
    timeout=timedelta(seconds=60),
    database="proxy",
    routes=(Route("/base/{proxy+}"), Route("/base/fixed", method="GET"), Route("/health", method="GET")),
)

type RunToy = Callable[..., AbstractAsyncContextManager[FunctionPool]]


@pytest.fixture
def run_toy(tmp_path: Path) -> RunToy:
    """`async with run_toy(source, slots=1, timeout_s=60, environment={}) as pool`: a function with that source."""

    @asynccontextmanager
    async def run(
        source: str, slots: int = 1, timeout_s: float = 60, environment: dict[str, str] | None = None
    ) -> AsyncIterator[FunctionPool]:
        code = tmp_path / "code"
        code.mkdir(exist_ok=True)
        (code / "toy.py").write_text(source)
        function = replace(TOY, timeout=timedelta(seconds=timeout_s))
        pool = FunctionPool(function, environment or {}, slots, CodeRoots(code), tmp_path / "logs")
        try:
            await pool.start()
            yield pool
        finally:
            await pool.stop()

    return run
