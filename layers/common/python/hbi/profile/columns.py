"""How profile columns are stored, by name (contract: database 5 and 6)."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Literal

from hbi.profile import schema
from hbi.profile.schema import Node

type Storage = Literal["text", "integer", "bigint", "boolean", "uuid", "timestamptz", "text[]", "jsonb", "jsonb[]"]

_LARGEST_INTEGER = 2**31 - 1
_BY_FORMAT: Mapping[str, Storage] = {"uuid": "uuid", "date-time": "timestamptz"}


@cache
def static_columns() -> Mapping[str, Storage]:
    """Columns of `system_profiles_static` that hold the profile. Lists of objects are arrays of jsonb."""
    return _columns(schema.static_roots(), objects="jsonb[]")


@cache
def dynamic_columns() -> Mapping[str, Storage]:
    """Columns of `system_profiles_dynamic` that hold the profile. Lists of objects are one jsonb."""
    return _columns(schema.dynamic_roots(), objects="jsonb")


def _columns(names: frozenset[str], *, objects: Storage) -> Mapping[str, Storage]:
    roots = schema.roots()
    return MappingProxyType({name: _storage(roots[name], objects=objects) for name in sorted(names)})


def _storage(node: Node, *, objects: Storage) -> Storage:
    match node["type"]:
        case "boolean":
            return "boolean"
        case "integer":
            return "integer" if node["maximum"] <= _LARGEST_INTEGER else "bigint"
        case "array":
            return objects if node["items"]["type"] == "object" else "text[]"
        case "object":
            return "jsonb"
        case _:
            return _BY_FORMAT.get(node.get("format", ""), "text")
