"""Finds hosts by a part of their display name or domain name.

Revision 0013 after 0012.
"""

from migrations.partitions import create_index, look_up, run

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Where the database has the extension already it may lie in another schema.
    run("CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA hbi")
    [schema] = look_up("SELECT extnamespace::regnamespace::text FROM pg_extension WHERE extname = 'pg_trgm'")
    create_index("idx_hosts_names", "hosts", f"USING gin (({NAMES}) {schema}.gin_trgm_ops)")


NAMES = "COALESCE(display_name, ''::character varying) || ' ' || COALESCE(fqdn, ''::character varying)"
