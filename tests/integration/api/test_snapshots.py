"""Copies of a snapshot (Lambda SnapStart) share nothing that must not be shared."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import orjson
import pytest

from tests.support.api import UNREACHABLE

COPIES = 2
PATIENCE_S = 150
"""A busy machine takes its time to import everything."""

PREFIX = "/2018-06-01/runtime/"


class RuntimeApi(ThreadingHTTPServer):
    """Lambda's Runtime API for a process that begins from a snapshot. Every copy gets one event."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.calls: list[str] = []
        self.results: list[dict[str, Any]] = []
        self.failure: dict[str, Any] | None = None
        self.is_over = threading.Event()
        self.lock = threading.Lock()
        self.given = 0

    @property
    def address(self) -> str:
        """Where the runtime client finds it."""
        return f"127.0.0.1:{self.server_port}"


class _Answers(BaseHTTPRequestHandler):
    server: RuntimeApi

    def do_GET(self) -> None:
        with self.server.lock:
            self.server.calls.append(self.path.removeprefix(PREFIX))
            self.server.given += self.path.endswith("invocation/next")
            number = self.server.given
        if number > COPIES:
            self.server.is_over.wait(PATIENCE_S)  # There is nothing more to do, as on Lambda.
        headers = {"Lambda-Runtime-Aws-Request-Id": str(number), "Lambda-Runtime-Deadline-Ms": "9999999999999"}
        self._answer(200, b"{}", headers)

    def do_POST(self) -> None:
        said = orjson.loads(self.rfile.read(int(self.headers["content-length"])))
        with self.server.lock:
            self.server.calls.append(self.path.removeprefix(PREFIX))
            if self.path.endswith("/response"):
                self.server.results.append(said)
            else:
                self.server.failure = said
            is_over = self.server.failure is not None or len(self.server.results) == COPIES
        self._answer(202, b"", {})
        if is_over:
            self.server.is_over.set()

    def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {"content-length": str(len(body)), "content-type": "application/json", **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        return


@contextmanager
def begun_from_a_snapshot(environment: dict[str, str]) -> Iterator[RuntimeApi]:
    """The function of `snapshot_function`, until each copy has answered or no snapshot could be taken."""
    with RuntimeApi() as api:
        threading.Thread(target=api.serve_forever, daemon=True).start()
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.processes.snapshot_function"],
            env={
                **os.environ,
                **environment,
                "AWS_LAMBDA_INITIALIZATION_TYPE": "snap-start",
                "AWS_LAMBDA_RUNTIME_API": api.address,
                "AWS_LAMBDA_FUNCTION_NAME": "api",
                "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "1769",
            },
            start_new_session=True,
        )
        try:
            assert api.is_over.wait(PATIENCE_S), "the function neither answers nor fails"
            yield api
        finally:
            os.killpg(process.pid, 9)
            process.wait()
            api.shutdown()


@pytest.fixture
def function_environment(database_url: str, kafka_environment: dict[str, str]) -> dict[str, str]:
    """Variables of the API function."""
    return {
        **UNREACHABLE,
        **kafka_environment,
        "HBI_DATABASE_URL": database_url,
        "BYPASS_RBAC": "true",
        "S3_ENDPOINT_URL": "http://127.0.0.1:9",
        "HBI_EXPORT_BUCKET": "exports",
        "AWS_ACCESS_KEY_ID": "nobody",
        "AWS_SECRET_ACCESS_KEY": "nothing",
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
    }


@pytest.mark.kafka
def test_nothing_that_must_not_be_shared_is_in_a_snapshot_and_copies_draw_anew(
    function_environment: dict[str, str],
) -> None:
    with begun_from_a_snapshot(function_environment) as api:
        first, second = api.results
    assert api.failure is None
    assert api.calls[0] == "restore/next"
    assert first["at_snapshot"] == {"sockets": 0, "clients": 0, "applications": 0, "connections": 0}
    assert first["pid"] != second["pid"]
    for drawn in ("random", "uuid", "backend"):
        assert first[drawn] != second[drawn], drawn


def test_no_snapshot_is_taken_while_somebody_keeps_a_connection(silent_service: str) -> None:
    held = silent_service.removeprefix("http://")
    with begun_from_a_snapshot({"HBI_TEST_HELD": held}) as api:
        assert api.failure is not None
    assert api.calls == ["init/error"]
    assert api.failure["errorType"] == "SharedConnection"
    assert f"open before the snapshot: {held}" in api.failure["errorMessage"]
