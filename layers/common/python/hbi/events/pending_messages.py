"""Which claimed rows of the outbox are sent now, and what becomes of each when the broker has answered.

Messages leave while further ones are made, so it takes two steps: `PendingMessages.attempts` goes through the rows and
makes their messages, and `settle` judges the rows by the answer (contract: ingest-and-events 12 and 13).
"""

import logging
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from hbi.db.errors import is_of_database
from hbi.events.messages import Message
from hbi.events.outbox import ACKNOWLEDGED, ClaimedEvent, RefusedEvent
from hbi.events.row_messages import RowMessages
from hbi.hosts.key import HostKey

logger = logging.getLogger(__name__)

MOST_BYTES = 32 * 1024 * 1024
"""Of messages that are handed over in one transaction: they are kept until the broker has answered for all."""


class Treatment(Enum):
    """What a transaction does with a claimed row."""

    SENT = auto()
    """Its messages are handed over, if it has any."""
    UNMADE = auto()
    """It makes no event, by a defect that must not stop other hosts, or lies behind such a row of its host."""
    DEFERRED = auto()
    """It is left to another transaction of the same publisher."""
    SKIPPED = auto()
    """It stays as it is, because it was refused before and its host was refused again."""


@dataclass(frozen=True, slots=True)
class RowAttempt:
    """A claimed row and how it is treated."""

    event: ClaimedEvent
    treatment: Treatment
    numbers: Sequence[int] = ()
    """Which of the row's messages are handed over; those that were acknowledged before are not."""
    is_large: bool = False
    """Whether its event shows a host that is larger than it may become."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """What becomes of the claimed rows of a transaction."""

    done: list[ClaimedEvent]
    refused: list[RefusedEvent]
    deferred: list[ClaimedEvent]
    published: int
    """Number of rows of which messages were handed over, all of them acknowledged by now."""
    large_hosts: frozenset[HostKey]
    """Hosts that are larger than they may become."""


class PendingMessages:
    """Goes through the claimed rows of one transaction, in sequence order. Build one per transaction."""

    def __init__(self, rows: RowMessages, *, max_host_bytes: int, only_new: Collection[HostKey] = ()) -> None:
        """Makes nothing yet.

        Args:
            max_host_bytes: size of an event beyond which its host counts as large.
            only_new: hosts of which rows that were refused before are skipped.
        """
        self._rows = rows
        self._max_host_bytes = max_host_bytes
        self._only_new = only_new
        self._room = MOST_BYTES
        self._tried: set[HostKey] = set()
        self._deferred: set[HostKey] = set()
        self._unreadable: set[HostKey] = set()

    def attempts(self, claimed: Sequence[ClaimedEvent]) -> Iterator[tuple[RowAttempt, list[Message]]]:
        """How each row is treated, with the messages to hand over, made when they are asked for."""
        doubted = {event.host for event in claimed if event.was_refused}
        for event in claimed:
            treatment = self._treatment_of(event)
            if treatment is not Treatment.SENT:
                yield RowAttempt(event, treatment), []
                continue
            made = self._made_of(event)
            if made is None:
                yield RowAttempt(event, Treatment.UNMADE), []
                continue
            # All events of a host show the same host: of one that was refused before, one is tried at a time.
            if event.is_change and made and event.host in doubted:
                self._tried.add(event.host)
            yield self._attempt(event, made)

    def _treatment_of(self, event: ClaimedEvent) -> Treatment:
        if event.was_refused and event.host in self._only_new:
            return Treatment.SKIPPED
        if event.host in self._tried or event.host in self._deferred or self._room <= 0:
            self._deferred.add(event.host)
            return Treatment.DEFERRED
        return Treatment.UNMADE if event.host in self._unreadable else Treatment.SENT

    def _made_of(self, event: ClaimedEvent) -> list[Message] | None:
        """All messages of a row; None if a defect prevents them. Rows behind it must not overtake it then."""
        try:
            return self._rows.of(event)
        except Exception as error:
            if is_of_database(error):
                raise
            logger.exception("row %d makes no event of host %s of org %s", event.sequence, event.host_id, event.org_id)
            self._unreadable.add(event.host)
            return None

    def _attempt(self, event: ClaimedEvent, made: Sequence[Message]) -> tuple[RowAttempt, list[Message]]:
        acknowledged = event.context.get(ACKNOWLEDGED, ())
        numbers = [number for number in range(len(made)) if number not in acknowledged]
        messages = [made[number] for number in numbers]
        self._room -= sum(len(message.value or b"") for message in messages)
        is_large = event.is_change and bool(made) and len(made[0].value or b"") > self._max_host_bytes
        return RowAttempt(event, Treatment.SENT, numbers, is_large), messages


def settle(attempts: Sequence[RowAttempt], refused: Collection[int], only_new: Collection[HostKey] = ()) -> Settlement:
    """What becomes of each row when the broker has answered for all messages.

    Args:
        attempts: all of one transaction, in their order.
        refused: positions of the refused messages among all that were handed over.
        only_new: hosts of which rows that were refused before are skipped. If such a host is refused now, its deferred
            changes are refused without a try: all of them show the same host.
    """
    entries = _refused_rows(attempts, refused)
    hopeless = {entry.event.host for entry in entries}.intersection(only_new)
    for attempt in attempts:
        event = attempt.event
        is_hopeless = attempt.treatment is Treatment.DEFERRED and event.is_change and event.host in hopeless
        if is_hopeless or attempt.treatment is Treatment.UNMADE:
            entries.append(RefusedEvent.untried(event))
    failed = {entry.event.sequence for entry in entries}
    others = [attempt for attempt in attempts if attempt.event.sequence not in failed]
    return Settlement(
        done=[attempt.event for attempt in others if attempt.treatment is Treatment.SENT],
        refused=entries,
        deferred=[attempt.event for attempt in others if attempt.treatment is Treatment.DEFERRED],
        published=sum(bool(attempt.numbers) for attempt in others),
        large_hosts=frozenset(attempt.event.host for attempt in attempts if attempt.is_large),
    )


def _refused_rows(attempts: Sequence[RowAttempt], refused: Collection[int]) -> list[RefusedEvent]:
    """Rows of which the broker refuses a message, with what is acknowledged of each by now."""
    entries: list[RefusedEvent] = []
    first = 0
    for attempt in attempts:
        positions = range(first, first + len(attempt.numbers))
        first = positions.stop
        if refused and any(position in refused for position in positions):
            answers = zip(positions, attempt.numbers, strict=True)
            acknowledged = {number for position, number in answers if position not in refused}
            known = attempt.event.context.get(ACKNOWLEDGED, ())
            entries.append(RefusedEvent(attempt.event, sorted(acknowledged.union(known))))
    return entries
