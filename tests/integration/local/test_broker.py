"""The embedded broker: how it starts, what it takes and what it keeps."""

import logging
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, OffsetAndMetadata, TopicPartition

from hbi.settings import KafkaSettings
from local.commands import topics
from local.servers import broker as module
from local.servers import retention
from local.servers.broker import LARGEST_RESPONSE, Broker, answers
from local.servers.retention import CONSUMED_BYTES, Trimmer, topic_settings
from local.supervision import starting
from tests.e2e.system import wait_for

pytestmark = pytest.mark.timeout(120)

TOPIC = "platform.inventory.host-ingress"
EVENTS = "platform.inventory.events"
GROUP = "hbi-ingest"
RECORD_BYTES = 8192
RECORDS = 200
"""All of them are several times what a partition keeps of consumed records."""

_SLOW_PROGRAM = """#!{python}
import os, pathlib, socket, sys, time
port = int(sys.argv[sys.argv.index("--kafka-port") + 1])
with socket.create_server(("127.0.0.1", port)):
    while not pathlib.Path({go!r}).exists():
        time.sleep(0.01)
os.execv({program!r}, sys.argv)
"""


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    """A running broker with two topics, in which the functions' settings hold."""
    broker = Broker(tmp_path / "broker")
    broker.start()
    broker.ensure_topics({TOPIC: 2, EVENTS: 1}, topic_settings([TOPIC]))
    yield broker
    broker.stop()


@pytest.fixture
def consumer(broker: Broker) -> Iterator[KafkaConsumer]:
    """A client that knows the offsets of the group that consumes."""
    with closing(_consumer(broker)) as consumer:
        yield consumer


def test_a_broker_that_accepts_connections_and_does_not_answer_yet_is_waited_for(tmp_path, monkeypatch, caplog):
    """So it is while it reads what it has stored."""
    go = tmp_path / "go"
    program = tmp_path / "slow"
    program.write_text(_SLOW_PROGRAM.format(python=sys.executable, go=str(go), program=str(module.PROGRAM)))
    program.chmod(0o755)
    monkeypatch.setattr(module, "PROGRAM", program)
    monkeypatch.setattr(module, "ANSWER_TIMEOUT_MS", 100)
    monkeypatch.setattr(starting, "MESSAGE_INTERVAL_S", 0.0)
    broker = Broker(tmp_path / "broker")
    thread = threading.Thread(target=broker.start)
    with caplog.at_level(logging.WARNING):
        thread.start()
        try:
            wait_for(lambda: any("waiting for the Kafka broker" in message for message in caplog.messages))
            assert thread.is_alive()
        finally:
            go.touch()
            thread.join()
    try:
        assert answers(broker.bootstrap_servers)
    finally:
        broker.stop()


@pytest.mark.parametrize("topic", [TOPIC, EVENTS])
def test_messages_of_four_megabytes_are_taken_and_kept(broker, topic):
    kafka = KafkaSettings.load({"KAFKA_BOOTSTRAP_SERVERS": broker.bootstrap_servers})
    message = os.urandom(4 * 1024 * 1024)
    assert list(topics.send(kafka, topic, [(message, [])])) == [1]
    broker.stop()
    broker.start()
    assert [record.value for record in topics.stored(kafka, topic)] == [message]


def test_a_topic_of_an_earlier_version_gets_the_settings(tmp_path):
    broker = Broker(tmp_path / "broker")
    broker.start()
    try:
        with closing(KafkaAdminClient(bootstrap_servers=broker.bootstrap_servers)) as admin:
            admin.create_topics({EVENTS: {"num_partitions": 1, "replication_factor": 1}})
        broker.ensure_topics({EVENTS: 1}, topic_settings([]))
        kafka = KafkaSettings.load({"KAFKA_BOOTSTRAP_SERVERS": broker.bootstrap_servers})
        assert list(topics.send(kafka, EVENTS, [(os.urandom(2 * 1024 * 1024), [])])) == [1]
    finally:
        broker.stop()


