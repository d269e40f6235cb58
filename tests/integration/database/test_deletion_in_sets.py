"""Hosts are deleted table by table, with everything that refers to them (ADR 28)."""

import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg2
import pytest

from hbi.db.engine import Database
from hbi.db.migrate import upgrade
from hbi.edits.deletion import delete_found, delete_hosts
from hbi.settings import DatabaseSettings
from tests.conftest import Sql
from tests.fixtures.database import NewDatabase
from tests.support.factories import ORG, Json, insert, stored_host

MANY = 60
"""Hosts of one organisation that are deleted table by table."""

FOUND = "FROM hbi.hosts h {profile} WHERE h.org_id = %s ORDER BY h.id FOR UPDATE OF h"
CHILDREN = ["hosts_groups", "system_profiles_static", "system_profiles_dynamic", "hosts_app_data_patch"]


def store_many(sql: Sql, org_id: str = ORG) -> list[Json]:
    hosts = [
        stored_host(sql, org_id=org_id, static={"arch": "x86_64"}, dynamic={"system_memory_bytes": number})
        for number in range(MANY)
    ]
    sql(
        "INSERT INTO hbi.hosts_app_data_patch (org_id, host_id, last_updated)"
        " SELECT org_id, id, now() FROM hbi.hosts WHERE org_id = %s",
        (org_id,),
    )
    return hosts


def rows(sql: Sql, tables: list[str], org_id: str) -> list[int]:
    return [sql(f"SELECT count(*) FROM hbi.{table} WHERE org_id = %s", (org_id,))[0][0] for table in tables]


def delete_all(database: Database, org_id: str = ORG) -> int:
    with database.write() as tx:
        return len(delete_found(tx, FOUND, [org_id]))


@pytest.fixture
def another_table(sql: Sql) -> Iterator[str]:
    """A table that other software has added, with a key on hosts."""
    sql(
        """
        CREATE TABLE hbi.added (
            org_id varchar(36), host_id uuid, PRIMARY KEY (org_id, host_id),
            FOREIGN KEY (org_id, host_id) REFERENCES hbi.hosts (org_id, id) ON DELETE CASCADE
        )
        """
    )
    yield "added"
    sql("DROP TABLE hbi.added CASCADE")


def test_all_that_refers_to_the_hosts_goes_and_nothing_else(database: Database, sql: Sql, another_table: str) -> None:
    store_many(sql)
    store_many(sql, "500")
    sql("INSERT INTO hbi.added SELECT org_id, id FROM hbi.hosts")
    tables = ["hosts", *CHILDREN, another_table]
    assert delete_all(database) == MANY
    assert rows(sql, tables, ORG) == [0] * len(tables)
    assert rows(sql, tables, "500") == [MANY] * len(tables)
    assert sql("SELECT DISTINCT event_type, count(*) FROM hbi.host_events_outbox GROUP BY 1") == [("delete", MANY)]


def test_a_table_that_is_unlike_ours_is_left_to_its_own_key(database: Database, sql: Sql, another_table: str) -> None:
    """Here a second table refers to the first one; deleting table by table would leave its rows behind."""
    sql(
        """
        CREATE TABLE hbi.added_to_added (
            org_id varchar(36), host_id uuid,
            FOREIGN KEY (org_id, host_id) REFERENCES hbi.added (org_id, host_id) ON DELETE CASCADE
        )
        """
    )
    try:
        store_many(sql)
        sql("INSERT INTO hbi.added SELECT org_id, id FROM hbi.hosts")
        sql("INSERT INTO hbi.added_to_added SELECT org_id, id FROM hbi.hosts")
        assert delete_all(database) == MANY
        tables = ["hosts", *CHILDREN, another_table, "added_to_added"]
        assert rows(sql, tables, ORG) == [0] * len(tables)
    finally:
        sql("DROP TABLE hbi.added_to_added")


@pytest.mark.parametrize("table", ["hosts", "hosts_app_data_patch"])
def test_a_trigger_of_other_software_sees_each_deletion(database: Database, sql: Sql, table: str) -> None:
    key = "id" if table == "hosts" else "host_id"
    sql(
        f"""
        CREATE TABLE public.seen (id uuid);
        CREATE FUNCTION public.see() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN INSERT INTO public.seen VALUES (OLD.{key}); RETURN NULL; END $$;
        CREATE TRIGGER see AFTER DELETE ON hbi.{table} FOR EACH ROW EXECUTE FUNCTION public.see()
        """
    )
    try:
        store_many(sql)
        assert delete_all(database) == MANY
        assert sql("SELECT count(DISTINCT id) FROM public.seen") == [(MANY,)]
        assert rows(sql, ["hosts", *CHILDREN], ORG) == [0] * (1 + len(CHILDREN))
    finally:
        sql(f"DROP TRIGGER see ON hbi.{table}; DROP FUNCTION public.see(); DROP TABLE public.seen")


def test_keys_are_checked_again_afterwards(database: Database, sql: Sql) -> None:
    """What the function switches off is on again in the same transaction."""
    store_many(sql)
    with pytest.raises(psycopg2.errors.ForeignKeyViolation), database.write() as tx:
        delete_found(tx, FOUND, [ORG])
        with tx.cursor() as cursor:
            cursor.execute("SHOW session_replication_role")
            assert cursor.fetchall() == [("origin",)]
            cursor.execute(
                "INSERT INTO hbi.hosts_app_data_patch (org_id, host_id, last_updated)"
                " VALUES (%s, gen_random_uuid(), now())",
                [ORG],
            )
    assert rows(sql, ["hosts"], ORG) == [MANY]


