"""`hbi events`."""

from pathlib import Path

import orjson
from rich.console import Console

from infra.topology import OUTPUT_TOPICS
from local.commands import topics
from local.running import running

EVENTS = OUTPUT_TOPICS[0].name
COLOURS = {"created": "green", "updated": "cyan", "delete": "red"}


def show_events(state: Path, console: Console, *, follow: bool, as_json: bool) -> None:
    """Prints events, one a line."""
    kafka = running(state).kafka
    records = topics.new(kafka, EVENTS) if follow else topics.stored(kafka, EVENTS)
    try:
        for record in records:
            try:
                _show(record.value, console, as_json=as_json)
            except (orjson.JSONDecodeError, LookupError, TypeError, AttributeError):
                place = f"{record.topic}-{record.partition}@{record.offset}"
                console.print(f"{place}  is not an event of the inventory", markup=False)
    except KeyboardInterrupt:
        console.print()


def _show(value: bytes, console: Console, *, as_json: bool) -> None:
    event = orjson.loads(value)
    if as_json:
        console.file.write(value.decode() + "\n")
        return
    host = event.get("host", event)
    kind = event["type"]
    name = host.get("display_name") or ""
    colour = COLOURS.get(kind, "white")
    told = f"{event['timestamp'][:19]}  [{colour}]{kind:8}[/] {host['org_id']}  {host['id']}  "
    console.print(told, end="")
    console.print(name, markup=False)
