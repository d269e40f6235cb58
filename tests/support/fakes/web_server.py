"""A small HTTP server that stands for another service: it answers what a test says and remembers what it was asked."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import orjson


@dataclass(frozen=True)
class Asked:
    """A request; names of headers are in lower case."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Answer:
    """What the server says. A body that is not bytes goes as JSON."""

    body: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


class WebServer:
    """The server. Set `answer` to a function of the request."""

    def __init__(self, *, keeps_connections: bool = False) -> None:
        self.asked: list[Asked] = []
        self.answer: Callable[[Asked], Answer] = lambda _: Answer(status=404)
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1" if keeps_connections else "HTTP/1.0"

            def _serve(self) -> None:
                length = int(self.headers.get("content-length") or 0)
                headers = {name.lower(): value for name, value in self.headers.items()}
                asked = Asked(self.command, self.path, headers, self.rfile.read(length))
                server.asked.append(asked)
                answer = server.answer(asked)
                body = answer.body if isinstance(answer.body, bytes) else orjson.dumps(answer.body)
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                if answer.status != 304:
                    self.send_header("content-length", str(len(body)))
                self.end_headers()
                if answer.status != 304:
                    with contextlib.suppress(ConnectionError):  # A client does not wait for ever.
                        self.wfile.write(body)

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _serve  # noqa: N815 - the base class says so

            def log_message(self, *_: object) -> None:
                """Nothing: what was asked is remembered."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def serve(self) -> None:
        """Starts answering."""
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def stop(self) -> None:
        """Stops answering; who asks now is refused the connection."""
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def web_server(*, keeps_connections: bool = False) -> Iterator[WebServer]:
    """A running server. By default it closes each connection after one answer."""
    server = WebServer(keeps_connections=keeps_connections)
    server.serve()
    try:
        yield server
    finally:
        server.stop()
