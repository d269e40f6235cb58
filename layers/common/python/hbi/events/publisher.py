"""The publisher, which sends what the outbox holds, in order per host (contract: ingest-and-events 12)."""

import logging
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Literal, NamedTuple

from hbi import clock, metrics
from hbi.db.attempts import Failure, halved
from hbi.db.engine import Database
from hbi.db.errors import is_of_database, refusal
from hbi.events import outbox
from hbi.events.host_size import forget_digests
from hbi.events.host_states import StatesAhead
from hbi.events.messages import Message
from hbi.events.outbox import ClaimedEvent, RefusedEvent
from hbi.events.pending_messages import PendingMessages, RowAttempt, Settlement, settle
from hbi.events.producer import Producer, PublishFailed
from hbi.events.row_messages import RowMessages
from hbi.hosts.key import HostKey
from hbi.problems import Unavailable
from hbi.profile.reported import ReportedPart
from hbi.settings import StalenessDefaults
from hbi.staleness.lookup import StalenessLookup

logger = logging.getLogger(__name__)

type Cause = Literal["broker", "database", "defect"]
"""Why events stay in the outbox for the relay."""


class RelayReport(NamedTuple):
    """What a run of the relay did."""

    published: int
    """Events that it published."""
    left: int
    """Rows that are still in the outbox."""


