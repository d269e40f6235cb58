"""Rows for external replication (contract: ingest-and-events 16)."""

import uuid

import orjson
import pytest

from hbi.db.engine import Database
from hbi.events import replication
from hbi.groups import workspaces
from hbi.groups.message import Workspace, WorkspaceChange
from tests.conftest import Sql
from tests.fixtures.replication import Replicated
from tests.support.factories import ORG, ZERO_UUID, Json, host_report, stored_group, stored_host
from tests.support.ingesting import Ingest


def test_a_report(database: Database, sql: Sql, replicated: Replicated) -> None:
    host = stored_host(sql, subscription_manager_id="", ansible_host="a", satellite_id=None)
    with database.write() as tx:
        replication.replicate_reports(tx, [(host["org_id"], host["id"])])
    (row,) = replicated()
    metadata = row["payload"]["representations"]["metadata"]
    assert uuid.UUID(metadata.pop("transaction_id")).version == 4
    assert row == {
        "aggregatetype": "hbi.hosts",
        "aggregateid": host["id"],
        "operation": "ReportResource",
        "version": "v1beta2",
        "payload": {
            "type": "host",
            "reporter_type": "hbi",
            "reporter_instance_id": "redhat",
            "representations": {
                "metadata": {
                    "local_resource_id": host["id"],
                    "api_href": "https://apihref.com/",
                    "console_href": "https://www.console.com/",
                    "reporter_version": "1.0",
                },
                "common": {"workspace_id": host["groups"][0]["id"]},
                "reporter": {
                    "satellite_id": None,
                    "subscription_manager_id": None,
                    "insights_id": host["insights_id"],
                    "ansible_host": "a",
                },
            },
        },
    }
    assert sql("SELECT count(*) FROM hbi.outbox") == [(0,)]


def test_a_delete(database: Database, sql: Sql, replicated: Replicated) -> None:
    host_id = str(uuid.uuid4())
    with database.write() as tx:
        replication.replicate_deletes(tx, [("321", host_id)])
    assert replicated() == [
        {
            "aggregatetype": "hbi.hosts",
            "aggregateid": host_id,
            "operation": "DeleteResource",
            "version": "v1beta2",
            "payload": {"reference": {"resource_type": "host", "resource_id": host_id, "reporter": {"type": "HBI"}}},
        }
    ]
    assert sql("SELECT count(*) FROM hbi.outbox") == [(0,)]


@pytest.mark.kafka
@pytest.mark.parametrize(
    ("change", "rows"),
    [
        pytest.param({"satellite_id": "1234567890"}, 1, id="satellite_id"),
        pytest.param({"subscription_manager_id": str(uuid.uuid4())}, 1, id="subscription_manager_id"),
        pytest.param({"insights_id": str(uuid.uuid4())}, 1, id="insights_id"),
        pytest.param({"ansible_host": "a"}, 1, id="ansible_host"),
        pytest.param({"ansible_host": "stored"}, 0, id="the same value again"),
        pytest.param({"fqdn": "new.example.org"}, 0, id="fqdn"),
        pytest.param({"display_name": "new", "tags": {"a": {"b": []}}}, 0, id="names and tags"),
        pytest.param({"system_profile": {"arch": "arm"}}, 0, id="profile"),
    ],
)
def test_which_updates_are_replicated(ingest: Ingest, replicated: Replicated, change: Json, rows: int) -> None:
    report = ingest.report(ansible_host="stored")
    assert [row["operation"] for row in replicated()] == ["ReportResource"]
    ingest.reports({**report, **change})
    assert len(replicated()) == rows


@pytest.mark.kafka
def test_a_host_without_insights_id_has_the_zero_uuid(ingest: Ingest, replicated: Replicated) -> None:
    ingest.report(insights_id=..., subscription_manager_id=str(uuid.uuid4()))
    (row,) = replicated()
    assert row["payload"]["representations"]["reporter"]["insights_id"] == ZERO_UUID


@pytest.mark.kafka
def test_profiles_of_known_hosts_are_not_replicated(ingest: Ingest, sql: Sql, replicated: Replicated) -> None:
    facts = {"insights_id": str(uuid.uuid4()), "ansible_host": "new", "satellite_id": "1234567890"}
    data = {"org_id": ORG, "id": stored_host(sql)["id"], "system_profile": {"host_type": "edge"}, **facts}
    value = orjson.dumps({"operation": "update_system_profile", "data": data})
    assert ingest.deliver("platform.inventory.system-profile", value) == {"updated": 1, "rejected": 0}
    assert replicated() == []


@pytest.mark.kafka
def test_a_host_without_group_counts_as_ungrouped(ingest: Ingest, sql: Sql, replicated: Replicated) -> None:
    stored = stored_host(sql, groups=[])
    sql("DELETE FROM hbi.hosts_groups")
    ingest.report(insights_id=stored["insights_id"], ansible_host="new")
    ((ungrouped,),) = sql("SELECT id::text FROM hbi.groups WHERE ungrouped")
    (row,) = replicated()
    assert row["payload"]["representations"]["common"] == {"workspace_id": ungrouped}
    assert ingest.host()["groups"] == []


@pytest.mark.kafka
def test_creation_and_change_in_one_batch_are_two_rows_with_the_final_state(
    ingest: Ingest, replicated: Replicated
) -> None:
    report = host_report()
    ingest.reports(report, {**report, "ansible_host": "a"}, {**report, "ansible_host": "b"})
    reporters = [row["payload"]["representations"]["reporter"]["ansible_host"] for row in replicated()]
    assert reporters == ["b", "b"]


@pytest.mark.parametrize(
    ("operation", "kind", "reports"),
    [
        pytest.param("update", "standard", 0, id="a group is renamed"),
        pytest.param("delete", "standard", 2, id="hosts get another group"),
        pytest.param("create", "ungrouped-hosts", 2, id="a workspace takes the place of the ungrouped group"),
    ],
)
def test_which_changes_of_groups_are_replicated(
    database: Database, sql: Sql, replicated: Replicated, operation: str, kind: str, reports: int
) -> None:
    group = stored_group(sql, name="Web", ungrouped=operation == "create")
    hosts = {stored_host(sql, group=group)["id"] for _ in range(2)}
    workspace_id = str(uuid.uuid4()) if operation == "create" else group["id"]
    workspace = Workspace(id=workspace_id, name="New", type=kind)
    applied = workspaces.apply(
        database, WorkspaceChange.model_validate({"operation": operation, "org_id": ORG, "workspace": workspace})
    )
    assert {host_id for _, host_id in applied.hosts} == hosts
    rows = replicated()
    assert [row["operation"] for row in rows] == ["ReportResource"] * reports
    ((ungrouped,),) = sql("SELECT id::text FROM hbi.groups WHERE ungrouped") or [(None,)]
    assert {row["payload"]["representations"]["common"]["workspace_id"] for row in rows} <= {ungrouped}
