"""The command `hbi events`."""

import heapq
from collections.abc import Collection, Iterable, Iterator
from typing import Any

import orjson
from rich.console import Console
from rich.text import Text

from hbi.settings import KafkaSettings
from local.commands import topics

COLOURS = {"created": "green", "updated": "cyan", "delete": "red"}


def show_events(
    kafka: KafkaSettings, console: Console, *, follow: bool, as_json: bool, last: int | None, types: Collection[str]
) -> None:
    """Prints events, one a line.

    Args:
        follow: those that come from now on, instead of those that are stored.
        last: only so many of the newest, the newest last.
        types: only events of these types; none means all.
    """
    records: Iterator[Any] = (topics.new if follow else topics.stored)(kafka, kafka.event_topic)
    chosen: Iterable[Any] = (record for record in records if not types or _type(record.value) in types)
    if last is not None:
        chosen = _newest(chosen, last)
    try:
        for record in chosen:
            if as_json:
                console.file.write((record.value or b"null").decode(errors="replace") + "\n")
                if follow:
                    # A pipe gets the event when it happens, not some kilobytes later.
                    console.file.flush()
            else:
                console.print(_line(record.value), markup=False)
    except KeyboardInterrupt:
        console.print()


def _newest(records: Iterable[Any], count: int) -> list[Any]:
    """The newest records by their time, oldest first; of one instant those that were read last."""
    numbered = ((record.timestamp, number, record) for number, record in enumerate(records))
    # No two have the same number, so records themselves are never compared.
    found = heapq.nlargest(count, numbered)
    return [record for _, _, record in reversed(found)]


def _type(value: bytes | None) -> str | None:
    try:
        kind = orjson.loads(value or b"null")["type"]
    except (orjson.JSONDecodeError, LookupError, TypeError):
        return None
    return kind if isinstance(kind, str) else None


def _line(value: bytes | None) -> Text:
    try:
        event = orjson.loads(value or b"null")
        host, kind = event.get("host", event), event["type"]
        line = Text(f"{event['timestamp'][:19]}  ")
        line.append(f"{kind:8}", style=COLOURS.get(kind, "white"))
        return line.append(f" {host['org_id']}  {host['id']}  {host.get('display_name') or ''}")
    except (orjson.JSONDecodeError, LookupError, TypeError, AttributeError, ValueError):
        return Text(f"not an event: {(value or b'null').decode(errors='replace')}")
