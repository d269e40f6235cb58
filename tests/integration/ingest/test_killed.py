"""The function is killed somewhere in a batch; the event source then delivers the batch to another process."""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import orjson
import pytest

from functions.ingest.dispatch import consume
from hbi import clock
from hbi.events.publisher import RelayReport
from tests.conftest import Sql
from tests.support.factories import ORG, Json, host_message, host_report, msk_event, stored_group, stored_host
from tests.support.ingesting import Ingest

pytestmark = pytest.mark.kafka

type Deliver = Callable[..., str]

BEFORE_COMMIT = ("decoded", "matched", "planned", "written", "events written")
AFTER_COMMIT = ("committed", "half published", "acknowledged", "published")
PROFILES = "platform.inventory.system-profile"
WORKSPACES = "outbox.event.workspace"


@pytest.fixture
def deliver_to_a_dying_function(
    database_url: str, kafka_environment: dict[str, str], tmp_path: Path, project_root: Path
) -> Iterator[Deliver]:
    """`deliver(point, event, **environment)`: the function gets the event, is killed or frozen at the point, and leaves
    its log."""
    path, log = tmp_path / "event.json", tmp_path / "function.log"
    environment = {**os.environ, **kafka_environment, "HBI_DATABASE_URL": database_url}
    frozen: list[subprocess.Popen[bytes]] = []

    def deliver(point: str, event: Json, **more: str) -> str:
        path.write_bytes(orjson.dumps(event))
        with log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.support.processes.dying_function", point, path],
                env={**environment, **more},
                cwd=project_root,
                stdout=output,
                stderr=output,
            )
        _, status = os.waitpid(process.pid, os.WUNTRACED)
        if os.WIFSTOPPED(status):
            frozen.append(process)
        else:
            process.returncode = os.waitstatus_to_exitcode(status)
            assert process.returncode == -signal.SIGKILL, log.read_text()
        return log.read_text()

    yield deliver
    for process in frozen:
        process.kill()
        process.wait()


@pytest.mark.parametrize(
    ("point", "deliveries"), [*((point, 1) for point in BEFORE_COMMIT), *((point, 2) for point in AFTER_COMMIT)]
)
def test_a_batch_whose_function_is_killed(
    ingest: Ingest, deliver_to_a_dying_function: Deliver, point: str, deliveries: int
) -> None:
    """Nothing of it is stored before the commit, and all from then on; its redelivery makes no host twice and no event
    is missing, whatever was told twice."""
    known, new = [host_report() for _ in range(4)], [host_report() for _ in range(8)]
    ingest.reports(*known)
    batch = [*new, *renamed(known), *renamed(new[:3])]
    values = [host_message(report) for report in batch]
    values.insert(5, b"junk")
    event = msk_event(values)

    log = deliver_to_a_dying_function(point, event)
    committed = deliveries == 2
    assert len(ingest.hosts()) == (12 if committed else 4), log
    assert ingest.waiting() == (15 if committed and point != "published" else 0), log

    counts = consume(event, ingest.runtime).counts
    assert counts == ({"updated": 15, "rejected": 1} if committed else {"created": 8, "updated": 7, "rejected": 1})
    assert_all_is_told(ingest)
    stored = {host["insights_id"]: host for host in ingest.hosts()}
    assert sorted(stored) == sorted(report["insights_id"] for report in known + new)
    assert len(ingest.hosts()) == 12
    assert {letter.headers["hbi-offset"] for letter in ingest.dead_letters()} == {"5"}

    reported = Counter(report["insights_id"] for report in batch)
    for insights_id, host in stored.items():
        events = [entry.body for entry in ingest.events() if entry.key == host["id"]]
        changes = reported[insights_id] * deliveries
        was_known = any(report["insights_id"] == insights_id for report in known)
        before, since = (
            (["created"], ["updated"] * changes) if was_known else ([], ["created"] + ["updated"] * (changes - 1))
        )
        assert is_told([entry["type"] for entry in events], before, since)
        assert events[-1]["host"]["display_name"] == host["display_name"]


def test_a_function_that_is_frozen_with_its_locks(ingest: Ingest, deliver_to_a_dying_function: Deliver) -> None:
    """Its connection stays open, so that the database learns nothing of it; others must not wait for ever."""
    known = [host_report() for _ in range(4)]
    ingest.reports(*known)
    event = msk_event([host_message(report) for report in [*renamed(known), host_report()]])
    deliver_to_a_dying_function(
        "frozen", event, HBI_IDLE_TRANSACTION_TIMEOUT_MS="3000", HBI_KAFKA_TIMEOUT_SECONDS="1.5"
    )
    assert consume(event, ingest.runtime).counts == {"created": 1, "updated": 4, "rejected": 0}
    assert len(ingest.hosts()) == 5


