"""How rows are stored: what no model says."""

import pytest

from tests.integration.database.catalogue import Catalogue


def test_every_document_and_array_is_compressed_with_lz4(migrated: Catalogue):
    found = migrated.compression()
    assert set(found) == {"l"}
    assert {"hosts.facts", "hosts_p0.facts", "system_profiles_dynamic_p3.installed_packages"} <= found["l"]


OFTEN = ["autovacuum_vacuum_scale_factor=0.02"]
RARELY = ["autovacuum_analyze_scale_factor=0.2"]
TOAST = ["toast.autovacuum_vacuum_scale_factor=0.02"]
QUEUE = [
    "autovacuum_vacuum_scale_factor=0",
    "autovacuum_vacuum_threshold=1000",
    "autovacuum_vacuum_cost_delay=0",
]


@pytest.mark.parametrize(
    ("relation", "expected"),
    [
        pytest.param("hosts_p{}", [*OFTEN, *RARELY, *TOAST], id="hosts are vacuumed early"),
        pytest.param(
            "system_profiles_dynamic_p{}",
            ["fillfactor=80", *OFTEN, *RARELY, *TOAST],
            id="dynamic profiles leave room too",
        ),
        pytest.param("system_profiles_static_p{}", [*OFTEN, *RARELY, *TOAST], id="static profiles are vacuumed early"),
        pytest.param(
            "hosts_groups_p{}",
            [*OFTEN, "autovacuum_vacuum_insert_scale_factor=0.05"],
            id="memberships are vacuumed early, new ones too",
        ),
        pytest.param("outbox", QUEUE, id="replication's queue is vacuumed by number"),
        pytest.param("host_events_outbox", QUEUE, id="our queue is vacuumed by number"),
    ],
)
def test_storage_parameters(migrated: Catalogue, relation: str, expected: list[str]):
    found = migrated.storage_parameters()
    for number in range(4):
        assert found[relation.format(number)] == expected


def test_documents_that_no_plan_goes_by_are_not_analysed(migrated: Catalogue):
    found = migrated.query(
        """
        SELECT attrelid::regclass::text || '.' || attname FROM pg_attribute
        WHERE attstattarget = 0 AND attrelid IN ('hbi.hosts_p0'::regclass, 'hbi.system_profiles_dynamic_p3'::regclass)
        """
    )
    left_out = {name for (name,) in found}
    assert {"hbi.hosts_p0.groups", "hbi.system_profiles_dynamic_p3.installed_packages"} <= left_out
    assert "hbi.hosts_p0.tags" not in left_out


@pytest.mark.parametrize("table", ["system_profiles_static", "system_profiles_dynamic"])
def test_hash_trigger_covers_every_column_of_the_profile(migrated: Catalogue, table: str):
    columns = [column.split(" ")[0] for column in migrated.columns()[table]]
    profile = [name for name in columns if name not in {"org_id", "host_id", "insights_id", "profile_hash"}]
    assert migrated.triggers()[table]["trigger_forget_profile_hash"] == f"AFTER UPDATE OF {', '.join(profile)}"


def test_hash_trigger_fires_for_replicated_rows_too(migrated: Catalogue):
    enabled = migrated.query(
        "SELECT DISTINCT tgenabled::text FROM pg_trigger WHERE tgname = 'trigger_forget_profile_hash'"
    )
    assert enabled == [("A",)]


def test_insights_id_triggers_pass_rows_that_are_filled(migrated: Catalogue):
    conditions = migrated.trigger_conditions()
    zero = "(new.insights_id = '00000000-0000-0000-0000-000000000000'::uuid)"
    assert conditions["trigger_sync_insights_id_to_system_profiles"] == "(new.insights_id <> old.insights_id)"
    assert conditions["trigger_populate_system_profiles_static_insights_id"] == zero
    assert conditions["trigger_populate_system_profiles_dynamic_insights_id"] == zero
