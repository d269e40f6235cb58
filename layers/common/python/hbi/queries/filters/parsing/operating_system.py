"""The grammar of `filter[system_profile][operating_system]` (contract: rest-hosts 5.8)."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import cast

from hbi.problems import RuleViolation
from hbi.profile import schema
from hbi.queries.filters.fields.field import Field
from hbi.queries.filters.syntax import values
from hbi.queries.filters.syntax.deep_object import BareJson, QueryNode
from hbi.queries.filters.syntax.error_paths import below
from hbi.queries.filters.syntax.values import PRESENCE
from hbi.queries.filters.terms import Comparator, Presence, SystemName, SystemVersion, Term, all_of, any_of
from hbi.text import listing

_NAME_COMPARATORS: Mapping[str, bool] = {"eq": False, "ne": True, "neq": True}
_EQUALITY: Mapping[str, Comparator] = {"eq": "eq", "neq": "ne"}
_RANGES = frozenset({"gt", "gte", "lt", "lte"})
_VERSION = re.compile(r"(?P<major>[0-9]+)(?:\.(?P<minor>[0-9]*))?")


def operating_system_term(field: Field, node: QueryNode, place: str) -> Term:
    """What must hold: one of the equality and presence terms, or all of the ranges together.

    Raises:
        RuleViolation: a shape, name, comparator or version that the grammar doesn't have.
    """
    equalities: list[Term] = [_presence(field, text, place) for text in node.values]
    ranges: list[Term] = []
    for name, member in node.members.items():
        for term in _member(field, name, member, below(place, name)):
            is_range = isinstance(term, SystemVersion) and term.comparator in _RANGES
            (ranges if is_range else equalities).append(term)
    return any_of([*equalities, all_of(ranges)] if ranges else equalities)


@cache
def _names() -> frozenset[str]:
    return frozenset(name.lower() for name in schema.roots()["operating_system"]["properties"]["name"]["enum"])


def _presence(field: Field, text: str, place: str) -> Term:
    if text not in PRESENCE:
        raise values.refused(place, text, "nil, not_nil, or a name in brackets")
    return Presence(field, PRESENCE[text])


def _member(field: Field, name: str, node: QueryNode, place: str) -> Iterator[Term]:
    if name == "name":
        return _named(field, node, place)
    if name.lower() not in _names():
        raise RuleViolation(f"{place}: there is no such operating system; known are {listing(_names())}")
    return _of_system(field, name.lower(), node, place)


def _named(field: Field, node: QueryNode, place: str) -> Iterator[Term]:
    """`[name][CMP]`."""
    if node.values or len(node.members) != 1:
        raise RuleViolation(f"{place}: needs exactly one comparator, eq or neq")
    [(comparator, leaf)] = node.members.items()
    inner = below(place, comparator)
    texts = _texts(leaf, inner)
    if comparator in PRESENCE:
        yield Presence(field, PRESENCE[comparator])
        return
    if comparator not in _NAME_COMPARATORS:
        raise RuleViolation(f"{inner}: unknown comparator; known are eq and neq")
    for text in texts:
        if text.lower() not in _names():
            raise values.refused(inner, text, f"one of {listing(_names())}")
        yield SystemName(field, text.lower(), is_other=_NAME_COMPARATORS[comparator])


def _of_system(field: Field, name: str, node: QueryNode, place: str) -> Iterator[Term]:
    """`[NAME][version]`, with or without a comparator; any other member asks for the name alone."""
    if node.values:
        raise values.refused(place, node.values[0], "[version] behind the name")
    for member, leaf in node.members.items():
        if member != "version":
            yield SystemName(field, name)
            continue
        inner = below(place, member)
        yield from (_version(field, name, "eq", text, inner) for text in leaf.values)
        for comparator, texts in leaf.members.items():
            innermost = below(inner, comparator)
            if comparator not in _EQUALITY and comparator not in _RANGES:
                raise RuleViolation(f"{innermost}: unknown comparator; known are {listing({*_EQUALITY, *_RANGES})}")
            sense = _EQUALITY.get(comparator) or cast("Comparator", comparator)
            yield from (_version(field, name, sense, text, innermost) for text in _texts(texts, innermost))


def _texts(node: QueryNode, place: str) -> tuple[str, ...]:
    if node.members:
        raise RuleViolation(f"{below(place, next(iter(node.members)))}: nothing may stand behind a comparator")
    return node.values


def _version(field: Field, name: str, comparator: Comparator, text: str, place: str) -> Term:
    found = _VERSION.fullmatch(text)
    if found is None or isinstance(text, BareJson):
        raise values.refused(place, text, "a version as text, major or major.minor")
    minor = values.integer(place, found["minor"]) if found["minor"] else None
    return SystemVersion(field, name, comparator, values.integer(place, found["major"]), minor)