def test_consumed_records_are_deleted_and_others_are_kept(broker, consumer):
    read, unread = TopicPartition(TOPIC, 0), TopicPartition(TOPIC, 1)
    _fill(broker, read, unread)
    consumer.commit({read: OffsetAndMetadata(150, "", -1)})
    trimmer = Trimmer(broker.bootstrap_servers, {TOPIC: GROUP})
    trimmer.start()
    try:
        wait_for(lambda: consumer.beginning_offsets([read])[read] == 150)
        assert consumer.beginning_offsets([unread])[unread] == 0
        assert consumer.committed(read) == 150

        consumer.commit({read: OffsetAndMetadata(RECORDS, "", -1), unread: OffsetAndMetadata(RECORDS, "", -1)})
        wait_for(lambda: _size(broker, read) + _size(broker, unread) <= 2 * CONSUMED_BYTES)
        assert consumer.end_offsets([read, unread]) == {read: RECORDS, unread: RECORDS}
        assert all(begin < RECORDS for begin in consumer.beginning_offsets([read, unread]).values())
    finally:
        trimmer.stop()


def test_offsets_and_what_is_left_survive_a_restart(broker, consumer):
    partition = TopicPartition(TOPIC, 0)
    _fill(broker, partition)
    consumer.commit({partition: OffsetAndMetadata(RECORDS - 1, "", -1)})
    with closing(KafkaAdminClient(bootstrap_servers=broker.bootstrap_servers)) as admin:
        retention.trim(admin, {GROUP: consumer}, {TOPIC: GROUP})
    begin = consumer.beginning_offsets([partition])[partition]
    assert 0 < begin < RECORDS
    consumer.close()
    broker.stop()
    broker.start()
    with closing(_consumer(broker)) as again:
        assert again.beginning_offsets([partition]) == {partition: begin}
        assert again.end_offsets([partition]) == {partition: RECORDS}
        assert again.committed(partition) == RECORDS - 1


def test_a_broker_that_is_away_does_not_end_the_trimming(broker, consumer):
    partition = TopicPartition(TOPIC, 0)
    trimmer = Trimmer(broker.bootstrap_servers, {TOPIC: GROUP})
    broker.stop()
    trimmer.start()
    try:
        broker.start()
        _fill(broker, partition)
        with closing(_consumer(broker)) as again:
            again.commit({partition: OffsetAndMetadata(RECORDS, "", -1)})
        wait_for(lambda: _size(broker, partition) <= CONSUMED_BYTES)
    finally:
        trimmer.stop()


def test_written_topics_keep_their_newest_messages(broker, consumer):
    partition = TopicPartition(EVENTS, 0)
    for _ in range(4):
        _fill(broker, partition)
    wait_for(lambda: _size(broker, partition) <= 1.3 * 1024 * 1024)
    assert _size(broker, partition) > 0.7 * 1024 * 1024
    assert consumer.end_offsets([partition]) == {partition: 4 * RECORDS}


def _fill(broker: Broker, *partitions: TopicPartition) -> None:
    with closing(KafkaProducer(bootstrap_servers=broker.bootstrap_servers, acks="all")) as producer:
        sent = [
            producer.send(partition.topic, value=os.urandom(RECORD_BYTES), partition=partition.partition)
            for partition in partitions
            for _ in range(RECORDS)
        ]
        for message in sent:
            message.get(30)


def _consumer(broker: Broker) -> KafkaConsumer:
    return KafkaConsumer(
        bootstrap_servers=broker.bootstrap_servers,
        group_id=GROUP,
        enable_auto_commit=False,
        receive_message_max_bytes=LARGEST_RESPONSE,
    )


def _size(broker: Broker, partition: TopicPartition) -> int:
    with closing(KafkaAdminClient(bootstrap_servers=broker.bootstrap_servers)) as admin:
        (described,) = admin.describe_log_dirs([partition.topic])
    (size,) = (
        found["partition_size"]
        for directory in described["log_dirs"]
        for topic in directory["topics"]
        if topic["name"] == partition.topic
        for found in topic["partitions"]
        if found["partition_index"] == partition.partition
    )
    return int(size)
