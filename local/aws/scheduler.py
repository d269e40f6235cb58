"""Runs the schedules of the wiring table, as EventBridge Scheduler does."""

import asyncio
import logging
from collections.abc import Iterable

from infra.topology import Schedule
from local.aws.function_pool import FunctionPool
from local.aws.runtime_api import FunctionFailed

log = logging.getLogger(__name__)


class Scheduler:
    """Invokes functions at intervals. A run that is due while the last one is at work is left out."""

    def __init__(self, pools: Iterable[FunctionPool]) -> None:
        self._pools = tuple(pools)
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Starts counting: each schedule runs first after one interval."""
        for pool in self._pools:
            for schedule in pool.function.schedules:
                self._tasks.append(asyncio.create_task(self._repeat(pool, schedule)))

    async def stop(self) -> None:
        """Ends all schedules; a run at work is no longer waited for."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()

    async def _repeat(self, pool: FunctionPool, schedule: Schedule) -> None:
        loop = asyncio.get_running_loop()
        interval = schedule.every.total_seconds()
        due = loop.time() + interval
        while True:
            await asyncio.sleep(due - loop.time())
            try:
                await pool.invoke(schedule.input)
            except FunctionFailed as failure:
                log.warning("schedule %s of function %s failed: %s", schedule.name, pool.function.name, failure)
            except Exception:
                log.exception("schedule %s of function %s failed", schedule.name, pool.function.name)
            missed = int((loop.time() - due) // interval)
            due += interval * (missed + 1)
