"""Keeps records that our code does not survive from holding up the others.

What reporters do wrong is refused by the consumers and never gets here; when the database or the broker does not
answer, the whole event fails. What is left is a defect of ours that some record brings to light.
"""

import logging
import time
from collections.abc import Callable, Sequence
from itertools import groupby
from typing import NamedTuple

import psycopg2
from sqlalchemy.exc import SQLAlchemyError

from hbi.events.producer import PublishFailed
from hbi.ingest.records import InvalidEvent, Record
from hbi.ingest.rejected import Rejected
from hbi.problems import ConfigurationError, Unavailable

logger = logging.getLogger(__name__)

EVERYBODYS = (
    ConfigurationError,
    InvalidEvent,
    MemoryError,
    OSError,
    PublishFailed,
    SQLAlchemyError,
    Unavailable,
    psycopg2.Error,
)
"""Failures that no record is to blame for: the event source delivers the whole event again."""

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

    Records are given up only where others can be worked off: a defect that breaks them all is a bad deployment, not
    their fault, and is waited out.

    Args:
        records: of one topic, those of a partition in offset order.
        patience_s: age from which a record that fails alone is given up; until then it holds up its partition.
    Raises:
        one of `EVERYBODYS`.
    """
    if _failure_of(work, records) is None:
        return Left([], [])
    given_up: list[Rejected] = []
    again: list[Record] = []
    for _, of_partition in groupby(records, key=lambda record: record.partition):
        again.extend(_in_order(work, list(of_partition), given_up, patience_s))
    if len(given_up) + len(again) == len(records):
        return Left(list(records), [])
    return Left(again, given_up)


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
        if time.time() - records[0].timestamp / 1000 < patience_s:
            return records
        given_up.append(Rejected(records[0], f"{type(failure).__name__}: {failure}", notify=False))
        return ()
    middle = len(records) // 2
    left = _in_order(work, records[:middle], given_up, patience_s)
    if left:
        return [*left, *records[middle:]]
    return _in_order(work, records[middle:], given_up, patience_s)
