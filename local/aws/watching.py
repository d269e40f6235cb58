"""Restarts functions when their source changes."""

import asyncio
import logging
from collections.abc import Mapping
from pathlib import Path

from watchfiles import PythonFilter, awatch

from local.aws.code_roots import PROJECT
from local.aws.function_pool import FunctionPool

LAYER = PROJECT / "layers" / "common" / "python"
FUNCTIONS = PROJECT / "functions"
DEBOUNCE_MS = 600

log = logging.getLogger(__name__)


class Watcher:
    """Watches the checkout: a function's own source restarts it, the layer's source restarts all."""

    def __init__(self, pools: Mapping[str, FunctionPool]) -> None:
        self._pools = pools
        self._task: asyncio.Task[None] | None = None
        self._stopped = asyncio.Event()

    def start(self) -> None:
        """Starts watching."""
        self._task = asyncio.create_task(self._watch_and_complain())

    async def stop(self) -> None:
        """Ends watching."""
        self._stopped.set()
        if self._task is not None:
            await self._task

    async def _watch_and_complain(self) -> None:
        try:
            await self._watch()
        except Exception as error:
            log.error("the source is no longer watched; restart to load what you change: %s", error)

    async def _watch(self) -> None:
        changes = awatch(LAYER, FUNCTIONS, watch_filter=PythonFilter(), debounce=DEBOUNCE_MS, stop_event=self._stopped)
        async for changed in changes:
            for name in sorted(self._affected({Path(path) for _, path in changed})):
                log.warning("source changed: restarting function %s", name)
                try:
                    await self._pools[name].restart()
                except Exception as error:
                    log.warning("function %s does not start: %s", name, error)

    def _affected(self, paths: set[Path]) -> set[str]:
        if any(path.is_relative_to(LAYER) for path in paths):
            return set(self._pools)
        own = {path.relative_to(FUNCTIONS).parts[0] for path in paths if path.is_relative_to(FUNCTIONS)}
        return own & set(self._pools)
