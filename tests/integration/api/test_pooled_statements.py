"""What requests send through RDS Proxy: nothing for which it would reserve a server connection for the client.

AWS documents these under "Avoiding pinning an RDS Proxy", for PostgreSQL.
"""

import re
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import make_url

from hbi.exports.records import APPLICATION, RESOURCE
from tests.fixtures.api import MakeApplication, MakeHost
from tests.support.api import EXPORT_BASE, Answer, Client
from tests.support.faults.wires import Proxy

type Run = Callable[[Client, str], Answer]

PINNING = re.compile(
    r"(^|;)\s*(SET|RESET|PREPARE|EXECUTE|DEALLOCATE|DISCARD|DECLARE|LISTEN|LOAD|CREATE|LOCK)\b"
    r"|\b(set_config|nextval|setval|currval|lastval)\b|\bpg_(try_)?advisory_(un)?lock",
    re.IGNORECASE,
)
MOST_READ = 16 * 1024
COPYING = {"p", "d", "c", "X"}
"""Messages of COPY, of a password and of the end. Not: those of named prepared statements."""
OTHER_CN = "1b36b20f-7fa0-4454-a6d2-008294e06378"
EXPORT = {"name": "mine", "format": "csv", "sources": [{"application": APPLICATION, "resource": RESOURCE}]}


CN = "9f0c1c52-7a3e-4f55-8a55-0f1b6a0c9e11"

STALENESS = "SELECT staleness"
HOSTS = "SELECT hosts"
STATES = "SELECT hosts system_profiles_static system_profiles_dynamic"
REMOVE = "WITH host_events_outbox commit_without_waiting"
PUBLISH = ["BEGIN", "SELECT host_events_outbox", STALENESS, STATES, REMOVE, "COMMIT"]
"""An event of a host that there is."""
DELETE = [
    "BEGIN",
    HOSTS,
    "SELECT hosts system_profiles_static",
    "SELECT prefer_indexes",
    "DELETE hosts",
    "COPY host_events_outbox",
    "INSERT outbox hosts",
    "DELETE outbox",
    "COMMIT",
    "BEGIN",
    "SELECT host_events_outbox",
    "SELECT prefer_indexes",
    REMOVE,
    "COMMIT",
]
NARROW = (
    "/hosts?filter[system_profile][arch]=x&tags=a/b&staleness=fresh&order_by=operating_system"
    "&fields[system_profile]=arch,workloads"
)


def patched(api: Client, host_id: str) -> Answer:
    return api.patch(f"/hosts/{host_id}", {"ansible_host": "b"})


REQUESTS: list[Any] = [
    pytest.param(lambda api, _: api.get("/hosts"), [STALENESS, HOSTS], id="list"),
    pytest.param(
        lambda api, _: api.get(NARROW),
        [STALENESS, "WITH hosts system_profiles_static system_profiles_dynamic"],
        id="narrowed list",
    ),
    pytest.param(lambda api, _: api.get("/hosts?cursor=&per_page=100"), [STALENESS, HOSTS], id="walk"),
    pytest.param(lambda api, host: api.get(f"/hosts/{host}"), [STALENESS, HOSTS], id="by id"),
    pytest.param(lambda api, host: api.get(f"/hosts/{host}/system_profile"), [STALENESS, STATES], id="profile by id"),
    pytest.param(lambda api, host: api.get(f"/hosts/{host}/tags"), [STALENESS, HOSTS], id="tags by id"),
    pytest.param(lambda api, host: api.get(f"/hosts/{host}/tags/count"), [STALENESS, HOSTS], id="numbers of tags"),
    pytest.param(lambda api, _: api.get("/tags"), [STALENESS, "WITH hosts"], id="tags"),
    pytest.param(lambda api, _: api.get(f"/host_exists?insights_id={CN}"), [HOSTS], id="whether a host exists"),
    pytest.param(
        lambda api, _: api.get("/system_profile/operating_system"),
        [STALENESS, "WITH system_profiles_static hosts"],
        id="operating systems",
    ),
    pytest.param(
        patched,
        [
            "BEGIN",
            STALENESS,
            HOSTS,
            "UPDATE hosts",
            "COPY host_events_outbox",
            "SELECT prefer_indexes",
            "INSERT outbox hosts groups",
            "DELETE outbox",
            "COMMIT",
            *PUBLISH,
        ],
        id="patch",
    ),
    pytest.param(
        lambda api, host: api.patch(f"/hosts/{host}/facts/n", {"b": 2}),
        ["BEGIN", STALENESS, HOSTS, STATES, "UPDATE hosts", "COPY host_events_outbox", STATES, "COMMIT", *PUBLISH],
        id="facts",
    ),
    pytest.param(
        lambda api, _: api.post("/hosts/checkin", {"insights_id": CN}),
        [
            "BEGIN",
            STALENESS,
            "SELECT prefer_indexes",
            HOSTS,
            "UPDATE hosts",
            "COPY host_events_outbox",
            STATES,
            "COMMIT",
            *PUBLISH,
        ],
        id="check-in",
    ),
    pytest.param(lambda api, host: api.delete(f"/hosts/{host}"), ["BEGIN", STALENESS, *DELETE[1:]], id="deletion"),
    pytest.param(
        lambda api, _: api.delete("/hosts?display_name=*"), [STALENESS, HOSTS, *DELETE], id="deletion by filter"
    ),
    pytest.param(
        lambda api, _: api.delete("/hosts/all?confirm_delete_all=true"),
        [STALENESS, HOSTS, *DELETE],
        id="deletion of all",
    ),
    pytest.param(
        lambda api, _: api.post(f"{EXPORT_BASE}/exports", EXPORT),
        [
            "BEGIN",
            "INSERT export_quotas",
            "SELECT exports",
            "COPY exports",
            "COPY export_sources",
            "SELECT exports",
            "SELECT export_sources",
            "COMMIT",
        ],
        id="export",
    ),
    pytest.param(lambda api, _: api.get(f"{EXPORT_BASE}/exports"), ["SELECT exports"], id="exports"),
]


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
) -> Client:
    """The function as it is deployed: it connects through a proxy. A broker takes its events."""
    query = {"sslmode": "disable"}
    url = make_url(database_url).set(host="127.0.0.1", port=proxy.port, query=query)
    settings = {**export_environment, **kafka_environment, "HBI_DATABASE_POOLED": "true"}
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
