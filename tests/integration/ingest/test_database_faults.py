"""A database that fails: no half batch, nobody blamed for it, and everything is stored once it is back."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from sqlalchemy.exc import DBAPIError

from functions.ingest.dispatch import consume
from functions.ingest.runtime import Runtime
from hbi import clock
from hbi.db.migrate import upgrade
from hbi.events import outbox
from hbi.events.publisher import Publisher, RelayReport
from hbi.ingest.storing import locks, writes
from hbi.problems import Unavailable
from hbi.settings import IngestSettings
from local.servers.postgres import VOLATILE, Server
from tests.support.factories import Json, host_message, host_report, msk_event
from tests.support.faults.wires import DatabaseProxy
from tests.support.ingesting import Ingest

pytestmark = pytest.mark.kafka

OUTAGE = (Unavailable, DBAPIError, psycopg2.Error)
DATABASE = "inventory"
HOSTS = 20


@pytest.fixture(scope="module")
def mortal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that the tests of this module may kill; what is committed survives that."""
    settings = VOLATILE | {"synchronous_commit": "on", "shared_buffers": "64MB"}
    with Server(tmp_path_factory.mktemp("mortal") / "postgres", settings) as server:
        upgrade(server.create_database(DATABASE), partitions=1)
        yield server


@pytest.fixture
def mortal_url(mortal: Server) -> str:
    """Its database, without hosts."""
    mortal.execute("TRUNCATE hbi.hosts, hbi.host_events_outbox, hbi.groups CASCADE", DATABASE)
    return mortal.url(DATABASE)


@pytest.fixture
def settings(kafka_environment: dict[str, str], mortal_url: str) -> IngestSettings:
    """Settings of a function that uses it."""
    return IngestSettings.load({"HBI_DATABASE_URL": mortal_url, **kafka_environment})


@pytest.fixture
def ingest(settings: IngestSettings, mortal: Server) -> Iterator[Ingest]:
    """The ingest function on it."""
    with running(settings, mortal) as ingest:
        yield ingest


@contextmanager
def running(settings: IngestSettings, server: Server) -> Iterator[Ingest]:
    def sql(statement: str, parameters: Any = None) -> list[tuple[Any, ...]]:
        connection = psycopg2.connect(server.url(DATABASE), options="-c default_transaction_read_only=off")
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            rows = cursor.fetchall() if cursor.description else []
        connection.close()
        return rows

    runtime = Runtime.of(settings)
    yield Ingest(runtime, sql)
    runtime.close()


def batch() -> Json:
    """Reports of hosts, each host twice."""
    reports = [host_report() for _ in range(HOSTS)]
    return msk_event([host_message(report) for report in [*reports, *reports]])


def types_of_events(ingest: Ingest) -> dict[str | None, list[str]]:
    types: dict[str | None, list[str]] = {}
    for event in ingest.events():
        types.setdefault(event.key, []).append(event.body["type"])
    return types


def relay(ingest: Ingest) -> RelayReport:
    return ingest.runtime.publisher.relay(clock.now() + timedelta(seconds=30))


def crash(server: Server) -> None:
    server.kill()
    server.start()


def restart(server: Server) -> None:
    server.stop()
    server.start()


def end_sessions(server: Server) -> None:
    server.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'hbi'")


def once(monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, fault: Callable[[], None], *, after: bool) -> None:
    """Lets a fault happen the next time that a step is taken, before or after it."""
    step = getattr(owner, name)

    def take(*arguments: Any, **options: Any) -> Any:
        monkeypatch.setattr(owner, name, step)
        if not after:
            fault()
        result = step(*arguments, **options)
        if after:
            fault()
        return result

    monkeypatch.setattr(owner, name, take)


@pytest.mark.parametrize("fail", [crash, restart, end_sessions])
@pytest.mark.parametrize(
    ("owner", "step"),
    [
        pytest.param(locks, "lock_matching", id="after matching"),
        pytest.param(writes, "save", id="after writing"),
        pytest.param(outbox, "append", id="before the commit"),
    ],
)
def test_a_database_that_goes_before_the_commit(
    ingest: Ingest,
    mortal: Server,
    monkeypatch: pytest.MonkeyPatch,
    fail: Callable[[Server], None],
    owner: Any,
    step: str,
) -> None:
    event = batch()
    once(monkeypatch, owner, step, lambda: fail(mortal), after=True)
    with pytest.raises(OUTAGE):
        consume(event, ingest.runtime)
    assert (ingest.hosts(), ingest.waiting()) == ([], 0)
    assert consume(event, ingest.runtime).counts == {"created": HOSTS, "updated": HOSTS, "rejected": 0}
    assert ingest.waiting() == 0
    assert list(types_of_events(ingest).values()) == [["created", "updated"]] * HOSTS
    assert ingest.dead_letters() == []


@pytest.mark.parametrize("fail", [crash, end_sessions])
@pytest.mark.parametrize(
    ("owner", "step", "after"),
    [
        pytest.param(Publisher, "publish", False, id="before publishing"),
        pytest.param(outbox, "claim", True, id="before sending"),
        pytest.param(outbox, "remove", False, id="after all is acknowledged"),
    ],
)
def test_a_database_that_goes_after_the_commit(
    ingest: Ingest,
    mortal: Server,
    monkeypatch: pytest.MonkeyPatch,
    fail: Callable[[Server], None],
    owner: Any,
    step: str,
    after: bool,
) -> None:
    """The work is done. Its events go out at once, or stay for the relay."""
    once(monkeypatch, owner, step, lambda: fail(mortal), after=after)
    assert consume(batch(), ingest.runtime).counts == {"created": HOSTS, "updated": HOSTS, "rejected": 0}
    assert len(ingest.hosts()) == HOSTS
    assert relay(ingest).left == 0
    assert ingest.waiting() == 0
    types = types_of_events(ingest)
    assert len(types) == HOSTS
    assert all(told in (["created", "updated"], ["created", "updated"] * 2) for told in types.values())


