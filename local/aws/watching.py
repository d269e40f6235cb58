"""Loads the functions' code anew when their source changes."""

import asyncio
import logging
import time
from collections.abc import Callable, Iterable, Mapping
from importlib.util import cache_from_source
from pathlib import Path

from watchfiles import Change, DefaultFilter, awatch

from local.aws.code_roots import PROJECT
from local.aws.function_pool import FunctionPool

LAYER = PROJECT / "layers" / "common" / "python"
FUNCTIONS = PROJECT / "functions"
STACK = (PROJECT / "local", PROJECT / "infra" / "topology.py", PROJECT / "migrations")
"""Source that only a new start of the stack loads."""

SUFFIXES = frozenset({".py", ".json", ".yaml", ".yml"})
QUIET_MS = 200
"""Milliseconds without a change after which the changes before are loaded."""

LONGEST_MS = 1000
"""Milliseconds after which they are, even if changes go on."""

log = logging.getLogger(__name__)


class Sources(DefaultFilter):
    """Lets changes of source pass."""

    def __call__(self, change: Change, path: str) -> bool:
        """Whether a changed file is source, and no editor's copy of it."""
        return Path(path).suffix in SUFFIXES and super().__call__(change, path)


class Watcher:
    """Watches the checkout: a function's own source restarts it, the layer's source restarts all.

    What changes while functions load their code lets them begin again, so however many files are saved, one version
    takes over. Until its code is loaded, and if it cannot be, the version before serves.
    """

    def __init__(
        self,
        pools: Mapping[str, FunctionPool],
        *,
        tell: Callable[[str], None] = log.warning,
        functions: Path = FUNCTIONS,
        layer: Path = LAYER,
        stack: Iterable[Path] = (),
    ) -> None:
        """Starts nothing yet.

        Args:
            pools: the functions by their names.
            tell: is told in a line what was loaded, and what could not be.
            functions: folder with a folder of source for each function.
            layer: folder with the source of all.
            stack: folders and files whose source only a new start loads, which is then said.
        """
        self._pools = pools
        self._tell = tell
        self._functions, self._layer, self._stack = functions, layer, tuple(stack)
        self._watching: asyncio.Task[None] | None = None
        self._loading: asyncio.Task[None] | None = None
        self._due: set[str] = set()
        self._broken: set[str] = set()
        self._stopped = asyncio.Event()

    def start(self) -> None:
        """Starts watching."""
        self._watching = asyncio.create_task(self._watch_and_complain())

    async def stop(self) -> None:
        """Ends watching."""
        self._stopped.set()
        if self._watching is not None:
            await self._watching
        await self._stop_loading()

    async def _watch_and_complain(self) -> None:
        try:
            await self._watch()
        except Exception as error:
            log.error("the source is no longer watched; restart to load what you change: %s", error)

    async def _watch(self) -> None:
        folders = [folder for folder in (self._layer, self._functions, *self._stack) if folder.exists()]
        changes = awatch(*folders, watch_filter=Sources(), step=QUIET_MS, debounce=LONGEST_MS, stop_event=self._stopped)
        async for changed in changes:
            await self._take_in({Path(path) for _, path in changed})

    async def _take_in(self, changed: set[Path]) -> None:
        """Begins to load what changed, and what could not be loaded before."""
        if restart := sorted(path for path in changed if any(path.is_relative_to(folder) for folder in self._stack)):
            self._tell(f"{_shown(restart[0])} is loaded when you stop the stack and start it again")
        affected = self._affected(changed)
        if affected:
            await self._stop_loading()
            _forget_compiled(changed)
            self._due |= affected | self._broken
            self._loading = asyncio.create_task(self._load_and_complain())

    def _affected(self, paths: set[Path]) -> set[str]:
        own: set[str] = set()
        for path in paths:
            if path.is_relative_to(self._functions):
                name = path.relative_to(self._functions).parts[0]
                own |= {name} & set(self._pools) if (self._functions / name).is_dir() else set(self._pools)
            elif path.is_relative_to(self._layer):
                return set(self._pools)
        return own

    async def _stop_loading(self) -> None:
        if self._loading is not None:
            self._loading.cancel()
            await asyncio.gather(self._loading, return_exceptions=True)

    async def _load_and_complain(self) -> None:
        try:
            await self._load()
        except Exception as error:
            self._tell(f"the new source is not loaded; save it again: {error}")

    async def _load(self) -> None:
        began = time.monotonic()
        names = sorted(self._due)
        outcomes = await asyncio.gather(*map(self._restart, names), return_exceptions=True)
        failures = {name: outcome for name, outcome in zip(names, outcomes, strict=True) if outcome is not None}
        self._broken = (self._broken | set(failures)) - (set(names) - set(failures))
        self._due.clear()
        if loaded := [name for name in names if name not in failures]:
            self._tell(f"{', '.join(loaded)}: new source is loaded after {time.monotonic() - began:.1f} s")
        await self._complain(failures)

    async def _restart(self, name: str) -> None:
        await self._pools[name].restart()
        self._due.discard(name)

    async def _complain(self, failures: Mapping[str, BaseException]) -> None:
        """Says once what all functions have in common that cannot load their code."""
        places = await asyncio.gather(*(self._pools[name].fault() for name in failures))
        reasons: dict[str, list[str]] = {}
        for (name, failure), place in zip(failures.items(), places, strict=True):
            reasons.setdefault(place or str(failure), []).append(name)
        for reason, names in reasons.items():
            self._tell(f"{', '.join(names)}: the version before keeps serving, the new source does not load: {reason}")


def _forget_compiled(changed: Iterable[Path]) -> None:
    """Removes what Python has compiled of files: it takes that for current if a file was saved twice in a second and is
    as long as before.
    """
    for path in changed:
        if path.suffix == ".py":
            Path(cache_from_source(str(path))).unlink(missing_ok=True)


def _shown(path: Path) -> Path:
    return path.relative_to(PROJECT) if path.is_relative_to(PROJECT) else path
