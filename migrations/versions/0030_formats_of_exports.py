"""Takes exports in further formats, and those that an external export service asks for.

Functions of the version before ask for none of them. One that finds such an export fails it.

Revision 0030 after 0029.
"""

from migrations.partitions import limits, run

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    limits(lock_timeout="4s", statement_timeout="60s")
    run(
        """
        ALTER TABLE hbi.exports
            ADD COLUMN target jsonb COMPRESSION lz4,
            ALTER COLUMN format TYPE varchar(8),
            DROP CONSTRAINT exports_format_check,
            ADD CONSTRAINT exports_format_check CHECK (format IN ('json', 'csv', 'ndjson'))
        """
    )
