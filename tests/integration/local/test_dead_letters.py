"""Refused records are listed, and sent again as they were."""

import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from socketserver import BaseRequestHandler, ThreadingTCPServer
from typing import Any, NamedTuple

import orjson
import pytest
from click.testing import CliRunner
from kafka import KafkaConsumer, TopicPartition

from functions.ingest.dispatch import consume
from functions.ingest.runtime import Runtime
from hbi.events.messages import Message
from hbi.events.producer import Producer
from hbi.ingest.delivery.dead_letters import dead_letter
from hbi.ingest.delivery.rejected import RejectedRecord
from hbi.ingest.messages.records import Record
from hbi.settings import IngestSettings, KafkaSettings
from infra.topology import INGEST
from local.aws.msk_event import entry_of, event_of
from local.cli import main
from local.ports import LOOPBACK, free_port
from local.running import Running
from local.servers.broker import BrokerProcess, ensure_topics
from local.stack import DEAD_LETTERS
from tests.conftest import LEFT_SOCKETS
from tests.support.factories import INGRESS, host_message, host_report

pytestmark = [pytest.mark.kafka, pytest.mark.filterwarnings(LEFT_SOCKETS), pytest.mark.usefixtures("left_sockets")]

PARTITIONS = 5
PARTITION = 3
TLS_HANDSHAKE = b"\x16"
"""First byte of it."""


class Sent(NamedTuple):
    """What a sender chooses."""

    value: bytes | None = b"junk"
    headers: Sequence[tuple[str, bytes]] = ()
    key: bytes | None = b"key"

    def message(self, topic: str) -> Message:
        """How it is sent."""
        return Message(topic, self.key, self.value, [*self.headers], PARTITION)


@dataclass(frozen=True)
class World:
    """An ingest function with topics of its own, and `hbi dlq` for what it refuses."""

    runtime: Runtime
    environment: dict[str, str]

    @property
    def ingress(self) -> str:
        """The input topic."""
        return self.runtime.settings.host_ingress_topic

    @property
    def letters_topic(self) -> str:
        """The dead-letter topic."""
        return self.runtime.settings.dead_letter_topic

    def consume(self, *records: Sent) -> dict[str, int]:
        """Sends records to one partition of the input topic and has ingest consume all that this has got so far."""
        self.write(*(sent.message(self.ingress) for sent in records))
        entries = [entry_of(record) for record in self.records(self.ingress)]
        return consume(orjson.loads(event_of(entries, "")), self.runtime).counts

    def write(self, *messages: Message) -> None:
        """Writes messages on any topic."""
        assert self.runtime.producer.send(messages) == set()

    def told(self, record: Record, reason: str) -> None:
        """Writes a dead letter of a record that lies nowhere."""
        self.write(dead_letter(RejectedRecord(record, reason), self.letters_topic))

    def records(self, topic: str) -> list[Any]:
        """Everything on a topic."""
        return records_of(self.runtime.settings.bootstrap_servers, topic)

    def ingested(self) -> list[Sent]:
        """What the input topic holds; all of it lies in the one partition."""
        records = self.records(self.ingress)
        assert {record.partition for record in records} <= {PARTITION}
        return [sent_of(record) for record in records]

    def hbi(self, *arguments: str) -> list[str]:
        """Lines that `hbi dlq` prints."""
        return hbi("dlq", *arguments, **self.environment)


def records_of(bootstrap_servers: str, topic: str) -> list[Any]:
    with closing(KafkaConsumer(bootstrap_servers=bootstrap_servers, enable_auto_commit=False)) as consumer:
        partitions = [TopicPartition(topic, number) for number in sorted(consumer.partitions_for_topic(topic))]
        consumer.assign(partitions)
        consumer.seek_to_beginning(*partitions)
        ends, found = consumer.end_offsets(partitions), []
        while any(consumer.position(partition) < end for partition, end in ends.items()):
            found += [record for records in consumer.poll(timeout_ms=200).values() for record in records]
        return found


def sent_of(record: Any) -> Sent:
    return Sent(record.value, tuple(record.headers), record.key)


def hbi(*arguments: str, status: int = 0, **environment: str | None) -> list[str]:
    done = CliRunner().invoke(main, arguments, env={"KAFKA_BOOTSTRAP_SERVERS": None, **environment})
    assert done.exit_code == status, done.output
    return done.output.splitlines()


