"""Functions in processes of their own, driven through the Runtime API."""

import asyncio
import gc
import itertools
import json
import socket
import sys
import time
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]
import pytest

from local.aws.code_roots import CodeRoots, link_runtime
from local.aws.function_pool import FunctionPool
from local.aws.runtime_api import MAX_PAYLOAD, FunctionFailed
from tests.integration.local.conftest import TOY, RunToy

ECHO = "import os\ndef handler(event, context):\n    return {'event': event, 'pid': os.getpid()}\n"

SCRIPTED = """
import os, signal, sys, time

def handler(event, context):
    match event["do"]:
        case "pid": return os.getpid()
        case "meet":
            open(os.path.join(event["place"], str(os.getpid())), "w").close()
            while len(os.listdir(event["place"])) < event["count"]: time.sleep(0.01)
            return os.getpid()
        case "sleep": time.sleep(event["s"]); return os.getpid()
        case "raise": raise ValueError("no such host")
        case "exit": os._exit(3)
        case "kill": os.kill(os.getpid(), signal.SIGKILL)
        case "large": return "x" * event["bytes"]
        case "environment": return dict(os.environ)
        case "context": return [context.function_name, context.memory_limit_in_mb, context.invoked_function_arn,
                                context.get_remaining_time_in_millis(), context.aws_request_id]
"""


async def call(pool: FunctionPool, **event: Any) -> Any:
    return json.loads(await pool.invoke(event))


def test_a_function_gets_the_event_and_its_result_comes_back(run_toy: RunToy) -> None:
    async def scenario() -> Any:
        async with run_toy(ECHO) as pool:
            return await call(pool, tags=["ä", None, 1.5])

    assert asyncio.run(scenario())["event"] == {"tags": ["ä", None, 1.5]}


def test_a_process_stays_warm(run_toy: RunToy) -> None:
    async def scenario() -> set[int]:
        async with run_toy(SCRIPTED, slots=3) as pool:
            return {await call(pool, do="pid") for _ in range(10)}

    assert len(asyncio.run(scenario())) == 1


def test_an_error_of_the_function_reaches_the_caller_and_the_process_lives(run_toy: RunToy) -> None:
    async def scenario() -> tuple[FunctionFailed, bool]:
        async with run_toy(SCRIPTED) as pool:
            before = await call(pool, do="pid")
            with pytest.raises(FunctionFailed) as raised:
                await call(pool, do="raise")
            return raised.value, await call(pool, do="pid") == before

    failure, same_process = asyncio.run(scenario())
    assert (failure.error_type, failure.message) == ("ValueError", "no such host")
    assert any("toy.py" in line for line in failure.trace)
    assert same_process


@pytest.mark.parametrize(
    ("how", "reason"),
    [pytest.param("exit", "exit status 3", id="exit"), pytest.param("kill", "SIGKILL", id="killed")],
)
def test_a_crash_fails_the_event_at_work_and_only_that(run_toy: RunToy, how: str, reason: str) -> None:
    async def scenario() -> tuple[FunctionFailed, int, int]:
        async with run_toy(SCRIPTED) as pool:
            before = await call(pool, do="pid")
            with pytest.raises(FunctionFailed) as raised:
                await call(pool, do=how)
            return raised.value, before, await call(pool, do="pid")

    failure, before, after = asyncio.run(scenario())
    assert failure.error_type == "Runtime.ExitError"
    assert reason in failure.message
    assert before != after


def test_an_event_after_a_kill_in_idleness_is_not_swallowed(run_toy: RunToy) -> None:
    async def scenario() -> list[int]:
        async with run_toy(SCRIPTED) as pool:
            pids = []
            for _ in range(5):
                pids.append(await call(pool, do="pid"))
                psutil.Process(pids[-1]).kill()  # while it waits in /next
                while pids[-1] in pool.pids:
                    await asyncio.sleep(0.01)
            return pids

    pids = asyncio.run(asyncio.wait_for(scenario(), 100))
    assert len(set(pids)) == 5


@pytest.mark.parametrize("steps", range(12))
def test_a_stop_also_ends_what_is_being_started(run_toy: RunToy, steps: int) -> None:
    """The steps of the event loop reach into each part of a start. A socket left open would fail this as a warning."""

    async def scenario() -> list[int]:
        async with run_toy(SCRIPTED, slots=2) as pool:
            first = asyncio.create_task(call(pool, do="sleep", s=30))
            await asyncio.sleep(0)
            second = asyncio.create_task(call(pool, do="pid"))
            for _ in range(steps):
                await asyncio.sleep(0)
            await pool.stop()
            await asyncio.gather(first, second, return_exceptions=True)
            return pool.pids

    assert asyncio.run(scenario()) == []
    gc.collect()


