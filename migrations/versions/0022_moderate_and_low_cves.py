"""Adds the numbers of moderate and low CVEs of a host, which the original system added in September 2026.

Functions of the version before do not look at them. In a database that is taken over they may be there.

Revision 0022 after 0021.
"""

from migrations.partitions import limits, run

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    limits()
    run(
        """
        ALTER TABLE hbi.hosts_app_data_vulnerability
            ADD COLUMN IF NOT EXISTS moderate_cves integer, ADD COLUMN IF NOT EXISTS low_cves integer
        """
    )
