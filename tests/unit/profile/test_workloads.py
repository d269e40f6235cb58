"""Legacy workload properties move below `workloads` (contract: ingest-and-events 10.3)."""

import pytest

from hbi.profile import schema
from hbi.profile.parse import parse_profile
from hbi.profile.validate import InvalidProfile

FALCON = {"falcon_aid": "a", "falcon_backend": "kernel", "falcon_version": "7.14"}
FLAT_SAP = {
    "sap_system": True,
    "sap_sids": ["ABC"],
    "sap_instance_number": "03",
    "sap_version": "1.00.122.04.1478575636",
}
RHEL_AI = {"variant": "v", "nvidia_gpu_models": ["T4"], "amd_gpu_models": [], "intel_gaudi_hpu_models": []}
SAP = {"sap_system": True, "sids": ["ABC"], "instance_number": "03", "version": "1.00.122.04.1478575636"}


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        pytest.param(FLAT_SAP, {"sap": SAP}, id="sap: flat properties"),
        pytest.param({"sap": SAP}, {"sap": SAP}, id="sap: nested object"),
        pytest.param({"sap_system": False}, {"sap": {"sap_system": False}}, id="sap: sap_system false alone"),
        pytest.param(
            {"sap_sids": ["ABC"], "sap_system": True, "sap": {"sids": ["XYZ"]}},
            {"sap": {"sap_system": True, "sids": ["XYZ"]}},
            id="sap: nested over flat, member by member",
        ),
        pytest.param(
            {**FLAT_SAP, "sap": SAP, "workloads": {"sap": {"sids": ["XYZ"]}}},
            {"sap": {"sids": ["XYZ"]}},
            id="sap: workloads.sap over both, without mixing",
        ),
        pytest.param(
            {"ansible": {"hub_version": "4.5.6"}}, {"ansible": {"hub_version": "4.5.6"}}, id="ansible is copied whole"
        ),
        pytest.param(
            {"ansible": {"hub_version": "4.5.6"}, "workloads": {"ansible": {"sso_version": "1.0"}}},
            {"ansible": {"sso_version": "1.0"}},
            id="ansible: workloads.ansible wins",
        ),
        pytest.param(
            {"intersystems": {"is_intersystems": True, "running_instances": [{"product": "IRIS"}]}},
            {"intersystems": {"is_intersystems": True, "running_instances": [{"product": "IRIS"}]}},
            id="intersystems is copied whole",
        ),
        pytest.param({"mssql": {"version": "15.2"}}, {"mssql": {"version": "15.2"}}, id="mssql is copied whole"),
        pytest.param(
            {"rhel_ai": RHEL_AI},
            {"rhel_ai": RHEL_AI},
            id="rhel_ai keeps the names of its lists",
        ),
        pytest.param(
            {"third_party_services": {"crowdstrike": FALCON, "other": {}}},
            {"crowdstrike": FALCON},
            id="of third_party_services only crowdstrike survives",
        ),
        pytest.param(
            {"third_party_services": {"crowdstrike": FALCON}, "workloads": {"crowdstrike": {"falcon_aid": "b"}}},
            {"crowdstrike": {"falcon_aid": "b"}},
            id="crowdstrike: workloads.crowdstrike wins",
        ),
        pytest.param(
            {"mssql": {"version": "15.2"}, "workloads": {"oracle_db": {"is_running": True}}},
            {"mssql": {"version": "15.2"}, "oracle_db": {"is_running": True}},
            id="old and new forms of different workloads go together",
        ),
        pytest.param(
            {"sap": {}, "ansible": {}, "intersystems": {}, "mssql": {}, "rhel_ai": {}, "third_party_services": {}},
            None,
            id="empty objects create nothing",
        ),
        pytest.param({"third_party_services": {"crowdstrike": {}}}, None, id="an empty crowdstrike creates nothing"),
        pytest.param({"workloads": {}}, None, id="empty workloads are removed"),
        pytest.param({"workloads": {"sap": {}}}, {"sap": {}}, id="an empty workload is kept"),
        pytest.param({"workloads": {"unknown": {}}}, None, id="unknown workloads are removed"),
    ],
)
def test_migration(sent, expected):
    parsed = parse_profile(sent)
    assert parsed.dynamic.get("workloads") == expected
    assert not parsed.static
    assert parsed.dynamic.keys() <= {"workloads"}


def test_every_legacy_property_vanishes():
    legacy = {name for name, node in schema.roots().items() if "x-legacy" in node}
    parsed = parse_profile({**FLAT_SAP, "sap": SAP, **{name: {} for name in legacy if "sap" not in name}})
    assert not legacy & (parsed.static.keys() | parsed.dynamic.keys())


@pytest.mark.parametrize("workload", ["ansible", "satellite"])
def test_containers_that_are_too_long_are_left_out(workload: str) -> None:
    """A report is not refused because of them (contract: ingest-and-events 10.1)."""
    fine = [
        {"name": "n" * 255, "image": "i" * 1024, "state": "s" * 50},
        {},
        {"name": "é" * 255, "unknown": "x" * 9999},
    ]
    long = [{"name": "n" * 256}, {"name": "a", "image": "i" * 1025}, {"state": "s" * 51}]
    profile = parse_profile({"workloads": {workload: {"containers": [long[0], *fine, *long]}}})
    assert profile.dynamic["workloads"][workload]["containers"] == [fine[0], {}, {"name": "é" * 255}]


def test_of_too_many_containers_the_first_are_kept() -> None:
    containers = [{"name": str(number)} for number in range(1005)]
    profile = parse_profile({"workloads": {"satellite": {"containers": containers}}})
    assert profile.dynamic["workloads"]["satellite"]["containers"] == containers[:1000]


@pytest.mark.parametrize("containers", ["a", {"name": "a"}, ["a"], [{"name": 5}], [{"image": None}]])
def test_containers_of_another_type_refuse_the_report(containers: object) -> None:
    with pytest.raises(InvalidProfile, match=r"workloads\.satellite\.containers"):
        parse_profile({"workloads": {"satellite": {"containers": containers}}})


def test_version_of_foremanctl() -> None:
    sent = {"satellite": {"foremanctl_version": "v1.2.0-rc1"}}
    assert parse_profile({"workloads": sent}).dynamic["workloads"] == sent
    with pytest.raises(InvalidProfile, match="foremanctl_version"):
        parse_profile({"workloads": {"satellite": {"foremanctl_version": "1" * 31}}})
