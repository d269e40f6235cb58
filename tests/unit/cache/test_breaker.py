"""The breaker before the cache: a server that does not answer costs little."""

import pytest

from hbi.cache.breaker import Breaker


class Clock:
    """Time as a test wants it."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("hbi.cache.breaker.time.monotonic", clock)
    return clock


def test_calls_lose_two_milliseconds_on_average(clock: Clock) -> None:
    breaker = Breaker(5.0)
    assert breaker.lets_pass()
    breaker.failed(0.1)
    clock.now += 60
    assert [breaker.lets_pass() for _ in range(51)] == [False] * 50 + [True]


def test_nothing_is_tried_for_a_while_however_many_ask(clock: Clock) -> None:
    breaker = Breaker(5.0)
    breaker.failed(0.001)
    assert not any(breaker.lets_pass() for _ in range(1000))
    clock.now += 4.9
    assert not breaker.lets_pass()
    clock.now += 0.2
    assert breaker.lets_pass()


def test_what_took_long_to_fail_is_tried_later(clock: Clock) -> None:
    breaker = Breaker(1.0, loss_s=0)
    breaker.failed(5.0)
    clock.now += 99
    assert not breaker.lets_pass()
    clock.now += 2
    assert breaker.lets_pass()


def test_success_forgets_failures(clock: Clock) -> None:
    breaker = Breaker(5.0)
    breaker.failed(1.0)
    breaker.succeeded()
    assert breaker.lets_pass()
