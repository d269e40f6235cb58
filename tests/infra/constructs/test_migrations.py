"""The migration at deploy: it runs first, survives a roll-back, and leaves a role that can do its work and no more."""

from collections.abc import Iterator

import psycopg2
import psycopg2.errors
import pytest
from sqlalchemy import make_url

from hbi.db.migrate import VERSION_TABLE
from hbi.settings import SCHEMA
from infra.assets.migrate.handler import DeploySettings, migrate, prepare_role
from infra.topology import FUNCTIONS
from tests.conftest import Sql
from tests.fixtures.database import PARTITIONS
from tests.infra.template import Templates


def test_no_function_is_changed_before_the_database_is_migrated(stacks: Templates) -> None:
    (trigger,) = [name for name in stacks.of_type("Custom::Trigger") if name.startswith("Migrations")]
    resources = stacks.by_stack["HostInventory"]["Resources"]
    assert all(trigger in resources[stacks.id_of(row.name)]["DependsOn"] for row in FUNCTIONS)


def test_the_handler_finds_its_settings(stacks: Templates) -> None:
    settings = DeploySettings.load(stacks.environment("migrate"))
    assert (settings.partitions, settings.role, settings.statement_timeout_ms) == (32, "hbi", 25_000)
    assert settings.database_url.startswith("postgresql://inventory_admin@")
    assert "sslmode=verify-full" in settings.database_url


def test_a_roll_back_leaves_a_newer_database_alone(database_url: str, sql: Sql, project_root) -> None:
    (known,) = sql(f"SELECT version_num FROM {SCHEMA}.{VERSION_TABLE}")
    sql(f"UPDATE {SCHEMA}.{VERSION_TABLE} SET version_num = 'newer'")
    try:
        migrate(make_url(database_url), PARTITIONS, project_root / "migrations")
        assert sql(f"SELECT version_num FROM {SCHEMA}.{VERSION_TABLE}") == [("newer",)]
    finally:
        sql(f"UPDATE {SCHEMA}.{VERSION_TABLE} SET version_num = %s", known)


@pytest.fixture
def role(sql: Sql, worker_id: str) -> Iterator[str]:
    """Name of a role that only this test uses; RDS's own role exists as it does there."""
    name = f"functions_{worker_id}"
    sql("DO $$ BEGIN CREATE ROLE rds_iam; EXCEPTION WHEN duplicate_object OR unique_violation THEN END $$")
    yield name
    sql(f"DROP OWNED BY {name}")
    sql(f"DROP ROLE {name}")


@pytest.fixture
def as_role(database_url: str, role: str) -> Iterator[psycopg2.extensions.cursor]:
    """A session of the prepared role."""
    settings = DeploySettings.load(
        {
            "HBI_DATABASE_URL": database_url,
            "HBI_DATABASE_SECRET": "unused",
            "HBI_DATABASE_ROLE": role,
            "HBI_STATEMENT_TIMEOUT_MS": "25000",
        }
    )
    administrator = psycopg2.connect(database_url)
    for _deployment in range(2):
        with administrator:
            prepare_role(administrator, settings)
    administrator.close()
    connection = psycopg2.connect(str(make_url(database_url).set(username=role, password=None)))
    connection.autocommit = True
    yield connection.cursor()
    connection.close()


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("SELECT count(*) FROM hbi.hosts", id="read"),
        pytest.param("INSERT INTO hbi.hbi_metadata VALUES ('a', 'b', now())", id="insert"),
        pytest.param("UPDATE hbi.hosts SET display_name = 'x' WHERE false", id="update"),
        pytest.param("DELETE FROM hbi.hosts_p0 WHERE false", id="delete in one partition"),
        pytest.param("CREATE TEMPORARY TABLE batch (id uuid)", id="keep something aside"),
        pytest.param("SELECT hbi.delete_hosts('1', '{}')", id="delete hosts in sets"),
    ],
)
def test_the_functions_role_may(as_role: psycopg2.extensions.cursor, statement: str) -> None:
    as_role.execute(statement)
    assert as_role.statusmessage


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("TRUNCATE hbi.hosts", id="empty a table"),
        pytest.param("DROP TABLE hbi.hosts", id="drop a table"),
        pytest.param("CREATE TABLE hbi.mine (id int)", id="create a table"),
        pytest.param("ALTER TABLE hbi.hosts ADD COLUMN mine int", id="change a table"),
        pytest.param("CREATE ROLE mine", id="create a role"),
        pytest.param("SET session_replication_role = replica", id="switch foreign keys off"),
    ],
)
def test_the_functions_role_may_not(as_role: psycopg2.extensions.cursor, statement: str) -> None:
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        as_role.execute(statement)


def test_the_functions_role_brings_the_settings_that_a_proxy_refuses(as_role: psycopg2.extensions.cursor) -> None:
    shown = {}
    timeouts = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
    for name in (*timeouts, "timezone", "jit", "parallel_setup_cost"):
        as_role.execute(f"SHOW {name}")
        shown[name] = as_role.fetchone()[0]
    assert shown == {
        "statement_timeout": "25s",
        "lock_timeout": "10s",
        "idle_in_transaction_session_timeout": "1min",
        "timezone": "UTC",
        "jit": "off",
        "parallel_setup_cost": "6000",
    }


def test_the_functions_role_logs_in_by_iam(as_role: psycopg2.extensions.cursor) -> None:
    as_role.execute("SELECT pg_has_role(current_user, 'rds_iam', 'member')")
    assert as_role.fetchone() == (True,)
