"""All that a list can be narrowed by beyond names, times and states, as one value and as SQL."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import FromClause

from hbi.hosts.host_type import HostType
from hbi.queries.conditions.compile import Condition, condition_of, joined
from hbi.queries.conditions.host_conditions import in_groups, of_type, registered_with, tagged
from hbi.queries.filters.groups import GroupFilter
from hbi.queries.filters.tags import Tag
from hbi.queries.filters.tree import EVERYTHING, Term, tables_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What is asked for; all that is given must hold, several values of one parameter are alternatives.

    `()` and `EVERYTHING` ask for nothing.
    """

    tags: tuple[Tag, ...] = ()
    registered_with: tuple[str, ...] = ()
    """Out of `REGISTERED_WITH`."""
    system_types: tuple[HostType, ...] = ()
    groups: GroupFilter = field(default_factory=GroupFilter)
    filter: Term = EVERYTHING

    @property
    def is_empty(self) -> bool:
        """Whether it leaves out no host."""
        return self == Selection()

    @property
    def tables(self) -> frozenset[str]:
        """Tables that the conditions need beside `hosts`."""
        return tables_of(self.filter)

    def source(self) -> FromClause:
        """`hosts AS h`, joined with the tables that the conditions need. One row a host."""
        return joined(self.tables)

    def conditions(self, culled: datetime) -> list[Condition]:
        """Conditions on `source()`. None of them names the organisation: that is the statement's own matter.

        Args:
            culled: latest check-in that counts as culled now.
        """
        conditions = in_groups(self.groups)
        if self.tags:
            conditions.append(tagged(self.tags))
        if self.registered_with:
            conditions.append(registered_with(self.registered_with, culled))
        if self.system_types:
            conditions.append(of_type(self.system_types))
        if self.filter != EVERYTHING:
            conditions.append(condition_of(self.filter))
        return conditions
