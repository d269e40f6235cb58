"""A database that the original system migrated is taken over as it is; anything else is left alone."""

import pytest

from hbi.db.migrate import MigrationRefused, upgrade
from tests.fixtures.database import NewDatabase
from tests.integration.database import contract_schema as contract
from tests.integration.database.catalogue import Catalogue
from tests.integration.database.conftest import HEAD
from tests.integration.taking_over.original import HEAD as HEAD_OF_ORIGINAL
from tests.integration.taking_over.original import leave_database


@pytest.fixture(scope="module")
def taken_over(new_database: NewDatabase) -> Catalogue:
    """The original's database with a host in it, migrated by us with another number of partitions set."""
    url = new_database()
    catalogue = leave_database(url)
    catalogue.query("""
        INSERT INTO hbi.hosts (org_id, id, groups, reporter) VALUES ('1', gen_random_uuid(), '[]', 'puptoo');
        INSERT INTO hbi.system_profiles_static (org_id, host_id, arch) SELECT org_id, id, 'x86_64' FROM hbi.hosts;
    """)
    upgrade(url, partitions=16)
    return catalogue


@pytest.fixture
def migrated(worker_database_url: str) -> Catalogue:
    """A database that was ours from the beginning."""
    return Catalogue(worker_database_url)


def test_it_is_at_our_head(taken_over: Catalogue):
    assert taken_over.revision() == [HEAD]


def test_the_originals_version_stays(taken_over: Catalogue):
    assert taken_over.query("SELECT version_num FROM hbi.alembic_version") == [(HEAD_OF_ORIGINAL,)]


def test_rows_stay(taken_over: Catalogue):
    assert taken_over.query("SELECT arch, profile_hash FROM hbi.system_profiles_static") == [("x86_64", None)]


def test_partitions_stay_as_they_were(taken_over: Catalogue):
    assert {table: len(found) for table, found in taken_over.partitions().items()} == dict.fromkeys(
        contract.PARTITIONED, 3
    )


def test_the_system_view_is_not_seeded_twice(taken_over: Catalogue):
    assert taken_over.query("SELECT count(*) FROM hbi.inventory_views") == [(1,)]


def test_our_additions_are_there(taken_over: Catalogue, migrated: Catalogue):
    assert set(taken_over.columns()) == set(migrated.columns())
    assert taken_over.indexes() == migrated.indexes()
    assert taken_over.constraints() == migrated.constraints()
    assert taken_over.trigger_conditions() == migrated.trigger_conditions()
    assert set(taken_over.compression()) == {"l"}
    assert taken_over.storage_parameters()["hosts_p2"] == migrated.storage_parameters()["hosts_p2"]


def test_columns_that_only_the_original_knows_reset_the_hash_too(taken_over: Catalogue):
    assert ", intersystems, rhel_ai" in taken_over.triggers()["system_profiles_static"]["trigger_forget_profile_hash"]


def test_another_revision_is_refused(new_database: NewDatabase):
    url = new_database()
    catalogue = leave_database(url, revision="595dbad97e20")
    with pytest.raises(MigrationRefused, match=r"595dbad97e20 of the original system.* Only revision 286f3c4f6e4f can"):
        upgrade(url, partitions=1)
    assert catalogue.revision() == []


def test_an_incomplete_schema_is_refused(new_database: NewDatabase):
    url = new_database()
    catalogue = leave_database(url)
    catalogue.query("DROP TABLE hbi.debezium_signal, hbi.outbox")
    with pytest.raises(MigrationRefused, match=r"missing: debezium_signal, outbox$"):
        upgrade(url, partitions=1)


def test_tables_without_a_version_are_refused(new_database: NewDatabase):
    url = new_database()
    Catalogue(url).query("CREATE SCHEMA hbi; CREATE TABLE hbi.hosts (id integer)")
    with pytest.raises(MigrationRefused, match="has tables already, without any version"):
        upgrade(url, partitions=1)


def test_two_ungrouped_groups_in_an_organisation_are_named(new_database: NewDatabase):
    url = new_database()
    catalogue = leave_database(url)
    catalogue.query("""
        INSERT INTO hbi.groups (id, org_id, name, created_on, modified_on, ungrouped)
        SELECT gen_random_uuid(), 'org-7', 'Ungrouped Hosts', now(), now(), true FROM generate_series(1, 2)
    """)
    with pytest.raises(MigrationRefused, match="more than one ungrouped group: org-7"):
        upgrade(url, partitions=1)
    assert catalogue.revision() == ["0007"]
    catalogue.query("DELETE FROM hbi.groups WHERE id = (SELECT min(id::text)::uuid FROM hbi.groups)")
    assert upgrade(url, partitions=1) == HEAD
