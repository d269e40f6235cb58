"""Runs the checks and shows what they found."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import orjson
from rich.console import Console

from local import preflight
from local.commands.doctor import deployed, machine, services
from local.ports import DEFAULT_PORT
from local.preflight import Finding
from local.running import find_running

COLOURS = {"ok": "green", "warning": "yellow", "fault": "red"}


def examine(state: Path, console: Console, *, as_json: bool, org: str | None, url: str | None, way: str | None) -> None:
    """Prints what was found about this machine and its stack, or about the deployed API at `url`.

    Ends with 1 if something has to be mended.
    """
    findings = []
    for finding in deployed.of_deployment(url, way=way, org=org) if url else _of_machine(state):
        findings.append(finding)
        if not as_json:
            console.print(preflight.line(finding).rstrip(), style=COLOURS[finding.state], markup=False)
    faults = sum(finding.state == "fault" for finding in findings)
    if as_json:
        sys.stdout.write(orjson.dumps([found._asdict() for found in findings], option=orjson.OPT_INDENT_2).decode())
        sys.stdout.write("\n")
    else:
        console.print("\nnothing has to be mended" if not faults else f"\n{faults} to mend", markup=False)
    sys.exit(1 if faults else 0)


def _of_machine(state: Path) -> Iterator[Finding]:
    yield preflight.python(sys.version_info[:3], sys.executable)
    yield machine.installation()
    yield preflight.node()
    yield preflight.disk(state)
    yield machine.settings(state)
    stack = find_running(state)
    if stack is not None:
        yield Finding("stack", "ok", f"runs as process {stack.pid} on {state}")
        yield from services.of_stack(stack, state)
        return
    yield Finding("stack", "warning", f"nothing runs on {state}", "make run")
    port = os.environ.get("HBI_PORT") or DEFAULT_PORT
    yield preflight.port(port, machine.holder(port))
    yield from services.of_environment(os.environ)
