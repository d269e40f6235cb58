"""Hosts and their memberships (contract: database 3 and 4)."""

from sqlalchemy import Boolean, ForeignKeyConstraint, Index, Integer, String, Table, literal_column, text
from sqlalchemy.dialects.postgresql import ARRAY

from hbi.models.base import DOCUMENT, HASHED_BY_ORG, INSTANT, METADATA, NO_INSIGHTS_ID, ORG_ID, UUID_TEXT, column

HOSTS = Table(
    "hosts",
    METADATA,
    column("org_id", ORG_ID, primary_key=True),
    column("id", UUID_TEXT, primary_key=True),
    column("account", String(10)),
    column("display_name", String(200)),
    column("ansible_host", String(255)),
    column("created_on", INSTANT),
    column("modified_on", INSTANT),
    column("facts", DOCUMENT),
    column("tags", DOCUMENT),
    column("tags_alt", DOCUMENT),
    column("groups", DOCUMENT, nullable=False),
    column("last_check_in", INSTANT),
    column("reporter", String(255), nullable=False),
    column("per_reporter_staleness", DOCUMENT, server_default=text("'{}'::jsonb"), nullable=False),
    column("canonical_facts_version", Integer),
    column("is_virtual", Boolean),
    column("insights_id", UUID_TEXT, server_default=NO_INSIGHTS_ID, nullable=False),
    column("subscription_manager_id", String(36)),
    column("satellite_id", String(255)),
    column("fqdn", String(255)),
    column("bios_uuid", String(36)),
    column("ip_addresses", DOCUMENT),
    column("mac_addresses", DOCUMENT),
    column("provider_id", String(500)),
    column("provider_type", String(50)),
    column("display_name_reporter", String(255)),
    column("openshift_cluster_id", UUID_TEXT),
    column("host_type", String(12)),
    column("reporters", ARRAY(String(255)), server_default=text("'{}'::character varying[]"), nullable=False),
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
    **HASHED_BY_ORG,
)
"""One row per host."""

HOSTS_GROUPS = Table(
    "hosts_groups",
    METADATA,
    column("org_id", ORG_ID, primary_key=True),
    column("host_id", UUID_TEXT, primary_key=True),
    column("group_id", UUID_TEXT, primary_key=True),
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
    **HASHED_BY_ORG,
)
"""Membership of a host in a group; one per host, by rule of the application."""
