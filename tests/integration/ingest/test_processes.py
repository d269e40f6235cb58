"""Many functions ingest reports of the same hosts at once, each in a process of its own."""

import os
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

import orjson
import pytest

from tests.conftest import Sql
from tests.support.factories import Json
from tests.support.ingesting import Ingest
from tests.support.processes.busy_function import HOSTS, PROCESSES, ROUNDS, batch, insights_id_of
from tests.support.topics import Published

pytestmark = [pytest.mark.kafka, pytest.mark.slow]

PATIENCE_MS = "60000"
"""The processes queue for the same hosts, and the machine may have little time for them."""

DEADLOCKS = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"


def run_processes(environment: dict[str, str], project_root: Path) -> list[Json]:
    """Starts the processes, lets them begin at the same moment, and returns what each has to say at its end."""
    with ExitStack() as running:
        processes = [
            running.enter_context(
                subprocess.Popen(
                    [sys.executable, "-m", "tests.support.processes.busy_function", str(number)],
                    env={**os.environ, **environment},
                    cwd=project_root,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    text=True,
                )
            )
            for number in range(PROCESSES)
        ]
        for process in processes:
            running.callback(process.kill)
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n", process.stderr and process.stderr.read()
        for process in processes:
            assert process.stdin is not None
            process.stdin.write("begin\n")
            process.stdin.flush()
        with ThreadPoolExecutor(PROCESSES) as listeners:
            ends = list(listeners.map(subprocess.Popen.communicate, processes))
        assert [process.returncode for process in processes] == [0] * PROCESSES, [errors for _, errors in ends]
        return [orjson.loads(output.splitlines()[-1]) for output, _ in ends]


def sent() -> Iterator[tuple[str, str]]:
    """Insights id and request id of every report."""
    for process in range(PROCESSES):
        for round_number in range(ROUNDS):
            for request_id, report in batch(process, round_number).items():
                yield report["insights_id"], request_id


@pytest.mark.timeout(600)
def test_eight_processes_report_the_same_hosts(
    ingest: Ingest, sql: Sql, database_url: str, kafka_environment: dict[str, str], project_root: Path
) -> None:
    """Each reports them in 20 batches of its own order: no host twice, no deadlock, no event missing or out of order.

    `HBI_TEST_HOSTS_PER_ROUND=500` lets every batch report all of them.
    """
    deadlocks = sql(DEADLOCKS)
    patience = {"HBI_LOCK_TIMEOUT_MS": PATIENCE_MS, "HBI_STATEMENT_TIMEOUT_MS": PATIENCE_MS}
    ends = run_processes({**kafka_environment, **patience, "HBI_DATABASE_URL": database_url}, project_root)
    assert ends == [{"again": [], "said": []}] * PROCESSES
    assert sql(DEADLOCKS) == deadlocks

    hosts = {host["insights_id"]: host for host in ingest.hosts()}
    assert len(ingest.hosts()) == HOSTS
    assert hosts.keys() == set(map(insights_id_of, range(HOSTS)))
    assert (ingest.waiting(), sql("SELECT count(*) FROM hbi.outbox")) == (0, [(0,)])

    requests: dict[str, Counter[str]] = defaultdict(Counter)
    for insights_id, request_id in sent():
        requests[hosts[insights_id]["id"]][request_id] += 1
    events: dict[str | None, list[Published]] = defaultdict(list)
    for event in ingest.events():
        events[event.key].append(event)
    assert events.keys() == requests.keys()
    for host in hosts.values():
        check_events([event.body for event in events[host["id"]]], host, requests[host["id"]])


def check_events(events: list[Json], host: Json, requests: Counter[str]) -> None:
    """One event per report, `created` first, never back in time; the last one shows what is stored."""
    assert [event["type"] for event in events] == ["created"] + ["updated"] * (len(events) - 1)
    answered = [event["metadata"]["request_id"] for event in events]
    assert Counter(answered) == requests
    for process in range(PROCESSES):
        rounds = [int(request_id.split("/")[1]) for request_id in answered if request_id.startswith(f"{process}/")]
        assert rounds == sorted(rounds)
    shown = [event["host"] for event in events]
    assert [body["updated"] for body in shown] == sorted(body["updated"] for body in shown)
    last = shown[-1]
    assert datetime.fromisoformat(last["updated"]) == datetime.fromisoformat(host["modified_on"])
    for name in ("id", "ansible_host", "subscription_manager_id", "display_name"):
        assert last[name] == host[name]
    assert last["system_profile"]["number_of_cpus"] == host["static"]["number_of_cpus"]
    assert last["system_profile"]["cpu_flags"] == host["dynamic"]["cpu_flags"]
