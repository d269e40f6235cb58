"""Isolation of records that our code does not survive, so that they do not hold up the others.

What reporters do wrong is refused by the consumers and never gets here; when the database or the broker does not
answer, the whole event fails. What is left is a defect of ours that some record brings to light.
"""

import logging
import time
from collections.abc import Callable, Sequence
from itertools import groupby, takewhile
from typing import NamedTuple

from hbi.db.attempts import Failure, halved
from hbi.hosts.canonical_facts import ID_FACTS
from hbi.ingest.delivery.rejected import ReadRecord, RejectedRecord, fails_the_event, reject
from hbi.ingest.messages.records import Record

logger = logging.getLogger(__name__)

LONELY_PATIENCE = 4
"""How many times as long a defect is waited out while nothing else can be worked off."""


class FailedRecords(NamedTuple):
    """Records that could not be worked off."""

    again: list[Record]
    """To be delivered again: of each partition concerned the first record that fails and all that follow it, because a
    partition keeps its order."""
    to_dead_letter: list[RejectedRecord]
    """Those that failed alone and are too old to be tried again."""


def work_in_isolation[Item: ReadRecord](
    work: Callable[[Sequence[Item]], None], entries: Sequence[Item], *, patience_s: float
) -> FailedRecords:
    """Does the work for as many records as possible: at once, else partition by partition, else part by part.

    A defect that breaks all records looks like a bad deployment: see `judge_defects`.

    Args:
        work: does all that is to be done for records of one topic. Doing it again is harmless.
        entries: of one topic, those of a partition in offset order.
        patience_s: age from which a record that fails alone is dead-lettered; until then it holds up its partition.
    Raises:
        an error that `fails_the_event`.
    """
    failed = FailedRecords([], [])
    if _works_at_once(work, entries):
        return failed
    for _, of_partition in groupby(entries, key=lambda entry: entry.record.partition):
        _work_in_order(work, list(of_partition), failed, patience_s)
    return failed


def judge_defects(
    defects: Sequence[RejectedRecord],
    isolated: Sequence[RejectedRecord],
    *,
    is_something_stored: bool,
    patience_s: float,
) -> FailedRecords:
    """What becomes of records of one topic that our code does not survive: dead letters, unless it survives none.

    Args:
        defects: those that were rejected for it.
        isolated: those that `work_in_isolation` wants to dead-letter.
        is_something_stored: whether any other record of the event was worked off.
        patience_s: as for `work_in_isolation`.
    """
    if is_something_stored:
        return FailedRecords([], [*defects, *isolated])
    if _are_of_several_hosts(defects):
        return _waited_out([*defects, *isolated], patience_s)
    again, to_dead_letter = _waited_out(isolated, patience_s)
    return FailedRecords(again, [*defects, *to_dead_letter])


def _waited_out(entries: Sequence[RejectedRecord], patience_s: float) -> FailedRecords:
    """Dead-letters those at the head of each partition that have failed for too long even where nothing works: not
    never, because a record that is alone in its event would hold up its partition.
    """
    failed = FailedRecords([], [])
    in_order = sorted(entries, key=lambda entry: (entry.record.partition, entry.record.offset))
    for _, of_partition in groupby(in_order, key=lambda entry: entry.record.partition):
        of_one = list(of_partition)
        too_old = list(takewhile(lambda entry: _age_s(entry.record) >= LONELY_PATIENCE * patience_s, of_one))
        failed.to_dead_letter.extend(too_old)
        failed.again.extend(entry.record for entry in of_one[len(too_old) :])
    return failed


def _are_of_several_hosts(entries: Sequence[RejectedRecord]) -> bool:
    """Whether the records share no host, as far as their facts show.

    A single host may be stored in an odd state, and stay so: its reports are refused at once.
    """
    facts = [_facts(entry) for entry in entries]
    return any(facts[0].isdisjoint(others) for others in facts[1:])


def _facts(entry: RejectedRecord) -> frozenset[object]:
    """Facts that distinguish the host of a record from others."""
    data = entry.sent.data if entry.sent else {}
    named: set[object] = {
        (name, repr(data[name]), repr(data.get("org_id"))) for name in ("id", *ID_FACTS) if data.get(name)
    }
    return frozenset(named or {entry.record.coordinates})


def _age_s(record: Record) -> float:
    # Whoever sends a record dates it: one from the future must not be waited for.
    return abs(time.time() - record.timestamp / 1000)


def _works_at_once[Item: ReadRecord](work: Callable[[Sequence[Item]], None], entries: Sequence[Item]) -> bool:
    try:
        work(entries)
    except Exception as error:
        if _defect(error, entries) is None:
            raise
        return False
    return True


def _work_in_order[Item: ReadRecord](
    work: Callable[[Sequence[Item]], None], entries: Sequence[Item], failed: FailedRecords, patience_s: float
) -> None:
    """Works off records of one partition up to the first one that fails and is not too old."""
    done = 0
    for outcome in halved(work, entries, _defect):
        if not isinstance(outcome, Failure):
            done += len(outcome.items)
            continue
        entry, error = outcome
        if _age_s(entry.record) < patience_s:
            failed.again.extend(entry.record for entry in entries[done:])
            return
        failed.to_dead_letter.append(reject(entry.record, error, entry.sent))
        done += 1


def _defect(error: Exception, entries: Sequence[ReadRecord]) -> Exception | None:
    """The error, if it is a defect of ours that one of the records brings to light."""
    if fails_the_event(error):
        return None
    first = entries[0].record.coordinates
    logger.error("records break the code", extra={"first": first, "records": len(entries)}, exc_info=error)
    return error
