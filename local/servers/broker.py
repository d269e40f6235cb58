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
from kafka.admin import ConfigResource
from kafka.errors import KafkaError, TopicAlreadyExistsError

from hbi.problems import ConfigurationError
from local.ports import LOOPBACK, free_port, is_listening
from local.servers.child import Child
from local.supervision.starting import wait_until_ready

LARGEST_RESPONSE = 2**31 - 1
"""For `receive_message_max_bytes` of consumers: the embedded broker answers a fetch with all it has, whatever limit
was asked for. The protocol allows no more bytes than this."""

MAX_MESSAGE_BYTES = 8 * 1024 * 1024
"""Largest batch of messages that a topic of ours takes on a broker of ours: twice what any message should need."""

ANSWER_TIMEOUT_MS = 5000
STOP_TIMEOUT_S = 120.0

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

    It writes all its data to disk every second or two and at `stop`: what `kill` finds unwritten is lost. At a start it
    listens at once, but answers only when it has read all its data.
    """

    name = "the Kafka broker"

    def __init__(self, directory: Path, port: int | None = None) -> None:
        self._port = port or free_port()
        self._data = directory / "data"
        self._child = Child("broker", directory, STOP_TIMEOUT_S)

    @property
    def bootstrap_servers(self) -> str:
        """Address for clients."""
        return f"{LOOPBACK}:{self._port}"

    @property
    def log_file(self) -> Path:
        """The log file of the program's output."""
        return self._child.log_file

    @property
    def exit_status(self) -> int | None:
        """Exit status of a broker that ended by itself; None for one that runs, or was stopped."""
        return self._child.exit_status

    def start(self) -> None:
        """Starts the broker and waits until it answers clients, as long as its process runs.

        Raises:
            ConfigurationError: it does not start; the text says where its log is.
        """
        self._data.mkdir(parents=True, exist_ok=True)
        options = ["--only", "kafka", "--kafka-port", str(self._port), "--host", LOOPBACK]
        # The program itself, not the wheel's console script: that one would leave it behind when killed.
        self._child.start([PROGRAM, "start", *options, "--data-dir", self._data])
        wait_until_ready(self.name, self._is_ready, self._child.is_running, self.log_file, self._reading)

    def stop(self) -> None:
        """Ends the broker after it has written its data."""
        self._child.stop()

    def kill(self) -> None:
        """Ends the broker as a crash would."""
        self._child.kill()

    def ensure_topics(self, topics: Mapping[str, int], settings: Mapping[str, Mapping[str, str]] | None = None) -> None:
        """Creates the topics (name → number of partitions) that do not exist yet; every topic takes large messages.

        Args:
            settings: topic → its further settings; those of existing topics are changed.
        """
        large = {"max.message.bytes": str(MAX_MESSAGE_BYTES)}
        ensure_topics(
            self.bootstrap_servers, topics, {name: large | dict((settings or {}).get(name, {})) for name in topics}
        )

    def _is_ready(self) -> bool:
        # Whoever else listens on the port, this process would have ended for it.
        return is_listening(self._port) and answers(self.bootstrap_servers) and self._child.is_running()

    def _reading(self) -> str:
        size = sum(file.stat().st_size for file in self._data.glob("kafka.json"))
        return f"it reads {size / 1e6:.0f} MB of stored messages"


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


def answers(bootstrap_servers: str) -> bool:
    """Whether a broker answers at one of the addresses: one that still reads its data accepts connections already."""
    try:
        KafkaAdminClient(bootstrap_servers=bootstrap_servers, bootstrap_timeout_ms=ANSWER_TIMEOUT_MS).close()
    except (KafkaError, OSError):
        return False
    return True


def ensure_topics(
    bootstrap_servers: str, topics: Mapping[str, int], settings: Mapping[str, Mapping[str, str]] | None = None
) -> None:
    """Creates the topics (name → number of partitions) that do not exist yet.

    Args:
        settings: topic → its settings, e.g. `{"retention.bytes": "1048576"}`; those of existing topics are changed.
            Topics that it does not name keep theirs.
    Raises:
        ConfigurationError: the broker does not answer or refuses.
    """
    try:
        admin = KafkaAdminClient(bootstrap_servers=bootstrap_servers, bootstrap_timeout_ms=ANSWER_TIMEOUT_MS)
    except KafkaError as error:
        raise ConfigurationError(f"no Kafka broker answers at {bootstrap_servers}: {error}") from None
    try:
        existing = set(admin.list_topics())
        for name, partitions in topics.items():
            wanted = dict((settings or {}).get(name, {}))
            if name not in existing:
                _create_topic(admin, name, partitions, wanted)
            elif wanted:
                admin.alter_configs([ConfigResource("TOPIC", name, wanted)], raise_on_unknown=False)
    except KafkaError as error:
        raise ConfigurationError(f"the broker at {bootstrap_servers} refuses to create topics: {error}") from None
    finally:
        admin.close()


def _create_topic(admin: KafkaAdminClient, name: str, partitions: int, settings: Mapping[str, str]) -> None:
    options = {"num_partitions": partitions, "replication_factor": 1, "configs": dict(settings)}
    with contextlib.suppress(TopicAlreadyExistsError):
        admin.create_topics({name: options}, wait_for_metadata=True)
