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
from hbi.ingest.outcome import Outcome
from hbi.ingest.records import Record
from hbi.ingest.rejected import EVERYBODYS, Rejected, refused

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

    A defect that breaks all records looks like a bad deployment and is waited out longer: not for ever, because a
    record that is alone in its event would hold up its partition.

    Args:
        records: of one topic, those of a partition in offset order.
        patience_s: age from which a record that fails alone is given up; until then it holds up its partition. Where
            nothing else can be worked off, `LONELY_PATIENCE` times as much.
    Raises:
        one of `EVERYBODYS`.
    """
    if _failure_of(work, records) is None:
        return Left([], [])
    left = Left([], [])
    for _, of_partition in groupby(records, key=lambda record: record.partition):
        left.again.extend(_in_order(work, list(of_partition), left.given_up, patience_s))
    if len(left.given_up) + len(left.again) < len(records):
        return left
    waited_out = wait_out(left.given_up, patience_s=patience_s)
    return Left([*waited_out.again, *left.again], waited_out.given_up)


def wait_out(entries: Sequence[Rejected], *, patience_s: float) -> Left:
    """Gives up those at the head of each partition that have failed for too long even where nothing works.

    Args:
        entries: records of one topic that our code does not survive.
        patience_s: as for `work_in_isolation`.
    """
    left = Left([], [])
    in_order = sorted(entries, key=lambda entry: (entry.record.partition, entry.record.offset))
    for _, of_partition in groupby(in_order, key=lambda entry: entry.record.partition):
        of_one = list(of_partition)
        too_old = list(takewhile(lambda entry: _age_s(entry.record) >= LONELY_PATIENCE * patience_s, of_one))
        left.given_up.extend(too_old)
        left.again.extend(entry.record for entry in of_one[len(too_old) :])
    return left


def look_like_a_bad_deployment(outcome: Outcome) -> list[Rejected]:
    """Records that our code does not survive, of several hosts, where no other was worked off; mostly none.

    A single host may be stored in an odd state, and stay so: its reports are refused at once.
    """
    defects = [entry for entry in outcome.rejected if entry.at_fault == "defect"]
    if any(outcome.counts.values()) or len({_subject(entry) for entry in defects}) < 2:
        return []
    return defects


def _subject(entry: Rejected) -> object:
    """What tells the host of a record from others, as far as it can be told."""
    if entry.envelope is None:
        return entry.record.coordinates
    return tuple(repr(entry.envelope.data.get(name)) for name in ("org_id", "id", *ID_FACTS))


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
