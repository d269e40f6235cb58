"""Trials of schemas in tests: a server that publishes some, and what callers ask and get."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

import yaml

from tests.support.api import Answer, Client
from tests.support.factories import user_identity
from tests.support.fakes import web_server
from tests.support.fakes.web_server import Asked

PATH = "/system_profile/validate_schema"
READ = "inventory:hosts:read"
USER = user_identity(user={"username": "tuser@redhat.com", "email": "tuser@redhat.com"})
SCHEMA = {
    "$schema": "http://json-schema.org/draft-04/schema#",
    "$defs": {
        "SystemProfile": {
            "type": "object",
            "properties": {
                "arch": {"$ref": "#/$defs/Name"},
                "number_of_cpus": {"type": "integer", "minimum": 2},
                "is_marketplace": {"type": "boolean"},
                "last_boot_time": {"type": "string", "format": "date-time"},
            },
        },
        "Name": {"type": "string", "maxLength": 6},
    },
}
TAKEN, REFUSED = {"arch": "x86_64"}, {"arch": "ppc64le"}


def published(*branches: str, schema: Any = SCHEMA) -> Any:
    """What a server answers that has the schema for these branches, and for nothing else."""
    paths = {f"/{branch}/profile.yaml" for branch in branches}

    def answer(asked: Asked) -> web_server.Answer:
        body = schema if isinstance(schema, bytes) else yaml.safe_dump(schema).encode()
        return web_server.Answer(body) if asked.path in paths else web_server.Answer(status=404)

    return answer


@contextmanager
def dripping(sent: bytes) -> Iterator[str]:
    """URL of a server that sends this, and then a byte now and then."""
    ended = threading.Event()

    def serve() -> None:
        connection, _ = listener.accept()
        with connection, contextlib.suppress(OSError):
            connection.recv(65_536)
            connection.sendall(sent)
            while sent and not ended.wait(0.02):
                connection.sendall(b"a")
            ended.wait()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/{{fork}}/{{branch}}"
        finally:
            ended.set()
            thread.join()


def tried(api: Client, base: str = "", **parameters: object) -> Answer:
    """Asks for a trial of branch `next`."""
    return api.as_(USER).post(f"{base}{PATH}?{urlencode({'repo_branch': 'next', **parameters})}")


def refused(answer: Answer, status: int, detail: str) -> bool:
    """Whether it is a problem of the framework's shape whose detail has a text."""
    assert (answer.status, answer.content_type) == (status, "application/problem+json"), answer.content
    assert answer.json["title"] == {400: "Bad Request", 403: "Forbidden", 503: "Service Unavailable"}[status]
    assert detail in answer.json["detail"]
    return True
