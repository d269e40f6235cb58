"""What other applications know about a host (contract: database 7)."""

from typing import Any

from sqlalchemy import Column, Computed, ForeignKeyConstraint, Integer, PrimaryKeyConstraint, String, Table

from hbi.models.base import DOCUMENT, HASHED_BY_ORG, INSTANT, METADATA, ORG_ID, UUID_TEXT, column


def _app_data(application: str, *columns: Column[Any]) -> Table:
    name = f"hosts_app_data_{application}"
    return Table(
        name,
        METADATA,
        column("org_id", ORG_ID, nullable=False),
        column("host_id", UUID_TEXT, nullable=False),
        column("last_updated", INSTANT, nullable=False),
        *columns,
        PrimaryKeyConstraint("org_id", "host_id", name=f"pk_{name}"),
        ForeignKeyConstraint(
            ["org_id", "host_id"], ["hbi.hosts.org_id", "hbi.hosts.id"], name=f"fk_{name}_hosts", ondelete="CASCADE"
        ),
        **HASHED_BY_ORG,
    )


ADVISOR_DATA = _app_data(
    "advisor",
    column("recommendations", Integer),
    column("incidents", Integer),
    column("critical", Integer),
    column("important", Integer),
    column("moderate", Integer),
    column("low", Integer),
)
"""Recommendations of Advisor."""

VULNERABILITY_DATA = _app_data(
    "vulnerability",
    column("total_cves", Integer),
    column("critical_cves", Integer),
    column("important_cves", Integer),
    column("cves_with_security_rules", Integer),
    column("cves_with_known_exploits", Integer),
    column("moderate_cves", Integer),
    column("low_cves", Integer),
)
"""Known vulnerabilities."""

PATCH_DATA = _app_data(
    "patch",
    column("advisories_rhsa_applicable", Integer),
    column("advisories_rhba_applicable", Integer),
    column("advisories_rhea_applicable", Integer),
    column("advisories_other_applicable", Integer),
    column("advisories_rhsa_installable", Integer),
    column("advisories_rhba_installable", Integer),
    column("advisories_rhea_installable", Integer),
    column("advisories_other_installable", Integer),
    column("packages_applicable", Integer),
    column("packages_installable", Integer),
    column("packages_installed", Integer),
    column("template_name", String(255)),
    column("template_uuid", UUID_TEXT),
)
"""Applicable and installable advisories and packages."""

REMEDIATIONS_DATA = _app_data(
    "remediations",
    column("remediations_plans", Integer),
)
"""Number of remediation plans."""

COMPLIANCE_DATA = _app_data(
    "compliance",
    column("policies", DOCUMENT),
    column(
        "policies_count",
        Integer,
        Computed("jsonb_array_length(COALESCE(policies, '[]'::jsonb))", persisted=True),
        nullable=False,
    ),
    column("last_scan", INSTANT),
)
"""Policies a host is measured against."""

MALWARE_DATA = _app_data(
    "malware",
    column("last_status", String(50)),
    column("last_matches", Integer),
    column("total_matches", Integer),
    column("last_scan", INSTANT),
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
