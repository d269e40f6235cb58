"""Gives the planner something to go by until autovacuum has looked at the first hosts.

Revision 0010 after 0009.
"""

from migrations import statistics
from migrations.partitions import limits

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    limits(lock_timeout="4s", statement_timeout="60s")
    statistics.seed()
