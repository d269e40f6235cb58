"""A server that stands for the external export service: it takes files and reports of failures by its rules."""

import contextlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import orjson

from tests.support.schemas import hold

KEY = "a key"
_CALLS = ("upload", "error")
_PREFIXES = ("/app/export/v1/", "/internal/export/v1/")


@dataclass(frozen=True)
class Call:
    """A call that it got; names of headers are in lower case."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class ExportService:
    """The service. Tests say what it knows and how it behaves."""

    url: str = ""
    calls: list[Call] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    """Uploaded files by `<export id>/<source id>`."""
    failures: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Reported failures by the same."""
    answers: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    """Answers to `upload` or `error` other than its own; status 0 breaks the connection off."""
    is_early: bool = False
    """Whether it answers to an upload before it reads it."""
    token: str | None = None
    """A token that it wants instead of the key."""
    silence: threading.Event | None = None
    """What it waits for before it answers to an upload."""

    def take(self, call: Call) -> tuple[int, bytes]:  # noqa: PLR0911 - a table
        """What it answers."""
        prefix = next((prefix for prefix in _PREFIXES if call.path.startswith(prefix)), None)
        parts = call.path.removeprefix(prefix or "").split("/")
        if prefix is None or len(parts) != 4 or parts[3] not in _CALLS:
            return 404, b'{"message":"not found","code":404}'
        if not self._is_known(call.headers):
            return 401, b"unknown key"
        export_id, _, source_id, kind = parts
        source = f"{export_id}/{source_id}"
        if kind in self.answers:
            return self.answers[kind]
        if source in self.files or source in self.failures:
            return 410, b"this resource has already been processed"
        if kind == "upload":
            self.files[source] = call.body
            return 202, b"accepted"
        failure = orjson.loads(call.body)
        hold("export-service-error", failure)
        if not failure.get("message") or not failure.get("error"):
            return 400, b'{"message":"unusable","code":400}'
        self.failures[source] = failure
        return 202, b""

    def _is_known(self, headers: dict[str, str]) -> bool:
        if self.token is not None:
            return headers.get("authorization") == f"Bearer {self.token}"
        return headers.get("x-rh-exports-psk") == KEY


@contextmanager
def running_export_service() -> Iterator[ExportService]:
    """A running service."""
    service = ExportService()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            is_upload = self.path.endswith("/upload")
            is_early = service.is_early and is_upload
            with contextlib.suppress(ConnectionError):
                call = Call(self.path, headers, b"" if is_early else self._body(headers))
                service.calls.append(call)
                if is_upload and service.silence is not None:
                    service.silence.wait()
                status, text = service.take(call)
                if status:
                    self.send_response(status)
                    self.send_header("content-length", str(len(text)))
                    self.end_headers()
                    self.wfile.write(text)
            self.close_connection = True

        def _body(self, headers: dict[str, str]) -> bytes:
            if "content-length" in headers:
                return self.rfile.read(int(headers["content-length"]))
            chunks = []
            while size := int(self.rfile.readline() or b"-1", 16):
                if size < 0:
                    raise ConnectionError("the file was not completed")
                chunks.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            return b"".join(chunks)

        def log_message(self, *_: object) -> None:
            """Nothing: calls are remembered."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    service.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield service
    finally:
        if service.silence is not None:
            service.silence.set()
        server.shutdown()
        server.server_close()
