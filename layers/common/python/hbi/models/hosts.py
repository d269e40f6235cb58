"""Hosts and their memberships (contract: database 3 and 4)."""

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, ForeignKeyConstraint, Index, Integer, String, literal_column, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from hbi.models.base import DOCUMENT, HASHED_BY_ORG, INSTANT, UUID_TEXT, Base, Id, InsightsId, OrgId


class Host(Base):
    """One row per host."""

    __tablename__ = "hosts"

    org_id: Mapped[OrgId] = mapped_column(primary_key=True)
    id: Mapped[Id] = mapped_column(primary_key=True)
    account: Mapped[str | None] = mapped_column(String(10))
    display_name: Mapped[str | None] = mapped_column(String(200))
    ansible_host: Mapped[str | None] = mapped_column(String(255))
    created_on: Mapped[datetime | None] = mapped_column(INSTANT)
    modified_on: Mapped[datetime | None] = mapped_column(INSTANT)
    facts: Mapped[dict[str, Any] | None] = mapped_column(DOCUMENT)
    tags: Mapped[dict[str, Any] | None] = mapped_column(DOCUMENT)
    tags_alt: Mapped[list[dict[str, Any]] | None] = mapped_column(DOCUMENT)
    groups: Mapped[list[dict[str, Any]]] = mapped_column(DOCUMENT)
    last_check_in: Mapped[datetime | None] = mapped_column(INSTANT)
    reporter: Mapped[str] = mapped_column(String(255))
    per_reporter_staleness: Mapped[dict[str, Any]] = mapped_column(DOCUMENT, server_default=text("'{}'::jsonb"))
    canonical_facts_version: Mapped[int | None] = mapped_column(Integer)
    is_virtual: Mapped[bool | None] = mapped_column(Boolean)
    insights_id: Mapped[InsightsId]
    subscription_manager_id: Mapped[str | None] = mapped_column(String(36))
    satellite_id: Mapped[str | None] = mapped_column(String(255))
    fqdn: Mapped[str | None] = mapped_column(String(255))
    bios_uuid: Mapped[str | None] = mapped_column(String(36))
    ip_addresses: Mapped[list[str] | None] = mapped_column(DOCUMENT)
    mac_addresses: Mapped[list[str] | None] = mapped_column(DOCUMENT)
    provider_id: Mapped[str | None] = mapped_column(String(500))
    provider_type: Mapped[str | None] = mapped_column(String(50))
    display_name_reporter: Mapped[str | None] = mapped_column(String(255))
    openshift_cluster_id: Mapped[str | None] = mapped_column(UUID_TEXT)
    host_type: Mapped[str | None] = mapped_column(String(12))
    reporters: Mapped[list[str]] = mapped_column(ARRAY(String(255)), server_default=text("'{}'::character varying[]"))

    __table_args__ = (
        # Index order follows the contract's table.
        Index("hosts_replica_identity_idx", "org_id", "id", "insights_id", unique=True),
        Index("idx_hosts_covering_for_sync", "org_id", "id", postgresql_include=["host_type", "insights_id"]),
        Index("idx_hosts_org_id_last_check_in", "org_id", text("last_check_in DESC")),
        Index("idx_hosts_org_id_modified_on", "org_id", text("modified_on DESC")),
        Index("idx_hosts_org_id_provider_id", "org_id", "provider_id"),
        Index("idx_hosts_insights_id", "insights_id"),
        Index("idx_hosts_subscription_manager_id", "subscription_manager_id"),
        Index("idx_hosts_modified_on_id", text("modified_on DESC"), text("id DESC")),
        Index("idx_hosts_host_type_id", "host_type", "id"),
        Index("idx_hosts_reporters_gin", "reporters", postgresql_using="gin"),
        # These are ours.
        Index("idx_hosts_display_name", "org_id", text("(COALESCE(display_name, ''::character varying))")),
        Index(
            "idx_hosts_both_names",
            # With PostgreSQL's own line breaks, by which Alembic recognises it.
            literal_column(
                "(\nCASE\nWHEN strpos(fqdn::text, display_name::text) > 0 THEN fqdn::text"
                "\nELSE (COALESCE(display_name, ''::character varying)::text || ' '::text)"
                " || COALESCE(fqdn, ''::character varying)::text\nEND)"
            ).label("names"),
            postgresql_using="gin",
            postgresql_ops={"names": "hbi.gin_trgm_ops"},
        ),
        Index("idx_hosts_tags", "tags", postgresql_using="gin", postgresql_ops={"tags": "jsonb_path_ops"}),
        HASHED_BY_ORG,
    )


class HostGroup(Base):
    """Membership of a host in a group; one per host, by rule of the application."""

    __tablename__ = "hosts_groups"

    org_id: Mapped[OrgId] = mapped_column(primary_key=True)
    host_id: Mapped[Id] = mapped_column(primary_key=True)
    group_id: Mapped[Id] = mapped_column(primary_key=True)

    __table_args__ = (
        ForeignKeyConstraint(
            ["org_id", "host_id"],
            ["hbi.hosts.org_id", "hbi.hosts.id"],
            name="fk_hosts_groups_on_hosts",
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(["group_id"], ["hbi.groups.id"], name="fk_hosts_groups_on_groups"),
        Index("idx_hosts_groups_forward", "org_id", "host_id", "group_id"),
        Index("idx_hosts_groups_reverse", "org_id", "group_id", "host_id"),
        Index("idx_hosts_groups_members", "org_id", "group_id"),
        HASHED_BY_ORG,
    )
