"""Parts that are missing or misbehave (contract: rest-hosts 1.3; design: faults)."""

import io
import json
import threading
from collections.abc import Callable
from typing import Any

import psycopg2
import pytest

from functions.api import handler as entry
from functions.api.application import logger
from functions.api.routes.hosts import pages
from hbi.problems import ConfigurationError, TenancyViolation
from tests.conftest import Sql
from tests.fixtures.api import MakeApplication, MakeHost
from tests.support.api import EXPORT_BASE, UNREACHABLE, Client, LambdaContext, gateway_event, received
from tests.support.exporting import SOURCE
from tests.support.factories import encode_identity, user_identity

PROBLEM = "application/problem+json"


type Log = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Log:
    """What the function logs from here on, line by line."""
    stream = io.StringIO()
    monkeypatch.setattr(logger.registered_handler, "stream", stream)
    return lambda: [json.loads(line) for line in stream.getvalue().splitlines()]


def test_unreachable_database(make_application: MakeApplication) -> None:
    api = Client(make_application(HBI_DATABASE_URL="postgresql://hbi:secret@127.0.0.1:1/inventory"))
    answer = api.get("/hosts")
    assert (answer.status, answer.content_type, answer.json["title"]) == (503, PROBLEM, "Service Unavailable")
    assert answer.json["detail"] == "The database does not answer. Try again."
    assert api.get("/health").status == 200


def test_unreachable_database_of_exports(make_application: MakeApplication) -> None:
    api = Client(make_application(HBI_DATABASE_URL="postgresql://hbi:secret@127.0.0.1:1/inventory"))
    answer = api.get(f"{EXPORT_BASE}/exports")
    assert answer.status == 503
    assert answer.json == {"message": "The request cannot be served now. Try again.", "code": 503}


def test_unreachable_bucket(make_application: MakeApplication, sql: Sql) -> None:
    """The export stays, so that the request can be repeated."""
    api = Client(make_application(S3_ENDPOINT_URL="http://127.0.0.1:1"))
    export_id = api.post(f"{EXPORT_BASE}/exports", {"format": "json", "sources": [SOURCE]}).json["id"]
    answer = api.delete(f"{EXPORT_BASE}/exports/{export_id}")
    assert answer.status == 503
    assert "127.0.0.1" not in answer.json["message"]
    assert sql("SELECT count(*) FROM hbi.exports") == [(1,)]


def test_connection_that_was_cut_is_replaced(api: Client, hosts: MakeHost, sql: Sql) -> None:
    hosts()
    assert api.get("/hosts").status == 200
    sql(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
        " WHERE application_name = 'hbi' AND datname = current_database()"
    )
    assert api.get("/hosts").json["total"] == 1


def test_reader_after_a_failover(api: Client, hosts: MakeHost, sql: Sql) -> None:
    """The connection led to a server that only reads; the next request looks for the writer."""
    path = f"/hosts/{hosts()['id']}"
    ((database,),) = sql("SELECT current_database()")
    sql(f'ALTER DATABASE "{database}" SET default_transaction_read_only = on')
    try:
        refused = [api.patch(path, {"display_name": "web"}), api.delete(path)]
    finally:
        sql(f'ALTER DATABASE "{database}" RESET default_transaction_read_only')
    assert [(answer.status, answer.content_type) for answer in refused] == [(503, PROBLEM)] * 2
    assert api.patch(path, {"display_name": "web"}).status == 200


def test_row_that_somebody_holds(
    make_application: MakeApplication, hosts: MakeHost, database_url: str, sql: Sql
) -> None:
    host = hosts()
    api = Client(make_application(HBI_LOCK_TIMEOUT_MS="100"))
    holder = psycopg2.connect(database_url)
    try:
        with holder.cursor() as cursor:
            cursor.execute("SELECT 1 FROM hbi.hosts FOR UPDATE")
        for answer in (api.patch(f"/hosts/{host['id']}", {"display_name": "a"}), api.delete(f"/hosts/{host['id']}")):
            assert (answer.status, answer.content_type) == (503, PROBLEM)
    finally:
        holder.close()
    assert sql("SELECT display_name FROM hbi.hosts") == [(host["display_name"],)]
    assert sql("SELECT count(*) FROM hbi.host_events_outbox") == [(0,)]


