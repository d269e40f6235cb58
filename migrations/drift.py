"""What Alembic compares when it looks for differences between the models and a database."""

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy.schema import ForeignKeyConstraint, SchemaItem

from hbi.db.migrate import VERSION_TABLE
from hbi.settings import SCHEMA

# The original system's version table stays in a database that was taken over.
NOT_MODELLED = frozenset({VERSION_TABLE, "alembic_version"})
_PARTITION = re.compile(r"_p\d+$")


def in_our_schema(name: str | None, kind: str, _parents: Mapping[Any, str | None]) -> bool:
    """Whether Alembic should look at this schema, or at this table of it: partitions follow their parents."""
    if kind == "schema":
        return name == SCHEMA
    if kind == "table":
        return name not in NOT_MODELLED and not _PARTITION.search(name or "")
    return True


def is_modelled(item: SchemaItem, name: str | None, kind: str, reflected: bool, _other: SchemaItem | None) -> bool:
    """Whether a difference counts.

    PostgreSQL repeats a foreign key for each partition that it points to, and a taken-over database may still have two
    dead columns (contract: database 5): neither is in the models.
    """
    if not reflected:
        return True
    if isinstance(item, ForeignKeyConstraint):
        return not _PARTITION.search(item.referred_table.name)
    return not (kind == "column" and name in {"intersystems", "rhel_ai"})
