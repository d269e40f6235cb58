"""A running system, and the ways in which its users reach it."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import orjson
import psycopg2
from host_inventory import Identity, Inventory
from host_inventory.generated.inventory.api.hosts import api_host_get_host_list

from local.aws.boot import CALLS
from local.commands import topics
from local.ports import free_port
from local.running import Running, running
from tests.infra.calls import Asked
from tests.support.factories import ORG, Json, encode_identity, user_identity

PROJECT = Path(__file__).parents[2]
HBI = Path(sys.executable).with_name("hbi")
EVENTS = "platform.inventory.events"
LIMIT_S = 500.0
"""Ends what hangs, with a better message than `timeout` in `pyproject.toml`. It decides nothing."""


class System:
    """`hbi up` with a state directory of its own. Use as a context manager."""

    def __init__(self, state: Path, options: Sequence[str] = (), checkout: Path | None = None) -> None:
        """`checkout` is a copy of the checkout to run instead of this one."""
        self.state = state
        self.environment: dict[str, str] = {}
        self._options = options
        self._folder = checkout or PROJECT
        self._program = [HBI] if checkout is None else [sys.executable, "-m", "local"]
        if checkout is not None:
            self.environment["PYTHONPATH"] = str(checkout / "layers" / "common" / "python")
        self._process: subprocess.Popen[bytes] | None = None
        self._output = state.with_suffix(".out")
        self._calls = state.with_suffix(".calls")

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Starts it and waits until it says that this machine is a host."""
        with self._output.open("wb") as output:
            self._process = subprocess.Popen(
                [*self._program, "--state", self.state, "up", *self._options],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={**clean_environment(), "HBI_PORT": str(free_port()), **self.environment},
                cwd=self._folder,
            )
        wait_for(lambda: b"Ctrl-C" in self._output.read_bytes() or self._has_ended())
        assert not self._has_ended(), self.output

    def stop(self) -> int:
        """Stops it as Ctrl-C does; returns the exit code."""
        if self._process is None:
            return 0
        self._process.send_signal(signal.SIGINT)
        code = self._process.wait(LIMIT_S)
        self._process = None
        return code

    @property
    def output(self) -> str:
        """What `hbi up` printed."""
        return self._output.read_text()

    @property
    def addresses(self) -> Running:
        """Where its parts are."""
        return running(self.state)

    def hbi(self, *arguments: str) -> str:
        """Runs another command of `hbi` on it; returns what that prints."""
        done = run_hbi(["--state", str(self.state), *arguments])
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def get(self, path: str, org_id: str = ORG) -> Any:
        """The API's JSON answer to a user's request by no client, for tests of clients."""
        request = urllib.request.Request(
            f"{self.addresses.api_url}/api/inventory/v1{path}",
            headers={"x-rh-identity": encode_identity(user_identity(org_id))},
        )
        with urllib.request.urlopen(request, timeout=120) as answer:
            return orjson.loads(answer.read())

    @contextmanager
    def inventory(self, org_id: str = ORG) -> Iterator[Inventory]:
        """The Python client, for a user of an organisation."""
        caller = Identity(encode_identity(user_identity(org_id)))
        with Inventory(self.addresses.api_url, caller, timeout_s=120) as inventory:
            yield inventory

    def hosts(self, org_id: str = ORG, **parameters: Any) -> list[Json]:
        """Hosts of an organisation, as the API shows them."""
        with self.inventory(org_id) as inventory:
            return list(inventory.entries(api_host_get_host_list, **parameters))

    def record_aws_calls(self) -> None:
        """Lets the functions of the next start take down what they ask of AWS; they log in at the database as there."""
        self.environment |= {"HBI_DATABASE_AUTH": "iam", CALLS: str(self._calls)}

    def aws_calls(self) -> dict[str, set[Asked]]:
        """What the functions have asked of AWS so far, by their names."""
        calls: dict[str, set[Asked]] = {}
        for line in self._calls.read_bytes().splitlines():
            call = orjson.loads(line)
            calls.setdefault(call.pop("function"), set()).add(Asked(**call))
        return calls

    def fetch(self, path: str) -> tuple[int, str, bytes]:
        """Status, content type and body of the answer to a request without an identity; `path` is the whole path."""
        try:
            answer = urllib.request.urlopen(f"{self.addresses.api_url}{path}", timeout=120)
        except urllib.error.HTTPError as refused:
            answer = refused
        with answer:
            return answer.status, answer.headers["content-type"], answer.read()

    def total(self, org_id: str = ORG) -> int:
        """How many hosts the API counts."""
        with self.inventory(org_id) as inventory:
            return inventory.count()

    def produce(self, messages: Sequence[bytes], topic: str = "platform.inventory.host-ingress") -> None:
        """Sends messages and waits until the ingest function has worked on them."""
        for _ in topics.send(self.addresses.kafka, topic, ((message, []) for message in messages)):
            pass
        for _ in topics.until_ingested(self.addresses.kafka, topic):
            pass

    def events(self, topic: str = EVENTS) -> list[Json]:
        """All events on the topic, once none is pending: body, headers, key."""
        wait_for(lambda: self.sql("SELECT count(*) FROM hbi.host_events_outbox") == [(0,)])
        return [
            {
                **orjson.loads(record.value or b"null"),
                "headers": {name: value.decode() for name, value in record.headers},
                "key": (record.key or b"").decode(),
            }
            for record in topics.stored(self.addresses.kafka, topic)
        ]

    def sql(self, statement: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Runs a statement on its database."""
        connection = psycopg2.connect(self.addresses.database_url)
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(statement, parameters)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()

    def _has_ended(self) -> bool:
        return self._process is None or self._process.poll() is not None


def run_hbi(arguments: Sequence[str], **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs `hbi` in a clean environment."""
    return subprocess.run(
        [HBI, *arguments],
        env={**clean_environment(), **environment},
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )


def wait_for(condition: Callable[[], bool], seconds: float = LIMIT_S) -> None:
    """Waits until the condition holds."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)


def clean_environment() -> dict[str, str]:
    """What a person's shell says, without anything of ours, and a terminal of 200 columns."""
    wanted = ("PATH", "HOME", "LANG", "TMPDIR", "COVERAGE_PROCESS_CONFIG")
    return {**{name: os.environ[name] for name in wanted if name in os.environ}, "COLUMNS": "200"}
