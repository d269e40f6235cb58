"""Fields that filters know, derived from the profile's schema (contract: rest-hosts 5.4 to 5.8)."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import DateTime, Integer, String
from sqlalchemy.dialects.postgresql import JSONB, UUID

from hbi.models import APP_DATA_TABLES, DYNAMIC_PROFILES, STATIC_PROFILES
from hbi.profile import schema
from hbi.queries.filters.fields import application_fields
from hbi.queries.filters.fields.field import Field
from hbi.queries.filters.fields.profile_fields import roots

TABLES = {"static": STATIC_PROFILES, "dynamic": DYNAMIC_PROFILES}


def all_fields(field: Field) -> Iterator[Field]:
    """The field and those below it."""
    yield field
    for member in field.members.values():
        yield from all_fields(member)


STORED = [
    field for name in sorted(schema.static_roots() | schema.dynamic_roots()) for field in all_fields(roots()[name])
]


OURS = {
    "object_presence": "object",
    "array_presence": "array",
    "array_substring": "nested array",
    "operating_system": "operating system",
    "inside_array": None,  # Names below arrays mean nothing, and the forms below are unknown.
    "rejected": None,
}
CONTRACT = json.loads((Path(__file__).parents[1] / "profile" / "contract_fields.json").read_text())
"""Part, type, kind of filter and limits of each field of the contract, by path."""


def kind_at(path: str) -> str | None:
    """Kind of the field at a path, None where there is no field."""
    name, *steps = path.split(".")
    field = roots().get(name)
    for step in steps:
        field = field.members.get(step) if field else None
    return field.kind if field else None


def test_kinds_are_the_contracts():
    """All there are; an operating system has a grammar of its own instead of members."""
    expected = {
        path: None if path.startswith("operating_system.") else OURS.get(kind, kind)
        for path, (_, _, kind, _) in CONTRACT.items()
    }
    assert {path: kind_at(path) for path in CONTRACT} == expected


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
    assert roots().keys() - schema.roots().keys() >= {"crowdstrike", "ibm_db2", "oracle_db", "satellite"}


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


KINDS = {Integer: "integer", UUID: "uuid", String: "string", DateTime: "date-time", JSONB: None}


@pytest.mark.parametrize("table", APP_DATA_TABLES, ids=lambda table: table.name)
def test_fields_of_applications_are_their_columns(table):
    """All columns of values; documents and what is computed from them cannot be filtered by."""
    name = table.name.removeprefix("hosts_app_data_")
    columns = [column for column in table.c if column.name not in {"org_id", "host_id", "last_updated"}]
    kinds = {column.name: KINDS[type(column.type)] for column in columns if column.computed is None}
    fields = {field.column: field.kind for field in application_fields.FIELDS[name].values()}
    assert fields == {column: kind for column, kind in kinds.items() if kind}


def test_all_applications_have_fields():
    names = [table.name.removeprefix("hosts_app_data_") for table in APP_DATA_TABLES]
    assert list(application_fields.FIELDS) == names


def test_fields_of_applications():
    kinds = {
        name: Counter(field.kind for field in fields.values()) for name, fields in application_fields.FIELDS.items()
    }
    assert kinds == {
        "advisor": {"integer": 6},
        "vulnerability": {"integer": 7},
        "patch": {"integer": 11, "string": 1, "uuid": 1},
        "remediations": {"integer": 1},
        "compliance": {"date-time": 1},
        "malware": {"string": 1, "integer": 2, "date-time": 1},
    }
