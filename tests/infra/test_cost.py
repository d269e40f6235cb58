"""The model of costs: more load never costs less, and a day's bursts are what they are said to be."""

import pytest

from infra.cost import day
from infra.cost.measured import load
from infra.cost.model import Estimate, Load, estimate

SMALL, MIDDLE, LARGE = Load(100_000, 2, 5), Load(1_000_000, 2, 50), Load(20_000_000, 2, 400)


def test_the_check_ins_of_a_day_are_all_there_and_most_come_at_full_hours() -> None:
    minutes = day.arrivals(24_000)
    assert sum(minutes) == pytest.approx(24_000)
    assert sum(minutes[:5]) == pytest.approx(400)
    assert minutes[0] > minutes[30]


def test_what_cannot_be_taken_at_once_waits_and_is_taken_later() -> None:
    assert day.simulate([10, 10, 0, 0], per_minute=6) == day.Lag(8, 8 / 6, 3)


def test_what_never_catches_up_is_refused() -> None:
    with pytest.raises(ValueError, match="more records come in a day"):
        day.simulate([10, 10], per_minute=9)


def test_all_is_enough_when_nothing_waits() -> None:
    assert day.simulate(day.arrivals(1000), per_minute=1000) == day.Lag(0, 0.0, 0)


@pytest.mark.parametrize(
    ("less", "more"),
    [
        pytest.param(SMALL, MIDDLE, id="a million hosts"),
        pytest.param(MIDDLE, LARGE, id="twenty million hosts"),
        pytest.param(MIDDLE, Load(1_000_000, 8, 50), id="more check-ins"),
        pytest.param(MIDDLE, Load(1_000_000, 2, 100), id="more reads"),
    ],
)
def test_more_load_costs_more_and_needs_no_less(less: Load, more: Load) -> None:
    first, second = _of(less), _of(more)
    assert first.total < second.total
    assert first.needs.ingest_concurrency <= second.needs.ingest_concurrency
    assert first.needs.acu_peak <= second.needs.acu_peak
    assert max(first.used.values()) <= max(second.used.values())


def test_arm64_costs_less() -> None:
    assert _of(MIDDLE).total < _of(Load(1_000_000, 2, 50, "x86_64")).total


@pytest.mark.parametrize("asked", [SMALL, MIDDLE, LARGE], ids=["small", "middle", "large"])
def test_no_record_waits_longer_than_is_tolerated_and_something_is_first_at_its_limit(asked: Load) -> None:
    found = _of(asked)
    assert found.needs.lag.worst_minutes <= 5
    assert found.bottleneck in found.used
    assert all(cost >= 0 for cost in found.costs.values())


def _of(asked: Load) -> Estimate:
    return estimate(asked, load())
