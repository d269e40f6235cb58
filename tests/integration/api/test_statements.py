"""How often the API asks the database: as often for many hosts as for one."""

from collections.abc import Callable
from typing import Any

import pytest

from hbi.db.engine import GuardedCursor
from tests.fixtures.api import MakeApplication, MakeHost
from tests.support.api import Client

type Run = Callable[[Client, list[str]], Any]

PING = "SELECT 1"  # of the connection pool

OPERATIONS = [
    pytest.param(lambda api, _: api.get("/hosts"), 2, id="list"),
    pytest.param(
        lambda api, _: api.get("/hosts?order_by=operating_system&fields[system_profile]=arch,workloads"),
        2,
        id="list with profiles",
    ),
    pytest.param(lambda api, _: api.get("/hosts?hostname_or_id=host&tags=a/b&system_type=edge"), 2, id="narrowed list"),
    pytest.param(
        lambda api, _: api.get("/hosts?filter[system_profile][arch]=x86_64&fields[system_profile]=arch"),
        2,
        id="list by profile",
    ),
    pytest.param(lambda api, _: api.get("/hosts?cursor=&per_page=100"), 2, id="walk"),
    pytest.param(lambda api, _: api.get("/hosts?count_only=true"), 2, id="total alone"),
    pytest.param(
        lambda api, _: api.get("/beta/hosts-view?fields[system_profile]=arch&fields[app_data]="), 2, id="view"
    ),
    pytest.param(lambda api, ids: api.get(f"/hosts/{','.join(ids)}"), 2, id="by id"),
    pytest.param(lambda api, ids: api.get(f"/hosts/{','.join(ids)}/system_profile"), 2, id="profiles by id"),
    pytest.param(
        lambda api, ids: api.patch(f"/hosts/{','.join(ids)}", {"ansible_host": "b"}), 10, id="patch and publish"
    ),
    pytest.param(lambda api, ids: api.delete(f"/hosts/{','.join(ids)}"), 10, id="delete"),
]


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every statement that goes through the driver from here on."""
    seen: list[str] = []
    guard = GuardedCursor._guard

    def noticed(cursor: GuardedCursor, query: Any) -> None:
        seen.append(query if isinstance(query, str) else query.decode())
        guard(cursor, query)

    monkeypatch.setattr(GuardedCursor, "_guard", noticed)
    return seen


@pytest.mark.parametrize(("run", "most"), OPERATIONS)
def test_statements_do_not_grow_with_the_hosts(
    make_application: MakeApplication, hosts: MakeHost, statements: list[str], run: Run, most: int
) -> None:
    api = Client(make_application(HBI_PUBLISH_PAUSE_SECONDS="0"))  # each tries to publish, though no broker runs
    assert api.get("/hosts").status == 200  # connects
    counts = []
    for number in (1, 1, 20):  # the first prepares statements; states of more hosts are read in up to four parts
        ids = [hosts(static={"arch": "x86_64"})["id"] for _ in range(number)]
        statements.clear()
        assert run(api, ids).status == 200
        counts.append(len([text for text in statements if text != PING]))
    assert counts[1] == counts[2]
    assert counts[1] <= most


def test_staleness_settings_are_read_once_a_request(
    make_application: MakeApplication, hosts: MakeHost, statements: list[str]
) -> None:
    api = Client(make_application(HBI_PUBLISH_PAUSE_SECONDS="0"))
    host = hosts()
    api.get("/hosts")
    for path in ("/hosts", f"/hosts/{host['id']}", "/tags", "/system_profile/sap_system"):
        statements.clear()
        assert api.get(path).json["total"] >= 0
        assert len([text for text in statements if "hbi.staleness" in text]) == 1
