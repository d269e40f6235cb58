"""Statements that a connection keeps."""

from uuid import uuid4

import pytest

from hbi.db import prepared
from hbi.db.engine import Database
from hbi.db.prepared import Prepared
from hbi.problems import TenancyViolation
from hbi.settings import DatabaseSettings

KEPT = "SELECT name FROM pg_prepared_statements"


def _statement() -> Prepared:
    return Prepared(f"add_{uuid4().hex}", "SELECT %s::int + %s::int")


@pytest.mark.parametrize(
    ("pooled", "keeps"),
    [
        pytest.param(False, True, id="the cluster keeps it"),
        pytest.param(True, False, id="a proxy is not asked to"),
    ],
)
def test_a_statement_is_prepared_once(worker_database_url: str, pooled: bool, keeps: bool) -> None:
    settings = {"HBI_DATABASE_URL": worker_database_url, "HBI_DATABASE_POOLED": pooled}
    database = Database(DatabaseSettings.model_validate(settings))
    statement = _statement()
    for _ in range(2):
        with database.write() as tx, tx.cursor() as cursor:
            statement.execute(cursor, ["1", "2"])
            assert cursor.fetchall() == [(3,)]
            cursor.execute(KEPT)
            assert [name for (name,) in cursor.fetchall() if name == statement.name] == [statement.name] * keeps
    database.dispose()


def test_plans_are_made_anew_after_a_while(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    statement, plans = _statement(), []
    with database.write() as tx, tx.cursor() as cursor:
        cursor.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        for life in (60, 60, 0):
            monkeypatch.setattr(prepared, "PLANS_LIVE_S", life)
            statement.execute(cursor, ["1", "2"])
            plans.append(cursor.connection.planned_at)
    assert plans[0] == plans[1] < plans[2]


def test_an_unscoped_statement_is_refused_when_it_is_prepared(database: Database) -> None:
    statement = Prepared("unscoped", "SELECT h.id FROM hbi.hosts h WHERE h.id = %s::uuid")
    with pytest.raises(TenancyViolation, match="hosts"), database.write() as tx, tx.cursor() as cursor:
        statement.execute(cursor, [str(uuid4())])
