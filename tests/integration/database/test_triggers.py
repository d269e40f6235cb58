"""What the database keeps right by itself, whoever writes."""

import uuid
from collections.abc import Callable
from typing import Any

import psycopg2
import psycopg2.errors
import pytest

Sql = Callable[..., list[tuple[Any, ...]]]

ORG = "5894300"
ZERO = "00000000-0000-0000-0000-000000000000"
PROFILES = ("system_profiles_static", "system_profiles_dynamic")
HASH = "11111111-1111-1111-1111-111111111111"
OTHER_HASH = "22222222-2222-2222-2222-222222222222"
CHANGE = {"system_profiles_static": "arch = 'aarch64'", "system_profiles_dynamic": "cpu_flags = ARRAY['sse']"}


@pytest.fixture
def host(sql: Sql) -> str:
    """Id of a stored host with an insights_id and nothing else."""
    return _store_host(sql, insights_id=str(uuid.uuid4()))


def _store_host(sql: Sql, insights_id: str) -> str:
    host_id = str(uuid.uuid4())
    sql(
        "INSERT INTO hbi.hosts (org_id, id, groups, reporter, insights_id) VALUES (%s, %s, '[]', 'puptoo', %s)",
        (ORG, host_id, insights_id),
    )
    return host_id


def _store_group_of(sql: Sql, host: str) -> str:
    group = str(uuid.uuid4())
    sql(
        "INSERT INTO hbi.groups (id, org_id, name, created_on, modified_on) VALUES (%s, %s, 'x', now(), now())",
        (group, ORG),
    )
    sql("INSERT INTO hbi.hosts_groups VALUES (%s, %s, %s)", (ORG, host, group))
    return group


def _insert_profile(sql: Sql, table: str, host: str, **columns: object) -> str:
    """Inserts a row and tells which row version that made."""
    names = ["org_id", "host_id", *columns]
    places = ", ".join(["%s"] * len(names))
    insert = f"INSERT INTO hbi.{table} ({', '.join(names)}) VALUES ({places}) RETURNING ctid::text"
    return str(sql(insert, (ORG, host, *columns.values()))[0][0])


def _profile(sql: Sql, table: str, host: str, column: str) -> Any:
    return sql(f"SELECT {column} FROM hbi.{table} WHERE org_id = %s AND host_id = %s", (ORG, host))[0][0]


def _insights_id(sql: Sql, host: str) -> str:
    return str(sql("SELECT insights_id FROM hbi.hosts WHERE org_id = %s AND id = %s", (ORG, host))[0][0])


def _row_version(sql: Sql, table: str, host: str) -> Any:
    return _profile(sql, table, host, "ctid::text")


@pytest.mark.parametrize("table", PROFILES)
class TestInsightsId:
    def test_a_profile_that_comes_without_gets_its_hosts(self, sql: Sql, host: str, table: str):
        _insert_profile(sql, table, host)
        assert _profile(sql, table, host, "insights_id") == _insights_id(sql, host)

    def test_a_profile_that_comes_with_it_is_written_once(self, sql: Sql, host: str, table: str):
        inserted = _insert_profile(sql, table, host, insights_id=_insights_id(sql, host))
        assert _row_version(sql, table, host) == inserted

    def test_a_host_without_leaves_the_profile_without(self, sql: Sql, table: str):
        host = _store_host(sql, insights_id=ZERO)
        inserted = _insert_profile(sql, table, host)
        assert _profile(sql, table, host, "insights_id") == ZERO
        assert _row_version(sql, table, host) == inserted

    def test_a_change_on_the_host_is_copied(self, sql: Sql, host: str, table: str):
        _insert_profile(sql, table, host)
        changed = str(uuid.uuid4())
        sql("UPDATE hbi.hosts SET insights_id = %s WHERE org_id = %s AND id = %s", (changed, ORG, host))
        assert _profile(sql, table, host, "insights_id") == changed

    def test_naming_it_without_a_change_writes_no_profile(self, sql: Sql, host: str, table: str):
        inserted = _insert_profile(sql, table, host, insights_id=_insights_id(sql, host))
        sql("UPDATE hbi.hosts SET insights_id = insights_id WHERE org_id = %s AND id = %s", (ORG, host))
        assert _row_version(sql, table, host) == inserted


