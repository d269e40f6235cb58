"""Schedules that invoke a function."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from infra.topology import Schedule
from local.aws.code_roots import CodeRoots
from local.aws.function_pool import FunctionPool
from local.aws.scheduler import Scheduler
from tests.integration.local.conftest import TOY

LOGGING = """
import json, os, time

def handler(event, context):
    line = json.dumps({"event": event, "at": time.time()})
    with open(event["file"], "a") as log:
        log.write(line + "\\n")
    time.sleep(float(event.get("s", 0)))
    if event.get("fail"):
        raise RuntimeError("no database")
"""


def run_until(done: Callable[[], bool], schedules: Sequence[Schedule], directory: Path) -> float:
    """Runs the schedules until something has come true; returns for how many seconds."""
    (directory / "toy.py").write_text(LOGGING)

    async def scenario() -> None:
        function = replace(TOY, schedules=tuple(schedules))
        pool = FunctionPool(function, {}, 3, CodeRoots(directory), directory)
        await pool.start()
        scheduler = Scheduler([pool])
        scheduler.start()
        try:
            while not done():
                await asyncio.sleep(0.02)
        finally:
            await scheduler.stop()
            await pool.stop()

    began = time.monotonic()
    asyncio.run(scenario())
    return time.monotonic() - began


def runs(file: Path) -> int:
    return len(file.read_text().splitlines()) if file.exists() else 0


def test_schedules_run_at_their_intervals_with_their_input(tmp_path: Path) -> None:
    often, seldom = tmp_path / "often", tmp_path / "seldom"
    schedules = [
        Schedule("often", timedelta(seconds=0.2), {"file": str(often)}),
        Schedule("seldom", timedelta(hours=1), {"file": str(seldom)}),
    ]
    took_s = run_until(lambda: runs(often) >= 3, schedules, tmp_path)
    assert runs(often) <= took_s / 0.2
    assert runs(seldom) == 0


def test_a_run_that_is_due_while_the_last_one_works_is_left_out(tmp_path: Path) -> None:
    file = tmp_path / "slow"
    slow = Schedule("slow", timedelta(seconds=0.1), {"file": str(file), "s": "0.45"})
    took_s = run_until(lambda: runs(file) >= 3, [slow], tmp_path)
    assert runs(file) <= took_s / 0.45 + 1


def test_a_run_that_fails_does_not_end_the_schedule(tmp_path: Path) -> None:
    file = tmp_path / "failing"
    failing = Schedule("failing", timedelta(seconds=0.2), {"file": str(file), "fail": "yes"})
    run_until(lambda: runs(file) >= 2, [failing], tmp_path)
