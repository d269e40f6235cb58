"""Which records a failing function gets again, in which order, and when one is given up."""

import time
from collections.abc import Callable, Sequence
from itertools import count
from threading import Event, Timer

import pytest
from kafka import TopicPartition

from local.aws.delivery import Delivery, RetryPolicy
from local.aws.msk_event import Entry
from local.aws.runtime_api import FunctionFailed

QUICK = RetryPolicy(first_delay_s=0.001, max_delay_s=0.002, attempts=3, patience_s=0.1)


def entries(partition: int, count: int) -> list[Entry]:
    where = TopicPartition("hosts", partition)
    return [Entry(where, offset, b"{}", None, b"", ()) for offset in range(count)]


class Function:
    """Takes records unless a rule says otherwise; remembers what it took."""

    def __init__(self, refuses: Callable[[Entry], bool]) -> None:
        self.refuses = refuses
        self.error_type = "Runtime.ExitError"
        self.reports: Callable[[Entry], bool] = lambda _: False
        self.calls: list[list[tuple[int, int]]] = []
        self.taken: list[tuple[int, int]] = []
        self.settled: list[tuple[int, int]] = []
        self.given_up: list[tuple[int, int]] = []
        self.stopping = Event()

    def invoke(self, batch: Sequence[Entry]) -> Sequence[Entry]:
        coordinates = [(entry.partition.partition, entry.offset) for entry in batch]
        self.calls.append(coordinates)
        if any(map(self.refuses, batch)):
            raise FunctionFailed(self.error_type, "signal: SIGKILL")
        reported = [entry for entry in batch if self.reports(entry)]
        self.taken += [(entry.partition.partition, entry.offset) for entry in batch if entry not in reported]
        return reported

    def settle(self, batch: Sequence[Entry]) -> None:
        self.settled += [(entry.partition.partition, entry.offset) for entry in batch]

    def give_up(self, entry: Entry, _failure: FunctionFailed) -> None:
        self.given_up.append((entry.partition.partition, entry.offset))

    def delivery(self, policy: RetryPolicy = QUICK) -> Delivery:
        return Delivery(self.invoke, self.settle, self.give_up, self.stopping, policy)


def poison(partition: int, offset: int) -> Callable[[Entry], bool]:
    return lambda entry: entry.partition.partition == partition and entry.offset == offset


def test_a_batch_that_is_taken_is_delivered_once() -> None:
    function = Function(lambda _: False)
    function.delivery().deliver(entries(0, 100))
    assert len(function.calls) == 1
    assert len(function.settled) == 100


@pytest.mark.parametrize("position", [0, 1, 57, 98, 99])
def test_only_the_record_that_fails_alone_is_given_up(position: int) -> None:
    function = Function(poison(0, position))
    function.delivery().deliver(entries(0, 100) + entries(1, 5))
    assert function.given_up == [(0, position)]
    assert sorted(function.settled) == [(0, offset) for offset in range(100)] + [(1, offset) for offset in range(5)]
    assert sorted([*function.taken, (0, position)]) == sorted(function.settled)


def test_each_partition_keeps_its_order() -> None:
    function = Function(poison(0, 3))
    function.delivery().deliver(entries(0, 10) + entries(1, 10) + entries(2, 10))
    for partition in range(3):
        offsets = [offset for lane, offset in function.settled if lane == partition]
        assert offsets == sorted(offsets)


def test_other_partitions_do_not_wait_for_a_failing_one() -> None:
    function = Function(poison(0, 0))
    function.delivery().deliver(entries(0, 2) + entries(1, 2))
    assert function.settled.index((1, 1)) < function.settled.index((0, 0))


def test_a_failure_that_passes_loses_nothing_and_gives_nothing_up() -> None:
    calls = count()
    function = Function(lambda _: next(calls) < 10)
    patient = RetryPolicy(first_delay_s=0.001, max_delay_s=0.002, attempts=3, patience_s=60)
    function.delivery(patient).deliver(entries(0, 20))
    assert function.given_up == []
    assert function.taken == [(0, offset) for offset in range(20)]


def test_while_nothing_succeeds_a_record_is_given_up_only_after_the_patience() -> None:
    function = Function(lambda _: True)
    began = time.monotonic()
    function.delivery().deliver(entries(0, 1))
    assert function.given_up == [(0, 0)]
    assert time.monotonic() - began >= QUICK.patience_s
    assert len(function.calls) > QUICK.attempts


def test_a_record_larger_than_an_event_is_given_up_at_once() -> None:
    function = Function(poison(0, 0))
    function.error_type = "RequestTooLarge"
    function.delivery().deliver(entries(0, 1))
    assert function.given_up == [(0, 0)]
    assert len(function.calls) == 2


@pytest.mark.parametrize(
    "reports",
    [
        pytest.param(poison(0, 3), id="only the record"),
        pytest.param(lambda entry: entry.partition.partition == 0 and entry.offset >= 3, id="all behind it too"),
    ],
)
def test_only_what_the_function_reports_is_delivered_again(reports: Callable[[Entry], bool]) -> None:
    function = Function(lambda _: False)
    broken_until = time.monotonic() + 0.05
    function.reports = lambda entry: reports(entry) and time.monotonic() < broken_until
    patient = RetryPolicy(first_delay_s=0.001, max_delay_s=0.002, attempts=3, patience_s=60)
    function.delivery(patient).deliver(entries(0, 6) + entries(1, 6))
    assert {lane for call in function.calls[1:] for lane, _ in call} == {0}
    assert min(offset for call in function.calls[1:] for _, offset in call) == 3
    assert sorted(function.taken) == [(lane, offset) for lane in (0, 1) for offset in range(6)]
    assert function.given_up == []


def test_other_partitions_are_settled_before_what_is_reported() -> None:
    function = Function(lambda _: False)
    function.reports = poison(0, 3)
    function.delivery().deliver(entries(0, 6) + entries(1, 6))
    assert function.settled[:9] == [(1, offset) for offset in range(6)] + [(0, offset) for offset in range(3)]
    assert function.settled[9:] == [(0, 3), (0, 4), (0, 5)]
    assert function.given_up == [(0, 3)]
    assert function.taken.count((0, 5)) == 1


def test_stopping_leaves_what_is_not_settled() -> None:
    function = Function(poison(0, 1))
    patient = RetryPolicy(first_delay_s=0.001, max_delay_s=0.002, attempts=3, patience_s=60)
    Timer(0.05, function.stopping.set).start()
    function.delivery(patient).deliver(entries(0, 3))
    assert function.settled == [(0, 0)]
    assert function.given_up == []


def test_delays_grow_to_their_limit() -> None:
    policy = RetryPolicy(first_delay_s=1, max_delay_s=10)
    assert [policy.delay_s(failures) for failures in (1, 2, 3, 4, 5, 6, 500)] == [1, 2, 4, 8, 10, 10, 10]


def test_the_usual_patience_outlasts_an_outage_of_minutes() -> None:
    assert RetryPolicy().patience_s >= 180
