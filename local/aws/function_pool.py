"""A function's processes: as many as it may run at once, started when needed, kept warm."""

import asyncio
import contextlib
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson

from infra.topology import Function
from local.aws.code_roots import CodeRoots
from local.aws.runtime_api import MAX_PAYLOAD, FunctionFailed, FunctionProcess, ProcessSpec
from local.supervision.supervisor import Backoff

REGION = "us-east-1"
ACCOUNT = "000000000000"

log = logging.getLogger(__name__)


class FunctionPool:
    """Runs one function of the wiring table, at most `slots` events at the same time; more wait.

    All calls must come from the event loop in which `start` was called.
    """

    def __init__(
        self,
        function: Function,
        environment: Mapping[str, str],
        slots: int,
        code: CodeRoots,
        log_dir: Path,
    ) -> None:
        self.function = function
        self.log_file = log_dir / f"{function.name}.log"
        self._slots = asyncio.Semaphore(slots)
        self._idle: list[FunctionProcess] = []
        self._all: set[FunctionProcess] = set()
        self._outdated: set[FunctionProcess] = set()
        self._returned = asyncio.Event()
        """Set whenever a process has finished an event or has ended."""
        self._is_broken = False
        """Whether the code that there is now cannot be loaded, so that only older processes can work."""
        self._keepers: set[asyncio.Task[None]] = set()
        self._is_stopping = False
        self._backoff = Backoff()
        self._spec = ProcessSpec(
            name=function.name,
            handler=function.handler,
            code=code,
            environment={**environment, **function.environment},
            timeout_s=function.timeout.total_seconds(),
            memory_mb=function.memory_mb,
            region=REGION,
            account=ACCOUNT,
            log_file=self.log_file,
        )

    @property
    def arn(self) -> str:
        """ARN under which the function may be invoked."""
        return self._spec.arn

    @property
    def pids(self) -> list[int]:
        """Numbers of the running processes."""
        return [process.pid for process in self._all if process.is_alive and process.pid is not None]

    async def start(self) -> None:
        """Starts the first process and waits until its code is loaded.

        Raises:
            FunctionFailed: the code cannot be loaded.
        """
        self.log_file.parent.mkdir(parents=True, exist_ok=True)
        self._idle.append(await self._start_current())

    async def stop(self) -> None:
        """Ends all processes, at work or not."""
        self._is_stopping = True
        self._idle.clear()
        # They start processes, and a process that is being started must be known to be ended.
        for keeper in self._keepers:
            keeper.cancel()
        await asyncio.gather(*self._keepers, return_exceptions=True)
        await asyncio.gather(*(process.stop() for process in self._all))
        self._all.clear()
        self._returned.set()

    async def restart(self) -> None:
        """Starts a process with the code that there is now; as soon as it can take an event, all others end, a busy one
        after its event.

        Raises:
            FunctionFailed: the code cannot be loaded. Then the others go on.
        """
        process = await self._start_process()
        try:
            await process.initialised()
        except BaseException as error:
            self._is_broken = isinstance(error, FunctionFailed)
            await self._discard(process)
            raise
        self._is_broken = False
        idle, self._idle = self._idle, [process]
        self._outdated = self._all - {process}
        self._returned.set()
        await asyncio.gather(*(self._discard(old) for old in idle))

    async def fault(self) -> str:
        """Where the import of the code that there is now fails, as `FILE, line N: ERROR`; "" if it does not."""
        process = await asyncio.create_subprocess_exec(
            *self._spec.code.import_command(self._spec.handler),
            cwd=self._spec.code.task_root,
            env=self._spec.variables(""),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            said, _ = await process.communicate()
        except BaseException:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
            raise
        return said.decode(errors="replace").strip().rpartition("\n")[2]

    async def invoke(self, event: Mapping[str, Any] | bytes) -> bytes:
        """Result (JSON) of the function for the event, which is a document or its JSON text.

        Raises:
            FunctionFailed: the function raised, crashed, timed out, or event or result are too large.
        """
        body = event if isinstance(event, bytes) else orjson.dumps(event)
        if len(body) > MAX_PAYLOAD:
            raise FunctionFailed("RequestTooLarge", f"the event has {len(body)} bytes, allowed are {MAX_PAYLOAD}")
        # A caller that gives up does not end the function's work, and the slot stays taken until that ends.
        work = asyncio.create_task(self._run(body))
        work.add_done_callback(_look_at_failure)
        return await asyncio.shield(work)

    async def _run(self, body: bytes) -> bytes:
        async with self._slots:
            process = await self._take()
            try:
                return await process.invoke(body)
            finally:
                await self._give_back(process)

    async def _take(self) -> FunctionProcess:
        while True:
            while self._idle:
                process = self._idle.pop()
                if process.is_alive:
                    return process
                await self._discard(process)
            if not (self._is_broken and self._has_ready()):
                try:
                    return await self._start_current()
                except FunctionFailed:
                    if not self._has_ready():
                        raise
            if self._idle:  # One came back while the one with the new code was being ended.
                continue
            # Code that somebody is just writing fails no request while a process with older code can answer it.
            self._returned.clear()
            await self._returned.wait()
            if self._is_stopping:
                raise FunctionFailed("Sandbox.StartFailed", "the function is stopped")

    def _has_ready(self) -> bool:
        """Whether a process will come back that has loaded its code."""
        return any(process.is_ready for process in self._all - self._outdated)

    async def _give_back(self, process: FunctionProcess) -> None:
        if process.is_alive and process not in self._outdated:
            self._idle.append(process)
            self._returned.set()
        else:
            await self._discard(process)

    async def _discard(self, process: FunctionProcess) -> None:
        self._all.discard(process)
        self._outdated.discard(process)
        self._returned.set()
        await process.stop()

    async def _start_current(self) -> FunctionProcess:
        """A process that has loaded the code of the last restart, even of one that came while it was loading.

        Raises:
            FunctionFailed: the code cannot be loaded.
        """
        while True:
            process = await self._start_process()
            try:
                await process.initialised()
            except BaseException:
                await self._discard(process)
                raise
            if process not in self._outdated:
                return process
            await self._discard(process)

    async def _start_process(self) -> FunctionProcess:
        process = FunctionProcess(self._spec)
        self._all.add(process)
        await process.start()
        keeper = asyncio.create_task(self._keep_warm(process))
        self._keepers.add(keeper)
        keeper.add_done_callback(self._keepers.discard)
        return process

    async def _keep_warm(self, process: FunctionProcess) -> None:
        """Starts another process when this one ends by itself between two events. A busy one needs none: the next event
        starts it.
        """
        if not await process.ended() or process not in self._idle:
            return
        self._idle.remove(process)
        await self._discard(process)
        failures = 0
        while not self._is_stopping and not self._idle:
            await asyncio.sleep(self._backoff.delay_s(failures))
            failures += 1
            try:
                await self.start()
            except FunctionFailed as failure:
                log.error("function %s does not start: %s; see %s", self.function.name, failure, self.log_file)


def _look_at_failure(work: asyncio.Task[bytes]) -> None:
    """Takes the failure of a task, so that asyncio does not complain when nobody else is left to take it."""
    if not work.cancelled():
        work.exception()