@pytest.mark.parametrize("table", PROFILES)
class TestProfileHash:
    @pytest.fixture(autouse=True)
    def profile(self, sql: Sql, host: str, table: str) -> None:
        _insert_profile(sql, table, host, profile_hash=HASH)

    @pytest.mark.parametrize(
        ("change", "expected"),
        [
            pytest.param("{change}", None, id="a writer that does not know the hash resets it"),
            pytest.param("{change}, profile_hash = profile_hash", None, id="writing the old hash again resets it"),
            pytest.param(f"{{change}}, profile_hash = '{OTHER_HASH}'", OTHER_HASH, id="a renewed hash stays"),
            pytest.param("{change}, profile_hash = NULL", None, id="whoever forgets it may"),
            pytest.param(f"profile_hash = '{OTHER_HASH}'", OTHER_HASH, id="a hash alone can be set"),
            pytest.param("insights_id = gen_random_uuid()", HASH, id="insights_id is no part of the profile"),
        ],
    )
    def test_update(self, sql: Sql, host: str, table: str, change: str, expected: str | None):
        change = change.format(change=CHANGE[table])
        sql(f"UPDATE hbi.{table} SET {change} WHERE org_id = %s AND host_id = %s", (ORG, host))
        assert _profile(sql, table, host, "profile_hash") == expected

    def test_a_foreign_upsert_resets_it(self, sql: Sql, host: str, table: str):
        column = CHANGE[table].split(" ")[0]
        sql(
            f"INSERT INTO hbi.{table} (org_id, host_id) VALUES (%s, %s) "
            f"ON CONFLICT (org_id, host_id) DO UPDATE SET {column} = excluded.{column}",
            (ORG, host),
        )
        assert _profile(sql, table, host, "profile_hash") is None

    def test_a_replicated_change_resets_it(self, sql: Sql, host: str, table: str):
        sql(
            f"SET session_replication_role = replica; "
            f"UPDATE hbi.{table} SET {CHANGE[table]} WHERE org_id = %s AND host_id = %s; "
            f"RESET session_replication_role",
            (ORG, host),
        )
        assert _profile(sql, table, host, "profile_hash") is None

    def test_a_hosts_new_insights_id_keeps_it(self, sql: Sql, host: str, table: str):
        sql("UPDATE hbi.hosts SET insights_id = gen_random_uuid() WHERE org_id = %s AND id = %s", (ORG, host))
        assert _profile(sql, table, host, "profile_hash") == HASH


@pytest.mark.parametrize(
    ("policies", "expected"),
    [
        pytest.param(None, 0, id="none"),
        pytest.param("[]", 0, id="an empty list"),
        pytest.param('[{"id": "a"}, {"id": "b"}]', 2, id="two"),
    ],
)
def test_policies_are_counted(sql: Sql, host: str, policies: str | None, expected: int):
    found = sql(
        "INSERT INTO hbi.hosts_app_data_compliance (org_id, host_id, last_updated, policies) "
        "VALUES (%s, %s, now(), %s) RETURNING policies_count",
        (ORG, host, policies),
    )
    assert found == [(expected,)]


def test_policies_are_never_the_json_null(sql: Sql, host: str):
    with pytest.raises(psycopg2.errors.InvalidParameterValue):
        sql(
            "INSERT INTO hbi.hosts_app_data_compliance (org_id, host_id, last_updated, policies) "
            "VALUES (%s, %s, now(), 'null')",
            (ORG, host),
        )


def test_deleting_a_host_takes_everything_with_it(sql: Sql, host: str):
    _store_group_of(sql, host)
    applications = ("advisor", "vulnerability", "patch", "remediations", "compliance", "malware")
    for application in applications:
        _insert_profile(sql, f"hosts_app_data_{application}", host, last_updated="2030-01-01T00:00:00Z")
    for table in PROFILES:
        _insert_profile(sql, table, host)
    sql("DELETE FROM hbi.hosts WHERE org_id = %s AND id = %s", (ORG, host))
    children = ["hosts_groups", *PROFILES, *(f"hosts_app_data_{application}" for application in applications)]
    assert {table: sql(f"SELECT count(*) FROM hbi.{table}")[0][0] for table in children} == dict.fromkeys(children, 0)


def test_a_group_with_members_cannot_be_deleted(sql: Sql, host: str):
    group = _store_group_of(sql, host)
    with pytest.raises(psycopg2.errors.ForeignKeyViolation):
        sql("DELETE FROM hbi.groups WHERE id = %s", (group,))


def test_an_organisation_has_one_ungrouped_group(sql: Sql):
    insert = (
        "INSERT INTO hbi.groups (id, org_id, name, created_on, modified_on, ungrouped) "
        "VALUES (gen_random_uuid(), %s, 'Ungrouped Hosts', now(), now(), %s)"
    )
    sql(insert, (ORG, True))
    sql(insert, (ORG, False))
    sql(insert, ("another", True))
    with pytest.raises(psycopg2.errors.UniqueViolation):
        sql(insert, (ORG, True))
