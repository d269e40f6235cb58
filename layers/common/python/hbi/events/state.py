"""Reads what events show of hosts."""

from collections.abc import Collection, Sequence
from typing import Any

import orjson
from sqlalchemy import ARRAY, ColumnElement, FromClause
from sqlalchemy.dialects.postgresql import JSONB, UUID

from hbi.db import bulk
from hbi.db.engine import Transaction
from hbi.events.messages import HostKey, StoredHost
from hbi.hosts.serialize import HostRow
from hbi.models import DynamicProfile, StaticProfile

_NOT_PROFILE = {"org_id", "host_id", "insights_id", "profile_hash"}
_LOOKED_INTO = {"operating_system", "bootc_status", "workloads"}
"""Documents that events show changed or that headers are made from. Other documents and lists pass through as JSON
text: making Python objects of them, only to print these, was a third of the work."""


def _profile_columns(alias: str, table: FromClause) -> dict[str, str]:
    """Names of a part's profile columns and the expressions that read them."""
    return {
        column.name: _expression(f"{alias}.{column.name}", column)
        for column in table.columns
        if column.name not in _NOT_PROFILE
    }


def _expression(name: str, column: ColumnElement[Any]) -> str:
    if isinstance(column.type, ARRAY):
        return f"to_json({name})::text"
    return f"{name}::text" if _is_passed_through(column) or isinstance(column.type, UUID) else name


def _is_passed_through(column: Any) -> bool:
    return isinstance(column.type, ARRAY | JSONB) and column.name not in _LOOKED_INTO


_JSON_NULL = "null"
_PARTS = (StaticProfile.__table__, DynamicProfile.__table__)
_PROFILE = _profile_columns("s", _PARTS[0]) | _profile_columns("d", _PARTS[1])
_PASSED_THROUGH = frozenset(column.name for part in _PARTS for column in part.columns if _is_passed_through(column))

# Rows without last_check_in were written by other software long ago; their events show the last change instead.
_HOST_EXPRESSIONS = {"last_check_in": "COALESCE(h.last_check_in, h.modified_on, h.created_on)"}

_STATE_OF = f"""
    SELECT {", ".join(_HOST_EXPRESSIONS.get(name, f"h.{name}") for name in HostRow._fields)}, h.tags, h.host_type,
           {", ".join(_PROFILE.values())}
    FROM unnest(%s::varchar[], %s::uuid[]) AS k(org_id, id)
    JOIN hbi.hosts h ON h.org_id = k.org_id AND h.id = k.id
    LEFT JOIN hbi.system_profiles_static s ON s.org_id = h.org_id AND s.host_id = h.id
    LEFT JOIN hbi.system_profiles_dynamic d ON d.org_id = h.org_id AND d.host_id = h.id
"""  # noqa: S608 - names come from the models


def stored_hosts(tx: Transaction, hosts: Collection[HostKey]) -> dict[HostKey, StoredHost]:
    """State of the hosts that exist, in one statement."""
    if not hosts:
        return {}
    bulk.prefer_indexes(tx)
    width = len(HostRow._fields)
    found: dict[HostKey, StoredHost] = {}
    with tx.cursor() as cursor:
        cursor.execute(_STATE_OF, [bulk.array([key[position] for key in hosts]) for position in (0, 1)])
        for values in cursor:
            row = HostRow._make(values[:width])
            profile = _profile(values[width + 2 :])
            found[row.org_id, str(row.id)] = StoredHost(row, values[width], values[width + 1], profile)
    return found


def _profile(values: Sequence[Any]) -> dict[str, Any]:
    profile = {}
    for name, value in zip(_PROFILE, values, strict=True):
        if value is None:
            continue
        if name not in _PASSED_THROUGH:
            profile[name] = value
        elif value != _JSON_NULL:
            profile[name] = orjson.Fragment(value)
    return profile
