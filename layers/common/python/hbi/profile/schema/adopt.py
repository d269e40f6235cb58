"""Brings a schema of system profiles into our form: draft 4, one type a property, references only where they recurse.

Our annotations (`x-annotations` in the installed schema explains them) stay with the properties that have them.
"""

import re
from collections.abc import Collection, Mapping
from typing import Any

import jsonschema_rs

from hbi.ids import CANONICAL
from hbi.problems import HbiError
from hbi.profile.schema import Node
from hbi.profile.schema.keywords import ASSERTIONS, OF_PROFILE, OF_PROPERTY, others, others_within
from hbi.profile.schema.references import References

UUID_PATTERN = f"^{CANONICAL}$"
KEPT_ANNOTATIONS = ("x-dynamic", "x-legacy", "x-moves-to", "x-merge", "x-drops-long")
"""Annotations about how the inventory treats a property. They stay whatever a newer schema says of it."""

_PROFILE = "the profile"
_TYPES = {"string", "integer", "number", "boolean", "array", "object"}
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,62}")
_DRAFT_4 = "http://json-schema.org/draft-04/schema#"
_DRAFT_2020 = "https://json-schema.org/draft/2020-12/schema"
_DIGIT = re.compile(r"\\.|\[(?:\\.|[^\]])*\]", re.DOTALL)


MOST_FIELDS = 10_000
"""Most properties and items of a schema, at any depth, references followed."""


