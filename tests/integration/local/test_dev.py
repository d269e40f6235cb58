"""`make dev`: the whole system on a checkout that somebody works on."""

import shutil
import sys
import time
from pathlib import Path

import pytest

from tests.e2e.system import PROJECT, System, run_hbi, wait_for

ROOMS = ("functions", "infra", "layers", "local", "migrations")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the checkout that may be changed."""
    for room in ROOMS:
        ignored = shutil.ignore_patterns("node_modules")
        shutil.copytree(PROJECT / room, tmp_path / "checkout" / room, ignore=ignored)
    return tmp_path / "checkout"


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_an_edited_route_answers_differently(tmp_path: Path, checkout: Path, capsys: pytest.CaptureFixture) -> None:
    route = checkout / "functions" / "api" / "routes" / "management.py"
    source = route.read_text()
    assert source.count('json_answer({"version": ') == 1
    with System(tmp_path / "state", ["--dev"], checkout) as system:
        assert "a saved file of functions/ or layers/ is loaded at once" in system.output
        route.write_text(source + "\nthis is no Python\n")
        wait_for(lambda: "the version before keeps serving" in system.output)
        assert f"{route}, line {len(source.splitlines()) + 2}: SyntaxError" in system.output
        assert b'"version"' in system.fetch("/version")[2]
        saved = time.monotonic()
        route.write_text(source.replace('json_answer({"version": ', 'json_answer({"edited": '))
        # Requests never fail on the way from one version to the next.
        wait_for(lambda: b'"edited"' in _answered(system))
        took_s = time.monotonic() - saved
        assert system.output.count("the version before keeps serving") == 1
    with capsys.disabled():
        sys.stdout.write(f"\nan edited route answers differently after {took_s:.1f} s\n")


def _answered(system: System) -> bytes:
    status, _, body = system.fetch("/version")
    assert status == 200, body
    return body


def test_what_is_synthesised_is_not_developed(tmp_path: Path) -> None:
    done = run_hbi(["--state", str(tmp_path), "up", "--dev", "--assets", str(tmp_path)])
    assert done.returncode == 1
    assert "--dev" in done.stderr
    assert len(done.stderr.splitlines()) == 1
