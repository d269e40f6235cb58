"""Servers that end, and a stack that ends, under `hbi up`."""

import os
import random
import signal
import subprocess
import urllib.error
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest
from kafka import KafkaAdminClient, KafkaConsumer, TopicPartition
from kafka.admin import ConfigResource

from hbi.settings.hosts import HostBounds
from local.ports import free_port
from local.running import running
from local.servers.retention import topic_settings
from local.supervision.logs import MAX_BYTES
from tests.e2e.system import HBI, LIMIT_S, PROJECT, System, clean_environment, run_hbi, wait_for

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


PROFILES = "platform.inventory.system-profile"

type Marked = Callable[[psutil.Process], bool]


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """A running system with servers of its own."""
    with System(tmp_path_factory.mktemp("supervision") / "system") as system:
        yield system


def test_the_broker_keeps_what_its_topics_should_keep(system: System) -> None:
    names = [*topic_settings(()), PROFILES]
    with closing(KafkaAdminClient(bootstrap_servers=system.addresses.bootstrap_servers)) as admin:
        held = admin.describe_configs([ConfigResource("TOPIC", name) for name in names])
    values = {
        name: {entry: found["value"] for entry, found in settings.items()} for name, settings in held["topic"].items()
    }
    for name, settings in topic_settings([PROFILES]).items():
        assert settings.items() <= values[name].items()
        assert int(values[name]["max.message.bytes"]) >= HostBounds.load({}).largest_message


def test_consumed_records_are_trimmed(system: System) -> None:
    noise = random.Random(1)
    system.produce([noise.randbytes(2_000) for _ in range(500)], PROFILES)
    with closing(KafkaConsumer(bootstrap_servers=system.addresses.bootstrap_servers)) as consumer:
        partitions = [TopicPartition(PROFILES, number) for number in consumer.partitions_for_topic(PROFILES) or ()]
        wait_for(lambda: any(consumer.beginning_offsets(partitions).values()))


def test_functions_compress_what_the_embedded_broker_stores(system: System) -> None:
    functions = _children(system, lambda process: any(part.startswith("functions.") for part in process.cmdline()))
    assert len(functions) >= 4
    assert {process.environ().get("HBI_KAFKA_COMPRESSION") for process in functions} == {"lz4"}


def test_logs_are_rotated(system: System) -> None:
    log = system.state / "logs" / "of-a-talkative-server.log"
    log.write_bytes(b"." * (MAX_BYTES + 1))
    wait_for(lambda: log.stat().st_size == 0)
    assert log.with_name(f"{log.name}.1").stat().st_size > MAX_BYTES


@pytest.mark.parametrize(
    ("name", "is_server", "log"),
    [
        pytest.param("PostgreSQL", lambda process: process.name() == "postgres", "postgres.log", id="PostgreSQL"),
        pytest.param(
            "the Kafka broker", lambda process: process.name() == "noida-db", "broker/broker.log", id="broker"
        ),
        pytest.param(
            "the S3 server",
            lambda process: "local.servers.object_store" in process.cmdline(),
            "s3.log",
            id="object store",
        ),
        *(
            pytest.param(
                f"a process of function {function}",
                lambda process, function=function: f"functions.{function}.handler.handler" in process.cmdline(),
                f"logs/{function}.log",
                id=f"function {function}",
            )
            for function in ("api", "ingest")
        ),
    ],
)
def test_a_server_that_ends_is_named_and_started_again(
    system: System, tmp_path: Path, name: str, is_server: Marked, log: str
) -> None:
    before = system.addresses
    message = f"{name} ended unexpectedly: signal SIGKILL; its log is {system.state / log}"
    assert message not in system.output
    (victim, *_) = _children(system, is_server)
    victim.kill()
    wait_for(lambda: message in system.output)
    wait_for(lambda: any(found != victim for found in _children(system, is_server)))
    assert system.addresses == before

    wait_for(lambda: run_hbi(["--state", str(system.state), "report"]).returncode == 0)
    wait_for(lambda: _total(system) == 1)
    if name == "the S3 server":
        system.hbi("export", "--format", "csv", "--output", str(tmp_path / "hosts.csv"))
        assert len((tmp_path / "hosts.csv").read_text().splitlines()) == 2
    assert "Traceback" not in system.output


