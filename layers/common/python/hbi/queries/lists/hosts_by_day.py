"""Hosts by the days on which they came and went (contract: console 4)."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Date, cast, func, select

from hbi.db.engine import Transaction
from hbi.queries.conditions.matches import Matches
from hbi.queries.conditions.tables import HOSTS
from hbi.queries.conditions.viewer import Viewer
from hbi.queries.filters.search import HostSearch, visible_states
from hbi.staleness.window import StalenessSettings

DAYS = 30

_SHOWN = visible_states(("fresh", "stale", "stale_warning"))
_NOT_FRESH = visible_states(("stale", "stale_warning"))


class DayCount(NamedTuple):
    """A day, in UTC, and the numbers of hosts that came and went on it."""

    day: date
    new: int
    """Hosts that were created on it."""
    lost: int
    """Hosts whose last check-in was on it and that are not fresh any more."""


def hosts_by_day(tx: Transaction, viewer: Viewer, staleness: StalenessSettings, now: datetime) -> list[DayCount]:
    """The last days, today included, oldest first. Of hosts that are culled or deleted nothing is counted."""
    today = now.astimezone(UTC).date()
    days = [today - timedelta(days=DAYS - 1 - number) for number in range(DAYS)]
    new, lost = (
        _counted(tx, Matches.of(HostSearch(states=states), viewer, staleness, now), instant, days[0], today)
        for states, instant in ((_SHOWN, HOSTS.c.created_on), (_NOT_FRESH, HOSTS.c.last_check_in))
    )
    return [DayCount(day, new.get(day, 0), lost.get(day, 0)) for day in days]


def _counted(
    tx: Transaction, matches: Matches, instant: ColumnElement[Any], first: date, last: date
) -> Mapping[date, int]:
    """Numbers of the matches by the day of an instant. Days without any are missing."""
    day = cast(func.timezone("UTC", instant), Date).label("day")
    start = datetime.combine(first, datetime.min.time(), UTC)
    end = datetime.combine(last + timedelta(days=1), datetime.min.time(), UTC)
    statement = (
        select(day, func.count().label("hosts"))
        .select_from(matches.source)
        .where(*matches.conditions, instant >= start, instant < end)
        .group_by(day)
    )
    return {row.day: row.hosts for row in tx.execute(statement)}
