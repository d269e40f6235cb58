"""Brings a database to a schema revision. Nothing else in `hbi` knows Alembic, and nothing imports it at run time.

The revisions lie outside the package, in a folder `migrations`: beside the checkout's layers, or in the asset of the
function that migrates at deploy.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from sqlalchemy import Connection, Engine, create_engine, make_url, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.pool import NullPool

from hbi.db.engine import authenticate_with_iam
from hbi.db.errors import first_line, is_blocked, is_denied
from hbi.problems import ConfigurationError, HbiError, Unavailable
from hbi.settings import SCHEMA

if TYPE_CHECKING:
    from alembic.config import Config

VERSION_TABLE = "hbi_serverless_version"
MAX_PARTITIONS = 32

# The original system's key, so that its migrations and ours never run at the same time (contract: database 2).
LOCK_KEY = 1
LOCK_TIMEOUT_S = 600
LOCK_POLL_S = 0.1


class MigrationRefused(HbiError):
    """The database is in a state that a revision must not touch. The text says which and what to do."""


def upgrade(
    url: str,
    partitions: int,
    revision: str = "head",
    *,
    migrations_dir: Path | None = None,
    database_auth: Literal["password", "iam"] = "password",
    lock_timeout_s: int = LOCK_TIMEOUT_S,
) -> str | None:
    """Migrates the database at `url`; does nothing when it is there already.

    Args:
        url: `postgresql://user:password@host:port/database`; the user may create in the schema.
        partitions: number of partitions of each partitioned table, 1–32. Counts only when the tables are created.
        migrations_dir: folder of the revisions; found beside the code when absent.
        database_auth: `iam` replaces the password in `url` by a token.
        lock_timeout_s: how long to wait for another migration of the same database.
    Returns:
        the revision that the database is at.
    Raises:
        ConfigurationError: `partitions` is out of range, no revisions were found, or the user lacks a right.
        MigrationRefused: the database holds something that a revision does not expect.
        Unavailable: the database does not answer, or somebody holds a lock for too long. What is done stays done;
            running again goes on from there.
    """
    if not 1 <= partitions <= MAX_PARTITIONS:
        raise ConfigurationError(f"HOSTS_TABLE_NUM_PARTITIONS={partitions}: must be between 1 and {MAX_PARTITIONS}")
    from alembic import command

    config = configuration(migrations_dir)
    with migrating(url, database_auth=database_auth, lock_timeout_s=lock_timeout_s) as connection:
        config.attributes.update(connection=connection, partitions=partitions)
        command.upgrade(config, revision)
        return current_revision(connection)


def current_revision(connection: Connection) -> str | None:
    """The revision that a database is at; None before the first."""
    from alembic.runtime.migration import MigrationContext

    options = {"version_table": VERSION_TABLE, "version_table_schema": SCHEMA}
    revision = MigrationContext.configure(connection, opts=options).get_current_revision()
    connection.commit()
    return revision


def configuration(migrations_dir: Path | None = None) -> "Config":
    """What Alembic needs to find the revisions.

    Raises:
        ConfigurationError: there are none.
    """
    from alembic.config import Config

    directory = migrations_dir or _beside_the_code()
    if not (directory / "env.py").is_file():
        raise ConfigurationError(f"HBI_MIGRATIONS_DIR={str(directory)!r}: no schema revisions there")
    config = Config()
    config.set_main_option("script_location", _escaped(directory))
    config.set_main_option("prepend_sys_path", _escaped(directory.resolve().parent))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    return config


@contextmanager
def migrating(
    url: str, *, database_auth: Literal["password", "iam"] = "password", lock_timeout_s: int = LOCK_TIMEOUT_S
) -> Iterator[Connection]:
    """A connection that alone may migrate: the lock is taken before anybody reads the current revision.

    Arguments and errors are those of `upgrade`.
    """
    engine = _create_engine(url, database_auth)
    try:
        connection = engine.connect()
    except OperationalError as error:
        raise Unavailable(f"the database does not answer: {first_line(error)}") from error
    with connection, _explained():
        _lock(connection, lock_timeout_s)
        _create_schema(connection)
        yield connection


def _create_engine(url: str, database_auth: str) -> Engine:
    target = make_url(url).set(drivername="postgresql+psycopg2")
    engine = create_engine(
        target,
        poolclass=NullPool,
        # Without the schema in the path the catalogue's answers name it.
        connect_args={"application_name": "hbi-migrations", "options": "-c timezone=UTC -c search_path=public"},
    )
    if database_auth == "iam":
        authenticate_with_iam(engine, target)
    return engine


@contextmanager
def _explained() -> Iterator[None]:
    """Turns what an operator can mend into one line that says how."""
    try:
        yield
    except DBAPIError as error:
        if is_blocked(error):
            raise Unavailable(
                f"a revision gave up and left no trace ({first_line(error)}): the tables are in use. Try again"
            ) from error
        if is_denied(error):
            raise ConfigurationError(f"the user of HBI_DATABASE_URL may not migrate: {first_line(error)}") from error
        raise


def _lock(connection: Connection, timeout_s: int) -> None:
    """Takes the lock for the whole session: revisions commit one by one, and it ends with the connection.

    It asks again and again, because a session that waits in `pg_advisory_lock` keeps a snapshot, and the holder's
    `CREATE INDEX CONCURRENTLY` would wait for that snapshot to go: a deadlock.
    """
    deadline = time.monotonic() + timeout_s
    while not connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": LOCK_KEY}):
        connection.rollback()
        if time.monotonic() > deadline:
            raise Unavailable(f"another migration of this database has been running for more than {timeout_s} s")
        time.sleep(LOCK_POLL_S)
    connection.commit()


def _create_schema(connection: Connection) -> None:
    """Looks first: the right to create schemas is only needed where there is none."""
    if connection.scalar(text("SELECT to_regnamespace(:name)"), {"name": SCHEMA}) is None:
        connection.execute(text(f"CREATE SCHEMA {SCHEMA}"))
    connection.commit()


def _beside_the_code() -> Path:
    """The nearest `migrations` folder above this file, or else the one in the working directory."""
    for folder in Path(__file__).resolve().parents:
        if (folder / "migrations" / "env.py").is_file():
            return folder / "migrations"
    return Path.cwd() / "migrations"


def _escaped(path: Path) -> str:
    return str(path).replace("%", "%%")
