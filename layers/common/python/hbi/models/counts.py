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

_IS_KIND = "kind IN ('host', 'tag', 'odd_tags', 'os', 'sap_system', 'sap_sid')"

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
    CheckConstraint(_IS_KIND, name="host_counts_kind_check"),
    Index("idx_host_counts_differences", "org_id", "kind", postgresql_where=text("NOT is_sum")),
)
"""How many hosts more, or fewer, have a value. The sum of a value's rows is their number; triggers write them."""

HOST_COUNT_STATES = Table(
    "host_count_states",
    METADATA,
    column("org_id", ORG_ID, primary_key=True),
    column("counted_on", INSTANT),
    # What hosts have that have been silent since before this instant, or were never heard of, is in
    # `culled_host_counts`; and when that was written.
    column("culled_until", INSTANT),
    column("culled_on", INSTANT),
    # Whether hosts with tags of kind `odd_tags` are counted, too.
    column("odd_tags_counted", Boolean, server_default=text("false"), nullable=False),
)
"""Organisations whose hosts were counted plainly, and when: since then `host_counts` is right. NULL is not yet.

Whoever deletes rows of an organisation from `host_counts` holds its row here `FOR UPDATE`.
"""

CULLED_HOST_COUNTS = Table(
    "culled_host_counts",
    METADATA,
    column("org_id", ORG_ID, nullable=False),
    column("kind", String(10), nullable=False),
    column("sequence", BigInteger, Identity(always=True), nullable=False),
    column("value", ARRAY(Text), nullable=False),
    column("hosts", BigInteger, nullable=False),
    PrimaryKeyConstraint("org_id", "kind", "sequence", name="culled_host_counts_pkey"),
    CheckConstraint(_IS_KIND, name="culled_host_counts_kind_check"),
)
"""How many hosts have a value of those that were culled at `HOST_COUNT_STATES.culled_until`. A task writes it."""

CULLED_HOST_CHANGES = Table(
    "culled_host_changes",
    METADATA,
    column("org_id", ORG_ID, primary_key=True),
    column("sequence", BigInteger, Identity(always=True), primary_key=True),
)
"""A row for each change after which `CULLED_HOST_COUNTS` may be wrong. Triggers write it, the task deletes it."""
