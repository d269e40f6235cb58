"""Stands for AWS's X-Ray daemon, to which functions send what they traced by UDP."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import orjson

from tests.support.factories import Json

_HEADER = b'{"format":"json","version":1}\n'
_LARGEST = 65_535


@dataclass(frozen=True)
class XrayDaemon:
    """The daemon. What was sent to it before a call is there: on one machine the kernel keeps it."""

    listening: socket.socket

    @property
    def address(self) -> str:
        """What functions find in `AWS_XRAY_DAEMON_ADDRESS`."""
        host, port = self.listening.getsockname()
        return f"{host}:{port}"

    def received(self) -> list[Json]:
        """Segments that came since the last call, in their order."""
        found: list[Json] = []
        while True:
            try:
                packet = self.listening.recv(_LARGEST)
            except BlockingIOError:
                return found
            assert packet.startswith(_HEADER), packet
            found.append(orjson.loads(packet.removeprefix(_HEADER)))


@contextmanager
def running_xray_daemon() -> Iterator[XrayDaemon]:
    """A daemon on a free port."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.setblocking(False)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        yield XrayDaemon(listening)
