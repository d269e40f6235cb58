"""A message that the broker refuses takes no other with it."""

import pytest

from hbi.events.messages import Message
from tests.conftest import LEFT_SOCKETS
from tests.ingesting import Ingest

pytestmark = [pytest.mark.kafka, pytest.mark.filterwarnings(LEFT_SOCKETS), pytest.mark.usefixtures("left_sockets")]

TOO_LARGE = b"x" * 9_000_000
"""For every broker that the tests run against."""


def message(ingest: Ingest, value: bytes) -> Message:
    """All have one key: they are on one partition."""
    return Message(ingest.runtime.settings.dead_letter_topic, b"key", value, [])


@pytest.mark.parametrize(
    ("values", "refused"),
    [
        pytest.param([TOO_LARGE], {0}, id="alone"),
        pytest.param([b"1", TOO_LARGE, b"2", b"3"], {1}, id="among others"),
        pytest.param([TOO_LARGE, TOO_LARGE, b"1"], {0, 1}, id="two of them"),
    ],
)
def test_the_others_arrive_once_and_in_order(ingest: Ingest, values: list[bytes], refused: set[int]) -> None:
    assert ingest.runtime.producer.send([message(ingest, value) for value in values]) == refused
    assert ingest.runtime.producer.send([message(ingest, b"later")]) == set()
    arrived = [letter.value for letter in ingest.dead_letters()]
    assert arrived == [*(value for value in values if value != TOO_LARGE), b"later"]
