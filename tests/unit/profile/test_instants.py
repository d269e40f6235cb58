"""Instants in ISO 8601 (contract: ingest-and-events 10.1 step 2)."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hbi.profile.instants import FIRST, LAST, is_instant, nearest_instant, parse_instant


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("2031-04-05T06:07:08Z", datetime(2031, 4, 5, 6, 7, 8, tzinfo=UTC), id="extended, Z"),
        pytest.param(
            "2031-04-05T06:07:08.123456+02:00",
            datetime(2031, 4, 5, 4, 7, 8, 123456, tzinfo=UTC),
            id="extended, microseconds, offset",
        ),
        pytest.param("2031-04-05T06:07:08.5Z", datetime(2031, 4, 5, 6, 7, 8, 500000, tzinfo=UTC), id="tenths"),
        pytest.param("2031-04-05T06:07:08", datetime(2031, 4, 5, 6, 7, 8, tzinfo=UTC), id="no offset: UTC"),
        pytest.param("2031-04-05 06:07:08+00:00", datetime(2031, 4, 5, 6, 7, 8, tzinfo=UTC), id="a space for T"),
        pytest.param("2031-04-05T06:07", datetime(2031, 4, 5, 6, 7, tzinfo=UTC), id="no seconds"),
        pytest.param("2031-04-05T06", datetime(2031, 4, 5, 6, tzinfo=UTC), id="hours only"),
        pytest.param("2031-04-05", datetime(2031, 4, 5, tzinfo=UTC), id="date only: midnight"),
        pytest.param("20310405T060708Z", datetime(2031, 4, 5, 6, 7, 8, tzinfo=UTC), id="basic"),
        pytest.param("20310405T060708-0130", datetime(2031, 4, 5, 7, 37, 8, tzinfo=UTC), id="basic, offset"),
        pytest.param("20310405", datetime(2031, 4, 5, tzinfo=UTC), id="basic, date only"),
        pytest.param("2031-W14-6", datetime(2031, 4, 5, tzinfo=UTC), id="week date"),
        pytest.param("2031-04", datetime(2031, 4, 1, tzinfo=UTC), id="month"),
        pytest.param("2031-095", datetime(2031, 4, 5, tzinfo=UTC), id="day of the year"),
        pytest.param("2031095", datetime(2031, 4, 5, tzinfo=UTC), id="basic, day of the year"),
        pytest.param("2031-095T06:07Z", datetime(2031, 4, 5, 6, 7, tzinfo=UTC), id="day of the year, time"),
        pytest.param("2031-04-04T24:00:00Z", datetime(2031, 4, 5, tzinfo=UTC), id="midnight as the end of a day"),
        pytest.param("2031-04-05t06:07:08z", datetime(2031, 4, 5, 6, 7, 8, tzinfo=UTC), id="small letters"),
        pytest.param("2031", datetime(2031, 1, 1, tzinfo=UTC), id="year"),
        pytest.param("2031-04-05_06:07:08", datetime(2031, 4, 5, 6, 7, 8, tzinfo=UTC), id="another separator"),
        pytest.param("2031-04-05x06:07:08z", datetime(2031, 4, 5, 6, 7, 8, tzinfo=UTC), id="a letter, small z"),
        pytest.param("2031-04-05\n06:07", datetime(2031, 4, 5, 6, 7, tzinfo=UTC), id="a line feed as separator"),
        pytest.param("2031-04-05é06:07z", datetime(2031, 4, 5, 6, 7, tzinfo=UTC), id="a separator outside ASCII"),
        pytest.param("2031-04-05-06:07", datetime(2031, 4, 5, 6, 7, tzinfo=UTC), id="a dash as separator"),
        pytest.param("20310405 060708", datetime(2031, 4, 5, 6, 7, 8, tzinfo=UTC), id="basic, a space"),
        pytest.param("2031-W14", datetime(2031, 3, 31, tzinfo=UTC), id="week"),
        pytest.param("2031W146T06Z", datetime(2031, 4, 5, 6, tzinfo=UTC), id="basic week date, time"),
        pytest.param("2031-W14-6t06:07z", datetime(2031, 4, 5, 6, 7, tzinfo=UTC), id="week date, small letters"),
        pytest.param("2031-095_24:00", datetime(2031, 4, 6, tzinfo=UTC), id="day of the year, its end"),
        pytest.param("20310404T24", datetime(2031, 4, 5, tzinfo=UTC), id="basic, the end of a day"),
        pytest.param("2031-04-04T24:00:00+02:00", datetime(2031, 4, 4, 22, tzinfo=UTC), id="end of a day elsewhere"),
        pytest.param("2031-04-05T06:07:08,5Z", datetime(2031, 4, 5, 6, 7, 8, 500000, tzinfo=UTC), id="comma"),
        pytest.param(
            "2031-04-05t06:07:08.123456789z", datetime(2031, 4, 5, 6, 7, 8, 123456, tzinfo=UTC), id="nanoseconds"
        ),
        pytest.param("2031-04-05 06:07:08 +0200", datetime(2031, 4, 5, 4, 7, 8, tzinfo=UTC), id="as date prints it"),
        pytest.param("2031-04-05T06:07:08+02", datetime(2031, 4, 5, 4, 7, 8, tzinfo=UTC), id="offset in hours"),
        pytest.param("2031-04-05T06:07:08-00:00", datetime(2031, 4, 5, 6, 7, 8, tzinfo=UTC), id="negative zero"),
    ],
)
def test_any_form(text, expected):
    assert parse_instant(text) == expected
    assert parse_instant(text).tzinfo is UTC
    assert is_instant(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("yesterday", id="a word"),
        pytest.param("05.04.2031", id="another order"),
        pytest.param("2031-13-01", id="no such month"),
        pytest.param("2031-02-30", id="no such day"),
        pytest.param("2031-04-05T25:00", id="no such hour"),
        pytest.param("2031-13", id="no such month without day"),
        pytest.param("0000", id="no such year"),
        pytest.param("1924995600", id="seconds since 1970"),
        pytest.param("0001-01-01T00:00:00+02:00", id="before the first year in UTC"),
        pytest.param("9999-12-31T23:59:59-02:00", id="after the last year in UTC"),
        pytest.param("20310405060708", id="digits without a separator"),
        pytest.param("1590123412", id="seconds that read like a day of the year"),
        pytest.param("203104", id="basic month, which could be a short year"),
        pytest.param("2031-0405", id="half basic"),
        pytest.param("2031-04-05  06:07", id="two separators"),
        pytest.param("2031-04-05T06:07:08 02:00", id="a plus sign that became a blank"),
        pytest.param("2031-04-05T", id="nothing behind the separator"),
        pytest.param("2031-04-05T06:07:08.", id="nothing behind the point"),
        pytest.param("2031-04-05T06:07:60", id="a leap second"),
        pytest.param("2031-04-05T24:00:01", id="after the end of a day"),
        pytest.param("2031-04-05T06:07:08+24:00", id="no such offset"),
        pytest.param("2031-W54", id="no such week"),
        pytest.param("2031-w14-6", id="small w"),
        pytest.param(" 2031-04-05", id="a blank before"),
        pytest.param("2031-04-05\n", id="a line feed behind"),
        pytest.param("+031-04-05", id="a sign for a digit"),
        pytest.param("2031-04-05T+6:07", id="a sign for a digit of the time"),
        pytest.param("٢٠٣١-04-05", id="digits of another script"),
        pytest.param("T06:07:08", id="no date"),
        pytest.param("2031-366", id="no such day of the year"),
        pytest.param("9999-12-31T24:00:00Z", id="the end of the last day"),
    ],
)
def test_refused(text):
    assert not is_instant(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("2031-04-05t06:07:08z", datetime(2031, 4, 5, 6, 7, 8, tzinfo=UTC), id="inside"),
        pytest.param("0001-01-01T00:00:00+02:00", FIRST, id="before the first year in UTC"),
        pytest.param("9999-12-31T23:59:59-02:00", LAST, id="after the last year in UTC"),
    ],
)
def test_the_nearest_instant_that_there_is(text, expected):
    assert nearest_instant(text) == expected


@given(st.datetimes(timezones=st.timezones()).filter(lambda instant: 1 < instant.year < 9999))
@settings(deadline=None)
def test_what_we_print_we_read(instant):
    in_utc = instant.astimezone(UTC)
    assert parse_instant(instant.isoformat()) == in_utc
    assert parse_instant(in_utc.isoformat()) == in_utc


@given(st.text(alphabet="0123456789-:T.WZ+ ", max_size=30))
@settings(deadline=None)
def test_nothing_but_value_errors(text):
    assert is_instant(text) in {True, False}