def test_a_killed_stack_leaves_nothing_behind_and_can_be_started_again(tmp_path: Path) -> None:
    system = System(tmp_path / "system")
    with system:
        system.hbi("produce", "--hosts", "3")
        processes = _all_processes(system)
        assert {"postgres", "noida-db"} <= {process.name() for process in processes}
        os.kill(system.addresses.pid, signal.SIGKILL)
        _wait_for_end(processes)
        refused = run_hbi(["--state", str(system.state), "events"])
        assert refused.returncode == 1
        assert "start it with: make run" in refused.stderr
    with system:
        assert system.total() == 4


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_everything_in_good_order(tmp_path: Path, number: signal.Signals) -> None:
    system = System(tmp_path / "system")
    with system:
        processes = _all_processes(system)
        os.kill(system.addresses.pid, number)
        _wait_for_end(processes)
        assert system.output.rstrip().endswith("stopped")
    assert "database system is shut down" in (system.state / "postgres.log").read_text()
    assert not (system.state / "postgres" / "postmaster.pid").exists()


def test_closing_the_terminal_stops_everything(tmp_path: Path) -> None:
    main, terminal = os.openpty()
    try:
        # The program gets the terminal as its own, like one that a shell has started there.
        process = subprocess.Popen(
            ["setsid", "--ctty", HBI, "--state", tmp_path / "system", "up"],
            stdin=terminal,
            stdout=terminal,
            stderr=terminal,
            env={**clean_environment(), "HBI_PORT": str(free_port())},
            cwd=PROJECT,
        )
        os.close(terminal)
        output = b""
        while b"Ctrl-C stops everything" not in output:
            output += os.read(main, 4096)
        processes = psutil.Process(process.pid).children(recursive=True)
        assert len(processes) > 4
    finally:
        os.close(main)
    _wait_for_end(processes)
    assert process.wait(LIMIT_S) == 0


def test_a_stack_whose_make_is_killed_stops(tmp_path: Path) -> None:
    makefile = tmp_path / "Makefile"
    makefile.write_text(f"run:\n\t@{HBI} --state {tmp_path / 'system'} up\n")
    make = subprocess.Popen(
        ["make", "--file", makefile, "run"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**clean_environment(), "HBI_PORT": str(free_port())},
        cwd=PROJECT,
    )
    wait_for(lambda: (tmp_path / "system" / "running.json").exists() or make.poll() is not None)
    stack = psutil.Process(running(tmp_path / "system").pid)
    processes = [stack, *stack.children(recursive=True)]
    make.kill()
    make.wait()
    _wait_for_end(processes)


def test_nohup_is_respected(tmp_path: Path) -> None:
    """A stack that was started to outlive its terminal does."""
    process = subprocess.Popen(
        ["nohup", HBI, "--state", tmp_path / "system", "up"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**clean_environment(), "HBI_PORT": str(free_port())},
        cwd=PROJECT,
    )
    try:
        wait_for((tmp_path / "system" / "running.json").exists)
        process.send_signal(signal.SIGHUP)
        done = run_hbi(["--state", str(tmp_path / "system"), "report"])
        assert done.returncode == 0, done.stderr
        assert process.poll() is None
    finally:
        process.send_signal(signal.SIGINT)
    assert process.wait(LIMIT_S) == 0


def _children(system: System, is_wanted: Marked) -> list[psutil.Process]:
    """Children of the stack, not of the servers; a process may end while it is looked at."""
    found = []
    for process in psutil.Process(system.addresses.pid).children():
        try:
            if process.status() != psutil.STATUS_ZOMBIE and is_wanted(process):
                found.append(process)
        except psutil.NoSuchProcess:
            continue
    return found


def _total(system: System) -> int | None:
    """How many hosts there are; None while the API does not know."""
    try:
        return system.total()
    except urllib.error.HTTPError:
        return None


def _all_processes(system: System) -> Sequence[psutil.Process]:
    stack = psutil.Process(system.addresses.pid)
    return [stack, *stack.children(recursive=True)]


def _wait_for_end(processes: Sequence[psutil.Process]) -> None:
    wait_for(lambda: not [process for process in processes if _runs(process)])


def _runs(process: psutil.Process) -> bool:
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
