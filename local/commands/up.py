"""The command `hbi up`."""

import asyncio
import contextlib
import logging
import tempfile
import threading
import time
from dataclasses import replace
from pathlib import Path

from host_inventory.generated.inventory.api.hosts import api_host_get_host_list
from rich.console import Console
from rich.logging import RichHandler
from rich.markup import escape

from hbi.problems import ConfigurationError
from infra.topology import BASE
from local.commands import topics
from local.commands.api_client import stack_client
from local.commands.producing.reports import INGRESS, send_machine
from local.configuration import Configuration, configuration
from local.data import collector, identities
from local.running import Running, find_running, running
from local.stack import Progress, Stack
from local.supervision.stop_requests import StopRequests
from local.supervision.watchdog import Watchdog

FIRST_HOST_S = 60.0


def up(
    state: Path, console: Console, *, ephemeral: bool, assets: Path | None, dev: bool, once: bool, unless_running: bool
) -> None:
    """Runs the stack until Ctrl-C or SIGTERM, or with `once` until this machine is a host.

    Raises:
        ConfigurationError: something cannot start, or `dev` is asked for assets, which do not change.
    """
    if dev and assets:
        raise ConfigurationError("--assets are not the checkout's source: --dev watches that")
    if unless_running and (stack := find_running(state)):
        console.print(f"the whole system runs already: {stack.api_url}{BASE}", markup=False)
        return
    _log_to(console)
    with contextlib.ExitStack() as exit_stack:
        choices = replace(configuration(state, assets.resolve() if assets else None), is_dev=dev)
        if ephemeral:
            temporary = Path(exit_stack.enter_context(tempfile.TemporaryDirectory(prefix="hbi-")))
            choices = replace(choices, state_dir=temporary, commands_dir=state)
        watchdog = Watchdog()
        watchdog.start()
        exit_stack.callback(watchdog.stop)
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(_run(choices, console, once=once))


def _log_to(console: Console) -> None:
    """Sends warnings where everything goes: in columns on a terminal, in whole lines through a pipe."""
    columns, lines = RichHandler(console=console, show_path=False), logging.StreamHandler(console.file)
    handler = columns if console.is_terminal else lines
    logging.basicConfig(level=logging.WARNING, format="%(message)s", handlers=[handler])
    # It logs every attempt to reach a broker that is away; the pollers log it once.
    logging.getLogger("kafka").setLevel(logging.CRITICAL)


async def _run(choices: Configuration, console: Console, *, once: bool) -> None:
    stopping = StopRequests()
    began = time.monotonic()
    with console.status("starting") as status:
        starting = asyncio.create_task(_start(choices, lambda part: status.update(f"starting {part}")))
        stack = await _unless(stopping, starting)
        if stack is None:
            return
    try:
        found = running(choices.state_dir)
        with console.status("reporting this machine") as status:
            reporting = asyncio.create_task(_report_machine(found, status.update))
            host = await _unless(stopping, reporting)
        if host is None:
            return
        _welcome(console, found, host, time.monotonic() - began)
        if choices.is_dev:
            console.print("\na saved file of functions/ or layers/ is loaded at once; a faulty one is named here")
        kept = "forgets" if choices.is_ephemeral else "keeps"
        console.print(f"\nCtrl-C stops everything and {kept} the data")
        if not once:
            await stopping.wait()
    finally:
        await _stop(stack, console)


async def _stop(stack: Stack, console: Console) -> None:
    """Stops the stack, whether or not anybody can still read what is printed."""
    try:
        with contextlib.suppress(OSError), console.status("stopping"):
            await stack.__aexit__()
    finally:
        await stack.__aexit__()
    with contextlib.suppress(OSError):
        console.print("stopped")


async def _start(choices: Configuration, progress: Progress) -> Stack:
    stack = Stack(choices, progress)
    await stack.__aenter__()
    return stack


async def _unless[T](stopping: StopRequests, task: asyncio.Task[T]) -> T | None:
    """The task's result; None when the user wants to stop first, after the task has been undone."""
    stop = asyncio.create_task(stopping.wait())
    await asyncio.wait({task, stop}, return_when=asyncio.FIRST_COMPLETED)
    stop.cancel()
    if task.done():
        return task.result()
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    return None


async def _report_machine(stack: Running, progress: Progress) -> str:
    """Reports this machine through Kafka and waits until the API shows it; returns its id."""
    abandoned = threading.Event()
    try:
        return await asyncio.to_thread(_report_until, abandoned, stack, progress)
    finally:
        # Who cancels this does not end the thread.
        abandoned.set()


def _report_until(abandoned: threading.Event, stack: Running, progress: Progress) -> str:
    """The same in a thread. What an earlier run left to be ingested comes first, however long that takes.

    Raises:
        Unavailable: nothing is ingested for a minute.
    """
    send_machine(stack, stack.org_id)
    for left in topics.until_ingested(stack.kafka, INGRESS, FIRST_HOST_S):
        if abandoned.is_set():
            break
        if left > 1:
            progress(f"reporting this machine, after {left - 1} earlier reports")
    client = stack_client(stack)
    deadline = time.monotonic() + FIRST_HOST_S
    while time.monotonic() < deadline and not abandoned.is_set():
        found = client.call(api_host_get_host_list, insights_id=collector.insights_id())
        if found["total"]:
            return str(found["results"][0]["id"])
        time.sleep(0.1)
    raise ConfigurationError(f"this machine's report did not arrive within a minute; see {stack.log_dir}/ingest.log")


def _welcome(console: Console, stack: Running, host_id: str, seconds: float) -> None:
    api = stack.api_url + BASE
    console.print(
        f"[green]running[/] after {seconds:.1f} s; this machine is host {host_id} of org {escape(stack.org_id)}\n"
    )
    lines = {
        "API": api,
        "console": f"{stack.api_url}/console/",
        "API documentation": f"{api}/ui",
        "PostgreSQL": stack.database_url,
        "Kafka": stack.bootstrap_servers,
    }
    for name, value in lines.items():
        console.print(f"  {name:18}{value}", markup=False)
    console.print("\ntry\n")
    console.print(f"  IDENTITY={identities.user(stack.org_id)}", markup=False)
    for path in ("/hosts", f"/hosts/{host_id}/system_profile"):
        console.print(f'  curl -sH "x-rh-identity: $IDENTITY" {api}{path}', markup=False)
    console.print("  .venv/bin/hbi produce --demo      # 200 hosts with a past, groups and data of applications")
