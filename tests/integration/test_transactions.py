"""Transactions and the tenancy guard on a real connection."""

import pytest
from sqlalchemy import text

from hbi.db.engine import Database, GuardedCursor
from hbi.problems import TenancyViolation, Unavailable
from hbi.settings import DatabaseSettings


def test_unscoped_statement_is_refused_through_sqlalchemy_and_through_the_driver(database):
    with database.read() as tx, pytest.raises(TenancyViolation):
        tx.execute(text("SELECT count(*) FROM hbi.hosts"))
    with database.write() as tx, tx.cursor() as cursor, pytest.raises(TenancyViolation):
        cursor.execute("DELETE FROM hbi.hosts")


def test_work_across_organisations_needs_its_reason_and_ends_with_its_block(database):
    with database.write() as tx:
        with tx.cross_org("test: counts everything"):
            assert tx.execute(text("SELECT count(*) FROM hbi.hosts")).scalar() == 0
        with pytest.raises(TenancyViolation):
            tx.execute(text("SELECT count(*) FROM hbi.hosts"))


def test_failed_transaction_leaves_nothing(database, sql):
    with pytest.raises(ValueError, match="stop"), database.write() as tx:
        tx.execute(text("INSERT INTO hbi.hbi_metadata VALUES ('half', 'job', now())"))
        raise ValueError("stop")
    assert sql("SELECT name FROM hbi.hbi_metadata") == []


def test_snapshot_does_not_see_later_commits(database, sql):
    count = text("SELECT count(*) FROM hbi.hbi_metadata")
    with database.snapshot() as tx:
        before = tx.execute(count).scalar()
        sql("INSERT INTO hbi.hbi_metadata VALUES ('later', 'job', now())")
        assert tx.execute(count).scalar() == before


def test_lost_connection_is_replaced(database, sql):
    with database.read() as tx:
        pid = tx.execute(text("SELECT pg_backend_pid()")).scalar()
    sql("SELECT pg_terminate_backend(%s, 5000)", (pid,))
    with database.read() as tx:
        assert tx.execute(text("SELECT 1")).scalar() == 1


@pytest.mark.parametrize(
    ("trusted_s", "asked"),
    [
        pytest.param(3600.0, [], id="used lately: not asked"),
        pytest.param(0.0, ["SELECT 1"], id="silent for a while: asked"),
    ],
)
def test_whether_a_connection_is_asked_if_it_lives(database, monkeypatch, trusted_s, asked):
    with database.read():
        pass
    monkeypatch.setattr("hbi.db.engine._TRUSTED_S", trusted_s)
    statements = []
    monkeypatch.setattr(GuardedCursor, "_guard", lambda _, query: statements.append(query))
    with database.read():
        assert statements == asked


def test_reads_after_a_write_are_in_no_transaction(database):
    with pytest.raises(ValueError, match="stop"), database.write():
        raise ValueError("stop")
    with database.read() as tx:
        began = [tx.execute(text("SELECT now()")).scalar() for _ in range(2)]
    assert began[0] < began[1]


def test_unreachable_database_is_named():
    settings = DatabaseSettings.load({"HBI_DATABASE_URL": "postgresql://hbi@127.0.0.1:1/inventory"})
    with pytest.raises(Unavailable, match="the database does not answer"), Database(settings).read():
        pytest.fail("there is no such server")
