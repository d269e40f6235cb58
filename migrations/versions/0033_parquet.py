"""Takes exports in Parquet.

Functions of the version before ask for none. One that finds such an export fails it.

Revision 0033 after 0030.
"""

from migrations.partitions import limits, run

revision = "0033"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    limits(lock_timeout="4s", statement_timeout="60s")
    run(
        """
        ALTER TABLE hbi.exports
            DROP CONSTRAINT exports_format_check,
            ADD CONSTRAINT exports_format_check CHECK (format IN ('json', 'csv', 'ndjson', 'parquet'))
        """
    )
