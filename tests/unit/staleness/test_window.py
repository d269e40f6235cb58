"""Staleness states and the intervals they stand for (contract: rest-hosts 3)."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hbi.settings import StalenessDefaults
from hbi.staleness.window import STATES, StalenessSettings, State

NOW = datetime(2031, 4, 5, 12, tzinfo=UTC)
DEFAULTS = StalenessSettings.from_defaults(StalenessDefaults())
MICROSECOND = timedelta(microseconds=1)


def test_defaults_are_the_contracts():
    assert StalenessSettings(timedelta(hours=29), timedelta(days=7), timedelta(days=30)) == DEFAULTS


def test_timestamps_are_all_measured_from_the_check_in():
    assert DEFAULTS.timestamps(NOW) == (NOW + DEFAULTS.stale, NOW + DEFAULTS.warning, NOW + DEFAULTS.delete)


@pytest.mark.parametrize(
    ("age", "state"),
    [
        pytest.param(timedelta(0), "fresh", id="just checked in"),
        pytest.param(-timedelta(hours=1), "fresh", id="a check-in in the future is fresh"),
        pytest.param(DEFAULTS.stale - MICROSECOND, "fresh", id="fresh until the limit"),
        pytest.param(DEFAULTS.stale, "stale", id="stale from the limit on"),
        pytest.param(DEFAULTS.warning - MICROSECOND, "stale", id="stale until the next limit"),
        pytest.param(DEFAULTS.warning, "stale_warning", id="warned about from the limit on"),
        pytest.param(DEFAULTS.delete - MICROSECOND, "stale_warning", id="warned about until the last limit"),
        pytest.param(DEFAULTS.delete, "culled", id="culled from the limit on"),
    ],
)
def test_state(age, state):
    assert states_of(DEFAULTS, NOW - age) == [state]
    assert (NOW - age <= DEFAULTS.culled_before(NOW)) == (state == "culled")


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        pytest.param([], [], id="no state, no interval"),
        pytest.param(["fresh"], [(NOW - DEFAULTS.stale, None)], id="fresh has no end"),
        pytest.param(["culled"], [(None, NOW - DEFAULTS.delete)], id="culled has no beginning"),
        pytest.param(["stale"], [(NOW - DEFAULTS.warning, NOW - DEFAULTS.stale)], id="a state in the middle"),
        pytest.param(
            ["stale_warning", "fresh", "stale"], [(NOW - DEFAULTS.delete, None)], id="neighbours share one interval"
        ),
        pytest.param(
            ["fresh", "stale_warning"],
            [(NOW - DEFAULTS.stale, None), (NOW - DEFAULTS.delete, NOW - DEFAULTS.warning)],
            id="states apart have their own, youngest first",
        ),
        pytest.param(list(STATES), [(None, None)], id="all states are all instants"),
    ],
)
def test_bounds(states, expected):
    assert DEFAULTS.bounds(states, NOW) == expected


limits = st.timedeltas(timedelta(seconds=1), timedelta(days=60))


@given(
    limits=st.tuples(limits, limits, limits),
    age=st.timedeltas(timedelta(days=-1), timedelta(days=90)),
    states=st.sets(st.sampled_from(STATES)),
    on_edge=st.sampled_from([None, 0, 1, 2]),
)
@settings(deadline=None)
def test_bounds_hold_exactly_the_hosts_in_the_states(limits, age, states, on_edge):
    window = StalenessSettings(*limits)
    last_check_in = NOW - (age if on_edge is None else limits[on_edge])
    assert holding(window, states, last_check_in) == (state_of(window, last_check_in) in states)


def state_of(window: StalenessSettings, last_check_in: datetime) -> State:
    """The state by its definition: the last of the limits that are reached counts."""
    age = NOW - last_check_in
    if age >= window.delete:
        return "culled"
    if age >= window.warning:
        return "stale_warning"
    return "stale" if age >= window.stale else "fresh"


def states_of(window: StalenessSettings, last_check_in: datetime) -> list[State]:
    """States whose bounds hold the check-in."""
    return [state for state in STATES if holding(window, {state}, last_check_in)]


def holding(window: StalenessSettings, states: Collection[State], last_check_in: datetime) -> int:
    """Number of intervals of these states that hold the check-in."""
    return sum(
        (after is None or last_check_in > after) and (until is None or last_check_in <= until)
        for after, until in window.bounds(states, NOW)
    )
