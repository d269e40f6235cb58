"""Indexes a display name that is a part of the domain name once, which most are.

Every check-in enters its host into the index anew and pays for each letter. Functions of the version before do not know
this index: until they are replaced, they look for names without any.

Revision 0018 after 0017.
"""

from migrations.partitions import create_index, drop_index, look_up

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    [schema] = look_up("SELECT extnamespace::regnamespace::text FROM pg_extension WHERE extname = 'pg_trgm'")
    create_index("idx_hosts_both_names", "hosts", f"USING gin (({NAMES}) {schema}.gin_trgm_ops)")
    drop_index("idx_hosts_names", "hosts")


NAMES = (
    "CASE WHEN strpos(fqdn, display_name) > 0 THEN fqdn"
    " ELSE COALESCE(display_name, ''::character varying) || ' ' || COALESCE(fqdn, ''::character varying) END"
)
