"""Remembers which pending events cannot be published for what they are, so that they are not tried every minute.

Functions of the version before do not look at it: until they are replaced, they try these events like all others.

Revision 0019 after 0018.
"""

from migrations.partitions import limits, run

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    limits(lock_timeout="4s", statement_timeout="60s")
    run("ALTER TABLE hbi.host_events_outbox ADD COLUMN refused_on timestamptz")
