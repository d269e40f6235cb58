"""Takes a batch of applications' messages into the database."""

import logging
from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

import psycopg2

from hbi import metrics
from hbi.app_data import repository
from hbi.app_data.message import AppDataMessage
from hbi.db.engine import Database
from hbi.db.errors import refusal
from hbi.hosts.key import HostKey
from hbi.problems import Unavailable

logger = logging.getLogger(__name__)


class RefusedMessage(NamedTuple):
    """A message that the database does not take."""

    position: int
    """In the batch."""
    reason: str


class Stored(NamedTuple):
    """What became of a batch."""

    written: int
    """Rows inserted or updated; entries older than the stored row write none."""
    unknown: list[HostKey]
    """Hosts that do not exist in the message's organisation."""
    refused: list[RefusedMessage]


def store(database: Database, messages: Sequence[AppDataMessage]) -> Stored:
    """Stores messages so that the outcome is that of one message at a time, in order; delivering them again changes
    nothing.

    Raises:
        hbi.problems.Unavailable, psycopg2.Error: the database does not answer; nothing is stored and the whole batch
            may be tried again.
    """
    if not messages:
        return Stored(0, [], [])
    try:
        return _store_at_once(database, messages)
    except Exception as error:
        refused_for = refusal(error)
        if refused_for is None:
            _count_failures(messages, error)
            raise
        reason = f"the database refuses the message: {refused_for}"
    if len(messages) == 1:
        return Stored(0, [], [RefusedMessage(0, reason)])
    logger.warning("one of %d messages cannot be stored: %s", len(messages), reason)
    middle = len(messages) // 2
    first, second = store(database, messages[:middle]), store(database, messages[middle:])
    refused = [RefusedMessage(entry.position + middle, entry.reason) for entry in second.refused]
    return Stored(first.written + second.written, first.unknown + second.unknown, first.refused + refused)


def _count_failures(messages: Sequence[AppDataMessage], error: Exception) -> None:
    away = isinstance(error, psycopg2.OperationalError | Unavailable)
    for application in {message.application for message in messages}:
        metrics.count(
            "inventory_host_app_data_failures",
            application=application,
            reason="db_operational_error" if away else "unexpected_error",
        )


def _store_at_once(database: Database, messages: Sequence[AppDataMessage]) -> Stored:
    entries = list(chain.from_iterable(message.hosts for message in messages))
    if not entries:
        return Stored(0, [], [])
    with database.write() as tx:
        named = dict.fromkeys((entry.org_id, entry.host_id) for entry in entries)
        known = repository.lock_known(tx, named.keys())
        written = 0
        for application in sorted({message.application for message in messages}):
            of_application = chain.from_iterable(m.hosts for m in messages if m.application == application)
            known_ones = (entry for entry in of_application if (entry.org_id, entry.host_id) in known)
            written += repository.upsert(tx, application, known_ones)
    return Stored(written, [host for host in named if host not in known], [])
