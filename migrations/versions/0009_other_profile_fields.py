"""Keeps profile fields that have no column of their own: one document for each profile part.

Fields come with newer schemas of the profile. The trigger that forgets the profile's hash covers the new column.

Revision 0009 after 0008.
"""

from migrations.partitions import limits, look_up, partitions_of, run

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    limits(lock_timeout="4s", statement_timeout="60s")
    for table in ("system_profiles_static", "system_profiles_dynamic"):
        run(f"ALTER TABLE hbi.{table} ADD COLUMN other_fields jsonb")
        for relation in (table, *partitions_of(table)):
            run(f"ALTER TABLE hbi.{relation} ALTER COLUMN other_fields SET COMPRESSION lz4")
        columns = ", ".join(_profile_columns(table))
        run(
            f"""
            DROP TRIGGER trigger_forget_profile_hash ON hbi.{table};

            CREATE TRIGGER trigger_forget_profile_hash
                AFTER UPDATE OF {columns} ON hbi.{table}
                FOR EACH ROW WHEN (NEW.profile_hash = OLD.profile_hash)
                EXECUTE FUNCTION hbi.forget_{table}_hash();

            ALTER TABLE hbi.{table} ENABLE ALWAYS TRIGGER trigger_forget_profile_hash;
            """
        )


def _profile_columns(table: str) -> list[str]:
    """All but the keys, the copy of the host's insights_id and the hash itself."""
    return look_up(
        """
        SELECT attname FROM pg_attribute
        WHERE attrelid = to_regclass(:table) AND attnum > 0 AND NOT attisdropped
          AND attname NOT IN ('org_id', 'host_id', 'insights_id', 'profile_hash')
        ORDER BY attnum
        """,
        table=f"hbi.{table}",
    )
