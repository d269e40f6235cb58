"""Check-ins by reporter (contract: ingest-and-events 8.6 and 9)."""

from datetime import UTC, datetime, timedelta

import pytest

from hbi.clock import isoformat
from hbi.hosts.reporters import check_in, defers_profile, last_check_in_of, reporters_of
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
    ],
)
def test_last_check_in(entry, expected):
    assert last_check_in_of({"puptoo": entry}, "puptoo") == expected


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
