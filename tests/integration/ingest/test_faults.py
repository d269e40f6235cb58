"""What ingest does when a part fails."""

import threading
from collections.abc import Callable, Iterator, Mapping

import orjson
import psycopg2
import pytest

from functions.ingest.dispatch import consume
from functions.ingest.runtime import Runtime
from hbi.groups.ungrouped import Found, UngroupedGroups
from hbi.ingest.messages.records import InvalidEvent
from hbi.ingest.storing import writes
from hbi.problems import ConfigurationError, Unavailable
from hbi.settings import IngestSettings
from tests.conftest import Sql
from tests.integration.ingest.conftest import ODD
from tests.support.factories import (
    INGRESS,
    ORG,
    Json,
    host_message,
    host_report,
    insert,
    msk_event,
    stored_group,
    stored_host,
)
from tests.support.ingesting import Ingest

pytestmark = pytest.mark.kafka

type Deadlocks = Callable[[str, int], None]

REFUSING = "ADD CONSTRAINT refusing CHECK (display_name <> 'refused')"


@pytest.fixture
def refusing_database(sql: Sql) -> Iterator[None]:
    """A database that refuses hosts with the name `refused`, which no check of ours foresees."""
    sql(f"ALTER TABLE hbi.hosts {REFUSING}")
    yield
    sql("DELETE FROM hbi.hosts; ALTER TABLE hbi.hosts DROP CONSTRAINT refusing")


@pytest.mark.usefixtures("refusing_database")
def test_a_report_that_the_database_refuses_is_set_aside_alone(ingest: Ingest) -> None:
    reports = [host_report() for _ in range(20)]
    reports[7] = host_report(display_name="refused")
    reports[13] = host_report(display_name="refused")
    assert ingest.reports(*reports) == {"created": 18, "rejected": 2}
    assert len(ingest.hosts()) == len(ingest.events()) == 18
    assert [letter.headers["hbi-offset"] for letter in ingest.dead_letters()] == ["7", "13"]
    assert "refusing" in ingest.rejections()[0]
    told = [message.headers["event_type"] for message in ingest.notifications()]
    assert (told.count("new-system-registered"), told.count("validation-error")) == (18, 2)


@pytest.mark.usefixtures("refusing_database")
def test_an_update_that_the_database_refuses_leaves_the_host_as_it_was(ingest: Ingest) -> None:
    report = ingest.report()
    before = ingest.host()
    assert ingest.reports({**report, "display_name": "refused"}) == {"rejected": 1}
    assert ingest.host() == before
    assert ingest.waiting() == 0


@pytest.mark.usefixtures("odd_hosts")
def test_a_stored_host_that_cannot_be_merged_concerns_only_its_own_report(ingest: Ingest) -> None:
    reports = [host_report() for _ in range(5)]
    reports[2]["ansible_host"] = ODD
    ingest.reports(*reports)
    assert ingest.reports(*reports) == {"updated": 4, "rejected": 1}
    assert "cannot be merged" in ingest.rejections()[0]


@pytest.fixture
def deadlocks(sql: Sql) -> Iterator[Deadlocks]:
    """`deadlocks("UPDATE ON hbi.hosts", 4)`: the next four of such statements end in a deadlock."""
    sql(
        """
        CREATE SEQUENCE deadlocks;
        CREATE FUNCTION deadlock() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF nextval('deadlocks') <= TG_ARGV[0]::int THEN RAISE EXCEPTION 'deadlock' USING ERRCODE = '40P01'; END IF;
            RETURN NULL;
        END $$
        """
    )

    def begin(statements: str, times: int) -> None:
        sql(f"CREATE TRIGGER deadlock AFTER {statements} FOR EACH STATEMENT EXECUTE FUNCTION deadlock({times})")

    yield begin
    sql("DROP FUNCTION deadlock CASCADE; DROP SEQUENCE deadlocks")


def reported(host: Json) -> tuple[str, bytes]:
    return INGRESS, host_message(host_report(insights_id=host["insights_id"]))


