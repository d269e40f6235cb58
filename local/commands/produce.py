"""`hbi produce` and `hbi report`."""

from pathlib import Path

import orjson
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from infra.topology import INGEST
from local import collector
from local.commands import topics
from local.generator import Kind, host_reports
from local.running import Running, running

INGRESS = INGEST.topics[0].name


def produce(state: Path, console: Console, *, hosts: int, kind: Kind, org: str | None, revision: int) -> None:
    """Sends the reports of generated hosts and waits until they are ingested."""
    stack = running(state)
    reports = host_reports(hosts, org_id=org or stack.org_id, kind=kind, revision=revision)
    messages = ((orjson.dumps(report), [("event_type", b"add_host")]) for report in reports)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        sending = progress.add_task("sent", total=hosts)
        for sent in topics.send(stack.kafka, INGRESS, messages):
            progress.update(sending, completed=sent)
        ingesting = progress.add_task("ingested", total=hosts)
        for left in topics.until_ingested(stack.kafka, INGRESS):
            progress.update(ingesting, completed=max(0, hosts - left))


def report_machine(state: Path, console: Console, org: str | None) -> None:
    """Reports this machine and waits until the report is ingested."""
    stack = running(state)
    send_machine(stack, org or stack.org_id)
    for _ in topics.until_ingested(stack.kafka, INGRESS):
        pass
    console.print(f"this machine is a host of organisation {org or stack.org_id}", markup=False)


def send_machine(stack: Running, org_id: str) -> None:
    """Reports this machine."""
    message = orjson.dumps(collector.message(org_id))
    for _ in topics.send(stack.kafka, INGRESS, [(message, [("event_type", b"add_host")])]):
        pass
