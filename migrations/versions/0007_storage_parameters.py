"""Keeps tables that are rewritten all the time from bloating.

Hosts and profiles are rewritten when they report. With the server's defaults autovacuum would wait for a fifth of a
partition to be dead; here it comes at a fiftieth. The queues are emptied as fast as they are filled, so only a fixed
number makes sense for them.

Pages of dynamic profiles keep room for a row's next version, which then needs no index entries. Those of hosts don't:
each check-in changes indexed columns, so a new version always needs them.

Revision 0007 after 0006.
"""

from migrations.partitions import alter_partitions, limits, run

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

REWRITTEN = "autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02"
TOASTED = "toast.autovacuum_vacuum_scale_factor = 0.02"
QUEUE = "autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_delay = 0"


def upgrade() -> None:
    limits(lock_timeout="4s", statement_timeout="60s")
    alter_partitions("hosts", f"SET ({REWRITTEN}, {TOASTED})")
    alter_partitions("system_profiles_dynamic", f"SET (fillfactor = 80, {REWRITTEN}, {TOASTED})")
    alter_partitions("system_profiles_static", f"SET ({REWRITTEN}, {TOASTED})")
    for queue in ("outbox", "host_events_outbox"):
        run(f"ALTER TABLE hbi.{queue} SET ({QUEUE})")
