"""What people type: the commands of `hbi`, those of make, and what they get wrong."""

import csv
import io
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import orjson
import pytest

from tests.e2e.system import HBI, PROJECT, System, clean_environment, run_hbi
from tests.support.factories import ORG, Json, host_message, host_report

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """A running system."""
    with System(tmp_path_factory.mktemp("commands") / "state") as running:
        yield running


@pytest.fixture(scope="module")
def host(system: System) -> Json:
    """A host that is there once, with a profile and a tag."""
    report = host_report(
        display_name="Lists <i>& tables</i>, one",
        tags=[{"namespace": "ns", "key": "role", "value": "db"}],
        system_profile={"arch": "s390x", "operating_system": {"name": "RHEL", "major": 8, "minor": 10}},
    )
    system.produce([host_message(report)])
    (found,) = orjson.loads(system.hbi("hosts", "--filter", "[arch]=s390x", "--json"))
    return dict(found)


def make(*arguments: str, folder: Path = PROJECT, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs make with the installation that runs the tests."""
    installed = [f"VENV={sys.prefix}", "-o", f"{sys.prefix}/.local", "-o", f"{sys.prefix}/.dev"]
    return subprocess.run(
        ["make", "--no-print-directory", "-C", folder, *installed, *arguments],
        env={**clean_environment(), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def exports(system: System) -> int:
    return int(system.sql("SELECT count(*) FROM hbi.exports")[0][0])


@pytest.mark.parametrize(
    ("output", "refusal"),
    [
        pytest.param("missing/hosts.csv", "--output: there is no folder ", id="no such folder"),
        pytest.param(".", "is a directory", id="a folder"),
        pytest.param("hosts.csv/hosts.csv", "--output: there is no folder ", id="below a file"),
        pytest.param("/proc/hosts.csv", "--output: /proc/hosts.csv cannot be written: ", id="where nobody can write"),
    ],
)
def test_an_export_that_cannot_be_written_is_not_made(
    system: System, tmp_path: Path, output: str, refusal: str
) -> None:
    (tmp_path / "hosts.csv").touch()
    before = exports(system)
    done = run_hbi(["--state", str(system.state), "export", "--output", str(tmp_path / output)])
    assert done.returncode != 0
    assert refusal in done.stderr
    assert "Traceback" not in done.stderr
    assert exports(system) == before


def test_an_export_that_fails_leaves_the_file_of_the_last_one(system: System, tmp_path: Path) -> None:
    target = tmp_path / "hosts.csv"
    target.write_text("kept")
    done = run_hbi(["--state", str(system.state), "export", "--org", "nobody", "--output", str(target)])
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("hbi: the export is failed: ")
    assert target.read_text() == "kept"
    assert [file.name for file in tmp_path.iterdir()] == ["hosts.csv"]


def test_an_export_by_schedule_needs_a_setting(system: System) -> None:
    done = run_hbi(["--state", str(system.state), "export", "--scheduled"])
    assert done.returncode == 1
    assert done.stderr.startswith(f"hbi: the export is failed: HBI_SCHEDULED_EXPORTS does not name organisation {ORG}")


def test_an_export_can_go_into_a_pipe(system: System) -> None:
    told = system.hbi("export", "--output", "/dev/stdout")
    assert told.startswith('"display_name",')
    assert "bytes, from" not in told


def test_an_export_lies_with_the_data_of_the_system_unless_another_place_is_named(system: System) -> None:
    told = run_hbi(["--state", str(system.state), "export"], COLUMNS="30").stdout
    target = system.state.resolve() / "exports" / "hosts.csv"
    assert told.startswith(f"{target}: ")
    assert len(told.splitlines()) == 1
    assert target.read_text().startswith('"display_name",')
    ignored = subprocess.run(["git", "check-ignore", "--quiet", ".hbi/exports/hosts.csv"], cwd=PROJECT, check=False)
    assert ignored.returncode == 0


def test_a_pipe_gets_followed_events_when_they_happen(system: System) -> None:
    follow = [HBI, "--state", system.state, "events", "--follow", "--json"]
    process = subprocess.Popen(follow, env=clean_environment(), cwd=PROJECT, stdout=subprocess.PIPE)
    assert process.stdout is not None
    shown = b""
    try:
        # It does not say when it has begun to follow. Then one event alone, too little to fill a buffer, must be shown.
        while not select.select([process.stdout], [], [], 5)[0]:
            system.produce([host_message(host_report(org_id=ORG))])
        last = host_report(org_id=ORG, display_name="the last one")
        system.produce([host_message(last)])
        while b"the last one" not in shown:
            assert select.select([process.stdout], [], [], 120)[0], shown
            shown += os.read(process.stdout.fileno(), 1024 * 1024)
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate()
    assert process.returncode == 0
    assert {orjson.loads(line)["type"] for line in shown.splitlines()} <= {"created", "updated"}


def test_the_names_of_the_original_system_work(system: System) -> None:
    here = {"HBI_STATE": str(system.state)}
    hosts = system.total("321")
    told = {}
    for line in (
        "run_inv_mq_service_test_producer NUM_HOSTS=3 HOST_TYPE=sap",
        "sample-request-create-export format=csv",
        "run_inv_web_service",
        "run_inv_mq_service",
        "run_inv_export_service",
        "run_reaper",
        "upgrade_db",
    ):
        done = make(*line.split(), **here)
        assert done.returncode == 0, done.stderr
        told[line.split()[0]] = done.stdout
    assert system.total("321") == hosts + 3
    assert told["sample-request-create-export"].startswith(f"{system.state.resolve()}/exports/hosts.csv: ")
    assert told["run_inv_export_service"].startswith("the whole system runs already: http://127.0.0.1:")
    assert f"Migrating {system.addresses.database_url}\nThe schema is at revision " in told["upgrade_db"]


def test_without_a_running_system_there_is_no_database_to_migrate(tmp_path: Path) -> None:
    done = make("upgrade_db", HBI_STATE=str(tmp_path))
    assert done.returncode != 0
    assert f"HBI_DATABASE_URL is not set, and nothing runs on {tmp_path}; start it with: make run" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("target", ["run", "run_inv_web_service"])
def test_a_port_in_use_is_named_before_anything_is_installed(tmp_path: Path, target: str) -> None:
    for name in ("Makefile", "local", "layers"):
        source = PROJECT / name
        if source.is_dir():
            shutil.copytree(source, tmp_path / name)
        else:
            shutil.copy(source, tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = subprocess.run(
            # Isolated from what is installed for the tests.
            ["make", target, f"PYTHON={sys.executable} -S"],
            env={**clean_environment(), "HBI_PORT": str(port)},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode != 0
    assert f"hbi: port {port} is in use; stop what listens there or set HBI_PORT\n" in done.stderr
    assert not (tmp_path / ".venv").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["export"], "start it with: make run", id="nothing to export from"),
        pytest.param(["produce"], "start it with: make run", id="nobody to report to"),
        pytest.param(["report"], "start it with: make run", id="nobody to report this machine to"),
        pytest.param(["events"], "start it with: make run", id="no events"),
        pytest.param(["dlq", "list"], "start it with: make run", id="no refused records"),
        pytest.param(["dlq", "replay", "--reason", "[/x]"], "start it with: make run", id="nothing to replay"),
        pytest.param(["produce", "--org", "x" * 37], "it has 1 to 36 characters", id="no organisation"),
        pytest.param(["report", "--org", ""], "it has 1 to 36 characters", id="an empty organisation"),
        pytest.param(["produce", "--revision", "9" * 30], "'--revision'", id="a useless revision"),
        pytest.param(["dlq", "list", "--bucket", "none"], "bucket none and its function cannot be used", id="no cloud"),
        pytest.param(
            ["dlq", "replay", "--reason", "x", "--bucket", "none", "--function", "f"],
            "bucket none and its function cannot be used",
            id="no cloud to replay in",
        ),
        pytest.param(["produce", "--demo", "--type", "sap"], "only --hosts and --org go with it", id="another fleet"),
        pytest.param(["produce", "--from", "x", "--demo"], "only --org goes with it", id="two sources of reports"),
        pytest.param(["load-test"], "start it with: make run", id="nothing to load"),
        pytest.param(["load-test", "hosts"], "is not a path below the API's base", id="no path"),
        pytest.param(["events", "--last", "1", "--follow"], "give one of them", id="old and new events"),
        pytest.param(["dlq", "show", "x"], "start it with: make run", id="no refused record to show"),
        pytest.param(["up", "--once"], "HBI_PORT='[/]' is not a port", id="not a port, and like markup"),
    ],
)
def test_what_a_command_cannot_do_is_said_in_words(tmp_path: Path, arguments: list[str], message: str) -> None:
    done = run_hbi(["--state", str(tmp_path), *arguments], HBI_PORT="[/]", AWS_EC2_METADATA_DISABLED="true")
    assert done.returncode in {1, 2}
    assert message in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("state", ["/proc/hbi", "/dev/null/hbi"])
def test_a_state_that_cannot_be_kept_is_named(state: str) -> None:
    done = run_hbi(["--state", state, "up", "--once"])
    assert done.returncode == 1
    assert done.stderr.startswith(f"hbi: {state}: ")
    assert len(done.stderr.splitlines()) == 1


class TestReading:
    """What is there, as a table for people and for programs."""

    def test_hosts_are_found(self, system: System, host: Json) -> None:
        chosen = ["--name", "lists", "--tag", "ns/role=db", "--state", "fresh", "--group", "Ungrouped Hosts"]
        table = system.hbi("hosts", *chosen)
        assert table.splitlines()[0].split("  ")[0] == "id"
        (line,) = table.splitlines()[1:]
        assert line.startswith(host["id"])
        assert "Lists <i>& tables</i>, one" in line
        assert "RHEL 8.10" in line
        assert system.hbi("hosts", "--name", "lists", "--stale").splitlines()[1:] == []

    def test_a_list_is_read_to_its_limit(self, system: System, host: Json) -> None:
        system.hbi("produce", "--hosts", "3")
        ids = [entry["id"] for entry in orjson.loads(system.hbi("hosts", "-o", "json", "--order-by", "display_name"))]
        assert host["id"] in ids
        assert len(set(ids)) == len(ids) == system.total()
        assert len(orjson.loads(system.hbi("hosts", "--json", "--limit", "2"))) == 2

    def test_csv_quotes(self, system: System, host: Json) -> None:
        rows = list(csv.DictReader(io.StringIO(system.hbi("hosts", "--name", "lists", "-o", "csv"))))
        assert [row["name"] for row in rows] == [host["display_name"]]

    @pytest.mark.parametrize("by", ["id", "display_name"])
    def test_a_host_is_shown(self, system: System, host: Json, by: str) -> None:
        shown = orjson.loads(system.hbi("show", host[by], "--json"))
        assert shown["id"] == host["id"]
        assert shown["system_profile"]["operating_system"]["minor"] == 10
        assert shown["tags"] == [{"namespace": "ns", "key": "role", "value": "db"}]

    def test_what_else_there_is(self, system: System, host: Json) -> None:
        assert "ns,role,db,1" in system.hbi("tags", "--search", "role=db", "-o", "csv").splitlines()
        assert [group["name"] for group in orjson.loads(system.hbi("groups", "--json"))] == ["Ungrouped Hosts"]
        assert "All systems" in system.hbi("views")
        assert orjson.loads(system.hbi("staleness", "--json"))["conventional_time_to_delete"] == 2592000
        assert system.hbi("exports", "-o", "csv").startswith("id,name,format,status,created,expires")
        status = orjson.loads(system.hbi("status", "--json"))
        assert status["api"] == system.addresses.api_url
        assert status["hosts"] == system.total()

    def test_the_newest_events_of_a_type(self, system: System, host: Json) -> None:
        system.hbi("produce", "--hosts", "3", "--org", "events")
        system.hbi("produce", "--hosts", "3", "--org", "events", "--revision", "1")
        everything = [orjson.loads(line) for line in system.hbi("events", "--json").splitlines()]
        created = sorted(event["timestamp"] for event in everything if event["type"] == "created")
        lines = system.hbi("events", "--json", "--type", "created", "--last", "2").splitlines()
        newest = [orjson.loads(line) for line in lines]
        assert [event["type"] for event in newest] == ["created", "created"]
        assert {event["timestamp"] for event in newest} <= {*created[-3:]}
        assert system.hbi("events", "--type", "delete") == ""

    def test_a_deployed_api_is_read_like_the_stack(self, system: System, host: Json, tmp_path: Path) -> None:
        remote = ["--url", system.addresses.api_url, "--auth", "header", "--org", ORG]
        nothing = ["--state", str(tmp_path)]
        found = run_hbi([*nothing, "hosts", "--name", "lists <i>& tables", "--json", *remote])
        assert [entry["id"] for entry in orjson.loads(found.stdout)] == [host["id"]]
        assert run_hbi([*nothing, "show", host["id"], *remote]).returncode == 0
        counted = run_hbi([*nothing, "status", "--json", *remote])
        assert orjson.loads(counted.stdout) == {"api": system.addresses.api_url, "hosts": system.total()}
        exported = run_hbi([*nothing, "export", "--output", "/dev/stdout", *remote])
        assert exported.stdout.startswith('"display_name",')

    @pytest.mark.parametrize(
        ("arguments", "code", "told"),
        [
            pytest.param(["show", "nobody"], 1, "hbi: there is no host nobody", id="no host of this name"),
            pytest.param(
                ["show", str(UUID(int=0))], 1, f"hbi: there is no host {UUID(int=0)}", id="no host with this id"
            ),
            pytest.param(["hosts", "--filter", "[nothing]=x"], 1, "hbi: the API refuses this: ", id="an unknown field"),
            pytest.param(["hosts", "--filter", "arch=x"], 2, "is not of the form [field]=value", id="no field"),
            pytest.param(["hosts", "--state", "rotten"], 2, "Invalid value for '--state'", id="an unknown state"),
        ],
    )
    def test_what_cannot_be_read(self, system: System, arguments: list[str], code: int, told: str) -> None:
        done = run_hbi(["--state", str(system.state), *arguments])
        assert (done.returncode, done.stdout) == (code, "")
        assert told in done.stderr
        assert "Traceback" not in done.stderr


def test_a_fleet_is_made_once_and_updated_then(system: System) -> None:
    for _ in range(2):
        assert "20 hosts in 6 groups" in system.hbi("produce", "--demo", "--hosts", "20", "--org", "demo")
    assert system.total("demo") == 20
    states = {
        state: len(orjson.loads(system.hbi("hosts", "--state", state, "--org", "demo", "--json")))
        for state in ("fresh", "stale", "stale_warning")
    }
    assert states == {"fresh": 15, "stale": 3, "stale_warning": 2}
    counts = {
        group["name"]: group["host_count"] for group in orjson.loads(system.hbi("groups", "--org", "demo", "--json"))
    }
    assert counts["Web shop"] == 4
    assert sum(counts.values()) == 20
    for table in ("advisor", "vulnerability", "patch"):
        assert system.sql(f"SELECT count(*) FROM hbi.hosts_app_data_{table} WHERE org_id = 'demo'") == [(20,)]


def test_captured_reports_are_sent_again(system: System, tmp_path: Path) -> None:
    file = tmp_path / "reports.ndjson"
    file.write_bytes(b"\n".join(host_message(host_report(org_id="captured")) for _ in range(3)))
    assert "3 reports are sent" in system.hbi("produce", "--from", str(file))
    assert system.total("captured") == 3
    file.write_bytes(file.read_bytes() + b"\n{")
    done = run_hbi(["--state", str(system.state), "produce", "--from", str(file)])
    assert done.returncode == 1
    assert f"hbi: --from: {file}, line 4: no JSON: " in done.stderr
    assert system.total("captured") == 3


def test_the_doctor_finds_a_running_system_well(system: System) -> None:
    found = orjson.loads(system.hbi("doctor", "--json"))
    assert {entry["check"] for entry in found} >= {"stack", "PostgreSQL", "schema", "broker", "S3", "functions"}
    assert {entry["state"] for entry in found} <= {"ok", "warning"}


def test_a_load_test_counts_what_it_sends(system: System, host: Json) -> None:
    told = orjson.loads(system.hbi("load-test", "-n", "21", "-c", "3", "--json", "/hosts", "/tags"))
    assert (told["requests"], told["failed"]) == (21, 0)
    assert [(path["path"], path["statuses"]) for path in told["paths"]] == [
        ("/api/inventory/v1/hosts", {"200": 11}),
        ("/api/inventory/v1/tags", {"200": 10}),
    ]
    assert sum(bucket["requests"] for bucket in told["histogram"]) == 21
    assert "█" in system.hbi("load-test", "-n", "9")
    failed = run_hbi(["--state", str(system.state), "load-test", "-n", "2", "/nothing"])
    assert failed.returncode == 1


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shells_complete(shell: str) -> None:
    script = run_hbi(["completion", shell]).stdout
    assert f"_HBI_COMPLETE={shell}_complete" in script
    words = {"COMP_WORDS": "hbi dlq re", "COMP_CWORD": "re" if shell == "fish" else "2"}
    assert "replay" in run_hbi([], _HBI_COMPLETE=f"{shell}_complete", **words).stdout


def test_a_job_counts_first_and_then_mends(system: System) -> None:
    system.hbi("produce", "--hosts", "3", "--org", "job-org")
    system.sql("UPDATE hbi.hosts SET host_type = NULL WHERE org_id = 'job-org'")
    told = [
        orjson.loads(system.hbi("job", "populate-host-type", "--input", '{"org_ids": ["job-org"]}', *flags))
        for flags in ([], ["--no-dry-run"], [])
    ]
    assert [(report["dry_run"], report["found"], report.get("changed")) for report in told] == [
        (True, 3, None),
        (False, 3, 3),
        (True, 0, None),
    ]


@pytest.mark.parametrize(
    ("arguments", "refusal"),
    [
        pytest.param(["nonsense"], "'nonsense' is not one of 'assign-ungrouped-host-groups'", id="unknown job"),
        pytest.param(["sync-host-groups", "--input", "{"], "hbi: --input is no JSON: ", id="no JSON"),
        pytest.param(["sync-host-groups", "--input", "[]"], "hbi: --input is no JSON object; example: ", id="a list"),
        pytest.param(
            ["sync-host-groups", "--input", '{"orgs": []}'], "orgs: this job has no such member", id="unknown member"
        ),
    ],
)
def test_a_job_that_is_told_nonsense_does_nothing(system: System, arguments: list[str], refusal: str) -> None:
    done = run_hbi(["--state", str(system.state), "job", *arguments])
    assert done.returncode != 0
    assert refusal in done.stderr
    assert "Traceback" not in done.stderr
