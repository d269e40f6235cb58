"""Instants in ISO 8601 (contract: ingest-and-events 10.1 step 2)."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hbi.profile.instants import is_instant, parse_instant


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
        pytest.param("2031-04-05x06:07:08", id="another letter for T"),
        pytest.param("2031-366", id="no such day of the year"),
        pytest.param("9999-12-31T24:00:00Z", id="the end of the last day"),
    ],
)
def test_refused(text):
    assert not is_instant(text)


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
