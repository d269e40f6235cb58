"""A message that the broker refuses takes no other with it."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import confluent_kafka
import pytest
from confluent_kafka import KafkaError

from hbi.events import client
from hbi.events.messages import Message
from hbi.events.producer import Producer, PublishFailed
from hbi.settings import KafkaSettings
from tests.conftest import LEFT_SOCKETS
from tests.support.ingesting import Ingest

pytestmark = [
    pytest.mark.kafka,
    pytest.mark.own_connection,
    pytest.mark.filterwarnings(LEFT_SOCKETS),
    pytest.mark.usefixtures("left_sockets"),
]

TOO_LARGE = b"x" * 5_000_000
"""For every broker that the tests run against, not for the client."""


def message(ingest: Ingest, value: bytes) -> Message:
    """All have one key: they are on one partition."""
    return Message(ingest.runtime.settings.dead_letter_topic, b"key", value, [])


@pytest.mark.parametrize(
    ("values", "refused"),
    [
        pytest.param([TOO_LARGE], {0}, id="alone"),
        pytest.param([b"1", TOO_LARGE, b"2", b"3"], {1}, id="among others"),
        pytest.param([TOO_LARGE, TOO_LARGE, b"1"], {0, 1}, id="two of them"),
        pytest.param(
            [TOO_LARGE if number % 2 else b"%d" % number for number in range(24)], {*range(1, 24, 2)}, id="a dozen"
        ),
    ],
)
def test_the_others_arrive_once_and_in_order(ingest: Ingest, values: list[bytes], refused: set[int]) -> None:
    assert ingest.runtime.producer.send([message(ingest, value) for value in values]) == refused
    assert ingest.runtime.producer.send([message(ingest, b"later")]) == set()
    arrived = [letter.value for letter in ingest.dead_letters()]
    assert arrived == [*(value for value in values if value != TOO_LARGE), b"later"]


def test_many_refusals_take_no_longer_than_a_publication_may(ingest: Ingest) -> None:
    """The relay finds all hosts whose events are too large at once, at every run."""
    producer = Producer(ingest.runtime.settings.model_copy(update={"kafka_timeout_s": 8}))
    values = [TOO_LARGE, b"x"] * 12
    assert producer.send([message(ingest, value) for value in values]) == {*range(0, 24, 2)}


def test_a_refusal_while_others_are_being_made(ingest: Ingest) -> None:
    def slowly() -> Iterator[Message]:
        for value in (b"1", TOO_LARGE, b"2", b"3"):
            yield message(ingest, value)
            time.sleep(0.5)

    ingest.runtime.producer.send([message(ingest, b"0")])
    assert ingest.runtime.producer.send(slowly()) == {1}
    assert [letter.value for letter in ingest.dead_letters()] == [b"0", b"1", b"2", b"3"]


def test_messages_that_cannot_be_made_leave_nothing_behind(ingest: Ingest) -> None:
    def failing() -> Iterator[Message]:
        yield message(ingest, b"0")
        raise LookupError

    ingest.runtime.producer.send([message(ingest, b"before")])
    with pytest.raises(LookupError):
        ingest.runtime.producer.send(failing())
    assert ingest.runtime.producer.send([message(ingest, b"later")]) == set()
    arrived = [letter.value for letter in ingest.dead_letters()]
    assert arrived in ([b"before", b"later"], [b"before", b"0", b"later"])


def test_a_client_that_fails_is_no_refusal(ingest: Ingest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Such as one that may not send idempotently: it gives up whatever it was handed."""

    class Failing(confluent_kafka.Producer):
        def produce(self, *_arguments: Any, on_delivery: Callable[..., None], **_options: Any) -> None:
            on_delivery(KafkaError(KafkaError._PURGE_QUEUE), None)

    monkeypatch.setattr(client, "Producer", Failing)
    with pytest.raises(PublishFailed):
        ingest.runtime.producer.send([message(ingest, b"1")])


def test_no_token_for_the_broker_is_told(ingest: Ingest, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_token() -> tuple[str, float]:
        raise LookupError("no credentials")

    monkeypatch.setattr(client, "iam_token", no_token)
    variables = {"KAFKA_BOOTSTRAP_SERVERS": ingest.runtime.settings.bootstrap_servers, "HBI_KAFKA_AUTH": "iam"}
    with pytest.raises(PublishFailed, match="no credentials"):
        Producer(KafkaSettings.load(variables)).send([message(ingest, b"1")])
