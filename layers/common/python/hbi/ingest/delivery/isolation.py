"""Keeps records that our code does not survive from holding up the others.

What reporters do wrong is refused by the consumers and never gets here; when the database or the broker does not
answer, the whole event fails. What is left is a defect of ours that some record brings to light.
"""

import logging
import time
from collections.abc import Callable, Sequence
from itertools import groupby, takewhile
from typing import NamedTuple

from hbi.hosts.canonical_facts import ID_FACTS
from hbi.ingest.delivery.records import Record
from hbi.ingest.delivery.rejected import EVERYBODYS, Rejected, refused

logger = logging.getLogger(__name__)

LONELY_PATIENCE = 4
"""How many times as long a defect is waited out while nothing else can be worked off."""

type Work = Callable[[Sequence[Record]], None]
"""Does all that is to be done for records of one topic. Doing it again is harmless."""


class Left(NamedTuple):
    """What could not be done."""

    again: list[Record]
    """To be delivered again: of each partition concerned the first record that fails and all that follow it, because a
    partition keeps its order."""
    given_up: list[Rejected]
    """Records that failed alone and are too old to be tried again."""


def work_in_isolation(work: Work, records: Sequence[Record], *, patience_s: float) -> Left:
    """Does the work for as many records as possible: at once, else partition by partition, else part by part.

    A defect that breaks all records looks like a bad deployment: see `judged`.

    Args:
        records: of one topic, those of a partition in offset order.
        patience_s: age from which a record that fails alone is given up; until then it holds up its partition.
    Raises:
        one of `EVERYBODYS`.
    """
    if _failure_of(work, records) is None:
        return Left([], [])
    left = Left([], [])
    for _, of_partition in groupby(records, key=lambda record: record.partition):
        left.again.extend(_in_order(work, list(of_partition), left.given_up, patience_s))
    return left


def judged(
    defects: Sequence[Rejected], isolated: Sequence[Rejected], *, is_something_stored: bool, patience_s: float
) -> Left:
    """What becomes of records of one topic that our code does not survive: given up, unless it survives none.

    Args:
        defects: those that were refused for it.
        isolated: those that `work_in_isolation` gives up.
        is_something_stored: whether any other record of the event was worked off.
        patience_s: as for `work_in_isolation`.
    """
    if is_something_stored:
        return Left([], [*defects, *isolated])
    if _are_of_several_hosts(defects):
        return _waited_out([*defects, *isolated], patience_s)
    again, given_up = _waited_out(isolated, patience_s)
    return Left(again, [*defects, *given_up])


def _waited_out(entries: Sequence[Rejected], patience_s: float) -> Left:
    """Gives up those at the head of each partition that have failed for too long even where nothing works: not never,
    because a record that is alone in its event would hold up its partition.
    """
    left = Left([], [])
    in_order = sorted(entries, key=lambda entry: (entry.record.partition, entry.record.offset))
    for _, of_partition in groupby(in_order, key=lambda entry: entry.record.partition):
        of_one = list(of_partition)
        too_old = list(takewhile(lambda entry: _age_s(entry.record) >= LONELY_PATIENCE * patience_s, of_one))
        left.given_up.extend(too_old)
        left.again.extend(entry.record for entry in of_one[len(too_old) :])
    return left


def _are_of_several_hosts(entries: Sequence[Rejected]) -> bool:
    """Whether the records share no host, as far as it can be told.

    A single host may be stored in an odd state, and stay so: its reports are refused at once.
    """
    facts = [_facts(entry) for entry in entries]
    return any(facts[0].isdisjoint(others) for others in facts[1:])


def _facts(entry: Rejected) -> frozenset[object]:
    """What tells the host of a record from others."""
    data = entry.envelope.data if entry.envelope else {}
    named: set[object] = {
        (name, repr(data[name]), repr(data.get("org_id"))) for name in ("id", *ID_FACTS) if data.get(name)
    }
    return frozenset(named or {entry.record.coordinates})


def _age_s(record: Record) -> float:
    # Whoever sends a record dates it: one from the future must not be waited for.
    return abs(time.time() - record.timestamp / 1000)


def _failure_of(work: Work, records: Sequence[Record]) -> Exception | None:
    try:
        work(records)
    except EVERYBODYS:
        raise
    except Exception as error:
        logger.exception("records break the code", extra={"first": records[0].coordinates, "records": len(records)})
        return error
    return None


def _in_order(work: Work, records: Sequence[Record], given_up: list[Rejected], patience_s: float) -> Sequence[Record]:
    """Works off records of one partition up to the first one that fails; returns that one and those behind it."""
    failure = _failure_of(work, records)
    if failure is None:
        return ()
    if len(records) == 1:
        if _age_s(records[0]) < patience_s:
            return records
        given_up.append(refused(records[0], failure))
        return ()
    middle = len(records) // 2
    left = _in_order(work, records[:middle], given_up, patience_s)
    if left:
        return [*left, *records[middle:]]
    return _in_order(work, records[middle:], given_up, patience_s)
