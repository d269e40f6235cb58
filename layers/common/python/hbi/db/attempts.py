"""The retry loop and the halving loop of all work on batches.

Work is attempted again as a whole after a collision with other transactions, and in halves when one item spoils it.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from enum import Enum
from typing import NamedTuple

from hbi.db.errors import first_line, is_duplicate
from hbi.problems import Unavailable

logger = logging.getLogger(__name__)


class Verdict(Enum):
    """What an error means for the work that raised it."""

    RAISE = "the same work would fail again"
    RETRY = "others were in the way, and may be again"
    RESTART = "the next attempt goes about the work in another way"


def repeated[Result](
    work: Callable[[], Result], judge: Callable[[Exception], Verdict], *, attempts: int, subject: str
) -> Result:
    """Does work, again as long as other transactions are in its way.

    Args:
        work: all of a transaction. Doing it again is harmless.
        judge: is asked about each error, and takes down what the next attempt has to know. `RESTART` does not count as
            an attempt, so it must come to an end.
        attempts: how often other transactions may be in the way.
        subject: what is worked on, for logs.
    Raises:
        Unavailable: other transactions are in the way again and again.
        Exception: an error that `judge` lets pass; a duplicate at the last attempt, because the work itself makes it.
    """
    collisions = 0
    while True:
        try:
            return work()
        except Exception as error:
            verdict = judge(error)
            if verdict is Verdict.RAISE:
                raise
            if verdict is Verdict.RESTART:
                continue
            collisions += 1
            if collisions == attempts:
                if is_duplicate(error):
                    raise
                raise Unavailable(f"{subject} collides with others again and again") from error
            logger.warning("%s is tried again: %s", subject, first_line(error))


class Success[Item, Result](NamedTuple):
    """Items that were worked on together, and the result."""

    items: Sequence[Item]
    result: Result


class Failure[Item, Blame](NamedTuple):
    """An item that cannot be worked on, even alone, and what it is blamed for."""

    item: Item
    blame: Blame


def halved[Item, Result, Blame](
    work: Callable[[Sequence[Item]], Result],
    items: Sequence[Item],
    blame: Callable[[Exception, Sequence[Item]], Blame | None],
) -> Iterator[Success[Item, Result] | Failure[Item, Blame]]:
    """Works on all items at once; when one of them spoils it, on halves, until the culprits are alone.

    Parts come in the order of their items, and none before the one ahead of it is done: whoever stops reading leaves
    the rest untouched.

    Args:
        work: must leave nothing behind when it raises.
        blame: what one of these items is to blame for; None when none is, and the error is raised.
    """
    waiting = [items] if items else []
    while waiting:
        part = waiting.pop()
        try:
            result = work(part)
        except Exception as error:
            blamed = blame(error, part)
            if blamed is None:
                raise
        else:
            yield Success(part, result)
            continue
        if len(part) == 1:
            yield Failure(part[0], blamed)
        else:
            middle = len(part) // 2
            waiting += [part[middle:], part[:middle]]
