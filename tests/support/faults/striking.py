"""A database that stumbles over certain values, in whatever way a test wants."""

from collections.abc import Callable, Iterator

import pytest

from tests.conftest import Sql

POISON = "poison"
"""What the database stumbles over."""

type Strike = Callable[[str, str, str], None]


@pytest.fixture
def strike(sql: Sql) -> Iterator[Strike]:
    """`strike(table, column, sqlstate)`: from now on the table answers the poison with that error."""
    struck: list[str] = []
    sql(
        """
        CREATE OR REPLACE FUNCTION strike() RETURNS trigger LANGUAGE plpgsql
        AS $$ BEGIN RAISE EXCEPTION 'struck' USING ERRCODE = TG_ARGV[0]; END $$
        """
    )

    def strike(table: str, column: str, sqlstate: str) -> None:
        struck.append(table)
        sql(
            f"CREATE TRIGGER strike BEFORE INSERT OR UPDATE ON hbi.{table} FOR EACH ROW"
            f" WHEN (NEW.{column} = '{POISON}') EXECUTE FUNCTION strike('{sqlstate}')"
        )

    yield strike
    for table in struck:
        sql(f"DROP TRIGGER IF EXISTS strike ON hbi.{table}")
    sql("DROP FUNCTION strike")