class Publisher:
    """Turns outbox rows into acknowledged messages. Build one per process."""

    def __init__(
        self,
        database: Database,
        producer: Producer,
        defaults: StalenessDefaults,
        staleness: StalenessLookup | None = None,
    ) -> None:
        """`defaults` serves organisations without staleness settings, which `staleness` looks up."""
        self._database = database
        self._producer = producer
        self._staleness = staleness or StalenessLookup(defaults)
        self._pause_ends = 0.0

    def publish(self, hosts: Iterable[HostKey], reported: Mapping[HostKey, ReportedPart] | None = None) -> int:
        """Publishes all pending events of these hosts; call it after the change is committed.

        Never raises, be it for a broker or database that does not answer: the caller's work stands. It logs a warning,
        the rows stay, and the relay publishes them later. Once the broker has not answered, nobody waits for it during
        `publish_pause_s`: the rows of further callers stay at once. Whoever publishes a host's event next sends those
        that stayed before it.

        Args:
            reported: dynamic profiles that were just stored; what of them is still the same is not read back.
        Returns:
            number of events acknowledged.
        """
        keys = set(hosts)
        if not keys:
            return 0
        if self._is_pausing:
            logger.info("events of %d hosts stay in the outbox for the relay: the broker did not answer", len(keys))
            metrics.count("inventory_deferred_publication_count", len(keys), cause="pause")
            return 0
        try:
            deadline = time.monotonic() + self._producer.settings.kafka_timeout_s
            return self._publish(keys, reported or {}, first_time=True, deadline=deadline)
        except Exception as error:
            self._leave_to_the_relay(keys, error)
            return 0

    def offer(self, messages: Sequence[Message]) -> None:
        """Sends messages that may get lost, unless the broker is known not to answer."""
        if not self._is_pausing:
            self._producer.offer(messages)

    def relay(self, deadline: datetime, *, limit: int = 500) -> RelayReport:
        """Publishes leftovers of all organisations, oldest first, until each was tried once or `deadline` is reached.

        Args:
            deadline: no new transaction begins after it.
            limit: rows looked at per transaction.
        Raises:
            PublishFailed: the broker does not answer; nothing is lost, the rows stay.
        """
        published, last = 0, 0
        ends = time.monotonic() + (deadline - clock.now()).total_seconds()
        while clock.now() < deadline:
            with self._database.read() as tx:
                hosts, last = outbox.hosts_after(tx, last, limit)
            if not hosts:
                break
            published += self._publish(hosts, {}, first_time=False, deadline=ends)
        with self._database.read() as tx:
            return RelayReport(published, outbox.backlog(tx).rows)

    def _leave_to_the_relay(self, hosts: Collection[HostKey], error: Exception) -> None:
        """Logs and counts why events stay in the outbox, and begins a pause if the broker is to blame."""
        cause = _cause_of(error)
        if cause == "broker":
            self._pause_ends = time.monotonic() + self._producer.settings.publish_pause_s
        if cause == "defect":
            logger.error("events of %d hosts stay in the outbox for the relay", len(hosts), exc_info=error)
        else:
            logger.warning("events of %d hosts stay in the outbox for the relay: %s", len(hosts), error)
        metrics.count("inventory_deferred_publication_count", len(hosts), cause=cause)

    @property
    def _is_pausing(self) -> bool:
        return time.monotonic() < self._pause_ends

    def _publish(
        self,
        hosts: Collection[HostKey],
        reported: Mapping[HostKey, ReportedPart],
        *,
        first_time: bool,
        deadline: float,
    ) -> int:
        """Publishes until no row is deferred any more, or until `deadline` (by `time.monotonic`)."""
        published, pending, only_new = 0, set(hosts), set[HostKey]()
        while pending:
            step = self._publish_what_can_be_read(pending, reported, only_new, first_time=first_time)
            published += step.published
            only_new |= step.refused
            pending = step.unfinished
            if pending and time.monotonic() >= deadline:
                logger.warning("events of %d hosts stay in the outbox for the relay: time is up", len(pending))
                metrics.count("inventory_deferred_publication_count", len(pending), cause="time")
                break
        return published

    def _publish_what_can_be_read(
        self,
        hosts: Collection[HostKey],
        reported: Mapping[HostKey, ReportedPart],
        only_new: Collection[HostKey],
        *,
        first_time: bool,
    ) -> "_Step":
        """Leaves out a host that is stored in a state which cannot be read; others must not wait for it."""
        publish = partial(self._publish_once, reported=reported, only_new=only_new, first_time=first_time)
        step = _Step(0, set(), set())
        for outcome in halved(publish, sorted(hosts), _blamed):
            if isinstance(outcome, Failure):
                logger.error("no event can be made of host %s; its rows stay", outcome.item, exc_info=outcome.blame)
                self._leave_alone([outcome.item])
                step = step.with_more(_Step(0, {outcome.item}, set()))
            else:
                step = step.with_more(outcome.result)
        return step

    def _leave_alone(self, hosts: Collection[HostKey]) -> None:
        with self._database.write() as tx:
            outbox.refuse(tx, [RefusedEvent.untried(event) for event in outbox.claim(tx, hosts)])

    def _publish_once(
        self,
        hosts: Collection[HostKey],
        reported: Mapping[HostKey, ReportedPart],
        only_new: Collection[HostKey],
        *,
        first_time: bool,
    ) -> "_Step":
        with self._database.write() as tx:
            claimed = outbox.claim(tx, hosts)
            changed = [event.host for event in claimed if event.event_type != "delete"]
            staleness = self._staleness.settings_by_org(tx, {org_id for org_id, _ in changed})
            with StatesAhead(tx, changed, reported) as states:
                rows = RowMessages(states, staleness, self._producer.settings)
                settlement = self._send(claimed, rows, only_new)
            _log_refused(settlement.refused)
            outbox.refuse(tx, settlement.refused)
            outbox.remove(tx, settlement.done)
            forget_digests(tx, settlement.large_hosts)
        self._offer_statuses(rows, settlement, first_time=first_time)
        unfinished = {event.host for event in settlement.deferred}
        if len(claimed) == outbox.MOST_CLAIMED and (settlement.done or settlement.refused):
            unfinished.update(hosts)
        return _Step(settlement.published, {entry.event.host for entry in settlement.refused}, unfinished)

    def _send(self, claimed: Sequence[ClaimedEvent], rows: RowMessages, only_new: Collection[HostKey]) -> Settlement:
        """Hands messages over while further ones are made, and waits until the broker has answered for all."""
        pending = PendingMessages(rows, max_host_bytes=self._producer.settings.max_report_bytes, only_new=only_new)
        attempts: list[RowAttempt] = []

        def messages() -> Iterator[Message]:
            for attempt, made in pending.attempts(claimed):
                attempts.append(attempt)
                yield from made

        refused = self._producer.send(messages())
        return settle(attempts, refused, only_new)

    def _offer_statuses(self, rows: RowMessages, settlement: Settlement, *, first_time: bool) -> None:
        """Notifies the payload tracker; of rows that are tried again and again it heard at the first time."""
        refused = [entry.event for entry in settlement.refused if first_time and not entry.event.was_refused]
        failed = {entry.event.sequence for entry in settlement.refused}
        self._producer.offer(rows.statuses([*settlement.done, *refused], failed))


class _Step(NamedTuple):
    """What a transaction of the publisher did."""

    published: int
    refused: set[HostKey]
    unfinished: set[HostKey]
    """Hosts with rows that were deferred, or that were more than one transaction claims."""

    def with_more(self, later: "_Step") -> "_Step":
        """Both transactions together."""
        return _Step(self.published + later.published, self.refused | later.refused, self.unfinished | later.unfinished)


def _cause_of(error: Exception) -> Cause:
    if isinstance(error, PublishFailed):
        return "broker"
    return "database" if isinstance(error, Unavailable) or is_of_database(error) else "defect"


def _blamed(error: Exception, _: Sequence[HostKey]) -> Exception | None:
    """The error if one of the hosts is to blame for it; None when it is the broker or the state of the database."""
    return error if _cause_of(error) == "defect" or refusal(error) is not None else None


def _log_refused(refused: Sequence[RefusedEvent]) -> None:
    if not refused:
        return
    names = sorted({entry.event.host for entry in refused})
    logger.error(
        "the broker refuses events of %d hosts, or they cannot be made; their rows stay with `refused_on`; "
        "the first are %s",
        len(names),
        names[:10],
    )
