"""What requests send through RDS Proxy: nothing for which it would reserve a server connection for the client.

AWS documents these under "Avoiding pinning an RDS Proxy", for PostgreSQL.
"""

import re
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import make_url

from tests.fixtures.api import MakeApplication, MakeHost
from tests.integration.api.pooled_requests import CN, OTHER_CN, REQUESTS, STEPS, Run, patched
from tests.support.api import Client
from tests.support.faults.wires import Proxy
from tests.support.operations import OPERATIONS, Listener

PINNING = re.compile(
    r"(^|;)\s*(SET|RESET|PREPARE|EXECUTE|DEALLOCATE|DISCARD|DECLARE|LISTEN|LOAD|CREATE|LOCK)\b"
    r"|\b(set_config|nextval|setval|currval|lastval)\b|\bpg_(try_)?advisory_(un)?lock",
    re.IGNORECASE,
)
MOST_READ = 16 * 1024
COPYING = {"p", "d", "c", "X"}
"""Messages of COPY, of a password and of the end. Not: those of named prepared statements."""


class RecordingProxy(Proxy):
    """Between a function and PostgreSQL; keeps the text of every statement, and the types of all other messages."""

    def __init__(self, server_port: int) -> None:
        super().__init__(server_port)
        self.statements: list[str] = []
        self.others: set[str] = set()
        self.connections = 0

    def pieces(self, source: socket.socket) -> Any:
        if source.getpeername()[1] == self._server_port:
            yield from super().pieces(source)
            return
        stream = source.makefile("rb")
        length = stream.read(4)  # the start-up message has no type
        self.connections += 1
        yield length + stream.read(int.from_bytes(length) - 4)
        while head := stream.read(5):
            body = stream.read(int.from_bytes(head[1:]) - 4)
            if head[:1] == b"Q":
                self.statements.append(" ".join(body.rstrip(b"\0").decode().split()))
            else:
                self.others.add(head[:1].decode())
            yield head + body


def reserves(statement: str) -> bool:
    """Whether RDS Proxy would reserve a connection for whoever sends this."""
    is_long = len(statement.encode()) > MOST_READ
    return is_long or PINNING.search(re.sub(r"'(?:[^']|'')*'", "''", statement)) is not None


def summary(statement: str) -> str:
    """A statement's first words and the tables that it names, in order."""
    tables = dict.fromkeys(re.findall(r"\bhbi\.(\w+)", statement))
    return " ".join([re.match(r"[A-Za-z]+", statement)[0], *tables])  # type: ignore[index]


@pytest.fixture
def proxy(database_url: str) -> Iterator[RecordingProxy]:
    """Between the API function and PostgreSQL."""
    with RecordingProxy(int(make_url(database_url).port or 0)) as recording:
        yield recording


@pytest.fixture
def api(
    make_application: MakeApplication,
    proxy: RecordingProxy,
    database_url: str,
    kafka_environment: dict[str, str],
    export_environment: dict[str, str],
    schema_environment: dict[str, str],
) -> Client:
    """The function as it is deployed: it connects through a proxy. A broker takes its events."""
    query = {"sslmode": "disable"}
    url = make_url(database_url).set(host="127.0.0.1", port=proxy.port, query=query)
    settings = {**export_environment, **kafka_environment, **schema_environment, "HBI_DATABASE_POOLED": "true"}
    settings |= {"SP_AUTHORIZED_USERS": "ana", "INVENTORY_ADMIN_HOSTS_ENABLED": "true"}
    return Client(make_application(**settings | {"HBI_DATABASE_URL": url.render_as_string(hide_password=False)}))


@pytest.mark.kafka
@pytest.mark.parametrize(("run", "expected"), REQUESTS)
def test_no_request_makes_the_proxy_reserve_a_connection(
    api: Client, proxy: RecordingProxy, hosts: MakeHost, run: Run, expected: list[str]
) -> None:
    warm_up = hosts(org_id="321", insights_id=OTHER_CN, static={"arch": "x"})
    assert patched(api, warm_up["id"]).status == 200  # connects
    api.delete(f"/hosts/{warm_up['id']}")
    host = hosts(insights_id=CN, facts={"n": {"a": 1}}, static={"arch": "x"})
    proxy.statements.clear()
    assert run(api, host["id"]).status < 300
    assert [summary(statement) for statement in proxy.statements] == expected
    assert not [statement for statement in proxy.statements if reserves(statement)]
    assert not proxy.others - COPYING


@pytest.mark.kafka
def test_no_other_request_does_it_either(api: Client, proxy: RecordingProxy, hosts: MakeHost) -> None:
    """One request after the other, which takes less time than to begin anew for each."""
    assert patched(api, hosts(org_id="321", insights_id=OTHER_CN)["id"]).status == 200  # connects
    ids = {"host": hosts(insights_id=CN, facts={"n": {"a": 1}}, static={"arch": "x"})["id"]}
    sent = {}
    for step in STEPS:
        proxy.statements.clear()
        answer = step.run(api, ids)
        assert answer.status == step.status, (step.name, answer.content)
        if step.made:
            ids[step.made] = answer.json["id"]
        sent[step.name] = ", ".join(map(summary, proxy.statements))
        assert not [statement for statement in proxy.statements if reserves(statement)], step.name
    assert sent == {step.name: step.statements for step in STEPS}
    assert not proxy.others - COPYING


def test_no_operation_is_forgotten() -> None:
    listener = Listener()
    for parameters in REQUESTS:
        parameters.values[0](listener, CN)
    for step in STEPS:
        step.run(listener, {"host": CN, "group": CN, "view": CN, "export": CN})
    assert listener.called == {operation.operation_id for _, operation in OPERATIONS}


@pytest.mark.kafka
def test_what_connecting_sends(api: Client, proxy: RecordingProxy) -> None:
    assert api.get("/hosts").status == 200
    assert [statement.lower() for statement in proxy.statements[:4]] == [
        "select pg_catalog.version()",
        "select current_schema()",
        "show transaction isolation level",
        "show standard_conforming_strings",
    ]


@pytest.mark.parametrize(
    "statement",
    [
        "SET LOCAL synchronous_commit TO off",
        "SELECT 1; SET enable_seqscan TO off",
        "SELECT set_config('jit', 'off', true)",
        "PREPARE a AS SELECT 1",
        "DECLARE c CURSOR FOR SELECT 1",
        "CREATE TEMPORARY TABLE t (a int)",
        "LISTEN changes",
        "SELECT pg_advisory_lock(1)",
        "SELECT nextval('s')",
    ],
)
def test_statements_that_would_reserve_a_connection_are_recognised(statement: str) -> None:
    assert reserves(statement)


@pytest.mark.kafka
def test_a_connection_that_the_proxy_has_reserved_is_given_back(
    api: Client, proxy: RecordingProxy, hosts: MakeHost
) -> None:
    host = hosts()
    assert patched(api, host["id"]).status == 200
    connections = proxy.connections
    assert api.get(f"/hosts/{host['id']}").status == 200
    assert proxy.connections == connections
    long = {"v": "x" * MOST_READ}
    assert api.request("PUT", f"/hosts/{hosts(facts={'n': {'a': 1}})['id']}/facts/n", body=long).status == 200
    assert api.get("/hosts").status == 200
    assert proxy.connections > connections
    connections = proxy.connections
    assert api.get("/hosts").status == 200
    assert proxy.connections == connections
