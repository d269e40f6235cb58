"""System profiles: a slow-changing and a fast-changing part (contract: database 5 and 6).

`profile_hash` is ours: a 16-byte digest of the part as it was last reported and normalised. NULL means unknown. A
trigger resets it when somebody changes the part without renewing the hash.

`other_fields` is ours too: the fields of the part that have no column of their own, by name.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY

from hbi.models.base import DOCUMENT, HASHED_BY_ORG, INSTANT, METADATA, NO_INSIGHTS_ID, ORG_ID, UUID_TEXT

LARGEST_INTEGER = 2_147_483_647


def _of_host(name: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["org_id", "host_id"], ["hbi.hosts.org_id", "hbi.hosts.id"], name=name, ondelete="CASCADE"
    )


def _not_negative(column: str) -> CheckConstraint:
    return CheckConstraint(f"{column} >= 0 AND {column} <= {LARGEST_INTEGER}", name=f"{column}_range_check")


STATIC_PROFILES = Table(
    "system_profiles_static",
    METADATA,
    Column("org_id", ORG_ID, nullable=False),
    Column("host_id", UUID_TEXT, nullable=False),
    Column("insights_id", UUID_TEXT, server_default=NO_INSIGHTS_ID, nullable=False),
    Column("arch", String(50)),
    Column("basearch", String(50)),
    Column("bios_release_date", String(50)),
    Column("bios_vendor", String(100)),
    Column("bios_version", String(100)),
    Column("bootc_status", DOCUMENT),
    Column("cloud_provider", String(100)),
    Column("conversions", DOCUMENT),
    Column("cores_per_socket", Integer),
    Column("cpu_model", String(100)),
    Column("disk_devices", ARRAY(DOCUMENT)),
    Column("dnf_modules", ARRAY(DOCUMENT)),
    Column("enabled_services", ARRAY(String(512))),
    Column("gpg_pubkeys", ARRAY(String(512))),
    Column("greenboot_fallback_detected", Boolean),
    Column("greenboot_status", String(5)),
    Column("host_type", String(12)),
    Column("image_builder", DOCUMENT),
    Column("infrastructure_type", String(100)),
    Column("infrastructure_vendor", String(100)),
    Column("insights_client_version", String(50)),
    Column("installed_packages_delta", ARRAY(String(512))),
    Column("installed_services", ARRAY(String(512))),
    Column("is_marketplace", Boolean),
    Column("katello_agent_running", Boolean),
    Column("number_of_cpus", Integer),
    Column("number_of_sockets", Integer),
    Column("operating_system", DOCUMENT),
    Column("os_kernel_version", String(20)),
    Column("os_release", String(100)),
    Column("owner_id", UUID_TEXT),
    Column("public_dns", ARRAY(String(100))),
    Column("public_ipv4_addresses", ARRAY(String(15))),
    Column("releasever", String(100)),
    Column("rhc_client_id", UUID_TEXT),
    Column("rhc_config_state", UUID_TEXT),
    Column("rhsm", DOCUMENT),
    Column("rpm_ostree_deployments", ARRAY(DOCUMENT)),
    Column("satellite_managed", Boolean),
    Column("selinux_config_file", String(128)),
    Column("selinux_current_mode", String(10)),
    Column("subscription_auto_attach", String(100)),
    Column("subscription_status", String(100)),
    Column("system_purpose", DOCUMENT),
    Column("system_update_method", String(10)),
    Column("third_party_services", DOCUMENT),
    Column("threads_per_core", Integer),
    Column("tuned_profile", String(256)),
    Column("virtual_host_uuid", UUID_TEXT),
    Column("yum_repos", ARRAY(DOCUMENT)),
    Column("profile_hash", UUID_TEXT),
    Column("other_fields", DOCUMENT),
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
    **HASHED_BY_ORG,
)
"""Slow-changing part. Lists of objects are arrays of jsonb."""

DYNAMIC_PROFILES = Table(
    "system_profiles_dynamic",
    METADATA,
    Column("org_id", ORG_ID, nullable=False),
    Column("host_id", UUID_TEXT, nullable=False),
    Column("insights_id", UUID_TEXT, server_default=NO_INSIGHTS_ID, nullable=False),
    Column("captured_date", INSTANT),
    Column("last_boot_time", INSTANT),
    Column("running_processes", ARRAY(String())),
    Column("installed_packages", ARRAY(String())),
    Column("cpu_flags", ARRAY(String())),
    Column("kernel_modules", ARRAY(String())),
    Column("network_interfaces", DOCUMENT),
    Column("installed_products", DOCUMENT),
    Column("systemd", DOCUMENT),
    Column("workloads", DOCUMENT),
    Column("insights_egg_version", String(50)),
    Column("system_memory_bytes", BigInteger),
    Column("profile_hash", UUID_TEXT),
    Column("other_fields", DOCUMENT),
    PrimaryKeyConstraint("org_id", "host_id", name="pk_system_profiles_dynamic"),
    _of_host("fk_system_profiles_dynamic_hosts"),
    Index(
        "idx_sp_dynamic_workloads_gin",
        "workloads",
        postgresql_using="gin",
        postgresql_ops={"workloads": "jsonb_path_ops"},
    ),
    **HASHED_BY_ORG,
)
"""Fast-changing part. Lists of objects are plain jsonb."""
