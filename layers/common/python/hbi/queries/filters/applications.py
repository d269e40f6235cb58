"""`filter[app][field][op]` on what other applications know (contract: rest-groups-staleness-views 8.3, 8.4)."""

from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import cast

from sqlalchemy import Column, DateTime, Integer, String, Table
from sqlalchemy.dialects.postgresql import UUID

from hbi.models import APP_DATA_MODELS
from hbi.problems import RuleViolation
from hbi.queries.filters import values
from hbi.queries.filters.deep_object import Node
from hbi.queries.filters.error_paths import below
from hbi.queries.filters.field import Field, Kind
from hbi.queries.filters.field import Table as TableName
from hbi.queries.filters.tree import Comparator, Comparison, Presence, Term, Value
from hbi.queries.filters.values import PRESENCE
from hbi.text import listing

APPLICATIONS: Mapping[TableName, Table] = MappingProxyType(
    {
        cast("TableName", model.__tablename__.removeprefix("hosts_app_data_")): cast("Table", model.__table__)
        for model in APP_DATA_MODELS
    }
)
"""Tables by the application's name."""

_NOT_SHOWN = frozenset({"org_id", "host_id", "last_updated"})
_KINDS: tuple[tuple[type, Kind], ...] = (
    (Integer, "integer"),
    (UUID, "uuid"),
    (String, "string"),
    (DateTime, "date-time"),
)
_COMPARATORS: frozenset[Comparator] = frozenset({"eq", "ne", "gt", "gte", "lt", "lte"})


@cache
def fields_of(application: TableName) -> Mapping[str, Field]:
    """Fields of an application that can be filtered by; documents and what is computed from them cannot."""
    kinds = {column.name: _kind(column) for column in APPLICATIONS[application].c if column.name not in _NOT_SHOWN}
    return MappingProxyType({name: Field(kind, application, name) for name, kind in kinds.items() if kind})


def application_terms(application: TableName, node: Node, place: str) -> Iterator[Term]:
    """Terms that must all hold.

    Args:
        node: what was sent at `place`, which is `filter[application]`.
    Raises:
        RuleViolation: an unknown field or operator, no operator, or a value that the field doesn't take.
    """
    fields = fields_of(application)
    for name, member in node.members.items():
        if name not in fields:
            raise RuleViolation(f"{place}: there is no field {name!r:.80}; known are {listing(fields)}")
        inner = below(place, name)
        if member.values:
            raise RuleViolation(f"{inner}: needs an operator, one of {listing(_OPERATORS)}")
        for operator, leaf in member.members.items():
            yield _term(fields[name], operator, leaf, below(inner, operator))


_OPERATORS = frozenset({*_COMPARATORS, *PRESENCE})


def _kind(column: Column[object]) -> Kind | None:
    if column.computed is not None:
        return None
    return next((kind for base, kind in _KINDS if isinstance(column.type, base)), None)


def _term(field: Field, operator: str, leaf: Node, place: str) -> Term:
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
