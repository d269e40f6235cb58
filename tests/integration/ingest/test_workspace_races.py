"""Workspaces that change while hosts report, move or go (contract: ingest-and-events 8.1 and 18)."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from functions.ingest.dispatch import consume
from functions.ingest.runtime import Runtime
from hbi.db.engine import Database
from hbi.groups import members, repository, workspaces
from hbi.groups.message import Workspace, WorkspaceChange
from hbi.groups.repository import GroupRef
from hbi.settings import IngestSettings
from tests.conftest import Sql
from tests.support.factories import ORG, host_message, host_report, msk_event, stored_group, stored_host
from tests.support.faults.waiting import while_others_delete
from tests.support.ingesting import Ingest

pytestmark = pytest.mark.kafka

W = "8a8a8a8a-0000-4000-8000-000000000001"


def change(operation: str, workspace_id: str = W, kind: str = "standard") -> WorkspaceChange:
    workspace = Workspace(id=workspace_id, name="Renamed", type=kind)
    return WorkspaceChange.model_validate({"operation": operation, "org_id": ORG, "workspace": workspace})


ADOPTION = change("create", kind="ungrouped-hosts")


def test_a_batch_that_read_the_old_group_goes_to_the_new_one(
    ingest: Ingest, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest.report()
    read, overtaken = repository.ungrouped_groups, threading.Event()

    def read_and_be_overtaken(*arguments: object) -> dict[str, GroupRef]:
        found = read(*arguments)  # type: ignore[arg-type]
        if not overtaken.is_set():
            overtaken.set()
            workspaces.apply(database, ADOPTION)
        return found

    monkeypatch.setattr(repository, "ungrouped_groups", read_and_be_overtaken)
    assert ingest.reports(host_report(), host_report()) == {"created": 2, "rejected": 0}
    assert {host["groups"][0]["id"] for host in ingest.hosts()} == {W}


def test_hosts_that_report_meanwhile_end_in_the_workspace(
    ingest: Ingest, ingest_settings: IngestSettings, database: Database, sql: Sql
) -> None:
    known = [host_report() for _ in range(20)]
    ingest.reports(*known)
    started = threading.Barrier(4)

    def report(turn: int) -> dict[str, int]:
        runtime = Runtime.of(ingest_settings)
        started.wait()
        try:
            batches = [[*known[turn::3], *(host_report() for _ in range(5))] for _ in range(6)]
            counts = [consume(msk_event(map(host_message, batch)), runtime).counts for batch in batches]
            return {name: sum(count.get(name, 0) for count in counts) for name in ("created", "rejected", "failed")}
        finally:
            runtime.close()

    with ThreadPoolExecutor(4) as pool:
        reporting = [pool.submit(report, turn) for turn in range(3)]
        started.wait()
        assert workspaces.apply(database, ADOPTION).outcome == "groups_created"
        assert [future.result() for future in reporting] == [{"created": 30, "rejected": 0, "failed": 0}] * 3
    assert {host["groups"][0]["id"] for host in ingest.hosts()} == {W}
    assert sql("SELECT group_id::text, count(*) FROM hbi.hosts_groups GROUP BY 1") == [(W, 110)]
    assert sql("SELECT id::text, ungrouped FROM hbi.groups") == [(W, True)]


def test_a_host_that_joins_a_group_while_it_goes_is_not_left_behind(
    database: Database, sql: Sql, monkeypatch: pytest.MonkeyPatch
) -> None:
    ungrouped, group = stored_group(sql, ungrouped=True), stored_group(sql, name="Web")
    stored_host(sql, group=group)
    joining = stored_host(sql, group=ungrouped)
    lock, joined = members.lock_members, threading.Event()

    def lock_and_be_joined(*arguments: object) -> list[str]:
        found = lock(*arguments)  # type: ignore[arg-type]
        if not joined.is_set():
            joined.set()
            sql("UPDATE hbi.hosts_groups SET group_id = %s WHERE host_id = %s", (group["id"], joining["id"]))
        return found

    monkeypatch.setattr(members, "lock_members", lock_and_be_joined)
    assert len(workspaces.apply(database, change("delete", group["id"])).hosts) == 2
    assert sql("SELECT group_id::text, count(*) FROM hbi.hosts_groups GROUP BY 1") == [(ungrouped["id"], 2)]


@pytest.mark.parametrize(
    "arrange",
    [
        pytest.param(lambda group_id: change("delete", group_id), id="its workspace is deleted"),
        pytest.param(lambda group_id: change("update", group_id), id="its workspace is renamed"),
        pytest.param(lambda _: ADOPTION, id="the ungrouped workspace comes"),
    ],
)
def test_a_host_that_is_deleted_meanwhile_is_left_out(
    database_url: str, database: Database, sql: Sql, arrange: Callable[[str], WorkspaceChange]
) -> None:
    group = stored_group(sql, name="Web")
    sent = arrange(group["id"])
    group = stored_group(sql, ungrouped=True) if sent is ADOPTION else group
    hosts = [stored_host(sql, group=group) for _ in range(2)]
    applied = while_others_delete(
        [hosts[0]["id"]], lambda: workspaces.apply(database, sent), database_url=database_url, sql=sql
    )
    assert [host_id for _, host_id in applied.hosts] == [hosts[1]["id"]]
    assert sql("SELECT count(*) FROM hbi.hosts_groups") == [(1,)]


def test_a_large_group_is_renamed_in_few_statements(database: Database, sql: Sql) -> None:
    group = stored_group(sql, name="Web")
    template = stored_host(sql, group=group)
    names = ", ".join(name for name in template if name != "id")
    sql(
        f"INSERT INTO hbi.hosts (id, {names})"
        f" SELECT gen_random_uuid(), {names} FROM hbi.hosts, generate_series(1, 5999) WHERE id = %s",
        (template["id"],),
    )
    sql(
        "INSERT INTO hbi.hosts_groups (org_id, host_id, group_id)"
        " SELECT org_id, id, %s FROM hbi.hosts ON CONFLICT DO NOTHING",
        (group["id"],),
    )
    assert len(workspaces.apply(database, change("update", group["id"])).hosts) == 6000
    shown = "SELECT DISTINCT groups->0->>'name', groups->0->>'host_count', count(*) FROM hbi.hosts GROUP BY 1, 2"
    assert sql(shown) == [("Renamed", "6000", 6000)]
    assert sql("SELECT count(*) FROM hbi.host_events_outbox") == [(6000,)]
