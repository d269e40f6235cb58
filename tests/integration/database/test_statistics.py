"""What the planner knows of an empty database."""

from typing import Any

import psycopg2
import pytest

from hbi.db.migrate import upgrade
from tests.fixtures.database import NewDatabase
from tests.integration.database.catalogue import Catalogue


@pytest.fixture(scope="module")
def empty(new_database: NewDatabase) -> Catalogue:
    url = new_database()
    upgrade(url, partitions=2)
    return Catalogue(url)


@pytest.mark.parametrize(
    ("statement", "indexed"),
    [
        pytest.param("SELECT FROM hbi.hosts WHERE org_id = $1 AND id = $2 FOR KEY SHARE", "id", id="a host"),
        pytest.param(
            "SELECT FROM hbi.system_profiles_static WHERE org_id = $1 AND host_id = $2", "host_id", id="static profile"
        ),
        pytest.param(
            "SELECT FROM hbi.system_profiles_dynamic WHERE org_id = $1 AND host_id = $2",
            "host_id",
            id="dynamic profile",
        ),
        pytest.param("DELETE FROM hbi.hosts_groups WHERE org_id = $1 AND host_id = $2", "host_id", id="membership"),
        pytest.param("SELECT FROM hbi.hosts WHERE org_id = $1 AND insights_id = $2", "insights_id", id="an ID fact"),
    ],
)
def test_a_plan_made_before_the_first_host_looks_up_by_host(empty: Catalogue, statement: str, indexed: str):
    assert empty.query("SELECT count(*) FROM hbi.hosts, hbi.groups") == [(0,)]
    empty_id = "00000000-0000-0000-0000-000000000000"
    script = (
        f"SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET enable_bitmapscan = off;"
        f" PREPARE look_up (varchar, uuid) AS {statement}; EXPLAIN (COSTS OFF) EXECUTE look_up ('o', '{empty_id}')"
    )
    conditions = [line for (line,) in empty.query(script) if "Index Cond" in line]
    assert conditions
    assert [line for line in conditions if f"({indexed} = $2)" not in line] == []


@pytest.mark.parametrize(
    "sign_of_use",
    [
        pytest.param(
            "INSERT INTO hbi.groups (id, org_id, name, created_on, modified_on)"
            " VALUES (gen_random_uuid(), 'o', 'g', now(), now())",
            id="there is a group",
        ),
        pytest.param("CREATE PUBLICATION everything FOR ALL TABLES", id="somebody subscribes to the tables"),
    ],
)
def test_a_database_in_use_is_left_alone(new_database: NewDatabase, sign_of_use: str):
    url = new_database()
    upgrade(url, partitions=1, revision="0009")
    _run(url, sign_of_use)
    upgrade(url, partitions=1, revision="0010")
    assert Catalogue(url).query(
        "SELECT count(*) FROM pg_stats WHERE schemaname = 'hbi' AND tablename = 'hosts_p0'"
    ) == [(0,)]


def _run(url: str, statement: str) -> None:
    connection: Any = psycopg2.connect(url)
    with connection, connection.cursor() as cursor:
        cursor.execute(statement)
    connection.close()
