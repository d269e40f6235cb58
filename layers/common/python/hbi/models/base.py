"""What every table has in common: schema, column types, defaults."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Column, DateTime, MetaData, String, text
from sqlalchemy.dialects.postgresql import JSONB, UUID
from sqlalchemy.sql.schema import SchemaItem
from sqlalchemy.types import TypeEngine

from hbi.ids import ZERO_UUID
from hbi.settings import SCHEMA

METADATA = MetaData(schema=SCHEMA)
"""All tables, for migrations."""

ORG_ID = String(36)
# Ids are text in Python, as the driver delivers them and as they stand in every answer: no conversion either way.
UUID_TEXT = UUID(as_uuid=False)
# A Python None is SQL NULL, never the JSON value null (contract: database 3 and 7).
DOCUMENT = JSONB(none_as_null=True)
INSTANT = DateTime(timezone=True)

NO_INSIGHTS_ID = text(f"'{ZERO_UUID}'::uuid")
"""Maintained by triggers unless the writer fills it (contract: database 12)."""

HASHED_BY_ORG: Mapping[str, Any] = {"postgresql_partition_by": "HASH (org_id)"}


def column(
    name: str, kind: TypeEngine[Any] | type[TypeEngine[Any]], *constraints: SchemaItem, **options: Any
) -> Column[Any]:
    """A column whose name is a plain `str`.

    Names become keys of JSON objects, where orjson takes no subclass of `str`, and `Column` makes one of a name.
    """
    made: Column[Any] = Column(kind, *constraints, **options)
    made.name = made.key = name
    return made
