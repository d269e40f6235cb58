"""The hosts that a list, a count, an export or a deletion is about: a search and its viewer as SQL."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, FromClause, Integer, Select, bindparam, func, null, select

from hbi.queries.conditions import names
from hbi.queries.conditions.compile import condition_of, joined
from hbi.queries.conditions.counters import CulledHosts
from hbi.queries.conditions.expressions import Condition, LazyConditions
from hbi.queries.conditions.host_conditions import (
    in_groups,
    in_span,
    in_states,
    of_type,
    registered_with,
    tagged,
    values_of_states,
)
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

    outline: Hashable | None = None
    """The same for all searches and viewers whose statements differ in nothing but the values of parameters with names;
    None where nobody knows."""
    values: Mapping[str, Any] = field(default_factory=dict)
    """Those parameters, by name, as far as search and viewer tell them."""

    @classmethod
    def of(cls, search: HostSearch, viewer: Viewer, staleness: StalenessSettings, now: datetime) -> "Matches":
        """The hosts that the viewer asks for and may see."""
        culled_before = staleness.culled_before(now)
        total = total_of(search, viewer, culled_before)
        states = values_of_states(search.states, staleness, now)
        ends = tuple((name, instant is None) for name, instant in states.items())
        # Of tags the planner knows how many hosts have them, so it finds a short way to the page itself.
        plain = HostSearch(
            states=search.states, updated=search.updated, last_check_in=search.last_check_in, tags=search.tags
        )
        return cls(
            org_id=viewer.org_id,
            conditions=LazyConditions(lambda: [*visible(viewer), *_asked(search, staleness, now)]),
            source=joined(tables_of(search.filter)),
            left_out=LazyConditions(lambda: total.culled) if total and search == _EVERY_HOST else None,
            total=total,
            is_selective=total is None and not (viewer.sees_all and search == plain),
            outline=(viewer.outline, *names.outline(search), ends),
            values={**viewer.values, **names.values(search), **states, "culled_before": culled_before},
        )

    @property
    def kind(self) -> Hashable | None:
        """The same for all matches whose statements differ in nothing but `parameters`; None where nobody knows."""
        if self.outline is None:
            return None
        return self.outline, isinstance(self.total, int), self.is_selective, self.is_counted

    def parameters(self, total: int | None = None) -> dict[str, Any]:
        """The parameters of statements about them, by name. `total`: their number, if it is known otherwise."""
        known = self.total if total is None else total
        return {**self.values, "viewer_org_id": self.org_id, "known_total": known if isinstance(known, int) else None}

    @property
    def culled_apart(self) -> CulledHosts | None:
        """Where kept numbers tell about all hosts of the organisation: those to be taken off. Elsewhere None."""
        return self.total.culled_apart if self.left_out is not None and isinstance(self.total, Total) else None

    @property
    def culled_ways(self) -> Sequence[Condition] | None:
        """Where the matches are all hosts but the culled ones: conditions of which each of those meets exactly one."""
        return self.total.culled_ways if self.left_out is not None and isinstance(self.total, Total) else None

    @property
    def uncounted(self) -> "Matches":
        """The same hosts, of which nobody wants to know how many there are."""
        return replace(self, is_counted=False)

    def that_meet(self, condition: Condition) -> "Matches":
        """Those of the hosts that meet one more condition, of which neither number nor outline are known."""
        conditions = LazyConditions(lambda: [*self.conditions, condition])
        return replace(self, conditions=conditions, left_out=None, total=None, outline=None)

    def counted(self) -> Select[Any]:
        """A statement with their number; NULL where nobody wants to know it."""
        if not self.is_counted:
            return select(null().label("matches"))
        if self.total is None:
            return select(func.count()).select_from(self.source).where(*self.conditions)
        return select(known_total(self.total)) if isinstance(self.total, int) else self.total.statement()


def known_total(number: int) -> BindParameter[int]:
    """A number of matches that is known, as a parameter of a statement."""
    return bindparam("known_total", number, Integer)


def _asked(search: HostSearch, staleness: StalenessSettings, now: datetime) -> list[Condition]:
    """What the search says of a host. None of the conditions names the organisation."""
    conditions = [
        in_states(search.states, staleness, now),
        *names.named_as(search),
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
