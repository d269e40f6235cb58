"""What other applications know about a host (contract: database 7)."""

from datetime import datetime
from typing import Any

from sqlalchemy import Computed, ForeignKeyConstraint, Integer, PrimaryKeyConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from hbi.models.base import DOCUMENT, HASHED_BY_ORG, INSTANT, UUID_TEXT, Base, Id, Instant, OrgId


def _table_args(table: str) -> tuple[Any, ...]:
    return (
        PrimaryKeyConstraint("org_id", "host_id", name=f"pk_{table}"),
        ForeignKeyConstraint(
            ["org_id", "host_id"], ["hbi.hosts.org_id", "hbi.hosts.id"], name=f"fk_{table}_hosts", ondelete="CASCADE"
        ),
        HASHED_BY_ORG,
    )


class AppDataAdvisor(Base):
    """Recommendations of Advisor."""

    __tablename__ = "hosts_app_data_advisor"
    __table_args__ = _table_args(__tablename__)

    org_id: Mapped[OrgId]
    host_id: Mapped[Id]
    last_updated: Mapped[Instant]
    recommendations: Mapped[int | None] = mapped_column(Integer)
    incidents: Mapped[int | None] = mapped_column(Integer)
    critical: Mapped[int | None] = mapped_column(Integer)
    important: Mapped[int | None] = mapped_column(Integer)
    moderate: Mapped[int | None] = mapped_column(Integer)
    low: Mapped[int | None] = mapped_column(Integer)


class AppDataVulnerability(Base):
    """Known vulnerabilities."""

    __tablename__ = "hosts_app_data_vulnerability"
    __table_args__ = _table_args(__tablename__)

    org_id: Mapped[OrgId]
    host_id: Mapped[Id]
    last_updated: Mapped[Instant]
    total_cves: Mapped[int | None] = mapped_column(Integer)
    critical_cves: Mapped[int | None] = mapped_column(Integer)
    important_cves: Mapped[int | None] = mapped_column(Integer)
    cves_with_security_rules: Mapped[int | None] = mapped_column(Integer)
    cves_with_known_exploits: Mapped[int | None] = mapped_column(Integer)
    moderate_cves: Mapped[int | None] = mapped_column(Integer)
    low_cves: Mapped[int | None] = mapped_column(Integer)


class AppDataPatch(Base):
    """Applicable and installable advisories and packages."""

    __tablename__ = "hosts_app_data_patch"
    __table_args__ = _table_args(__tablename__)

    org_id: Mapped[OrgId]
    host_id: Mapped[Id]
    last_updated: Mapped[Instant]
    advisories_rhsa_applicable: Mapped[int | None] = mapped_column(Integer)
    advisories_rhba_applicable: Mapped[int | None] = mapped_column(Integer)
    advisories_rhea_applicable: Mapped[int | None] = mapped_column(Integer)
    advisories_other_applicable: Mapped[int | None] = mapped_column(Integer)
    advisories_rhsa_installable: Mapped[int | None] = mapped_column(Integer)
    advisories_rhba_installable: Mapped[int | None] = mapped_column(Integer)
    advisories_rhea_installable: Mapped[int | None] = mapped_column(Integer)
    advisories_other_installable: Mapped[int | None] = mapped_column(Integer)
    packages_applicable: Mapped[int | None] = mapped_column(Integer)
    packages_installable: Mapped[int | None] = mapped_column(Integer)
    packages_installed: Mapped[int | None] = mapped_column(Integer)
    template_name: Mapped[str | None] = mapped_column(String(255))
    template_uuid: Mapped[str | None] = mapped_column(UUID_TEXT)


class AppDataRemediations(Base):
    """Number of remediation plans."""

    __tablename__ = "hosts_app_data_remediations"
    __table_args__ = _table_args(__tablename__)

    org_id: Mapped[OrgId]
    host_id: Mapped[Id]
    last_updated: Mapped[Instant]
    remediations_plans: Mapped[int | None] = mapped_column(Integer)


class AppDataCompliance(Base):
    """Policies a host is measured against."""

    __tablename__ = "hosts_app_data_compliance"
    __table_args__ = _table_args(__tablename__)

    org_id: Mapped[OrgId]
    host_id: Mapped[Id]
    last_updated: Mapped[Instant]
    policies: Mapped[list[Any] | None] = mapped_column(DOCUMENT)
    policies_count: Mapped[int] = mapped_column(
        Integer, Computed("jsonb_array_length(COALESCE(policies, '[]'::jsonb))", persisted=True)
    )
    last_scan: Mapped[datetime | None] = mapped_column(INSTANT)


class AppDataMalware(Base):
    """Result of the last malware scan."""

    __tablename__ = "hosts_app_data_malware"
    __table_args__ = _table_args(__tablename__)

    org_id: Mapped[OrgId]
    host_id: Mapped[Id]
    last_updated: Mapped[Instant]
    last_status: Mapped[str | None] = mapped_column(String(50))
    last_matches: Mapped[int | None] = mapped_column(Integer)
    total_matches: Mapped[int | None] = mapped_column(Integer)
    last_scan: Mapped[datetime | None] = mapped_column(INSTANT)


APP_DATA_MODELS = (
    AppDataAdvisor,
    AppDataVulnerability,
    AppDataPatch,
    AppDataRemediations,
    AppDataCompliance,
    AppDataMalware,
)
"""One per application."""
