"""The one reader of instants in ISO 8601: of reports, query parameters, filters and messages of applications.

It reads what the standard has, in its extended and its basic form: a year, a month, a day, a week, a day of the year;
with or without a time, of which midnight may be 24:00; with or without an offset. Between date and time stands any
one character but a digit: digits in a row would be another date. `t` and `z` may be small letters.
"""

import re
from datetime import UTC, datetime

FIRST = datetime(1, 1, 1, tzinfo=UTC)
LAST = datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)

_FORM = re.compile(
    r"(?P<date>[0-9]{4}(?:-[0-9]{2}-[0-9]{2}|[0-9]{4}|-?W[0-9]{2}(?:-?[1-7])?|-?[0-9]{3}))"
    r"(?:[^0-9](?P<time>[0-9]{2}(?::?[0-9]{2}(?::?[0-9]{2})?)?)(?:[.,](?P<fraction>[0-9]+))?"
    r" ?(?P<offset>[Zz]|[+-][0-9]{2}(?::?[0-9]{2}(?::?[0-9]{2})?)?)?)?",
    re.DOTALL,
).fullmatch
_REDUCED = re.compile(r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2}))?").fullmatch


def parse_instant(text: str) -> datetime:
    """An instant in UTC. Without offset it is meant in UTC, without time at midnight.

    >>> parse_instant("20310401T1200+0200")
    datetime.datetime(2031, 4, 1, 10, 0, tzinfo=datetime.timezone.utc)

    Raises:
        ValueError: not ISO 8601, or outside the years 1 to 9999 in UTC.
    """
    instant = _read(text)
    try:
        return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)
    except OverflowError:
        raise _outside(text) from None


def nearest_instant(text: str) -> datetime:
    """The same for comparisons: an instant outside the years 1 to 9999 in UTC becomes the first or last one.

    Raises:
        ValueError: not ISO 8601.
    """
    instant = _read(text)
    try:
        return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)
    except OverflowError:
        return FIRST if instant.year == 1 else LAST


def has_offset(text: str) -> bool:
    """Whether a text that is an instant says how far it is from UTC."""
    return _read(text).tzinfo is not None


def is_instant(text: str) -> bool:
    """Whether `parse_instant` reads the text."""
    try:
        parse_instant(text)
    except ValueError:
        return False
    return True


def _read(text: str) -> datetime:
    form = _FORM(text)
    if form is None:
        return _read_reduced(text)
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return _read_rare_form(text, form)


def _read_reduced(text: str) -> datetime:
    reduced = _REDUCED(text)
    if reduced is None:
        raise ValueError(f"not ISO 8601: {text!r}")
    return datetime(int(reduced["year"]), int(reduced["month"] or 1), 1)  # noqa: DTZ001 - the caller adds it


def _read_rare_form(text: str, form: re.Match[str]) -> datetime:
    """Of the forms of ISO 8601, Python leaves out days of the year, midnight as 24:00 and small letters."""
    from dateutil.parser import isoparse

    date, time, fraction, offset = form.group("date", "time", "fraction", "offset")
    usual = date if time is None else f"{date}T{time}{'.' + fraction if fraction else ''}{(offset or '').upper()}"
    try:
        instant: datetime = isoparse(usual)
    except OverflowError:
        raise _outside(text) from None
    return instant


def _outside(text: str) -> ValueError:
    return ValueError(f"outside the years 1 to 9999: {text!r}")
