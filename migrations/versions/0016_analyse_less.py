"""Leaves processors to hosts instead of statistics.

Statistics of a partition tell how facts are spread, which hardly changes. With 0007 autovacuum took them anew whenever
a fiftieth of the rows had changed: a load of a million hosts spent more time on them than on the hosts. Now it is a
fifth.

Most of that time went into lists and documents, which have to be unpacked for it, and no plan gains by it: what
conditions look at in them has an index with statistics of its own.

Revision 0016 after 0015.
"""

from migrations.partitions import alter_partitions, columns_of_types, limits, run

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

TABLES = ("hosts", "system_profiles_static", "system_profiles_dynamic")
ESTIMATED = {"tags", "reporters", "operating_system", "sap_sids"}
"""Documents and lists whose statistics plans go by."""


def upgrade() -> None:
    limits(lock_timeout="4s", statement_timeout="60s")
    for table in TABLES:
        alter_partitions(table, "SET (autovacuum_analyze_scale_factor = 0.2)")
        columns = [column for column in columns_of_types(table, ("jsonb", "[]")) if column not in ESTIMATED]
        # Partitions follow the parent.
        run(f"ALTER TABLE hbi.{table} {', '.join(f'ALTER COLUMN {column} SET STATISTICS 0' for column in columns)}")
