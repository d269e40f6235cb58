"""Reported profiles: coercion, validation, filtering (contract: ingest-and-events 10.1 and 10.2)."""

import copy
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings

from hbi.profile.coerce import coerce
from hbi.profile.normalise import NormalisedProfile
from hbi.profile.parse import parse_profile
from hbi.profile.validate import InvalidProfile
from tests.unit.profile.profiles import UNKNOWN, profiles

UUID = "5f2b7a10-0c1d-4e2f-8a3b-9c4d5e6f7a80"
DIGEST = "sha256:" + "aF" * 32
DEPLOYMENT = {"id": "d", "checksum": "a" * 64, "origin": "", "osname": "o", "booted": True, "pinned": False}


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        pytest.param({"number_of_cpus": "8"}, {"number_of_cpus": 8}, id="integer: a numeric text"),
        pytest.param({"number_of_cpus": "-8"}, {"number_of_cpus": -8}, id="integer: a negative one"),
        pytest.param({"number_of_cpus": 4.7}, {"number_of_cpus": 4}, id="integer: a float is truncated"),
        pytest.param({"number_of_cpus": True}, {"number_of_cpus": 1}, id="integer: a boolean"),
        pytest.param({"number_of_cpus": "4.7"}, {"number_of_cpus": "4.7"}, id="integer: a fraction in a text stays"),
        pytest.param({"number_of_cpus": "9" * 5000}, {"number_of_cpus": "9" * 5000}, id="integer: endless digits stay"),
        pytest.param({"number_of_cpus": 1e300}, {"number_of_cpus": 1e300}, id="integer: a huge float stays"),
        pytest.param({"number_of_cpus": []}, {"number_of_cpus": []}, id="integer: a list stays"),
        pytest.param({"is_marketplace": "TRUE"}, {"is_marketplace": True}, id="boolean: true in any case"),
        pytest.param({"is_marketplace": "False"}, {"is_marketplace": False}, id="boolean: false in any case"),
        pytest.param({"is_marketplace": "yes"}, {"is_marketplace": "yes"}, id="boolean: other words stay"),
        pytest.param({"is_marketplace": 1}, {"is_marketplace": 1}, id="boolean: numbers stay"),
        pytest.param(
            {"operating_system": {"major": "8", "minor": 4.0, "name": "RHEL"}},
            {"operating_system": {"major": 8, "minor": 4, "name": "RHEL"}},
            id="members of objects",
        ),
        pytest.param(
            {"workloads": {"sap": {"sap_system": "true"}}},
            {"workloads": {"sap": {"sap_system": True}}},
            id="members of objects in objects",
        ),
        pytest.param(
            {"workloads": {"sap": "true"}}, {"workloads": {"sap": "true"}}, id="no object where one should be"
        ),
        pytest.param(
            {"network_interfaces": [{"mtu": "1500"}]},
            {"network_interfaces": [{"mtu": "1500"}]},
            id="items of lists stay",
        ),
        pytest.param({UNKNOWN: "1"}, {UNKNOWN: "1"}, id="unknown properties stay"),
        pytest.param({"arch": 1}, {"arch": 1}, id="texts stay"),
    ],
)
def test_coercion(sent, expected):
    coerced = coerce(sent)
    assert repr(coerced) == repr(expected)  # Python takes 1 and True for equal


def valid(name, value):
    return pytest.param({name: value}, id=f"{name}={str(value)[:40]}")


