"""What the service keeps for itself: replication and jobs (contract: database 10), and our events and exports."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Identity, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from hbi.models.base import DOCUMENT, INSTANT, Base, Document, Id, Instant, OrgId


class Outbox(Base):
    """Rows for change data capture: inserted and deleted in one transaction, so empty at rest."""

    __tablename__ = "outbox"

    id: Mapped[Id] = mapped_column(primary_key=True)
    aggregatetype: Mapped[str] = mapped_column(String(255))
    aggregateid: Mapped[Id]
    operation: Mapped[str] = mapped_column(String(255))
    version: Mapped[str] = mapped_column(String(50))
    payload: Mapped[Document]


class HbiMetadata(Base):
    """When a job last succeeded."""

    __tablename__ = "hbi_metadata"

    name: Mapped[str] = mapped_column(String(), primary_key=True)
    type: Mapped[str] = mapped_column(String(), primary_key=True)
    last_succeeded: Mapped[Instant]


class DebeziumSignal(Base):
    """Commands of operators to the replication connector; we never touch it."""

    __tablename__ = "debezium_signal"

    id: Mapped[str] = mapped_column(String(50), primary_key=True)
    type: Mapped[str] = mapped_column(String(32))
    data: Mapped[str | None] = mapped_column(String(2048))


class HostEventOutbox(Base):
    """A committed change of a host that is not yet published. For one host `sequence` follows commit order."""

    __tablename__ = "host_events_outbox"

    sequence: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    org_id: Mapped[OrgId]
    host_id: Mapped[Id]
    event_type: Mapped[str] = mapped_column(String(16))
    context: Mapped[dict[str, Any]] = mapped_column(DOCUMENT)
    created_on: Mapped[Instant] = mapped_column(INSTANT, server_default=text("now()"))
    refused_on: Mapped[Instant | None] = mapped_column(INSTANT)
    """When it was last found that the row cannot be published for what it is, such as its size."""

    __table_args__ = (
        CheckConstraint(
            "event_type IN ('created', 'updated', 'delete', 'stale')", name="host_events_outbox_event_type_check"
        ),
        Index("idx_host_events_outbox_host", "org_id", "host_id", "sequence"),
    )


class Export(Base):
    """An export that somebody asked for (contract: exports 4)."""

    __tablename__ = "exports"

    id: Mapped[Id] = mapped_column(primary_key=True)
    org_id: Mapped[OrgId]
    principal: Mapped[str] = mapped_column(Text)
    name: Mapped[str | None] = mapped_column(Text)
    format: Mapped[str] = mapped_column(String(8))
    status: Mapped[str] = mapped_column(String(8), server_default=text("'pending'::character varying"))
    created_on: Mapped[Instant] = mapped_column(INSTANT, server_default=text("now()"))
    completed_on: Mapped[datetime | None] = mapped_column(INSTANT)
    expires_on: Mapped[Instant]
    request_id: Mapped[str | None] = mapped_column(Text)
    identity: Mapped[str] = mapped_column(Text)
    object_key: Mapped[str | None] = mapped_column(Text)
    rows: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    bytes: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    progress_on: Mapped[datetime | None] = mapped_column(INSTANT)
    message: Mapped[str | None] = mapped_column(Text)
    target: Mapped[dict[str, Any] | None] = mapped_column(DOCUMENT)
    """Where an external export service wants the file; NULL for an archive in the bucket."""

    __table_args__ = (
        CheckConstraint("format IN ('json', 'csv', 'ndjson', 'parquet')", name="exports_format_check"),
        CheckConstraint(
            "status IN ('pending', 'running', 'complete', 'partial', 'failed')", name="exports_status_check"
        ),
        Index("idx_exports_owner", "org_id", "principal", "created_on", "id"),
        Index("idx_exports_unfinished", "created_on", postgresql_where=text("status IN ('pending', 'running')")),
        Index("idx_exports_expires_on", "expires_on"),
    )


class ExportQuota(Base):
    """How much of exports an organisation uses."""

    __tablename__ = "export_quotas"

    org_id: Mapped[OrgId] = mapped_column(primary_key=True)
    used_until: Mapped[Instant]
    """The instant up to which requests have used its rate; in the past for an organisation that asked for little."""
    served_on: Mapped[datetime | None] = mapped_column(INSTANT)
    """When work on one of its exports last began."""


class ExportSource(Base):
    """One data set inside an export."""

    __tablename__ = "export_sources"

    id: Mapped[Id] = mapped_column(primary_key=True)
    export_id: Mapped[Id]
    org_id: Mapped[OrgId]
    application: Mapped[str] = mapped_column(Text)
    resource: Mapped[str] = mapped_column(Text)
    filters: Mapped[dict[str, Any] | None] = mapped_column(DOCUMENT)
    status: Mapped[str] = mapped_column(String(8), server_default=text("'pending'::character varying"))
    code: Mapped[int | None] = mapped_column(Integer)
    message: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (
        ForeignKeyConstraint(["export_id"], ["hbi.exports.id"], name="fk_export_sources_exports", ondelete="CASCADE"),
        CheckConstraint(
            "status IN ('pending', 'running', 'complete', 'partial', 'failed')", name="export_sources_status_check"
        ),
        Index("idx_export_sources_export_id", "export_id"),
    )
