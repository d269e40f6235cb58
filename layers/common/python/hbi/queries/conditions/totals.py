"""Numbers of matches that are told without a look at each host (ADR 10)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, case, cast, func, or_, select, true
from sqlalchemy.dialects.postgresql import JSONB

from hbi.queries.conditions.compile import TABLES, condition_of, joined, kept_system
from hbi.queries.conditions.counters import (
    COUNTS,
    CULLED_COUNTS,
    CountedKind,
    CulledHosts,
    is_counted,
    number_of_hosts,
    part,
    tags_tell,
)
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
    culled_apart: CulledHosts | None = None
    """The culled hosts, where the number of all hosts is read if it is kept, instead of counted."""

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
        apart = self.culled_apart
        if apart is None:
            return select(self._less_culled(self._every, self.culled_ways))
        # Of several numbers PostgreSQL evaluates only the one that it needs, and all in the same snapshot.
        if self._is_of_one_tag:
            [tag] = self.tags
            value = [tag.namespace, tag.key, tag.value]
            kept = number_of_hosts(self.org_id, "tag", COUNTS.c.value == value)
            kept -= apart.number("tag", CULLED_COUNTS.c.value == value)
            is_kept, kept = tags_tell(self.org_id), self._less_culled(kept, apart.ways)
            return select(case((is_kept, kept), else_=self._not_culled(apart)))
        kind: CountedKind = "host" if self.is_of_all else "os"
        if not self.is_of_all and (self.tags or _system_condition(self.filter, COUNTS) is None):
            return select(self._less_culled(self._every, self.culled_ways))
        kept = number_of_hosts(self.org_id, kind, self._on_kept(COUNTS))
        number = case((is_counted(self.org_id), kept), else_=self._every)
        culled = apart.number(kind, self._on_kept(CULLED_COUNTS))
        return select(self._less_culled(number - culled, apart.ways))

    @property
    def _is_of_one_tag(self) -> bool:
        return self.filter == EVERYTHING and len(self.tags) == 1 and self.tags[0].value is not None

    @property
    def _conditions(self) -> list[Condition]:
        """Those of tags or filter."""
        if self.filter != EVERYTHING:
            return [condition_of(self.filter)]
        return [tagged(self.tags)] if self.tags else []

    @property
    def _every(self) -> ColumnElement[Any]:
        """The number, counted, with the culled hosts."""
        counted: FromClause = HOSTS
        if self.filter != EVERYTHING:
            [table] = tables_of(self.filter)
            counted = TABLES[table]
        every = select(func.count()).select_from(counted)
        return every.where(counted.c.org_id == of_org(self.org_id), *self._conditions).scalar_subquery()

    def _not_culled(self, apart: CulledHosts) -> ColumnElement[Any]:
        """The number, counted, of tags: each host has to be looked at anyway."""
        is_not_culled = HOSTS.c.last_check_in > culled(apart.culled_before)
        hosts = select(func.count()).select_from(HOSTS).where(HOSTS.c.org_id == of_org(self.org_id))
        return hosts.where(*self._conditions, is_not_culled).scalar_subquery()

    def _less_culled(self, number: ColumnElement[Any], culled_ways: Sequence[Condition]) -> ColumnElement[Any]:
        # Apart from each other both are ranges of an index; together PostgreSQL would look at the hosts themselves.
        for is_culled in culled_ways:
            # As a condition, something common would make the planner look for all hosts that have it.
            gone = select(func.count().filter(true(), *self._conditions)).select_from(joined(tables_of(self.filter)))
            number -= gone.where(HOSTS.c.org_id == of_org(self.org_id), is_culled).scalar_subquery()
        return number

    def _on_kept(self, counts: FromClause) -> Condition:
        condition = None if self.is_of_all else _system_condition(self.filter, counts)
        return true() if condition is None else condition


def _system_condition(term: Term, counts: FromClause) -> Condition | None:
    # Values of other kinds are no JSON, and PostgreSQL chooses which condition it looks at first.
    parts = (case((counts.c.kind == "os", part(number, counts))) for number in (2, 3))
    major, minor = (cast(text, JSONB) for text in parts)
    return kept_system(term, part(1, counts), major, minor)


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
    apart = CulledHosts(viewer.org_id, culled_before) if viewer.reads_counters else None
    return Total(viewer.org_id, ways, search.tags, search.filter, apart)
