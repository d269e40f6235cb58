"""The command `hbi events`."""

from pathlib import Path

import orjson
from rich.console import Console
from rich.text import Text

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
            if as_json:
                console.file.write((record.value or b"null").decode(errors="replace") + "\n")
                if follow:
                    # A pipe gets the event when it happens, not some kilobytes later.
                    console.file.flush()
            else:
                console.print(_line(record.value), markup=False)
    except KeyboardInterrupt:
        console.print()


def _line(value: bytes | None) -> Text:
    try:
        event = orjson.loads(value or b"null")
        host, kind = event.get("host", event), event["type"]
        line = Text(f"{event['timestamp'][:19]}  ")
        line.append(f"{kind:8}", style=COLOURS.get(kind, "white"))
        return line.append(f" {host['org_id']}  {host['id']}  {host.get('display_name') or ''}")
    except (orjson.JSONDecodeError, LookupError, TypeError, AttributeError, ValueError):
        return Text(f"not an event: {(value or b'null').decode(errors='replace')}")
