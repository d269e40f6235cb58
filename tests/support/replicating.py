"""What a subscriber of external replication reads."""

import uuid
from collections.abc import Callable, Iterator

import pytest

from tests.conftest import Sql
from tests.support.factories import Json

type Replicated = Callable[[], list[Json]]


@pytest.fixture
def replicated(sql: Sql) -> Iterator[Replicated]:
    """`replicated() -> rows`: what a subscriber has read since, oldest first, without `id`, which is random.

    Rows are deleted in the transaction that inserts them, so a trigger keeps what passes through.
    """
    sql(
        """
        CREATE TABLE hbi.replicated (place serial, row jsonb);
        CREATE FUNCTION hbi.keep() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN INSERT INTO hbi.replicated (row) VALUES (to_jsonb(NEW)); RETURN NULL; END $$;
        CREATE TRIGGER keep AFTER INSERT ON hbi.outbox FOR EACH ROW EXECUTE FUNCTION hbi.keep();
        """
    )

    def read() -> list[Json]:
        rows = [row for (row,) in sql("SELECT row FROM hbi.replicated ORDER BY place")]
        sql("DELETE FROM hbi.replicated")
        assert {uuid.UUID(row.pop("id")).version for row in rows} <= {4}
        return rows

    yield read
    sql("DROP TRIGGER keep ON hbi.outbox; DROP FUNCTION hbi.keep; DROP TABLE hbi.replicated")
