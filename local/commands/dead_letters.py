"""`hbi dlq`: records that ingest refused, on the dead-letter topic of a running stack or of a deployment."""

import os
from collections.abc import Mapping, Sequence, Set
from contextlib import closing
from itertools import batched
from pathlib import Path
from typing import Any, NamedTuple

from rich.console import Console

from hbi.events.messages import Message
from hbi.events.producer import Producer
from hbi.ingest.delivery.dead_letters import OMITTED_BYTES, OWN_HEADERS
from hbi.settings import KafkaSettings
from infra.topology import INGEST
from local.commands import topics
from local.running import running

_SENT_TOGETHER = 100

type Partitions = Mapping[str, Set[int]]
"""Numbers of the partitions of each topic that ingest reads; none where the broker has no such topic."""


class DeadLetter(NamedTuple):
    """A refused record, and what ingest noted about it."""

    reason: str
    offset: int
    size: str
    is_complete: bool
    """Whether `record` has its key, value and headers; if not, it was too large to be kept."""
    record: Message
    """The record as it was sent, for the partition that it lay in."""

    def __str__(self) -> str:
        return f"{self.record.topic}-{self.record.partition}@{self.offset}"


def broker(state: Path, bootstrap_servers: str | None) -> KafkaSettings:
    """Settings of the named broker, with all else that the environment says of it, or of the running stack's broker.

    Raises:
        ConfigurationError: nothing runs, or a variable is unusable.
    """
    if bootstrap_servers is None:
        return running(state).kafka
    return KafkaSettings.load({**os.environ, "KAFKA_BOOTSTRAP_SERVERS": bootstrap_servers})


def list_dead_letters(kafka: KafkaSettings, console: Console) -> None:
    """Prints where each refused record came from and why it was refused."""
    number = 0
    for stored in topics.stored(kafka, kafka.dead_letter_topic):
        letter = _dead_letter(stored)
        if letter is None:
            _tell(console, f"{stored.topic}-{stored.partition}@{stored.offset}  is not of ingest's making")
            continue
        number += 1
        _tell(console, f"{letter}  {letter.size}  {_printable(letter.reason)}")
    console.print(f"{number} refused")


def replay_dead_letters(kafka: KafkaSettings, console: Console, reason: str) -> None:
    """Sends records to their topics again, as they were. They stay on the dead-letter topic, too.

    Where a partition is gone, its records go to those that their keys belong to.

    Args:
        reason: only those whose reason contains it.
    Raises:
        PublishFailed: the broker does not answer. Some of what was not counted may have been written.
        Unavailable: the topics cannot be looked into.
    """
    sent = left = 0
    letters = map(_dead_letter, topics.stored(kafka, kafka.dead_letter_topic))
    chosen = (letter for letter in letters if letter is not None and reason in letter.reason)
    partitions = topics.partitions(kafka, _inputs(kafka))
    try:
        with closing(Producer(kafka)) as producer:
            for part in batched(chosen, _SENT_TOGETHER):
                faults = _replay(producer, part, partitions)
                sent, left = sent + len(part) - len(faults), left + len(faults)
                for letter, fault in faults:
                    _tell(console, f"{letter} stays: {fault}")
    finally:
        console.print(f"{sent} sent again, {left} left")


def _replay(producer: Producer, letters: Sequence[DeadLetter], partitions: Partitions) -> list[tuple[DeadLetter, str]]:
    """Sends the letters' records in order; returns those that were not sent, and why."""
    faults, sendable = [], []
    for letter in letters:
        if fault := _fault(letter, partitions):
            faults.append((letter, fault))
        else:
            sendable.append(letter)
    refused = producer.send([_addressed(letter.record, partitions) for letter in sendable])
    return [*faults, *((sendable[position], "the broker refuses it") for position in sorted(refused))]


def _fault(letter: DeadLetter, partitions: Partitions) -> str | None:
    """Why the letter's record cannot be sent; None when it can be tried."""
    topic = letter.record.topic
    if not letter.is_complete:
        return "it was too large to be kept with its reason; read it from its topic"
    if topic not in partitions:
        return "ingest does not read its topic"
    if not partitions[topic]:
        return "the broker has no such topic, or does not show it to you"
    return None


def _addressed(record: Message, partitions: Partitions) -> Message:
    # Nobody is to blame for a partition that is not there: the producer would fail with all that it has to send.
    return record if record.partition in partitions[record.topic] else record._replace(partition=-1)


def _inputs(kafka: KafkaSettings) -> frozenset[str]:
    """Topics that ingest reads, by their names here. Records are sent to no others, whatever a letter says."""
    wired = {topic.name for topic in INGEST.topics}
    fields = KafkaSettings.model_fields.items()
    return frozenset(getattr(kafka, name) for name, field in fields if field.default in wired)


def _dead_letter(stored: Any) -> DeadLetter | None:
    """A letter, as `hbi.ingest.delivery` writes it: only headers at their places are ours, all others the sender's.

    None for what somebody else wrote on the topic.
    """
    headers = list(stored.headers)
    is_complete = [name for name, _ in headers[:1]] != [OMITTED_BYTES]
    size = f"{len(stored.value)} bytes" if stored.value is not None else "null"
    if not is_complete:
        size = f"{_text(headers.pop(0)[1])} bytes"
    noted, own = headers[: len(OWN_HEADERS)], headers[len(OWN_HEADERS) :]
    if tuple(name for name, _ in noted) != OWN_HEADERS:
        return None
    reason, topic, partition, offset, _ = (_text(value) for _, value in noted)
    if not (partition.isdecimal() and offset.isdecimal()):
        return None
    record = Message(topic, stored.key, stored.value, own, int(partition))
    return DeadLetter(reason, int(offset), size, is_complete, record)


def _text(value: bytes | None) -> str:
    return (value or b"").decode(errors="replace")


def _printable(reason: str) -> str:
    """The reason without control characters: senders must not forge another letter or command a terminal."""
    return "".join(character if character.isprintable() else " " for character in reason)


def _tell(console: Console, text: str) -> None:
    console.print(text, markup=False, soft_wrap=True)
