"""Takes a batch of applications' messages into the database."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from typing import NamedTuple

from hbi import metrics
from hbi.app_data import repository
from hbi.app_data.message import AppDataMessage
from hbi.db.attempts import Failure, halved
from hbi.db.engine import Database
from hbi.db.errors import is_outage, refusal
from hbi.hosts.key import HostKey
from hbi.problems import Unavailable

logger = logging.getLogger(__name__)


class RefusedMessage(NamedTuple):
    """A message that the database does not take."""

    message: AppDataMessage
    reason: str


@dataclass(slots=True)
class StoredMessages:
    """What became of a batch."""

    messages: list[AppDataMessage] = field(default_factory=list)
    """Stored messages, in record order."""
    written: int = 0
    """Rows inserted or updated; entries older than the stored row write none."""
    unknown: list[HostKey] = field(default_factory=list)
    """Hosts that do not exist in the message's organisation."""
    refused: list[RefusedMessage] = field(default_factory=list)


def store_messages(database: Database, messages: Sequence[AppDataMessage]) -> StoredMessages:
    """Stores messages so that the outcome is that of one message at a time, in order; delivering them again changes
    nothing.

    Raises:
        hbi.problems.Unavailable, psycopg2.Error: the database does not answer; the whole batch may be tried again.
    """

    def blame(error: Exception, part: Sequence[AppDataMessage]) -> str | None:
        reason = refusal(error)
        if reason is None:
            _count_failures(part, error)
            return None
        if len(part) == len(messages):
            logger.warning("one of %d messages cannot be stored: %s", len(messages), reason)
        return f"the database refuses the message: {reason}"

    stored = StoredMessages()
    for outcome in halved(partial(_store_at_once, database), messages, blame):
        if isinstance(outcome, Failure):
            stored.refused.append(RefusedMessage(*outcome))
            continue
        stored.messages += outcome.items
        stored.written += outcome.result.rows
        stored.unknown += outcome.result.unknown
    return stored


def _count_failures(messages: Sequence[AppDataMessage], error: Exception) -> None:
    is_away = is_outage(error) or isinstance(error, Unavailable)
    for application in {message.application for message in messages}:
        metrics.count(
            "inventory_host_app_data_failures",
            application=application,
            reason="db_operational_error" if is_away else "unexpected_error",
        )


class _WrittenRows(NamedTuple):
    """Rows of hosts that a transaction wrote, and hosts that do not exist."""

    rows: int
    unknown: list[HostKey]


def _store_at_once(database: Database, messages: Sequence[AppDataMessage]) -> _WrittenRows:
    entries = list(chain.from_iterable(message.hosts for message in messages))
    if not entries:
        return _WrittenRows(0, [])
    with database.write() as tx:
        named = dict.fromkeys((entry.org_id, entry.host_id) for entry in entries)
        known = repository.lock_known(tx, named.keys())
        rows = 0
        for application in sorted({message.application for message in messages}):
            of_application = chain.from_iterable(m.hosts for m in messages if m.application == application)
            known_ones = (entry for entry in of_application if (entry.org_id, entry.host_id) in known)
            rows += repository.upsert(tx, application, known_ones)
    return _WrittenRows(rows, [host for host in named if host not in known])
