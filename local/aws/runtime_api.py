"""AWS's Lambda Runtime API for one process of a function.

Each process gets a server of its own that lives exactly as long as the process: a dead process's waiting `/next` can
never swallow an event that was meant for its successor.
"""

import asyncio
import contextlib
import logging
import os
import signal
import sys
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from aiohttp import web

from local.aws.boot import CALLS
from local.aws.code_roots import CodeRoots
from local.ports import LOOPBACK
from local.supervision.supervisor import describe
from local.supervision.watchdog import VARIABLE

PREFIX = "/2018-06-01/runtime"
MAX_PAYLOAD = 6 * 1024 * 1024
"""Most bytes of a synchronous invocation's event, and of its result."""

INIT_TIMEOUT_S = 60.0


log = logging.getLogger(__name__)


class FunctionFailed(Exception):
    """The function did not give a result: it raised, crashed, ran out of time or could not be loaded."""

    def __init__(self, error_type: str, message: str, trace: list[str] | None = None) -> None:
        super().__init__(f"{error_type}: {message}")
        self.error_type = error_type
        self.message = message
        self.trace = trace or []

    def payload(self) -> bytes:
        """The document that AWS returns as the result of a failed invocation."""
        failure = {"errorMessage": self.message, "errorType": self.error_type, "stackTrace": self.trace}
        return orjson.dumps(failure)


@dataclass(frozen=True)
class ProcessSpec:
    """A function, with all that starting a process of it takes. `timeout_s` bounds each invocation."""

    name: str
    handler: str
    code: CodeRoots
    environment: Mapping[str, str]
    timeout_s: float
    memory_mb: int
    region: str
    account: str
    log_file: Path

    @property
    def arn(self) -> str:
        """An ARN that stands for the function."""
        return f"arn:aws:lambda:{self.region}:{self.account}:function:{self.name}"

    def variables(self, runtime_api: str) -> dict[str, str]:
        """The environment that Lambda would give the process; nothing is inherited but what a program needs to run."""
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        wanted = ("PATH", "HOME", "TMPDIR", "LANG", VARIABLE, CALLS, "COVERAGE_PROCESS_CONFIG")
        inherited = {name: os.environ[name] for name in wanted if name in os.environ}
        return {
            **inherited,
            **self.code.environment(),
            **self.environment,
            "AWS_LAMBDA_RUNTIME_API": runtime_api,
            "AWS_EXECUTION_ENV": f"AWS_Lambda_python{version}",
            "AWS_LAMBDA_FUNCTION_NAME": self.name,
            "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(self.memory_mb),
            "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
            "AWS_LAMBDA_LOG_GROUP_NAME": f"/aws/lambda/{self.name}",
            "AWS_LAMBDA_LOG_STREAM_NAME": f"local/[$LATEST]{uuid.uuid4().hex}",
            "AWS_REGION": self.region,
            "AWS_DEFAULT_REGION": self.region,
            "_HANDLER": self.handler,
            "TZ": ":UTC",
        }


@dataclass
class _Invocation:
    request_id: str
    event: bytes
    result: asyncio.Future[bytes]


