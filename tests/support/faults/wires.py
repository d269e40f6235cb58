"""Connections that fail: proxies between a function and its database or broker."""

import contextlib
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from typing import Literal, Self

from kafka.protocol.producer import ProduceRequest, ProduceResponse

from local.ports import LOOPBACK

NOT_LEADER_OR_FOLLOWER = 6
_PRODUCE = (0).to_bytes(2)
_LENGTH = struct.Struct(">i")


class Proxy:
    """Passes bytes between clients and a server on loopback. Use as a context manager."""

    def __init__(self, server_port: int) -> None:
        self._server_port = server_port
        self._listener = socket.create_server((LOOPBACK, 0))
        self._sockets: list[socket.socket] = []
        self.port: int = self._listener.getsockname()[1]

    @property
    def address(self) -> str:
        """Where clients connect to."""
        return f"{LOOPBACK}:{self.port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.cut()

    def cut(self) -> None:
        """Breaks every connection, as a server that disappears does; new ones are accepted."""
        for end in self._sockets:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self._sockets.clear()

    def from_client(self, data: bytes, client: socket.socket, server: socket.socket) -> None:
        """What becomes of bytes, or of a frame, that a client sends."""
        server.sendall(data)

    def from_server(self, data: bytes, client: socket.socket) -> None:
        """What becomes of bytes, or of a frame, that the server sends."""
        client.sendall(data)

    def pieces(self, source: socket.socket) -> Iterator[bytes]:
        """What arrives, in the pieces that the two functions above look at."""
        while data := source.recv(65_536):
            yield data

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
                server = socket.create_connection((LOOPBACK, self._server_port))
            except OSError:
                return
            self._sockets += [client, server]
            self._pump(client, client, server, lambda data, c=client, s=server: self.from_client(data, c, s))
            self._pump(server, client, server, lambda data, c=client: self.from_server(data, c))

    def _pump(
        self, source: socket.socket, client: socket.socket, server: socket.socket, take: Callable[[bytes], None]
    ) -> None:
        def run() -> None:
            with contextlib.suppress(OSError):
                for data in self.pieces(source):
                    take(data)
            for end in (client, server):
                with contextlib.suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
                end.close()

        threading.Thread(target=run, daemon=True).start()


class DatabaseProxy(Proxy):
    """Between a function and PostgreSQL; can break the connection at a COMMIT."""

    cut_at_commit: Literal["before", "after"] | None = None
    """Whether the server gets the next COMMIT. The client hears nothing of it in either case."""
    _committing = False

    def from_client(self, data: bytes, client: socket.socket, server: socket.socket) -> None:
        cut = self.cut_at_commit if b"COMMIT\0" in data else None
        if cut:
            self.cut_at_commit, self._committing = None, cut == "after"
        if cut == "before":
            raise ConnectionAbortedError
        super().from_client(data, client, server)

    def from_server(self, data: bytes, client: socket.socket) -> None:
        if self._committing:
            self._committing = False
            raise ConnectionAbortedError
        super().from_server(data, client)


class BrokerProxy(Proxy):
    """Between a function and its Kafka broker, and the only way to it: the broker's metadata name the proxy."""

    leaderless = 0
    """Produce requests still to be refused, because another broker has become the leader."""
    cut_after: int | None = None
    """Produce requests to pass on before the connections break; the last one is not answered."""
    silent_after: int | None = None
    """Produce requests to pass on before the broker says nothing any more, not even to the last one."""

    @property
    def is_silent(self) -> bool:
        """Whether nothing passes any more."""
        return self.silent_after == 0

    def from_client(self, data: bytes, client: socket.socket, server: socket.socket) -> None:
        if self.is_silent:
            return
        is_produce = data[:2] == _PRODUCE
        if is_produce and self.leaderless:
            self.leaderless -= 1
            client.sendall(_refusal(data))
            return
        if is_produce and self.silent_after:
            self.silent_after -= 1
        super().from_client(_LENGTH.pack(len(data)) + data, client, server)
        if is_produce and self.cut_after is not None:
            self.cut_after -= 1
            if self.cut_after == 0:
                self.cut_after = None
                raise ConnectionAbortedError

    def from_server(self, data: bytes, client: socket.socket) -> None:
        if self.is_silent:
            return
        here, there = (LOOPBACK.encode() + _LENGTH.pack(port) for port in (self.port, self._server_port))
        super().from_server(_LENGTH.pack(len(data)) + data.replace(there, here), client)

    def pieces(self, source: socket.socket) -> Iterator[bytes]:
        stream = source.makefile("rb")
        while head := stream.read(_LENGTH.size):
            yield stream.read(*_LENGTH.unpack(head))


def _refusal(frame: bytes) -> bytes:
    """The answer to a produce request of a broker that does not lead the partitions."""
    version = int.from_bytes(frame[2:4])
    request = ProduceRequest.decode(frame, version=version, header=True)
    answer = ProduceResponse(version=version)
    answer.with_header(correlation_id=request.header.correlation_id)
    topics = ProduceResponse.TopicProduceResponse
    answer.responses = [
        topics(
            version=version,
            name=topic.name,
            partition_responses=[
                topics.PartitionProduceResponse(
                    version=version, index=partition.index, error_code=NOT_LEADER_OR_FOLLOWER
                )
                for partition in topic.partition_data
            ],
        )
        for topic in request.topic_data
    ]
    return bytes(answer.encode(header=True, framed=True))
