"""A filter as SQL: one condition on hosts that are joined with what the filter looks into.

The joins are outer ones, so a host without a row has no value in any field: absent, and equal to nothing. PostgreSQL
makes them inner joins where a condition cannot hold without the row. Values are bound, names come from the schema.
"""

import operator
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import ARRAY, ColumnElement, FromClause, and_, any_, collate, exists, func, literal, or_, true, tuple_
from sqlalchemy.dialects.postgresql import JSONB, JSONPATH

from hbi.models import DYNAMIC_PROFILES, STATIC_PROFILES
from hbi.queries.conditions.expressions import Condition, any_of, as_json, is_like, like_glob
from hbi.queries.conditions.tables import APPLICATIONS, HOSTS
from hbi.queries.filters.fields.field import Field
from hbi.queries.filters.fields.profile_fields import WORKLOADS
from hbi.queries.filters.terms import (
    AllOf,
    AnyOf,
    Comparator,
    Comparison,
    Glob,
    HasElement,
    HasMatch,
    HasSubstring,
    Presence,
    SystemName,
    SystemVersion,
    Term,
    Value,
)

# Aliases of their own, so that no other part of a statement can mean them by accident.
TABLES: Mapping[str, FromClause] = {
    "static": STATIC_PROFILES.alias("f_static"),
    "dynamic": DYNAMIC_PROFILES.alias("f_dynamic"),
    **{name: table.alias(f"f_{name}") for name, table in APPLICATIONS.items()},
}

_OPERATORS: Mapping[Comparator, Callable[[Any, Any], Any]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
}
_JSONPATH: Mapping[Comparator, str] = {"eq": "==", "ne": "!=", "gt": ">", "gte": ">=", "lt": "<", "lte": "<="}

_LEAST_NUMBER_LEFT_AS_TEXT = 10**9


@cache
def joined(tables: frozenset[str]) -> FromClause:
    """`hosts AS h` with the rows of these tables that belong to each host, if there are any."""
    source: FromClause = HOSTS
    for name in sorted(tables):
        rows = TABLES[name].c
        source = source.outerjoin(TABLES[name], and_(rows.org_id == HOSTS.c.org_id, rows.host_id == HOSTS.c.id))
    return source


def condition_of(term: Term) -> Condition:
    """The condition on the tables that `tables_of(term)` names, joined to `hosts AS h`."""
    return _COMPILERS[type(term)](term)


def _column(field: Field) -> ColumnElement[Any]:
    return TABLES[field.table].c[field.column]


def _text(field: Field) -> ColumnElement[Any]:
    """The value; in a document its text, which is NULL for JSON's null and JSON text for arrays and objects."""
    column = _column(field)
    if not field.is_in_document:
        return column
    text: ColumnElement[Any] = cast("Any", column)[field.path if len(field.path) > 1 else field.path[0]].astext
    return text


def _all(term: AllOf) -> Condition:
    return and_(true(), *map(condition_of, term.terms))


def _any(term: AnyOf) -> Condition:
    return any_of(list(map(condition_of, term.terms)))


def _glob(term: Glob) -> Condition:
    return is_like(_text(term.field), like_glob(term.pattern))


def _has_substring(term: HasSubstring) -> Condition:
    return func.strpos(_text(term.field), term.text) > 0


def _presence(term: Presence) -> Condition:
    field, value = term.field, _text(term.field)
    if field.is_in_document or not isinstance(value.type, JSONB):
        return value.is_not(None) if term.is_present else value.is_(None)
    # A workload is never stored without members, so an object of no workloads says as little as none.
    absent = [as_json(None), as_json({})] if field.column == WORKLOADS else [as_json(None)]
    return value.not_in(absent) if term.is_present else or_(value.is_(None), value.in_(absent))


def _comparison(term: Comparison) -> Condition:
    field, comparator, value = term.field, term.comparator, term.value
    if field.is_in_document:
        return _comparison_in_document(field, comparator, value)
    is_text_order = field.kind in {"string", "wildcard"} and comparator not in {"eq", "ne"}
    compared = collate(_text(field), "C") if is_text_order else _text(field)
    return cast("Condition", _OPERATORS[comparator](compared, value))


def _comparison_in_document(field: Field, comparator: Comparator, value: Value) -> Condition:
    match field.kind:
        case "boolean":
            return _holds(field, value if comparator == "eq" else not value)
        case "integer" | "number":
            return _is_number(field, comparator, value)
        case "string" | "wildcard" if comparator == "eq":
            return _holds(field, value)
    # Stored instants are spelled alike, so that they sort as texts; a cast could fail.
    text = value.isoformat() if isinstance(value, datetime) else value
    return cast("Condition", _OPERATORS[comparator](collate(_text(field), "C"), text))


def _holds(field: Field, value: object) -> Condition:
    """Equality inside a document as containment, the one form that an inverted index can answer."""
    for step in reversed(field.path):
        value = {step: value}
    holds: Condition = cast("Any", _column(field)).contains(as_json(value))
    return holds