def test_nobody_can_give_a_host_a_row_while_it_is_deleted(database: Database, sql: Sql, database_url: str) -> None:
    [host, *_] = store_many(sql)
    refused: list[Exception] = []

    def insert_row() -> None:
        with closing(psycopg2.connect(database_url)) as connection, connection.cursor() as cursor:
            try:
                cursor.execute(
                    "INSERT INTO hbi.hosts_app_data_advisor (org_id, host_id, last_updated) VALUES (%s, %s, now())",
                    (ORG, host["id"]),
                )
                connection.commit()
            except psycopg2.Error as error:
                refused.append(error)

    writer = threading.Thread(target=insert_row)
    with database.write() as tx:
        delete_found(tx, FOUND, [ORG])
        writer.start()
        while not sql(
            "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%app_data_advisor%'"
        ):
            pass
    writer.join()
    assert [type(error) for error in refused] == [psycopg2.errors.ForeignKeyViolation]
    assert sql("SELECT count(*) FROM hbi.hosts_app_data_advisor") == [(0,)]


def test_only_those_who_are_given_the_right_may_call_it(sql: Sql) -> None:
    assert sql("SELECT has_function_privilege('public', 'hbi.delete_hosts(varchar, uuid[])', 'EXECUTE')") == [(False,)]


def test_whoever_may_not_switch_keys_off_leaves_the_work_to_them(new_database: NewDatabase) -> None:
    """An owner of the database without further rights migrates it as well, and hosts go with all that is theirs."""
    administrator = new_database()
    name = f"owner_{administrator[-12:]}"
    url = administrator.replace("//hbi@", f"//{name}@")
    with closing(psycopg2.connect(administrator)) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        cursor.execute(f"CREATE ROLE {name} LOGIN")
        cursor.execute(f"ALTER DATABASE {administrator.rsplit('/', 1)[1]} OWNER TO {name}")
    try:
        upgrade(url, partitions=2)
        database = Database(DatabaseSettings.load({"HBI_DATABASE_URL": url}))
        with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
            connection.autocommit = True

            def sql(statement: str, parameters: Any = None) -> list[tuple[Any, ...]]:
                cursor.execute(statement, parameters)
                return cursor.fetchall() if cursor.description else []

            assert sql("SELECT prosecdef FROM pg_proc WHERE proname = 'delete_hosts'") == [(False,)]
            store_many(sql)
            assert delete_all(database) == MANY
            assert rows(sql, ["hosts", *CHILDREN], ORG) == [0] * 5
        database.dispose()
    finally:
        with closing(psycopg2.connect(administrator)) as connection, connection.cursor() as cursor:
            cursor.execute(f"REASSIGN OWNED BY {name} TO hbi; DROP OWNED BY {name}; DROP ROLE {name}")
            connection.commit()


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({}, id="little is known"),
        pytest.param(
            {
                "account": "0042",
                "subscription_manager_id": "9d2f0000-0000-4000-8000-000000000002",
                "satellite_id": "1234567890",
                "tags": {"ns": {"key": ["värde", 'quote "', "back\\slash"]}},
                "static": {
                    "operating_system": {"name": "RHEL", "major": 9, "minor": 4},
                    "bootc_status": {"booted": {"image_digest": "x"}},
                },
            },
            id="all is known",
        ),
        pytest.param({"groups": [{"name": "no id"}, 5, {"id": None, "name": {"a": 1}}]}, id="odd groups"),
        pytest.param({"groups": {"id": 1}, "tags": [], "static": {"operating_system": {"name": 7}}}, id="odd types"),
        pytest.param({"host_type": None, "fqdn": None, "display_name": None, "tags": None}, id="nothing"),
        pytest.param({"static": {"operating_system": {}, "bootc_status": {"staged": {}}}}, id="empty"),
    ],
)
def test_a_job_says_of_a_host_what_a_client_does(database: Database, sql: Sql, fields: Json) -> None:
    """The context of an event is the same, whether the database makes it or we do."""
    same = {"insights_id": "aaaaaaaa-0000-4000-8000-000000000001", "fqdn": "a", "display_name": "b", **fields}
    checked_in = datetime.now(UTC) - timedelta(days=1)
    one, other = (stored_host(sql, last_check_in=checked_in, **same)["id"] for _ in "ab")
    with database.write() as tx:
        delete_hosts(tx, ORG, [one])
        delete_found(tx, "FROM hbi.hosts h {profile} WHERE h.org_id = %s AND h.id = %s FOR UPDATE OF h", [ORG, other])
    contexts = dict(sql("SELECT host_id::text, context FROM hbi.host_events_outbox"))
    assert contexts[one] == contexts[other]


def test_application_data_of_few_hosts_goes_by_the_keys(database: Database, sql: Sql) -> None:
    host = stored_host(sql)
    now = datetime.now(UTC)
    insert(sql, "hosts_app_data_advisor", {"org_id": ORG, "host_id": host["id"], "last_updated": now})
    assert delete_all(database) == 1
    assert rows(sql, ["hosts", "hosts_app_data_advisor"], ORG) == [0, 0]
