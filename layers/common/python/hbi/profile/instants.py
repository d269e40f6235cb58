"""Instants in ISO 8601 (contract: ingest-and-events 10.1 step 2)."""

import re
from datetime import UTC, datetime

_FULL = re.compile(r"[0-9W-]{7,}(?:[Tt ][0-9:.,+Zz-]+)?").fullmatch
_REDUCED = re.compile(r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2}))?").fullmatch


def parse_instant(text: str) -> datetime:
    """An instant in any form of ISO 8601: extended or basic, with or without time and offset. Without: UTC.

    >>> parse_instant("20310401T1200+0200")
    datetime.datetime(2031, 4, 1, 10, 0, tzinfo=datetime.timezone.utc)

    Raises:
        ValueError: not ISO 8601, or outside the years 1 to 9999 in UTC.
    """
    instant = _read(text)
    if instant.tzinfo is None:
        return instant.replace(tzinfo=UTC)
    try:
        return instant.astimezone(UTC)
    except OverflowError:
        raise ValueError(f"outside the years 1 to 9999: {text!r}") from None


def is_instant(text: str) -> bool:
    """Whether `parse_instant` reads the text."""
    try:
        parse_instant(text)
    except ValueError:
        return False
    return True


def _read(text: str) -> datetime:
    if reduced := _REDUCED(text):
        return datetime(int(reduced["year"]), int(reduced["month"] or 1), 1)  # noqa: DTZ001 - the caller adds it
    if not _FULL(text):
        raise ValueError(f"not ISO 8601: {text!r}")  # Python would take any character between date and time
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return _read_rare_form(text)


def _read_rare_form(text: str) -> datetime:
    """Of the forms of ISO 8601, Python leaves out days of the year, midnight as 24:00 and small letters."""
    from dateutil.parser import isoparse

    try:
        instant: datetime = isoparse(text)
    except OverflowError as error:
        raise ValueError(f"outside the years 1 to 9999: {text!r}") from error
    return instant
