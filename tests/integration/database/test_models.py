"""The models say what the migrated database is: one description, no drift."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.pool import NullPool

from hbi.db.migrate import VERSION_TABLE, migrating
from hbi.models import METADATA
from migrations.drift import in_our_schema, is_modelled
from tests.fixtures.database import NewDatabase
from tests.integration.database.catalogue import Catalogue


@pytest.fixture(scope="module")
def modelled(new_database: NewDatabase) -> Catalogue:
    """A database that the models made, without any migration."""
    url = new_database()
    with _engine(url).begin() as connection:
        connection.execute(text("CREATE SCHEMA hbi; CREATE EXTENSION pg_trgm SCHEMA hbi"))
        METADATA.create_all(connection)
    return Catalogue(url)


@pytest.mark.parametrize("table", sorted(table.name for table in METADATA.tables.values()))
def test_table_is_as_modelled(modelled: Catalogue, migrated: Catalogue, table: str):
    assert migrated.columns()[table] == modelled.columns()[table]
    assert migrated.indexes()[table] == modelled.indexes()[table]
    assert migrated.constraints()[table] == modelled.constraints()[table]
    assert migrated.partition_keys().get(table) == modelled.partition_keys().get(table)


def test_no_table_is_missing_in_the_models(modelled: Catalogue, migrated: Catalogue):
    assert set(migrated.columns()) == set(modelled.columns())


def test_alembic_sees_nothing_to_migrate(worker_database_url: str):
    options = {
        "include_schemas": True,
        "include_name": in_our_schema,
        "include_object": is_modelled,
        "compare_server_default": True,
        "version_table": VERSION_TABLE,
        "version_table_schema": "hbi",
    }
    with migrating(worker_database_url) as connection:
        differences = compare_metadata(MigrationContext.configure(connection, opts=options), METADATA)
    assert differences == []


def _engine(url: str) -> Engine:
    return create_engine(make_url(url).set(drivername="postgresql+psycopg2"), poolclass=NullPool)
