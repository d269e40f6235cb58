"""A runtime client in plain Python, for systems for which AWS publishes no `awslambdaric` (it is Linux only).

Same protocol, same process model; it lacks the client's logging features. Standard library only.
"""

import importlib
import json
import os
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPConnection
from typing import Any

API = "/2018-06-01/runtime"


@dataclass
class Context:
    """The context of an invocation; names are AWS's."""

    aws_request_id: str
    invoked_function_arn: str
    deadline_ms: int
    function_name: str = field(default_factory=lambda: os.environ.get("AWS_LAMBDA_FUNCTION_NAME", ""))
    function_version: str = field(default_factory=lambda: os.environ.get("AWS_LAMBDA_FUNCTION_VERSION", ""))
    memory_limit_in_mb: str = field(default_factory=lambda: os.environ.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", ""))
    log_group_name: str = field(default_factory=lambda: os.environ.get("AWS_LAMBDA_LOG_GROUP_NAME", ""))
    log_stream_name: str = field(default_factory=lambda: os.environ.get("AWS_LAMBDA_LOG_STREAM_NAME", ""))
    client_context: None = None
    identity: None = None

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until the invocation is ended by force."""
        return max(0, self.deadline_ms - int(time.time() * 1000))


class Connection:
    """One kept-open connection to the Runtime API."""

    def __init__(self, address: str) -> None:
        self._http = HTTPConnection(address)

    def call(self, method: str, path: str, body: bytes | None = None) -> tuple[bytes, dict[str, str]]:
        """Sends a request; returns body and headers (lower-case names) of the answer."""
        self._http.request(method, API + path, body=body, headers={"Content-Type": "application/json"})
        answer = self._http.getresponse()
        return answer.read(), {name.lower(): value for name, value in answer.getheaders()}


def main(handler_name: str) -> None:
    """Loads the handler and answers invocations until the process is ended."""
    connection = Connection(os.environ["AWS_LAMBDA_RUNTIME_API"])
    try:
        module, _, function = handler_name.rpartition(".")
        handler: Callable[[Any, Context], Any] = getattr(importlib.import_module(module), function)
    except Exception as error:
        traceback.print_exc()
        connection.call("POST", "/init/error", _failure(error))
        sys.exit(1)
    while True:
        event, headers = connection.call("GET", "/invocation/next")
        request_id = headers["lambda-runtime-aws-request-id"]
        context = Context(
            request_id,
            headers["lambda-runtime-invoked-function-arn"],
            int(headers["lambda-runtime-deadline-ms"]),
        )
        try:
            result = handler(json.loads(event), context)
            outcome, body = "response", json.dumps(result, ensure_ascii=False).encode()
        except Exception as error:
            traceback.print_exc()
            outcome, body = "error", _failure(error)
        connection.call("POST", f"/invocation/{request_id}/{outcome}", body)


def _failure(error: Exception) -> bytes:
    failure = {
        "errorMessage": str(error),
        "errorType": type(error).__name__,
        "stackTrace": traceback.format_tb(error.__traceback__),
    }
    return json.dumps(failure).encode()


if __name__ == "__main__":
    main(sys.argv[1])
