"""Bad configuration ends with one clear line that names what to fix."""

import socket

import pytest

from local.ports import free_port
from tests.e2e.system import run_hbi

pytestmark = pytest.mark.timeout(600)


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        pytest.param({"HBI_PORT": "http"}, "HBI_PORT='http' is not a port", id="not a port"),
        pytest.param({"HBI_DATABASE_URL": "mysql://db/x"}, "HBI_DATABASE_URL", id="not a PostgreSQL URL"),
        pytest.param(
            {"HBI_DATABASE_URL": "postgresql://hbi@127.0.0.1:9/inventory"},
            "HBI_DATABASE_URL: the database does not answer",
            id="unreachable database",
        ),
        pytest.param(
            {"KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:9"},
            "KAFKA_BOOTSTRAP_SERVERS: no broker answers at 127.0.0.1:9",
            id="unreachable broker",
        ),
        pytest.param({"HOSTS_TABLE_NUM_PARTITIONS": "33"}, "HOSTS_TABLE_NUM_PARTITIONS='33'", id="too many partitions"),
        pytest.param(
            {"CONVENTIONAL_TIME_TO_DELETE_SECONDS": "never"},
            "CONVENTIONAL_TIME_TO_DELETE_SECONDS='never'",
            id="a setting of the functions",
        ),
    ],
)
def test_bad_environment_ends_with_one_line(tmp_path, environment, message):
    done = run_hbi(["--state", str(tmp_path), "up", "--once"], **{"HBI_PORT": str(free_port()), **environment})
    assert done.returncode == 1
    assert message in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stdout + done.stderr


def test_port_in_use_is_named(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run_hbi(["--state", str(tmp_path), "up", "--once"], HBI_PORT=str(port))
    assert done.returncode == 1
    assert done.stderr.strip() == f"hbi: port {port} is in use; stop what listens there or set HBI_PORT"


def test_command_without_a_running_system_says_how_to_start_it(tmp_path):
    done = run_hbi(["--state", str(tmp_path), "reap"])
    assert done.returncode == 1
    assert "start it with: make run" in done.stderr
