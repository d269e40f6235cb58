"""Reads `filter[system_profile]`: from names and values to terms (contract: rest-hosts 5.2 to 5.7)."""

from collections.abc import Callable, Iterator, Mapping

from hbi.problems import RuleViolation
from hbi.profile.instants import is_instant, parse_instant
from hbi.queries.filters.fields.field import Field, FieldKind
from hbi.queries.filters.fields.profile_fields import WORKLOADS, roots
from hbi.queries.filters.parsing.operating_system import operating_system_term
from hbi.queries.filters.syntax import values
from hbi.queries.filters.syntax.deep_object import QueryNode
from hbi.queries.filters.syntax.error_paths import below
from hbi.queries.filters.syntax.values import PRESENCE
from hbi.queries.filters.terms import (
    NOTHING,
    Comparator,
    Comparison,
    Glob,
    HasElement,
    HasMatch,
    HasSubstring,
    Presence,
    Term,
    all_of,
    any_of,
)
from hbi.text import listing

type _Reader = Callable[[Field, str | None, str, str], Term]
"""Of field, comparator (None when none was sent), value and place."""

_SENSES: Mapping[str | None, Comparator] = {
    None: "eq",
    "is": "eq",
    "eq": "eq",
    "ne": "ne",
    "neq": "ne",
    "gt": "gt",
    "gte": "gte",
    "lt": "lt",
    "lte": "lte",
}
_EQUALITY = frozenset({"eq", "ne", "neq", "is", *PRESENCE})
_ORDER = frozenset({"gt", "gte", "lt", "lte"})
_COMPARATORS: Mapping[FieldKind, frozenset[str]] = {
    "string": _EQUALITY | _ORDER,
    "wildcard": _EQUALITY | _ORDER,
    "integer": _EQUALITY | _ORDER,
    "number": _EQUALITY | _ORDER,
    "date-time": _EQUALITY | _ORDER,
    "uuid": _EQUALITY,
    "boolean": _EQUALITY,
    "object": _EQUALITY,
    "array": _EQUALITY | {"contains"},
    "nested array": _EQUALITY | {"contains"},
}
_KNOWN = frozenset().union(*_COMPARATORS.values())
_ARRAYS = frozenset({"array", "nested array"})


def profile_terms(node: QueryNode, place: str) -> Iterator[Term]:
    """Terms that must all hold.

    Args:
        node: what was sent at `place`, which is `filter[system_profile]`.
    Raises:
        RuleViolation: an unknown field, child or comparator, or a value that the field doesn't take.
    """
    for name, member in node.members.items():
        field = roots().get(name)
        if field is None:
            raise RuleViolation(f"{place}: {name!r:.80} is no field that can be filtered by")
        yield from _terms(field, member, below(place, name), is_canonical=name == WORKLOADS)


def _terms(field: Field, node: QueryNode, place: str, *, is_canonical: bool = False) -> Iterator[Term]:
    """Terms of a field and of what is below it; `is_canonical` if it is the object of all workloads."""
    if field.kind == "operating system":
        yield operating_system_term(field, node, place)
        return
    if node.values:
        yield _combined(field, None, node, place)
    alternatives: list[Term] = []
    for name, member in node.members.items():
        inner = below(place, name)
        if is_canonical and name in field.members:
            stated, rest = _split(member)
            alternatives += (Presence(field.members[name], is_present) for is_present in stated)
            yield from _terms(field.members[name], rest, inner)
        elif name in field.members:
            yield from _terms(field.members[name], member, inner)
        elif name in _KNOWN and not (is_canonical and name not in PRESENCE):
            yield _combined(field, name, member, inner)
        elif field.kind in _ARRAYS:
            yield from _terms(field, member, inner)  # Names below an array mean nothing.
        else:
            raise RuleViolation(f"{place}: there is no child and no comparator {name!r:.80}")
    if alternatives:
        yield any_of(alternatives)


def _split(node: QueryNode) -> tuple[list[bool], QueryNode]:
    """Whether the workload itself is asked to be present, as often as it is, and the rest of what was sent for it.

    Such terms on several workloads are alternatives, in this one form (contract: rest-hosts 5.7).
    """
    leaves = {name: node.members[name] for name in ("is", "eq") if name in node.members}
    taken = [name for name, leaf in leaves.items() if _is_one_presence(leaf) and not leaf.members]
    stated = [PRESENCE[leaves[name].values[0]] for name in taken]
    rest = {name: member for name, member in node.members.items() if name not in taken}
    if _is_one_presence(node):
        return [PRESENCE[node.values[0]], *stated], QueryNode(members=rest)
    return stated, QueryNode(node.values, node.is_list, rest)