@pytest.mark.parametrize("steps", range(12))
def test_a_start_that_is_given_up_leaves_nothing(run_toy: RunToy, steps: int) -> None:
    async def scenario() -> list[int]:
        async with run_toy(SCRIPTED) as pool:
            start = asyncio.create_task(pool.start())
            for _ in range(steps):
                await asyncio.sleep(0)
            start.cancel()
            await asyncio.gather(start, return_exceptions=True)
            await pool.stop()
            return pool.pids

    assert asyncio.run(scenario()) == []
    gc.collect()


def test_connections_that_come_at_the_end_are_closed(run_toy: RunToy) -> None:
    async def connect_until_refused(address: tuple[str, int]) -> int:
        for count in itertools.count():
            try:
                socket.create_connection(address).close()
            except OSError:
                return count
            await asyncio.sleep(0)
        raise AssertionError

    async def scenario() -> int:
        async with run_toy(SCRIPTED) as pool:
            runtime_api = psutil.Process(pool.pids[0]).environ()["AWS_LAMBDA_RUNTIME_API"]
            host, port = runtime_api.split(":")
            connecting = asyncio.create_task(connect_until_refused((host, int(port))))
            await asyncio.sleep(0)
            await pool.stop()
            return await connecting

    assert asyncio.run(scenario()) > 0
    gc.collect()


def test_an_event_that_takes_too_long_is_ended_by_force(run_toy: RunToy) -> None:
    async def scenario() -> tuple[FunctionFailed, float, int, int]:
        async with run_toy(SCRIPTED, timeout_s=3) as pool:
            before = await call(pool, do="pid")
            began = time.monotonic()
            with pytest.raises(FunctionFailed) as raised:
                await call(pool, do="sleep", s=30)
            return raised.value, time.monotonic() - began, before, await call(pool, do="pid")

    failure, took, before, after = asyncio.run(scenario())
    assert failure.error_type == "Sandbox.Timedout"
    assert "timed out after 3.00 seconds" in failure.message
    assert took < 30
    assert before != after


def test_events_run_at_the_same_time_in_processes_of_their_own_and_more_wait(run_toy: RunToy, tmp_path: Path) -> None:
    place = tmp_path / "meeting"
    place.mkdir()

    async def scenario() -> tuple[list[int], int]:
        async with run_toy(SCRIPTED, slots=3) as pool:
            pids = await asyncio.gather(*(call(pool, do="meet", place=str(place), count=3) for _ in range(6)))
            return pids, len(pool.pids)

    pids, running = asyncio.run(scenario())
    assert len(set(pids)) == running == 3


@pytest.mark.parametrize(
    ("source", "error_type", "message"),
    [
        pytest.param("import no_such_module", "Runtime.ImportModuleError", "no_such_module", id="missing module"),
        pytest.param("handler = (", "Runtime.UserCodeSyntaxError", "toy", id="syntax error"),
        pytest.param("value = 1", "Runtime.HandlerNotFound", "handler", id="no handler"),
        pytest.param("raise ValueError('HBI_X is not set')", "ValueError", "HBI_X is not set", id="error at import"),
        pytest.param("import os; os._exit(4)", "Runtime.ExitError", "exit status 4", id="exit at import"),
    ],
)
def test_code_that_cannot_be_loaded_says_why(run_toy: RunToy, source: str, error_type: str, message: str) -> None:
    async def scenario() -> None:
        async with run_toy(source):
            pass

    with pytest.raises(FunctionFailed) as raised:
        asyncio.run(scenario())
    assert raised.value.error_type == error_type
    assert message in raised.value.message


def test_sizes_that_lambda_refuses_are_refused(run_toy: RunToy) -> None:
    async def scenario() -> list[str]:
        async with run_toy(SCRIPTED) as pool:
            assert len(await pool.invoke({"do": "large", "bytes": MAX_PAYLOAD - 2})) == MAX_PAYLOAD
            failures = []
            for event in ({"do": "large", "bytes": MAX_PAYLOAD}, {"do": "pid", "rest": "x" * MAX_PAYLOAD}):
                with pytest.raises(FunctionFailed) as raised:
                    await pool.invoke(event)
                failures.append(raised.value.error_type)
            return failures

    assert asyncio.run(scenario()) == ["Function.ResponseSizeTooLarge", "RequestTooLarge"]


