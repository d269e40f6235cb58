"""`filter[app][field][op]` on what other applications know (contract: rest-groups-staleness-views 8.4)."""

from collections.abc import Iterator
from typing import cast

from hbi.problems import RuleViolation
from hbi.queries.filters.fields.application_fields import FIELDS
from hbi.queries.filters.fields.field import Field, TableName
from hbi.queries.filters.syntax import values
from hbi.queries.filters.syntax.deep_object import QueryNode
from hbi.queries.filters.syntax.error_paths import below
from hbi.queries.filters.syntax.values import PRESENCE
from hbi.queries.filters.terms import Comparator, Comparison, Presence, Term, Value
from hbi.text import listing

_COMPARATORS: frozenset[Comparator] = frozenset({"eq", "ne", "gt", "gte", "lt", "lte"})
_OPERATORS = frozenset({*_COMPARATORS, *PRESENCE})


def application_terms(application: TableName, node: QueryNode, place: str) -> Iterator[Term]:
    """Terms that must all hold.

    Args:
        node: what was sent at `place`, which is `filter[application]`.
    Raises:
        RuleViolation: an unknown field or operator, no operator, or a value that the field doesn't take.
    """
    fields = FIELDS[application]
    for name, member in node.members.items():
        if name not in fields:
            raise RuleViolation(f"{place}: there is no field {name!r:.80}; known are {listing(fields)}")
        inner = below(place, name)
        if member.values:
            raise RuleViolation(f"{inner}: needs an operator, one of {listing(_OPERATORS)}")
        for operator, leaf in member.members.items():
            yield _term(fields[name], operator, leaf, below(inner, operator))


def _term(field: Field, operator: str, leaf: QueryNode, place: str) -> Term:
    if operator not in _OPERATORS:
        raise RuleViolation(f"{place}: unknown operator; known are {listing(_OPERATORS)}")
    if leaf.members or leaf.is_list:
        raise RuleViolation(f"{place}: expected one value and nothing behind the operator")
    if operator in PRESENCE:
        return Presence(field, PRESENCE[operator])
    return Comparison(field, cast("Comparator", operator), _value(field, str(leaf.values[0]), place))


def _value(field: Field, text: str, place: str) -> Value:
    match field.kind:
        case "integer":
            return values.integer(place, text, signed=True)
        case "uuid":
            return values.uuid(place, text)
        case "date-time":
            return values.instant(place, text)
        case _:
            return text
