"""How a node of Apache Kafka starts; a program on the PATH stands in for Java."""

import os
from pathlib import Path

import pytest

from hbi.problems import ConfigurationError
from local.servers import apache_kafka

LISTEN = """
import re, socket, sys, time
port = int(re.search(r"PLAINTEXT://127.0.0.1:(\\d+)", open(sys.argv[1]).read()).group(1))
server = socket.create_server(("127.0.0.1", port))
time.sleep(60)
"""


@pytest.fixture(autouse=True)
def fetched_jars(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apache_kafka, "fetch_jars", lambda: None)


def java_is(directory: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Puts a shell script before the real Java; `$last` is its last argument, which is the path of the settings."""
    program = directory / "java"
    program.write_text('#!/bin/bash\nlast="${@: -1}"\n' + script)
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{directory}:{os.environ['PATH']}")


def test_a_node_that_ends_is_told_with_its_last_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    java_is(tmp_path, monkeypatch, 'case "$*" in *StorageTool*) exit 0;; esac; echo "no memory is left"; exit 1')
    with pytest.raises(ConfigurationError, match=r"ended while it started:\nno memory is left"):
        apache_kafka.ApacheKafka(tmp_path / "node").start()


def test_storage_that_cannot_be_formatted_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    java_is(tmp_path, monkeypatch, 'echo "no space is left"; exit 1')
    with pytest.raises(ConfigurationError, match=r"cannot be formatted:\nno space is left"):
        apache_kafka.ApacheKafka(tmp_path / "node").start()


def test_a_command_runs_beside_a_node_that_started_at_the_second_try(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "listen.py").write_text(LISTEN)
    java_is(
        tmp_path,
        monkeypatch,
        f"""
        case "$*" in *StorageTool*) exit 0;; esac
        if ! test -e {tmp_path}/once; then touch {tmp_path}/once; echo "Address already in use"; exit 1; fi
        exec python3 {tmp_path}/listen.py "$last"
        """,
    )
    assert apache_kafka.main(["--", "/bin/sh", "-c", "echo $HBI_TEST_BROKER; exit 7"]) == 7
    output = capfd.readouterr()
    assert output.out == "apache\n"
    assert "Address already in use" in output.err


def test_a_node_that_never_starts_ends_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    java_is(tmp_path, monkeypatch, 'case "$*" in *StorageTool*) exit 0;; esac; echo "still no memory"; exit 1')
    assert apache_kafka.main(["--", "/bin/sh", "-c", "echo never"]) == 2
    output = capfd.readouterr()
    assert output.out == ""
    assert output.err.count("still no memory") == apache_kafka.ATTEMPTS
