"""Changes of groups beside each other end as one of two orders would (contract: rest-groups-staleness-views 4.5)."""

import logging
import os
import random
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from functions.ingest.dispatch import consume
from functions.ingest.runtime import Runtime
from hbi.db.engine import Database, Transaction
from hbi.groups import changes, locks, workspaces
from hbi.groups.changes import Terms
from hbi.groups.message import Workspace, WorkspaceChange
from hbi.permissions.scope import UNLIMITED
from hbi.settings import IngestSettings
from tests.conftest import Sql
from tests.fixtures.api import MakeApplication, MakeHost
from tests.support.api import Answer, Client
from tests.support.factories import ORG, Json, host_message, host_report, msk_event, stored_group
from tests.support.faults.waiting import wait_for_a_waiter
from tests.support.topics import read_topic

type Work = Callable[[Transaction], object]
type Begin = Callable[[Work, Callable[[], Answer]], Answer]

logger = logging.getLogger(__name__)

IS_FULL = os.environ.get("HBI_STORM") == "full"
STORM_S, STORM_CLIENTS = (60.0, 8) if IS_FULL else (6.0, 4)
"""`make storm` runs the long one."""


def terms() -> Terms:
    now = datetime.now(UTC)
    return Terms(org_id=ORG, account=None, now=now, culled_before=now - timedelta(days=30), context={})


@pytest.fixture
def overtaken(database: Database, sql: Sql) -> Begin:
    """`overtaken(first, request) -> answer`: of a request that waits for a transaction which began before it."""

    def run(first: Work, request: Callable[[], Answer]) -> Answer:
        with ThreadPoolExecutor(1) as pool:
            with database.write() as tx:
                first(tx)
                answer = pool.submit(request)
                wait_for_a_waiter(sql)
            return answer.result()

    return run


@pytest.fixture
def groups(sql: Sql) -> dict[str, str]:
    """Ids of groups by name: a, b, and u, the ungrouped one."""
    made = {name: stored_group(sql, name=name)["id"] for name in "ab"}
    return {**made, "u": stored_group(sql, ungrouped=True)["id"]}


def check(sql: Sql) -> dict[str, str]:
    """Group ids by host. Each host must be in one group, and show it as it is."""
    rows = sql(
        """
        SELECT h.id::text, h.groups, array_agg(g.id::text), array_agg(g.name::text)
        FROM hbi.hosts h LEFT JOIN hbi.hosts_groups m ON m.host_id = h.id LEFT JOIN hbi.groups g ON g.id = m.group_id
        GROUP BY h.org_id, h.id
        """
    )
    for _, shown, ids, names in rows:
        assert [(entry["id"], entry["name"]) for entry in shown] == list(zip(ids, names, strict=True))
        assert len(ids) == 1
    return {host_id: ids[0] for host_id, _, ids, _ in rows}


def in_group(group: Mapping[str, str], name: str) -> Json:
    return {"id": group[name], "name": name, "ungrouped": False}


def test_a_host_moves_while_its_group_is_deleted(
    api: Client, hosts: MakeHost, sql: Sql, groups: dict[str, str], overtaken: Begin
) -> None:
    host_id, other = hosts(group=in_group(groups, "a"))["id"], hosts(group=in_group(groups, "a"))["id"]
    answer = overtaken(
        lambda tx: changes.add_hosts(tx, terms(), groups["b"], [host_id]),
        lambda: api.delete(f"/groups/{groups['a']}"),
    )
    assert answer.status == 204
    assert check(sql) == {host_id: groups["b"], other: groups["u"]}


