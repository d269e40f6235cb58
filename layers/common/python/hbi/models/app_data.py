"""What other applications know about a host (contract: database 7)."""

from typing import Any

from sqlalchemy import Column, Computed, ForeignKeyConstraint, Integer, PrimaryKeyConstraint, String, Table

from hbi.models.base import DOCUMENT, HASHED_BY_ORG, INSTANT, METADATA, ORG_ID, UUID_TEXT


def _app_data(application: str, *columns: Column[Any]) -> Table:
    name = f"hosts_app_data_{application}"
    return Table(
        name,
        METADATA,
        Column("org_id", ORG_ID, nullable=False),
        Column("host_id", UUID_TEXT, nullable=False),
        Column("last_updated", INSTANT, nullable=False),
        *columns,
        PrimaryKeyConstraint("org_id", "host_id", name=f"pk_{name}"),
        ForeignKeyConstraint(
            ["org_id", "host_id"], ["hbi.hosts.org_id", "hbi.hosts.id"], name=f"fk_{name}_hosts", ondelete="CASCADE"
        ),
        **HASHED_BY_ORG,
    )


ADVISOR_DATA = _app_data(
    "advisor",
    Column("recommendations", Integer),
    Column("incidents", Integer),
    Column("critical", Integer),
    Column("important", Integer),
    Column("moderate", Integer),
    Column("low", Integer),
)
"""Recommendations of Advisor."""

VULNERABILITY_DATA = _app_data(
    "vulnerability",
    Column("total_cves", Integer),
    Column("critical_cves", Integer),
    Column("important_cves", Integer),
    Column("cves_with_security_rules", Integer),
    Column("cves_with_known_exploits", Integer),
    Column("moderate_cves", Integer),
    Column("low_cves", Integer),
)
"""Known vulnerabilities."""

PATCH_DATA = _app_data(
    "patch",
    Column("advisories_rhsa_applicable", Integer),
    Column("advisories_rhba_applicable", Integer),
    Column("advisories_rhea_applicable", Integer),
    Column("advisories_other_applicable", Integer),
    Column("advisories_rhsa_installable", Integer),
    Column("advisories_rhba_installable", Integer),
    Column("advisories_rhea_installable", Integer),
    Column("advisories_other_installable", Integer),
    Column("packages_applicable", Integer),
    Column("packages_installable", Integer),
    Column("packages_installed", Integer),
    Column("template_name", String(255)),
    Column("template_uuid", UUID_TEXT),
)
"""Applicable and installable advisories and packages."""

REMEDIATIONS_DATA = _app_data(
    "remediations",
    Column("remediations_plans", Integer),
)
"""Number of remediation plans."""

COMPLIANCE_DATA = _app_data(
    "compliance",
    Column("policies", DOCUMENT),
    Column(
        "policies_count",
        Integer,
        Computed("jsonb_array_length(COALESCE(policies, '[]'::jsonb))", persisted=True),
        nullable=False,
    ),
    Column("last_scan", INSTANT),
)
"""Policies a host is measured against."""

MALWARE_DATA = _app_data(
    "malware",
    Column("last_status", String(50)),
    Column("last_matches", Integer),
    Column("total_matches", Integer),
    Column("last_scan", INSTANT),
)
"""Result of the last malware scan."""

APP_DATA_TABLES = (
    ADVISOR_DATA,
    VULNERABILITY_DATA,
    PATCH_DATA,
    REMEDIATIONS_DATA,
    COMPLIANCE_DATA,
    MALWARE_DATA,
)
"""One per application."""
