"""Which writes of the API are replicated (contract: rest-hosts 8.2 to 8.4, ingest-and-events 16). No broker runs."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.conftest import Sql
from tests.fixtures.api import MakeHost
from tests.fixtures.replication import Replicated
from tests.support.api import Answer, Client
from tests.support.factories import Json, stored_group

I = "0a2b7a10-0c1d-4e2f-8a3b-9c4d5e6f7a81"  # noqa: E741

type Write = Callable[[Client, Json], Answer]


@pytest.fixture
def host(hosts: MakeHost, sql: Sql) -> Json:
    return hosts(insights_id=I, ansible_host="a", facts={"room": {}}, group=stored_group(sql, name="lab"))


def write(method: str, path: str, body: Any = None, **options: Any) -> Any:
    """Case of a write: `write(client, host) -> answer`."""
    return pytest.param(lambda api, host: api.request(method, path.format(**host), body=body), **options)


def test_another_ansible_host_is_reported(api: Client, host: Json, replicated: Replicated) -> None:
    assert api.patch(f"/hosts/{host['id']}", {"ansible_host": "b", "display_name": "b"}).status == 200
    (row,) = replicated()
    assert (row["aggregateid"], row["operation"]) == (host["id"], "ReportResource")
    assert row["payload"]["representations"]["common"] == {"workspace_id": host["groups"][0]["id"]}
    assert row["payload"]["representations"]["reporter"] == {
        "satellite_id": None,
        "subscription_manager_id": None,
        "insights_id": I,
        "ansible_host": "b",
    }


@pytest.mark.parametrize(
    "run",
    [
        write("PATCH", "/hosts/{id}", {"ansible_host": "a"}, id="the same ansible host"),
        write("PATCH", "/hosts/{id}", {"display_name": "b"}, id="another name"),
        write("PATCH", "/hosts/{id}/facts/room", {"a": 1}, id="facts merged"),
        write("PUT", "/hosts/{id}/facts/room", {"a": 1}, id="facts replaced"),
        write("POST", "/hosts/checkin", {"insights_id": I}, id="check-in"),
    ],
)
def test_other_changes_are_not_reported(api: Client, host: Json, replicated: Replicated, run: Write) -> None:
    assert run(api, host).status in {200, 201}
    assert replicated() == []


@pytest.mark.parametrize(
    "run",
    [
        write("DELETE", "/hosts/{id}", id="by id"),
        write("DELETE", "/hosts?insights_id={insights_id}", id="by filter"),
        write("DELETE", "/hosts/all?confirm_delete_all=true", id="all"),
    ],
)
def test_deletions_are_reported(api: Client, host: Json, sql: Sql, replicated: Replicated, run: Write) -> None:
    assert run(api, host).status in {200, 202}
    assert replicated() == [
        {
            "aggregatetype": "hbi.hosts",
            "aggregateid": host["id"],
            "operation": "DeleteResource",
            "version": "v1beta2",
            "payload": {"reference": {"resource_type": "host", "resource_id": host["id"], "reporter": {"type": "HBI"}}},
        }
    ]
    assert sql("SELECT count(*) FROM hbi.outbox") == [(0,)]
