"""What tables and rules have against a schema."""

import ast
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from hbi.profile import schema
from schema_update.fit import READ_BY_RULES, at, faults


def faults_with(path: str, **keywords: Any) -> list[str]:
    """What stands against the installed schema with another property at a path; without keywords it is gone."""
    document = deepcopy(schema.document())
    *above, name = path.split(".")
    holder = at(document, ".".join(above)) if above else document
    if keywords:
        holder["properties"][name] = {"description": "x", **keywords}
    else:
        del holder["properties"][name]
    return faults(document, schema.document())


def test_the_installed_schema_fits():
    assert faults(schema.document(), schema.document()) == []


@pytest.mark.parametrize(
    ("path", "keywords"),
    [
        pytest.param("color", {"type": "string"}, id="a new field of any length"),
        pytest.param("tuned_profile", {}, id="a field that is gone"),
        pytest.param("cpu_model", {"type": "string", "enum": ["a", "b"]}, id="values that fit"),
        pytest.param("cpu_model", {"type": "string", "maxLength": 100, "format": "ipv6"}, id="another format"),
        pytest.param("workloads.new", {"type": "object"}, id="a new workload"),
    ],
)
def test_what_fits(path: str, keywords: Any):
    assert faults_with(path, **keywords) == []


@pytest.mark.parametrize(
    ("path", "keywords", "fault"),
    [
        pytest.param("org_id", {"type": "string"}, "org_id: the inventory uses this name itself", id="a key"),
        pytest.param("host_type", {}, "host_type: rules of the inventory read it", id="read by rules"),
        pytest.param("owner_id", {"type": "integer"}, "owner_id: rules of the inventory read it", id="another type"),
        pytest.param(
            "workloads.mssql", {}, "mssql: its values move to workloads.mssql, which is not there", id="a target"
        ),
        pytest.param("operating_system.name", {"type": "string"}, "operating_system.name: needs an enum", id="systems"),
        pytest.param(
            "cpu_model",
            {"type": "string", "maxLength": 101},
            "cpu_model: text of 101 characters does not fit its column, which is varchar(100)",
            id="a longer text",
        ),
        pytest.param("cpu_model", {"type": "string"}, "cpu_model: text without maxLength does not fit", id="any text"),
        pytest.param("arch", {"type": "integer"}, "arch: integer does not fit", id="a number as text"),
        pytest.param(
            "number_of_cpus",
            {"type": "integer", "minimum": 0, "maximum": 2**31},
            "number_of_cpus: maximum 2147483648 does not fit",
            id="a larger number",
        ),
        pytest.param(
            "number_of_cpus",
            {"type": "integer", "minimum": -1, "maximum": 9},
            "number_of_cpus: minimum -1 does not fit",
            id="a negative number",
        ),
        pytest.param(
            "gpg_pubkeys",
            {"type": "array", "items": {"type": "string", "maxLength": 513}},
            "gpg_pubkeys: an array of text of 513 characters does not fit its column, which is varchar(512)[]",
            id="longer elements",
        ),
        pytest.param(
            "rhc_client_id", {"type": "string", "maxLength": 36}, "rhc_client_id: plain string does not fit", id="id"
        ),
        pytest.param(
            "cpu_flags",
            {"type": "array", "items": {"type": "string"}},
            "cpu_flags: has a column in system_profiles_dynamic, so it needs x-dynamic",
            id="the other part",
        ),
        pytest.param(
            "color",
            {"type": "string", "pattern": "(?=a)"},
            'properties.color.pattern: "(?=a)"',
            id="a pattern that needs backtracking",
        ),
    ],
)
def test_what_does_not_fit(path: str, keywords: Any, fault: str):
    assert faults_with(path, **keywords)[0].startswith(fault)


@pytest.mark.parametrize("package", ["layers/common/python/hbi", "functions"])
def test_code_names_no_field_but_those_that_rules_read(project_root: Path, package: str):
    """Whole strings only; models describe the tables and so name every column."""
    known = {step for path in READ_BY_RULES for step in path.split(".")}
    for module in sorted((project_root / package).rglob("*.py")):
        if "models" in module.parts:
            continue
        texts = {node.value for node in ast.walk(ast.parse(module.read_text())) if isinstance(node, ast.Constant)}
        assert texts & schema.roots().keys() <= known, module