def summed(sent: int, left: int) -> list[str]:
    """What `hbi dlq replay` ends with."""
    kept = "the list keeps what was sent again; what is refused once more is there twice: hbi dlq list"
    return [f"{sent} sent again, {left} left", *([kept] if sent else [])]


def lying_at(topic: str, offset: int = 0, value: bytes | None = b"junk", partition: int = PARTITION) -> Record:
    return Record(topic, partition, offset, 1_700_000_000_000, b"key", value, [])


@pytest.fixture
def world(database_url: str, kafka_environment: dict[str, str]) -> Iterator[World]:
    ingress = kafka_environment["KAFKA_EVENT_TOPIC"].replace("events", "host-ingress")
    ensure_topics(kafka_environment["KAFKA_BOOTSTRAP_SERVERS"], {ingress: PARTITIONS})
    environment = {**kafka_environment, "KAFKA_HOST_INGRESS_TOPIC": ingress}
    runtime = Runtime.of(IngestSettings.load({**environment, "HBI_DATABASE_URL": database_url}))
    yield World(runtime, environment)
    runtime.close()


@pytest.fixture
def small_messages_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """A limit of the broker that the client knows, so that it holds for every broker."""
    monkeypatch.setattr("hbi.events.client._MAX_MESSAGE_BYTES", 10_000)


@pytest.mark.parametrize(
    ("sent", "size"),
    [
        pytest.param(Sent(), "4 bytes", id="without headers"),
        pytest.param(Sent(key=None), "4 bytes", id="without key"),
        pytest.param(Sent(key=b"\xff\0"), "4 bytes", id="its key is no text"),
        pytest.param(Sent(b"\xff\0"), "2 bytes", id="its value is no text"),
        pytest.param(Sent(b""), "0 bytes", id="its value is empty"),
        pytest.param(Sent(None), "null", id="its value is null"),
        pytest.param(
            Sent(headers=(("a", b"1"), ("b", b"\xff\x80"), ("a", b"2"), ("c", b""))),
            "4 bytes",
            id="all kinds of headers",
        ),
        pytest.param(
            Sent(headers=(("hbi-reason", b"harmless"), ("hbi-topic", b"t"), ("hbi-new", b"1"))),
            "4 bytes",
            id="headers with names of ours",
        ),
        pytest.param(Sent(headers=(("hbi-omitted-bytes", b"7"),)), "4 bytes", id="it says that it is not there"),
    ],
)
def test_a_refused_record_is_listed_and_sent_again_as_it_was(world: World, sent: Sent, size: str) -> None:
    assert world.consume(sent) == {"rejected": 1}
    (letter,) = world.records(world.letters_topic)
    assert (letter.key, letter.value, tuple(letter.headers[5:])) == (sent.key, sent.value, sent.headers)
    listed, number = world.hbi("list")
    assert listed.startswith(f"{world.ingress}-{PARTITION}@0  {size}  ")
    assert "not JSON" in listed
    assert number == "1 refused"

    assert world.hbi("replay", "--reason", "not JSON") == summed(1, 0)
    assert world.ingested() == [sent, sent]
    assert [sent_of(record) for record in world.records(world.letters_topic)] == [sent_of(letter)]


def test_what_a_setting_refused_is_taken_after_it_changed(world: World) -> None:
    sent = [Sent(host_message(host_report())) for _ in range(3)]
    with closing(Runtime.of(world.runtime.settings.model_copy(update={"use_subman_id": True}))) as strict:
        assert replace(world, runtime=strict).consume(*sent) == {"rejected": 3}
    assert world.hbi("replay", "--reason", "subscription_manager_id") == summed(3, 0)
    assert world.ingested() == [*sent, *sent]
    assert world.consume() == {"created": 3, "updated": 3, "rejected": 0}


def test_the_reason_chooses(world: World) -> None:
    world.consume(Sent(b"junk"), Sent(b"[1]"), Sent(b"more junk"))
    assert len(world.hbi("list")) == 4
    assert world.hbi("replay", "--reason", "not a JSON object") == summed(1, 0)
    assert [sent.value for sent in world.ingested()] == [b"junk", b"[1]", b"more junk", b"[1]"]
    assert world.hbi("replay", "--reason", "solar flare") == summed(0, 0)
    assert world.hbi("replay", "--reason", "") == summed(3, 0)
    assert world.hbi("replay", "--reason", "not a JSON object") == summed(1, 0)


