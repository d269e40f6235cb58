"""The schema of profiles, `system_profile.json`: JSON Schema draft 4 with annotations of ours.

It alone lists the profile's properties; all other code derives them from it. `make update-schema` replaces it.
"""

from functools import cache
from importlib.resources import files
from typing import Any

import orjson

from hbi.problems import ConfigurationError
from hbi.settings import ProfileSettings

type Node = dict[str, Any]
"""A schema of one property."""


@cache
def document() -> Node:
    """The schema as JSON. Shared: do not change it.

    Raises:
        ConfigurationError: the one to use instead cannot be read.
    """
    file = ProfileSettings.load().schema_file
    try:
        content = (file or files(__package__).joinpath("system_profile.json")).read_bytes()
        schema: Node = orjson.loads(content)
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"HBI_PROFILE_SCHEMA={file} is no profile schema: {error}") from None
    return schema


def roots() -> dict[str, Node]:
    """All root properties by name, legacy ones included."""
    properties: dict[str, Node] = document()["properties"]
    return properties


@cache
def static_roots() -> frozenset[str]:
    """Roots that are stored in the slow-changing part."""
    return frozenset(name for name, node in roots().items() if not {"x-dynamic", "x-legacy"} & node.keys())


@cache
def dynamic_roots() -> frozenset[str]:
    """Roots that are stored in the fast-changing part."""
    return frozenset(name for name, node in roots().items() if "x-dynamic" in node)


@cache
def merged_roots() -> frozenset[str]:
    """Roots whose members an update merges."""
    return frozenset(name for name, node in roots().items() if "x-merge" in node)


@cache
def open_roots() -> frozenset[str]:
    """Roots that may hold numbers which are no integers, somewhere in them."""
    return frozenset(name for name, node in roots().items() if _is_open(node))


def _is_open(node: Node) -> bool:
    if node.get("type") == "array":
        return _is_open(node["items"])
    if node.get("type") == "object" and "properties" in node:
        return any(map(_is_open, node["properties"].values()))
    return node.get("type") in {"object", "number", None}