def test_slow_statement(make_application: MakeApplication, hosts: MakeHost, database_url: str) -> None:
    hosts()
    api = Client(make_application(HBI_STATEMENT_TIMEOUT_MS="3000"))
    holder = psycopg2.connect(database_url)
    try:
        with holder.cursor() as cursor:
            cursor.execute("LOCK TABLE hbi.hosts IN ACCESS EXCLUSIVE MODE")
        assert api.get("/hosts").status == 503
    finally:
        holder.close()
    assert api.get("/hosts").status == 200


def test_own_defect(api: Client, monkeypatch: pytest.MonkeyPatch, log: Log) -> None:
    """The client learns nothing of it, the log everything but who called."""

    def broken(*_: object) -> Any:
        raise TenancyViolation("a statement of ours lacks org_id")

    monkeypatch.setattr(pages, "list_hosts", broken)
    answer = api.get("/hosts", headers={"x-rh-insights-request-id": "req-42"})
    assert (answer.status, answer.content_type) == (500, PROBLEM)
    assert answer.json["title"] == "Internal Server Error"
    assert "org_id" not in answer.json["detail"]
    failed, finished = log()
    assert failed["level"] == "ERROR"
    assert "a statement of ours lacks org_id" in failed["exception"]
    for line in (failed, finished):
        assert line["request_id"] == "req-42"
        assert line["org_id"] == "321"
        assert line["operation"] == "api.host.get_host_list"
    assert finished["status"] == 500
    assert encode_identity(user_identity()) not in json.dumps([failed, finished])


def test_log_lines_do_not_inherit_from_earlier_requests(api: Client, log: Log) -> None:
    api.get("/hosts", headers={"x-rh-insights-request-id": "req-42"})
    api.get("/nothing")
    first, second = log()
    assert (first["org_id"], first["request_id"], first["status"]) == ("321", "req-42", 200)
    assert second.get("org_id") is None
    assert second.get("request_id") is None


def test_two_deletes_at_once_delete_once(make_application: MakeApplication, hosts: MakeHost, sql: Sql) -> None:
    host = hosts()
    clients = [Client(make_application()) for _ in range(4)]
    statuses: list[int] = []
    start = threading.Barrier(len(clients))

    def delete(client: Client) -> None:
        start.wait()
        statuses.append(client.delete(f"/hosts/{host['id']}").status)

    threads = [threading.Thread(target=delete, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200, 404, 404, 404]
    assert sql("SELECT event_type FROM hbi.host_events_outbox") == [("delete",)]


@pytest.fixture
def _fresh_process() -> Any:
    entry.application.cache_clear()
    yield
    if entry.application.cache_info().currsize:
        entry.application().close()
    entry.application.cache_clear()


@pytest.mark.usefixtures("_fresh_process")
def test_entry_point(monkeypatch: pytest.MonkeyPatch, database_url: str, hosts: MakeHost) -> None:
    hosts()
    for name, value in {"HBI_DATABASE_URL": database_url, "BYPASS_RBAC": "true", **UNREACHABLE}.items():
        monkeypatch.setenv(name, value)
    event = gateway_event("GET", "/api/inventory/v1/hosts", {"x-rh-identity": encode_identity(user_identity())}, None)
    assert received(entry.handler(event, LambdaContext())).json["total"] == 1
    assert received(entry.handler(event, LambdaContext())).json["total"] == 1


@pytest.mark.usefixtures("_fresh_process")
def test_entry_point_without_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HBI_DATABASE_URL", raising=False)
    with pytest.raises(ConfigurationError, match="HBI_DATABASE_URL"):
        entry.handler(gateway_event("GET", "/health", {}, None), LambdaContext())


def test_body_that_is_not_encoded(api: Client, hosts: MakeHost) -> None:
    """API Gateway encodes bodies of some content types and sends others as text."""
    event = gateway_event(
        "PATCH",
        f"/api/inventory/v1/hosts/{hosts()['id']}",
        {"X-RH-Identity": encode_identity(user_identity()), "Content-Type": "application/json"},
        None,
    )
    event |= {"body": '{"display_name": "ü"}', "isBase64Encoded": False}
    assert received(api.application.respond(event, LambdaContext())).status == 200
    assert api.get("/hosts").json["results"][0]["display_name"] == "ü"
