"""The commands `hbi produce` and `hbi report`."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import orjson
import psycopg2
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from hbi.problems import Unavailable
from infra.topology import INGEST
from local.commands import topics
from local.data import collector
from local.data.generator import HostKind, host_reports
from local.running import Running, running

INGRESS = INGEST.topics[0].name
AHEAD_BYTES = 8 * 1024 * 1024
"""Number of bytes of reports that are sent together. The broker holds all that is not ingested in memory."""


def produce(state: Path, console: Console, *, hosts: int, kind: HostKind, org: str | None, revision: int) -> None:
    """Sends the reports of generated hosts and waits until they are ingested."""
    stack = running(state)
    reports = host_reports(hosts, org_id=org or stack.org_id, kind=kind, revision=revision)
    send_reports(state, stack, console, (orjson.dumps(report) for report in reports), hosts)


def send_reports(state: Path, stack: Running, console: Console, reports: Iterable[bytes], count: int) -> None:
    """Sends reports and waits until they are ingested; shows how far it is.

    Args:
        count: number of the reports.
    """
    messages = ((report, [("event_type", b"add_host")]) for report in reports)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        sending = progress.add_task("sent", total=count)
        ingesting = progress.add_task("ingested", total=count)
        sent = 0
        for part in _parts(messages):
            for number in topics.send(stack.kafka, INGRESS, part):
                progress.update(sending, completed=sent + number)
            sent += len(part)
            # The next part is sent while ingest still works on this one.
            for left in _until_ingested(state, stack):
                progress.update(ingesting, completed=max(0, sent - left))
                if left <= len(part):
                    break
        for left in _until_ingested(state, stack):
            progress.update(ingesting, completed=max(0, count - left))


def report_machine(state: Path, console: Console, org: str | None) -> None:
    """Reports this machine and waits until the report is ingested."""
    stack = running(state)
    send_machine(stack, org or stack.org_id)
    for _ in _until_ingested(state, stack):
        pass
    console.print(f"this machine is a host of organisation {org or stack.org_id}", markup=False)


def send_machine(stack: Running, org_id: str) -> None:
    """Reports this machine."""
    message = orjson.dumps(collector.message(org_id))
    for _ in topics.send(stack.kafka, INGRESS, [(message, [("event_type", b"add_host")])]):
        pass


def _parts(messages: Iterable[topics.Sent]) -> Iterator[list[topics.Sent]]:
    """The messages in parts of about `AHEAD_BYTES`."""
    part: list[topics.Sent] = []
    size = 0
    for message in messages:
        part.append(message)
        size += len(message[0])
        if size >= AHEAD_BYTES:
            yield part
            part, size = [], 0
    if part:
        yield part


def _until_ingested(state: Path, stack: Running) -> Iterator[int]:
    return topics.until_ingested(stack.kafka, INGRESS, check=_check(state, stack))


def _check(state: Path, stack: Running) -> Callable[[], None]:
    """Raises Unavailable when the stack has ended, or its database has been away for some seconds."""
    outage = topics.Outage(lambda: _answers(stack.database_url), f"PostgreSQL at {stack.database_url}")

    def check() -> None:
        if running(state).pid != stack.pid:
            raise Unavailable("the stack has been started anew meanwhile; what was sent is ingested by the new one")
        outage.check()

    return check


def _answers(database_url: str) -> bool:
    try:
        psycopg2.connect(database_url, connect_timeout=3).close()
    except psycopg2.OperationalError:
        return False
    return True