def test_a_record_is_shown_and_sent_again_by_its_name(world: World) -> None:
    world.consume(Sent(b"junk"), Sent(b'{"a": [1, "\xc2\x9b"]}', (("x", b"\x1b[2J"),)), Sent(b"more junk"))
    name = world.hbi("list")[1].split("  ")[0]
    assert name == f"{world.ingress}-{PARTITION}@1"
    shown = world.hbi("show", name)
    assert shown[0] == f"record  {name}"
    assert shown[1].startswith("reason  ")
    assert shown[2:] == [
        "size    16 bytes",
        "key     key",
        "header  x:  [2J",
        "{",
        '  "a": [',
        "    1,",
        '    " "',
        "  ]",
        "}",
    ]
    assert world.hbi("replay", name) == summed(1, 0)
    assert [sent.value for sent in world.ingested()][3:] == [b'{"a": [1, "\xc2\x9b"]}']


def test_programs_get_whole_records(world: World) -> None:
    world.consume(Sent(b"junk", (("x", b"1"),)), Sent(b"\xff", key=None))
    listed = sorted((orjson.loads(line) for line in world.hbi("list", "--json")), key=lambda letter: letter["record"])
    assert [(letter["record"], letter["key"], letter["value"]) for letter in listed] == [
        (f"{world.ingress}-{PARTITION}@0", "key", "junk"),
        (f"{world.ingress}-{PARTITION}@1", None, None),
    ]
    assert listed[0]["headers"] == [{"name": "x", "value": "1"}]
    (shown,) = world.hbi("show", listed[0]["record"], "--json")
    assert orjson.loads(shown) == listed[0]


def test_a_record_that_nobody_refused_is_not_found(world: World) -> None:
    for arguments in (["show", "x"], ["replay", "x"]):
        told = hbi("dlq", *arguments, status=1, **world.environment)
        assert told[-1] == "hbi: there is no refused record x; list them with: hbi dlq list"
    assert "say which records" in hbi("dlq", "replay", status=2, **world.environment)[-1]
    assert world.ingested() == []


def test_records_keep_their_order(world: World) -> None:
    values = [b"junk %d" % number for number in range(250)]
    world.consume(*map(Sent, values))
    assert world.hbi("replay", "--reason", "not JSON") == summed(250, 0)
    assert [sent.value for sent in world.ingested()] == [*values, *values]


def test_a_sender_does_not_choose_the_topic(world: World) -> None:
    victim = world.runtime.settings.event_topic
    world.consume(Sent(headers=(("hbi-topic", victim.encode()), ("hbi-partition", b"0"), ("hbi-offset", b"0"))))
    world.hbi("replay", "--reason", "not JSON")
    assert world.records(victim) == []
    assert len(world.ingested()) == 2


def test_nothing_is_sent_to_topics_that_ingest_does_not_read(world: World) -> None:
    victim = world.runtime.settings.event_topic
    world.told(lying_at(victim, 7), "not JSON")
    world.told(lying_at(world.ingress), "not JSON")
    assert world.hbi("replay", "--reason", "not JSON") == [
        f"{victim}-{PARTITION}@7 stays: ingest does not read its topic",
        *summed(1, 1),
    ]
    assert world.records(victim) == []
    assert len(world.ingested()) == 1


def test_a_topic_that_the_broker_does_not_have_is_told_and_holds_nothing_up(world: World) -> None:
    missing = f"{world.ingress}-of-another-cluster"
    for topic in (world.ingress, missing, world.ingress):
        world.told(lying_at(topic, 7), "not JSON")
    named = replace(world, environment={**world.environment, "KAFKA_SYSTEM_PROFILE_TOPIC": missing})
    assert named.hbi("replay", "--reason", "not JSON") == [
        f"{missing}-{PARTITION}@7 stays: the broker has no such topic, or does not show it to you",
        *summed(2, 1),
    ]
    assert len(world.ingested()) == 2


