"""Servers that end by themselves are started again."""

import logging
from pathlib import Path

import pytest

from hbi.problems import ConfigurationError
from local.servers.child import Child
from local.supervision.supervisor import Backoff, Supervisor, describe
from tests.e2e.system import wait_for

QUICK = Backoff(first_s=0.0, longest_s=0.0)


class Sleeper:
    """A server that does nothing; its first starts may fail."""

    name = "the sleeper"

    def __init__(self, directory: Path, failures: int = 0) -> None:
        self.child = Child("sleeper", directory)
        self.starts = 0
        self._failures = failures

    @property
    def log_file(self) -> Path:
        return self.child.log_file

    @property
    def exit_status(self) -> int | None:
        return self.child.exit_status

    def start(self) -> None:
        self.starts += 1
        if 1 < self.starts <= 1 + self._failures:
            raise ConfigurationError("the sleeper does not start")
        self.child.start(["sleep", "1000"])

    def stop(self) -> None:
        self.child.stop()


def test_a_server_is_started_until_it_runs(tmp_path, caplog):
    sleeper, supervisor = Sleeper(tmp_path, failures=3), Supervisor(QUICK)
    sleeper.start()
    supervisor.watch(sleeper)
    try:
        with caplog.at_level(logging.WARNING):
            sleeper.child._process.kill()
            wait_for(lambda: "the sleeper was started again and answers" in caplog.messages)
    finally:
        supervisor.stop()
        sleeper.stop()
    assert sleeper.starts == 5
    assert caplog.messages[0] == (
        f"the sleeper ended unexpectedly: signal SIGKILL; its log is {sleeper.log_file}; it is being started again"
    )
    assert caplog.messages[1:4] == ["the sleeper does not start; next start in 0.0 s"] * 3


def test_a_server_that_is_stopped_stays_so(tmp_path, caplog):
    sleeper, supervisor = Sleeper(tmp_path), Supervisor(QUICK)
    sleeper.start()
    supervisor.watch(sleeper)
    sleeper.stop()
    supervisor.stop()
    assert sleeper.starts == 1
    assert not caplog.messages


def test_waits_double_up_to_a_limit():
    backoff = Backoff(first_s=0.5, longest_s=30)
    assert [backoff.delay_s(failures) for failures in (0, 1, 2, 5, 6, 7, 10**9)] == [0.5, 1, 2, 16, 30, 30, 30]


@pytest.mark.parametrize(("status", "words"), [(3, "exit status 3"), (-9, "signal SIGKILL"), (-99, "signal 99")])
def test_exit_statuses_are_told_in_words(status, words):
    assert describe(status) == words
