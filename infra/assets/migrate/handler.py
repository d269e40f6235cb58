"""Migrates the database and prepares the role that the functions log in with. Runs before any function is replaced."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
import psycopg2
from psycopg2 import sql
from psycopg2.extensions import connection as Connection  # noqa: N812
from pydantic import Field
from sqlalchemy import URL, make_url

from hbi.db.migrate import upgrade
from hbi.settings import SCHEMA, MigrationSettings

logger = logging.getLogger(__name__)

REVISIONS = Path(__file__).parents[1] / "migrations"

# What a connection through RDS Proxy can't ask for itself, because the proxy refuses start-up options.
SESSION_SETTINGS = {"timezone": "UTC", "jit": "off", "parallel_setup_cost": "6000"}


class DeploySettings(MigrationSettings):
    """Settings of the migration at deploy. `HBI_DATABASE_URL` names the administrator unless the secret does."""

    administrator_secret: str = Field(alias="HBI_DATABASE_SECRET")
    role: str = Field(alias="HBI_DATABASE_ROLE")


def handler(_event: object, _context: object) -> None:
    """Entry point. An exception fails the deployment with its text."""
    settings = DeploySettings.load()
    url = _with_password(make_url(settings.database_url), settings.administrator_secret)
    migrate(url, settings.partitions)
    with _connection(url) as connection:
        prepare_role(connection, settings)


def migrate(url: URL, partitions: int, revisions: Path = REVISIONS) -> None:
    """Brings the database to the newest revision that this deployment has.

    A deployment that is rolled back runs the older revisions again: they don't know the newer one, and leave the
    database as it is, because each revision works with the code of the one before.
    """
    from alembic.util import CommandError

    try:
        upgrade(url.render_as_string(hide_password=False), partitions, migrations_dir=revisions)
    except CommandError as error:
        if "Can't locate revision" not in str(error):
            raise
        logger.warning("The database is newer than this deployment and stays as it is: %s", error)


def prepare_role(connection: Connection, settings: DeploySettings) -> None:
    """Lets the functions' role log in by IAM, read and write every table, and nothing else.

    The schema belongs to the administrator, so the functions can't change it.
    """
    names = {"role": sql.Identifier(settings.role), "schema": sql.Identifier(SCHEMA)}
    session = {
        **SESSION_SETTINGS,
        "statement_timeout": f"{settings.statement_timeout_ms}ms",
        "lock_timeout": f"{settings.lock_timeout_ms}ms",
        "idle_in_transaction_session_timeout": f"{settings.idle_transaction_timeout_ms}ms",
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (settings.role,))
        if cursor.rowcount == 0:
            cursor.execute(sql.SQL("CREATE ROLE {role} LOGIN").format(**names))
        cursor.execute(sql.SQL("GRANT rds_iam TO {role}").format(**names))
        for statement in (
            "GRANT USAGE ON SCHEMA {schema} TO {role}",
            "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {role}",
            "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {role}",
            "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA {schema} TO {role}",
        ):
            cursor.execute(sql.SQL(statement).format(**names))
        for name, value in session.items():
            setting = {"name": sql.Identifier(name), "value": sql.Literal(value)}
            cursor.execute(sql.SQL("ALTER ROLE {role} SET {name} = {value}").format(**names, **setting))


def _with_password(url: URL, secret: str) -> URL:
    import boto3

    answer: dict[str, Any] = boto3.client("secretsmanager").get_secret_value(SecretId=secret)
    administrator: dict[str, str] = orjson.loads(answer["SecretString"])
    return url.set(username=administrator.get("username", url.username), password=administrator["password"])


@contextmanager
def _connection(url: URL) -> Iterator[Connection]:
    connection = psycopg2.connect(url.render_as_string(hide_password=False))
    try:
        with connection:
            yield connection
    finally:
        connection.close()
