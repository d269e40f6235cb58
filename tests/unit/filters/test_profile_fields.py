"""Fields that filters know, derived from the profile's schema (contract: rest-hosts 5.4 to 5.8)."""

from collections import Counter
from collections.abc import Iterator

import pytest

from hbi.filters.applications import APPLICATIONS, fields_of
from hbi.filters.field import Field
from hbi.filters.profile_fields import roots
from hbi.models import DynamicProfile, StaticProfile
from hbi.profile import schema

TABLES = {"static": StaticProfile.__table__, "dynamic": DynamicProfile.__table__}


def all_fields(field: Field) -> Iterator[Field]:
    """The field and those below it."""
    yield field
    for member in field.members.values():
        yield from all_fields(member)


STORED = [
    field for name in sorted(schema.static_roots() | schema.dynamic_roots()) for field in all_fields(roots()[name])
]


def test_every_kind_is_there_as_often_as_the_contract_counts():
    """Legacy roots and what stands below arrays are not counted."""
    assert Counter(field.kind for field in STORED) == {
        "string": 41,
        "wildcard": 20,
        "uuid": 4,
        "date-time": 2,
        "integer": 7,
        "boolean": 9,
        "object": 19,
        "array": 16,
        "nested array": 6,
        "operating system": 1,
    }


@pytest.mark.parametrize("field", STORED, ids=lambda field: ".".join((field.column, *field.path)))
def test_every_field_is_a_column_of_its_table(field):
    assert field.column in TABLES[field.table].c


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("arch", "arch"),
        ("workloads", "workloads"),
        ("sap", "workloads.sap"),
        ("ansible", "workloads.ansible"),
        ("mssql", "workloads.mssql"),
        ("intersystems", "workloads.intersystems"),
        ("crowdstrike", "workloads.crowdstrike"),
        ("ibm_db2", "workloads.ibm_db2"),
        ("oracle_db", "workloads.oracle_db"),
        ("rhel_ai", "workloads.rhel_ai"),
        ("satellite", "workloads.satellite"),
        ("sap_system", "workloads.sap.sap_system"),
        ("sap_sids", "workloads.sap.sids"),
        ("sap_instance_number", "workloads.sap.instance_number"),
        ("sap_version", "workloads.sap.version"),
    ],
)
def test_a_root_stands_for_a_place(name, place):
    field = roots()[name]
    assert ".".join((field.column, *field.path)) == place


def test_all_roots_but_one_can_be_filtered_by():
    assert schema.roots().keys() - roots().keys() == {"third_party_services"}
    assert roots().keys() - schema.roots().keys() == {"crowdstrike", "ibm_db2", "oracle_db", "satellite"}


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("owner_id", "uuid"),
        ("image_builder.blueprint_id", "string"),
        ("last_boot_time", "date-time"),
        ("systemd.jobs_queued", "integer"),
        ("conversions.activity", "boolean"),
        ("os_release", "wildcard"),
        ("bootc_status.booted.image", "wildcard"),
        ("bootc_status.booted.image_digest", "string"),
        ("bootc_status.booted", "object"),
        ("yum_repos", "array"),
        ("rhsm.environment_ids", "nested array"),
        ("operating_system", "operating system"),
    ],
)
def test_kind(path, kind):
    root, *steps = path.split(".")
    field = roots()[root]
    for step in steps:
        field = field.members[step]
    assert field.kind == kind


def test_names_below_arrays_and_of_legacy_forms_are_unknown():
    assert not roots()["yum_repos"].members
    assert "nvidia_gpu_models" not in roots()["rhel_ai"].members


def test_fields_of_applications():
    kinds = {name: Counter(field.kind for field in fields_of(name).values()) for name in APPLICATIONS}
    assert kinds == {
        "advisor": {"integer": 6},
        "vulnerability": {"integer": 5},
        "patch": {"integer": 11, "string": 1, "uuid": 1},
        "remediations": {"integer": 1},
        "compliance": {"date-time": 1},
        "malware": {"string": 1, "integer": 2, "date-time": 1},
    }
