"""Commands end with one line while the broker, the database or the whole system is away."""

import os
import signal
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from local.servers.postgres import VOLATILE, Server
from tests.e2e.system import System, run_hbi, wait_for

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

OF_THE_BROKER = (
    ["produce", "--hosts", "3"],
    ["report"],
    ["events"],
    ["events", "--follow"],
    ["dlq", "list"],
    ["dlq", "replay", "--reason", "x"],
)
OF_THE_DATABASE = (
    ["produce", "--hosts", "3"],
    ["report"],
    ["export"],
    ["reap"],
    ["reap", "--task", "relay"],
)
ALL = (*OF_THE_BROKER, ["export"], ["reap"])


@pytest.fixture
def system(fresh_system, own_broker, tmp_path):
    """A running system with a broker and a database that nobody starts again."""
    with Server(tmp_path / "database", VOLATILE) as postgres:
        fresh_system.environment = {
            "KAFKA_BOOTSTRAP_SERVERS": own_broker.bootstrap_servers,
            "HBI_DATABASE_URL": postgres.create_database("inventory"),
        }
        with fresh_system as running:
            running.postgres, running.broker = postgres, own_broker
            yield running


def test_commands_name_what_is_away(system, tmp_path):
    system.postgres.kill()
    said = dict(_said(system, OF_THE_DATABASE))
    assert "PostgreSQL at" in said["report"]
    system.postgres.start()
    wait_for(lambda: run_hbi(["--state", str(system.state), "report"]).returncode == 0)

    system.broker.kill()
    for command, message in _said(system, OF_THE_BROKER):
        assert "the broker at" in message, command
    system.broker.start()

    # What is gone for good leaves its addresses behind.
    os.kill(system.addresses.pid, signal.SIGKILL)
    wait_for(lambda: "start it with: make run" in _assert_refused(system, ["report"]))
    for command, message in _said(system, ALL):
        assert "start it with: make run" in message, command


def _said(system: System, commands: Sequence[list[str]]) -> list[tuple[str, str]]:
    """What each command says. They wait for what is away, so that they do it together."""
    with ThreadPoolExecutor(4) as pool:
        messages = pool.map(lambda command: _assert_refused(system, command), commands)
        return [(" ".join(command), message) for command, message in zip(commands, messages, strict=True)]


def _assert_refused(system: System, command: list[str]) -> str:
    """What the command says; it is one line, and the exit code tells that it failed."""
    done = run_hbi(["--state", str(system.state), *command])
    assert done.returncode == 1, (command, done.stdout, done.stderr)
    assert len(done.stderr.strip().splitlines()) == 1, (command, done.stderr)
    assert done.stderr.startswith("hbi: ")
    assert "Traceback" not in done.stdout + done.stderr
    return done.stderr
