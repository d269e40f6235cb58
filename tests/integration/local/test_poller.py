"""Real records through a real broker to a function's door."""

import base64
import gc
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import timedelta
from typing import Any

import pytest
from kafka import KafkaConsumer, KafkaProducer, OffsetAndMetadata, TopicPartition

from infra.topology import Topic
from local.aws import poller as poller_module
from local.aws.delivery import RetryPolicy
from local.aws.poller import Poller
from local.aws.runtime_api import FunctionFailed
from local.servers.broker import BrokerProcess, ensure_topics

# kafka-python leaves the sockets of refused connections to the garbage collector.
LEFT_SOCKETS = "ignore:Exception ignored in. <socket:pytest.PytestUnraisableExceptionWarning"

pytestmark = [pytest.mark.kafka, pytest.mark.filterwarnings(LEFT_SOCKETS)]

QUICK = RetryPolicy(first_delay_s=0.01, max_delay_s=0.05, attempts=3, patience_s=0.5)
PATIENT = RetryPolicy(first_delay_s=0.01, max_delay_s=0.05, attempts=3, patience_s=60)
PARTITIONS = 3


class Function:
    """Collects the events it is invoked with; fails while `fails` says so."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self.fails: Callable[[list[str]], bool] = lambda _: False
        self._changed = threading.Condition()

    def invoke(self, event: bytes) -> bytes:
        document = json.loads(event)
        with self._changed:
            if self.fails(values_of(document)):
                raise FunctionFailed("Unavailable", "the database does not answer")
            self.events.append(document)
            self._changed.notify_all()
        return b"{}"

    @property
    def taken(self) -> list[str]:
        return [value for event in self.events for value in values_of(event)]

    def wait_for(self, count: int, timeout: float = 100) -> list[str]:
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.taken) >= count, timeout), f"only {len(self.taken)} came"
        return self.taken


def values_of(event: dict[str, Any]) -> list[str]:
    return [base64.b64decode(record["value"]).decode() for records in event["records"].values() for record in records]


@pytest.fixture(autouse=True)
def _collect_left_sockets() -> Iterator[None]:
    """So that they do not turn up as warnings in tests of others."""
    yield
    gc.collect()


@pytest.fixture
def topic(bootstrap_servers: str, request: pytest.FixtureRequest) -> Topic:
    name = f"poller.{request.node.name[:40]}.{time.time_ns()}".replace("[", ".").replace("]", "")
    ensure_topics(bootstrap_servers, {name: PARTITIONS, f"{name}.dead": 1})
    return Topic(
        name, "KAFKA_HOST_INGRESS_TOPIC", batch_size=100, window=timedelta(milliseconds=200), partitions=PARTITIONS
    )


@contextmanager
def polling(
    bootstrap_servers: str,
    topic: Topic,
    function: Function,
    policy: RetryPolicy = QUICK,
    share: tuple[int, int] = (0, 1),
) -> Iterator[Poller]:
    poller = Poller(
        topic,
        group=f"{topic.name}.group",
        bootstrap_servers=bootstrap_servers,
        invoke=function.invoke,
        dead_letter_topic=f"{topic.name}.dead",
        share=share,
        policy=policy,
    )
    poller.start()
    try:
        yield poller
    finally:
        poller.stop()


def produce(bootstrap_servers: str, topic: Topic, values: list[str], *, spread: bool = True) -> None:
    with closing(KafkaProducer(bootstrap_servers=bootstrap_servers, acks="all", linger_ms=20)) as producer:
        for position, value in enumerate(values):
            producer.send(topic.name, value=value.encode(), partition=position % PARTITIONS if spread else 0)
        producer.flush()


def committed(bootstrap_servers: str, topic: Topic) -> int:
    """Number of records that the group will not see again."""
    partitions = [TopicPartition(topic.name, number) for number in range(PARTITIONS)]
    with closing(KafkaConsumer(bootstrap_servers=bootstrap_servers, group_id=f"{topic.name}.group")) as consumer:
        return sum(consumer.committed(partition) or 0 for partition in partitions)


def records_of(bootstrap_servers: str, topic: str) -> list[Any]:
    with closing(
        KafkaConsumer(
            topic, bootstrap_servers=bootstrap_servers, auto_offset_reset="earliest", consumer_timeout_ms=1500
        )
    ) as consumer:
        return list(consumer)


def test_records_come_in_batches_of_several_partitions_and_are_committed(bootstrap_servers: str, topic: Topic) -> None:
    function = Function()
    produce(bootstrap_servers, topic, [f"record {number}" for number in range(250)])
    with polling(bootstrap_servers, topic, function):
        assert sorted(function.wait_for(250)) == sorted(f"record {number}" for number in range(250))
    assert max(len(values_of(event)) for event in function.events) == topic.batch_size
    assert any(len(event["records"]) > 1 for event in function.events)
    assert committed(bootstrap_servers, topic) == 250


def test_a_new_poller_goes_on_where_the_last_one_stopped(bootstrap_servers: str, topic: Topic) -> None:
    first, second = Function(), Function()
    produce(bootstrap_servers, topic, ["a", "b", "c"])
    with polling(bootstrap_servers, topic, first):
        first.wait_for(3)
    produce(bootstrap_servers, topic, ["d", "e"])
    with polling(bootstrap_servers, topic, second):
        assert sorted(second.wait_for(2)) == ["d", "e"]


def test_a_batch_that_failed_comes_again_in_order(bootstrap_servers: str, topic: Topic) -> None:
    function = Function()
    broken_until = time.monotonic() + 1.0
    function.fails = lambda _: time.monotonic() < broken_until
    produce(bootstrap_servers, topic, [f"{number:03}" for number in range(60)], spread=False)
    with polling(bootstrap_servers, topic, function, PATIENT):
        assert function.wait_for(60) == [f"{number:03}" for number in range(60)]
    assert committed(bootstrap_servers, topic) == 60
    assert records_of(bootstrap_servers, f"{topic.name}.dead") == []


def test_one_record_that_always_fails_is_set_aside_and_the_others_are_taken(
    bootstrap_servers: str, topic: Topic
) -> None:
    function = Function()
    function.fails = lambda values: "041" in values
    produce(bootstrap_servers, topic, [f"{number:03}" for number in range(60)])
    with polling(bootstrap_servers, topic, function):
        taken = function.wait_for(59)
    assert sorted(taken) == [f"{number:03}" for number in range(60) if number != 41]
    (dead,) = records_of(bootstrap_servers, f"{topic.name}.dead")
    assert dead.value == b"041"
    (*headers, (_, timestamp)) = dead.headers
    assert headers == [
        ("hbi-reason", b"Unavailable: the database does not answer"),
        ("hbi-topic", topic.name.encode()),
        ("hbi-partition", str(41 % PARTITIONS).encode()),
        ("hbi-offset", str(41 // PARTITIONS).encode()),
    ]
    assert abs(int(timestamp) / 1000 - time.time()) < 60
    assert committed(bootstrap_servers, topic) == 60


def test_a_record_that_is_too_large_to_be_set_aside_leaves_its_coordinates(
    bootstrap_servers: str, topic: Topic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hbi.events.client._MAX_MESSAGE_BYTES", 10_000)
    function = Function()
    function.fails = lambda values: any(len(value) > 1 for value in values)
    produce(bootstrap_servers, topic, ["a", "b" * 20_000, "c"], spread=False)
    with polling(bootstrap_servers, topic, function):
        assert function.wait_for(2) == ["a", "c"]
    (dead,) = records_of(bootstrap_servers, f"{topic.name}.dead")
    assert (dead.value, dead.headers[0]) == (b"", ("hbi-omitted-bytes", b"20000"))
    assert committed(bootstrap_servers, topic) == 3


def test_events_stay_below_the_size_that_an_invocation_takes(bootstrap_servers: str, topic: Topic) -> None:
    function = Function()
    produce(bootstrap_servers, topic, [f"{number:02}" + "x" * 300_000 for number in range(40)])
    with polling(bootstrap_servers, topic, function):
        function.wait_for(40)
    assert len(function.events) >= 3
    assert max(len(json.dumps(event)) for event in function.events) <= 6 * 1024 * 1024


def test_polling_goes_on_when_the_broker_is_back(own_broker: BrokerProcess) -> None:
    function = Function()
    topic = Topic(
        "hosts", "KAFKA_HOST_INGRESS_TOPIC", batch_size=10, window=timedelta(milliseconds=100), partitions=PARTITIONS
    )
    ensure_topics(own_broker.bootstrap_servers, {"hosts": PARTITIONS, "hosts.dead": 1})
    produce(own_broker.bootstrap_servers, topic, ["before"])
    with polling(own_broker.bootstrap_servers, topic, function):
        function.wait_for(1)
        own_broker.stop()
        time.sleep(2.5)
        own_broker.start()
        produce(own_broker.bootstrap_servers, topic, ["after"])
        assert set(function.wait_for(2)) == {"before", "after"}


def test_a_poller_that_is_started_first_waits_for_the_broker(own_broker: BrokerProcess) -> None:
    function = Function()
    topic = Topic(
        "hosts", "KAFKA_HOST_INGRESS_TOPIC", batch_size=10, window=timedelta(milliseconds=100), partitions=PARTITIONS
    )
    ensure_topics(own_broker.bootstrap_servers, {"hosts": PARTITIONS})
    own_broker.stop()
    with polling(own_broker.bootstrap_servers, topic, function):
        time.sleep(0.5)
        own_broker.start()
        produce(own_broker.bootstrap_servers, topic, ["only"])
        assert function.wait_for(1) == ["only"]


def test_pollers_share_a_topic(bootstrap_servers: str, topic: Topic) -> None:
    functions = [Function(), Function()]
    produce(bootstrap_servers, topic, [f"{number:02}" for number in range(30)])
    with ExitStack() as pollers:
        for number, function in enumerate(functions):
            pollers.enter_context(polling(bootstrap_servers, topic, function, share=(number, 2)))
        first, second = functions[0].wait_for(20), functions[1].wait_for(10)
    assert sorted(first + second) == [f"{number:02}" for number in range(30)]
    assert {name[-1] for event in functions[1].events for name in event["records"]} == {"1"}


def test_records_that_do_not_come_are_asked_for_by_another_client(
    bootstrap_servers: str, topic: Topic, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A client whose fetch a restarted broker never got waits for minutes."""
    function, poll = Function(), KafkaConsumer.poll
    deaf: list[KafkaConsumer] = []

    def poll_in_vain(consumer: KafkaConsumer, *args: Any, **options: Any) -> Any:
        if not deaf:
            deaf.append(consumer)
        return {} if consumer is deaf[0] else poll(consumer, *args, **options)

    monkeypatch.setattr(KafkaConsumer, "poll", poll_in_vain)
    with polling(bootstrap_servers, topic, function):
        produce(bootstrap_servers, topic, ["a", "b", "c"])
        assert sorted(function.wait_for(3)) == ["a", "b", "c"]
    assert len(deaf) == 1


