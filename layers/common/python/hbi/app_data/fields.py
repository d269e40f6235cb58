"""Fields that an application may set, and how their values become what is stored (contract: ingest-and-events 17).

Derived from the models: a new column of an application is a new field of its messages.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import Column, DateTime, Integer, String, Table
from sqlalchemy.dialects import postgresql

from hbi.ids import is_dashed_uuid, is_uuid
from hbi.models import APP_DATA_TABLES
from hbi.profile.instants import parse_instant
from hbi.text import shorten

type Reader = Callable[[Any], Any]
"""Turns a sent value, never null, into the stored one; raises ValueError."""

APPLICATIONS: Mapping[str, Table] = MappingProxyType(
    {table.name.removeprefix("hosts_app_data_"): table for table in APP_DATA_TABLES}
)
"""Tables by the application's name."""

KEY = ("org_id", "host_id", "last_updated")
"""Columns that every application's table has."""

MAX_POLICY_NAME_LENGTH = 255

_INT_MIN, _INT_MAX = -(2**31), 2**31 - 1
_IS_NUMBER = re.compile(r"\s*[+-]?[0-9]{1,20}\s*").fullmatch


def read_fields(application: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """The fields present in `data` as they are stored; null stays None, unknown members are dropped.

    Raises:
        ValueError: a value breaks its field's rule; the text names field and value.
    """
    fields = {}
    for name, read in READERS[application].items():
        if name in data:
            value = data[name]
            try:
                fields[name] = None if value is None else read(value)
            except ValueError as error:
                raise ValueError(f"{name}: {error}, got {shorten(value)}") from None
    return fields


def _integer(value: Any) -> int:
    """Numbers in text are read and fractions cut off; `true` is not a number."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError("expected an integer")
    if isinstance(value, str) and not _IS_NUMBER(value):
        raise ValueError("expected an integer")
    number = int(value)
    if not _INT_MIN <= number <= _INT_MAX:
        raise ValueError("beyond 32 bits")
    return number


def _text(limit: int | None, value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("expected a string")
    if limit is not None and len(value) > limit:
        raise ValueError(f"longer than {limit} characters")
    return value


def _uuid(value: Any) -> str:
    if not isinstance(value, str) or not is_uuid(value):
        raise ValueError("expected a UUID")
    return str(UUID(value))


def _instant(value: Any) -> datetime:
    if not isinstance(value, str):
        raise ValueError("expected a date-time")
    return parse_instant(value)


def _policies(value: Any) -> list[dict[str, str]]:
    if not isinstance(value, list):
        raise ValueError("expected a list of policies")
    return [_policy(policy) for policy in value]


def _policy(policy: Any) -> dict[str, str]:
    if not isinstance(policy, dict):
        raise ValueError("expected a list of policies")
    identifier = policy.get("id")
    if not isinstance(identifier, str) or not is_dashed_uuid(identifier):
        raise ValueError("expected a dashed UUID as id of a policy")
    return {"id": identifier.lower(), "name": _text(MAX_POLICY_NAME_LENGTH, policy.get("name"))}


def _reader(column: Column[Any]) -> Reader:
    kind = column.type
    if isinstance(kind, Integer):
        return _integer
    if isinstance(kind, postgresql.UUID):
        return _uuid
    if isinstance(kind, DateTime):
        return _instant
    if isinstance(kind, postgresql.JSONB):
        return _policies
    assert isinstance(kind, String), f"no reader for {column}"  # noqa: S101 - a new type in the models
    return partial(_text, kind.length)


READERS: Mapping[str, Mapping[str, Reader]] = MappingProxyType(
    {
        application: MappingProxyType(
            {column.name: _reader(column) for column in table.c if column.name not in KEY and column.computed is None}
        )
        for application, table in APPLICATIONS.items()
    }
)
"""Readers of an application's fields."""
