"""`hbi dlq`."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from rich.console import Console

from hbi.ingest.rejected import OMITTED_BYTES, OWN_HEADERS
from local.commands import topics
from local.running import Running, running
from local.stack import DEAD_LETTERS


def list_dead_letters(state: Path, console: Console) -> None:
    """Prints where each refused record came from and why it was refused."""
    number = 0
    for record, told in _dead_letters(running(state)):
        number += 1
        size = told.get(OMITTED_BYTES) or len(record.value or b"")
        console.print(f"{_origin(told)}  {size} bytes  {told.get('hbi-reason')}", markup=False)
    console.print(f"{number} refused")


def replay_dead_letters(state: Path, console: Console, reason: str) -> None:
    """Sends the original bytes and headers to the original topic again."""
    stack = running(state)
    chosen: dict[str, list[topics.Sent]] = {}
    for record, told in _dead_letters(stack):
        if reason in told.get("hbi-reason", "") and OMITTED_BYTES in told:
            console.print(f"{_origin(told)} is too large to be sent from here: see its topic", markup=False)
        elif reason in told.get("hbi-reason", ""):
            headers = [(name, value) for name, value in record.headers if not name.startswith(OWN_HEADERS)]
            chosen.setdefault(told["hbi-topic"], []).append((record.value, headers))
    for topic, messages in chosen.items():
        for _ in topics.send(stack, topic, messages):
            pass
    console.print(f"{sum(map(len, chosen.values()))} sent again")


def _origin(told: Mapping[str, str]) -> str:
    return f"{told.get('hbi-topic')}-{told.get('hbi-partition')}@{told.get('hbi-offset')}"


def _dead_letters(stack: Running) -> Iterator[tuple[Any, dict[str, str]]]:
    for record in topics.stored(stack, DEAD_LETTERS):
        yield record, {name: (value or b"").decode(errors="replace") for name, value in record.headers}