def test_records_of_a_partition_that_is_gone_go_where_their_keys_belong(world: World) -> None:
    numbers = (PARTITIONS, PARTITION, 10**12, PARTITIONS + 1)
    for offset, number in enumerate(numbers):
        world.told(lying_at(world.ingress, value=b"%d" % offset, partition=number), "not JSON")
    assert world.hbi("replay", "--reason", "not JSON") == summed(4, 0)
    world.write(Message(world.ingress, b"key", b"of the same key", []))
    lying = {record.value: record.partition for record in world.records(world.ingress)}
    assert lying.pop(b"1") == PARTITION
    assert list(lying) == [b"0", b"2", b"3", b"of the same key"]
    assert len(set(lying.values())) == 1


def test_every_topic_that_ingest_reads_is_written_again(own_broker: BrokerProcess) -> None:
    servers, names = own_broker.bootstrap_servers, [topic.name for topic in INGEST.topics]
    ensure_topics(servers, {DEAD_LETTERS: 1, **dict.fromkeys(names, PARTITIONS)})
    letters = [dead_letter(RejectedRecord(lying_at(name), "not JSON"), DEAD_LETTERS) for name in names]
    with closing(Producer(KafkaSettings.load({"KAFKA_BOOTSTRAP_SERVERS": servers}))) as producer:
        producer.send(letters)
    assert hbi("dlq", "replay", "--reason", "JSON", KAFKA_BOOTSTRAP_SERVERS=servers) == summed(len(names), 0)
    assert [len(records_of(servers, name)) for name in names] == [1] * len(names)