def _is_number(field: Field, comparator: Comparator, value: object) -> Condition:
    """Other software may have stored the number as text."""
    steps, compare = "".join(f'."{step}"' for step in field.path), f"{_JSONPATH[comparator]} $value"
    in_text = f'@ like_regex "^[0-9]{{1,15}}$" && @.double() {compare}'
    return _has_path(_column(field), f"${steps} ? (@ {compare} || {in_text})", {"value": value})


def _has_element(term: HasElement) -> Condition:
    if term.field.is_nested:
        return _holds(term.field, [term.text])
    array = _array(term.field)
    if isinstance(array.type, ARRAY) and not isinstance(array.type.item_type, JSONB):
        return literal(term.text) == any_(array)
    bare = term.text if term.bare is None else term.bare
    path = "strict $.** ? (@ == $text || @ == $bare)"
    return _has_path(func.to_jsonb(array), path, {"text": term.text, "bare": bare})


def _has_match(term: HasMatch) -> Condition:
    texts = literal('strict $.** ? (@.type() == "string")').cast(JSONPATH)
    found = func.jsonb_path_query(func.to_jsonb(_array(term.field)), texts, type_=JSONB).column_valued("found")
    return exists().where(is_like(cast("Any", found)[()].astext, like_glob(term.pattern)))


def _array(field: Field) -> ColumnElement[Any]:
    column = _column(field)
    return cast("Any", column)[field.path] if field.is_in_document else column


def _has_path(document: ColumnElement[Any], path: str, variables: Mapping[str, object]) -> Condition:
    """Whether a path leads to something in the document. It passes over values of another type, where casts fail."""
    return func.jsonb_path_exists(document, literal(path).cast(JSONPATH), as_json(variables), true())


def _system_name(term: SystemName) -> Condition:
    return _is_named(term.field, term.name, is_other=term.is_other)


def _is_named(system: Field, name: str, *, is_other: bool) -> Condition:
    stored = func.lower(cast("Any", _column(system))["name"].astext)
    return stored != name if is_other else stored == name


def kept_system(term: Term, name: Any, major: Any, minor: Any) -> Condition | None:
    """The condition on a whole operating system, one with a name and both versions, that hosts which have it meet with
    the term; None where the term is not only about such.

    Args:
        name: its text.
        major: JSON, as `minor`.
    """
    match term:
        case AllOf(terms) | AnyOf(terms) if terms:
            parts = [kept_system(part, name, major, minor) for part in terms]
            known = [part for part in parts if part is not None]
            if len(known) < len(parts):
                return None
            return and_(*known) if isinstance(term, AllOf) else or_(*known)
        case SystemVersion(field, system, "eq" | "ne" as comparator, wanted_major, wanted_minor) if (
            wanted_minor is not None and (field.table, field.column) == ("static", "operating_system")
        ):
            stored = func.lower(name)
            is_named = stored == system if comparator == "eq" else stored != system
            return and_(is_named, major.in_(_spellings(wanted_major)), minor.in_(_spellings(wanted_minor)))
    return None


def _system_version(term: SystemVersion) -> Condition:
    """Releases are compared as JSON numbers, which no stored value can make fail."""
    major, minor = _member(term.field, "major"), _member(term.field, "minor")
    conditions = [_is_named(term.field, term.name, is_other=term.comparator == "ne")]
    if term.comparator in {"eq", "ne"}:
        conditions.append(major.in_(_spellings(term.major)))
        if term.minor is not None:
            conditions.append(minor.in_(_spellings(term.minor)))
        return and_(*conditions)
    compare = _OPERATORS[term.comparator]
    if term.minor is None:
        conditions.append(compare(major, as_json(term.major)))
    else:
        conditions.append(compare(tuple_(major, minor), tuple_(as_json(term.major), as_json(term.minor))))
    if term.comparator in {"lt", "lte"}:
        conditions.append(major >= as_json(0))  # JSON's null sorts before all numbers.
    return and_(*conditions)


def _spellings(number: int) -> list[ColumnElement[Any]]:
    """A part of a release as it is stored, and as texts that other software stores: the index answers for each.

    No index can answer for a range of both.
    """
    texts = [str(number), f"{number:02}"] if number < _LEAST_NUMBER_LEFT_AS_TEXT else []
    return [as_json(value) for value in dict.fromkeys([number, *texts])]


def _member(field: Field, name: str) -> ColumnElement[Any]:
    """`column -> name`, spelled so that an index on the same expression is recognised."""
    return _column(field).op("->", return_type=JSONB())(name)


_COMPILERS: Mapping[type, Callable[[Any], Condition]] = {
    AllOf: _all,
    AnyOf: _any,
    Presence: _presence,
    Comparison: _comparison,
    Glob: _glob,
    HasElement: _has_element,
    HasMatch: _has_match,
    HasSubstring: _has_substring,
    SystemName: _system_name,
    SystemVersion: _system_version,
}
