"""What the fuzzer finds: our organisation, which it may wreck, and a neighbour, which it may not touch."""

from typing import Any, Self

import psycopg2

from hbi.db.tenancy import TENANT_TABLES
from tests.support.factories import ORG
from tests.support.neighbour import all_theirs, settle_neighbour

_KEPT = "kept"
# What is on its way is nobody's to bring back, and triggers count what is brought back.
_COUNTS = {"host_counts", "host_count_states", "culled_host_counts", "culled_host_changes"}
_TABLES = TENANT_TABLES - {"host_events_outbox"} - _COUNTS
_CHILDREN_FIRST = sorted(
    _TABLES, key=lambda table: (table in {"groups", "exports", "inventory_views"}, table == "hosts", table)
)


class World:
    """Both organisations. As a context manager it settles the neighbour and remembers what is ours."""

    def __init__(self, database_url: str) -> None:
        self._connection = psycopg2.connect(database_url)
        self._connection.autocommit = True

    def __enter__(self) -> Self:
        self.sql(f"CREATE SCHEMA {_KEPT}")
        for table in _TABLES:
            self.sql(f"CREATE TABLE {_KEPT}.{table} AS SELECT * FROM hbi.{table} WHERE org_id = %s", (ORG,))
        settle_neighbour(self.sql)
        return self

    def __exit__(self, *_: object) -> None:
        self.sql(f"DROP SCHEMA {_KEPT} CASCADE")
        self._connection.close()

    def restore(self) -> None:
        """Makes ours what it was."""
        for table in _CHILDREN_FIRST:
            self.sql(f"DELETE FROM hbi.{table} WHERE org_id = %s", (ORG,))
        for table in reversed(_CHILDREN_FIRST):
            columns = ", ".join(self._columns(table))
            self.sql(f"INSERT INTO hbi.{table} ({columns}) SELECT {columns} FROM {_KEPT}.{table}")

    def ours(self, table: str, column: str) -> list[Any]:
        """What we had in a column, as text."""
        return [value for (value,) in self.sql(f"SELECT DISTINCT {column}::text FROM {_KEPT}.{table} ORDER BY 1")]

    def theirs(self) -> list[tuple[Any, ...]]:
        """All that the neighbour has."""
        return all_theirs(self.sql)

    def sql(self, statement: str, parameters: object = None) -> list[tuple[Any, ...]]:
        """Runs a statement."""
        with self._connection.cursor() as cursor:
            cursor.execute(statement, parameters)  # type: ignore[arg-type]
            return cursor.fetchall() if cursor.description else []

    def _columns(self, table: str) -> list[str]:
        rows = self.sql(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = 'hbi' AND table_name = %s"
            " AND is_generated = 'NEVER' AND is_identity = 'NO'",
            (table,),
        )
        return [name for (name,) in rows]
