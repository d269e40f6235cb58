"""Lenient reading of numbers and booleans (contract: ingest-and-events 10.1 step 1)."""

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from hbi.profile import schema
from hbi.profile.schema import Node

type Coercion = Callable[[Any], Any]
type Coercions = Mapping[str, Coercion]
"""Coercions of properties, by their names."""

_IS_INTEGER = re.compile(r"[+-]?[0-9]{1,19}").fullmatch
_EXACT = 2.0**63
"""Bound below which a float can be truncated to an integer that is stored as one."""

_BOOLEANS = {"true": True, "false": False}


def coerce(profile: Mapping[str, Any], plan: Coercions | None = None) -> dict[str, Any]:
    """The profile with numbers and booleans that were sent as something else; the argument stays as it is.

    Root properties and members of nested objects are coerced, items of lists are not. What cannot be coerced stays
    and fails validation. Some lists lose items that would fail it.

    Args:
        plan: of another schema than the installed one.
    """
    return _coerced(profile, _plan() if plan is None else plan)


def _coerced(document: Mapping[str, Any], plan: Coercions) -> dict[str, Any]:
    coerced = dict(document)
    for name in plan.keys() & coerced.keys():
        coerced[name] = plan[name](coerced[name])
    return coerced


@cache
def _plan() -> Coercions:
    return plan_of(schema.document())


def plan_of(node: Node) -> Coercions:
    """The coercions that a schema in our form asks for."""
    plan: dict[str, Coercion] = {}
    for name, member in node.get("properties", {}).items():
        match member["type"]:
            case "integer":
                plan[name] = _integer
            case "boolean":
                plan[name] = _boolean
            case "object" if members := plan_of(member):
                plan[name] = _object(members)
            case "array" if "x-drops-long" in member:
                plan[name] = _without_long_items(member)
    return plan


def _without_long_items(node: Node) -> Coercion:
    """Keeps, of a list of objects, those whose texts are not too long, as many as the list may have."""
    most = node.get("maxItems")
    limits = {
        name: member["maxLength"]
        for name, member in node["items"].get("properties", {}).items()
        if "maxLength" in member
    }

    def is_long(item: Any) -> bool:
        return isinstance(item, dict) and any(
            isinstance(item.get(name), str) and len(item[name]) > limit for name, limit in limits.items()
        )

    def coercion(value: Any) -> Any:
        return [item for item in value if not is_long(item)][:most] if isinstance(value, list) else value

    return coercion


def _object(plan: Coercions) -> Coercion:
    def coercion(value: Any) -> Any:
        return _coerced(value, plan) if isinstance(value, dict) else value

    return coercion


def _integer(value: Any) -> Any:
    if type(value) is int:
        return value
    if isinstance(value, str):
        return int(value) if _IS_INTEGER(value) else value
    if isinstance(value, bool) or (isinstance(value, float) and abs(value) < _EXACT):
        return int(value)
    return value


def _boolean(value: Any) -> Any:
    return _BOOLEANS.get(value.lower(), value) if isinstance(value, str) else value