@pytest.mark.usefixtures("small_messages_only")
@pytest.mark.parametrize(
    ("sent", "omitted"),
    [
        pytest.param(Sent(b"x" * 20_000), 20_000, id="a large value"),
        pytest.param(Sent(headers=(("big", b"x" * 9_900),)), 4, id="a large header"),
        pytest.param(Sent(headers=(("hbi-big", b"x" * 9_900),)), 4, id="a large header with a name like ours"),
        pytest.param(Sent(None, (("hbi-reason", b"x" * 9_900),)), 0, id="a large header with a name of ours"),
        pytest.param(Sent(key=b"x" * 9_900), 4, id="a large key"),
    ],
)
def test_what_was_too_large_to_be_kept_is_told_and_not_sent(
    world: World, monkeypatch: pytest.MonkeyPatch, sent: Sent, omitted: int
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("hbi.events.client._MAX_MESSAGE_BYTES", 1_000_000)
        world.write(sent.message(world.ingress))
        world.runtime.producer.close()
    good = Sent(host_message(host_report()))
    assert world.consume(good) == {"created": 1, "rejected": 1}
    assert f"{world.ingress}-{PARTITION}@0  {omitted} bytes  " in world.hbi("list")[0]
    assert world.hbi("replay", "--reason", "not JSON") == [
        f"{world.ingress}-{PARTITION}@0 stays: it was too large to be kept with its reason; read it from its topic",
        *summed(0, 1),
    ]
    assert world.ingested() == [sent, good]


def test_what_the_broker_refuses_is_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.consume(Sent(b"junk"), Sent(b"x" * 20_000), Sent(b"more junk"))
    monkeypatch.setattr("hbi.events.client._MAX_MESSAGE_BYTES", 10_000)
    assert world.hbi("replay", "--reason", "not JSON") == [
        f"{world.ingress}-{PARTITION}@1 stays: the broker refuses it",
        *summed(2, 1),
    ]
    assert [sent.value for sent in world.ingested()][3:] == [b"junk", b"more junk"]


def test_what_others_wrote_on_the_topic_is_told_and_not_sent(world: World) -> None:
    topic = world.letters_topic
    headers = [("hbi-topic", world.ingress.encode()), ("hbi-reason", b"r")]
    in_order = [("hbi-reason", b"r"), ("hbi-topic", world.ingress.encode()), ("hbi-partition", b"x")]
    world.write(
        Message(topic, b"key", b"junk", [], 0),
        Message(topic, b"key", b"junk", headers, 0),
        Message(topic, b"key", b"junk", [*in_order, ("hbi-offset", b"1"), ("hbi-timestamp", b"1")], 0),
    )
    assert world.hbi("list") == [
        *(f"{topic}-0@{offset}  is not of ingest's making" for offset in range(3)),
        "0 refused",
    ]
    assert world.hbi("replay", "--reason", "") == summed(0, 0)
    assert world.ingested() == []


def test_a_letter_is_one_line_whatever_its_reason_quotes(world: World) -> None:
    world.told(lying_at(world.ingress, 1), "[red]no[/]\nforged-0@1  9 bytes  harmless\x1b[2J\r" + "x" * 500)
    assert world.hbi("list") == [
        f"{world.ingress}-{PARTITION}@1  4 bytes  [red]no[/] forged-0@1  9 bytes  harmless [2J " + "x" * 500,
        "1 refused",
    ]


def test_a_running_stack_is_asked_unless_a_broker_is_named(own_broker: BrokerProcess, tmp_path: Path) -> None:
    servers = own_broker.bootstrap_servers
    ensure_topics(servers, {DEAD_LETTERS: 1, INGRESS: PARTITIONS})
    with closing(Producer(KafkaSettings.load({"KAFKA_BOOTSTRAP_SERVERS": servers}))) as producer:
        producer.send([dead_letter(RejectedRecord(lying_at(INGRESS, 42), "not JSON"), DEAD_LETTERS)])
    stack = ("--state", str(tmp_path), "dlq")
    (told,) = hbi(*stack, "list", status=1)
    assert "start it with: make run" in told

    listed = [f"{INGRESS}-{PARTITION}@42  4 bytes  not JSON", "1 refused"]
    assert hbi(*stack, "list", KAFKA_BOOTSTRAP_SERVERS=servers) == listed
    assert hbi(*stack, "list", "--bootstrap-servers", servers) == listed
    Running(os.getpid(), "", "321", "", servers, "").write(tmp_path)
    assert hbi(*stack, "list") == listed
    assert hbi(*stack, "replay", "--reason", "JSON") == summed(1, 0)
    assert [sent_of(record) for record in records_of(servers, INGRESS)] == [Sent()]


@pytest.mark.parametrize(
    ("variables", "told"),
    [
        pytest.param({"KAFKA_BOOTSTRAP_SERVERS": f"{LOOPBACK}:{free_port()}"}, "Connection refused", id="nobody there"),
        pytest.param({"KAFKA_BOOTSTRAP_SERVERS": "host"}, "not hosts with their ports", id="no address"),
        pytest.param({"HBI_KAFKA_AUTH": "kerberos"}, "HBI_KAFKA_AUTH", id="an unknown way to connect"),
        pytest.param({"HBI_DEAD_LETTER_TOPIC": "nowhere"}, "no topic nowhere", id="no topic"),
        pytest.param(
            {"HBI_KAFKA_AUTH": "iam", "AWS_ACCESS_KEY_ID": None, "AWS_SHARED_CREDENTIALS_FILE": os.devnull},
            "no token for the broker",
            id="no credentials",
        ),
    ],
)
def test_a_broker_that_cannot_be_used_is_told_in_a_line(
    world: World, variables: dict[str, str | None], told: str
) -> None:
    for command in (("list",), ("replay", "--reason", "")):
        *_, line = hbi("dlq", *command, status=1, **{**world.environment, **variables})
        assert line.startswith("hbi: ")
        assert told in line


@pytest.mark.filterwarnings(LEFT_SOCKETS.replace("socket", "ssl", 1))
@pytest.mark.parametrize("authentication", ["tls", "iam"])
def test_a_deployments_broker_is_spoken_to_as_its_functions_do(authentication: str) -> None:
    heard = []

    class Deaf(BaseRequestHandler):
        def handle(self) -> None:
            heard.append(self.request.recv(1))

    with ThreadingTCPServer((LOOPBACK, 0), Deaf) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        variables = {
            "KAFKA_BOOTSTRAP_SERVERS": f"{LOOPBACK}:{server.server_address[1]}",
            "HBI_KAFKA_AUTH": authentication,
            "HBI_KAFKA_TIMEOUT_SECONDS": "1",
        }
        (line,) = hbi("dlq", "list", status=1, **variables)
        server.shutdown()
    assert "cannot be used" in line
    # Whether anybody is there is tried first, without a word.
    assert set(heard) == {b"", TLS_HANDSHAKE}
