"""Jobs that mend types, workloads and profiles (contract: export-reaper-jobs 5.6 to 5.8)."""

import pytest

from tests.conftest import Sql
from tests.support.factories import ORG, Json, stored_host
from tests.support.reaping import Reaper

pytestmark = pytest.mark.kafka

BOOTED = {"booted": {"image_digest": "sha256:1"}}


TYPES: list[tuple[str, Json]] = [
    ("conventional", {}),
    ("conventional", {"static": {"arch": "x86_64"}}),
    ("bootc", {"static": {"bootc_status": BOOTED}}),
    ("conventional", {"static": {"bootc_status": {"booted": {}}}}),
    ("edge", {"static": {"host_type": "edge", "bootc_status": BOOTED}}),
    ("cluster", {"openshift_cluster_id": "3a1f0000-0000-4000-8000-000000000001"}),
]


def test_missing_types_are_derived(reaper: Reaper, sql: Sql) -> None:
    expected = {stored_host(sql, host_type=None, **fields)["id"]: host_type for host_type, fields in TYPES}
    expected[stored_host(sql, host_type="edge")["id"]] = "edge"
    before = sql("SELECT id, modified_on FROM hbi.hosts ORDER BY id")
    assert reaper.job("populate-host-type")["changed"] == len(TYPES)
    assert dict(sql("SELECT id::text, host_type FROM hbi.hosts")) == expected
    assert sql("SELECT id, modified_on FROM hbi.hosts ORDER BY id") == before
    assert reaper.events() == []


def test_nulls_are_taken_out_of_workloads(reaper: Reaper, sql: Sql) -> None:
    workloads = {
        "sap": {"sids": None, "sap_system": True, "deep": {"a": None, "b": [None, {"c": None}]}},
        "ansible": {"hub_version": None},
        "ibm_db2": None,
    }
    stored_host(sql, dynamic={"workloads": workloads})
    stored_host(sql, dynamic={"workloads": {"sap": {"sap_system": True}}})
    stored_host(sql)
    assert reaper.job("remove-null-workload-values", dry_run=True)["found"] == 1
    assert reaper.job("remove-null-workload-values")["changed"] == 1
    stored = [row for (row,) in sql("SELECT workloads FROM hbi.system_profiles_dynamic")]
    assert {"sap": {"sap_system": True, "deep": {"b": [None, {}]}}, "ansible": {}, "ibm_db2": None} in stored
    assert reaper.job("remove-null-workload-values")["found"] == 0
    assert reaper.events() == []


def store_faulty(sql: Sql) -> Json:
    host = stored_host(
        sql,
        reporter="yupana",
        host_type="edge",
        static={
            "arch": "x86_64",
            "host_type": "nonsense",
            "operating_system": {"name": "RHEL", "major": 9, "minor": 4},
        },
        dynamic={"system_memory_bytes": 5, "network_interfaces": [{"mtu": "no number"}]},
    )
    sql('UPDATE hbi.system_profiles_static SET operating_system = \'{"name": "RHEL", "major": "x"}\'')
    return host


def test_fields_that_break_the_schema_are_counted(reaper: Reaper, sql: Sql) -> None:
    faulty = store_faulty(sql)
    stored_host(sql, static={"arch": "x86_64"}, dynamic={"system_memory_bytes": 5})
    report = reaper.job("revalidate-profiles", dry_run=True)
    assert (report["scanned"], report["found"]) == (2, 1)
    assert report["fields"] == {"host_type": 1, "network_interfaces": 1, "operating_system": 1}
    assert report["reporters"] == {"yupana": 1}
    assert report["hosts"] == [{"org_id": ORG, "id": faulty["id"]}]
    assert sql("SELECT host_type FROM hbi.system_profiles_static WHERE host_type IS NOT NULL") == [("nonsense",)]


def test_fields_that_break_the_schema_are_taken_out(reaper: Reaper, sql: Sql) -> None:
    host = store_faulty(sql)
    sql("UPDATE hbi.system_profiles_static SET profile_hash = gen_random_uuid()")
    report = reaper.job("revalidate-profiles")
    assert (report["changed"], report["published"]) == (1, 1)
    static = sql("SELECT arch, host_type, operating_system, profile_hash FROM hbi.system_profiles_static")
    assert static == [("x86_64", None, None, None)]
    assert sql("SELECT system_memory_bytes, network_interfaces FROM hbi.system_profiles_dynamic") == [(5, None)]
    assert sql("SELECT host_type FROM hbi.hosts") == [("conventional",)]
    [event] = reaper.events()
    assert (event.key, event.headers["event_type"]) == (host["id"], "updated")
    assert event.body["host"]["system_profile"] == {"arch": "x86_64", "system_memory_bytes": 5}
    assert reaper.job("revalidate-profiles")["found"] == 0


def test_what_the_schema_does_not_have_is_left_alone(reaper: Reaper, sql: Sql) -> None:
    stored_host(sql, static={"other_fields": {"unknown": 1}})
    assert reaper.job("revalidate-profiles")["found"] == 0
    assert sql("SELECT other_fields FROM hbi.system_profiles_static") == [({"unknown": 1},)]
