"""Reads the values of filters (contract: rest-hosts 5.4)."""

import math
import re
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from hbi.ids import is_uuid
from hbi.problems import RuleViolation
from hbi.profile.instants import nearest_instant
from hbi.text import shorten

PRESENCE: Mapping[str, bool] = {"nil": False, "not_nil": True}
"""Words that ask whether there is a value, as a value and as a comparator; whether they ask for one."""

_DIGITS = re.compile(r"[0-9]+")
_INTEGER = re.compile(r"[+-]?[0-9]+")
_NUMBER = re.compile(r"[+-]?[0-9]{1,1000}(?:\.[0-9]{1,1000})?(?:[eE][+-]?[0-9]{1,9})?")
_PRINTED_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,999})(?:\.[0-9]{0,999}[1-9])?")

_MOST_DIGITS = 1000
_BEYOND: int = 10**_MOST_DIGITS  # More than any stored number; PostgreSQL and Python refuse texts of many more digits.


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
    """A number as JSON spells it; a plus sign and leading zeros are fine, too.

    Whole numbers in digits are exact. Others are rounded like those in reports, so that what was sent is found again.
    One beyond every stored number may become another such number.

    Raises:
        RuleViolation: something else.
    """
    if _INTEGER.fullmatch(text):
        return integer(place, text, signed=True)
    if not _NUMBER.fullmatch(text):
        raise refused(place, text, "a number")
    rounded = float(text)
    if math.isfinite(rounded):
        return rounded
    return _BEYOND if rounded > 0 else -_BEYOND


def bare(text: str, *, in_any_spelling: bool) -> float | bool | None:
    """The number or boolean that the text is in JSON; None for other texts.

    Args:
        in_any_spelling: whether a number may be spelled like a `number`, and not only as it is printed.
    """
    if text in {"true", "false"}:
        return text == "true"
    spelling = _NUMBER if in_any_spelling else _PRINTED_NUMBER
    return number("", text) if spelling.fullmatch(text) else None


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
    if not is_uuid(text):
        raise refused(place, text, "a UUID")
    return str(UUID(text))


def instant(place: str, text: str) -> datetime:
    """An instant in ISO 8601; without offset it is UTC, without time midnight.

    Raises:
        RuleViolation: no such date or time.
    """
    try:
        return nearest_instant(text)
    except ValueError:
        raise refused(place, text, "an ISO 8601 date or date-time") from None


def refused(place: str, value: object, expected: str) -> RuleViolation:
    """The error for a value that the field doesn't take."""
    return RuleViolation(f"{place}: expected {expected}, got {shorten(value)}")
