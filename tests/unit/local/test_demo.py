"""The fleet that `hbi produce --demo` makes, and the files that `--from` reads."""

import re
from collections import Counter
from datetime import timedelta
from pathlib import Path

import orjson
import pytest

from hbi.app_data.message import parse_message
from hbi.ingest.messages.records import Record
from hbi.problems import ConfigurationError
from local.commands.producing.captured import read_reports
from local.data.demo.fleet import DemoHost, fleet

REPORT = b'{"operation": "add_host", "data": {"org_id": "1"}}'


@pytest.fixture(scope="module")
def hosts() -> list[DemoHost]:
    return list(fleet(200, "321"))


def test_the_fleet_is_the_same_every_time(hosts: list[DemoHost]) -> None:
    assert list(fleet(200, "321")) == hosts
    assert {host.insights_id for host in fleet(20, "another")}.isdisjoint(host.insights_id for host in hosts)
    assert len({host.message["data"]["display_name"] for host in hosts}) == 200


def test_packages_fit_the_release(hosts: list[DemoHost]) -> None:
    glibc = {7: "2.17", 8: "2.28", 9: "2.34", 10: "2.39"}
    for host in hosts:
        profile = host.message["data"]["system_profile"]
        system = profile["operating_system"]
        packages = profile["installed_packages"]
        assert {re.search(r"\.el(\d+)", package).group(1) for package in packages} == {str(system["major"])}
        assert any(package.startswith(f"glibc-0:{glibc[system['major']]}-") for package in packages)
        kernels = [package for package in packages if package.startswith("kernel-0:")]
        assert len(kernels) == 1
        assert kernels[0].startswith(f"kernel-0:{profile['os_kernel_version']}-")


def test_the_fleet_has_something_of_everything(hosts: list[DemoHost]) -> None:
    profiles = [host.message["data"]["system_profile"] for host in hosts]
    workloads = {name for profile in profiles for name in profile.get("workloads", {})}
    assert workloads >= {"sap", "ansible", "mssql", "crowdstrike"}
    assert {profile.get("cloud_provider") for profile in profiles} == {None, "aws", "azure", "google"}
    assert {profile["system_update_method"] for profile in profiles} == {"dnf", "yum", "rpm-ostree", "bootc"}
    assert len({host.workspace for host in hosts}) == 7
    assert {name for host in hosts for name in host.applications} == {
        *("advisor", "vulnerability", "patch", "remediations", "compliance", "malware")
    }


def test_all_states_are_there_and_the_fleet_grows(hosts: list[DemoHost]) -> None:
    day = timedelta(days=1)
    assert all(host.silence <= host.age for host in hosts)
    states = Counter(
        "fresh" if host.silence < timedelta(hours=29) else "stale" if host.silence < 7 * day else "stale_warning"
        for host in hosts
    )
    assert states["fresh"] > states["stale"] > 10
    assert states["stale_warning"] > 10
    assert max(host.silence for host in hosts) < 30 * day
    joined = Counter(host.age // day for host in hosts if host.age < 30 * day)
    assert {*joined} == {*range(30)}


@pytest.mark.parametrize("count", [1, 2, 7])
def test_small_fleets_are_possible(count: int) -> None:
    assert len(list(fleet(count, "321"))) == count


def test_what_applications_say_is_accepted(hosts: list[DemoHost]) -> None:
    for application in ("advisor", "vulnerability", "patch", "remediations", "compliance", "malware"):
        entries = [
            {"id": host.insights_id, "data": host.applications[application]}
            for host in hosts
            if application in host.applications
        ]
        body = orjson.dumps({"org_id": "321", "timestamp": "2026-01-05T06:00:00Z", "hosts": entries})
        record = Record("topic", 0, 0, 0, None, body, [("application", application.encode())])
        found = parse_message(record)
        assert (len(found.hosts), found.refused) == (len(entries), [])
        assert all({*entry["data"]} == {*host.fields} for entry, host in zip(entries, found.hosts, strict=True))


def test_captured_reports_are_read_as_they_are(tmp_path: Path) -> None:
    file = tmp_path / "reports.ndjson"
    file.write_bytes(b"\xef\xbb\xbf" + REPORT + b"\r\n\n  " + REPORT)
    assert read_reports(file) == [REPORT, REPORT]
    (moved, _) = read_reports(file, "42")
    assert orjson.loads(moved)["data"]["org_id"] == "42"
    assert "b64_identity" in orjson.loads(moved)["platform_metadata"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        pytest.param(b"", "has no reports", id="empty"),
        pytest.param(b"\n\n", "has no reports", id="empty lines"),
        pytest.param(REPORT + b"\n\n{", "line 3: no JSON: ", id="half a line"),
        pytest.param(b"\xff", "line 1: no JSON: ", id="no text"),
        pytest.param(b"[1]", "line 1: no report: ", id="a list"),
        pytest.param(b'{"data": []}', "line 1: no report: ", id="no data"),
        pytest.param(b'{"data": {}}', 'line 1: a report needs "operation"', id="no operation"),
        pytest.param(
            b'{"operation": "add_host", "data": {"a": "' + b"x" * 2**22 + b'"}}', "more than a message", id="too large"
        ),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, content: bytes, told: str) -> None:
    file = tmp_path / "reports"
    file.write_bytes(content)
    with pytest.raises(ConfigurationError, match=re.escape(told)) as refused:
        read_reports(file)
    assert str(file) in str(refused.value)


@pytest.mark.parametrize("name", ["nowhere", "."])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read"):
        read_reports(tmp_path / name)
