"""What an organisation sets up: groups, staleness, saved views (contract: database 8, 9, 10)."""

from sqlalchemy import (
    Boolean,
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

from hbi.models.base import DOCUMENT, INSTANT, METADATA, ORG_ID, UUID_TEXT, column

GROUPS = Table(
    "groups",
    METADATA,
    column("id", UUID_TEXT, primary_key=True),
    column("org_id", ORG_ID, nullable=False),
    column("account", String(10)),
    column("name", String(255), nullable=False),
    column("created_on", INSTANT, nullable=False),
    column("modified_on", INSTANT, nullable=False),
    column("ungrouped", Boolean, server_default=text("false"), nullable=False),
    Index("idxgrouporgid", "org_id"),
    Index("idx_groups_org_id_name_ignorecase", text("lower(name::text)"), "org_id"),
    Index("idx_groups_one_ungrouped_per_org", "org_id", unique=True, postgresql_where=text("ungrouped")),
)
"""Mirror of a workspace. At most one of an organisation is the ungrouped one."""

STALENESS = Table(
    "staleness",
    METADATA,
    column("id", UUID_TEXT, primary_key=True),
    column("org_id", ORG_ID, nullable=False),
    column("conventional_time_to_stale", Integer, nullable=False),
    column("conventional_time_to_stale_warning", Integer, nullable=False),
    column("conventional_time_to_delete", Integer, nullable=False),
    column("created_on", INSTANT, nullable=False),
    column("modified_on", INSTANT, nullable=False),
    UniqueConstraint("org_id", name="staleness_org_id_key"),
    Index("idxaccstaleorgid", "org_id"),
)
"""Staleness settings of an organisation, in seconds."""

INVENTORY_VIEWS = Table(
    "inventory_views",
    METADATA,
    column("id", UUID_TEXT, primary_key=True, server_default=text("gen_random_uuid()")),
    column("org_id", String(36)),
    column("name", String(255), nullable=False),
    column("description", Text),
    column("is_system_view", Boolean, Computed("org_id IS NULL", persisted=True), nullable=False),
    column("configuration", DOCUMENT, nullable=False),
    column("org_wide", Boolean, server_default=text("false"), nullable=False),
    column("created_by", String(255)),
    column("created_on", INSTANT, server_default=text("now()"), nullable=False),
    column("modified_on", INSTANT, server_default=text("now()"), nullable=False),
    Index("idx_inventory_views_org_id_created_by", "org_id", "created_by"),
)
"""A saved view; one without organisation is a system view that everybody sees."""

USER_VIEW_PREFERENCES = Table(
    "user_view_preferences",
    METADATA,
    column("org_id", ORG_ID, primary_key=True),
    column("user_id", String(255), primary_key=True),
    column("view_id", UUID_TEXT, nullable=False),
    column("created_on", INSTANT, server_default=text("now()"), nullable=False),
    column("modified_on", INSTANT, server_default=text("now()"), nullable=False),
    ForeignKeyConstraint(
        ["view_id"], ["hbi.inventory_views.id"], name="fk_user_view_preferences_views", ondelete="CASCADE"
    ),
    Index("idx_user_view_preferences_view_id", "view_id"),
)
"""The view that a person sees first. It goes with the view."""
