"""Serves lists of hosts that are sorted by display name.

Revision 0012 after 0011.
"""

from migrations.partitions import create_index

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_index("idx_hosts_display_name", "hosts", "(org_id, (COALESCE(display_name, ''::character varying)))")
