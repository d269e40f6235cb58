"""`hbi dlq`: records that ingest refused, on the dead-letter topic of a running stack or of a deployment."""

import os
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import closing
from itertools import batched
from pathlib import Path
from typing import Any, NamedTuple

import orjson
from rich.console import Console

from hbi.events.messages import Message
from hbi.events.producer import Producer
from hbi.ingest.delivery.dead_letters import OMITTED_BYTES, OWN_HEADERS
from hbi.problems import NotFound
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


def list_dead_letters(kafka: KafkaSettings, console: Console, *, as_json: bool = False) -> None:
    """Prints where each refused record came from and why it was refused; as JSON one object a line."""
    number = 0
    for stored in topics.stored(kafka, kafka.dead_letter_topic):
        letter = _dead_letter(stored)
        if letter is None:
            if not as_json:
                _tell(console, f"{stored.topic}-{stored.partition}@{stored.offset}  is not of ingest's making")
            continue
        number += 1
        if as_json:
            console.file.write(orjson.dumps(_described(letter)).decode() + "\n")
        else:
            _tell(console, f"{letter}  {letter.size}  {_printable(letter.reason)}")
    if not as_json:
        console.print(f"{number} refused")


def show_dead_letter(kafka: KafkaSettings, console: Console, name: str, *, as_json: bool = False) -> None:
    """Prints a refused record as it was sent, with its reason; as JSON one object a line.

    Args:
        name: as `list_dead_letters` writes it, such as `platform.inventory.host-ingress-3@42`.
    Raises:
        NotFound: no letter has this name.
    """
    found = [letter for letter in _letters(kafka) if str(letter) == name]
    if not found:
        raise NotFound(f"there is no refused record {_printable(name)}; list them with: hbi dlq list")
    for letter in found:
        described = _described(letter)
        if as_json:
            console.file.write(orjson.dumps(described).decode() + "\n")
            continue
        for member in ("record", "reason", "size", "key"):
            _tell(console, f"{member:8}{_printable(str(described[member] or ''))}")
        for header in described["headers"]:
            _tell(console, f"header  {_printable(header['name'])}: {_printable(header['value'] or '')}")
        _tell(console, _lines(letter))


def replay_dead_letters(kafka: KafkaSettings, console: Console, reason: str = "", name: str | None = None) -> None:
    """Sends records to their topics again, as they were. They stay on the dead-letter topic, too.

    Where a partition is gone, its records go to those that their keys belong to.

    Args:
        reason: only those whose reason contains it.
        name: only the one that is called so by `list_dead_letters`.
    Raises:
        NotFound: none is called so.
        PublishFailed: the broker does not answer. Some of what was not counted may have been written.
        Unavailable: the topics cannot be looked into.
    """
    sent = left = 0
    chosen = (letter for letter in _letters(kafka) if reason in letter.reason and name in {None, str(letter)})
    partitions = topics.partitions(kafka, _inputs(kafka))
    try:
        with closing(Producer(kafka)) as producer:
            for part in batched(chosen, _SENT_TOGETHER):
                faults = _replay(producer, part, partitions)
                sent, left = sent + len(part) - len(faults), left + len(faults)
                for letter, fault in faults:
                    _tell(console, f"{letter} stays: {fault}")
        if name is not None and not sent + left:
            raise NotFound(f"there is no refused record {_printable(name)}; list them with: hbi dlq list")
    finally:
        console.print(f"{sent} sent again, {left} left")
        if sent:
            console.print("the list keeps what was sent again; what is refused once more is there twice: hbi dlq list")


def _letters(kafka: KafkaSettings) -> Iterator[DeadLetter]:
    """The letters of ingest's making."""
    for stored in topics.stored(kafka, kafka.dead_letter_topic):
        if (letter := _dead_letter(stored)) is not None:
            yield letter


def _described(letter: DeadLetter) -> dict[str, Any]:
    """The letter for programs. A value that is no text is missing; its size is still there."""
    record = letter.record
    return {
        "record": str(letter),
        "reason": letter.reason,
        "size": letter.size,
        "is_complete": letter.is_complete,
        "key": _text_or_none(record.key),
        "headers": [{"name": name, "value": _text_or_none(value)} for name, value in record.headers],
        "value": _text_or_none(record.value) if letter.is_complete else None,
    }


def _lines(letter: DeadLetter) -> str:
    """The record's value for people: indented where it is JSON, else its characters that can be printed."""
    if not letter.is_complete:
        return "it was too large to be kept with its reason; read it from its topic"
    value = letter.record.value
    try:
        text = orjson.dumps(orjson.loads(value or b"null"), option=orjson.OPT_INDENT_2).decode()
    except orjson.JSONDecodeError:
        text = _text(value)
    return "\n".join(_printable(line) for line in text.split("\n"))


def _text_or_none(value: bytes | None) -> str | None:
    try:
        return None if value is None else value.decode()
    except UnicodeDecodeError:
        return None


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
