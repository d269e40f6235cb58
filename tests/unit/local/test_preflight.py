"""What is said of a machine before anything is installed."""

import ast
import shutil
import socket
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

import pytest

from local import preflight
from local.ports import free_port

PROGRAM = Path(preflight.__file__)
Usage = namedtuple("Usage", "total used free")


def test_it_is_understood_by_pythons_that_are_too_old() -> None:
    ast.parse(PROGRAM.read_text(), feature_version=(3, 7))


def test_a_python_that_is_too_old_is_named_with_the_way_to_a_newer_one() -> None:
    found = preflight.python((3, 11, 9), "/opt/python")
    assert found.state == "fault"
    assert found.found == "/opt/python is 3.11.9, and 3.12 or newer is needed"
    assert "make run PYTHON=" in found.fix
    assert preflight.python((3, 12, 0), "/opt/python").state == "ok"


def test_missing_node_is_only_a_warning(tmp_path: Path) -> None:
    found = preflight.node(str(tmp_path))
    assert (found.state, found.found.split(":")[0]) == ("warning", "node and npm not found")
    assert found.fix.startswith("install Node.js with npm")


def test_node_that_does_not_run_is_a_warning(tmp_path: Path) -> None:
    for name in ("node", "npm"):
        (tmp_path / name).write_text("#!/nowhere/at/all\n")
        (tmp_path / name).chmod(0o755)
    assert preflight.node(str(tmp_path)).state == "warning"


@pytest.mark.parametrize(
    ("free_mib", "state"),
    [
        pytest.param(100, "fault", id="nearly full"),
        pytest.param(1_000, "warning", id="little"),
        pytest.param(10_000, "ok", id="enough"),
    ],
)
def test_low_disk_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, free_mib: int, state: str) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(1, 1, free_mib * 1024 * 1024))
    found = preflight.disk(tmp_path / "not" / "there" / "yet")
    assert found.state == state
    assert str(tmp_path) in found.found
    assert ("HBI_STATE" in found.fix) == (state != "ok")


def test_a_port_in_use_is_named_with_who_has_it_and_a_free_one() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number = taken.getsockname()[1]
        found = preflight.port(str(number), "nginx, process 7")
    assert (found.state, found.found) == (
        "fault",
        f"port {number} cannot be used by nginx, process 7: Address already in use",
    )
    other = int(found.fix.partition("HBI_PORT=")[2].split()[0])
    assert other != number
    assert preflight.port(str(free_port())).state == "ok"


@pytest.mark.parametrize("text", ["http", "0", "65536", "٣", ""])
def test_what_is_no_port_is_named(text: str) -> None:
    assert preflight.port(text).state == "fault"


def test_it_runs_without_anything_installed() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number = str(taken.getsockname()[1])
        done = subprocess.run(
            [sys.executable, "-I", "-S", PROGRAM], env={"HBI_PORT": number}, capture_output=True, text=True, check=False
        )
    assert (done.returncode, done.stderr) == (1, "")
    assert f"fault    port           port {number} cannot be used" in done.stdout
    assert "\n                        fix: stop what listens there" in done.stdout
