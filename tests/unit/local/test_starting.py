"""Waiting for a server that takes its time."""

import logging
from pathlib import Path

import pytest

from hbi.problems import ConfigurationError
from local.supervision import starting
from local.supervision.starting import wait_until_ready

LOG = Path("/logs/server.log")


def test_a_server_is_waited_for_as_long_as_its_process_runs(monkeypatch, caplog):
    monkeypatch.setattr(starting, "MESSAGE_INTERVAL_S", 0.0)
    monkeypatch.setattr(starting, "PAUSE_S", 0.0)
    answers = iter([False] * 500 + [True])
    with caplog.at_level(logging.WARNING):
        wait_until_ready("the server", lambda: next(answers), lambda: True, LOG, lambda: "it reads 7 MB")
    assert len(caplog.messages) == 500
    assert caplog.messages[0].startswith("waiting for the server")
    assert caplog.messages[0].endswith("it reads 7 MB; its log is /logs/server.log")


def test_a_server_that_ends_is_not_waited_for():
    with pytest.raises(ConfigurationError, match=r"^the server does not start; see /logs/server\.log$"):
        wait_until_ready("the server", lambda: False, lambda: False, LOG)
