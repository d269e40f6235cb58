"""The schema of system profiles (contract: ingest-and-events 10.2, database 5 and 6)."""

import json
from pathlib import Path

import jsonschema_rs
import pytest

from hbi.problems import ConfigurationError
from hbi.profile import schema
from hbi.profile.columns import TABLES, part_columns


def nodes(node, path=""):
    """Every property below a node with its path."""
    for name, member in node.get("properties", {}).items():
        yield f"{path}{name}", member
        yield from nodes(member, f"{path}{name}.")
    if "items" in node:
        yield from nodes(node["items"], f"{path.removesuffix('.')}[].")


ALL = dict(nodes(schema.document()))
CONTRACT = json.loads(Path(__file__).with_name("contract_fields.json").read_text())
"""Part, type, kind of filter and limits of each field of the contract, by path. Limits are in the schema's words."""

NO_LIMITS = {"allOf", "description", "items", "properties", "type"}
"""Words of the schema that limit no value, or that other tests are about: a document without empty keys."""


def limits(node):
    """What a schema says about a value besides its type, and what about the items of a list."""
    found = {word: limit for word, limit in node.items() if word not in NO_LIMITS and not word.startswith("x-")}
    if "items" in node:
        found["items"] = {"type": node["items"]["type"], **limits(node["items"])}
    return found


@pytest.mark.parametrize("content", [pytest.param(None, id="no file"), pytest.param("{", id="no JSON")])
def test_another_schema_that_cannot_be_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: str | None):
    if content:
        (tmp_path / "other.json").write_text(content)
    monkeypatch.setenv("HBI_PROFILE_SCHEMA", str(tmp_path / "other.json"))
    with pytest.raises(ConfigurationError, match=r"HBI_PROFILE_SCHEMA=.*other\.json is no profile schema"):
        schema.document.__wrapped__()


def test_it_is_a_schema_of_its_draft():
    assert jsonschema_rs.meta.is_valid(schema.document())


def test_it_has_the_contracts_properties():
    """Newer schemas may have more."""
    missing = {path: kind for path, (_, kind, *_) in CONTRACT.items() if ALL.get(path, {}).get("type") != kind}
    assert missing == {}


@pytest.mark.parametrize("path", sorted(CONTRACT))
def test_limits_are_the_contracts(path):
    """What is refused depends on them: a schema with another limit is one that the contract must know of."""
    *_, expected = CONTRACT[path]
    assert limits(ALL[path]) == expected


def test_parts_are_the_contracts():
    parts = {"static": schema.static_roots(), "dynamic": schema.dynamic_roots()}
    for path, (part, *_) in CONTRACT.items():
        root = path.partition(".")[0].removesuffix("[]")
        assert [name for name, roots in parts.items() if root in roots] == ([] if part == "legacy" else [part]), path


@pytest.mark.parametrize("path", sorted(ALL))
def test_every_property_is_described_and_typed(path):
    node = ALL[path]
    assert node["description"]
    assert isinstance(node["type"], str)
    if node["type"] == "array":
        assert isinstance(node["items"]["type"], str)


def test_the_two_objects_that_updates_merge():
    assert schema.merged_roots() >= {"rhsm", "workloads"}


def test_legacy_properties_move_to_places_that_exist():
    targets = {path: node["x-moves-to"] for path, node in ALL.items() if "x-moves-to" in node}
    assert len(targets) >= 10
    for path, target in targets.items():
        assert ALL[target]["type"] == ALL[path]["type"]


def test_every_field_of_the_contract_has_a_column():
    fields = {path: part for path, (part, *_) in CONTRACT.items() if path.isidentifier() and part != "legacy"}
    assert fields == {name: part for part in TABLES for name in part_columns(part).own if name in fields}


def test_a_column_that_is_no_field_is_never_read_or_written():
    assert "third_party_services" in TABLES["static"].columns
    assert "third_party_services" not in part_columns("static").own
