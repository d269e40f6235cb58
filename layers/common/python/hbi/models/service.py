"""What the service keeps for itself: replication and jobs (contract: database 10), and our events and exports."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    String,
    Table,
    Text,
    text,
)

from hbi.models.base import DOCUMENT, INSTANT, METADATA, ORG_ID, UUID_TEXT, column

OUTBOX = Table(
    "outbox",
    METADATA,
    column("id", UUID_TEXT, primary_key=True),
    column("aggregatetype", String(255), nullable=False),
    column("aggregateid", UUID_TEXT, nullable=False),
    column("operation", String(255), nullable=False),
    column("version", String(50), nullable=False),
    column("payload", DOCUMENT, nullable=False),
)
"""Rows for change data capture: inserted and deleted in one transaction, so empty at rest."""

HBI_METADATA = Table(
    "hbi_metadata",
    METADATA,
    column("name", String(), primary_key=True),
    column("type", String(), primary_key=True),
    column("last_succeeded", INSTANT, nullable=False),
)
"""When a job last succeeded."""

DEBEZIUM_SIGNAL = Table(
    "debezium_signal",
    METADATA,
    column("id", String(50), primary_key=True),
    column("type", String(32), nullable=False),
    column("data", String(2048)),
)
"""Commands of operators to the replication connector; we never touch it."""

HOST_EVENTS_OUTBOX = Table(
    "host_events_outbox",
    METADATA,
    column("sequence", BigInteger, Identity(always=True), primary_key=True),
    column("org_id", ORG_ID, nullable=False),
    column("host_id", UUID_TEXT, nullable=False),
    column("event_type", String(16), nullable=False),
    column("context", DOCUMENT, nullable=False),
    column("created_on", INSTANT, server_default=text("now()"), nullable=False),
    # When it was last found that the row cannot be published for what it is, such as its size.
    column("refused_on", INSTANT),
    CheckConstraint(
        "event_type IN ('created', 'updated', 'delete', 'stale')", name="host_events_outbox_event_type_check"
    ),
    Index("idx_host_events_outbox_host", "org_id", "host_id", "sequence"),
)
"""A committed change of a host that is not yet published. For one host `sequence` follows commit order."""

EXPORTS = Table(
    "exports",
    METADATA,
    column("id", UUID_TEXT, primary_key=True),
    column("org_id", ORG_ID, nullable=False),
    column("principal", Text, nullable=False),
    column("name", Text),
    column("format", String(8), nullable=False),
    column("status", String(8), server_default=text("'pending'::character varying"), nullable=False),
    column("created_on", INSTANT, server_default=text("now()"), nullable=False),
    column("completed_on", INSTANT),
    column("expires_on", INSTANT, nullable=False),
    column("request_id", Text),
    column("identity", Text, nullable=False),
    column("object_key", Text),
    column("rows", BigInteger, server_default=text("0"), nullable=False),
    column("bytes", BigInteger, server_default=text("0"), nullable=False),
    column("progress_on", INSTANT),
    column("message", Text),
    # Where an external export service wants the file; NULL for an archive in the bucket.
    column("target", DOCUMENT),
    CheckConstraint("format IN ('json', 'csv', 'ndjson', 'parquet')", name="exports_format_check"),
    CheckConstraint("status IN ('pending', 'running', 'complete', 'partial', 'failed')", name="exports_status_check"),
    Index("idx_exports_owner", "org_id", "principal", "created_on", "id"),
    Index("idx_exports_unfinished", "created_on", postgresql_where=text("status IN ('pending', 'running')")),
    Index("idx_exports_expires_on", "expires_on"),
)
"""An export that somebody asked for (contract: exports 4)."""

EXPORT_QUOTAS = Table(
    "export_quotas",
    METADATA,
    column("org_id", ORG_ID, primary_key=True),
    # The instant up to which requests have used its rate; in the past for an organisation that asked for little.
    column("used_until", INSTANT, nullable=False),
    # When work on one of its exports last began.
    column("served_on", INSTANT),
)
"""How much of exports an organisation uses."""

EXPORT_SOURCES = Table(
    "export_sources",
    METADATA,
    column("id", UUID_TEXT, primary_key=True),
    column("export_id", UUID_TEXT, nullable=False),
    column("org_id", ORG_ID, nullable=False),
    column("application", Text, nullable=False),
    column("resource", Text, nullable=False),
    column("filters", DOCUMENT),
    column("status", String(8), server_default=text("'pending'::character varying"), nullable=False),
    column("code", Integer),
    column("message", Text),
    ForeignKeyConstraint(["export_id"], ["hbi.exports.id"], name="fk_export_sources_exports", ondelete="CASCADE"),
    CheckConstraint(
        "status IN ('pending', 'running', 'complete', 'partial', 'failed')", name="export_sources_status_check"
    ),
    Index("idx_export_sources_export_id", "export_id"),
)
"""One data set inside an export."""
