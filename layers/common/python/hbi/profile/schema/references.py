"""References within a schema: followed, but for those that lead back to themselves."""

from itertools import chain, count
from typing import Any
from urllib.parse import unquote

from hbi.profile.schema import Node


class References:
    """The references of one document."""

    def __init__(self, document: Node, *, into: Node) -> None:
        """`into` is the installed schema, which determines the order in which definitions are kept."""
        self._document = document
        self._order = list(into.get("definitions", ()))
        self._definitions: dict[str, Node] = {}
        self._names: dict[str, str] = {}
        self._direct: dict[str, frozenset[str]] = {}
        self._recursive: dict[str, bool] = {}

    @property
    def definitions(self) -> dict[str, Node]:
        """Definitions that recursive references lead to, by name."""
        known = [name for name in self._order if name in self._definitions]
        return {name: self._definitions[name] for name in [*known, *sorted(self._definitions.keys() - known)]}

    def followed(self, node: Node) -> Node:
        """The node with what it refers to in place; its own keywords go before those of the target.

        A reference to something recursive stays, as the only member of `allOf`.

        Raises:
            LookupError: there is no such target.
            TypeError: the reference leaves the document, or `allOf` has several members.
        """
        visited = set()
        while True:
            reference = node.get("$ref")
            rest = {name: value for name, value in node.items() if name != "$ref"}
            if reference is None and "allOf" in node:
                reference = self._only_member(node["allOf"])
                rest.pop("allOf")
                if not isinstance(reference, str):
                    return {**reference, **rest}
            if reference is None:
                return node
            target = self._target(reference)
            if self._is_recursive(reference):
                kind = {"type": target["type"]} if "type" in target else {}
                return {**kind, **rest, "allOf": [self._kept(reference)]}
            if reference in visited:
                raise LookupError(f"reference {reference} leads to itself")
            visited.add(reference)
            node = {**target, **rest}

    def rewritten(self, value: Any) -> Any:
        """Any part of the schema with its references as our form has them."""
        if isinstance(value, dict):
            if isinstance(value.get("$ref"), str):
                return self._kept(value["$ref"])
            return {name: self.rewritten(member) for name, member in value.items()}
        return [self.rewritten(member) for member in value] if isinstance(value, list) else value

    def _only_member(self, members: Any) -> str | Node:
        if not isinstance(members, list) or len(members) != 1 or not isinstance(members[0], dict):
            raise TypeError("allOf is understood with one member only")
        member: Node = members[0]
        return str(member["$ref"]) if "$ref" in member else member

    def _target(self, reference: Any) -> Node:
        if not isinstance(reference, str) or not reference.startswith("#/"):
            raise TypeError(f"reference {reference!r:.80} does not lead into the document")
        target: Any = self._document
        for step in reference[2:].split("/"):
            name = unquote(step).replace("~1", "/").replace("~0", "~")
            if not isinstance(target, dict) or name not in target:
                raise LookupError(f"reference {reference} leads nowhere")
            target = target[name]
        if not isinstance(target, dict):
            raise LookupError(f"reference {reference} leads to something else than a schema")
        return target

    def _is_recursive(self, reference: str) -> bool:
        if reference not in self._recursive:
            self._recursive[reference] = self._leads_to(reference, self._within(reference))
        return self._recursive[reference]

    def _leads_to(self, reference: str, starts: frozenset[str]) -> bool:
        seen, waiting = set(starts), list(starts)
        while waiting:
            inner = waiting.pop()
            if inner == reference:
                return True
            new = self._within(inner) - seen
            seen |= new
            waiting += new
        return False

    def _within(self, reference: str) -> frozenset[str]:
        """References within the target of a reference; looked for once, because the same ones are asked about again."""
        if reference not in self._direct:
            self._direct[reference] = frozenset(references_in(self._target(reference)))
        return self._direct[reference]

    def _kept(self, reference: str) -> Node:
        name = self._name_of(reference)
        if name not in self._definitions:
            self._definitions[name] = {}  # The target refers to itself.
            self._definitions[name] = self.rewritten(self._target(reference))
        return {"$ref": f"#/definitions/{name}"}

    def _name_of(self, reference: str) -> str:
        """A name for the definition: the last step of the reference, with a number if another one has taken it."""
        if reference not in self._names:
            last = reference.rsplit("/", 1)[-1]
            numbered = (f"{last}-{number}" for number in count(len(self._definitions) + 1))
            self._names[reference] = next(name for name in chain([last], numbered) if name not in self._definitions)
        return self._names[reference]


def references_in(value: Any) -> list[str]:
    """All references in any part of a schema, as they are spelled."""
    if isinstance(value, dict):
        own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
        return own + [found for member in value.values() for found in references_in(member)]
    return [found for member in value for found in references_in(member)] if isinstance(value, list) else []
