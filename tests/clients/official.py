"""The official JavaScript client of the original: every function that it has, called on a running stack."""

import json
import os
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.clients.toolbox import BUILD, PROGRAMS, VERSIONS, npm_packages

NAME = "host-inventory-client"
LANGUAGE = "javascript"
TOOLS = ("node", "npm")
PACKAGE = f"@redhat-cloud-services/{NAME}"

_PATIENCE_S = 300.0


class CallRefused(Exception):
    """The client's function failed; the text says how the server answered."""


type Call = Callable[..., Any]
"""Calls one function of the client with these parameters; returns the data of the answer."""


class OfficialClient:
    """A process in which the client runs."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.functions: list[str] = self._read()

    def call(self, name: str, /, **parameters: Any) -> Any:
        """What a function of the client gives.

        Raises:
            CallRefused: it gives an error.
        """
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"name": name, "parameters": parameters}) + "\n")
        self._process.stdin.flush()
        answer = self._read()
        if "error" in answer:
            raise CallRefused(f"{answer['error']}: {answer['result']!r:.500}")
        return answer["result"]

    def _read(self) -> Any:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise CallRefused("the client has ended")
        return json.loads(line)


@contextmanager
def running(task: str) -> Iterator[OfficialClient]:
    """The client, installed in its pinned version, in a process of its own."""
    directory = _installed()
    process = subprocess.Popen(
        ["node", "program.cjs"],
        cwd=directory,
        env={**os.environ, "CLIENT_TASK": task},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    watchdog = threading.Timer(_PATIENCE_S, process.kill)
    watchdog.start()
    try:
        yield OfficialClient(process)
    finally:
        watchdog.cancel()
        process.kill()
        process.communicate()


def _installed() -> Path:
    """The folder with the client, which is fetched once for each set of versions."""
    directory, pins = BUILD / NAME, json.dumps(VERSIONS[NAME], sort_keys=True)
    installed = directory / "installed.json"
    if not installed.exists() or installed.read_text() != pins:
        directory.mkdir(parents=True, exist_ok=True)
        npm_packages(directory, VERSIONS[NAME])
        installed.write_text(pins)
    program = PROGRAMS / "host_inventory_client.cjs"
    (directory / "program.cjs").write_text(program.read_text())
    return directory
