"""What a newer schema changes, field by field."""

from collections import deque
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from hbi.profile.schema.references import references_in
from schema_update.constraints import INCOMPARABLE, Change, Node, constraints

type Pair = tuple[str, Node, Node]
"""A path, and the older and the newer schema of what is there."""

_ANYTHING: Node = {}
_NOTHING: Node = {"not": _ANYTHING}


def changes(before: Node, after: Node) -> list[Change]:
    """Differences between two schemas in our form, in the order of the newer one; removed fields come last.

    Tightened is what may refuse a value that was fine. A pattern that is another one counts as that: nobody can tell.
    """
    comparison = _Comparison(before, after)
    old, new = dict(_fields(before)), dict(_fields(after))
    found = list(comparison.of_field("", before, after))
    for path, node in new.items():
        if path in old:
            found += comparison.of_field(path, old[path], node)
        elif not _has_ancestor(path, new.keys() - old.keys()):
            found.append(Change("added", path, described(node)))
    gone = old.keys() - new.keys()
    found += [
        Change("removed", path, described(node))
        for path, node in old.items()
        if path in gone and not _has_ancestor(path, gone)
    ]
    return found


def described(node: Node) -> str:
    """Type and limits of a field in a few words.

    >>> described({"type": "array", "items": {"type": "string", "maxLength": 30}})
    'list of string, at most 30 characters'
    """
    if node["type"] == "array":
        inner = described(node["items"])
        return f"list of {inner}" + (", each once" if node.get("uniqueItems") else "")
    words = [node["type"] if "format" not in node else node["format"]]
    if "enum" in node:
        words.append("one of " + ", ".join(map(str, node["enum"])))
    if "minimum" in node or "maximum" in node:
        words.append(f"{node.get('minimum', '…')} to {node.get('maximum', '…')}")
    if "maxLength" in node:
        words.append(f"at most {node['maxLength']} characters")
    if "pattern" in node and node.get("format") != "uuid":
        words.append(f"`{node['pattern']}`")
    return ", ".join(words)


def _fields(node: Node, path: str = "") -> Iterator[tuple[str, Node]]:
    for name, member in node.get("properties", {}).items():
        here = _below(path, name)
        yield here, member
        yield from _fields(member, here)
    if "items" in node:
        yield f"{path}[]", node["items"]
        yield from _fields(node["items"], f"{path}[]")


def _has_ancestor(path: str, paths: set[str]) -> bool:
    return any(path.startswith((f"{other}.", f"{other}[]")) for other in paths)


class _Comparison:
    """Two documents; follows the references of both at once, so that they may recurse."""

    def __init__(self, before: Node, after: Node) -> None:
        self._old: dict[str, Node] = before.get("definitions", {})
        self._new: dict[str, Node] = after.get("definitions", {})

    def of_field(self, path: str, old: Node, new: Node) -> Iterator[Change]:
        """Changes of a field, but for the fields below it.

        What a field refers to is no list of fields, and nothing is dropped from such values: whatever is said of a
        member there is a limit.
        """
        yield from self._of_value(path, old, new)
        if old["type"] == new["type"] and ("properties" in old) != ("properties" in new):
            is_free = "properties" not in new
            yield Change(
                "loosened" if is_free else "tightened", path, f"{'all' if is_free else 'no other'} members kept"
            )
        pending = deque(_of_the_whole(path, old, new))
        met: set[tuple[int, int]] = set()
        while pending:
            path, old, new = pending.popleft()
            old, new = _target(old, self._old), _target(new, self._new)
            if (id(old), id(new)) not in met:
                met.add((id(old), id(new)))
                yield from self._of_value(path, old, new)
                pending += [*_of_the_whole(path, old, new), *_of_members(path, old, new)]

    def _of_value(self, path: str, old: Node, new: Node) -> Iterator[Change]:
        yield from constraints(path, old, new)
        for keyword in INCOMPARABLE:
            known = old.get(keyword)
            if known == new.get(keyword) and _reached(known, self._old) != _reached(known, self._new):
                yield Change("tightened", path, f"{keyword} refers to something else")


def _of_the_whole(path: str, old: Node, new: Node) -> Iterator[Pair]:
    """Schemas of the same value, and of all its members that have no schema of their own."""
    for former, newer in zip_longest(old.get("allOf", ()), new.get("allOf", ()), fillvalue=_ANYTHING):
        yield path, former, newer
    others = [node.get("additionalProperties") for node in (old, new)]
    if False not in others:
        yield _below(path, "*"), _schema(others[0]), _schema(others[1])


def _of_members(path: str, old: Node, new: Node) -> Iterator[Pair]:
    former, newer = old.get("properties", {}), new.get("properties", {})
    for name in {**newer, **former}:
        members = [
            members.get(name, _schema(node.get("additionalProperties")))
            for members, node in ((former, old), (newer, new))
        ]
        yield _below(path, name or "''"), members[0], members[1]
    yield f"{path}[]", _schema(old.get("items")), _schema(new.get("items"))


def _schema(value: Any) -> Node:
    """What stands where a schema or nothing may stand."""
    if isinstance(value, dict):
        return value
    return _NOTHING if value is False else _ANYTHING


def _target(node: Node, definitions: dict[str, Node]) -> Node:
    for _ in range(len(definitions)):
        if not isinstance(node.get("$ref"), str):
            break
        node = definitions[_name(node["$ref"])]
    return node


def _reached(value: Any, definitions: dict[str, Node]) -> dict[str, Node]:
    """Definitions that a part of a schema leads to."""
    found: dict[str, Node] = {}
    pending = references_in(value)
    while pending:
        name = _name(pending.pop())
        if name not in found:
            found[name] = definitions[name]
            pending += references_in(found[name])
    return found


def _name(reference: str) -> str:
    return reference.removeprefix("#/definitions/")


def _below(path: str, step: str) -> str:
    return f"{path}.{step}" if path else step