def test_a_quiet_topic_is_asked_less_often(
    bootstrap_servers: str, topic: Topic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(poller_module, "QUIET_AFTER_S", 0.0)
    polls = [0]
    poll = KafkaConsumer.poll

    def counted(*args: Any, **named: Any) -> Any:
        polls[0] += 1
        return poll(*args, **named)

    monkeypatch.setattr(KafkaConsumer, "poll", counted)
    function, began = Function(), time.monotonic()
    with polling(bootstrap_servers, topic, function):
        time.sleep(2)
        quiet, took = polls[0], time.monotonic() - began
        produce(bootstrap_servers, topic, ["late"])
        assert function.wait_for(1) == ["late"]
    assert quiet <= took / poller_module.QUIET_PAUSE_S + 1


def test_commits_that_a_broker_lost_are_made_again(bootstrap_servers: str, topic: Topic) -> None:
    function = Function()
    with polling(bootstrap_servers, topic, function):
        produce(bootstrap_servers, topic, ["a", "b", "c"])
        function.wait_for(3)
        _wait_for_commits(bootstrap_servers, topic, 3)
        with closing(KafkaConsumer(bootstrap_servers=bootstrap_servers, group_id=f"{topic.name}.group")) as broker:
            broker.commit({TopicPartition(topic.name, number): OffsetAndMetadata(0, "", -1) for number in range(3)})
        _wait_for_commits(bootstrap_servers, topic, 3)
    assert len(function.taken) == 3


def _wait_for_commits(bootstrap_servers: str, topic: Topic, count: int) -> None:
    deadline = time.monotonic() + 100
    while committed(bootstrap_servers, topic) != count:
        assert time.monotonic() < deadline
        time.sleep(0.1)
