"""Runs one server until told to stop.

`python -m tests.support.servers.run_server KIND DIRECTORY STATE_FILE RUN_PID`
"""

import json
import os
import signal
import sys
import threading
from pathlib import Path
from typing import Protocol

from local.servers.postgres import VOLATILE, Server


def main(kind: str, directory: Path, state: Path, run_pid: int) -> None:
    """Starts the server, writes its address to the state file, waits for SIGTERM or the end of the run, stops it."""
    stopped = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopped.set())
    server, address = _start(kind, directory)
    unfinished = state.with_suffix(".new")
    unfinished.write_text(json.dumps({"address": address, "pid": os.getpid()}))
    unfinished.rename(state)
    while not stopped.wait(2) and Path(f"/proc/{run_pid}").exists():
        pass  # a run that was killed must not leave servers behind
    server.stop()


class _Server(Protocol):
    def stop(self) -> None: ...


def _start(kind: str, directory: Path) -> tuple[_Server, str]:
    if kind == "postgres":
        server = Server(directory, VOLATILE).start()
        return server, server.url()
    if kind == "broker":
        from local.servers.broker import Broker

        broker = Broker(directory)
        broker.start()
        return broker, broker.bootstrap_servers
    from local.servers.object_store import ObjectStore

    store = ObjectStore()
    store.start()
    return store, store.endpoint_url


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]))
