"""The migrated database is the contract's, column by column and index by index; what we add is listed here."""

from collections.abc import Mapping

import pytest

from tests.integration.database import contract_schema as contract
from tests.integration.database.catalogue import Catalogue

OUR_TABLES = {
    "host_events_outbox",
    "exports",
    "export_quotas",
    "export_sources",
    "user_view_preferences",
    "host_counts",
    "host_count_states",
    "culled_host_counts",
    "culled_host_changes",
}
OUR_COLUMNS = {
    table: ["profile_hash uuid", "other_fields jsonb"]
    for table in ("system_profiles_static", "system_profiles_dynamic")
} | {"hosts_app_data_vulnerability": ["moderate_cves integer", "low_cves integer"]}
OUR_INDEXES = {
    "groups": {"idx_groups_one_ungrouped_per_org": "unique btree (org_id) WHERE ungrouped"},
    "hosts": {
        "idx_hosts_display_name": "btree (org_id, COALESCE(display_name, ''::character varying))",
        "idx_hosts_both_names": (
            "gin ((\nCASE\n    WHEN (strpos((fqdn)::text, (display_name)::text) > 0) THEN (fqdn)::text"
            "\n    ELSE (((COALESCE(display_name, ''::character varying))::text || ' '::text)"
            " || (COALESCE(fqdn, ''::character varying))::text)\nEND) hbi.gin_trgm_ops)"
        ),
        "idx_hosts_tags": "gin (tags jsonb_path_ops)",
    },
    "hosts_groups": {"idx_hosts_groups_members": "btree (org_id, group_id)"},
    "system_profiles_static": {
        "idx_sps_releases": (
            "btree (org_id, lower((operating_system ->> 'name'::text)), ((operating_system -> 'major'::text)),"
            " ((operating_system -> 'minor'::text)), ((operating_system ->> 'name'::text)))"
            " INCLUDE (host_id, operating_system)"
        ),
    },
}
OUR_TRIGGERS = {
    "trigger_forget_profile_hash",
    "trigger_count_changes",
    "trigger_count_deleted",
    "trigger_count_new",
    "trigger_forget_counts",
    "trigger_note_silent",
}


@pytest.fixture(params=["baseline", "migrated"], ids=["first revision", "all revisions"])
def catalogue(request: pytest.FixtureRequest) -> Catalogue:
    found: Catalogue = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def has_additions(catalogue: Catalogue, migrated: Catalogue) -> bool:
    return catalogue is migrated


def test_tables(catalogue: Catalogue, has_additions: bool):
    assert set(catalogue.columns()) == set(contract.COLUMNS) | (OUR_TABLES if has_additions else set())


@pytest.mark.parametrize("table", contract.COLUMNS)
def test_columns(catalogue: Catalogue, has_additions: bool, table: str):
    ours = OUR_COLUMNS.get(table, []) if has_additions else []
    assert catalogue.columns()[table] == contract.lines(contract.COLUMNS[table]) + ours


@pytest.mark.parametrize("table", contract.INDEXES)
def test_indexes(catalogue: Catalogue, has_additions: bool, table: str):
    ours: Mapping[str, str] = OUR_INDEXES.get(table, {}) if has_additions else {}
    assert catalogue.indexes()[table] == contract.definitions(contract.INDEXES[table]) | ours


@pytest.mark.parametrize("table", contract.CONSTRAINTS)
def test_keys_and_checks(catalogue: Catalogue, table: str):
    assert catalogue.constraints()[table] == contract.definitions(contract.CONSTRAINTS[table])


def test_hosts_have_eleven_indexes_and_three_of_ours(catalogue: Catalogue, has_additions: bool):
    assert len(catalogue.indexes()["hosts"]) == (14 if has_additions else 11)


def test_ten_tables_are_partitioned_by_hash_of_the_organisation(catalogue: Catalogue):
    assert catalogue.partition_keys() == dict.fromkeys(contract.PARTITIONED, "HASH (org_id)")


@pytest.mark.parametrize("table", contract.PARTITIONED)
def test_partitions(baseline: Catalogue, table: str):
    assert baseline.partitions()[table] == {
        f"{table}_p0": "FOR VALUES WITH (modulus 2, remainder 0)",
        f"{table}_p1": "FOR VALUES WITH (modulus 2, remainder 1)",
    }


def test_triggers_are_the_three(baseline: Catalogue):
    assert baseline.triggers() == contract.TRIGGERS


def test_our_triggers_come_on_top(migrated: Catalogue):
    triggers = {
        table: {name: event for name, event in found.items() if name not in OUR_TRIGGERS}
        for table, found in migrated.triggers().items()
    }
    assert triggers == contract.TRIGGERS


def test_replica_identity(catalogue: Catalogue):
    assert catalogue.replica_identities() == contract.REPLICA_IDENTITY


def test_system_view_is_seeded(catalogue: Catalogue, has_additions: bool):
    found = catalogue.query("""
        SELECT name, org_wide, is_system_view, created_by, configuration
        FROM hbi.inventory_views WHERE org_id IS NULL
    """)
    keys = ["display_name", "group_name", "operating_system", "last_check_in"]
    if has_additions:
        keys.insert(2, "tags")
    name = "All systems" if has_additions else "All Systems"
    assert found == [(name, False, True, None, {"columns": [{"key": key} for key in keys]})]


@pytest.mark.parametrize(
    "kind",
    [
        pytest.param("SELECT relname FROM pg_class WHERE relkind IN ('v', 'm')", id="no views"),
        pytest.param("SELECT relname FROM pg_class WHERE relkind = 'S'", id="no sequences"),
        pytest.param("SELECT relname FROM pg_class WHERE relrowsecurity", id="no row-level security"),
        pytest.param("SELECT typname FROM pg_type WHERE typtype = 'e'", id="no enums"),
    ],
)
def test_the_contract_knows(baseline: Catalogue, kind: str):
    namespace = "typnamespace" if "pg_type" in kind else "relnamespace"
    assert baseline.query(f"{kind} AND {namespace} = 'hbi'::regnamespace") == []
