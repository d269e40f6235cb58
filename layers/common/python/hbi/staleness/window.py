"""The states of hosts, by the age of their last check-in (contract: rest-hosts 3).

A host's state follows from its `last_check_in` alone. To let an index answer, readers compare that column with the
instants computed here and never add an interval to it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Self, get_args

from hbi import clock
from hbi.settings import StalenessDefaults

type State = Literal["fresh", "stale", "stale_warning", "culled"]
STATES: tuple[State, ...] = get_args(State.__value__)
"""All states, from the youngest check-in to the oldest."""

type Interval = tuple[datetime | None, datetime | None]
"""A range of instants, after the first and up to and including the second; None is no bound on that side."""


@dataclass(frozen=True, slots=True)
class StalenessSettings:
    """An organisation's limits, all three measured from the last check-in."""

    stale: timedelta
    warning: timedelta
    delete: timedelta

    @classmethod
    def from_defaults(cls, defaults: StalenessDefaults) -> Self:
        """Limits of an organisation without settings of its own."""
        return cls(
            stale=timedelta(seconds=defaults.time_to_stale),
            warning=timedelta(seconds=defaults.time_to_stale_warning),
            delete=timedelta(seconds=defaults.time_to_delete),
        )

    def timestamps(self, last_check_in: datetime) -> tuple[datetime, datetime, datetime]:
        """The instants at which the host becomes stale, is warned about, is culled."""
        try:
            return last_check_in + self.stale, last_check_in + self.warning, last_check_in + self.delete
        except OverflowError:
            stale, warning, culled = (
                clock.later(last_check_in, time) for time in (self.stale, self.warning, self.delete)
            )
            return stale, warning, culled

    def culled_before(self, now: datetime) -> datetime:
        """A host with `last_check_in` at or before this instant is culled."""
        return now - self.delete

    def bounds(self, states: Collection[State], now: datetime) -> list[Interval]:
        """Intervals of `last_check_in` of the hosts in one of `states`.

        Youngest interval first; states next to each other share one; no states, no intervals.
        """
        stale, warning, culled = self._cuts(now)
        edges: list[datetime | None] = [None, stale, warning, culled, None]
        found: list[Interval] = []
        for position, state in enumerate(STATES):
            until, after = edges[position], edges[position + 1]
            if state not in states or (until is not None and until == after):
                continue
            if found and found[-1][0] == until:
                until = found.pop()[1]
            found.append((after, until))
        return found

    def _cuts(self, now: datetime) -> tuple[datetime, datetime, datetime]:
        """Latest check-ins that are stale, warned about, culled now. A limit beyond a later one shortens to it."""
        culled = now - self.delete
        warning = max(now - self.warning, culled)
        return max(now - self.stale, warning), warning, culled
