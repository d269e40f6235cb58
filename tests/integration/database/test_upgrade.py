"""Running migrations: repeatedly, side by side, against a busy, closed or missing database."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from click.testing import CliRunner

from hbi.db.migrate import LOCK_KEY, upgrade
from hbi.problems import ConfigurationError, Unavailable
from migrations.__main__ import main
from tests.fixtures.database import NewDatabase
from tests.integration.database.catalogue import Catalogue
from tests.integration.database.conftest import HEAD, add_revision
from tests.support.faults.waiting import wait_until


@pytest.fixture
def session(new_database: NewDatabase) -> Any:
    """A session of somebody else on a database of its own."""
    connection = psycopg2.connect(new_database())
    yield connection
    connection.close()


def _url(session: Any) -> str:
    return f"postgresql://hbi@{session.info.host}:{session.info.port}/{session.info.dbname}"


def _python_m_migrations(project_root: Path, *arguments: str, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "migrations", *arguments],
        cwd=project_root,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_two_upgrades_at_once_run_one_after_the_other(new_database: NewDatabase, project_root: Path):
    url = new_database()
    environment = {"HBI_DATABASE_URL": url, "HOSTS_TABLE_NUM_PARTITIONS": "8"}
    both = [_python_m_migrations(project_root, "upgrade", **environment) for _ in range(2)]
    outputs = sorted(process.communicate()[0] for process in both)
    assert [process.returncode for process in both] == [0, 0]
    revisions = [*(project_root / "migrations" / "versions").glob("[0-9]*.py")]
    assert [output.count("Running upgrade") for output in outputs] == [len(revisions), 0]
    assert [output.splitlines()[-1] for output in outputs] == [f"The schema is at revision {HEAD}"] * 2
    assert Catalogue(url).revision() == [HEAD]


def test_one_that_waits_does_not_hold_up_a_concurrent_index(
    new_database: NewDatabase, revisions: Path, project_root: Path
):
    add_revision(revisions, "9001", HEAD, "create_index('idx_test', 'hosts', '(org_id, fqdn)')")
    url = new_database()
    environment = {"HBI_DATABASE_URL": url, "HBI_MIGRATIONS_DIR": str(revisions), "HOSTS_TABLE_NUM_PARTITIONS": "2"}
    both = [_python_m_migrations(project_root, "upgrade", **environment) for _ in range(2)]
    outputs = [process.communicate()[0] for process in both]
    assert [output.splitlines()[-1] for output in outputs] == ["The schema is at revision 9001"] * 2
    assert Catalogue(url).revision() == ["9001"]


def test_a_second_upgrade_changes_nothing(migrated: Catalogue, worker_database_url: str):
    before = migrated.columns(), migrated.indexes(), migrated.triggers(), migrated.partitions()
    assert upgrade(worker_database_url, partitions=32) == HEAD
    assert (migrated.columns(), migrated.indexes(), migrated.triggers(), migrated.partitions()) == before


def test_a_running_migration_of_the_original_system_is_waited_for(session: Any):
    with session.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", (LOCK_KEY,))
    with pytest.raises(Unavailable, match="another migration of this database has been running for more than 1 s"):
        upgrade(_url(session), partitions=1, lock_timeout_s=1)
    assert Catalogue(_url(session)).query("SELECT to_regnamespace('hbi')") == [(None,)]


def test_a_busy_table_stops_the_revision(session: Any, revisions: Path):
    add_revision(
        revisions, "9001", HEAD, "limits(lock_timeout='50ms', statement_timeout='60s'); run('DROP TABLE hbi.outbox')"
    )
    upgrade(_url(session), partitions=1)
    with session.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM hbi.outbox")
    with pytest.raises(Unavailable, match=r"gave up and left no trace \(.*lock timeout\): the tables are in use"):
        upgrade(_url(session), partitions=1, migrations_dir=revisions)
    session.rollback()
    assert upgrade(_url(session), partitions=1, migrations_dir=revisions) == "9001"


def test_whoever_writes_hosts_and_their_numbers_holds_the_revision_up_and_nothing_else(session: Any):
    url = _url(session)
    upgrade(url, partitions=1, revision="0034")
    other = psycopg2.connect(url)
    other.autocommit = True
    with closing(other), other.cursor() as looking, session.cursor() as cursor, ThreadPoolExecutor(1) as pool:
        cursor.execute("UPDATE hbi.hosts SET display_name = 'x'")
        upgraded = pool.submit(upgrade, url, partitions=1, revision="0036")
        wait_until(lambda: _waits(looking))
        cursor.execute(
            "INSERT INTO hbi.hosts (org_id, id, display_name, groups, last_check_in, reporter)"
            " VALUES ('321', gen_random_uuid(), 'h', '[]', now(), 'puptoo')"
        )
        session.commit()
        assert upgraded.result() == "0036"


def _waits(cursor: Any) -> bool:
    cursor.execute(
        "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' LIMIT 1"
    )
    return cursor.rowcount == 1


def test_every_revision_has_limits_unless_it_chooses_others(new_database: NewDatabase, revisions: Path):
    settings = "current_setting('lock_timeout') AS lock, current_setting('statement_timeout') AS statement"
    insert = f'run("INSERT INTO hbi.seen SELECT {settings}")'
    add_revision(revisions, "9001", HEAD, f'run("CREATE TABLE hbi.seen AS SELECT {settings}")')
    add_revision(revisions, "9002", "9001", f"limits(lock_timeout='50ms', statement_timeout='3min'); {insert}")
    add_revision(revisions, "9003", "9002", insert)
    add_revision(revisions, "9004", "9003", f"create_index('idx_test', 'hosts', '(org_id, fqdn)'); {insert}")
    url = new_database()
    upgrade(url, partitions=1, migrations_dir=revisions)
    seen = Catalogue(url).query("SELECT lock, statement FROM hbi.seen ORDER BY ctid")
    assert seen == [("4s", "1min"), ("50ms", "3min"), ("4s", "1min"), ("4s", "1min")]


def test_an_index_that_blocks_nobody_may_take_its_time(new_database: NewDatabase, revisions: Path):
    building = "from alembic import op; block = op.get_context().autocommit_block(); block.__enter__()"
    statement = "run(\"CREATE TABLE hbi.seen AS SELECT current_setting('statement_timeout') AS statement\")"
    add_revision(revisions, "9001", HEAD, f"{building}; {statement}; block.__exit__(None, None, None)")
    url = new_database()
    upgrade(url, partitions=1, migrations_dir=revisions)
    assert Catalogue(url).query("SELECT statement FROM hbi.seen") == [("0",)]


def test_a_user_without_rights_is_told_so(session: Any):
    with session, session.cursor() as cursor:
        cursor.execute("DROP ROLE IF EXISTS a_reader")
        cursor.execute("CREATE ROLE a_reader LOGIN")
    with pytest.raises(ConfigurationError, match="the user of HBI_DATABASE_URL may not migrate: permission denied"):
        upgrade(_url(session).replace("hbi@", "a_reader@"), partitions=1)


def test_iam_replaces_the_password(session: Any):
    assert upgrade(_url(session), partitions=1, revision="0001", database_auth="iam") == "0001"


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        pytest.param(
            {"HBI_DATABASE_URL": "", "HBI_STATE": "/nowhere"},
            "HBI_DATABASE_URL is not set, and nothing runs on /nowhere; start it with: make run",
            id="no URL and no running system",
        ),
        pytest.param(
            {"HBI_DATABASE_URL": "postgresql://hbi@127.0.0.1:1/inventory"},
            "the database does not answer: connection to server",
            id="no server",
        ),
        pytest.param(
            {"HBI_DATABASE_URL": "postgresql://hbi@127.0.0.1:1/inventory", "HOSTS_TABLE_NUM_PARTITIONS": "64"},
            "environment variable HOSTS_TABLE_NUM_PARTITIONS='64'",
            id="too many partitions",
        ),
        pytest.param(
            {"HBI_DATABASE_URL": "postgresql://hbi@127.0.0.1:1/inventory", "HBI_MIGRATIONS_DIR": "/nowhere"},
            "HBI_MIGRATIONS_DIR='/nowhere': no schema revisions there",
            id="no revisions",
        ),
    ],
)
def test_bad_configuration_ends_with_one_line(environment: dict[str, str], message: str):
    result = CliRunner().invoke(main, ["upgrade"], env={"HBI_DATABASE_URL": None, **environment})
    assert result.exit_code == 1
    assert result.output.startswith(f"Error: {message}")
    assert result.output.count("\n") == 1
