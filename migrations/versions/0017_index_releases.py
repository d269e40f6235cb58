"""Has the entries of each operating system together in their index, so that it tells systems apart by itself.

Revision 0017 after 0016.
"""

from migrations.partitions import create_index, drop_index

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_index(
        "idx_sps_releases",
        "system_profiles_static",
        "(org_id, lower(operating_system ->> 'name'), (operating_system -> 'major'), (operating_system -> 'minor'),"
        " (operating_system ->> 'name')) INCLUDE (host_id, operating_system)",
    )
    drop_index("idx_sps_operating_system", "system_profiles_static")
