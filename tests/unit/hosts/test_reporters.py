"""Check-ins by reporter (contract: ingest-and-events 8.6 and 9)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hbi.clock import isoformat
from hbi.hosts.reporters import check_in, defers_profile, instant_of, reporters_of
from hbi.staleness.window import StalenessSettings

NOW = datetime(2031, 4, 5, 12, tzinfo=UTC)
EARLIER = "2031-04-01T00:00:00+00:00"
STALENESS = StalenessSettings(timedelta(hours=29), timedelta(days=7), timedelta(days=30))


@pytest.mark.parametrize(
    ("stored", "reporter", "others"),
    [
        pytest.param(None, "puptoo", {}, id="first check-in"),
        pytest.param({"puptoo": EARLIER}, "puptoo", {}, id="the entry moves"),
        pytest.param({"yupana": EARLIER}, "puptoo", {"yupana": EARLIER}, id="other entries stay"),
        pytest.param({"yupana": EARLIER}, "satellite", {}, id="satellite was yupana"),
        pytest.param({"yupana": EARLIER}, "discovery", {}, id="discovery was yupana"),
        pytest.param(
            {"satellite": EARLIER, "discovery": EARLIER},
            "yupana",
            {"satellite": EARLIER, "discovery": EARLIER},
            id="yupana removes nothing",
        ),
        pytest.param({"satellite": EARLIER}, "discovery", {"satellite": EARLIER}, id="only yupana is removed"),
    ],
)
def test_check_in(stored, reporter, others):
    checked_in = check_in(stored, reporter, NOW)
    assert checked_in == {**others, reporter: "2031-04-05T12:00:00+00:00"}
    assert reporters_of(checked_in) == sorted([*others, reporter])


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        pytest.param("2031-04-05T12:00:00+00:00", NOW, id="as we write it"),
        pytest.param("2031-04-05T14:00:00+02:00", NOW, id="another offset"),
        pytest.param("2031-04-05T12:00:00", NOW, id="without offset: UTC"),
        pytest.param("yesterday", None, id="unreadable"),
        pytest.param({"last_check_in": EARLIER}, None, id="not a text"),
        pytest.param(None, None, id="null"),
        pytest.param("0001-01-01T00:00:00+02:00", None, id="before the year 1"),
        pytest.param("9999-12-31T00:00:00+00:00", None, id="as good as never"),
    ],
)
def test_instant(entry, expected):
    found = instant_of(entry)
    assert found == expected
    assert found is None or found.tzinfo is UTC


@pytest.mark.parametrize(
    ("arguments", "age", "expected"),
    [
        pytest.param({"defer_to_reporter": "puptoo"}, timedelta(0), True, id="fresh entry: not applied"),
        pytest.param({"defer_to_reporter": "puptoo"}, STALENESS.stale, True, id="at the limit: not applied"),
        pytest.param(
            {"defer_to_reporter": "puptoo"},
            STALENESS.stale + timedelta(microseconds=1),
            False,
            id="stale entry: applied",
        ),
        pytest.param({"defer_to_reporter": "yupana"}, timedelta(0), False, id="unknown reporter: applied"),
        pytest.param({"defer_to_reporter": None}, timedelta(0), False, id="null: applied"),
        pytest.param({"defer_to_reporter": ""}, timedelta(0), False, id="empty: applied"),
        pytest.param({"defer_to_reporter": ["puptoo"]}, timedelta(0), False, id="no text: applied"),
        pytest.param({}, timedelta(0), False, id="key absent: applied"),
        pytest.param(None, timedelta(0), False, id="no arguments: applied"),
    ],
)
def test_defer_to_reporter(arguments, age, expected):
    stored = {"puptoo": isoformat(NOW - age)}
    assert defers_profile(arguments, stored, NOW, STALENESS) is expected


reporters = st.sampled_from(["puptoo", "yupana", "satellite", "discovery", "rhsm-conduit"])
entries = st.dictionaries(reporters, st.just(EARLIER))


@given(stored=entries, reporter=reporters, later=st.integers(0, 3).map(lambda hours: timedelta(hours=hours)))
@settings(deadline=None)
def test_checking_in_again_moves_nothing_but_the_instant(stored, reporter, later):
    once = check_in(stored, reporter, NOW)
    again = check_in(once, reporter, NOW + later)
    assert again == {**once, reporter: isoformat(NOW + later)}
    assert reporters_of(again) == reporters_of(once)
    assert not ({"satellite", "discovery"} & {reporter} and "yupana" in again)


@given(stored=entries, visits=st.lists(reporters, min_size=1, max_size=6))
@settings(deadline=None)
def test_a_series_of_check_ins_that_comes_again_leaves_the_same_reporters(stored, visits):
    once = stored
    for reporter in visits:
        once = check_in(once, reporter, NOW)
    again = once
    for reporter in visits:
        again = check_in(again, reporter, NOW)
    assert again == once
