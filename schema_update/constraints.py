"""What two schemas ask of the same value, keyword by keyword."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple

type Node = dict[str, Any]
type Kind = Literal["added", "removed", "tightened", "loosened"]

INCOMPARABLE = (
    "pattern",
    "format",
    "multipleOf",
    "uniqueItems",
    "not",
    "anyOf",
    "oneOf",
    "patternProperties",
    "dependencies",
    "additionalItems",
    "exclusiveMinimum",
    "exclusiveMaximum",
)
"""Keywords of which nobody can tell whether one value refuses more than another."""

_UPPER = ("maxLength", "maximum", "maxItems", "maxProperties")
_LOWER = ("minLength", "minimum", "minItems", "minProperties")


class Change(NamedTuple):
    """One difference."""

    kind: Kind
    path: str
    """Dotted; `[]` stands for the items of an array, `*` for members without a name in the schema, an empty path for
    the profile itself."""
    what: str


def constraints(path: str, old: Node, new: Node) -> Iterator[Change]:
    """Changes of the keywords that ask something of a value itself; schemas of its parts are not looked at."""
    if change := _type(path, old, new):
        yield change
        if change.kind == "tightened":
            return
    for keyword in (*_UPPER, *_LOWER):
        yield from _bound(path, keyword, old.get(keyword), new.get(keyword), is_upper=keyword in _UPPER)
    for keyword in (*INCOMPARABLE, "items", "additionalProperties"):
        before, after = (_asked(keyword, node) for node in (old, new))
        if before != after:
            is_looser = after is None and not _is_taken_over(keyword, new)
            yield Change("loosened" if is_looser else "tightened", path, _arrow(keyword, before, after))
    yield from _sets(path, old, new)
    if ("x-wildcard" in old) != ("x-wildcard" in new):
        taken = "x-wildcard" in new
        yield Change("loosened" if taken else "tightened", path, f"filters {'take' if taken else 'do not take'} *")


def _type(path: str, old: Node, new: Node) -> Change | None:
    before, after = _types(old), _types(new)
    if before == after:
        return None
    taken = {*after, "integer"} if "number" in after else set(after)
    is_wider = not after or (bool(before) and taken.issuperset(before))
    return Change("loosened" if is_wider else "tightened", path, f"type {_listed(before)} → {_listed(after)}")


def _types(node: Node) -> list[str]:
    """In order; empty where every type is fine."""
    stated = node.get("type", [])
    return [stated] if isinstance(stated, str) else sorted(stated)


def _listed(types: list[str]) -> str:
    return " or ".join(types) or "any"


def _asked(keyword: str, node: Node) -> Any:
    """The keyword's value; None where it asks for nothing, or is a schema of a part."""
    value = node.get(keyword)
    match keyword:
        case "additionalProperties":
            return None if value is not False else value
        case "items":
            return value if isinstance(value, list) else None
        case "additionalItems":
            return None if value is True else value
    return None if value is False else value


def _is_taken_over(keyword: str, new: Node) -> bool:
    """Whether, without the keyword, another one asks something of the values that were its own."""
    return keyword == "patternProperties" and new.get("additionalProperties", True) not in (True, {})


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
