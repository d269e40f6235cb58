"""A day's check-ins, minute by minute, and what becomes of them."""

from collections.abc import Sequence
from dataclasses import dataclass

MINUTES = 24 * 60

BURST_SHARE = 0.4
"""Check-ins of an hour that come in its first minutes: timers of reporters begin at full hours."""
BURST_MINUTES = 5


@dataclass(frozen=True)
class Lag:
    """How far ingest falls behind in a day.

    Attributes:
        worst_backlog: most records that wait at the end of a minute.
        worst_minutes: longest time that a record waits.
        minutes_behind: minutes at whose end records wait.
    """

    worst_backlog: int
    worst_minutes: float
    minutes_behind: int


def arrivals(checkins: float) -> list[float]:
    """Check-ins of each minute; their sum is `checkins`."""
    hour = checkins / 24
    early = hour * BURST_SHARE / BURST_MINUTES
    late = hour * (1 - BURST_SHARE) / (60 - BURST_MINUTES)
    return [early if minute % 60 < BURST_MINUTES else late for minute in range(MINUTES)]


def simulate(arriving: Sequence[float], per_minute: float) -> Lag:
    """What waits when so many records a minute can be taken.

    Raises:
        ValueError: more come in a day than can be taken: nothing ever catches up.
    """
    if sum(arriving) > per_minute * len(arriving):
        raise ValueError("more records come in a day than can be taken")
    backlog, worst, behind = 0.0, 0.0, 0
    for came in arriving:
        backlog = max(0.0, backlog + came - per_minute)
        worst = max(worst, backlog)
        behind += backlog >= 1
    return Lag(int(worst), worst / per_minute, behind)
