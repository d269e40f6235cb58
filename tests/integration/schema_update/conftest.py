"""Fixtures of the tests of schema updates: checkouts to change, and an inventory that runs on what was installed."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from schema_update.__main__ import main
from schema_update.install import SCHEMA_FILE
from tests.support.api import UNREACHABLE

COPIED = (SCHEMA_FILE, "functions/api/description/inventory.json", "functions/api/description/exports.json")


@dataclass(frozen=True)
class Checkout:
    """A folder with the files that an update changes."""

    folder: Path

    @property
    def schema(self) -> dict[str, Any]:
        """The installed schema."""
        document: dict[str, Any] = json.loads((self.folder / SCHEMA_FILE).read_text())
        return document

    def content(self) -> dict[str, bytes]:
        """Everything in it."""
        paths = [path for path in self.folder.rglob("*") if path.is_file()]
        return {str(path.relative_to(self.folder)): path.read_bytes() for path in paths}

    def update(self, location: object, *options: str) -> Result:
        """Runs the command."""
        return CliRunner().invoke(main, [str(location), "--checkout", str(self.folder), *options])


@pytest.fixture
def checkout(project_root: Path, tmp_path: Path) -> Checkout:
    """A checkout with the project's schema."""
    return copied(project_root, tmp_path / "checkout")


def copied(project_root: Path, folder: Path) -> Checkout:
    """What an update changes of the project, in another folder."""
    for path in COPIED:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(project_root / path, folder / path)
    (folder / "docs").mkdir()
    return Checkout(folder)


class Inventory:
    """A running inventory."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def __call__(self, command: str, *arguments: Any) -> Any:
        """The answer to a command of `inventory.py`."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps([command, arguments]) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, f"{command} failed"
        return json.loads(answer)


type Start = Callable[[Path], Inventory]


@pytest.fixture
def start(database_url: str, kafka_environment: dict[str, str], project_root: Path) -> Iterator[Start]:
    """`start(schema file) -> Inventory` on the test database."""
    processes: list[subprocess.Popen[str]] = []

    def start(schema: Path) -> Inventory:
        broker = {**UNREACHABLE, **kafka_environment}
        variables = {**broker, "HBI_DATABASE_URL": database_url, "BYPASS_RBAC": "true"}
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.integration.schema_update.inventory"],
            cwd=project_root,
            env={**os.environ, **variables, "HBI_PROFILE_SCHEMA": str(schema)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        processes.append(process)
        return Inventory(process)

    yield start
    for process in processes:
        process.communicate()
