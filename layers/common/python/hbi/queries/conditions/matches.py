"""The hosts that a list, a count, an export or a deletion is about: a search and its viewer as SQL."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import FromClause, Integer, Select, func, literal, null, select

from hbi.queries.conditions.compile import condition_of, joined
from hbi.queries.conditions.expressions import Condition
from hbi.queries.conditions.host_conditions import in_groups, in_span, in_states, of_type, registered_with, tagged
from hbi.queries.conditions.names import named_as
from hbi.queries.conditions.tables import HOSTS
from hbi.queries.conditions.totals import Total, total_of
from hbi.queries.conditions.viewer import Viewer, visible
from hbi.queries.filters.search import HostSearch
from hbi.queries.filters.terms import EVERYTHING, tables_of
from hbi.staleness.window import StalenessSettings

_EVERY_HOST = HostSearch()


@dataclass(frozen=True, slots=True, kw_only=True)
class Matches:
    """Hosts of one organisation that a viewer may see and a search asks for."""

    org_id: str
    conditions: Sequence[Condition]
    """Conditions on `source`, the organisation's first."""
    source: FromClause = HOSTS
    """`hosts AS h`, joined with the tables that the conditions need. It has one row a host."""
    left_out: Sequence[Condition] | None = None
    """Where the matches are all hosts of the organisation but a few: the conditions of those few, on `hosts AS h`."""
    total: Total | int | None = None
    """Their number, or how to count them without a look at each; None where there is no such way."""
    is_selective: bool = False
    """Whether the conditions look at more than what orders and totals are indexed by: then they are evaluated once."""

    is_counted: bool = True
    """Whether anybody wants to know how many there are."""

    @classmethod
    def of(cls, search: HostSearch, viewer: Viewer, staleness: StalenessSettings, now: datetime) -> "Matches":
        """The hosts that the viewer asks for and may see."""
        total = total_of(search, viewer, staleness.culled_before(now))
        # Of tags the planner knows how many hosts have them, so it finds a short way to the page itself.
        plain = HostSearch(
            states=search.states, updated=search.updated, last_check_in=search.last_check_in, tags=search.tags
        )
        return cls(
            org_id=viewer.org_id,
            conditions=[*visible(viewer), *_asked(search, staleness, now)],
            source=joined(tables_of(search.filter)),
            left_out=total.culled if total and search == _EVERY_HOST else None,
            total=total,
            is_selective=total is None and not (viewer.sees_all and search == plain),
        )

    @property
    def culled_apart(self) -> Sequence[Sequence[Condition]] | None:
        """Where kept numbers tell about all hosts of the organisation: conditions of those to be taken off, on
        `hosts AS h`, of which a host meets one. Elsewhere None.
        """
        if self.left_out is None or not isinstance(self.total, Total) or not self.total.by_counters:
            return None
        return [[HOSTS.c.org_id == self.org_id, way] for way in self.total.culled_ways]

    @property
    def uncounted(self) -> "Matches":
        """The same hosts, of which nobody wants to know how many there are."""
        return replace(self, is_counted=False)

    def counted(self) -> Select[Any]:
        """A statement with their number; NULL where nobody wants to know it."""
        if not self.is_counted:
            return select(null().label("matches"))
        if self.total is None:
            return select(func.count()).select_from(self.source).where(*self.conditions)
        return select(literal(self.total, Integer)) if isinstance(self.total, int) else self.total.statement()


def _asked(search: HostSearch, staleness: StalenessSettings, now: datetime) -> list[Condition]:
    """What the search says of a host. None of the conditions names the organisation."""
    conditions = [
        in_states(search.states, staleness, now),
        *named_as(search),
        *in_span(HOSTS.c.modified_on, search.updated),
        *in_span(HOSTS.c.last_check_in, search.last_check_in),
        *in_groups(search.groups),
    ]
    if search.tags:
        conditions.append(tagged(search.tags))
    if search.registered_with:
        conditions.append(registered_with(search.registered_with, staleness.culled_before(now)))
    if search.system_types:
        conditions.append(of_type(search.system_types))
    if search.filter != EVERYTHING:
        conditions.append(condition_of(search.filter))
    return conditions
