"""Finds hosts by a tag with its value.

Revision 0014 after 0013.
"""

from migrations.partitions import create_index

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_index("idx_hosts_tags", "hosts", "USING gin (tags jsonb_path_ops)")
