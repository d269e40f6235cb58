"""Numbers of matches that are told without a look at each host (ADR 10)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, case, func, or_, select, true

from hbi.queries.conditions.compile import TABLES, condition_of, joined
from hbi.queries.conditions.counters import is_counted, number_of_hosts
from hbi.queries.conditions.expressions import Condition, LazyConditions
from hbi.queries.conditions.host_conditions import tagged
from hbi.queries.conditions.tables import HOSTS
from hbi.queries.conditions.viewer import Viewer, culled, of_org
from hbi.queries.filters.parameters.tags import Tag
from hbi.queries.filters.search import HostSearch
from hbi.queries.filters.terms import EVERYTHING, Term, needs_value, tables_of


@dataclass(frozen=True, slots=True)
class Total:
    """All hosts with one of some tags, or whose profile or application's data meets a filter, less the culled ones.

    All hosts are counted, in whichever index is the smallest, and the culled ones, which are few, are taken off. A
    filter that only a value in one table can meet is counted in that table: each of its rows has a host.
    """

    org_id: str
    culled_ways: Sequence[Condition]
    """Conditions on `hosts AS h`, of which a culled host meets exactly one. They are deleted soon: those are few."""
    tags: Sequence[Tag]
    filter: Term
    by_counters: bool = False
    """Whether the number of all hosts is read where it is kept, instead of counted."""

    @property
    def is_of_all(self) -> bool:
        """Whether it is the number of all hosts that are not culled."""
        return not self.tags and self.filter == EVERYTHING

    @property
    def culled(self) -> list[Condition]:
        """Conditions of the culled hosts."""
        return [HOSTS.c.org_id == of_org(self.org_id), or_(*self.culled_ways)]

    def statement(self) -> Select[Any]:
        """A statement with the number."""
        tables = tables_of(self.filter)
        counted: FromClause = HOSTS
        conditions = [tagged(self.tags)] if self.tags else []
        if self.filter != EVERYTHING:
            [table] = tables
            counted, conditions = TABLES[table], [condition_of(self.filter)]
        every = select(func.count()).select_from(counted).where(counted.c.org_id == of_org(self.org_id), *conditions)
        number: ColumnElement[Any] = every.scalar_subquery()
        if self.by_counters and self.is_of_all:
            # PostgreSQL evaluates only the one that it needs, and both in the same snapshot.
            number = case((is_counted(self.org_id), number_of_hosts(self.org_id)), else_=number)
        # Apart from each other both are ranges of an index; together PostgreSQL would look at the hosts themselves.
        for is_culled in self.culled_ways:
            # As a condition, something common would make the planner look for all hosts that have it.
            gone = select(func.count().filter(true(), *conditions)).select_from(joined(tables))
            number -= gone.where(HOSTS.c.org_id == of_org(self.org_id), is_culled).scalar_subquery()
        return select(number)


def total_of(search: HostSearch, viewer: Viewer, culled_before: datetime) -> Total | None:
    """The total of the matches, if the search is such that they have one."""
    if not viewer.sees_all or search != HostSearch(tags=search.tags, filter=search.filter):
        return None
    if search.filter != EVERYTHING:
        tables = tables_of(search.filter)
        if search.tags or len(tables) != 1 or not needs_value(search.filter):
            return None
    last_check_in = HOSTS.c.last_check_in
    ways = LazyConditions(lambda: [last_check_in <= culled(culled_before), last_check_in.is_(None)])
    return Total(viewer.org_id, ways, search.tags, search.filter, viewer.reads_counters)
