"""How commands find the running stack."""

import os
from dataclasses import replace
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest

from hbi.problems import ConfigurationError
from local.configuration import MAX_POLLERS, configuration
from local.running import Running, forget, running

OURS = Running(os.getpid(), "http://127.0.0.1:8080", "321", "postgresql://h/d", "h:9092", "http://127.0.0.1:1")
ANOTHER = replace(OURS, pid=psutil.Process().ppid(), org_id="another")
DEAD = replace(OURS, pid=2**22 + 1)


def test_a_stack_is_found_until_it_is_forgotten(tmp_path: Path) -> None:
    OURS.write(tmp_path)
    assert running(tmp_path) == OURS
    forget(tmp_path)
    with pytest.raises(ConfigurationError, match="start it with: make run"):
        running(tmp_path)


def test_a_dead_stack_is_not_found_and_gives_way(tmp_path: Path) -> None:
    DEAD.write(tmp_path)
    with pytest.raises(ConfigurationError):
        running(tmp_path)
    OURS.write(tmp_path)
    assert running(tmp_path) == OURS


def test_a_second_stack_takes_nothing_from_the_first(tmp_path: Path) -> None:
    ANOTHER.write(tmp_path)
    OURS.write(tmp_path)
    forget(tmp_path)
    assert running(tmp_path) == ANOTHER


@pytest.mark.parametrize("text", ["0", "-1", "many", str(MAX_POLLERS + 1)])
def test_a_useless_number_of_pollers_is_named(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigurationError, match=f"HBI_POLLERS='{text}' must be a number from 1 to"):
        configuration(tmp_path, environ={"HBI_POLLERS": text})


def test_a_topic_that_nothing_here_feeds_is_named(tmp_path: Path) -> None:
    usual = {"KAFKA_HOST_INGRESS_TOPIC": "platform.inventory.host-ingress", "KAFKA_WORKSPACES_TOPIC": ""}
    assert configuration(tmp_path, environ=usual).function_settings == usual
    with pytest.raises(ConfigurationError, match="KAFKA_HOST_APP_DATA_TOPIC: here the topic is called platform"):
        configuration(tmp_path, environ={"KAFKA_HOST_APP_DATA_TOPIC": "other"})
