"""What a trial of a schema counts in reports that were sent lately (contract: rest-hosts 7.17)."""

import socket
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from kafka import KafkaAdminClient, KafkaProducer
from kafka.admin import NewTopic

from tests.conftest import LEFT_SOCKETS
from tests.fixtures.api import MakeApplication
from tests.support.api import LEGACY_BASE, Client
from tests.support.factories import host_message, host_report
from tests.support.fakes.web_server import WebServer
from tests.support.faults.wires import BrokerProxy
from tests.support.schema_trials import REFUSED, TAKEN, published, refused, tried


@dataclass(frozen=True)
class Topics:
    """Both topics of host reports, used by one test alone."""

    producer: KafkaProducer
    normal: str
    priority: str

    def send(self, *values: bytes | None, topic: str = "", age: timedelta = timedelta(0), partition: int = 0) -> None:
        """Sends messages as if it were some time ago; to the normal topic unless told otherwise."""
        sent_at = int((time.time() - age.total_seconds()) * 1000)
        for value in values:
            self.producer.send(
                topic or self.normal, key=b"host", value=value, partition=partition, timestamp_ms=sent_at
            )
        self.producer.flush(timeout=100)


@pytest.fixture(scope="module")
def producer(bootstrap_servers: str) -> Iterator[KafkaProducer]:
    """Sends what reporters send."""
    client = KafkaProducer(bootstrap_servers=bootstrap_servers, acks="all")
    yield client
    client.close()


@pytest.fixture
def topics(bootstrap_servers: str, producer: KafkaProducer) -> Topics:
    """Empty topics: two partitions of the normal one, one of the other."""
    names = [f"platform.inventory.host-ingress{kind}.{uuid.uuid4().hex[:12]}" for kind in ("", "-p1")]
    admin = KafkaAdminClient(bootstrap_servers=bootstrap_servers)
    try:
        admin.create_topics([NewTopic(name, 2 - number, 1) for number, name in enumerate(names)])
    finally:
        admin.close()
    return Topics(producer, *names)


def reported(profile: Any = TAKEN, reporter: Any = "puptoo", **envelope: Any) -> bytes:
    """A message with a host report."""
    return host_message(host_report(system_profile=profile, reporter=reporter), **envelope)


