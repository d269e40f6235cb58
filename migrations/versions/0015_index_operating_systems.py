"""Counts hosts by operating system without a look at their profiles.

Revision 0015 after 0014.
"""

from migrations.partitions import create_index

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_index(
        "idx_sps_operating_system",
        "system_profiles_static",
        "(org_id, lower(operating_system ->> 'name'), (operating_system -> 'major'), (operating_system -> 'minor'))"
        " INCLUDE (host_id, operating_system)",
    )
