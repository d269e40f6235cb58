"""Runs revisions. Alembic executes this file; `hbi.db.migrate` hands it a connection that holds the lock.

Each revision is a transaction of its own, so that one may build indexes concurrently and a failure keeps what was done
before it.
"""

from alembic import context
from sqlalchemy import Connection, event

from hbi.db.migrate import VERSION_TABLE, migrating
from hbi.models import METADATA
from hbi.settings import SCHEMA, MigrationSettings
from migrations.drift import in_our_schema, is_modelled
from migrations.partitions import set_limits


def run(connection: Connection) -> None:
    """Runs what the command asked for."""
    context.configure(
        connection=connection,
        target_metadata=METADATA,
        version_table=VERSION_TABLE,
        version_table_schema=SCHEMA,
        transaction_per_migration=True,
        include_schemas=True,
        include_name=in_our_schema,
        include_object=is_modelled,
        compare_server_default=True,
    )
    event.listen(connection, "begin", _limit)
    with context.begin_transaction():
        context.run_migrations()


def _limit(connection: Connection) -> None:
    """Gives each revision's transaction the default limits. What runs outside of transactions blocks nobody."""
    driver = connection.connection.dbapi_connection
    if driver is not None and not driver.autocommit:
        set_limits(connection)


attributes = context.config.attributes
if "connection" in attributes:
    run(attributes["connection"])
else:
    settings = MigrationSettings.load()
    attributes["partitions"] = settings.partitions
    with migrating(settings.database_url) as own_connection:
        run(own_connection)
