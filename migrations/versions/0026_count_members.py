"""Counts members of groups by an index that holds little else, and keeps it readable without the table.

Its entries for a group are equal but for their rows, so PostgreSQL stores them together: it has an eighth of the size
of the contract's index that holds the hosts, too. After hosts have moved, PostgreSQL looks up each entry's row until
the table is vacuumed; with the server's defaults that would be when a fifth of the rows is dead.

Functions of the version before use the index without knowing it.

Revision 0026 after 0023.
"""

from migrations.partitions import alter_partitions, create_index, limits

revision = "0026"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    limits(lock_timeout="4s", statement_timeout="60s")
    alter_partitions(
        "hosts_groups", "SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.05)"
    )
    create_index("idx_hosts_groups_members", "hosts_groups", "(org_id, group_id)")
