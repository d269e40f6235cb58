"""Apache Kafka itself as the broker: one KRaft node on loopback, its jars fetched through Maven.

`python -m local.servers.apache_kafka -- COMMAND …` runs a command beside such a node, with `HBI_TEST_BOOTSTRAP_SERVERS`
and `HBI_TEST_BROKER=apache` set, and ends with the command's exit code.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from base64 import urlsafe_b64encode
from pathlib import Path

from hbi.problems import ConfigurationError
from local.ports import LOOPBACK, free_port, is_listening
from local.servers.broker import MAX_MESSAGE_BYTES

PROJECT = Path(__file__).parents[2]
JARS = PROJECT / "build" / "kafka-jars"
POM = Path(__file__).parent / "kafka" / "pom.xml"
JVM = ("-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
"""A node that lives for a test takes its time to start: what makes long runs faster does not pay."""
START_TIMEOUT_S = 180
LAST_LINES = 40
ATTEMPTS = 3


class ApacheKafka:
    """A single-node Kafka cluster; `directory` holds its log and is kept between starts."""

    def __init__(self, directory: Path, port: int | None = None) -> None:
        self._directory = directory
        self._port = port or free_port()
        self._controller_port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def bootstrap_servers(self) -> str:
        """Address for clients."""
        return f"{LOOPBACK}:{self._port}"

    def start(self) -> None:
        """Starts the node and waits until it accepts clients.

        Raises:
            ConfigurationError: Java or Maven is missing, or the node does not start; the text ends with its last words.
        """
        fetch_jars()
        properties = self._configure()
        if not (self._directory / "data" / "meta.properties").exists():
            self._format(properties)
        self._process = self._java("kafka.Kafka", str(properties))
        deadline = time.monotonic() + START_TIMEOUT_S
        while not is_listening(self._port):
            if self._process.poll() is not None:
                raise ConfigurationError(f"Apache Kafka ended while it started:\n{self._last_words()}")
            if time.monotonic() > deadline:
                self.kill()
                words = self._last_words()
                raise ConfigurationError(f"Apache Kafka did not listen within {START_TIMEOUT_S} s:\n{words}")
            time.sleep(0.2)

    def stop(self) -> None:
        """Ends the node in good order."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """Ends the node as a crash would."""
        self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(60)
            self._process = None

    def _format(self, properties: Path) -> None:
        cluster = urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
        arguments = ["format", "-t", cluster, "-c", str(properties)]
        if self._java("kafka.tools.StorageTool", *arguments).wait():
            raise ConfigurationError(f"Apache Kafka's storage cannot be formatted:\n{self._last_words()}")

    def _last_words(self) -> str:
        """The end of the node's log: the log may lie in a directory that goes with the process that asked."""
        return "\n".join((self._directory / "kafka.log").read_text(errors="replace").splitlines()[-LAST_LINES:])

    def _configure(self) -> Path:
        self._directory.mkdir(parents=True, exist_ok=True)
        settings = {
            "process.roles": "broker,controller",
            "node.id": "1",
            "controller.quorum.voters": f"1@{LOOPBACK}:{self._controller_port}",
            "listeners": f"PLAINTEXT://{LOOPBACK}:{self._port},CONTROLLER://{LOOPBACK}:{self._controller_port}",
            "advertised.listeners": f"PLAINTEXT://{self.bootstrap_servers}",
            "controller.listener.names": "CONTROLLER",
            "log.dirs": str(self._directory / "data"),
            "offsets.topic.replication.factor": "1",
            "offsets.topic.num.partitions": "1",
            "transaction.state.log.replication.factor": "1",
            "transaction.state.log.min.isr": "1",
            "group.initial.rebalance.delay.ms": "0",
            "auto.create.topics.enable": "false",
            "message.max.bytes": str(MAX_MESSAGE_BYTES),
            "log.segment.delete.delay.ms": "1000",
        }
        properties = self._directory / "server.properties"
        properties.write_text("".join(f"{name}={value}\n" for name, value in settings.items()))
        return properties

    def _java(self, *arguments: str) -> subprocess.Popen[bytes]:
        with (self._directory / "kafka.log").open("ab") as log:
            return subprocess.Popen(
                ["java", *JVM, "-cp", f"{JARS}/*", *arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )


def fetch_jars() -> None:
    """Puts the broker's jars into the build directory, once."""
    if (JARS / ".complete").exists():
        return
    for tool in ("java", "mvn"):
        if shutil.which(tool) is None:
            raise ConfigurationError(f"{tool} is not installed; Apache Kafka needs Java 17 and Maven")
    # A jar that arrived in part is only a warning to Maven unless it is told otherwise, and the node ends later.
    command = ["mvn", "--quiet", "--batch-mode", "--strict-checksums", "--file", str(POM)]
    command += ["dependency:copy-dependencies", f"-DoutputDirectory={JARS}", "-DincludeScope=runtime"]
    for _ in range(ATTEMPTS):
        print("Fetching Apache Kafka through Maven", flush=True)  # noqa: T201
        if subprocess.run(command, check=False).returncode == 0:
            (JARS / ".complete").touch()
            return
    raise ConfigurationError("Maven could not fetch Apache Kafka; its output above says why")


def main(arguments: list[str]) -> int:
    """Runs a command beside a fresh node; returns the command's exit code."""
    command = arguments[1:] if arguments[:1] == ["--"] else arguments
    with tempfile.TemporaryDirectory(prefix="hbi-kafka-") as directory:
        try:
            fetch_jars()
            broker = _started(Path(directory))
        except ConfigurationError as error:
            print(error, file=sys.stderr)  # noqa: T201
            return 2
        try:
            address = {"HBI_TEST_BOOTSTRAP_SERVERS": broker.bootstrap_servers, "HBI_TEST_BROKER": "apache"}
            return subprocess.run(command, env=os.environ | address, check=False).returncode
        finally:
            broker.stop()


def _started(directory: Path) -> ApacheKafka:
    """A running node: another process may take a port between its choice and its use, so a node is tried again."""
    for attempt in range(1, ATTEMPTS):
        broker = ApacheKafka(directory / str(attempt))
        try:
            broker.start()
        except ConfigurationError as error:
            print(error, file=sys.stderr, flush=True)  # noqa: T201
        else:
            return broker
    broker = ApacheKafka(directory / str(ATTEMPTS))
    broker.start()
    return broker


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
