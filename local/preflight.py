"""What a machine must have before anything is installed: `python local/preflight.py` looks, `hbi doctor` too.

It needs nothing that has to be installed and runs on Pythons that are too old for the rest, to say so.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

OLDEST_PYTHON = (3, 12)
LEAST_FREE_BYTES = 512 * 1024 * 1024
COMFORTABLE_FREE_BYTES = 2 * 1024 * 1024 * 1024
PROJECT = Path(__file__).resolve().parent.parent


class Finding(NamedTuple):
    """What was found about one thing that the system needs."""

    check: str
    state: str
    """`ok`, `warning` (only something lesser does not work without it) or `fault`."""
    found: str
    fix: str = ""
    """What to do; no text where nothing is to be done."""


def python(version: tuple[int, ...], executable: str) -> Finding:
    """Whether an interpreter is new enough."""
    shown = ".".join(map(str, version[:3]))
    if version[:2] < OLDEST_PYTHON:
        oldest = ".".join(map(str, OLDEST_PYTHON))
        fix = f"install Python {oldest} or newer, then: make run PYTHON=/path/to/python{oldest}"
        return Finding("Python", "fault", f"{executable} is {shown}, and {oldest} or newer is needed", fix)
    return Finding("Python", "ok", f"{shown} ({executable})")


def node(path: str | None = None) -> Finding:
    """Whether Node.js with npm is found on the path of programs; only the deployment and its tests need it."""
    missing = [program for program in ("node", "npm") if shutil.which(program, path=path) is None]
    if missing:
        found = f"{' and '.join(missing)} not found: make test and make synth need Node.js, make run does not"
        return Finding("Node.js", "warning", found, "install Node.js with npm, for example: apt install nodejs npm")
    program = shutil.which("node", path=path) or "node"
    try:
        answer = subprocess.run([program, "--version"], capture_output=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return Finding("Node.js", "warning", f"{program} does not run: {error}", "install Node.js with npm anew")
    return Finding("Node.js", "ok", answer.stdout.decode(errors="replace").strip() or program)


def disk(folder: Path) -> Finding:
    """Whether there is room for the data in the nearest folder above that exists."""
    existing = next((place for place in (folder, *folder.parents) if place.is_dir()), Path("/"))
    try:
        free = shutil.disk_usage(existing).free
    except OSError as error:
        return Finding("disk", "fault", f"{existing} cannot be looked at: {error.strerror}", "choose another --state")
    shown = f"{free / 1024**3:.1f} GiB free in {existing}"
    fix = "make room there, or keep the data elsewhere: hbi --state FOLDER, or HBI_STATE"
    if free < LEAST_FREE_BYTES:
        return Finding("disk", "fault", f"{shown}: PostgreSQL stops when it is full", fix)
    if free < COMFORTABLE_FREE_BYTES:
        return Finding("disk", "warning", shown, fix)
    if not os.access(existing, os.W_OK):
        return Finding("disk", "fault", f"{existing} is write-protected", "choose another --state")
    return Finding("disk", "ok", shown)


def port(text: str, holder: str = "") -> Finding:
    """Whether the port of HBI_PORT can be listened on.

    Args:
        holder: who is known to listen there.
    """
    if not (text.isascii() and text.isdecimal()) or not 1 <= int(text[:6]) <= 65535:
        return Finding("port", "fault", f"HBI_PORT={text!r} is not a port", "choose one from 1 to 65535")
    number = int(text)
    try:
        socket.create_server(("127.0.0.1", number)).close()
    except OSError as error:
        by = f" by {holder}" if holder else ""
        fix = f"stop {holder or 'what listens there'}, or choose another: HBI_PORT={_other(number)} make run"
        reason = os.strerror(error.errno) if error.errno else str(error)
        return Finding("port", "fault", f"port {number} cannot be used{by}: {reason}", fix)
    return Finding("port", "ok", f"{number} is free")


def _other(number: int) -> int:
    """A port that is free, near the given one where there is one."""
    for candidate in [*range(number + 1, min(number + 20, 65536)), 0]:
        try:
            with socket.create_server(("127.0.0.1", candidate)) as probe:
                return int(probe.getsockname()[1])
        except OSError:
            continue
    return number


def main() -> None:
    """Prints what was found before the installation; ends with 1 if something has to be mended."""
    findings = [
        python(sys.version_info[:3], sys.executable),
        disk(PROJECT),
        port(os.environ.get("HBI_PORT") or "8080"),
        node(),
        Finding("installation", "ok", "nothing is installed yet; make run does it"),
    ]
    for finding in findings:
        sys.stdout.write(line(finding))
    sys.exit(any(finding.state == "fault" for finding in findings))


def line(finding: Finding) -> str:
    """The finding for people, in one or two lines."""
    text = f"{finding.state:8} {finding.check:14} {finding.found}\n"
    return text + (f"{'':23} fix: {finding.fix}\n" if finding.fix else "")


if __name__ == "__main__":
    main()
