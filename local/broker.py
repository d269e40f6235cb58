"""The embedded broker: the Kafka protocol served by the `noida-db` wheel, behind a small interface.

Nothing outside this module may depend on which program it is.
"""

import contextlib
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

import noida_db
from kafka import KafkaAdminClient
from kafka.errors import KafkaError, TopicAlreadyExistsError

from hbi.problems import ConfigurationError
from local.child import Child
from local.ports import LOOPBACK, free_port

LARGEST_RESPONSE = 2**31 - 1
"""For `receive_message_max_bytes` of consumers: the embedded broker answers a fetch with all it has, whatever limit
was asked for. The protocol allows no more bytes than this."""

PROGRAM = Path(noida_db.__file__).parent / "noida-db"


class BrokerProcess(Protocol):
    """A broker on this machine that can be started, stopped and crashed."""

    @property
    def bootstrap_servers(self) -> str:
        """Address for clients; the same after a restart."""

    def start(self) -> None:
        """Starts it and waits until it accepts clients; what it stored before is there again."""

    def stop(self) -> None:
        """Ends it in good order."""

    def kill(self) -> None:
        """Ends it as a crash would."""


class Broker:
    """The embedded broker; `directory` holds its data and is kept between starts.

    It writes its data to disk every second or two and at `stop`: what `kill` finds unwritten is lost.
    """

    def __init__(self, directory: Path, port: int | None = None) -> None:
        self._port = port or free_port()
        self._data = directory / "data"
        self._child = Child("broker", directory)

    @property
    def bootstrap_servers(self) -> str:
        """Address for clients."""
        return f"{LOOPBACK}:{self._port}"

    def start(self) -> None:
        """Starts the broker and waits until it accepts clients.

        Raises:
            ConfigurationError: it does not start; the text says where its log is.
        """
        self._data.mkdir(parents=True, exist_ok=True)
        options = ["--only", "kafka", "--kafka-port", str(self._port), "--host", LOOPBACK]
        # The program itself, not the wheel's console script: that one would leave it behind when killed.
        self._child.start([PROGRAM, "start", *options, "--data-dir", self._data])
        self._child.wait_until_listening(self._port)

    def stop(self) -> None:
        """Ends the broker after it has written its data."""
        self._child.stop()

    def kill(self) -> None:
        """Ends the broker as a crash would."""
        self._child.kill()

    def ensure_topics(self, topics: Mapping[str, int]) -> None:
        """Creates the topics (name → number of partitions) that do not exist yet."""
        ensure_topics(self.bootstrap_servers, topics)


def is_reachable(bootstrap_servers: str) -> bool:
    """Whether something accepts connections at one of the addresses (`host:port`, comma-separated)."""
    for address in bootstrap_servers.split(","):
        host, _, port = address.strip().rpartition(":")
        try:
            with socket.create_connection((host.strip("[]"), int(port)), timeout=2):
                return True
        except (OSError, ValueError):
            continue
    return False


def ensure_topics(bootstrap_servers: str, topics: Mapping[str, int]) -> None:
    """Creates the topics (name → number of partitions) that do not exist yet.

    Raises:
        ConfigurationError: the broker does not answer or refuses.
    """
    try:
        admin = KafkaAdminClient(bootstrap_servers=bootstrap_servers, bootstrap_timeout_ms=5000)
    except KafkaError as error:
        raise ConfigurationError(f"no Kafka broker answers at {bootstrap_servers}: {error}") from None
    try:
        existing = set(admin.list_topics())
        for name, partitions in topics.items():
            if name not in existing:
                _create_topic(admin, name, partitions)
    except KafkaError as error:
        raise ConfigurationError(f"the broker at {bootstrap_servers} refuses to create topics: {error}") from None
    finally:
        admin.close()


def _create_topic(admin: KafkaAdminClient, name: str, partitions: int) -> None:
    options = {"num_partitions": partitions, "replication_factor": 1}
    with contextlib.suppress(TopicAlreadyExistsError):
        admin.create_topics({name: options}, wait_for_metadata=True)