def test_a_host_moves_while_the_message_deletes_its_workspace(
    database: Database, hosts: MakeHost, sql: Sql, groups: dict[str, str], overtaken: Begin
) -> None:
    host_id = hosts(group=in_group(groups, "a"))["id"]
    workspace = Workspace(id=groups["a"], name="a", type="standard")
    change = WorkspaceChange.model_validate({"operation": "delete", "org_id": ORG, "workspace": workspace})

    def deleted() -> Any:
        return workspaces.apply(database, change)

    overtaken(lambda tx: changes.add_hosts(tx, terms(), groups["b"], [host_id]), deleted)
    assert check(sql) == {host_id: groups["b"]}
    assert sql("SELECT count(*) FROM hbi.groups WHERE name = 'a'") == [(0,)]


def test_a_host_moves_while_it_moves(
    api: Client, hosts: MakeHost, sql: Sql, groups: dict[str, str], overtaken: Begin
) -> None:
    host_id = hosts()["id"]
    answer = overtaken(
        lambda tx: changes.add_hosts(tx, terms(), groups["a"], [host_id]),
        lambda: api.post(f"/groups/{groups['b']}/hosts", [host_id]),
    )
    assert answer.status == 200
    assert check(sql) == {host_id: groups["b"]}


def test_a_host_moves_while_it_is_removed(
    api: Client, hosts: MakeHost, sql: Sql, groups: dict[str, str], overtaken: Begin
) -> None:
    host_id = hosts(group=in_group(groups, "a"))["id"]
    answer = overtaken(
        lambda tx: changes.add_hosts(tx, terms(), groups["b"], [host_id]),
        lambda: api.delete(f"/groups/{groups['a']}/hosts/{host_id}"),
    )
    assert answer.status == 404
    assert check(sql) == {host_id: groups["b"]}


def test_a_host_moves_while_it_is_taken_out_of_any_group(
    api: Client, hosts: MakeHost, sql: Sql, groups: dict[str, str], overtaken: Begin
) -> None:
    host_id = hosts(group=in_group(groups, "a"))["id"]
    answer = overtaken(
        lambda tx: changes.add_hosts(tx, terms(), groups["b"], [host_id]),
        lambda: api.delete(f"/groups/hosts/{host_id}"),
    )
    assert answer.status == 204
    assert check(sql) == {host_id: groups["u"]}


def test_a_host_that_moves_at_each_attempt_is_taken_out_in_the_end(
    api: Client,
    database: Database,
    hosts: MakeHost,
    sql: Sql,
    groups: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    host_id, lock_hosts = hosts(group=in_group(groups, "a"))["id"], locks.lock_hosts

    def move_first(tx: Transaction, org_id: str, host_ids: Collection[str]) -> list[str]:
        """Between the locks of groups and of hosts others put the host into a group that is new."""
        with monkeypatch.context() as others, database.write() as another:
            others.setattr(locks, "lock_hosts", lock_hosts)
            changes.create_group(another, terms(), "new", [host_id])
        return lock_hosts(tx, org_id, host_ids)

    monkeypatch.setattr(locks, "lock_hosts", move_first)
    assert api.delete(f"/groups/hosts/{host_id}").status == 204
    assert check(sql) == {host_id: groups["u"]}


def test_a_host_is_taken_out_while_it_is_taken_out(
    api: Client, hosts: MakeHost, sql: Sql, groups: dict[str, str], overtaken: Begin
) -> None:
    host_id = hosts(group=in_group(groups, "a"))["id"]
    answer = overtaken(
        lambda tx: changes.remove_from_any(tx, terms(), {host_id: host_id}, UNLIMITED),
        lambda: api.delete(f"/groups/hosts/{host_id}"),
    )
    assert (answer.status, "ungrouped-hosts" in answer.json["detail"]) == (400, True)
    assert check(sql) == {host_id: groups["u"]}


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        pytest.param("POST", "/groups/{a}/hosts", ["{h}"], 404, id="gets a host"),
        pytest.param("PATCH", "/groups/{a}", {"name": "c"}, 404, id="is renamed"),
        pytest.param("PATCH", "/groups/{a}", {"host_ids": ["{h}"]}, 404, id="is given hosts"),
        pytest.param("DELETE", "/groups/{a}", None, 404, id="is deleted"),
        pytest.param("DELETE", "/groups/{b},{a}", None, 404, id="is deleted among others"),
        pytest.param("DELETE", "/groups/{a}/hosts/{m}", None, 404, id="loses a host"),
    ],
)
def test_a_group_is_deleted_while_it(
    api: Client,
    hosts: MakeHost,
    sql: Sql,
    groups: dict[str, str],
    overtaken: Begin,
    method: str,
    path: str,
    body: Any,
    status: int,
) -> None:
    host_id, member = hosts()["id"], hosts(group=in_group(groups, "a"))["id"]
    names = {**groups, "h": host_id, "m": member}
    filled = ["{h}"] if body == ["{h}"] else body
    if filled == ["{h}"]:
        filled = [host_id]
    elif isinstance(filled, dict) and "host_ids" in filled:
        filled = {"host_ids": [host_id]}
    answer = overtaken(
        lambda tx: changes.delete_groups(tx, terms(), {groups["a"]: groups["a"]}),
        lambda: api.request(method, path.format(**names), body=filled),
    )
    assert answer.status == status
    assert check(sql) == {host_id: groups["u"], member: groups["u"]}
    assert sql("SELECT name FROM hbi.groups WHERE NOT ungrouped") == [("b",)]


