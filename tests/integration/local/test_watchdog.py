"""What a killed program has started ends, whoever started it in between."""

import subprocess
import sys

import psutil  # type: ignore[import-untyped]
import pytest

from tests.e2e.system import PROJECT, wait_for

PROGRAM = """
import subprocess, sys, time
from local.supervision.watchdog import Watchdog

watchdog = Watchdog()
watchdog.start()
child = subprocess.Popen(["sh", "-c", {script!r}], start_new_session=True)
print(child.pid, flush=True)
{end}
"""
SCRIPT = "setsid sleep 1000 & env -i sleep 1000 & sleep 1000 & wait"


@pytest.mark.parametrize(
    "end",
    [
        pytest.param("time.sleep(1000)", id="killed"),
        pytest.param("raise SystemExit", id="ended without stopping anything"),
        pytest.param("watchdog.stop()", id="stopped watching"),
    ],
)
def test_children_and_grandchildren_end(end: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM.format(script=SCRIPT, end=end)], stdout=subprocess.PIPE, cwd=PROJECT
    ) as program:
        assert program.stdout is not None
        child = psutil.Process(int(program.stdout.readline()))
        if end.startswith("time"):
            wait_for(lambda: len(child.children(recursive=True)) == 3)
            family = [child, *child.children(recursive=True)]
            program.kill()
        else:
            family = [child]
        wait_for(lambda: not [process for process in family if process.is_running()])


def test_processes_of_others_are_left_alone() -> None:
    other = subprocess.Popen(["sleep", "1000"])
    try:
        program = PROGRAM.format(script="sleep 1000", end="raise SystemExit")
        done = subprocess.run([sys.executable, "-c", program], stdout=subprocess.PIPE, cwd=PROJECT, check=True)
        child = int(done.stdout)
        wait_for(lambda: not psutil.pid_exists(child))
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()