@pytest.mark.parametrize(
    "sent",
    [
        valid("owner_id", UUID),
        valid("cpu_model", "c" * 100),
        valid("number_of_cpus", 2147483647),
        valid("system_memory_bytes", 9007199254740991),
        valid("bios_release_date", "x" * 50),
        valid("os_kernel_version", "5.14.0"),
        valid("os_kernel_version", "5.14.0.1"),
        valid("operating_system", {"name": "CentOS Linux", "major": 0, "minor": 99}),
        valid("public_ipv4_addresses", ["192.168.100.200"]),
        valid("public_dns", ["d" * 100]),
        valid("disk_devices", [{"options": {"a": [{"b": {}}], "c": None}}]),
        valid("yum_repos", [{"base_url": "not a uri", "mirrorlist": ""}]),
        valid("dnf_modules", [{"status": ["default", "enabled", "installed"]}]),
        valid("selinux_current_mode", "permissive"),
        valid("host_type", "conventional"),
        valid("greenboot_status", "green"),
        valid("rpm_ostree_deployments", [DEPLOYMENT, {**DEPLOYMENT, "version": "1"}]),
        valid("rhsm", {"version": "8.5", "environment_ids": ["e" * 256]}),
        valid("system_purpose", {"sla": "s" * 128}),
        valid("system_update_method", "rpm-ostree"),
        valid("bootc_status", {"booted": {"image": "i" * 128, "image_digest": DIGEST}, "staged": {}}),
        valid("image_builder", {"blueprint_id": UUID, "compliance_profile_id": "c" * 255}),
        valid("network_interfaces", [{"ipv6_addresses": ["fe80::1"], "mtu": 0, "name": "e", "mac_address": "8" * 40}]),
        valid("systemd", {"state": "degraded", "jobs_queued": 0, "failed": 10**15, "failed_services": []}),
        valid("last_boot_time", "2031-04-05"),
        valid("captured_date", "20310405T060708Z"),
        valid("workloads", {"ansible": {"gateway_version": "1.2.3"}}),
        valid("workloads", {"sap": {"sids": ["A1B"], "instance_number": "03", "version": "2.00.122.04.1478575636"}}),
        valid("workloads", {"satellite": {"type": "capsule", "version": "6.15"}}),
        valid("workloads", {"rhel_ai": {"gpu_models": [{"count": 9999}], "variant": "RHEL AI"}}),
        valid("workloads", {"intersystems": {"running_instances": [{"version": "2023.1"}]}}),
    ],
)
def test_valid(sent):
    assert parse_profile(sent)


def broken(name, value, path=None):
    return pytest.param({name: value}, path or name, id=f"{path or name}={str(value)[:40]}")


@pytest.mark.parametrize(
    ("sent", "path"),
    [
        broken("arch", None),
        broken("arch", 5),
        broken("arch", "a" * 51),
        broken("owner_id", UUID.upper()),
        broken("owner_id", UUID.replace("-", "")),
        broken("owner_id", f"{UUID}\n"),
        broken("cpu_model", "c" * 101),
        broken("number_of_cpus", -1),
        broken("number_of_cpus", 2147483648),
        broken("number_of_cpus", "many"),
        broken("system_memory_bytes", 9007199254740992),
        broken("os_kernel_version", "5.14"),
        broken("os_kernel_version", "٥.14.0"),
        broken("operating_system", {"name": "RHEL", "major": 8}),
        broken("operating_system", {"name": "Fedora", "major": 8, "minor": 1}, "operating_system.name"),
        broken("operating_system", {"name": "RHEL", "major": 100, "minor": 1}, "operating_system.major"),
        broken("katello_agent_running", "maybe"),
        broken("public_ipv4_addresses", ["10.0.0.256"], "public_ipv4_addresses[0]"),
        broken("public_ipv4_addresses", ["::1"], "public_ipv4_addresses[0]"),
        broken("public_dns", ["d" * 101], "public_dns[0]"),
        broken("disk_devices", [{"options": {"": 1}}], "disk_devices[0].options."),
        broken("disk_devices", [{"options": {"a": [{"": 1}]}}], "disk_devices[0].options.a[0]."),
        broken("disk_devices", [{"options": "rw"}], "disk_devices[0].options"),
        broken("yum_repos", [{"enabled": "true"}], "yum_repos[0].enabled"),
        broken("dnf_modules", [{"status": ["x"]}], "dnf_modules[0].status[0]"),
        broken("installed_services", "sshd"),
        broken("selinux_current_mode", "Enforcing"),
        broken("host_type", "bootc"),
        broken("rpm_ostree_deployments", [{**DEPLOYMENT, "checksum": "a" * 63}], "rpm_ostree_deployments[0].checksum"),
        broken("rpm_ostree_deployments", [{"id": "d"}], "rpm_ostree_deployments[0]"),
        broken("rhsm", []),
        broken("system_update_method", "apt"),
        broken("bootc_status", {"booted": {"image_digest": "md5:1"}}, "bootc_status.booted.image_digest"),
        broken("network_interfaces", [{"mtu": "1500"}], "network_interfaces[0].mtu"),
        broken("network_interfaces", [{"mtu": 1500.0}], "network_interfaces[0].mtu"),
        broken("network_interfaces", [{"mac_address": "52:54"}], "network_interfaces[0].mac_address"),
        broken("network_interfaces", [{"name": ""}], "network_interfaces[0].name"),
        broken("network_interfaces", [{"ipv6_addresses": ["fe80::1%eth0"]}], "network_interfaces[0].ipv6_addresses[0]"),
        broken("cpu_flags", ["f" * 31], "cpu_flags[0]"),
        broken("cpu_flags", [None], "cpu_flags[0]"),
        broken("systemd", {"state": "running"}),
        broken("systemd", {"state": "off", "jobs_queued": 0, "failed": 0}, "systemd.state"),
        broken("last_boot_time", "yesterday"),
        broken("last_boot_time", "2031-04-05T06:07:08" + "0" * 40),
        broken("sap_sids", ["ABC", "ABC"]),
        broken("sap_sids", ["1BC"], "sap_sids[0]"),
        broken("sap", {"version": "2.0"}, "sap.version"),
        broken("workloads", {"ansible": {"hub_version": "1"}}, "workloads.ansible.hub_version"),
        broken("workloads", {"rhel_ai": {"gpu_models": [{"count": 10000}]}}, "workloads.rhel_ai.gpu_models[0].count"),
        broken("workloads", {"satellite": {"type": "proxy"}}, "workloads.satellite.type"),
        broken("workloads", None),
        broken(
            "third_party_services",
            {"crowdstrike": {"falcon_aid": "a" * 33}},
            "third_party_services.crowdstrike.falcon_aid",
        ),
    ],
)
def test_broken(sent, path):
    with pytest.raises(InvalidProfile) as refusal:
        parse_profile(sent)
    assert refusal.value.path == path.removesuffix(".")
    assert str(refusal.value).startswith(f"{refusal.value.path}: ")


