"""System profiles: a slow-changing and a fast-changing part (contract: database 5 and 6).

`profile_hash` is ours: a 16-byte digest of the part as it was last reported and normalised. NULL means unknown. A
trigger resets it when somebody changes the part without renewing the hash.

`other_fields` is ours too: the fields of the part that have no column of their own, by name.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from hbi.models.base import DOCUMENT, HASHED_BY_ORG, INSTANT, UUID_TEXT, Base, Id, InsightsId, OrgId

LARGEST_INTEGER = 2_147_483_647


def _of_host(name: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["org_id", "host_id"], ["hbi.hosts.org_id", "hbi.hosts.id"], name=name, ondelete="CASCADE"
    )


def _not_negative(column: str) -> CheckConstraint:
    return CheckConstraint(f"{column} >= 0 AND {column} <= {LARGEST_INTEGER}", name=f"{column}_range_check")


class StaticProfile(Base):
    """Slow-changing part. Lists of objects are arrays of jsonb."""

    __tablename__ = "system_profiles_static"

    org_id: Mapped[OrgId]
    host_id: Mapped[Id]
    insights_id: Mapped[InsightsId]
    arch: Mapped[str | None] = mapped_column(String(50))
    basearch: Mapped[str | None] = mapped_column(String(50))
    bios_release_date: Mapped[str | None] = mapped_column(String(50))
    bios_vendor: Mapped[str | None] = mapped_column(String(100))
    bios_version: Mapped[str | None] = mapped_column(String(100))
    bootc_status: Mapped[dict[str, Any] | None] = mapped_column(DOCUMENT)
    cloud_provider: Mapped[str | None] = mapped_column(String(100))
    conversions: Mapped[dict[str, Any] | None] = mapped_column(DOCUMENT)
    cores_per_socket: Mapped[int | None] = mapped_column(Integer)
    cpu_model: Mapped[str | None] = mapped_column(String(100))
    disk_devices: Mapped[list[Any] | None] = mapped_column(ARRAY(DOCUMENT))
    dnf_modules: Mapped[list[Any] | None] = mapped_column(ARRAY(DOCUMENT))
    enabled_services: Mapped[list[str] | None] = mapped_column(ARRAY(String(512)))
    gpg_pubkeys: Mapped[list[str] | None] = mapped_column(ARRAY(String(512)))
    greenboot_fallback_detected: Mapped[bool | None] = mapped_column(Boolean)
    greenboot_status: Mapped[str | None] = mapped_column(String(5))
    host_type: Mapped[str | None] = mapped_column(String(12))
    image_builder: Mapped[dict[str, Any] | None] = mapped_column(DOCUMENT)
    infrastructure_type: Mapped[str | None] = mapped_column(String(100))
    infrastructure_vendor: Mapped[str | None] = mapped_column(String(100))
    insights_client_version: Mapped[str | None] = mapped_column(String(50))
    installed_packages_delta: Mapped[list[str] | None] = mapped_column(ARRAY(String(512)))
    installed_services: Mapped[list[str] | None] = mapped_column(ARRAY(String(512)))
    is_marketplace: Mapped[bool | None] = mapped_column(Boolean)
    katello_agent_running: Mapped[bool | None] = mapped_column(Boolean)
    number_of_cpus: Mapped[int | None] = mapped_column(Integer)
    number_of_sockets: Mapped[int | None] = mapped_column(Integer)
    operating_system: Mapped[dict[str, Any] | None] = mapped_column(DOCUMENT)
    os_kernel_version: Mapped[str | None] = mapped_column(String(20))
    os_release: Mapped[str | None] = mapped_column(String(100))
    owner_id: Mapped[str | None] = mapped_column(UUID_TEXT)
    public_dns: Mapped[list[str] | None] = mapped_column(ARRAY(String(100)))
    public_ipv4_addresses: Mapped[list[str] | None] = mapped_column(ARRAY(String(15)))
    releasever: Mapped[str | None] = mapped_column(String(100))
    rhc_client_id: Mapped[str | None] = mapped_column(UUID_TEXT)
    rhc_config_state: Mapped[str | None] = mapped_column(UUID_TEXT)
    rhsm: Mapped[dict[str, Any] | None] = mapped_column(DOCUMENT)
    rpm_ostree_deployments: Mapped[list[Any] | None] = mapped_column(ARRAY(DOCUMENT))
    satellite_managed: Mapped[bool | None] = mapped_column(Boolean)
    selinux_config_file: Mapped[str | None] = mapped_column(String(128))
    selinux_current_mode: Mapped[str | None] = mapped_column(String(10))
    subscription_auto_attach: Mapped[str | None] = mapped_column(String(100))
    subscription_status: Mapped[str | None] = mapped_column(String(100))
    system_purpose: Mapped[dict[str, Any] | None] = mapped_column(DOCUMENT)
    system_update_method: Mapped[str | None] = mapped_column(String(10))
    third_party_services: Mapped[dict[str, Any] | None] = mapped_column(DOCUMENT)
    threads_per_core: Mapped[int | None] = mapped_column(Integer)
    tuned_profile: Mapped[str | None] = mapped_column(String(256))
    virtual_host_uuid: Mapped[str | None] = mapped_column(UUID_TEXT)
    yum_repos: Mapped[list[Any] | None] = mapped_column(ARRAY(DOCUMENT))
    profile_hash: Mapped[str | None] = mapped_column(UUID_TEXT)
    other_fields: Mapped[dict[str, Any] | None] = mapped_column(DOCUMENT)

    __table_args__ = (
        PrimaryKeyConstraint("org_id", "host_id", name="pk_system_profiles_static"),
        _of_host("fk_system_profiles_static_hosts"),
        _not_negative("cores_per_socket"),
        _not_negative("number_of_cpus"),
        _not_negative("number_of_sockets"),
        _not_negative("threads_per_core"),
        Index("idx_system_profiles_static_org_id", "org_id"),
        Index("idx_system_profiles_static_host_id", "host_id"),
        Index(
            "idx_sps_join_all_queries",
            "org_id",
            "host_id",
            text("(operating_system ->> 'name')"),
            text("((bootc_status -> 'booted') ->> 'image_digest')"),
        ),
        Index(  # ours
            "idx_sps_releases",
            "org_id",
            text("lower(operating_system ->> 'name')"),
            text("(operating_system -> 'major')"),
            text("(operating_system -> 'minor')"),
            text("(operating_system ->> 'name')"),
            postgresql_include=["host_id", "operating_system"],
        ),
        HASHED_BY_ORG,
    )


class DynamicProfile(Base):
    """Fast-changing part. Lists of objects are plain jsonb."""

    __tablename__ = "system_profiles_dynamic"

    org_id: Mapped[OrgId]
    host_id: Mapped[Id]
    insights_id: Mapped[InsightsId]
    captured_date: Mapped[datetime | None] = mapped_column(INSTANT)
    last_boot_time: Mapped[datetime | None] = mapped_column(INSTANT)
    running_processes: Mapped[list[str] | None] = mapped_column(ARRAY(String()))
    installed_packages: Mapped[list[str] | None] = mapped_column(ARRAY(String()))
    cpu_flags: Mapped[list[str] | None] = mapped_column(ARRAY(String()))
    kernel_modules: Mapped[list[str] | None] = mapped_column(ARRAY(String()))
    network_interfaces: Mapped[list[Any] | None] = mapped_column(DOCUMENT)
    installed_products: Mapped[list[Any] | None] = mapped_column(DOCUMENT)
    systemd: Mapped[dict[str, Any] | None] = mapped_column(DOCUMENT)
    workloads: Mapped[dict[str, Any] | None] = mapped_column(DOCUMENT)
    insights_egg_version: Mapped[str | None] = mapped_column(String(50))
    system_memory_bytes: Mapped[int | None] = mapped_column(BigInteger)
    profile_hash: Mapped[str | None] = mapped_column(UUID_TEXT)
    other_fields: Mapped[dict[str, Any] | None] = mapped_column(DOCUMENT)

    __table_args__ = (
        PrimaryKeyConstraint("org_id", "host_id", name="pk_system_profiles_dynamic"),
        _of_host("fk_system_profiles_dynamic_hosts"),
        Index(
            "idx_sp_dynamic_workloads_gin",
            "workloads",
            postgresql_using="gin",
            postgresql_ops={"workloads": "jsonb_path_ops"},
        ),
        HASHED_BY_ORG,
    )
