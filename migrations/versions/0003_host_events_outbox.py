"""Keeps the change events that are committed but not yet published.

Revision 0003 after 0002.
"""

from migrations.partitions import limits, run

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    limits(lock_timeout="4s", statement_timeout="60s")
    run(
        """
        CREATE TABLE hbi.host_events_outbox (
            sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            org_id varchar(36) NOT NULL,
            host_id uuid NOT NULL,
            event_type varchar(16) NOT NULL,
            context jsonb NOT NULL,
            created_on timestamptz NOT NULL DEFAULT now(),
            CONSTRAINT host_events_outbox_event_type_check CHECK (event_type IN ('created', 'updated', 'delete'))
        );
        CREATE INDEX idx_host_events_outbox_host ON hbi.host_events_outbox (org_id, host_id, sequence);
        """
    )
