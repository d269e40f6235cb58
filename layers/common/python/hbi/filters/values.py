"""Reads the values of filters (contract: rest-hosts 5.4)."""

import re
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from hbi.problems import RuleViolation, shorten
from hbi.profile.instants import parse_instant

PRESENCE: Mapping[str, bool] = {"nil": False, "not_nil": True}
"""Words that ask whether there is a value, as a value and as a comparator; whether they ask for one."""

_UUID = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}", re.IGNORECASE)
_DIGITS = re.compile(r"[0-9]+")
_INTEGER = re.compile(r"[+-]?[0-9]+")
_NUMBER = re.compile(r"[+-]?[0-9]{1,100}(?:\.[0-9]{1,100})?")

_MOST_DIGITS = 1000
_BEYOND = 10**_MOST_DIGITS  # More than any stored number; PostgreSQL and Python refuse texts of many more digits.


def integer(place: str, text: str, *, signed: bool = False) -> int:
    """A whole number of any magnitude; one beyond every stored number may become another such number.

    Raises:
        RuleViolation: something else than decimal digits, or than those with a sign.
    """
    if not (_INTEGER if signed else _DIGITS).fullmatch(text):
        raise refused(place, text, "a whole number" if signed else "decimal digits")
    digits = text.lstrip("+-").lstrip("0") or "0"
    magnitude = int(digits) if len(digits) <= _MOST_DIGITS else _BEYOND
    return -magnitude if text.startswith("-") else magnitude


def number(place: str, text: str) -> float:
    """A number in decimal digits, with or without sign and fraction.

    Raises:
        RuleViolation: something else.
    """
    if not _NUMBER.fullmatch(text):
        raise refused(place, text, "a number")
    return float(text)


def boolean(place: str, text: str) -> bool:
    """True or false in any letter case.

    Raises:
        RuleViolation: another word.
    """
    word = text.lower()
    if word not in {"true", "false"}:
        raise refused(place, text, "true or false")
    return word == "true"


def uuid(place: str, text: str) -> str:
    """A UUID in either letter case, with or without hyphens; lower-case with hyphens.

    Raises:
        RuleViolation: no UUID.
    """
    if not _UUID.fullmatch(text):
        raise refused(place, text, "a UUID")
    return str(UUID(text))


def instant(place: str, text: str) -> datetime:
    """An instant in ISO 8601; without offset it is UTC, without time midnight.

    Raises:
        RuleViolation: no such date or time.
    """
    try:
        return parse_instant(text)
    except ValueError:
        raise refused(place, text, "an ISO 8601 date or date-time") from None


def refused(place: str, value: object, expected: str) -> RuleViolation:
    """The error for a value that the field doesn't take."""
    return RuleViolation(f"{place}: expected {expected}, got {shorten(value)}")
