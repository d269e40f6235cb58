"""A reported system profile in the form that is stored (contract: ingest-and-events 10.1 and 10.3).

What is known about single properties is derived from the schema, once a process.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from hbi.profile import schema
from hbi.profile.instants import parse_instant
from hbi.profile.schema import Node

type Part = dict[str, Any]
"""Columns of one profile row by name. Ids are lower-case text, instants are `datetime` in UTC, the rest is JSON."""

type Cleaning = Callable[[Any], Any]

_WORKLOADS = "workloads"


@dataclass(slots=True)
class NormalisedProfile:
    """A normalised profile, split as it is stored. A part without properties has no row."""

    static: Part = field(default_factory=dict)
    dynamic: Part = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.static or self.dynamic)


def normalise(profile: Mapping[str, Any]) -> NormalisedProfile:
    """Filters, migrates and splits a valid profile; the argument stays as it is."""
    normalised = NormalisedProfile()
    legacy: dict[str, Any] = {}
    parts = {"static": normalised.static, "dynamic": normalised.dynamic, "legacy": legacy}
    roots = _roots()
    for name, value in profile.items():
        if root := roots.get(name):
            part, clean = root
            parts[part][name] = clean(value) if clean else value
    workloads = {**_migrated(legacy), **normalised.dynamic.pop(_WORKLOADS, {})}
    if workloads:
        normalised.dynamic[_WORKLOADS] = workloads
    return normalised


class _Root(NamedTuple):
    """Treatment of a root property. Without `clean` its value is taken as it is."""

    part: str
    clean: Cleaning | None


@cache
def _roots() -> Mapping[str, _Root]:
    return {name: _Root(_part_of(name), _cleaning(node)) for name, node in schema.roots().items()}


def _part_of(name: str) -> str:
    if name in schema.static_roots():
        return "static"
    return "dynamic" if name in schema.dynamic_roots() else "legacy"


def _cleaning(node: Node) -> Cleaning | None:
    """A function that removes what the schema does not list, at any depth; None where nothing can be unknown."""
    if node.get("format") == "date-time":
        return _instant
    if node["type"] == "array" and (clean := _cleaning(node["items"])):
        return _each(clean)
    if node["type"] == "object" and "properties" in node:
        return _members({name: _cleaning(member) for name, member in node["properties"].items()})
    return None


def _each(clean: Cleaning) -> Cleaning:
    return lambda items: [clean(item) for item in items]


def _members(known: Mapping[str, Cleaning | None]) -> Cleaning:
    names = known.keys()
    nested = {name: clean for name, clean in known.items() if clean}

    def clean_members(document: dict[str, Any]) -> dict[str, Any]:
        if not nested and document.keys() <= names:
            return document
        return {
            name: nested[name](value) if name in nested else value for name, value in document.items() if name in names
        }

    return clean_members


def _instant(value: str | datetime) -> datetime:
    return value if isinstance(value, datetime) else parse_instant(value)


class _Move(NamedTuple):
    """A legacy property and its place below `workloads`; without `member` it is a whole workload."""

    source: tuple[str, ...]
    workload: str
    member: str | None


def _migrated(legacy: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Workloads made of legacy properties; an empty object makes none."""
    migrated: dict[str, dict[str, Any]] = {}
    for move in _moves() if legacy else ():
        value = _at(legacy, move.source)
        if value is None:
            continue
        workload = {move.member: value} if move.member else value
        if workload:
            migrated[move.workload] = {**migrated.get(move.workload, {}), **workload}
    return migrated


def _at(document: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    value: Any = document
    for step in path:
        value = value.get(step)
        if value is None:
            break
    return value


@cache
def _moves() -> tuple[_Move, ...]:
    """Every move that the schema asks for. Single members come first: a whole workload overrides them."""
    moves = [_move((name,), node) for name, node in schema.roots().items() if "x-moves-to" in node]
    moves += [
        _move((name, member), node["properties"][member])
        for name, node in schema.roots().items()
        for member in node.get("properties", {})
        if "x-moves-to" in node["properties"][member]
    ]
    return tuple(sorted(moves, key=lambda move: move.member is None))


def _move(source: tuple[str, ...], node: Node) -> _Move:
    _, workload, *member = node["x-moves-to"].split(".")
    return _Move(source, workload, member[0] if member else None)
