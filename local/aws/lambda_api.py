"""AWS's Invoke API on loopback: functions and the command line invoke functions with boto3 or plain HTTP."""

import asyncio
import logging
from collections.abc import Mapping, Sequence

from aiohttp import web

from local.aws.function_pool import FunctionPool
from local.aws.runtime_api import MAX_PAYLOAD, FunctionFailed
from local.ports import LOOPBACK

RETRY_DELAYS_S = (2.0, 10.0)
"""Seconds before the two further attempts of an asynchronous invocation (AWS waits one and two minutes)."""

log = logging.getLogger(__name__)


class LambdaApi:
    """`POST /2015-03-31/functions/{name}/invocations` for the given functions, by name or ARN."""

    def __init__(self, pools: Mapping[str, FunctionPool], retry_delays_s: Sequence[float] = RETRY_DELAYS_S) -> None:
        self._pools = pools
        self._retry_delays_s = retry_delays_s
        self._queued: set[asyncio.Task[None]] = set()
        self._runner: web.AppRunner | None = None
        self.endpoint_url = ""

    async def start(self) -> None:
        """Starts listening on a free port; `endpoint_url` names it."""
        app = web.Application(client_max_size=2 * MAX_PAYLOAD)
        app.router.add_post("/2015-03-31/functions/{name}/invocations", self._invoke)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=2.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, LOOPBACK, 0).start()
        self.endpoint_url = f"http://{LOOPBACK}:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        """Stops listening and drops queued invocations."""
        for task in self._queued:
            task.cancel()
        if self._runner is not None:
            await self._runner.cleanup()

    async def _invoke(self, request: web.Request) -> web.Response:
        name = request.match_info["name"].rpartition(":")[2]
        pool = self._pools.get(name)
        if pool is None:
            answer = {"Type": "User", "Message": f"Function not found: {name}"}
            return web.json_response(answer, status=404, headers={"x-amzn-ErrorType": "ResourceNotFoundException"})
        event = await request.read() or b"{}"
        match request.headers.get("X-Amz-Invocation-Type", "RequestResponse"):
            case "Event":
                task = asyncio.create_task(self._invoke_later(pool, event))
                self._queued.add(task)
                task.add_done_callback(self._queued.discard)
                return web.Response(status=202)
            case "DryRun":
                return web.Response(status=204)
        headers = {"X-Amz-Executed-Version": "$LATEST"}
        try:
            result = await pool.invoke(event)
        except FunctionFailed as failure:
            headers["X-Amz-Function-Error"] = "Unhandled"
            result = failure.payload()
        return web.Response(body=result, content_type="application/json", headers=headers)

    async def _invoke_later(self, pool: FunctionPool, event: bytes) -> None:
        """Invokes the function up to three times, as AWS does with asynchronous invocations."""
        for delay in (*self._retry_delays_s, None):
            try:
                await pool.invoke(event)
            except FunctionFailed as failure:
                again = "given up" if delay is None else f"again in {delay:g} s"
                log.warning("function %s failed (%s): %s; see %s", pool.function.name, again, failure, pool.log_file)
                if delay is not None:
                    await asyncio.sleep(delay)
            else:
                return
