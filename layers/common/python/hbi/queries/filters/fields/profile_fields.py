"""The profile's fields as filters know them, derived from the profile's schema (contract: rest-hosts 5.4 to 5.8)."""

from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType

from hbi.profile import schema
from hbi.profile.columns import OTHER_FIELDS, PartName, part_columns
from hbi.profile.schema import Node
from hbi.queries.filters.fields.field import Field, FieldKind, TableName

WORKLOADS = "workloads"
OPERATING_SYSTEM = "operating_system"

_BY_TYPE: Mapping[str, FieldKind] = {"integer": "integer", "boolean": "boolean", "object": "object"}


@cache
def roots() -> Mapping[str, Field]:
    """Fields by the name that stands first in a filter.

    Stored roots have their own name. A workload may be named without `workloads` before it, and a legacy root stands
    for the place that its data moves to; one without such a place cannot be filtered by.
    """
    stored = {name: _root("static", name) for name in schema.roots() if name in schema.static_roots()}
    stored |= {name: _root("dynamic", name) for name in schema.roots() if name in schema.dynamic_roots()}
    moved = {name: _at(stored, node["x-moves-to"]) for name, node in schema.roots().items() if "x-moves-to" in node}
    return MappingProxyType({**stored[WORKLOADS].members, **moved, **stored})


def _at(fields: Mapping[str, Field], place: str) -> Field:
    root, *steps = place.split(".")
    found = fields[root]
    for step in steps:
        found = found.members[step]
    return found


def _root(part: PartName, name: str) -> Field:
    node = schema.roots()[name]
    if name == OPERATING_SYSTEM:
        return Field("operating system", part, name)
    if name in part_columns(part).others:
        return _field(node, part, OTHER_FIELDS, (name,), is_nested=False)
    return _field(node, part, name, (), is_nested=False)


def _field(node: Node, table: TableName, column: str, path: tuple[str, ...], *, is_nested: bool) -> Field:
    kind = _kind(node, is_nested=is_nested)
    # Below an array names are not checked. A document without listed properties is asked for as a whole.
    properties = node.get("properties", {}) if kind == "object" else {}
    members = {
        name: _field(member, table, column, (*path, name), is_nested=True) for name, member in properties.items()
    }
    longest_element = node["items"].get("maxLength") if node["type"] == "array" else None
    elements = frozenset(_elements(node["items"])) if node["type"] == "array" else frozenset[FieldKind]()
    return Field(kind, table, column, path, longest_element, elements, MappingProxyType(members), is_nested)


def _elements(node: Node) -> Iterator[FieldKind]:
    if node["type"] == "array":
        yield from _elements(node["items"])
    elif node["type"] == "object":
        for member in node.get("properties", {}).values():
            yield from _elements(member)
    else:
        yield _kind(node, is_nested=True)


def _kind(node: Node, *, is_nested: bool) -> FieldKind:
    if node["type"] == "array":
        return "nested array" if is_nested else "array"
    if node["type"] == "number" or (node["type"] == "integer" and node.get("minimum", -1) < 0):
        return "number"
    if node["type"] in _BY_TYPE:
        return _BY_TYPE[node["type"]]
    if node.get("format") == "date-time":
        return "date-time"
    if node.get("format") == "uuid" and not is_nested:  # In a document an id is text.
        return "uuid"
    return "wildcard" if "x-wildcard" in node else "string"