@pytest.mark.parametrize(
    ("cut", "stored"),
    [
        pytest.param("before", 0, id="the server never got the commit"),
        pytest.param("after", HOSTS, id="the server committed and nobody heard of it"),
    ],
)
def test_a_connection_that_breaks_at_the_commit(
    settings: IngestSettings, mortal: Server, cut: Any, stored: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = batch()
    with DatabaseProxy(mortal.port) as proxy:
        behind_proxy = settings.model_copy(update={"database_url": f"postgresql://hbi@{proxy.address}/{DATABASE}"})
        with running(behind_proxy, mortal) as ingest:
            once(monkeypatch, outbox, "append", lambda: setattr(proxy, "cut_at_commit", cut), after=True)
            with pytest.raises(OUTAGE):
                consume(event, ingest.runtime)
            assert len(ingest.hosts()) == stored
            assert ingest.waiting() == 2 * stored

            kind = "updated" if stored else "created"
            assert consume(event, ingest.runtime).counts[kind] >= HOSTS
            assert len(ingest.hosts()) == HOSTS
            assert ingest.waiting() == 0
            changes = ["created"] + ["updated"] * (3 if stored else 1)
            assert list(types_of_events(ingest).values()) == [changes] * HOSTS


def test_a_process_that_is_left_with_a_reader_looks_for_the_writer(ingest: Ingest) -> None:
    """After a failover the cluster's name may still lead to the old writer, which is a reader now."""
    event = batch()
    ingest.sql("ALTER ROLE hbi SET default_transaction_read_only = on")
    try:
        with pytest.raises(OUTAGE):
            consume(event, ingest.runtime)
    finally:
        ingest.sql("ALTER ROLE hbi RESET default_transaction_read_only")
    assert ingest.dead_letters() == []
    assert consume(event, ingest.runtime).counts == {"created": HOSTS, "updated": HOSTS, "rejected": 0}


def test_a_server_without_a_free_connection(settings: IngestSettings, mortal: Server) -> None:
    for statement in (
        "DROP OWNED BY reporter; DROP ROLE reporter",
        "CREATE ROLE reporter LOGIN CONNECTION LIMIT 0",
        "GRANT ALL ON SCHEMA hbi TO reporter",
        "GRANT ALL ON ALL TABLES IN SCHEMA hbi TO reporter",
    ):
        if statement.startswith("DROP") and not mortal.execute("SELECT 1 FROM pg_roles WHERE rolname = 'reporter'"):
            continue
        mortal.execute(statement, DATABASE)
    event = batch()
    with running(
        settings.model_copy(update={"database_url": mortal.url(DATABASE).replace("hbi@", "reporter@")}), mortal
    ) as ingest:
        with pytest.raises(Unavailable, match="too many connections"):
            consume(event, ingest.runtime)
        assert (ingest.hosts(), ingest.dead_letters()) == ([], [])
        mortal.execute("ALTER ROLE reporter CONNECTION LIMIT -1")
        assert consume(event, ingest.runtime).counts == {"created": HOSTS, "updated": HOSTS, "rejected": 0}


def test_a_full_disk(ingest: Ingest, mortal: Server) -> None:
    """The table's file leads to a device that is always full, so the operating system itself refuses the write."""
    event = batch()
    ingest.report(org_id="another")
    with full_disk(mortal, "hbi.host_events_outbox"):
        with pytest.raises(psycopg2.errors.DiskFull):
            consume(event, ingest.runtime)
        assert (ingest.hosts(), ingest.dead_letters()) == ([], [])
    assert consume(event, ingest.runtime).counts == {"created": HOSTS, "updated": HOSTS, "rejected": 0}
    assert list(types_of_events(ingest).values()).count(["created", "updated"]) == HOSTS


@contextmanager
def full_disk(server: Server, table: str) -> Iterator[None]:
    """Lets an empty table find no room; other tables have some."""
    server.execute(f"TRUNCATE {table}", DATABASE)
    ((path,),) = server.execute(f"SELECT pg_relation_filepath('{table}')", DATABASE)
    file = server.data_dir / path
    server.stop()
    file.unlink()
    file.symlink_to(Path("/dev/full"))
    server.start()
    try:
        yield
    finally:
        server.stop()
        file.unlink()
        file.touch(mode=0o600)
        server.start()


def test_a_statement_that_takes_too_long(settings: IngestSettings, mortal: Server) -> None:
    event = batch()
    with running(settings.model_copy(update={"statement_timeout_ms": 300}), mortal) as ingest:
        ingest.sql("ALTER TABLE hbi.host_events_outbox ADD CONSTRAINT slow CHECK (pg_sleep(0.05) IS NOT NULL)")
        try:
            with pytest.raises(psycopg2.errors.QueryCanceled):
                consume(event, ingest.runtime)
        finally:
            ingest.sql("ALTER TABLE hbi.host_events_outbox DROP CONSTRAINT slow")
        assert (ingest.hosts(), ingest.dead_letters()) == ([], [])
        assert consume(event, ingest.runtime).counts == {"created": HOSTS, "updated": HOSTS, "rejected": 0}