def test_the_environment_is_what_lambda_gives(run_toy: RunToy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.example")

    async def scenario() -> Any:
        async with run_toy(SCRIPTED, environment={"HBI_SETTING": "7"}) as pool:
            return await call(pool, do="environment")

    environment = asyncio.run(scenario())
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    expected = {
        "AWS_LAMBDA_FUNCTION_NAME": "toy",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "128",
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_EXECUTION_ENV": f"AWS_Lambda_python{version}",
        "AWS_REGION": "us-east-1",
        "_HANDLER": "toy.handler",
        "TZ": ":UTC",
        "HBI_SETTING": "7",
    }
    assert environment.items() >= expected.items()
    assert environment["LAMBDA_TASK_ROOT"].endswith("code")
    assert not {"PYTHONDONTWRITEBYTECODE", "HTTP_PROXY"} & environment.keys()


def test_the_context_tells_the_function_about_itself(run_toy: RunToy) -> None:
    async def scenario() -> Any:
        async with run_toy(SCRIPTED, timeout_s=900) as pool:
            return await call(pool, do="context")

    name, memory, arn, remaining, request_id = asyncio.run(scenario())
    assert (name, memory) == ("toy", "128")
    assert arn.endswith(":function:toy")
    assert 800_000 < remaining <= 900_000
    assert len(request_id) == 36


def test_a_restart_loads_changed_code_and_lets_the_event_at_work_end(run_toy: RunToy, tmp_path: Path) -> None:
    begun, end = tmp_path / "begun", tmp_path / "end"
    version = (
        "import pathlib, time\n"
        "def handler(event, context):\n"
        "    if event:\n"
        "        pathlib.Path(event['begun']).touch()\n"
        "        while not pathlib.Path(event['end']).exists(): time.sleep(0.01)\n"
        "    return {number}\n"
    )

    async def scenario() -> tuple[int, int, int]:
        async with run_toy(version.format(number=1), slots=2) as pool:
            at_work = asyncio.create_task(call(pool, begun=str(begun), end=str(end)))
            while not begun.exists():
                await asyncio.sleep(0.01)
            (tmp_path / "code" / "toy.py").write_text(version.format(number=22))
            await pool.restart()
            new = await call(pool)
            end.touch()
            old = await at_work
            return old, new, len(pool.pids)

    assert asyncio.run(scenario()) == (1, 22, 1)


def test_a_process_that_loaded_code_while_it_changed_takes_no_event(run_toy: RunToy, tmp_path: Path) -> None:
    """Whoever saves a file and asks then is answered by what was saved."""
    loading, go_on = tmp_path / "loading", tmp_path / "go-on"
    source = "import pathlib, time\n{load}\ndef handler(event, context): return {number}\n"
    slow = f"pathlib.Path({str(loading)!r}).touch()\nwhile not pathlib.Path({str(go_on)!r}).exists(): time.sleep(0.01)"
    code = tmp_path / "code" / "toy.py"

    async def scenario() -> Any:
        async with run_toy(source.format(load="", number=1)) as pool:
            code.write_text(source.format(load=slow, number=22))
            another = asyncio.create_task(pool.start())
            while not loading.exists():
                await asyncio.sleep(0.01)
            code.write_text(source.format(load="", number=333))
            await pool.restart()
            go_on.touch()
            await another
            return await call(pool)

    assert asyncio.run(scenario()) == 333


def test_assets_run_without_any_installed_package(tmp_path: Path) -> None:
    """The interpreter sees the function, its layer, the runtime client and the standard library, nothing else."""
    task, layer = tmp_path / "task", tmp_path / "layer" / "python"
    task.mkdir()
    layer.mkdir(parents=True)
    (layer / "layered.py").write_text("def answer(): return 42\n")
    (task / "toy.py").write_text(
        "import importlib.util, sys\nimport layered\n"
        "def handler(event, context):\n"
        "    found = [name for name in event if importlib.util.find_spec(name)]\n"
        "    return {'answer': layered.answer(), 'found': found, 'path': sys.path}\n"
    )

    async def scenario() -> Any:
        code = CodeRoots(task, (layer,), link_runtime(tmp_path / "runtime"))
        pool = FunctionPool(TOY, {}, 1, code, tmp_path / "logs")
        try:
            await pool.start()
            return json.loads(await pool.invoke(b'["pytest", "hbi", "boto3", "local", "awslambdaric"]'))
        finally:
            await pool.stop()

    result = asyncio.run(scenario())
    assert result["answer"] == 42
    assert result["found"] == ["awslambdaric"]
    assert result["path"][:2] == [str(task), str(layer)]
    assert not list(task.rglob("*.pyc")), "running must not change the assets"


def test_the_plain_runtime_client_speaks_the_same_protocol(run_toy: RunToy, monkeypatch: pytest.MonkeyPatch) -> None:
    """It stands in where AWS's client cannot be installed."""
    root = Path(__file__).parents[3]
    command = [sys.executable, str(root / "local" / "aws" / "plain_runtime.py"), "toy.handler"]
    monkeypatch.setattr(CodeRoots, "command", lambda *_: command)
    monkeypatch.setattr(CodeRoots, "environment", lambda roots: {"PYTHONPATH": str(roots.task_root)})

    async def scenario() -> tuple[Any, Any, str]:
        async with run_toy(SCRIPTED) as pool:
            pid, context = await call(pool, do="pid"), await call(pool, do="context")
            with pytest.raises(FunctionFailed) as raised:
                await call(pool, do="raise")
            return pid, context, str(raised.value)

    pid, context, failure = asyncio.run(scenario())
    assert isinstance(pid, int)
    assert context[:2] == ["toy", "128"]
    assert failure == "ValueError: no such host"
