"""Any number of partitions from 1 to 32, and statements that touch only the one they need."""

import uuid
from typing import Any

import pytest

from hbi.db.migrate import upgrade
from hbi.problems import ConfigurationError
from hbi.settings import MigrationSettings
from tests.fixtures.database import NewDatabase
from tests.integration.database.catalogue import Catalogue
from tests.integration.database.contract_schema import PARTITIONED, REPLICA_IDENTITY

ORGS = [f"org-{number}" for number in range(200)]


@pytest.fixture(scope="module")
def production_like(new_database: NewDatabase) -> Catalogue:
    """32 partitions; each of 200 organisations has a host with both profiles."""
    url = new_database()
    upgrade(url, partitions=32)
    catalogue = Catalogue(url)
    catalogue.query(
        """
        WITH org AS (SELECT unnest(%s) AS org_id),
        host AS (
            INSERT INTO hbi.hosts (org_id, id, groups, reporter, insights_id, last_check_in, modified_on)
            SELECT org_id, gen_random_uuid(), '[]', 'puptoo', gen_random_uuid(), now(), now() FROM org
            RETURNING org_id, id, insights_id
        ),
        static AS (
            INSERT INTO hbi.system_profiles_static (org_id, host_id, insights_id)
            SELECT org_id, id, insights_id FROM host
        )
        INSERT INTO hbi.system_profiles_dynamic (org_id, host_id, insights_id)
        SELECT org_id, id, insights_id FROM host
        """,
        ORGS,
    )
    return catalogue


@pytest.mark.parametrize("table", PARTITIONED)
def test_thirty_two_partitions(production_like: Catalogue, table: str):
    assert production_like.partitions()[table] == {
        f"{table}_p{number}": f"FOR VALUES WITH (modulus 32, remainder {number})" for number in range(32)
    }


def test_organisations_spread_over_all_partitions(production_like: Catalogue):
    used = production_like.query("SELECT count(DISTINCT tableoid), count(*) FROM hbi.hosts")
    assert used == [(32, len(ORGS))]


def test_an_organisation_lies_in_the_same_partition_of_every_table(production_like: Catalogue):
    misplaced = production_like.query("""
        SELECT h.org_id FROM hbi.hosts h
        JOIN hbi.system_profiles_static s ON (s.org_id, s.host_id) = (h.org_id, h.id)
        JOIN hbi.system_profiles_dynamic d ON (d.org_id, d.host_id) = (h.org_id, h.id)
        WHERE substring(h.tableoid::regclass::text FROM '_p[0-9]+$')
              <> ALL (ARRAY[substring(s.tableoid::regclass::text FROM '_p[0-9]+$'),
                            substring(d.tableoid::regclass::text FROM '_p[0-9]+$')])
    """)
    assert misplaced == []


@pytest.mark.parametrize(
    ("statement", "partitions"),
    [
        pytest.param("SELECT * FROM hbi.hosts h WHERE h.org_id = 'org-1'", 1, id="a list"),
        pytest.param("DELETE FROM hbi.hosts h WHERE h.org_id = 'org-1'", 1, id="a delete"),
        pytest.param(
            "SELECT * FROM hbi.hosts h LEFT JOIN hbi.system_profiles_static s"
            " ON s.org_id = h.org_id AND s.host_id = h.id WHERE h.org_id = 'org-1'",
            2,
            id="a join on the organisation prunes both sides",
        ),
        pytest.param("SELECT * FROM hbi.hosts h WHERE h.id = gen_random_uuid()", 32, id="no organisation, no pruning"),
    ],
)
def test_pruning(production_like: Catalogue, statement: str, partitions: int):
    ((plan,),) = production_like.query(f"EXPLAIN (FORMAT JSON) {statement}")
    assert len(_scanned(plan[0]["Plan"])) == partitions


def _scanned(node: dict[str, Any]) -> set[str]:
    names = {node["Relation Name"]} if "Relation Name" in node and "Scan" in node["Node Type"] else set()
    return names.union(*(_scanned(child) for child in node.get("Plans", [])))


def test_replica_identity_of_partitions_is_their_key(production_like: Catalogue):
    assert production_like.replica_identities() == REPLICA_IDENTITY


def test_every_partition_has_every_index(production_like: Catalogue):
    incomplete = production_like.query("""
        SELECT c.relname FROM pg_class c
        JOIN pg_inherits i ON i.inhrelid = c.oid
        WHERE c.relnamespace = 'hbi'::regnamespace AND c.relkind = 'r'
          AND (SELECT count(*) FROM pg_index x WHERE x.indrelid = c.oid AND x.indisvalid)
              <> (SELECT count(*) FROM pg_index x WHERE x.indrelid = i.inhparent)
    """)
    assert incomplete == []


def test_a_changed_insights_id_reaches_profiles_in_any_partition(production_like: Catalogue):
    changed = str(uuid.uuid4())
    production_like.query("UPDATE hbi.hosts SET insights_id = %s WHERE org_id = ANY(%s)", changed, ORGS)
    for table in ("system_profiles_static", "system_profiles_dynamic"):
        found = production_like.query(f"SELECT DISTINCT insights_id::text FROM hbi.{table}")
        assert found == [(changed,)]


@pytest.mark.parametrize("number", [0, 33, -1])
def test_number_of_partitions_out_of_range_is_refused(new_database: NewDatabase, number: int):
    with pytest.raises(ConfigurationError, match=r"^HOSTS_TABLE_NUM_PARTITIONS=-?\d+: must be between 1 and 32$"):
        upgrade("postgresql://nobody@127.0.0.1:1/nothing", partitions=number)


@pytest.mark.parametrize("text", ["0", "33", "many"])
def test_setting_out_of_range_is_refused_in_one_line(text: str):
    environment = {"HBI_DATABASE_URL": "postgresql://hbi@localhost/inventory", "HOSTS_TABLE_NUM_PARTITIONS": text}
    with pytest.raises(ConfigurationError) as refused:
        MigrationSettings.load(environment)
    assert str(refused.value).startswith(f"environment variable HOSTS_TABLE_NUM_PARTITIONS='{text}': ")
    assert "\n" not in str(refused.value)


def test_one_partition_is_the_default():
    assert MigrationSettings.load({"HBI_DATABASE_URL": "postgresql://hbi@localhost/inventory"}).partitions == 1
