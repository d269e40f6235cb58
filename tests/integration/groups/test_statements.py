"""Changes of groups ask the database as often for many hosts as for one, and take as many as a body can name."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest

from functions.api.routes import common
from hbi.events.publisher import Publisher
from hbi.hosts.key import HostKey
from tests.conftest import Sql
from tests.fixtures.api import MakeApplication, MakeHost
from tests.integration.api.test_statements import PING, statements
from tests.support.api import Client
from tests.support.factories import stored_group

__all__ = ["statements"]

MOST = 50_000
"""Hosts that a client may name at once."""

type Run = Callable[[Client, str, list[str]], Any]


@pytest.mark.parametrize(
    ("run", "status"),
    [
        pytest.param(lambda api, _, ids: api.post("/groups", {"name": "a", "host_ids": ids}), 201, id="new group"),
        pytest.param(lambda api, group, ids: api.post(f"/groups/{group}/hosts", ids), 200, id="adding"),
        pytest.param(lambda api, group, _: api.patch(f"/groups/{group}", {"name": "b"}), 200, id="renaming"),
        pytest.param(lambda api, group, ids: api.patch(f"/groups/{group}", {"host_ids": ids[:1]}), 200, id="replacing"),
        pytest.param(lambda api, group, ids: api.delete(f"/groups/{group}/hosts/{','.join(ids)}"), 204, id="removing"),
        pytest.param(lambda api, _, ids: api.delete(f"/groups/hosts/{','.join(ids)}"), 204, id="removing from any"),
        pytest.param(lambda api, group, _: api.delete(f"/groups/{group}"), 204, id="deletion"),
        pytest.param(lambda api, *_: api.get("/groups?order_by=host_count"), 200, id="list"),
        pytest.param(lambda api, group, _: api.get(f"/groups/{group}"), 200, id="by id"),
        pytest.param(lambda api, group, _: api.get(f"/groups/{group}/hosts"), 200, id="hosts"),
    ],
)
def test_statements_do_not_grow_with_the_hosts(
    make_application: MakeApplication, hosts: MakeHost, sql: Sql, statements: list[str], run: Run, status: int
) -> None:
    api = Client(make_application(HBI_PUBLISH_PAUSE_SECONDS="60"))  # no broker runs, and publishing is tested elsewhere
    stored_group(sql, ungrouped=True)
    hosts(group=(warm := stored_group(sql, name="warm")))
    assert api.patch(f"/groups/{warm['id']}", {"host_ids": []}).status == 200  # connects, prepares, finds no broker
    counts = []
    for number in (2, 60):
        group = stored_group(sql, name="g")
        ids = [hosts(group=group)["id"] for _ in range(number)]
        statements.clear()
        assert run(api, group["id"], ids).status == status
        counts.append(len([text for text in statements if text != PING]))
    assert counts[0] == counts[1]


def test_many_ids_of_nobody(make_application: MakeApplication, sql: Sql) -> None:
    api, ids = Client(make_application()), [str(uuid4()) for _ in range(MOST)]
    group = stored_group(sql, name="a")["id"]
    for answer in (
        api.post("/groups", {"name": "b", "host_ids": ids}),
        api.patch(f"/groups/{group}", {"host_ids": ids}),
        api.post(f"/groups/{group}/hosts", ids),
        api.post(f"/groups/{group}/hosts", [*ids, ids[0]]),
        api.post(f"/groups/{group}/hosts", [*ids[1:], ids[0].upper()]),
    ):
        assert answer.status == 400
        assert ids[0].lower() in answer.json["detail"].lower()
        assert len(answer.content) < 5000


def test_many_hosts(make_application: MakeApplication, sql: Sql) -> None:
    """A tenth of what there may be, to be quick."""
    api, number = Client(make_application()), MOST // 10
    stored_group(sql, ungrouped=True)
    sql(
        "INSERT INTO hbi.hosts (org_id, id, display_name, groups, last_check_in, reporter)"
        " SELECT '321', gen_random_uuid(), 'h', '[]', now(), 'puptoo' FROM generate_series(1, %s)",
        (number,),
    )
    ids = [str(row[0]) for row in sql("SELECT id FROM hbi.hosts")]
    group = api.post("/groups", {"name": "all", "host_ids": ids}).json
    assert group["host_count"] == number
    assert api.get(f"/groups/{group['id']}/hosts").json["total"] == number
    assert sql("SELECT count(DISTINCT host_id), count(*) FROM hbi.host_events_outbox") == [(number, number)]
    assert api.delete(f"/groups/{group['id']}").status == 204
    assert sql("SELECT count(*) FROM hbi.hosts_groups m JOIN hbi.groups g ON g.id = m.group_id AND g.ungrouped") == [
        (number,)
    ]


def test_events_that_would_keep_the_caller_waiting_are_left_to_the_relay(
    make_application: MakeApplication, hosts: MakeHost, sql: Sql, monkeypatch: pytest.MonkeyPatch
) -> None:
    api, ids = Client(make_application()), sorted(hosts()["id"] for _ in range(5))
    group = stored_group(sql, name="a")["id"]
    published: list[HostKey] = []
    monkeypatch.setattr(Publisher, "publish", lambda _, keys: published.extend(keys))
    monkeypatch.setattr(common, "PUBLISHED_AT_ONCE", 2)
    instants = iter([0.0, 0.0, common.PUBLISHING_S, common.PUBLISHING_S + 0.1])
    monkeypatch.setattr(common, "time", SimpleNamespace(monotonic=lambda: next(instants)))
    assert api.post(f"/groups/{group}/hosts", ids).status == 200
    assert [host_id for _, host_id in published] == ids[:4]
    assert sql("SELECT count(*) FROM hbi.host_events_outbox") == [(5,)]
