"""The retry loop and the halving loop of all work on batches."""

from collections.abc import Callable, Iterator, Sequence

import psycopg2.errors
import pytest

from hbi.db.attempts import Failure, Success, Verdict, halved, repeated
from hbi.problems import Unavailable


class Spoilt(Exception):
    """One of the items is to blame."""


class Outage(Exception):
    """No item is to blame."""


def work_of(bad: set[int], done: list[Sequence[int]]) -> Callable[[Sequence[int]], int]:
    def work(items: Sequence[int]) -> int:
        if bad.intersection(items):
            raise Spoilt
        done.append(items)
        return sum(items)

    return work


def blame(error: Exception, _items: Sequence[int]) -> str | None:
    return "spoilt" if isinstance(error, Spoilt) else None


@pytest.mark.parametrize(
    ("items", "bad", "expected"),
    [
        pytest.param([], set(), [], id="nothing to do"),
        pytest.param([1, 2, 3], set(), [Success([1, 2, 3], 6)], id="all at once"),
        pytest.param([7], {7}, [Failure(7, "spoilt")], id="a culprit that is alone"),
        pytest.param(
            [1, 2, 3, 4, 5],
            {2},
            [Success([1], 1), Failure(2, "spoilt"), Success([3, 4, 5], 12)],
            id="neighbours are worked on in as large parts as go",
        ),
        pytest.param([1, 2], {1, 2}, [Failure(1, "spoilt"), Failure(2, "spoilt")], id="all are culprits"),
    ],
)
def test_culprits_are_found_and_order_is_kept(
    items: list[int], bad: set[int], expected: list[Success[int, int] | Failure[int, str]]
) -> None:
    assert list(halved(work_of(bad, []), items, blame)) == expected


@pytest.mark.parametrize("bad", [{number} for number in range(9)] + [{0, 8}, {3, 4}, set(range(0, 9, 2))])
def test_no_item_is_lost_or_done_twice(bad: set[int]) -> None:
    items = list(range(9))
    found: list[int] = []
    for outcome in halved(work_of(bad, []), items, blame):
        found += [outcome.item] if isinstance(outcome, Failure) else outcome.items
    assert found == items


def test_whoever_stops_reading_leaves_the_rest_untouched() -> None:
    done: list[Sequence[int]] = []
    for outcome in halved(work_of({4}, done), list(range(8)), blame):
        if isinstance(outcome, Failure):
            break
    assert done == [[0, 1, 2, 3]]


def test_an_outage_in_a_part_is_raised() -> None:
    def work(items: Sequence[int]) -> None:
        raise Outage if items == [3, 4] else Spoilt

    with pytest.raises(Outage):
        list(halved(work, [1, 2, 3, 4], blame))


def raising(*errors: Exception) -> Callable[[], str]:
    """Work that fails once with each of the errors and then succeeds."""
    waiting: Iterator[Exception] = iter(errors)

    def work() -> str:
        for error in waiting:
            raise error
        return "done"

    return work


DEADLOCK, DUPLICATE = psycopg2.errors.DeadlockDetected, psycopg2.errors.UniqueViolation


def always(verdict: Verdict) -> Callable[[Exception], Verdict]:
    return lambda _: verdict


@pytest.mark.parametrize(
    ("errors", "verdict"),
    [
        pytest.param([], Verdict.RAISE, id="at once"),
        pytest.param([DEADLOCK(), DUPLICATE()], Verdict.RETRY, id="after collisions"),
        pytest.param([Spoilt()] * 9, Verdict.RESTART, id="what goes another way does not count"),
    ],
)
def test_work_that_succeeds_in_the_end(errors: list[Exception], verdict: Verdict) -> None:
    assert repeated(raising(*errors), always(verdict), attempts=3, subject="the work") == "done"


@pytest.mark.parametrize(
    ("errors", "verdict", "expected"),
    [
        pytest.param([Outage()], Verdict.RAISE, Outage, id="an error that is let pass"),
        pytest.param([DEADLOCK()] * 3, Verdict.RETRY, Unavailable, id="collisions without end"),
        pytest.param([DEADLOCK(), DEADLOCK(), DUPLICATE()], Verdict.RETRY, DUPLICATE, id="a duplicate that stays"),
    ],
)
def test_work_that_does_not_succeed(errors: list[Exception], verdict: Verdict, expected: type[Exception]) -> None:
    with pytest.raises(expected):
        repeated(raising(*errors), always(verdict), attempts=3, subject="the work")


def test_collisions_that_do_not_end_are_said_of_the_subject() -> None:
    with pytest.raises(Unavailable, match="the work collides with others again and again"):
        repeated(raising(*[DEADLOCK()] * 3), always(Verdict.RETRY), attempts=3, subject="the work")
