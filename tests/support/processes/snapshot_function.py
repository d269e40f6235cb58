"""The API function under AWS's runtime client, begun from a snapshot: two processes go on with one memory.

`python -m tests.support.processes.snapshot_function` runs the runtime client. This module is the function then, too: it
uses what the API has while it is imported, as nobody should, so that there is something which must not be shared. When
the client waits to be restored the process forks, as Lambda starts copies of a snapshot.

`HBI_TEST_HELD=address` keeps a connection of its own open: no snapshot can be taken.
"""

import gc
import os
import random
import socket
import sys
import uuid
from pathlib import Path
from typing import Any

from functions.api.handler import application
from functions.api.handler import handler as answer
from hbi import secrets, snapshots
from hbi.events.messages import Message
from tests.support.api import LambdaContext, gateway_event

_held: list[socket.socket] = []
_at_snapshot: dict[str, int] = {}


def handler(event: Any, _context: object) -> dict[str, Any]:
    """What this copy has of its own."""
    ready = _ask("/ready")
    return {
        "pid": os.getpid(),
        "at_snapshot": _at_snapshot,
        "random": random.random(),
        "uuid": str(uuid.uuid4()),
        "backend": _backend(),
        "status": ready["statusCode"],
        "event": event,
    }


def _use_everything() -> None:
    """Leaves a connection to the database and one to the broker, clients of AWS, and what was cached."""
    _ask("/ready")
    topic = os.environ["KAFKA_EVENT_TOPIC"]
    application()._runtime.producer.send([Message(topic, None, b"{}", [])])
    secrets._secrets_manager()
    random.random()
    assert all(_held_now().values())


def _keep_a_connection(address: str) -> None:
    host, _, port = address.partition(":")
    _held.append(socket.create_connection((host, int(port))))


def _ask(path: str) -> dict[str, Any]:
    return answer(gateway_event("GET", path, {}, None), LambdaContext())


def _backend() -> int:
    with application()._runtime.database.read() as tx, tx.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def _held_now() -> dict[str, int]:
    """Connections, clients of AWS and applications that this process has."""
    from botocore.client import BaseClient

    from functions.api.application import Application
    from hbi.db.engine import GuardedConnection

    found = gc.get_objects()
    return {
        "sockets": len(list(snapshots._connections())),
        "clients": sum(isinstance(one, BaseClient) for one in found),
        "applications": sum(isinstance(one, Application) for one in found),
        "connections": sum(isinstance(one, GuardedConnection) and not one.closed for one in found),
    }


def _fork_when_restored() -> None:
    """Two processes return from the wait for the restoration."""
    from awslambdaric.lambda_runtime_client import LambdaRuntimeClient

    wait = LambdaRuntimeClient.restore_next

    def restore_next(client: Any) -> None:
        _at_snapshot.update(_held_now())
        wait(client)
        os.fork()

    LambdaRuntimeClient.restore_next = restore_next


def main() -> None:
    """Becomes the runtime client."""
    import runpy

    sys.argv = ["bootstrap", f"{__spec__.name}.handler"]
    sys.path.insert(0, str(Path.cwd()))
    runpy.run_module("awslambdaric", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
else:
    _fork_when_restored()
    if address := os.environ.get("HBI_TEST_HELD"):
        _keep_a_connection(address)
    else:
        _use_everything()
