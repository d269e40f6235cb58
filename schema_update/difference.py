"""What a newer schema changes, field by field."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple

type Node = dict[str, Any]
type Kind = Literal["added", "removed", "tightened", "loosened"]

_UPPER = ("maxLength", "maximum", "maxItems", "maxProperties")
_LOWER = ("minLength", "minimum", "minItems", "minProperties")
_ALL_OR_NOTHING = ("pattern", "format", "multipleOf", "not", "allOf", "additionalProperties", "uniqueItems")


class Change(NamedTuple):
    """One difference."""

    kind: Kind
    path: str
    """Dotted; `[]` stands for the items of an array, an empty path for the profile itself."""
    what: str


def changes(before: Node, after: Node) -> list[Change]:
    """Differences between two schemas in our form, in the order of the newer one; removed fields come last.

    Tightened is what may refuse a value that was fine. A pattern that is another one counts as that: nobody can tell.
    """
    old, new = dict(_fields(before)), dict(_fields(after))
    found = list(_constraints("", before, after))
    for path, node in new.items():
        if path in old:
            found += _constraints(path, old[path], node)
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
        here = f"{path}.{name}" if path else name
        yield here, member
        yield from _fields(member, here)
    if "items" in node:
        yield f"{path}[]", node["items"]
        yield from _fields(node["items"], f"{path}[]")


def _has_ancestor(path: str, paths: set[str]) -> bool:
    return any(path.startswith((f"{other}.", f"{other}[]")) for other in paths)


def _constraints(path: str, old: Node, new: Node) -> Iterator[Change]:
    if old["type"] != new["type"]:
        kind: Kind = "loosened" if (old["type"], new["type"]) == ("integer", "number") else "tightened"
        yield Change(kind, path, f"type {old['type']} → {new['type']}")
        return
    for keyword in (*_UPPER, *_LOWER):
        yield from _bound(path, keyword, old.get(keyword), new.get(keyword), is_upper=keyword in _UPPER)
    for keyword in _ALL_OR_NOTHING:
        before, after = (_asked(keyword, node.get(keyword)) for node in (old, new))
        if before != after:
            yield Change("loosened" if after is None else "tightened", path, _arrow(keyword, before, after))
    yield from _sets(path, old, new)
    if ("x-wildcard" in old) != ("x-wildcard" in new):
        taken = "x-wildcard" in new
        yield Change("loosened" if taken else "tightened", path, f"filters {'take' if taken else 'do not take'} *")


def _asked(keyword: str, value: Any) -> Any:
    """None where the keyword, as it stands there, asks for nothing."""
    return None if value is (keyword == "additionalProperties") else value


def _bound(path: str, keyword: str, old: Any, new: Any, *, is_upper: bool) -> Iterator[Change]:
    if old == new:
        return
    is_tighter = old is None or (new is not None and (new < old) == is_upper)
    yield Change("tightened" if is_tighter else "loosened", path, _arrow(keyword, old, new))


def _sets(path: str, old: Node, new: Node) -> Iterator[Change]:
    required = set(old.get("required", ())), set(new.get("required", ()))
    if names := sorted(required[1] - required[0]):
        yield Change("tightened", path, f"required: {', '.join(names)}")
    if names := sorted(required[0] - required[1]):
        yield Change("loosened", path, f"not required any more: {', '.join(names)}")
    before, after = old.get("enum"), new.get("enum")
    if before is None or after is None:
        if before != after:
            yield Change("tightened" if after else "loosened", path, _arrow("enum", before, after))
        return
    if values := [str(value) for value in before if value not in after]:
        yield Change("tightened", path, f"no longer {', '.join(values)}")
    if values := [str(value) for value in after if value not in before]:
        yield Change("loosened", path, f"also {', '.join(values)}")


def _arrow(keyword: str, old: object, new: object) -> str:
    return f"{keyword} {_shown(old)} → {_shown(new)}"


def _shown(value: object) -> str:
    if isinstance(value, Mapping | list):
        return "…"
    return "any" if value is None else str(value)
