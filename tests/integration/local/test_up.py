"""Starting and stopping the whole system."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import boto3
import psutil  # type: ignore[import-untyped]
import pytest

from local.ports import free_port
from tests.e2e.system import HBI, PROJECT, System, clean_environment, run_hbi, wait_for

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture
def leftovers(tmp_path: Path) -> Iterator[None]:
    """Fails the test if processes that mention its directory are still there at its end."""
    yield
    wait_for(lambda: not _processes_of(tmp_path))


def _processes_of(directory: Path) -> list[str]:
    found = []
    for process in psutil.process_iter(["cmdline"]):
        command = " ".join(process.info["cmdline"] or ())
        if str(directory) in command and "pytest" not in command:
            found.append(command)
    return found


@pytest.mark.usefixtures("leftovers")
@pytest.mark.parametrize("part", ["lock", "postgres", "broker/broker.pid", "s3.log", "logs"])
def test_interrupting_a_start_leaves_nothing_behind(tmp_path: Path, part: str) -> None:
    process = subprocess.Popen(
        [HBI, "--state", tmp_path / "state", "up"],
        env={**clean_environment(), "HBI_PORT": str(free_port())},
        cwd=PROJECT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    wait_for((tmp_path / "state" / part).exists)
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate()
    assert process.returncode in (0, 1), output
    assert b"Traceback" not in output


def test_a_command_that_is_interrupted_at_once_ends_quietly(tmp_path: Path) -> None:
    (tmp_path / "rich").mkdir()
    (tmp_path / "rich" / "__init__.py").write_text("raise KeyboardInterrupt")
    done = subprocess.run(
        [sys.executable, "-m", "local", "up"],
        env={**clean_environment(), "PYTHONPATH": str(tmp_path)},
        cwd=PROJECT,
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (130, b"")


@pytest.mark.usefixtures("leftovers")
def test_a_second_start_keeps_the_hosts(tmp_path: Path) -> None:
    with System(tmp_path / "system") as system:
        system.hbi("produce", "--hosts", "5")
        assert system.total() == 6
    with System(tmp_path / "system") as system:
        assert system.total() == 6


@pytest.mark.usefixtures("leftovers")
def test_an_ephemeral_system_serves_the_other_commands_and_keeps_nothing(tmp_path: Path) -> None:
    system = System(tmp_path / "system", ["--ephemeral"])
    system.environment = {"COLUMNS": "30"}
    with system:
        assert "Ctrl-C stops everything and forgets the data\n" in system.output
        assert f"documentation {system.addresses.api_url}/api/inventory/v1/ui\n" in system.output
        system.hbi("produce", "--hosts", "3", "--type", "rhsm")
        assert system.total() == 4
    assert not [path for path in system.state.rglob("*") if path.is_file()]


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory, s3_endpoint_url: str) -> Iterator[System]:
    """A running system with somebody else's object storage."""
    system = System(tmp_path_factory.mktemp("up") / "system")
    system.environment = {
        "S3_ENDPOINT_URL": s3_endpoint_url,
        "HBI_EXPORT_BUCKET": "own-bucket",
        "AWS_ACCESS_KEY_ID": "own",
        "AWS_SECRET_ACCESS_KEY": "own",
        "HBI_POLLERS": "2",
    }
    with system:
        yield system


def test_foreign_object_storage_is_used(system: System, s3_endpoint_url: str, tmp_path: Path) -> None:
    system.hbi("export", "--format", "json", "--output", str(tmp_path / "hosts.json"))
    assert (tmp_path / "hosts.json").stat().st_size > 100
    client = boto3.client("s3", endpoint_url=s3_endpoint_url, aws_access_key_id="own", aws_secret_access_key="own")
    assert client.list_objects_v2(Bucket="own-bucket")["KeyCount"] >= 1


def test_a_second_system_on_the_same_data_is_refused(system: System) -> None:
    done = run_hbi(["--state", str(system.state), "up", "--once"], HBI_PORT=str(free_port()))
    assert done.returncode == 1
    assert "another stack runs on" in done.stderr


def test_an_idle_system_rests(system: System) -> None:
    """Polling must not burn a processor: a broker may answer empty fetches at once."""
    assert _load(system.addresses.pid) < 0.4


def test_following_events_rests(system: System) -> None:
    follow = [HBI, "--state", system.state, "events", "--follow"]
    with subprocess.Popen(follow, env=clean_environment(), cwd=PROJECT, stdout=subprocess.DEVNULL) as process:
        try:
            # Before it follows, it imports; it says nothing in between.
            wait_for(lambda: _load(process.pid) < 0.4)
            assert process.poll() is None
        finally:
            process.send_signal(signal.SIGINT)


def _load(pid: int) -> float:
    """The part of a processor that a process takes."""
    process = psutil.Process(pid)
    before = process.cpu_times()
    time.sleep(4)
    after = process.cpu_times()
    return float((after.user + after.system) - (before.user + before.system)) / 4


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        pytest.param({}, "HBI_EXPORT_BUCKET is not set", id="no bucket"),
        pytest.param({"HBI_EXPORT_BUCKET": "exports"}, "AWS_ACCESS_KEY_ID is not set", id="no credentials"),
        pytest.param(
            {"HBI_EXPORT_BUCKET": "exports", "AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"},
            "S3_ENDPOINT_URL: bucket exports cannot be used at http://127.0.0.1:9",
            id="unreachable",
        ),
    ],
)
def test_unusable_object_storage_is_named(
    tmp_path: Path,
    worker_database_url: str,
    bootstrap_servers: str,
    environment: dict[str, str],
    message: str,
) -> None:
    done = run_hbi(
        ["--state", str(tmp_path), "up", "--once"],
        HBI_PORT=str(free_port()),
        HBI_DATABASE_URL=worker_database_url,
        KAFKA_BOOTSTRAP_SERVERS=bootstrap_servers,
        S3_ENDPOINT_URL="http://127.0.0.1:9",
        **environment,
    )
    assert done.returncode == 1
    assert message in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
