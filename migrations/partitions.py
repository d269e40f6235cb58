"""Building blocks of revisions: time limits and what has to be done partition by partition.

Partitioned tables have children `<table>_p0 … <table>_p<N-1>` (contract: database 2).
"""

from collections.abc import Sequence
from typing import Any

from alembic import op
from sqlalchemy import Connection, text

from hbi.settings import SCHEMA

LONGEST_NAME = 63

PARTITIONED_TABLES = (
    "hosts",
    "hosts_groups",
    "system_profiles_static",
    "system_profiles_dynamic",
    "hosts_app_data_advisor",
    "hosts_app_data_vulnerability",
    "hosts_app_data_patch",
    "hosts_app_data_remediations",
    "hosts_app_data_compliance",
    "hosts_app_data_malware",
)


LOCK_TIMEOUT = "4s"
STATEMENT_TIMEOUT = "60s"


def limits(*, lock_timeout: str = LOCK_TIMEOUT, statement_timeout: str = STATEMENT_TIMEOUT) -> None:
    """How long each statement of this revision may wait for a lock, and run in all. Units as PostgreSQL has them.

    A revision that says nothing has the defaults: one that waits for a lock makes everybody else wait behind it, so it
    is better to give up and be run again.
    """
    set_limits(op.get_bind(), lock_timeout, statement_timeout)


def set_limits(
    connection: Connection, lock_timeout: str = LOCK_TIMEOUT, statement_timeout: str = STATEMENT_TIMEOUT
) -> None:
    """Limits the statements of a connection's transaction."""
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{lock_timeout}'")
    connection.exec_driver_sql(f"SET LOCAL statement_timeout = '{statement_timeout}'")


def run(sql: str) -> None:
    """Runs SQL as it stands: several statements if need be, colons and all."""
    op.get_bind().exec_driver_sql(sql)


def look_up(query: str, **values: object) -> list[Any]:
    """The only column that a query answers with; `:name` in it stands for a value."""
    return list(op.get_bind().execute(text(query), values).scalars())


def partitions_of(table: str) -> list[str]:
    """Names of the table's partitions, without schema."""
    return look_up(
        """
        SELECT c.relname
        FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = to_regclass(:parent)
        ORDER BY length(c.relname), c.relname
        """,
        parent=f"{SCHEMA}.{table}",
    )


def create_partitions(table: str, count: int) -> None:
    """Creates all partitions of a new table."""
    for remainder in range(count):
        run(
            f"CREATE TABLE {SCHEMA}.{table}_p{remainder} PARTITION OF {SCHEMA}.{table} "
            f"FOR VALUES WITH (MODULUS {count}, REMAINDER {remainder})"
        )


def alter_partitions(table: str, action: str) -> None:
    """`ALTER TABLE … action` on each partition, for what the parent does not pass on or may not have itself."""
    for partition in partitions_of(table):
        run(f"ALTER TABLE {SCHEMA}.{partition} {action}")


def create_index(name: str, table: str, definition: str, *, unique: bool = False) -> None:
    """Creates an index on a partitioned table without blocking its writers. May be repeated after a failure.

    Ends the revision's transaction, so it belongs into a revision of its own.

    Args:
        definition: all that follows the table's name, e.g. `(org_id, fqdn) WHERE fqdn IS NOT NULL`.
    """
    kind = "UNIQUE INDEX" if unique else "INDEX"
    partitions = partitions_of(table)
    for partition in partitions:
        _create_concurrently(kind, f"{partition}_{name}", partition, definition)
    limits(lock_timeout="4s", statement_timeout="60s")
    # On the parent alone it is only an entry in the catalogue, not valid until the last partition's is attached.
    run(f"CREATE {kind} IF NOT EXISTS {name} ON ONLY {SCHEMA}.{table} {definition}")
    for partition in partitions:
        run(f"ALTER INDEX {SCHEMA}.{name} ATTACH PARTITION {SCHEMA}.{partition}_{name}")


def drop_index(name: str, table: str) -> None:
    """Drops an index of a partitioned table, and what a failed `create_index` left of it."""
    run(f"DROP INDEX IF EXISTS {SCHEMA}.{name}")
    for partition in partitions_of(table):
        run(f"DROP INDEX IF EXISTS {SCHEMA}.{partition}_{name}")


def _create_concurrently(kind: str, index: str, partition: str, definition: str) -> None:
    if len(index) > LONGEST_NAME:
        raise ValueError(f"index name {index} is longer than {LONGEST_NAME} characters")
    with op.get_context().autocommit_block():
        if _is_broken(index):
            run(f"DROP INDEX CONCURRENTLY {SCHEMA}.{index}")
        # The build may take as long as it needs: it blocks nobody.
        run(f"CREATE {kind} CONCURRENTLY IF NOT EXISTS {index} ON {SCHEMA}.{partition} {definition}")
        if look_up(f"SELECT 1 FROM {SCHEMA}.{partition} LIMIT 1"):  # noqa: S608 - the name is ours
            # Without statistics of what it indexes, plans take every condition on it for one that meets a single row.
            run(f"ANALYZE {SCHEMA}.{partition}")


def _is_broken(index: str) -> bool:
    query = "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(:index)"
    return look_up(query, index=f"{SCHEMA}.{index}") == [False]


def columns_of_types(table: str, types: Sequence[str]) -> list[str]:
    """Columns of these types, e.g. `jsonb`; `[]` stands for any array."""
    return look_up(
        """
        SELECT a.attname
        FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
        WHERE a.attrelid = to_regclass(:table) AND a.attnum > 0 AND NOT a.attisdropped
          AND CASE WHEN t.typcategory = 'A' THEN '[]' ELSE t.typname END = ANY(:types)
        ORDER BY a.attnum
        """,
        table=f"{SCHEMA}.{table}",
        types=list(types),
    )
