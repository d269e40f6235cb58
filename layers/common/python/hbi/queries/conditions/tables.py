"""The tables that reads of hosts are made of, under the aliases that their statements use.

Plain tables, not mapped classes: SQLAlchemy builds and runs statements on them in half the time.
"""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from sqlalchemy import ARRAY, ColumnElement, FromClause, Table, Text, func, literal_column
from sqlalchemy import cast as cast_sql
from sqlalchemy.dialects.postgresql import JSONB

from hbi import models
from hbi.db.document_text import SHOWN_AS_TEXT, shown_text
from hbi.documents import JsonText
from hbi.profile.columns import OTHER_FIELDS, PartName, part_columns

HOSTS = models.HOSTS.alias("h")
MEMBERSHIPS = models.HOSTS_GROUPS.alias("m")
GROUPS = models.GROUPS.alias("g")
STATIC = models.STATIC_PROFILES.alias("s")
SORTED_STATIC = models.STATIC_PROFILES.alias("o")
"""Slow-changing part, where hosts are sorted by it."""
DYNAMIC = models.DYNAMIC_PROFILES.alias("d")
APPLICATIONS: Mapping[str, Table] = {
    table.name.removeprefix("hosts_app_data_"): table for table in models.APP_DATA_TABLES
}
"""Tables of what applications know about hosts, by application."""

_NULL = "null"
"""What JSON's null is as text."""

type Members = Mapping[str, ColumnElement[Any]]
"""Profile members by name, and the expressions that read them."""


def shown(rows: FromClause, name: str) -> ColumnElement[Any]:
    """A column of `hosts` as `HostRow` has it, read from rows with a name."""
    if name not in SHOWN_AS_TEXT:
        return rows.c[name]
    return literal_column(shown_text(name, cast("Any", rows).name), Text).label(name)


def _is_document(column: ColumnElement[Any]) -> bool:
    kind = column.type
    return isinstance(kind, JSONB) or (isinstance(kind, ARRAY) and isinstance(kind.item_type, JSONB))


def _as_text(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Documents as JSON text, anything else as it is."""
    if not _is_document(column):
        return column
    return cast_sql(func.to_json(column) if isinstance(column.type, ARRAY) else column, Text).label(column.name)


def _members(part: PartName, rows: FromClause) -> Members:
    fields = part_columns(part)
    others = {name: cast_sql(rows.c[OTHER_FIELDS][name], Text).label(name) for name in sorted(fields.others)}
    return {**{name: _as_text(rows.c[name]) for name in fields.own}, **others}


STATIC_MEMBERS = _members("static", STATIC)
"""Members in the slow-changing part."""
DYNAMIC_MEMBERS = _members("dynamic", DYNAMIC)
"""Members in the fast-changing part."""
_DOCUMENTS = frozenset(
    name
    for part, rows in (("static", STATIC), ("dynamic", DYNAMIC))
    for name in (*STATIC_MEMBERS, *DYNAMIC_MEMBERS)
    if name in part_columns(cast("PartName", part)).others or (name in rows.c and _is_document(rows.c[name]))
)


def profile_of(names: Sequence[str], values: Sequence[Any]) -> Mapping[str, Any]:
    """Profile members that have a value, by name, as the database delivers them; documents as `JsonText`."""
    return {
        name: JsonText(value) if name in _DOCUMENTS else value
        for name, value in zip(names, values, strict=True)
        if value is not None and (value != _NULL or name not in _DOCUMENTS)
    }
