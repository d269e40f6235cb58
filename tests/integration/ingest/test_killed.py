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

from functions.ingest.consumers import consume
from hbi import clock
from hbi.events.publisher import Relayed
from tests.conftest import Sql
from tests.factories import ORG, Json, host_message, host_report, msk_event, stored_group, stored_host
from tests.ingesting import Ingest

pytestmark = pytest.mark.kafka

type Deliver = Callable[..., str]

BEFORE_COMMIT = ("decoded", "matched", "planned", "written", "events written")
AFTER_COMMIT = ("committed", "half published", "acknowledged", "published")
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
                [sys.executable, "-m", "tests.dying_function", point, path],
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


def renamed(reports: Sequence[Json]) -> list[Json]:
    return [{**report, "display_name": f"{report['display_name']} anew"} for report in reports]


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
    assert relayed == Relayed(relayed.published, left=0)
    assert ingest.waiting() == 0


def is_told(told: Sequence[str], before: Sequence[str], since: Sequence[str]) -> bool:
    """Whether a consumer got in order what was due before and since the kill, of the latter perhaps the begin twice."""
    twice = len(told) - len(before) - len(since)
    return twice >= 0 and list(told) == [*before, *since[:twice], *since]
