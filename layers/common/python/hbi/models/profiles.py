"""System profiles: a slow-changing and a fast-changing part (contract: database 5 and 6).

`profile_hash` is ours: a 16-byte digest of the part as it was last reported and normalised. NULL means unknown. A
trigger resets it when somebody changes the part without renewing the hash.

`other_fields` is ours too: the fields of the part that have no column of their own, by name.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY

from hbi.models.base import DOCUMENT, HASHED_BY_ORG, INSTANT, METADATA, NO_INSIGHTS_ID, ORG_ID, UUID_TEXT, column

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
    column("org_id", ORG_ID, nullable=False),
    column("host_id", UUID_TEXT, nullable=False),
    column("insights_id", UUID_TEXT, server_default=NO_INSIGHTS_ID, nullable=False),
    column("arch", String(50)),
    column("basearch", String(50)),
    column("bios_release_date", String(50)),
    column("bios_vendor", String(100)),
    column("bios_version", String(100)),
    column("bootc_status", DOCUMENT),
    column("cloud_provider", String(100)),
    column("conversions", DOCUMENT),
    column("cores_per_socket", Integer),
    column("cpu_model", String(100)),
    column("disk_devices", ARRAY(DOCUMENT)),
    column("dnf_modules", ARRAY(DOCUMENT)),
    column("enabled_services", ARRAY(String(512))),
    column("gpg_pubkeys", ARRAY(String(512))),
    column("greenboot_fallback_detected", Boolean),
    column("greenboot_status", String(5)),
    column("host_type", String(12)),
    column("image_builder", DOCUMENT),
    column("infrastructure_type", String(100)),
    column("infrastructure_vendor", String(100)),
    column("insights_client_version", String(50)),
    column("installed_packages_delta", ARRAY(String(512))),
    column("installed_services", ARRAY(String(512))),
    column("is_marketplace", Boolean),
    column("katello_agent_running", Boolean),
    column("number_of_cpus", Integer),
    column("number_of_sockets", Integer),
    column("operating_system", DOCUMENT),
    column("os_kernel_version", String(20)),
    column("os_release", String(100)),
    column("owner_id", UUID_TEXT),
    column("public_dns", ARRAY(String(100))),
    column("public_ipv4_addresses", ARRAY(String(15))),
    column("releasever", String(100)),
    column("rhc_client_id", UUID_TEXT),
    column("rhc_config_state", UUID_TEXT),
    column("rhsm", DOCUMENT),
    column("rpm_ostree_deployments", ARRAY(DOCUMENT)),
    column("satellite_managed", Boolean),
    column("selinux_config_file", String(128)),
    column("selinux_current_mode", String(10)),
    column("subscription_auto_attach", String(100)),
    column("subscription_status", String(100)),
    column("system_purpose", DOCUMENT),
    column("system_update_method", String(10)),
    column("third_party_services", DOCUMENT),
    column("threads_per_core", Integer),
    column("tuned_profile", String(256)),
    column("virtual_host_uuid", UUID_TEXT),
    column("yum_repos", ARRAY(DOCUMENT)),
    column("profile_hash", UUID_TEXT),
    column("other_fields", DOCUMENT),
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
    column("org_id", ORG_ID, nullable=False),
    column("host_id", UUID_TEXT, nullable=False),
    column("insights_id", UUID_TEXT, server_default=NO_INSIGHTS_ID, nullable=False),
    column("captured_date", INSTANT),
    column("last_boot_time", INSTANT),
    column("running_processes", ARRAY(String())),
    column("installed_packages", ARRAY(String())),
    column("cpu_flags", ARRAY(String())),
    column("kernel_modules", ARRAY(String())),
    column("network_interfaces", DOCUMENT),
    column("installed_products", DOCUMENT),
    column("systemd", DOCUMENT),
    column("workloads", DOCUMENT),
    column("insights_egg_version", String(50)),
    column("system_memory_bytes", BigInteger),
    column("profile_hash", UUID_TEXT),
    column("other_fields", DOCUMENT),
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