@pytest.mark.kafka
class TestCounts:
    """What is counted."""

    @pytest.fixture
    def environment(self, schema_environment: dict[str, str], bootstrap_servers: str, topics: Topics) -> dict[str, str]:
        """Settings that also name topics which only this test uses."""
        return {
            **schema_environment,
            "KAFKA_BOOTSTRAP_SERVERS": bootstrap_servers,
            "HBI_KAFKA_TIMEOUT_SECONDS": "10",
            "KAFKA_HOST_INGRESS_TOPIC": topics.normal,
            "KAFKA_HOST_INGRESS_P1_TOPIC": topics.priority,
        }

    @pytest.fixture
    def api(self, make_application: MakeApplication, environment: dict[str, str]) -> Client:
        """Users of an API with a broker."""
        return Client(make_application(**environment))

    def counted(self, api: Client, **parameters: object) -> dict[str, tuple[int, int]]:
        """Reporter → reports that pass, and that fail."""
        answer = tried(api, **parameters)
        assert (answer.status, answer.content_type) == (200, "application/json"), answer.content
        ((branch, counts),) = answer.json.items()
        assert branch == "RedHatInsights/next"
        assert all(count.keys() == {"pass_count", "fail_count"} for count in counts.values())
        return {reporter: (count["pass_count"], count["fail_count"]) for reporter, count in counts.items()}

    def test_by_reporter_over_both_topics(self, api: Client, topics: Topics) -> None:
        topics.send(reported(), reported(REFUSED), reported(reporter="yupana"))
        topics.send(reported(), reported(REFUSED, "satellite"), partition=1)
        topics.send(reported(), reported(REFUSED, "yupana"), topic=topics.priority)
        assert self.counted(api) == {"puptoo": (3, 1), "satellite": (0, 1), "yupana": (1, 1)}

    def test_a_trial_changes_nothing(self, api: Client, topics: Topics) -> None:
        topics.send(reported())
        assert self.counted(api) == self.counted(api) == {"puptoo": (1, 0)}

    def test_fork_and_branch_name_the_result(self, api: Client, topics: Topics, schemas: WebServer) -> None:
        schemas.answer = published("ana/main")
        topics.send(reported())
        answer = tried(api, LEGACY_BASE, repo_branch="main", repo_fork="ana")
        assert answer.json == {"ana/main": {"puptoo": {"pass_count": 1, "fail_count": 0}}}

    @pytest.mark.parametrize(
        ("profile", "passes"),
        [
            pytest.param({"number_of_cpus": "8"}, True, id="a number sent as text"),
            pytest.param({"number_of_cpus": "1"}, False, id="too small a number sent as text"),
            pytest.param({"is_marketplace": "TRUE"}, True, id="a boolean sent as text"),
            pytest.param({"is_marketplace": "yes"}, False, id="no boolean"),
            pytest.param({"last_boot_time": "20310401T1200+0200"}, True, id="an instant in basic form"),
            pytest.param({"last_boot_time": "yesterday"}, False, id="no instant"),
            pytest.param({"color": 7}, True, id="unknown properties"),
            pytest.param({"arch": "x86_64\0"}, True, id="NUL characters do not count"),
            pytest.param({}, True, id="an empty profile"),
            pytest.param(..., True, id="no profile"),
            pytest.param(None, False, id="null"),
            pytest.param([], False, id="a list"),
            pytest.param("{}", False, id="a text"),
        ],
    )
    def test_profiles_are_read_as_ingest_reads_them(
        self, api: Client, topics: Topics, profile: Any, passes: bool
    ) -> None:
        topics.send(reported(profile))
        assert self.counted(api) == {"puptoo": (int(passes), int(not passes))}

    def test_messages_that_report_no_host_are_left_out(self, api: Client, topics: Topics) -> None:
        broken = (None, b"", b"{", b"[]", b"\xff", b'{"operation": "add_host"}', b"[" * 100_000)
        topics.send(*broken, reported(), reported(other=1), reported(REFUSED), *broken)
        assert self.counted(api) == {"puptoo": (1, 1)}

    @pytest.mark.parametrize("compression", ["gzip", "snappy", "lz4", "zstd"])
    def test_messages_may_be_compressed(
        self, api: Client, topics: Topics, bootstrap_servers: str, compression: str
    ) -> None:
        with closing(KafkaProducer(bootstrap_servers=bootstrap_servers, compression_type=compression)) as producer:
            Topics(producer, topics.normal, topics.priority).send(reported(), reported(REFUSED))
        assert self.counted(api) == {"puptoo": (1, 1)}

    @pytest.mark.parametrize("reporter", [pytest.param(..., id="none"), None, "", 7, ["puptoo"], "a" * 256])
    def test_nameless_reporters(self, api: Client, topics: Topics, reporter: Any) -> None:
        topics.send(reported(reporter=reporter))
        assert self.counted(api) == {"unknown": (1, 0)}

    def test_days(self, api: Client, topics: Topics) -> None:
        topics.send(reported(reporter="old"), age=timedelta(hours=60))
        topics.send(reported(reporter="older than a day"), age=timedelta(hours=25))
        topics.send(reported(reporter="new"), age=timedelta(hours=23))
        assert self.counted(api).keys() == {"new"}
        assert self.counted(api, days=2).keys() == {"new", "older than a day"}
        assert len(self.counted(api, days=3)) == 3
        assert len(self.counted(api, days=2**31 - 1)) == 3

    def test_at_most_so_many_messages_and_the_newest(self, api: Client, topics: Topics) -> None:
        topics.send(*(reported(reporter=f"r{number}") for number in range(10)))
        assert self.counted(api, max_messages=3).keys() == {"r7", "r8", "r9"}
        assert len(self.counted(api, max_messages=10)) == 10

    def test_all_partitions_have_their_share(self, api: Client, topics: Topics) -> None:
        topics.send(*[reported(reporter="a")] * 6)
        topics.send(*[reported(reporter="b")] * 3, partition=1)
        topics.send(*[reported(reporter="p1")] * 3, topic=topics.priority)
        assert self.counted(api, max_messages=4) == {"a": (2, 0), "b": (1, 0), "p1": (1, 0)}
        assert sum(map(sum, self.counted(api, max_messages=7).values())) == 7

    def test_no_message(self, api: Client, topics: Topics) -> None:
        assert refused(tried(api), 400, f"days: 1 has no host report in {topics.normal}, {topics.priority}")
        topics.send(reported(), age=timedelta(days=3))
        assert refused(tried(api, days=2), 400, "days: 2 has no host report")
        topics.send(b"{")
        assert refused(tried(api), 400, "days: 1 has no host report")

    def test_no_topic(self, make_application: MakeApplication, environment: dict[str, str]) -> None:
        names = {"KAFKA_HOST_INGRESS_TOPIC": "none", "KAFKA_HOST_INGRESS_P1_TOPIC": "none-p1"}
        api = Client(make_application(**(environment | names)))
        assert refused(tried(api), 400, "days: 1 has no host report in none, none-p1")

    def test_the_read_only_switch_does_not_matter(
        self, make_application: MakeApplication, environment: dict[str, str], topics: Topics
    ) -> None:
        topics.send(reported())
        api = Client(make_application(**environment, HBI_FLAGS='{"hbi.api.read-only": true}'))
        assert self.counted(api) == {"puptoo": (1, 0)}

    @pytest.mark.usefixtures("left_sockets")
    @pytest.mark.filterwarnings(LEFT_SOCKETS)
    @pytest.mark.parametrize(
        ("fetches", "outcome"),
        [
            pytest.param(None, "The broker does not answer", id="nothing is answered"),
            pytest.param(0, "The broker does not give its messages in time", id="no message is given"),
        ],
    )
    def test_a_silent_broker(
        self,
        make_application: MakeApplication,
        environment: dict[str, str],
        topics: Topics,
        fetches: int | None,
        outcome: str,
    ) -> None:
        topics.send(reported())
        with Muting(environment["KAFKA_BOOTSTRAP_SERVERS"], fetches) as proxy:
            api = Client(make_application(**(environment | proxy.environment)))
            threads = io_threads()
            assert refused(tried(api), 503, outcome)
            assert io_threads() <= threads

    @pytest.mark.usefixtures("left_sockets")
    @pytest.mark.filterwarnings(LEFT_SOCKETS)
    def test_what_was_read_in_time_counts(
        self, make_application: MakeApplication, environment: dict[str, str], topics: Topics
    ) -> None:
        topics.send(reported(reporter="in time"))
        topics.send(reported(reporter="too late"), partition=1)
        with Muting(environment["KAFKA_BOOTSTRAP_SERVERS"], fetches=1) as proxy:
            api = Client(make_application(**(environment | proxy.environment)))
            assert self.counted(api) == {"in time": (1, 0)}


class Muting(BrokerProxy):
    """A broker that answers so many fetches and then no other; or nothing at all."""

    def __init__(self, bootstrap_servers: str, fetches: int | None) -> None:
        super().__init__(int(bootstrap_servers.rpartition(":")[2]))
        self._fetches = fetches
        self.environment = {"KAFKA_BOOTSTRAP_SERVERS": self.address, "HBI_SCHEMA_TRIAL_SECONDS": "8"}

    def from_client(self, data: bytes, client: socket.socket, server: socket.socket) -> None:
        if self._fetches is None:
            return
        if data[:2] == _FETCH:
            if self._fetches == 0:
                return
            self._fetches -= 1
        super().from_client(data, client, server)


_FETCH = (1).to_bytes(2)


def io_threads() -> set[threading.Thread]:
    """Threads of Kafka clients."""
    return {thread for thread in threading.enumerate() if thread.name.startswith("kafka-io")}
