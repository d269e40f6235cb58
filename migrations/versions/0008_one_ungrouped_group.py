"""Lets an organisation have one ungrouped group at most, as every reader of the table assumes.

Revision 0008 after 0007.
"""

from hbi.db.migrate import MigrationRefused
from migrations.partitions import limits, look_up, run

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    limits(lock_timeout="4s", statement_timeout="60s")
    _refuse_duplicates()
    run("CREATE UNIQUE INDEX idx_groups_one_ungrouped_per_org ON hbi.groups (org_id) WHERE ungrouped")


def _refuse_duplicates() -> None:
    orgs = look_up(
        "SELECT org_id FROM hbi.groups WHERE ungrouped GROUP BY org_id HAVING count(*) > 1 ORDER BY org_id LIMIT 10"
    )
    if orgs:
        raise MigrationRefused(
            f"organisations with more than one ungrouped group: {', '.join(orgs)}. "
            "Move their hosts into one of them and delete the others, then migrate again"
        )