def test_first_removals_make_one_ungrouped_group(make_application: MakeApplication, hosts: MakeHost, sql: Sql) -> None:
    made = [stored_group(sql, name=f"g{number}") for number in range(4)]
    members = [hosts(group=group)["id"] for group in made]
    started = threading.Barrier(4)

    def remove(number: int) -> int:
        api = Client(make_application())
        api.get("/groups")
        started.wait()
        return api.delete(f"/groups/{made[number]['id']}/hosts/{members[number]}").status

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(remove, range(4))) == [204] * 4
    assert sql("SELECT count(*) FROM hbi.groups WHERE ungrouped") == [(1,)]
    assert len(set(check(sql).values())) == 1


@pytest.mark.kafka
@pytest.mark.timeout(600 + 4 * STORM_S)
def test_a_storm(
    make_application: MakeApplication,
    ingest_settings: IngestSettings,
    kafka_environment: dict[str, str],
    audited: None,
    hosts: MakeHost,
    sql: Sql,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Clients move, rename, make and delete groups of the same hosts while these report, and never meet a deadlock: the
    database takes a second to find one, and five in a row end a request.
    """
    caplog.set_level(logging.INFO, logger=__name__)
    stored = [hosts() for _ in range(12)]
    reports = [
        host_report(insights_id=host["insights_id"], fqdn=host["fqdn"], display_name=host["display_name"])
        for host in stored
    ]
    ids = [host["id"] for host in stored]
    for number in range(3):
        stored_group(sql, name=f"g{number}")
    applications = [make_application(**kafka_environment) for _ in range(STORM_CLIENTS)]
    ends = time.monotonic() + STORM_S

    def change(number: int) -> Counter[int]:
        client = _Storming(Client(applications[number]), random.Random(number), ids)
        while time.monotonic() < ends:
            client.change_something()
        return client.statuses

    def report() -> dict[str, int]:
        runtime = Runtime.of(ingest_settings)
        counts: dict[str, int] = {}
        try:
            while time.monotonic() < ends:
                done = consume(msk_event(map(host_message, reports)), runtime).counts
                counts = {name: counts.get(name, 0) + number for name, number in done.items()}
        finally:
            runtime.close()
        return counts

    with ThreadPoolExecutor(STORM_CLIENTS + 1) as pool:
        reporting = pool.submit(report)
        statuses = sum(pool.map(change, range(STORM_CLIENTS)), Counter[int]())
        reported = reporting.result()
    logger.info("%d clients in %.0f s: %s; reports: %s", STORM_CLIENTS, STORM_S, dict(statuses), reported)
    assert {*reported} - {"rejected"} == {"updated"}
    assert statuses.keys() <= {200, 201, 204, 400, 404}
    assert "deadlock" not in caplog.text
    assert check(sql).keys() == {*ids}
    assert sql("SELECT count(*) FROM hbi.groups WHERE ungrouped") == [(1,)]
    assert sql("SELECT count(*) FROM hbi.hosts_groups") == [(len(ids),)]
    _check_events(ingest_settings, sql)


class _Storming:
    """A client that changes groups at random."""

    def __init__(self, api: Client, chosen: random.Random, ids: list[str]) -> None:
        self._api, self._chosen, self._ids = api, chosen, ids
        self.statuses: Counter[int] = Counter()

    def change_something(self) -> None:
        """One change, of hosts and groups as they are at the moment."""
        api, chosen = self._api, self._chosen
        known = [group["id"] for group in api.get("/groups").json["results"]]
        some = chosen.sample(self._ids, chosen.randint(1, 6))
        group = chosen.choice(known) if known else None
        name = f"n{chosen.randrange(1000)}"
        match chosen.randrange(9):
            case 0 | 1 if len(known) < 6:
                answer = api.post("/groups", {"name": name, "host_ids": some})
            case 2 | 3 if group:
                answer = api.post(f"/groups/{group}/hosts", some)
            case 4 if group:
                answer = api.patch(f"/groups/{group}", {"name": name, "host_ids": some})
            case 5 if group:
                answer = api.patch(f"/groups/{group}", {"name": name})
            case 6 if group:
                answer = api.delete(f"/groups/{','.join(chosen.sample(known, min(2, len(known))))}")
            case 7 if group:
                answer = api.delete(f"/groups/{group}/hosts/{','.join(some)}")
            case _:
                answer = api.delete(f"/groups/hosts/{','.join(some)}")
        self.statuses[answer.status] += 1


_AUDIT = """
CREATE TABLE public.shown_groups (sequence bigserial PRIMARY KEY, host_id text, groups jsonb);
CREATE FUNCTION public.audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN INSERT INTO public.shown_groups (host_id, groups) VALUES (NEW.id, NEW.groups); RETURN NULL; END $$;
CREATE TRIGGER audit AFTER INSERT OR UPDATE OF groups ON hbi.hosts FOR EACH ROW EXECUTE FUNCTION public.audit();
"""
_END_OF_AUDIT = "DROP TRIGGER audit ON hbi.hosts; DROP FUNCTION public.audit(); DROP TABLE public.shown_groups"


@pytest.fixture
def audited(sql: Sql) -> Iterator[None]:
    """Takes down what each host shows of its groups, in the order of the commits: its row is locked until then."""
    sql(_AUDIT)
    yield
    sql(_END_OF_AUDIT)


def _check_events(settings: IngestSettings, sql: Sql) -> None:
    """Events of a host show what it showed in turn, and the last one shows what it shows now."""
    runtime = Runtime.of(settings)
    try:
        assert runtime.publisher.relay(datetime.now(UTC) + timedelta(minutes=5)).left == 0
    finally:
        runtime.close()
    states: dict[str, list[Any]] = defaultdict(list)
    for host_id, shown in sql("SELECT host_id, groups FROM public.shown_groups ORDER BY sequence"):
        states[host_id].append(_named(shown))
    last = {host_id: shown[-1] for host_id, shown in states.items()}
    told: dict[str, Any] = {}
    for event in read_topic(settings.bootstrap_servers, settings.event_topic):
        host = event.body["host"]
        told[host["id"]] = shown = _named(host["groups"])
        ahead = states[host["id"]]
        assert shown in ahead, (host["id"], shown)
        # What was shown before must not be told any more.
        del ahead[: ahead.index(shown)]
    assert told == last


def _named(groups: list[Json]) -> list[tuple[str, str]]:
    return [(group["id"], group["name"]) for group in groups]
