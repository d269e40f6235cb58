"""`hbi doctor` finds each dependency that is not right, and says what to do about it."""

import base64
import os
import shutil
import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import orjson
import pytest
from click.testing import CliRunner

from local.cli import main
from local.commands.doctor.deployed import clock
from local.ports import free_port
from local.running import Running
from tests.conftest import LEFT_SOCKETS, Sql
from tests.support.fakes.web_server import Answer, WebServer, web_server

pytestmark = [pytest.mark.filterwarnings(LEFT_SOCKETS), pytest.mark.usefixtures("left_sockets")]

type Findings = dict[str, dict[str, str]]

SERVICES = ("HBI_DATABASE_URL", "KAFKA_BOOTSTRAP_SERVERS", "S3_ENDPOINT_URL", "HBI_URL", "HBI_TOKEN", "HBI_AUTH")
CLEAN = dict.fromkeys((*SERVICES, "HBI_PORT", "HBI_ORG"))


@pytest.fixture
def nowhere() -> str:
    """An address of loopback at which nothing listens."""
    return f"127.0.0.1:{free_port()}"


@pytest.fixture
def stack(nowhere: str) -> Running:
    """A stack of which everything but its process is dead."""
    return Running(
        pid=os.getpid(),
        api_url=f"http://{nowhere}",
        org_id="321",
        database_url=f"postgresql://hbi@{nowhere}/inventory",
        bootstrap_servers=nowhere,
        lambda_url=f"http://{nowhere}",
        s3_endpoint_url=f"http://{nowhere}",
    )


@pytest.fixture
def api() -> Iterator[WebServer]:
    """A deployed API in which everything is right."""
    with web_server() as server:
        server.answer = lambda asked: Answer({"ready": True} if asked.path == "/ready" else {"total": 0, "results": []})
        yield server


def doctor(state: Path, *arguments: str, **environment: str) -> Findings:
    """What it found, by the names of its checks."""
    done = CliRunner().invoke(
        main, ["--state", str(state), "doctor", "--json", *arguments], env={**CLEAN, **environment}
    )
    found = {entry["check"]: entry for entry in orjson.loads(done.stdout)}
    assert done.exit_code == int(any(entry["state"] == "fault" for entry in found.values())), done.output
    assert all(entry["fix"] for entry in found.values() if entry["state"] != "ok")
    return found


def test_everything_that_is_dead_is_found(stack: Running, tmp_path: Path) -> None:
    stack.write(tmp_path)
    (tmp_path / "postgres.log").touch()
    found = doctor(tmp_path)
    faults = {name: entry for name, entry in found.items() if entry["state"] == "fault"}
    assert {*faults} == {"PostgreSQL", "broker", "S3", "functions"}
    assert "it does not answer: connection to server" in faults["PostgreSQL"]["found"]
    assert f"{tmp_path}/postgres.log" in faults["PostgreSQL"]["fix"]
    assert faults["broker"]["found"] == f"nothing accepts connections at {stack.bootstrap_servers}"
    assert f"nothing answers at {stack.s3_endpoint_url}" in faults["S3"]["found"]
    assert all("make run" in entry["fix"] for entry in faults.values())


@pytest.mark.kafka
def test_what_lives_is_all_right(
    stack: Running, tmp_path: Path, database_url: str, kafka_environment: dict[str, str], s3_endpoint_url: str
) -> None:
    found = doctor(tmp_path, HBI_DATABASE_URL=database_url, S3_ENDPOINT_URL=s3_endpoint_url, HBI_PORT=str(free_port()))
    assert {name: found[name]["state"] for name in ("PostgreSQL", "schema", "S3")} == dict.fromkeys(
        ("PostgreSQL", "schema", "S3"), "ok"
    )
    replace(stack, database_url=database_url, s3_endpoint_url=s3_endpoint_url).write(tmp_path)
    assert {name for name, entry in doctor(tmp_path).items() if entry["state"] == "fault"} == {"broker", "functions"}
    servers = {"KAFKA_BOOTSTRAP_SERVERS": kafka_environment["KAFKA_BOOTSTRAP_SERVERS"]}
    named = {**servers, "KAFKA_HOST_INGRESS_TOPIC": "nobody-made-this"}
    without = doctor(tmp_path / "other", **named)["broker"]
    assert without["state"] == "fault"
    assert "nobody-made-this" in without["found"]


@pytest.mark.parametrize(
    ("revision", "told"),
    [
        pytest.param("0001", "it is at revision 0001, and this version needs ", id="behind"),
        pytest.param(None, "the database has none", id="none"),
    ],
)
def test_migrations_behind_are_found(
    tmp_path: Path, database_url: str, sql: Sql, revision: str | None, told: str
) -> None:
    ((now,),) = sql("SELECT version_num FROM hbi.hbi_serverless_version")
    sql("UPDATE hbi.hbi_serverless_version SET version_num = %s", (revision or now,))
    if revision is None:
        sql("ALTER TABLE hbi.hbi_serverless_version RENAME TO elsewhere")
    try:
        found = doctor(tmp_path, HBI_DATABASE_URL=database_url, HBI_PORT=str(free_port()))["schema"]
    finally:
        if revision is None:
            sql("ALTER TABLE hbi.elsewhere RENAME TO hbi_serverless_version")
        sql("UPDATE hbi.hbi_serverless_version SET version_num = %s", (now,))
    assert found["state"] == "fault"
    assert found["found"].startswith(told)
    assert found["fix"].startswith("make upgrade_db")


