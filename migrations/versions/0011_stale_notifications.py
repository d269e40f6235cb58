"""Lets the outbox owe a notification that no event goes with: that a host became stale.

Revision 0011 after 0010.
"""

from migrations.partitions import limits, run

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    limits(lock_timeout="4s", statement_timeout="60s")
    run(
        """
        ALTER TABLE hbi.host_events_outbox
            DROP CONSTRAINT host_events_outbox_event_type_check,
            ADD CONSTRAINT host_events_outbox_event_type_check
                CHECK (event_type IN ('created', 'updated', 'delete', 'stale'))
        """
    )
