"""Limits that an organisation may choose (contract: rest-groups-staleness-views 6). Knows no database."""

from collections.abc import Mapping
from datetime import timedelta
from itertools import pairwise
from typing import NamedTuple

from hbi.problems import InvalidBody
from hbi.settings import StalenessDefaults
from hbi.staleness.window import StalenessSettings

DAY = 24 * 60 * 60
SMALLEST_DIFFERENCE = 60 * 60
"""Seconds by which one limit at least must differ from the default for settings to be kept."""


SYSTEM_DEFAULT = "system_default"
"""Id of settings that nobody has chosen."""


class Limits(NamedTuple):
    """Seconds from the last check-in until a host is stale, is warned about, is culled. Members are named as in the API
    and in the table."""

    conventional_time_to_stale: int
    conventional_time_to_stale_warning: int
    conventional_time_to_delete: int

    @property
    def settings(self) -> StalenessSettings:
        """The same as intervals."""
        return StalenessSettings(*(timedelta(seconds=seconds) for seconds in self))


LARGEST = Limits(7 * DAY, 180 * DAY, 730 * DAY)
"""What may be chosen at most; 1 is the least."""


def default_limits(defaults: StalenessDefaults) -> Limits:
    """Limits of organisations without settings of their own."""
    return Limits(defaults.time_to_stale, defaults.time_to_stale_warning, defaults.time_to_delete)


def changed(current: Limits, changes: Mapping[str, int]) -> Limits:
    """The limits with some of them replaced.

    >>> changed(Limits(1, 2, 3), {"conventional_time_to_delete": 9})
    Limits(conventional_time_to_stale=1, conventional_time_to_stale_warning=2, conventional_time_to_delete=9)

    Raises:
        InvalidBody: a host would not be stale before it is warned about, or not be warned about before it is culled.
    """
    limits = current._replace(**changes)
    named = list(limits._asdict().items())
    for (earlier, before), (later, after) in pairwise(named):
        if before >= after:
            raise InvalidBody(f"{earlier} must be lower than {later}: {before} is not lower than {after}.")
    return limits


def is_near(limits: Limits, defaults: Limits) -> bool:
    """Whether the limits are so close to the defaults that an organisation does not keep them.

    >>> is_near(Limits(3600, 10, 10), Limits(0, 10, 10)), is_near(Limits(3599, 10, 10), Limits(0, 10, 10))
    (False, True)
    """
    return all(abs(ours - theirs) < SMALLEST_DIFFERENCE for ours, theirs in zip(limits, defaults, strict=True))