def test_changes_of_workspaces_whose_function_is_killed(
    ingest: Ingest, deliver_to_a_dying_function: Deliver, sql: Sql
) -> None:
    """Each change is a transaction: those before the kill stay, and the redelivery carries out the rest."""
    stored_group(sql, ungrouped=True)
    groups = [stored_group(sql, name=name) for name in ("first", "second")]
    hosts = [stored_host(sql, group=group) for group in groups for _ in range(3)]
    event = msk_event([workspace("update", groups[0], "renamed"), workspace("delete", groups[1])], WORKSPACES)

    deliver_to_a_dying_function("one workspace changed", event)
    assert ingest.waiting() == 3
    assert sql("SELECT count(*) FROM hbi.groups WHERE name = 'second'") == [(1,)]

    consume(event, ingest.runtime)
    assert_all_is_told(ingest)
    assert sql("SELECT name FROM hbi.groups ORDER BY name") == [("Ungrouped Hosts",), ("renamed",)]
    shown = {entry.key: entry.body["host"]["groups"][0]["name"] for entry in ingest.events()}
    assert shown == {host["id"]: "renamed" if host in hosts[:3] else "Ungrouped Hosts" for host in hosts}


@pytest.mark.parametrize(
    ("point", "is_stored"), [("matched", False), ("written", False), ("committed", True), ("half published", True)]
)
def test_profiles_whose_function_is_killed(
    ingest: Ingest, deliver_to_a_dying_function: Deliver, sql: Sql, point: str, is_stored: bool
) -> None:
    hosts = [stored_host(sql) for _ in range(10)]
    event = msk_event([profile(host, arch="arm") for host in hosts], PROFILES)
    deliver_to_a_dying_function(point, event)
    assert [host["static"] is not None for host in ingest.hosts()] == [is_stored] * 10
    assert ingest.waiting() == (10 if is_stored else 0)

    assert consume(event, ingest.runtime).counts == {"updated": 10, "rejected": 0}
    assert_all_is_told(ingest)
    told = Counter(entry.key for entry in ingest.events())
    assert told.keys() == {host["id"] for host in hosts}
    assert min(told.values()) >= 1 + is_stored


@pytest.mark.parametrize(
    ("point", "is_stored"), [("application data written", False), ("application data stored", True)]
)
def test_application_data_whose_function_is_killed(
    ingest: Ingest, deliver_to_a_dying_function: Deliver, sql: Sql, point: str, is_stored: bool
) -> None:
    hosts = [{"id": stored_host(sql)["id"], "data": {"low": number}} for number in range(3)]
    value = orjson.dumps({"org_id": ORG, "timestamp": "2031-01-01T00:00:00Z", "hosts": hosts})
    event = msk_event([value], "platform.inventory.host-apps", headers={"application": "advisor"})
    stored = "SELECT low FROM hbi.hosts_app_data_advisor ORDER BY low"
    deliver_to_a_dying_function(point, event)
    assert len(sql(stored)) == (3 if is_stored else 0)
    assert consume(event, ingest.runtime).counts == {"stored": 1, "rejected": 0}
    assert sql(stored) == [(0,), (1,), (2,)]


def test_refused_records_whose_function_is_killed_while_it_sets_them_aside(
    ingest: Ingest, deliver_to_a_dying_function: Deliver
) -> None:
    event = msk_event([b"junk"] * 12)
    deliver_to_a_dying_function("half published", event)
    before = [letter.headers["hbi-offset"] for letter in ingest.dead_letters()]
    assert 0 < len(before) < 12
    assert consume(event, ingest.runtime).counts == {"rejected": 12}
    told = Counter(letter.headers["hbi-offset"] for letter in ingest.dead_letters())
    assert told == Counter([*map(str, range(12)), *before])


def renamed(reports: Sequence[Json]) -> list[Json]:
    return [{**report, "display_name": f"{report['display_name']} anew"} for report in reports]


def profile(host: Json, **properties: object) -> bytes:
    data = {"org_id": ORG, "id": host["id"], "system_profile": properties}
    return orjson.dumps({"operation": "update_system_profile", "data": data})


def workspace(operation: str, group: Json, name: str | None = None) -> bytes:
    change = {
        "operation": operation,
        "org_id": ORG,
        "workspace": {"id": group["id"], "name": name or group["name"], "type": "standard"},
    }
    return orjson.dumps({"schema": {}, "payload": orjson.dumps(change).decode()})


def assert_all_is_told(ingest: Ingest) -> None:
    """What the redelivery did not publish, the relay does."""
    relayed = ingest.runtime.publisher.relay(clock.now() + timedelta(seconds=30))
    assert relayed == RelayReport(relayed.published, left=0)
    assert ingest.waiting() == 0


def is_told(told: Sequence[str], before: Sequence[str], since: Sequence[str]) -> bool:
    """Whether a consumer got in order what was due before and since the kill, of the latter perhaps the begin twice."""
    twice = len(told) - len(before) - len(since)
    return twice >= 0 and list(told) == [*before, *since[:twice], *since]
