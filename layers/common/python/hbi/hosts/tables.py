"""The tables that reads of hosts are made of, under the aliases that their statements use.

Plain tables, not mapped classes: SQLAlchemy builds and runs statements on them in half the time.
"""

from collections.abc import Mapping
from typing import Any, cast

from sqlalchemy import ColumnElement, FromClause, Table

from hbi.models import DynamicProfile, Group, Host, HostGroup, StaticProfile
from hbi.profile.columns import OTHER_FIELDS, PartName, part_columns

HOSTS = cast("Table", Host.__table__).alias("h")
MEMBERSHIPS = cast("Table", HostGroup.__table__).alias("m")
GROUPS = cast("Table", Group.__table__).alias("g")
STATIC = cast("Table", StaticProfile.__table__).alias("s")
SORTED_STATIC = cast("Table", StaticProfile.__table__).alias("o")
"""Slow-changing part, where hosts are sorted by it."""
DYNAMIC = cast("Table", DynamicProfile.__table__).alias("d")

type Members = Mapping[str, ColumnElement[Any]]
"""Profile members by name, and the expressions that read them."""


def _members(part: PartName, rows: FromClause) -> Members:
    fields = part_columns(part)
    others = {name: rows.c[OTHER_FIELDS][name].label(name) for name in sorted(fields.others)}
    return {**{name: rows.c[name] for name in fields.own}, **others}


STATIC_MEMBERS = _members("static", STATIC)
"""Members in the slow-changing part."""
DYNAMIC_MEMBERS = _members("dynamic", DYNAMIC)
"""Members in the fast-changing part."""
