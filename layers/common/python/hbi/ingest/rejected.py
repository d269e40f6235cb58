"""Records that were refused, and where they go."""

import logging
from collections.abc import Sequence
from typing import NamedTuple

from hbi.events.messages import Headers, Message
from hbi.events.producer import Producer
from hbi.ingest.records import Record

logger = logging.getLogger(__name__)

MAX_REASON_LENGTH = 4096


class Rejected(NamedTuple):
    """A record that breaks a rule. The others of its batch are not affected."""

    record: Record
    reason: str
    """For people: names the field and the value."""
    notify: bool = True
    """Whether the reporter is told (contract: ingest-and-events 6)."""


def dead_letter(rejected: Rejected, topic: str) -> Message:
    """The original bytes, with reason and coordinates put before the original headers."""
    record = rejected.record
    told = {
        "hbi-reason": rejected.reason[:MAX_REASON_LENGTH],
        "hbi-topic": record.topic,
        "hbi-partition": record.partition,
        "hbi-offset": record.offset,
        "hbi-timestamp": record.timestamp,
    }
    headers: Headers = [(name, str(value).encode(errors="replace")) for name, value in told.items()]
    return Message(topic, record.key, record.value or b"", [*headers, *record.headers])


def send_dead_letters(producer: Producer, rejected: Sequence[Rejected]) -> None:
    """Sends refused records to the dead-letter topic and waits until they are there.

    Raises:
        PublishFailed: the broker does not answer. The batch must fail then, so that it is delivered again.
    """
    topic = producer.settings.dead_letter_topic
    for position in producer.send([dead_letter(entry, topic) for entry in rejected]):
        logger.error("the broker does not take the dead letter of %s", rejected[position].record.coordinates)
