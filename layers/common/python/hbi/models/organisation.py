"""What an organisation sets up: groups, staleness, saved views (contract: database 8, 9, 10)."""

from sqlalchemy import (
    Boolean,
    Column,
    Computed,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from hbi.models.base import DOCUMENT, INSTANT, METADATA, ORG_ID, UUID_TEXT

GROUPS = Table(
    "groups",
    METADATA,
    Column("id", UUID_TEXT, primary_key=True),
    Column("org_id", ORG_ID, nullable=False),
    Column("account", String(10)),
    Column("name", String(255), nullable=False),
    Column("created_on", INSTANT, nullable=False),
    Column("modified_on", INSTANT, nullable=False),
    Column("ungrouped", Boolean, server_default=text("false"), nullable=False),
    Index("idxgrouporgid", "org_id"),
    Index("idx_groups_org_id_name_ignorecase", text("lower(name::text)"), "org_id"),
    Index("idx_groups_one_ungrouped_per_org", "org_id", unique=True, postgresql_where=text("ungrouped")),
)
"""Mirror of a workspace. At most one of an organisation is the ungrouped one."""

STALENESS = Table(
    "staleness",
    METADATA,
    Column("id", UUID_TEXT, primary_key=True),
    Column("org_id", ORG_ID, nullable=False),
    Column("conventional_time_to_stale", Integer, nullable=False),
    Column("conventional_time_to_stale_warning", Integer, nullable=False),
    Column("conventional_time_to_delete", Integer, nullable=False),
    Column("created_on", INSTANT, nullable=False),
    Column("modified_on", INSTANT, nullable=False),
    UniqueConstraint("org_id", name="staleness_org_id_key"),
    Index("idxaccstaleorgid", "org_id"),
)
"""Staleness settings of an organisation, in seconds."""

INVENTORY_VIEWS = Table(
    "inventory_views",
    METADATA,
    Column("id", UUID_TEXT, primary_key=True, server_default=text("gen_random_uuid()")),
    Column("org_id", String(36)),
    Column("name", String(255), nullable=False),
    Column("description", Text),
    Column("is_system_view", Boolean, Computed("org_id IS NULL", persisted=True), nullable=False),
    Column("configuration", DOCUMENT, nullable=False),
    Column("org_wide", Boolean, server_default=text("false"), nullable=False),
    Column("created_by", String(255)),
    Column("created_on", INSTANT, server_default=text("now()"), nullable=False),
    Column("modified_on", INSTANT, server_default=text("now()"), nullable=False),
    Index("idx_inventory_views_org_id_created_by", "org_id", "created_by"),
)
"""A saved view; one without organisation is a system view that everybody sees."""

USER_VIEW_PREFERENCES = Table(
    "user_view_preferences",
    METADATA,
    Column("org_id", ORG_ID, primary_key=True),
    Column("user_id", String(255), primary_key=True),
    Column("view_id", UUID_TEXT, nullable=False),
    Column("created_on", INSTANT, server_default=text("now()"), nullable=False),
    Column("modified_on", INSTANT, server_default=text("now()"), nullable=False),
    ForeignKeyConstraint(
        ["view_id"], ["hbi.inventory_views.id"], name="fk_user_view_preferences_views", ondelete="CASCADE"
    ),
    Index("idx_user_view_preferences_view_id", "view_id"),
)
"""The view that a person sees first. It goes with the view."""
