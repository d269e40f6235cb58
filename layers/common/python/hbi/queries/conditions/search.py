"""All that the parameters of a request ask of hosts, as one value and as SQL (contract: rest-hosts 4, 5)."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import FromClause, Select, func, or_, select, true

from hbi.queries.conditions.compile import TABLES, condition_of
from hbi.queries.conditions.host_conditions import tagged
from hbi.queries.conditions.host_filter import HostFilter, matching
from hbi.queries.conditions.matches import AllBut, Matches
from hbi.queries.conditions.selection import Selection
from hbi.queries.conditions.tables import HOSTS
from hbi.queries.conditions.viewer import Condition, Viewer
from hbi.queries.filters.tree import EVERYTHING, needs_value
from hbi.staleness.window import STATES, StalenessSettings

_PROFILES = frozenset({"static", "dynamic"})


@dataclass(frozen=True, slots=True, kw_only=True)
class HostSearch:
    """What a request asks for; all that is given must hold."""

    hosts: HostFilter = field(default_factory=HostFilter)
    """Names, times and states."""
    selection: Selection = field(default_factory=Selection)
    """Everything else."""

    @property
    def has_value(self) -> bool:
        """Whether some parameter has a value. Empty texts are none, but the empty name of a group selects hosts."""
        return self != HostSearch(hosts=HostFilter(states=frozenset(STATES)))

    def source(self) -> FromClause:
        """`hosts AS h`, joined with the tables that the conditions need. One row a host."""
        return self.selection.source()

    def conditions(self, viewer: Viewer, staleness: StalenessSettings, now: datetime) -> list[Condition]:
        """Conditions on `source()`, the organisation's first: hosts that the viewer may see and asks for."""
        return [
            *matching(self.hosts, viewer, staleness, now),
            *self.selection.conditions(staleness.culled_before(now)),
        ]

    def matches(self, viewer: Viewer, staleness: StalenessSettings, now: datetime) -> Matches:
        """The same hosts, for a list of them."""
        total = self._total(viewer, staleness, now)
        # Of tags the planner knows how many hosts have them, so it finds a short way to the page itself.
        is_plain = self.hosts.is_about_times and replace(self.selection, tags=()).is_empty and viewer.sees_all
        return Matches(
            org_id=viewer.org_id,
            conditions=self.conditions(viewer, staleness, now),
            source=self.source(),
            total=total,
            all_but=self.all_but(viewer, staleness, now),
            is_selective=total is None and not is_plain,
        )

    def all_but(self, viewer: Viewer, staleness: StalenessSettings, now: datetime) -> AllBut | None:
        """The same hosts, where they are all that are not culled. Hosts are deleted soon after that: those are few."""
        if self != HostSearch() or not viewer.sees_all:
            return None
        culled = or_(HOSTS.c.last_check_in <= staleness.culled_before(now), HOSTS.c.last_check_in.is_(None))
        return AllBut(viewer.org_id, [HOSTS.c.org_id == viewer.org_id, culled])

    def _total(self, viewer: Viewer, staleness: StalenessSettings, now: datetime) -> Select[Any] | None:
        """The number of matches without a look at each of their hosts; None where there is no such way.

        All hosts are counted, in whichever index is the smallest, and the culled ones, which are few, are taken off.
        So are all hosts with one of some tags. A filter that only a value in one part of the profile can meet is
        counted in that table: each profile has a host.
        """
        asked, tags = self.selection.filter, self.selection.tags
        rest = replace(self.selection, filter=EVERYTHING, tags=())
        all_but = HostSearch(hosts=self.hosts, selection=rest).all_but(viewer, staleness, now)
        if all_but is None:
            return None
        counted: FromClause = HOSTS
        conditions = [tagged(tags)] if tags else []
        if asked != EVERYTHING:
            tables = self.selection.tables
            if tags or len(tables) != 1 or not tables <= _PROFILES or not needs_value(asked):
                return None
            [table] = tables
            counted, conditions = TABLES[table], [condition_of(asked)]
        every = select(func.count()).select_from(counted).where(counted.c.org_id == viewer.org_id, *conditions)
        # As a condition, something common would make the planner look for all hosts that have it.
        gone = select(func.count().filter(true(), *conditions)).select_from(self.source()).where(*all_but.conditions)
        return select(every.scalar_subquery() - gone.scalar_subquery())