def _is_one_presence(node: QueryNode) -> bool:
    return len(node.values) == 1 and node.values[0] in PRESENCE


def _combined(field: Field, comparator: str | None, node: QueryNode, place: str) -> Term:
    """One field, one comparator: several values are alternatives, of arrays they are all needed.

    `nil` and `not_nil` override the comparator, so that also one which the field does not take stands with them.
    """
    known = _COMPARATORS[field.kind]
    is_overridden = bool(node.values) and PRESENCE.keys() >= set(node.values)
    if comparator is not None and comparator not in known and not is_overridden:
        raise RuleViolation(f"{place}: the field takes only the comparators {listing(known)}")
    if comparator is not None and node.members:
        raise RuleViolation(f"{below(place, next(iter(node.members)))}: nothing may stand behind a comparator")
    if comparator is not None and comparator in PRESENCE:
        return Presence(field, PRESENCE[comparator])
    terms = [_term(field, comparator, str(text), place) for text in dict.fromkeys(node.values)]
    return all_of(terms) if field.kind in _ARRAYS else any_of(terms)


def _term(field: Field, comparator: str | None, text: str, place: str) -> Term:
    if text in PRESENCE:
        return Presence(field, PRESENCE[text])
    if comparator == "is" and field.kind != "boolean":
        raise values.refused(place, text, "nil or not_nil")
    return _READERS[field.kind](field, comparator, text, place)


def _string(field: Field, comparator: str | None, text: str, _place: str) -> Term:
    if text:
        return Comparison(field, _SENSES[comparator], text)
    # Nothing is sent for "nothing stored": the empty text in a column, no member in a document.
    return Presence(field, is_present=False) if field.is_nested else Comparison(field, "eq", "")


def _wildcard(field: Field, comparator: str | None, text: str, place: str) -> Term:
    is_pattern = "*" in text or field.column != WORKLOADS
    if comparator is None and text and is_pattern:
        return Glob(field, text)
    return _string(field, comparator, text, place)


def _integer(field: Field, comparator: str | None, text: str, place: str) -> Term:
    return Comparison(field, _SENSES[comparator], values.integer(place, text))


def _number(field: Field, comparator: str | None, text: str, place: str) -> Term:
    return Comparison(field, _SENSES[comparator], values.number(place, text))


def _boolean(field: Field, comparator: str | None, text: str, place: str) -> Term:
    return Comparison(field, _SENSES[comparator], values.boolean(place, text))


def _uuid(field: Field, comparator: str | None, text: str, place: str) -> Term:
    return Comparison(field, _SENSES[comparator], values.uuid(place, text)) if text else NOTHING


def _instant(field: Field, comparator: str | None, text: str, place: str) -> Term:
    return Comparison(field, _SENSES[comparator], values.instant(place, text)) if text else NOTHING


def _object(_field: Field, _comparator: str | None, text: str, place: str) -> Term:
    raise values.refused(place, text, "nil or not_nil")


def _array(field: Field, comparator: str | None, text: str, place: str) -> Term:
    if comparator not in {None, "contains"} or not text:
        raise values.refused(
            place, text, "nil or not_nil, or without comparator or with contains the text of an element"
        )
    bare = values.bare(text, in_any_spelling="number" in field.elements)
    terms: list[Term] = [HasElement(field, spelled, bare) for spelled in _spellings(field, text)]
    if comparator is None and "wildcard" in field.elements:
        terms.append(HasMatch(field, text))
    return any_of(terms)


def _nested_array(field: Field, comparator: str | None, text: str, place: str) -> Term:
    if not text:
        raise values.refused(place, text, "nil, not_nil or text")
    if comparator not in {None, "contains"}:
        return Comparison(field, _SENSES[comparator], text)
    if comparator is None and "*" in text and "wildcard" in field.elements:
        return HasMatch(field, text)
    # A plain word as long as the longest element is a whole element: that much an inverted index can answer.
    is_element = len(text) == field.longest_element and text.isascii() and text.isalnum()
    if is_element:
        return HasElement(field, text)
    return any_of([HasSubstring(field, spelled) for spelled in _spellings(field, text)])


def _spellings(field: Field, text: str) -> list[str]:
    """The text, and if it is an instant and the array has such, also as that is stored."""
    if "date-time" in field.elements and is_instant(text):
        return list(dict.fromkeys((text, parse_instant(text).isoformat())))
    return [text]


_READERS: Mapping[FieldKind, _Reader] = {
    "string": _string,
    "wildcard": _wildcard,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "uuid": _uuid,
    "date-time": _instant,
    "object": _object,
    "array": _array,
    "nested array": _nested_array,
}