class InvalidSchema(HbiError):
    """A schema that the inventory cannot work with; the text has a line for each fault."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def adopted(sent: Any, installed: Node) -> Node:
    """The schema that was sent, in our form.

    Args:
        sent: a JSON Schema of a profile: its properties at the top or in `$defs/SystemProfile`.
        installed: the schema in our form that it is to replace.
    Raises:
        InvalidSchema: it is no schema, or has what the inventory cannot store or filter by.
    """
    if not isinstance(sent, dict):
        raise InvalidSchema(["the document is not an object"])
    try:
        return _adopted(sent, installed)
    except RecursionError:
        raise InvalidSchema(["its references are nested too deep"]) from None


def _adopted(sent: Node, installed: Node) -> Node:
    reading = _Reading(References(sent, into=installed))
    profile = _profile_in(sent, reading)
    asked = reading.asked_of_profile(profile)
    properties = reading.members(profile["properties"], installed["properties"], "")
    reading.check_definitions()
    if reading.faults:
        raise InvalidSchema(reading.faults)
    head = {name: installed[name] for name in ("$schema", "title", "description", "x-annotations")}
    document = {**head, "type": "object", **asked}
    if reading.references.definitions:
        document["definitions"] = reading.references.definitions
    return {**document, "properties": properties}


def _profile_in(sent: Node, reading: "_Reading") -> Node:
    is_at_top = bool({"properties", "$ref", "allOf"} & sent.keys())
    for definitions in (sent.get("$defs"), sent.get("definitions")):
        if not is_at_top and isinstance(definitions, dict) and "SystemProfile" in definitions:
            reading.refuse("the document", others(sent, {"type"}))
            sent = definitions["SystemProfile"]
            break
    profile = reading.resolved(sent, _PROFILE)
    if not profile.get("properties"):
        missing = "there are no properties, neither at the top nor in $defs/SystemProfile"
        raise InvalidSchema(reading.faults or [missing])
    return profile


class _Reading:
    """One pass through a schema; collects the faults instead of stopping at the first."""

    def __init__(self, references: References) -> None:
        self.references = references
        self.faults: list[str] = []
        self._fields = 0

    def members(self, sent: Mapping[str, Any], installed: Mapping[str, Node], path: str) -> dict[str, Node]:
        """Properties in our form; those that are known stay in the order in which they are known."""
        names = [name for name in installed if name in sent] + [name for name in sent if name not in installed]
        return {name: self._member(name, sent[name], installed.get(name, {}), path) for name in names}

    def resolved(self, sent: Any, path: str) -> Node:
        """The node with references to it followed; `{}` for what is no schema."""
        try:
            if not isinstance(sent, dict):
                raise TypeError(f"not a schema: {sent!r:.80}")
            node = self.references.followed(sent)
            _check_form(node)
            return node
        except (LookupError, TypeError, ValueError) as error:
            self.faults.append(f"{path}: {error.args[0]}")
            return {}

    def asked_of_profile(self, profile: Node) -> Node:
        """Keywords about the profile as a whole. Others are refused, because nothing would obey them."""
        self.refuse(_PROFILE, others(profile, {*OF_PROFILE, "type", "properties"}))
        if profile.get("type", "object") not in ("object", ["object"]):
            self.faults.append(f"{_PROFILE}: must be of type object; it has {profile['type']!r:.80}")
        return self._assertions({name: profile[name] for name in OF_PROFILE if name in profile}, _PROFILE)

    def check_definitions(self) -> None:
        """Checks definitions that are kept as they were sent, because they refer to themselves."""
        for name, definition in self.references.definitions.items():
            self.refuse(f"definitions.{name}", others_within(definition))

    def refuse(self, path: str, keywords: Collection[str]) -> None:
        """Notes keywords, if there are any, at a place where nothing obeys them."""
        if keywords:
            self.faults.append(f"{path}: the inventory does not understand {', '.join(sorted(keywords))}")

    def _member(self, name: Any, sent: Any, installed: Node, path: str) -> Node:
        here = f"{path}.{name}" if path else str(name)
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            self.faults.append(f"{here}: a name has letters, digits, - and _ only, 63 at most, and no digit first")
        return self._node(sent, installed, here)

    def _node(self, sent: Any, installed: Node, path: str) -> Node:
        self._fields += 1
        if self._fields > MOST_FIELDS:
            raise InvalidSchema([f"with its references followed, it has more than {MOST_FIELDS:,} fields"])
        known = len(self.faults)
        source = self.resolved(sent, path)
        if len(self.faults) > known:
            return {}
        description = source.get("description") or installed.get("description") or "Not described"
        node: Node = {"description": str(description).strip(), "type": self._type(source, path)}
        node |= {name: installed[name] for name in KEPT_ANNOTATIONS if name in installed}
        if not installed:
            node |= {name: source[name] for name in KEPT_ANNOTATIONS if source.get(name)}
        if source.get("x-wildcard"):
            node["x-wildcard"] = True
        if "x-merge" in node and node["type"] != "object":
            self.faults.append(f"{path}: x-merge is understood for objects only; it is of type {node['type']}")
        node |= self._assertions(source, path)
        if node["type"] != "string":
            node.pop("format", None)  # It would be taken for the format of texts.
        self.refuse(path, others(source, OF_PROPERTY))
        if "allOf" in source:
            node["allOf"] = source["allOf"]
        if node["type"] == "array":
            node["items"] = self._items(source, installed.get("items", {}), path)
        if "properties" in source:
            node["properties"] = self.members(source["properties"], installed.get("properties", {}), path)
        return _as_uuid(node)

    def _items(self, source: Node, installed: Node, path: str) -> Node:
        if not isinstance(source.get("items"), dict):
            self.faults.append(f"{path}: an array needs one schema for its items")
            return {}
        items = self._node(source["items"], installed, f"{path}[]")
        if "description" not in installed:
            items.pop("description", None)
        return items

    def _type(self, source: Node, path: str) -> str:
        stated = source.get("type")
        if isinstance(stated, list) and len(stated) == 1:
            stated = stated[0]
        if stated is None:
            stated = _inferred_type(source)
        if not isinstance(stated, str) or stated not in _TYPES:
            self.faults.append(f"{path}: needs one type out of {', '.join(sorted(_TYPES))}; it has {stated!r}")
            return "string"
        return stated

    def _assertions(self, source: Node, path: str) -> Node:
        assertions = {name: source[name] for name in ASSERTIONS if name in source}
        if "const" in source:
            assertions["enum"] = [source["const"]]
        if isinstance(pattern := assertions.get("pattern"), str):
            assertions["pattern"] = _DIGIT.sub(_ascii_digit, pattern)
        for exclusive, inclusive, step in (("exclusiveMinimum", "minimum", 1), ("exclusiveMaximum", "maximum", -1)):
            bound = source.get(inclusive) if source.get(exclusive) is True else source.get(exclusive)
            if bound is None or bound is False:
                continue
            if type(bound) is not int or self._type(source, path) != "integer":
                self.faults.append(f"{path}: {exclusive} is understood for integers only")
                continue
            assertions[inclusive] = bound + step
        if raw := [assertions[name] for name in ("not", "additionalProperties") if name in assertions]:
            self.refuse(path, others_within(raw))
            try:
                assertions = self.references.rewritten(assertions)
            except (LookupError, TypeError) as error:
                self.faults.append(f"{path}: {error.args[0]}")
        return assertions


def _check_form(node: Node) -> None:
    """Raises TypeError for a keyword with a value that no draft knows. What is below is checked when it is read."""
    node = {**node, **{name: {} for name in ("properties", "items") if isinstance(node.get(name), dict)}}
    if jsonschema_rs.meta.is_valid({**node, "$schema": _DRAFT_4}):
        return
    try:
        jsonschema_rs.meta.validate({**node, "$schema": _DRAFT_2020})
    except jsonschema_rs.ValidationError as error:
        place = "/".join(map(str, error.instance_path))
        raise TypeError(f"no JSON Schema: {place}: {error.message:.200}") from None


def _inferred_type(source: Node) -> str | None:
    if "properties" in source or "allOf" in source:
        return "object"
    if "items" in source:
        return "array"
    values = source.get("enum")
    return "string" if isinstance(values, list) and all(isinstance(value, str) for value in values) else None


def _as_uuid(node: Node) -> Node:
    """The node with our one pattern if it describes an id: only ids in lower case are found again."""
    if node["type"] != "string":
        return node
    pattern = node.get("pattern", "")
    is_whole = pattern == UUID_PATTERN or node.get("maxLength", 37) <= 36
    if node.get("format") == "uuid" or (pattern.removeprefix("^").removesuffix("$") == CANONICAL and is_whole):
        rest = {name: value for name, value in node.items() if name not in {"format", "pattern", "maxLength"}}
        return {**rest, "format": "uuid", "pattern": UUID_PATTERN}
    return node


def _ascii_digit(part: re.Match[str]) -> str:
    r"""`\d` spelled out: JSON Schema means the ASCII digits by it."""
    return "[0-9]" if part[0] == r"\d" else part[0]
