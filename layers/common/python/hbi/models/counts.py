"""Numbers of hosts that are kept, so that nobody has to count (contract: database 15)."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Identity,
    Index,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY

from hbi.models.base import INSTANT, METADATA, ORG_ID, column

HOST_COUNTS = Table(
    "host_counts",
    METADATA,
    column("org_id", ORG_ID, nullable=False),
    column("kind", String(10), nullable=False),
    column("sequence", BigInteger, Identity(always=True), nullable=False),
    # Of a tag its namespace, key and value; of an operating system its name and the JSON of both versions.
    column("value", ARRAY(Text), nullable=False),
    column("hosts", BigInteger, nullable=False),
    # Whether the row is what earlier rows add up to.
    column("is_sum", Boolean, server_default=text("false"), nullable=False),
    PrimaryKeyConstraint("org_id", "kind", "sequence", name="host_counts_pkey"),
    CheckConstraint("kind IN ('host', 'tag', 'os', 'sap_system', 'sap_sid')", name="host_counts_kind_check"),
    Index("idx_host_counts_differences", "org_id", "kind", postgresql_where=text("NOT is_sum")),
)
"""How many hosts more, or fewer, have a value. The sum of a value's rows is their number; triggers write them."""

HOST_COUNT_STATES = Table(
    "host_count_states",
    METADATA,
    column("org_id", ORG_ID, primary_key=True),
    column("counted_on", INSTANT),
)
"""Organisations whose hosts were counted plainly, and when: since then `host_counts` is right. NULL is not yet.

Whoever deletes rows of an organisation from `host_counts` holds its row here `FOR UPDATE`.
"""