@pytest.mark.parametrize("sent", [None, "{}", [], 1])
def test_no_object(sent):
    with pytest.raises(InvalidProfile):
        parse_profile(sent)


def test_the_refusal_names_the_value_but_not_all_of_it():
    with pytest.raises(InvalidProfile, match='"yesterday" is not a "date-time"'):
        parse_profile({"last_boot_time": "yesterday"})
    with pytest.raises(InvalidProfile) as refusal:
        parse_profile({"installed_packages": {"bash": "x" * 100_000}})
    assert len(str(refusal.value)) < 1_000


def test_options_may_be_nested_as_deep_as_a_message_can_be():
    options = {}
    for _ in range(190):
        options = {"a": options}
    assert parse_profile({"disk_devices": [{"options": options}]}).static["disk_devices"] == [{"options": options}]


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        pytest.param({UNKNOWN: 1}, NormalisedProfile(), id="at the top"),
        pytest.param(
            {"rhsm": {"version": "8", UNKNOWN: 1}}, NormalisedProfile({"rhsm": {"version": "8"}}), id="in an object"
        ),
        pytest.param(
            {"bootc_status": {"booted": {UNKNOWN: {}}}},
            NormalisedProfile({"bootc_status": {"booted": {}}}),
            id="in an object of an object",
        ),
        pytest.param(
            {"yum_repos": [{"id": "r", "baseurl": "u"}, {"baseurl": "u"}]},
            NormalisedProfile({"yum_repos": [{"id": "r"}, {}]}),
            id="in items of lists",
        ),
        pytest.param(
            {"workloads": {"rhel_ai": {"gpu_models": [{"name": "g", UNKNOWN: 1}]}}},
            NormalisedProfile(dynamic={"workloads": {"rhel_ai": {"gpu_models": [{"name": "g"}]}}}),
            id="in items of lists within objects",
        ),
        pytest.param(
            {"disk_devices": [{"options": {UNKNOWN: [1]}, UNKNOWN: 1}]},
            NormalisedProfile({"disk_devices": [{"options": {UNKNOWN: [1]}}]}),
            id="but not in mount options",
        ),
    ],
)
def test_unknown_properties_are_dropped(sent, expected):
    assert parse_profile(sent) == expected


def test_split():
    sent = {"arch": "x86_64", "cpu_flags": [], "last_boot_time": "2031-04-05T06:00:00+02:00"}
    parsed = parse_profile(sent)
    assert parsed.static == {"arch": "x86_64"}
    assert parsed.dynamic == {"cpu_flags": [], "last_boot_time": datetime(2031, 4, 5, 4, tzinfo=UTC)}


@given(profiles())
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_parsing_accepts_what_the_schema_allows_and_leaves_it_alone(sent):
    before = copy.deepcopy(sent)
    parsed = parse_profile(sent)
    assert sent == before
    assert UNKNOWN not in parsed.static.keys() | parsed.dynamic.keys()
