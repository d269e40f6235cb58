"""Remembers a digest of each profile part as it was last reported, so that an unchanged one need not be compared.

A writer that does not know the column would leave a digest that is no longer true: a trigger resets it to NULL, which
means unknown. It covers every column of the profile, also for rows that arrive by logical replication. It fires after
the update because a trigger before it makes PostgreSQL lock every row once more, and our own writes, which renew the
digest, should pass it for nothing.

Revision 0004 after 0003.
"""

from migrations.partitions import limits, look_up, run

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    limits(lock_timeout="4s", statement_timeout="60s")
    for table in ("system_profiles_static", "system_profiles_dynamic"):
        columns = ", ".join(_profile_columns(table))
        run(
            f"""
            ALTER TABLE hbi.{table} ADD COLUMN profile_hash uuid;

            CREATE FUNCTION hbi.forget_{table}_hash() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                UPDATE hbi.{table} SET profile_hash = NULL WHERE org_id = NEW.org_id AND host_id = NEW.host_id;
                RETURN NULL;
            END
            $$;

            CREATE TRIGGER trigger_forget_profile_hash
                AFTER UPDATE OF {columns} ON hbi.{table}
                FOR EACH ROW WHEN (NEW.profile_hash = OLD.profile_hash)
                EXECUTE FUNCTION hbi.forget_{table}_hash();

            ALTER TABLE hbi.{table} ENABLE ALWAYS TRIGGER trigger_forget_profile_hash;
            """  # noqa: S608 (the names are ours)
        )


def _profile_columns(table: str) -> list[str]:
    """All but the keys and the copy of the host's insights_id, which other triggers maintain."""
    return look_up(
        """
        SELECT attname FROM pg_attribute
        WHERE attrelid = to_regclass(:table) AND attnum > 0 AND NOT attisdropped
          AND attname NOT IN ('org_id', 'host_id', 'insights_id')
        ORDER BY attnum
        """,
        table=f"hbi.{table}",
    )
