"""Functions that choose how the rest of a transaction is planned and committed.

RDS Proxy reserves a server connection for a client for good once it sees SET or set_config. It does not look into
functions, and what these set ends with the transaction, so nothing of it meets the next client.

Revision 0020 after 0019.
"""

from migrations.partitions import limits, run

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    limits(lock_timeout="4s", statement_timeout="60s")
    run(
        """
        CREATE FUNCTION hbi.prefer_indexes() RETURNS void LANGUAGE sql VOLATILE AS $$
            SELECT set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true),
                   set_config('enable_mergejoin', 'off', true), set_config('enable_material', 'off', true),
                   set_config('plan_cache_mode', 'force_generic_plan', true)
        $$;
        CREATE FUNCTION hbi.commit_without_waiting() RETURNS void LANGUAGE sql VOLATILE AS $$
            SELECT set_config('synchronous_commit', 'off', true)
        $$
        """
    )
