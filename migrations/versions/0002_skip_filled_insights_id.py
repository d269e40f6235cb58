"""Lets the triggers on insights_id look only at rows that need them.

The original's triggers call a function for every inserted profile and every update that names the column. A writer
that fills the column itself (ours does) now passes them with one comparison. The functions stay as they are, so a
profile that arrives without an id still gets its host's.

Revision 0002 after 0001.
"""

from migrations.partitions import limits, run

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    limits(lock_timeout="4s", statement_timeout="60s")
    run(
        """
        CREATE OR REPLACE TRIGGER trigger_sync_insights_id_to_system_profiles
            AFTER UPDATE OF insights_id ON hbi.hosts
            FOR EACH ROW WHEN (NEW.insights_id <> OLD.insights_id)
            EXECUTE FUNCTION hbi.sync_insights_id_to_system_profiles()
        """
    )
    for part in ("static", "dynamic"):
        # The condition cannot look at the host; the default says that the writer left the column to us.
        run(
            f"""
            CREATE OR REPLACE TRIGGER trigger_populate_system_profiles_{part}_insights_id
                AFTER INSERT ON hbi.system_profiles_{part}
                FOR EACH ROW WHEN (NEW.insights_id = '00000000-0000-0000-0000-000000000000')
                EXECUTE FUNCTION hbi.populate_system_profiles_{part}_insights_id()
            """
        )
