"""Remembers how many exports each organisation asks for, and when it was last served.

Functions of the version before do not look at it.

Revision 0021 after 0020.
"""

from migrations.partitions import limits, run

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    limits(lock_timeout="4s", statement_timeout="60s")
    run(
        """
        CREATE TABLE hbi.export_quotas (
            org_id varchar(36) PRIMARY KEY,
            used_until timestamptz NOT NULL,
            served_on timestamptz
        )
        """
    )
