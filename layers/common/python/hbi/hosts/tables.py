"""The tables that reads of hosts are made of, under the aliases that their statements use.

Plain tables, not mapped classes: SQLAlchemy builds and runs statements on them in half the time.
"""

from typing import cast

from sqlalchemy import Table

from hbi.models import DynamicProfile, Group, Host, HostGroup, StaticProfile

HOSTS = cast("Table", Host.__table__).alias("h")
MEMBERSHIPS = cast("Table", HostGroup.__table__).alias("m")
GROUPS = cast("Table", Group.__table__).alias("g")
STATIC = cast("Table", StaticProfile.__table__).alias("s")
SORTED_STATIC = cast("Table", StaticProfile.__table__).alias("o")
"""Slow-changing part, where hosts are sorted by it."""
DYNAMIC = cast("Table", DynamicProfile.__table__).alias("d")

_NOT_PROFILE = frozenset({"org_id", "host_id", "insights_id", "profile_hash", "third_party_services"})

STATIC_NAMES = tuple(column.name for column in STATIC.c if column.name not in _NOT_PROFILE)
"""Profile members in the slow-changing part."""
DYNAMIC_NAMES = tuple(column.name for column in DYNAMIC.c if column.name not in _NOT_PROFILE)
"""Profile members in the fast-changing part."""
