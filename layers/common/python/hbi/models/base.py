"""What every table has in common: schema, column types, defaults."""

from datetime import datetime
from typing import Annotated, Any

from sqlalchemy import DateTime, MetaData, String, text
from sqlalchemy.dialects.postgresql import JSONB, UUID
from sqlalchemy.orm import DeclarativeBase, mapped_column

from hbi.ids import ZERO_UUID
from hbi.settings import SCHEMA

# Ids are text in Python, as the driver delivers them and as they stand in every answer: no conversion either way.
UUID_TEXT = UUID(as_uuid=False)

# A Python None is SQL NULL, never the JSON value null (contract: database 3 and 7).
DOCUMENT = JSONB(none_as_null=True)
INSTANT = DateTime(timezone=True)

OrgId = Annotated[str, mapped_column(String(36))]
Id = Annotated[str, mapped_column(UUID_TEXT)]
Instant = Annotated[datetime, mapped_column(INSTANT)]
Document = Annotated[Any, mapped_column(DOCUMENT)]
# Maintained by triggers unless the writer fills it (contract: database 12).
InsightsId = Annotated[str, mapped_column(UUID_TEXT, server_default=text(f"'{ZERO_UUID}'::uuid"))]

HASHED_BY_ORG = {"postgresql_partition_by": "HASH (org_id)"}


class Base(DeclarativeBase):
    """Root of the models. Attributes are named like their columns; there are no relationships."""

    metadata = MetaData(schema=SCHEMA)
    __abstract__ = True
