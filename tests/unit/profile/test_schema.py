"""The schema of system profiles (contract: ingest-and-events 10.2, database 5 and 6)."""

import jsonschema_rs
import pytest
from sqlalchemy import ARRAY, BigInteger, Boolean, DateTime, Integer, String
from sqlalchemy.dialects.postgresql import JSONB, UUID

from hbi.models import DynamicProfile, StaticProfile
from hbi.profile import schema
from hbi.profile.columns import dynamic_columns, static_columns


def nodes(node, path=""):
    """Every property below a node with its path."""
    for name, member in node.get("properties", {}).items():
        yield f"{path}{name}", member
        yield from nodes(member, f"{path}{name}.")
    if "items" in node:
        yield from nodes(node["items"], f"{path.removesuffix('.')}[].")


ALL = dict(nodes(schema.document()))


def test_it_is_a_schema_of_its_draft():
    assert jsonschema_rs.meta.is_valid(schema.document())


def test_it_has_all_properties():
    roots = schema.roots()
    legacy = {name for name, node in roots.items() if node.get("x-legacy")}
    counts = (len(roots), len(ALL), len(schema.static_roots()), len(schema.dynamic_roots()), len(legacy))
    assert counts == (71, 203, 49, 12, 10)


def test_wildcards_are_where_filters_expect_them():
    assert sum(node.get("x-wildcard", False) for node in ALL.values()) == 29


@pytest.mark.parametrize("path", sorted(ALL))
def test_every_property_is_described_and_typed(path):
    node = ALL[path]
    assert node["description"]
    assert isinstance(node["type"], str)
    if node["type"] == "array":
        assert isinstance(node["items"]["type"], str)
    if node["type"] == "string":
        assert {"maxLength", "enum"} & node.keys() or node.get("format") == "uuid"


def test_the_two_objects_that_updates_merge():
    assert schema.merged_roots() == {"rhsm", "workloads"}


def test_legacy_properties_move_to_places_that_exist():
    targets = {path: node["x-moves-to"] for path, node in ALL.items() if "x-moves-to" in node}
    assert len(targets) == 10
    for path, target in targets.items():
        assert ALL[target]["type"] == ALL[path]["type"]


STORAGE = {
    JSONB: "jsonb",
    UUID: "uuid",
    DateTime: "timestamptz",
    BigInteger: "bigint",
    Integer: "integer",
    Boolean: "boolean",
    String: "text",
}


def storage_of(column_type):
    if isinstance(column_type, ARRAY):
        return f"{storage_of(column_type.item_type)}[]"
    return STORAGE[type(column_type)]


@pytest.mark.parametrize(
    ("columns", "model", "not_profile"),
    [
        pytest.param(static_columns, StaticProfile, {"third_party_services"}, id="slow-changing part"),
        pytest.param(dynamic_columns, DynamicProfile, set(), id="fast-changing part"),
    ],
)
def test_columns_are_the_tables(columns, model, not_profile):
    ours = {"org_id", "host_id", "insights_id", "profile_hash"} | not_profile
    table = {column.name: storage_of(column.type) for column in model.__table__.columns if column.name not in ours}
    assert dict(columns()) == table


@pytest.mark.parametrize("model", [StaticProfile, DynamicProfile])
def test_texts_fit_their_columns(model):
    for column in model.__table__.columns:
        node = schema.roots().get(column.name)
        length = getattr(getattr(column.type, "item_type", column.type), "length", None)
        if node is None or length is None:
            continue
        limited = node.get("items", node)
        longest = limited.get("maxLength") or max(map(len, limited.get("enum", ["x" * 36])))
        assert longest <= length, column.name
