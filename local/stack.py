"""The whole system on one machine, wired by `infra.topology`."""

import asyncio
import os
import shutil
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, Self

from filelock import FileLock, Timeout

from hbi.problems import ConfigurationError
from infra.synthesised import NotSynthesised, locate
from infra.topology import API, CONSOLE, FUNCTIONS, Function, Topic
from local import running
from local.aws.code_roots import CodeRoots, checkout, link_runtime
from local.aws.function_pool import FunctionPool
from local.aws.gateway import Gateway, Target
from local.aws.lambda_api import LambdaApi
from local.aws.poller import Poller
from local.aws.runtime_api import FunctionFailed
from local.aws.scheduler import Scheduler
from local.aws.watching import STACK, Watcher
from local.configuration import Configuration
from local.data import identities
from local.ports import LOOPBACK, listen
from local.servers.services import Services, consumer_group
from local.supervision.logs import keep_rotating

SLOTS = {"api": 2, "ingest": 2, "export": 2, "reaper": 4}
"""Number of events that a function may work on at the same time."""

STOP_PATIENCE_S = 10.0

DEAD_LETTERS = "platform.inventory.dead-letter"

type Progress = Callable[[str], None]


class Stack:
    """Services, functions and everything that invokes them. Use as an asynchronous context manager."""

    def __init__(self, configuration: Configuration, progress: Progress) -> None:
        """Starts nothing yet. `progress` is called with the name of each part that is about to start."""
        self._configuration = configuration
        self._progress = progress
        self._exit = AsyncExitStack()
        self.services = Services(configuration, progress)
        self.pools: dict[str, FunctionPool] = {}
        self.lambda_api: LambdaApi | None = None

    @property
    def api_url(self) -> str:
        """Address of the HTTP front."""
        return f"http://{LOOPBACK}:{self._configuration.port}"

    @property
    def _log_dir(self) -> Path:
        """Folder of the functions' logs."""
        return self._configuration.state_dir / "logs"

    async def __aenter__(self) -> Self:
        """Starts everything.

        Raises:
            ConfigurationError: something cannot start; what had started is stopped again.
        """
        try:
            await self._start()
        except BaseException:
            await self._exit.aclose()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._exit.aclose()

    async def _start(self) -> None:
        state_dir = self._configuration.state_dir
        self._claim(state_dir)
        listener = listen(self._configuration.port)
        self._exit.callback(listener.close)
        self._exit.callback(self.services.stop)
        rotation = asyncio.create_task(keep_rotating(state_dir))
        self._exit.callback(rotation.cancel)
        await self._start_services()
        self._progress("functions")
        await self._start_functions()
        targets = [Target(route, self.pools[API.name]) for route in API.routes]
        gateway = Gateway(targets, listener, {f"{CONSOLE}/start.json": self._console_start()})
        await gateway.start()
        self._exit.push_async_callback(gateway.stop)
        self._start_triggers()
        self._announce(state_dir)

    def _console_start(self) -> dict[str, Any]:
        """What the console is told here: who it speaks for. Elsewhere a gateway or a token says that."""
        return {"sign_in": "here", "identity": identities.user(self._configuration.org_id)}

    async def _start_services(self) -> None:
        """Starts the services in a thread. Whoever cancels this waits until nothing more is being started."""
        start = asyncio.create_task(asyncio.to_thread(self.services.start))
        try:
            await asyncio.shield(start)
        except asyncio.CancelledError:
            self.services.abandon()
            await asyncio.gather(start, return_exceptions=True)
            raise

    def _claim(self, state_dir: Path) -> None:
        state_dir.mkdir(parents=True, exist_ok=True)
        lock = FileLock(state_dir / "lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise ConfigurationError(f"another stack runs on {state_dir}; stop it or use --ephemeral") from None
        self._exit.callback(lock.release)

    async def _start_functions(self) -> None:
        self.lambda_api = LambdaApi(self.pools)
        await self.lambda_api.start()
        self._exit.push_async_callback(self.lambda_api.stop)
        variables = self._variables(self.lambda_api.endpoint_url)
        code = self._code()
        for function in FUNCTIONS:
            pool = FunctionPool(function, variables, self._slots(function), code(function), self._log_dir)
            self.pools[function.name] = pool
            self._exit.push_async_callback(pool.stop)
        try:
            await asyncio.gather(*(pool.start() for pool in self.pools.values()))
        except FunctionFailed as failure:
            raise ConfigurationError(f"a function does not start: {failure}") from None

    def _slots(self, function: Function) -> int:
        return max(SLOTS[function.name], len(function.topics) * self._configuration.pollers)

    def _variables(self, lambda_url: str) -> dict[str, str]:
        return {
            "BYPASS_RBAC": "true",
            "BYPASS_KESSEL": "true",
            "HBI_METRICS_ENABLED": "false",
            "HBI_METRICS_DIR": str(self._metrics_dir()),
            **({} if self._configuration.bootstrap_servers else {"HBI_KAFKA_COMPRESSION": "lz4"}),
            **self._configuration.function_settings,
            **self.services.variables,
            "HBI_EXPORT_FUNCTION": "export",
            "HBI_EXPORT_WORKERS": str(SLOTS["export"]),
            "HBI_LAMBDA_ENDPOINT_URL": lambda_url,
        }

    def _metrics_dir(self) -> Path:
        """An empty folder for what the processes of this run count."""
        folder = self._configuration.state_dir / "metrics"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        return folder

    def _code(self) -> Callable[[Function], CodeRoots]:
        if self._configuration.assets is None:
            roots = checkout()
            return lambda _: roots
        try:
            assets = locate(self._configuration.assets)
        except (NotSynthesised, FileNotFoundError) as error:
            raise ConfigurationError(f"--assets: {error}") from None
        runtime = link_runtime(self._configuration.state_dir / "runtime")

        def synthesised(function: Function) -> CodeRoots:
            found = assets[function.name]
            return CodeRoots(found.code, found.python_path[1:], runtime)

        return synthesised

    def _start_triggers(self) -> None:
        pollers = [
            self._poller(function, topic, (number, self._configuration.pollers))
            for function in FUNCTIONS
            for topic in function.topics
            if topic.enabled
            for number in range(self._configuration.pollers)
        ]
        for poller in pollers:
            poller.start()
        self._exit.push_async_callback(_stop_pollers, pollers)
        scheduler = Scheduler(self.pools.values())
        scheduler.start()
        self._exit.push_async_callback(scheduler.stop)
        if self._configuration.assets is None:
            watcher = Watcher(self.pools, stack=STACK if self._configuration.is_dev else ())
            watcher.start()
            self._exit.push_async_callback(watcher.stop)

    def _poller(self, function: Function, topic: Topic, share: tuple[int, int]) -> Poller:
        loop, pool = asyncio.get_running_loop(), self.pools[function.name]
        return Poller(
            topic,
            group=consumer_group(function),
            bootstrap_servers=self.services.bootstrap_servers,
            invoke=lambda event: asyncio.run_coroutine_threadsafe(pool.invoke(event), loop).result(),
            dead_letter_topic=DEAD_LETTERS,
            share=share,
        )

    def _announce(self, state_dir: Path) -> None:
        stack = running.Running(
            pid=os.getpid(),
            api_url=self.api_url,
            org_id=self._configuration.org_id,
            database_url=self.services.database_url,
            bootstrap_servers=self.services.bootstrap_servers,
            lambda_url=self.lambda_api.endpoint_url if self.lambda_api else "",
            log_dir=str(self._log_dir),
            s3_endpoint_url=self.services.variables.get("S3_ENDPOINT_URL", ""),
        )
        for directory in {state_dir, self._configuration.commands_dir or state_dir}:
            stack.write(directory)
            self._exit.callback(running.forget, directory)


async def _stop_pollers(pollers: Sequence[Poller]) -> None:
    """Lets invocations under way end; what takes longer ends with its function and is delivered again next time."""
    for poller in pollers:
        poller.request_stop()
    await asyncio.gather(*(asyncio.to_thread(poller.stop, STOP_PATIENCE_S) for poller in pollers))