def profiled(host: Json) -> tuple[str, bytes]:
    data = {"org_id": ORG, "id": host["id"], "system_profile": {"arch": "arm"}}
    return "platform.inventory.system-profile", orjson.dumps({"operation": "update_system_profile", "data": data})


def left_without_group(host: Json) -> tuple[str, bytes]:
    workspace = {"id": host["groups"][0]["id"], "name": "Web"}
    change = orjson.dumps({"operation": "delete", "org_id": ORG, "workspace": workspace}).decode()
    return "outbox.event.workspace", orjson.dumps({"schema": {}, "payload": change})


def reported_anew(_: Json) -> tuple[str, bytes]:
    return INGRESS, host_message(host_report())


COLLIDING = [
    pytest.param(reported_anew, "INSERT ON hbi.hosts", 5, "created", id="a new host is reported"),
    pytest.param(reported, "UPDATE ON hbi.hosts", 5, "updated", id="a host is reported"),
    pytest.param(profiled, "INSERT ON hbi.system_profiles_static", 5, "updated", id="a profile is reported"),
    pytest.param(left_without_group, "DELETE ON hbi.groups", 3, "groups_deleted", id="a workspace is deleted"),
]


@pytest.mark.parametrize(("message_about", "statements", "attempts", "outcome"), COLLIDING)
def test_deadlocks_are_tried_again(
    ingest: Ingest,
    sql: Sql,
    deadlocks: Deadlocks,
    message_about: Callable[[Json], tuple[str, bytes]],
    statements: str,
    attempts: int,
    outcome: str,
) -> None:
    topic, value = message_about(stored_host(sql, group=stored_group(sql, name="Web")))
    deadlocks(statements, attempts - 1)
    assert ingest.deliver(topic, value) == {outcome: 1, "rejected": 0}
    assert (len(ingest.events()), ingest.waiting()) == (1, 0)


@pytest.mark.parametrize(("message_about", "statements", "attempts", "outcome"), COLLIDING)
def test_deadlocks_without_end_fail_the_batch(
    ingest: Ingest,
    sql: Sql,
    deadlocks: Deadlocks,
    message_about: Callable[[Json], tuple[str, bytes]],
    statements: str,
    attempts: int,
    outcome: str,
) -> None:
    """It is delivered again then."""
    topic, value = message_about(stored_host(sql, group=stored_group(sql, name="Web")))
    before = ingest.hosts()
    deadlocks(statements, attempts)
    with pytest.raises(Unavailable, match="again and again"):
        ingest.deliver(topic, value)
    assert (ingest.hosts(), ingest.waiting()) == (before, 0)
    assert ingest.deliver(topic, value) == {outcome: 1, "rejected": 0}


