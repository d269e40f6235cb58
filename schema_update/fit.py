"""Whether the inventory's tables and rules get along with a schema of system profiles."""

from collections.abc import Iterator
from typing import Any

import jsonschema_rs
from sqlalchemy import ARRAY, BigInteger, Boolean, CheckConstraint, DateTime, Integer, String, Table
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import JSONB, UUID
from sqlalchemy.types import TypeEngine

from hbi.hosts.documents import HostRow
from hbi.profile.columns import OTHER_FIELDS, TABLES
from hbi.profile.validate import compiled

type Node = dict[str, Any]

READ_BY_RULES = (
    "owner_id",
    "host_type",
    "bootc_status.booted.image_digest",
    "operating_system.name",
    "operating_system.major",
    "operating_system.minor",
    "os_release",
    "cloud_provider",
    "infrastructure_type",
    "infrastructure_vendor",
    "is_marketplace",
    "satellite_managed",
    "rhsm",
    "workloads.sap.sap_system",
    "workloads.sap.sids",
)
"""Fields that rules of the contract speak of: code reads them by name, so they may neither go nor change their type."""

RESERVED = {"org_id", "host_id", "insights_id", "profile_hash", OTHER_FIELDS, "matches", *HostRow._fields}
"""Names that mean something else in the tables and statements that profiles are read with."""

_POSTGRESQL = postgresql.dialect()  # type: ignore[no-untyped-call]


def faults(document: Node, installed: Node) -> list[str]:
    """What stands against installing a schema in our form; a line for each fault."""
    return [
        *_of_schema(document),
        *_of_names(document),
        *_of_rules(document, installed),
        *_of_columns(document, TABLES["static"], is_dynamic=False),
        *_of_columns(document, TABLES["dynamic"], is_dynamic=True),
    ]


def _of_schema(document: Node) -> Iterator[str]:
    try:
        jsonschema_rs.meta.validate(document)
        compiled(document)
    except (jsonschema_rs.ValidationError, ValueError) as error:
        steps = getattr(error, "instance_path", [])
        yield f"{'.'.join(map(str, steps)) or 'the schema'}: {str(error).splitlines()[0]:.300}"


def _of_names(document: Node) -> Iterator[str]:
    for name in document["properties"]:
        if name in RESERVED:
            yield f"{name}: the inventory uses this name itself"


def _of_rules(document: Node, installed: Node) -> Iterator[str]:
    for path in READ_BY_RULES:
        node, known = at(document, path), at(installed, path)
        if known and (not node or node["type"] != known["type"]):
            yield f"{path}: rules of the inventory read it, so it must stay and be of type {known['type']}"
    if not at(document, "operating_system.name").get("enum"):
        yield "operating_system.name: needs an enum, from which filters know the systems"
    for name, node in _moving(document):
        target = at(document, node["x-moves-to"])
        if target.get("type") != node["type"]:
            yield f"{name}: its values move to {node['x-moves-to']}, which is not there or of another type"


def _moving(node: Node, path: str = "") -> Iterator[tuple[str, Node]]:
    for name, member in node.get("properties", {}).items():
        if "x-moves-to" in member:
            yield path + name, member
        yield from _moving(member, f"{path}{name}.")


def at(document: Node, path: str) -> Node:
    """The property at a dotted path; `{}` where there is none."""
    node = document
    for step in path.split("."):
        node = node.get("properties", {}).get(step, {})
    return node


def _of_columns(document: Node, table: Table, *, is_dynamic: bool) -> Iterator[str]:
    for name, node in document["properties"].items():
        column = table.columns.get(name)
        if column is None or name in RESERVED or "x-legacy" in node:
            continue
        if ("x-dynamic" in node) != is_dynamic:
            yield f"{name}: has a column in {table.name}, so it {'needs' if is_dynamic else 'must not have'} x-dynamic"
        elif reason := _misfit(node, column.type):
            kind = str(column.type.compile(dialect=_POSTGRESQL)).lower()
            yield f"{name}: {reason} does not fit its column, which is {kind}; change the column first"
        elif _is_checked(table, name) and node["minimum"] < 0:
            yield f"{name}: minimum {node['minimum']} does not fit its column, which takes no negative numbers"


def _is_checked(table: Table, name: str) -> bool:
    checks = {constraint.name for constraint in table.constraints if isinstance(constraint, CheckConstraint)}
    return f"{name}_range_check" in checks


def _misfit(node: Node, column: TypeEngine[Any]) -> str | None:
    """What of the property the column does not take; None when it fits."""
    kind, form = node["type"], node.get("format")
    match column:
        case ARRAY() if kind == "array":
            inner = _misfit(node["items"], column.item_type)
            return f"an array of {inner}" if inner else None
        case Integer() if kind == "integer":
            return _misfit_of_integer(node, largest=2**63 - 1 if isinstance(column, BigInteger) else 2**31 - 1)
        case String() if kind == "string" and form not in {"uuid", "date-time"}:
            return _misfit_of_text(node, column.length)
    fits = (
        (isinstance(column, JSONB) and kind == "object")
        or (isinstance(column, JSONB) and kind == "array" and node["items"]["type"] == "object")
        or (isinstance(column, Boolean) and kind == "boolean")
        or (isinstance(column, UUID) and form == "uuid")
        or (isinstance(column, DateTime) and form == "date-time")
    )
    if fits:
        return None
    return f"{form or 'plain'} {kind}" if kind == "string" else str(kind)


def _misfit_of_integer(node: Node, *, largest: int) -> str | None:
    if "minimum" not in node:
        return "integer without minimum"
    highest = node.get("maximum")
    if highest is None:
        return "integer without maximum"
    return None if highest <= largest else f"maximum {highest}"


def _misfit_of_text(node: Node, limit: int | None) -> str | None:
    longest = node["maxLength"] if "maxLength" in node else max(map(len, node.get("enum", [])), default=None)
    if limit is None or (longest is not None and longest <= limit):
        return None
    return "text without maxLength" if longest is None else f"text of {longest} characters"
