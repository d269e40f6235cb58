"""This machine as a host report: real values within the contract's limits."""

import base64
import json
import os
import platform
import re
import socket
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest

from hbi.ingest.messages.report import parse_report
from local.data import collector
from local.data.machine import software
from local.data.machine.commands import output_of


@pytest.fixture(scope="module")
def message() -> dict[str, object]:
    return collector.message("321")


@pytest.fixture(scope="module")
def profile() -> dict[str, object]:
    return collector.system_profile()


def test_the_inventory_accepts_the_report(message: dict[str, object]) -> None:
    report = parse_report(message["data"])  # type: ignore[arg-type]
    assert (report.org_id, report.reporter) == ("321", "puptoo")
    assert report.insights_id == collector.insights_id()
    assert report.system_profile is not None


def test_the_identity_is_of_the_organisation(message: dict[str, object]) -> None:
    metadata = message["platform_metadata"]
    identity = json.loads(base64.b64decode(metadata["b64_identity"]))  # type: ignore[index]
    assert identity["identity"]["org_id"] == "321"


def test_the_id_is_stable_and_does_not_reveal_the_machine_id() -> None:
    assert collector.insights_id() == collector.insights_id()
    machine_id = Path("/etc/machine-id")
    assert not machine_id.exists() or collector.insights_id().replace("-", "") != machine_id.read_text().strip()


def test_values_are_those_of_this_machine(profile: dict[str, object]) -> None:
    assert profile["arch"] == platform.machine()
    assert profile["system_memory_bytes"] == psutil.virtual_memory().total
    assert profile["number_of_cpus"] == os.cpu_count()
    assert platform.release().startswith(str(profile["os_kernel_version"]))
    assert re.fullmatch(r"\d+\.\d+\.\d+(\.\d+)?", str(profile["os_kernel_version"]))
    names = {interface["name"] for interface in profile["network_interfaces"]}  # type: ignore[attr-defined]
    assert names == set(psutil.net_if_addrs())


def test_packages_are_those_that_are_installed(profile: dict[str, object]) -> None:
    listed = output_of("rpm", "-qa") or output_of("dpkg-query", "-W")
    packages = profile.get("installed_packages", [])
    assert bool(packages) == bool(listed)
    assert all(re.fullmatch(r"\S+-\d+:\S+\.\w+", package) for package in packages)  # type: ignore[attr-defined]


def test_nothing_empty_is_reported(profile: dict[str, object]) -> None:
    assert not [name for name, value in profile.items() if value in (None, "", [], {})]


@pytest.mark.parametrize(
    ("release", "expected"),
    [
        pytest.param(
            {"ID": "rhel", "VERSION_ID": "9.4", "PRETTY_NAME": "Red Hat Enterprise Linux 9.4 (Plow)"},
            {"operating_system": {"name": "RHEL", "major": 9, "minor": 4}, "os_release": "9.4"},
            id="RHEL",
        ),
        pytest.param(
            {"ID": "centos", "VERSION_ID": "9", "PRETTY_NAME": "CentOS Stream 9"},
            {"operating_system": {"name": "CentOS", "major": 9, "minor": 0}, "os_release": "9"},
            id="CentOS without a minor version",
        ),
        pytest.param(
            {"ID": "debian", "VERSION_ID": "12", "PRETTY_NAME": "Debian GNU/Linux 12 (bookworm)"},
            {"os_release": "Debian GNU/Linux 12 (bookworm)"},
            id="others by their name only",
        ),
    ],
)
def test_operating_systems(
    monkeypatch: pytest.MonkeyPatch, release: dict[str, str], expected: dict[str, object]
) -> None:
    monkeypatch.setattr(platform, "freedesktop_os_release", lambda: release)
    monkeypatch.setattr(platform, "release", lambda: "6.1.0-17-amd64")
    assert software.operating_system() == {**expected, "os_kernel_version": "6.1.0"}


def test_a_machine_without_a_proper_name_gets_one(monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name in ((socket, "getfqdn"), (socket, "gethostname"), (platform, "node")):
        monkeypatch.setattr(module, name, lambda: "localhost.localdomain")
    data = collector.message("321")["data"]
    assert data["fqdn"] == data["display_name"] == f"host-{collector.insights_id()[:8]}"
