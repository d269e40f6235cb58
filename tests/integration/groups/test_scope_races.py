"""A host that leaves the caller's groups while a change waits for it is not changed (contract: rest-hosts 6.3)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from hbi.db.engine import Database
from hbi.groups import changes
from hbi.groups.changes import Terms
from tests.conftest import Sql
from tests.fixtures.api import MakeHost
from tests.support.api import Answer, Client, FakeRbac, grant
from tests.support.factories import ORG, Json, stored_group
from tests.support.faults.waiting import wait_for_a_waiter

type MovedAway = Callable[[str, Callable[[], Answer]], Answer]

WRITE = "inventory:hosts:write"


@pytest.fixture
def ours(sql: Sql) -> Json:
    """The only group whose hosts the caller may change."""
    stored_group(sql, ungrouped=True)
    return stored_group(sql, name="ours")


@pytest.fixture
def api(guarded_api: Client, rbac: FakeRbac, ours: Json) -> Client:
    rbac.grant(grant(WRITE, ours["id"]))
    return guarded_api


@pytest.fixture
def moved_away(database: Database, sql: Sql) -> MovedAway:
    """`moved_away(host_id, request) -> answer`: of a request that waits while somebody moves the host."""
    theirs = stored_group(sql, name="theirs")["id"]

    def run(host_id: str, request: Callable[[], Answer]) -> Answer:
        now = datetime.now(UTC)
        terms = Terms(org_id=ORG, account=None, now=now, culled_before=now - timedelta(days=30), context={})
        with ThreadPoolExecutor(1) as pool:
            with database.write() as tx:
                changes.add_hosts(tx, terms, theirs, [host_id])
                answer = pool.submit(request)
                wait_for_a_waiter(sql)
            return answer.result()

    return run


def events(sql: Sql, host_id: str) -> list[str]:
    rows = sql("SELECT event_type FROM hbi.host_events_outbox WHERE host_id = %s ORDER BY sequence", [host_id])
    return [event_type for (event_type,) in rows]


def test_deleted_by_id(api: Client, hosts: MakeHost, sql: Sql, ours: Json, moved_away: MovedAway) -> None:
    host = hosts(group=ours)
    answer = moved_away(host["id"], lambda: api.delete(f"/hosts/{host['id']}"))
    assert answer.status == 404
    assert events(sql, host["id"]) == ["updated"]


def test_deleted_by_id_beside_one_that_stays(
    api: Client, hosts: MakeHost, sql: Sql, ours: Json, moved_away: MovedAway
) -> None:
    moved, stays = (hosts(group=ours)["id"] for _ in range(2))
    answer = moved_away(moved, lambda: api.delete(f"/hosts/{moved},{stays}"))
    assert answer.status == 200
    assert sql("SELECT id::text FROM hbi.hosts") == [(moved,)]


@pytest.mark.parametrize("path", ["/hosts?staleness=fresh", "/hosts/all?confirm_delete_all=true"])
def test_deleted_by_filter(
    api: Client, hosts: MakeHost, sql: Sql, ours: Json, moved_away: MovedAway, path: str
) -> None:
    host = hosts(group=ours)
    answer = moved_away(host["id"], lambda: api.delete(path))
    assert (answer.status, answer.json["hosts_deleted"]) == (202, 0)
    assert events(sql, host["id"]) == ["updated"]


def test_renamed(api: Client, hosts: MakeHost, sql: Sql, ours: Json, moved_away: MovedAway) -> None:
    host = hosts(group=ours)
    answer = moved_away(host["id"], lambda: api.patch(f"/hosts/{host['id']}", {"display_name": "new"}))
    assert (answer.status, answer.json["not_found_ids"]) == (404, [host["id"]])
    assert sql("SELECT display_name FROM hbi.hosts") == [(host["display_name"],)]


def test_given_facts(api: Client, hosts: MakeHost, sql: Sql, ours: Json, moved_away: MovedAway) -> None:
    host = hosts(group=ours, facts={"ns": {"a": 1}})
    answer = moved_away(host["id"], lambda: api.request("PUT", f"/hosts/{host['id']}/facts/ns", body={"a": 2}))
    assert answer.status == 403
    assert sql("SELECT facts FROM hbi.hosts") == [({"ns": {"a": 1}},)]