def test_a_database_that_dies_in_the_middle_leaves_no_half_batch(
    ingest: Ingest, sql: Sql, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest.report()
    event = msk_event([host_message(host_report()) for _ in range(50)])
    save = writes.save

    def save_and_lose_the_connection(*arguments: object) -> None:
        save(*arguments)  # type: ignore[arg-type]
        terminate_others(sql)

    monkeypatch.setattr(writes, "save", save_and_lose_the_connection)
    with pytest.raises(psycopg2.OperationalError):
        consume(event, ingest.runtime)
    monkeypatch.setattr(writes, "save", save)
    assert len(ingest.hosts()) == 1
    assert ingest.waiting() == 0
    assert consume(event, ingest.runtime).counts == {"created": 50, "rejected": 0}


def test_a_row_that_others_stored_meanwhile_is_seen_by_the_next_attempt(
    ingest: Ingest, sql: Sql, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Others than this code do not lock the host first."""
    report = ingest.report(system_profile=...)
    host = ingest.host()
    save = writes.save

    def save_second(*arguments: object) -> None:
        if not sql("SELECT 1 FROM hbi.system_profiles_static"):
            insert(sql, "system_profiles_static", {"org_id": ORG, "host_id": host["id"], "releasever": "9.4"})
        save(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(writes, "save", save_second)
    assert ingest.reports({**report, "system_profile": {"arch": "arm"}}) == {"updated": 1, "rejected": 0}
    assert {name: ingest.host()["static"][name] for name in ("releasever", "arch")} == {
        "releasever": "9.4",
        "arch": "arm",
    }


def test_a_group_that_vanishes_and_has_no_successor_fails_the_batch(
    ingest: Ingest, sql: Sql, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is delivered again then: no report is to blame."""
    group = stored_group(sql, ungrouped=True)
    find = UngroupedGroups.of

    def vanish(groups: UngroupedGroups, accounts: Mapping[str, str | None]) -> Found:
        found = find(groups, accounts) if sql("SELECT 1 FROM hbi.groups") else Found({})
        sql("DELETE FROM hbi.groups")
        return found

    monkeypatch.setattr(UngroupedGroups, "of", vanish)
    reports = [host_report() for _ in range(3)]
    with pytest.raises(Unavailable, match="ungrouped"):
        ingest.reports(*reports)
    assert ingest.rejections() == []
    monkeypatch.undo()
    assert ingest.reports(*reports) == {"created": 3, "rejected": 0}
    assert {host["groups"][0]["id"] for host in ingest.hosts()} != {group["id"]}


def test_a_database_that_others_hold_fails_the_batch(ingest_settings: IngestSettings) -> None:
    impatient = ingest_settings.model_copy(update={"lock_timeout_ms": 200})
    runtime = Runtime.of(impatient)
    report = host_report()
    consume(msk_event([host_message(report)]), runtime)
    held, released = threading.Event(), threading.Event()
    holder = threading.Thread(target=hold_all_hosts, args=(ingest_settings.database_url, held, released))
    holder.start()
    assert held.wait(100)
    try:
        with pytest.raises(psycopg2.errors.LockNotAvailable):
            consume(msk_event([host_message(report)]), runtime)
    finally:
        released.set()
        holder.join()
    assert consume(msk_event([host_message(report)]), runtime).counts == {"updated": 1, "rejected": 0}
    runtime.close()


def test_an_unreachable_database_fails_the_batch(ingest_settings: IngestSettings) -> None:
    nowhere = ingest_settings.model_copy(update={"database_url": "postgresql://hbi@127.0.0.1:1/nowhere"})
    runtime = Runtime.of(nowhere)
    with pytest.raises(Unavailable, match="database"):
        consume(msk_event([host_message(host_report())]), runtime)
    runtime.close()


@pytest.mark.parametrize(
    "event",
    [
        pytest.param({}, id="no records"),
        pytest.param({"records": {"t-0": [{"topic": "t"}]}}, id="a record without coordinates"),
        pytest.param(
            {"records": {"t-0": [{"topic": "t", "partition": 0, "offset": 0, "value": "%"}]}}, id="not base64"
        ),
        pytest.param(
            {"records": {"t-0": [{"topic": "t", "partition": 0, "offset": 0, "headers": {"a": [1]}}]}},
            id="headers that are no list",
        ),
    ],
)
def test_an_event_of_another_kind_is_refused(ingest: Ingest, event: dict[str, object]) -> None:
    with pytest.raises(InvalidEvent):
        consume(event, ingest.runtime)


def test_a_topic_without_consumer_is_refused(ingest: Ingest) -> None:
    with pytest.raises(ConfigurationError, match="no consumer for topic elsewhere"):
        consume(msk_event([b"{}"], topic="elsewhere"), ingest.runtime)


def terminate_others(sql: Sql) -> None:
    sql(
        """
        SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
        WHERE datname = current_database() AND application_name = 'hbi'
        """
    )


def hold_all_hosts(url: str, held: threading.Event, released: threading.Event) -> None:
    connection = psycopg2.connect(url)
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM hbi.hosts FOR UPDATE")
        held.set()
        released.wait(100)
    connection.close()