def test_services_that_the_environment_names_are_looked_at(tmp_path: Path, nowhere: str) -> None:
    found = doctor(
        tmp_path,
        HBI_DATABASE_URL=f"postgresql://hbi@{nowhere}/inventory",
        KAFKA_BOOTSTRAP_SERVERS=nowhere,
        S3_ENDPOINT_URL=f"http://{nowhere}",
        HBI_PORT=str(free_port()),
    )
    for check, variable in {
        "PostgreSQL": "HBI_DATABASE_URL",
        "broker": "KAFKA_BOOTSTRAP_SERVERS",
        "S3": "S3_ENDPOINT_URL",
    }.items():
        assert found[check]["state"] == "fault"
        assert variable in found[check]["fix"]


def test_a_port_in_use_and_a_useless_setting_are_found(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number = str(taken.getsockname()[1])
        found = doctor(tmp_path, HBI_PORT=number, HBI_POLLERS="many")
    assert found["port"]["state"] == "fault"
    assert f"process {os.getpid()}" in found["port"]["found"]
    assert found["settings"]["found"].startswith("HBI_POLLERS=")
    assert found["stack"]["fix"] == "make run"


def test_missing_node_is_a_warning(tmp_path: Path) -> None:
    found = doctor(tmp_path, PATH=str(tmp_path), HBI_PORT=str(free_port()))
    assert found["Node.js"]["state"] == "warning"


def test_all_that_is_wrong_with_a_machine_is_found_with_its_fix(
    tmp_path: Path, nowhere: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(tmp_path)._replace(free=100 * 1024 * 1024)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number = str(taken.getsockname()[1])
        database = f"postgresql://hbi@{nowhere}/inventory"
        found = doctor(tmp_path, HBI_PORT=number, PATH=str(tmp_path), HBI_DATABASE_URL=database)
    wrong = {name: (entry["state"], entry["fix"]) for name, entry in found.items() if entry["state"] != "ok"}
    assert {name: state for name, (state, _) in wrong.items()} == {
        "port": "fault",
        "Node.js": "warning",
        "disk": "fault",
        "PostgreSQL": "fault",
        "stack": "warning",
    }
    assert "or choose another: HBI_PORT=" in wrong["port"][1]
    assert wrong["Node.js"][1].startswith("install Node.js with npm")
    assert wrong["disk"][1].startswith("make room there")
    assert wrong["PostgreSQL"][1].startswith("start the server, or correct HBI_DATABASE_URL")


def test_people_read_lines(tmp_path: Path) -> None:
    environment = {**CLEAN, "HBI_PORT": str(free_port())}
    done = CliRunner().invoke(main, ["--state", str(tmp_path), "doctor"], env=environment)
    assert done.exit_code == 0, done.output
    assert f"warning  stack          nothing runs on {tmp_path}\n" in done.output
    assert "fix: make run" in done.output
    assert "nothing has to be mended" in done.output


class TestDeployed:
    """A deployed API, looked at from outside."""

    def test_all_is_right(self, api: WebServer, tmp_path: Path) -> None:
        found = doctor(tmp_path, "--url", api.url, HBI_TOKEN="t")
        assert {name: entry["state"] for name, entry in found.items()} == dict.fromkeys(
            ("token", "API", "clock", "caller", "dependencies"), "ok"
        )

    def test_nothing_answers(self, nowhere: str, tmp_path: Path) -> None:
        found = doctor(tmp_path, "--url", f"http://{nowhere}", "--auth", "header", "--org", "321")
        assert found["API"]["state"] == "fault"
        assert {*found} == {"API"}

    def test_something_that_does_not_speak_tls(self, api: WebServer, tmp_path: Path) -> None:
        found = doctor(tmp_path, "--url", api.url.replace("http:", "https:"), HBI_TOKEN="t")
        assert found["API"]["state"] == "fault"

    def test_no_way_to_call(self, tmp_path: Path) -> None:
        found = doctor(tmp_path, "--url", "https://api.example.org", "--auth", "bearer")
        assert found["caller"]["found"].startswith("HBI_TOKEN is not set")

    @pytest.mark.parametrize("status", [401, 403])
    def test_a_caller_who_may_not_read(self, api: WebServer, tmp_path: Path, status: int) -> None:
        api.answer = lambda asked: Answer({}, status if "/hosts" in asked.path else 200)
        found = doctor(tmp_path, "--url", api.url, HBI_TOKEN="t")["caller"]
        assert (found["state"], found["found"]) == ("fault", f"the API does not let you read hosts: {status}")
        assert "HBI_TOKEN" in found["fix"]

    def test_a_token_that_expired(self, api: WebServer, tmp_path: Path) -> None:
        claims = base64.urlsafe_b64encode(orjson.dumps({"exp": int(time.time()) - 90})).decode().rstrip("=")
        found = doctor(tmp_path, "--url", api.url, HBI_TOKEN=f"e30.{claims}.x")["token"]
        assert found["state"] == "fault"
        assert found["found"].startswith("HBI_TOKEN expired ")

    @pytest.mark.parametrize(
        ("minutes", "state"),
        [pytest.param(-60, "fault", id="behind"), pytest.param(60, "fault", id="ahead"), (1, "ok")],
    )
    def test_a_wrong_clock(self, minutes: int, state: str) -> None:
        now = datetime(2026, 1, 5, 6, 0, tzinfo=UTC)
        found = clock(format_datetime(now - timedelta(minutes=minutes), usegmt=True), now)
        assert found.state == state
        assert ("ahead" in found.found) == (minutes == 60)

    def test_what_it_needs_is_away(self, api: WebServer, tmp_path: Path) -> None:
        api.answer = lambda asked: Answer({"ready": False, "database": False}, 503 if asked.path == "/ready" else 200)
        found = doctor(tmp_path, "--url", api.url, HBI_TOKEN="t")["dependencies"]
        assert found["state"] == "fault"
        assert '"database":false' in found["found"]
