"""The ingest function in a process of its own that ends or freezes at a chosen point, as Lambda ends or freezes one.

`python -m tests.support.processes.dying_function POINT EVENT_FILE`: hands the event to the real
handler, configured by the environment.
"""

import os
import signal
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import confluent_kafka
import orjson

from functions.ingest import dispatch
from functions.ingest.handler import handler
from functions.ingest.topics import host_app_data, host_ingress, workspaces
from hbi.app_data import repository as app_data
from hbi.events import client, outbox
from hbi.events.publisher import Publisher
from hbi.ingest.storing import locks, writes

HALF = 8
"""Messages that the broker has acknowledged when the process dies in the middle of publishing."""


def die() -> None:
    """Ends this process as a crash would: nothing is cleaned up."""
    os.kill(os.getpid(), signal.SIGKILL)


def freeze_after(owner: Any, name: str) -> None:
    """Lets the process stand still when the function has returned; its connections stay."""
    step: Callable[..., Any] = getattr(owner, name)

    def last_step(*arguments: Any, **options: Any) -> None:
        step(*arguments, **options)
        os.kill(os.getpid(), signal.SIGSTOP)

    setattr(owner, name, last_step)


def die_before(owner: Any, name: str) -> None:
    """Lets the process die when the function is called."""
    setattr(owner, name, lambda *_arguments, **_options: die())


def die_after(owner: Any, name: str) -> None:
    """Lets the process die when the function has returned for the first time."""
    step: Callable[..., Any] = getattr(owner, name)

    def last_step(*arguments: Any, **options: Any) -> None:
        step(*arguments, **options)
        die()

    setattr(owner, name, last_step)


def die_after_half_of_the_messages() -> None:
    """Lets the process die when the broker has some of the messages and the rest is about to follow."""
    produced = count()

    class UntilItDies(confluent_kafka.Producer):
        def produce(self, *arguments: Any, **options: Any) -> None:
            if next(produced) == HALF:
                self.flush()
                die()
            super().produce(*arguments, **options)

    client.Producer = UntilItDies  # type: ignore[attr-defined]


POINTS: dict[str, Callable[[], None]] = {
    "decoded": lambda: die_before(host_ingress, "store_reports"),
    "matched": lambda: die_after(locks, "lock_matching"),
    "planned": lambda: die_before(writes, "save"),
    "written": lambda: die_after(writes, "save"),
    "frozen": lambda: freeze_after(writes, "save"),
    "events written": lambda: die_after(outbox, "append"),
    "committed": lambda: die_before(Publisher, "publish"),
    "half published": die_after_half_of_the_messages,
    "acknowledged": lambda: die_before(outbox, "remove"),
    "published": lambda: die_before(dispatch, "send_rejected"),
    "application data written": lambda: die_after(app_data, "upsert"),
    "application data stored": lambda: die_after(host_app_data, "store_messages"),
    "one workspace changed": lambda: die_after(workspaces, "apply"),
}

if __name__ == "__main__":
    POINTS[sys.argv[1]]()
    handler(orjson.loads(Path(sys.argv[2]).read_bytes()))
