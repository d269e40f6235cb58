"""Dead letters, notifications and statuses of rejected records."""

from collections.abc import Sequence
from datetime import datetime

from hbi import clock, metrics
from hbi.events import payload_status
from hbi.events.messages import Headers, Message
from hbi.events.notifications import validation_error
from hbi.events.producer import Producer, PublishFailed
from hbi.ingest.delivery.rejected import RejectedRecord, logger
from hbi.settings import KafkaSettings

MAX_REASON_LENGTH = 4096


OWN_HEADERS = ("hbi-reason", "hbi-topic", "hbi-partition", "hbi-offset", "hbi-timestamp")
"""The first headers of a dead letter, in this order. All behind them are the record's own, whatever their names: its
sender chose these."""


OMITTED_BYTES = "hbi-omitted-bytes"
"""First header, before the others, of a dead letter without the record: the record's size."""


def dead_letter(rejected: RejectedRecord, topic: str) -> Message:
    """The original key, bytes and headers, with reason and coordinates put before the headers."""
    record = rejected.record
    reason = rejected.reason[:MAX_REASON_LENGTH]
    values = (reason, record.topic, record.partition, record.offset, record.timestamp)
    headers: Headers = [
        (name, str(value).encode(errors="replace")) for name, value in zip(OWN_HEADERS, values, strict=True)
    ]
    return Message(topic, record.key, record.value, [*headers, *record.headers])


def _without_value(letter: Message) -> Message:
    """A dead letter that only says which record it stands for, and why."""
    own = letter.headers[: len(OWN_HEADERS)]
    return Message(letter.topic, None, b"", [(OMITTED_BYTES, str(len(letter.value or b"")).encode()), *own])


def notification(rejected: RejectedRecord, topic: str, timestamp: datetime) -> Message | None:
    """The notification of the reporter; None when nobody is notified."""
    sent = rejected.sent
    if sent is None or not rejected.notify:
        return None
    return validation_error(topic, sent.data, request_id=sent.request_id, reason=rejected.reason, timestamp=timestamp)


def statuses(rejected: Sequence[RejectedRecord], settings: KafkaSettings, now: datetime) -> list[Message]:
    """Messages for the payload tracker."""
    return [
        message
        for entry in rejected
        if entry.sent is not None
        for message in payload_status.of_rejected(
            settings, entry.sent.request_id, now, cause=entry.cause, reason=entry.reason[:MAX_REASON_LENGTH]
        )
    ]


def send_rejected(producer: Producer, rejected: Sequence[RejectedRecord]) -> None:
    """Sends rejected records to the dead-letter topic, notifies their reporters, and waits for the broker's answers.

    Raises:
        PublishFailed: the broker does not answer, or takes a record in no form. The batch must fail then, so that it is
            delivered again.
    """
    settings, now = producer.settings, clock.now()
    messages = [
        (entry, message)
        for entry in rejected
        for message in (
            dead_letter(entry, settings.dead_letter_topic),
            notification(entry, settings.notification_topic, now),
        )
        if message is not None
    ]
    refused = [messages[position] for position in producer.send([message for _, message in messages])]
    for entry, message in refused:
        logger.error("the broker refuses the message on %s about record %s", message.topic, entry.record.coordinates)
    # With the reason, a record may be larger than what the broker takes: its coordinates say where it still lies.
    if producer.send(
        [_without_value(message) for _, message in refused if message.topic == settings.dead_letter_topic]
    ):
        raise PublishFailed(f"the broker takes no dead letter on {settings.dead_letter_topic}")
    for entry in rejected:
        metrics.count("inventory_rejected_records", reporter=entry.reporter, reason=entry.at_fault)
    producer.offer(statuses(rejected, settings, now))
