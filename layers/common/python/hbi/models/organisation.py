"""What an organisation sets up: groups, staleness, saved views (contract: database 8, 9, 10)."""

from typing import Any

from sqlalchemy import Boolean, Computed, ForeignKeyConstraint, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from hbi.models.base import DOCUMENT, INSTANT, Base, Id, Instant, OrgId


class Group(Base):
    """Mirror of a workspace. At most one of an organisation is the ungrouped one."""

    __tablename__ = "groups"

    id: Mapped[Id] = mapped_column(primary_key=True)
    org_id: Mapped[OrgId]
    account: Mapped[str | None] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(255))
    created_on: Mapped[Instant]
    modified_on: Mapped[Instant]
    ungrouped: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))

    __table_args__ = (
        Index("idxgrouporgid", "org_id"),
        Index("idx_groups_org_id_name_ignorecase", text("lower(name::text)"), "org_id"),
        Index("idx_groups_one_ungrouped_per_org", "org_id", unique=True, postgresql_where=text("ungrouped")),
    )


class Staleness(Base):
    """Staleness settings of an organisation, in seconds."""

    __tablename__ = "staleness"

    id: Mapped[Id] = mapped_column(primary_key=True)
    org_id: Mapped[OrgId]
    conventional_time_to_stale: Mapped[int] = mapped_column(Integer)
    conventional_time_to_stale_warning: Mapped[int] = mapped_column(Integer)
    conventional_time_to_delete: Mapped[int] = mapped_column(Integer)
    created_on: Mapped[Instant]
    modified_on: Mapped[Instant]

    __table_args__ = (
        UniqueConstraint("org_id", name="staleness_org_id_key"),
        Index("idxaccstaleorgid", "org_id"),
    )


class InventoryView(Base):
    """A saved view; one without organisation is a system view that everybody sees."""

    __tablename__ = "inventory_views"

    id: Mapped[Id] = mapped_column(primary_key=True, server_default=text("gen_random_uuid()"))
    org_id: Mapped[str | None] = mapped_column(String(36))
    name: Mapped[str] = mapped_column(String(255))
    description: Mapped[str | None] = mapped_column(Text)
    is_system_view: Mapped[bool] = mapped_column(Boolean, Computed("org_id IS NULL", persisted=True))
    configuration: Mapped[dict[str, Any]] = mapped_column(DOCUMENT)
    org_wide: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))
    created_by: Mapped[str | None] = mapped_column(String(255))
    created_on: Mapped[Instant] = mapped_column(INSTANT, server_default=text("now()"))
    modified_on: Mapped[Instant] = mapped_column(INSTANT, server_default=text("now()"))

    __table_args__ = (Index("idx_inventory_views_org_id_created_by", "org_id", "created_by"),)


class UserViewPreference(Base):
    """The view that a person sees first. It goes with the view."""

    __tablename__ = "user_view_preferences"

    org_id: Mapped[OrgId] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(String(255), primary_key=True)
    view_id: Mapped[Id]
    created_on: Mapped[Instant] = mapped_column(INSTANT, server_default=text("now()"))
    modified_on: Mapped[Instant] = mapped_column(INSTANT, server_default=text("now()"))

    __table_args__ = (
        ForeignKeyConstraint(
            ["view_id"], ["hbi.inventory_views.id"], name="fk_user_view_preferences_views", ondelete="CASCADE"
        ),
        Index("idx_user_view_preferences_view_id", "view_id"),
    )