class FunctionProcess:
    """A process of a function with its Runtime API. Takes one event at a time; all calls from one event loop."""

    def __init__(self, spec: ProcessSpec) -> None:
        self._spec = spec
        self._queue: asyncio.Queue[_Invocation | None] = asyncio.Queue()
        self._current: _Invocation | None = None
        self._init_failure: FunctionFailed | None = None
        self._initialised = asyncio.Event()
        self._process: asyncio.subprocess.Process | None = None
        self._protocol = web.Server(self._answer, access_log=None)
        self._server: asyncio.Server | None = None
        self._watcher: asyncio.Task[None] | None = None
        self._starting = asyncio.Lock()
        self._is_ending = False

    @property
    def pid(self) -> int | None:
        """Process number; None before the start."""
        return None if self._process is None else self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether the process runs and can take an event."""
        return self._process is not None and self._process.returncode is None and self._init_failure is None

    @property
    def is_ready(self) -> bool:
        """Whether the process runs and its code is loaded."""
        return self.is_alive and self._initialised.is_set()

    async def start(self) -> None:
        """Starts the process. Loading its code goes on when this returns; `initialised` waits for it.

        Raises:
            FunctionFailed: the operating system does not let it start.
        """
        try:
            await self._start()
        except OSError as error:
            raise FunctionFailed("Sandbox.StartFailed", f"the process cannot be started: {error}") from None

    async def _start(self) -> None:
        async with self._starting:
            if self._is_ending:
                raise self._exit_failure("-")
            loop = asyncio.get_running_loop()
            # `create_server` leaves an open socket when it is cancelled while it starts serving (CPython 3.13).
            self._server = await loop.create_server(self._protocol, LOOPBACK, 0, start_serving=False)
            try:
                await self._server.start_serving()
                self._process = await self._start_process(self._server.sockets[0].getsockname()[1])
            except BaseException:
                self._server.close()
                raise
            self._watcher = asyncio.create_task(self._watch(self._process))

    async def _start_process(self, port: int) -> asyncio.subprocess.Process:
        with self._spec.log_file.open("ab") as log:
            return await asyncio.create_subprocess_exec(
                *self._spec.code.command(self._spec.handler),
                cwd=self._spec.code.task_root,
                env=self._spec.variables(f"{LOOPBACK}:{port}"),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    async def ended(self) -> bool:
        """Returns when the process has ended; whether it did so by itself."""
        if self._watcher is not None:
            await asyncio.shield(self._watcher)
        return not self._is_ending

    async def initialised(self) -> None:
        """Returns when the function's code is loaded.

        Raises:
            FunctionFailed: it cannot be loaded.
        """
        try:
            async with asyncio.timeout(INIT_TIMEOUT_S):
                await self._initialised.wait()
        except TimeoutError:
            await self.stop()
            raise FunctionFailed("Sandbox.Timedout", f"Init timed out after {INIT_TIMEOUT_S:.0f} seconds") from None
        if self._init_failure is not None:
            raise self._init_failure

    async def invoke(self, event: bytes) -> bytes:
        """Hands the event to the process and returns its result. The clock starts when the process takes it.

        Raises:
            FunctionFailed: see there. The process is dead afterwards if it crashed or ran out of time.
        """
        await self.initialised()
        request_id = str(uuid.uuid4())
        invocation = _Invocation(request_id, event, asyncio.get_running_loop().create_future())
        if not self.is_alive:
            raise self._exit_failure(request_id)
        self._current = invocation
        self._queue.put_nowait(invocation)
        try:
            async with asyncio.timeout(self._spec.timeout_s):
                return await invocation.result
        except TimeoutError:
            await self._end(signal.SIGKILL)
            message = f"RequestId: {request_id} Error: Task timed out after {self._spec.timeout_s:.2f} seconds"
            raise FunctionFailed("Sandbox.Timedout", message) from None
        finally:
            self._current = None

    async def stop(self) -> None:
        """Ends the process and its server."""
        await self._end(signal.SIGTERM)

    async def _end(self, how: signal.Signals) -> None:
        self._is_ending = True
        async with self._starting:  # one that is being started has a process to end soon
            pass
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                self._process.send_signal(how)
            try:
                async with asyncio.timeout(5):
                    await self._process.wait()
            except TimeoutError:
                self._process.kill()
        if self._watcher is not None:
            await self._watcher

    async def _watch(self, process: asyncio.subprocess.Process) -> None:
        """Waits for the end of the process and fails what it was working on."""
        status = await process.wait()
        # One that has said why it cannot load its code is no surprise: whoever waits for it is told.
        if not self._is_ending and self._init_failure is None:
            log.error(
                "a process of function %s ended unexpectedly: %s; its log is %s",
                *(self._spec.name, describe(status), self._spec.log_file),
            )
        self._queue.put_nowait(None)  # releases a `/next` that still waits
        if self._server is not None:
            await self._close(self._server)
        if not self._initialised.is_set():
            self._init_failure = self._init_failure or self._exit_failure("-")
            self._initialised.set()
        invocation = self._current
        if invocation is not None and not invocation.result.done():
            invocation.result.set_exception(self._exit_failure(invocation.request_id))

    async def _close(self, server: asyncio.Server) -> None:
        """Stops accepting, then closes every connection.

        In between come turns of the loop: asyncio (CPython 3.13.0) forgets a connection, open, that it accepted in the
        turn in which its server is closed.
        """
        loop = asyncio.get_running_loop()
        for listening in server.sockets:
            loop.remove_reader(listening)
        for _ in range(3):
            await asyncio.sleep(0)
        server.close()
        await self._protocol.shutdown(timeout=0.1)

    def _exit_failure(self, request_id: str) -> FunctionFailed:
        code = (self._process.returncode if self._process is not None else None) or 0
        reason = f"signal: {signal.Signals(-code).name}" if code < 0 else f"exit status {code}"
        return FunctionFailed(
            "Runtime.ExitError", f"RequestId: {request_id} Error: Runtime exited with error: {reason}"
        )

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        """The Runtime API: next, response, error, init/error."""
        parts = request.path.removeprefix(PREFIX).strip("/").split("/")
        match request.method, parts:
            case "GET", ["invocation", "next"]:
                return await self._next()
            case "POST", ["invocation", request_id, "response"]:
                self._settle(request_id, await _body(request), None)
            case "POST", ["invocation", request_id, "error"]:
                self._settle(request_id, b"", _failure_of(await _body(request)))
            case "POST", ["init", "error"]:
                self._init_failure = _failure_of(await _body(request))
                self._initialised.set()
            case _:
                return web.json_response({"errorMessage": f"no such call: {request.path}"}, status=404)
        return web.Response(status=202)

    async def _next(self) -> web.Response:
        self._initialised.set()
        invocation = await self._queue.get()
        if invocation is None:
            return web.Response(status=410)
        deadline_ms = int((time.time() + self._spec.timeout_s) * 1000)
        headers = {
            "Lambda-Runtime-Aws-Request-Id": invocation.request_id,
            "Lambda-Runtime-Deadline-Ms": str(deadline_ms),
            "Lambda-Runtime-Invoked-Function-Arn": self._spec.arn,
            "Lambda-Runtime-Trace-Id": self._new_trace(),
        }
        return web.Response(body=invocation.event, headers=headers, content_type="application/json")

    def _new_trace(self) -> str:
        """A trace of the invocation's own, which is sampled if somebody listens for segments."""
        is_sampled = "AWS_XRAY_DAEMON_ADDRESS" in self._spec.environment
        root = f"1-{int(time.time()):08x}-{uuid.uuid4().hex[:24]}"
        return f"Root={root};Parent={uuid.uuid4().hex[:16]};Sampled={int(is_sampled)}"

    def _settle(self, request_id: str, result: bytes, failure: FunctionFailed | None) -> None:
        invocation = self._current
        if invocation is None or invocation.request_id != request_id or invocation.result.done():
            return
        if len(result) > MAX_PAYLOAD:
            limit = f"Response payload size exceeded maximum allowed payload size ({MAX_PAYLOAD} bytes)."
            failure = FunctionFailed("Function.ResponseSizeTooLarge", limit)
        if failure is None:
            invocation.result.set_result(result)
        else:
            invocation.result.set_exception(failure)


async def _body(request: web.BaseRequest) -> bytes:
    """The whole body. `request.read()` refuses one that is larger than a megabyte."""
    return await request.content.read()


def _failure_of(body: bytes) -> FunctionFailed:
    try:
        error: dict[str, Any] = orjson.loads(body)
    except orjson.JSONDecodeError:
        return FunctionFailed("Runtime.Unknown", body.decode(errors="replace"))
    return FunctionFailed(
        str(error.get("errorType") or "Runtime.Unknown"),
        str(error.get("errorMessage") or ""),
        [str(line) for line in error.get("stackTrace") or ()],
    )
