"""How long an invocation of the export function works."""

from datetime import timedelta
from typing import Protocol

RESERVE = timedelta(seconds=20)
"""Time that is reserved to store a failure."""
WORTHWHILE = timedelta(minutes=5)
"""Time without which no further export is begun."""


class Context(Protocol):
    """The part of Lambda's context that is used here."""

    def get_remaining_time_in_millis(self) -> int: ...
