"""All that the parameters of a request ask of hosts, as one value and as SQL (contract: rest-hosts 4, 5)."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import FromClause

from hbi.filters.selection import Selection
from hbi.hosts.selection import Condition, HostFilter, Viewer, matching
from hbi.staleness.window import STATES, StalenessSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class HostSearch:
    """What a request asks for; all that is given must hold."""

    hosts: HostFilter = field(default_factory=HostFilter)
    """Names, times and states."""
    selection: Selection = field(default_factory=Selection)
    """Everything else."""

    @property
    def is_empty(self) -> bool:
        """Whether it leaves out no host, culled ones included."""
        return self == HostSearch(hosts=HostFilter(states=frozenset(STATES)))

    def source(self) -> FromClause:
        """`hosts AS h`, joined with the tables that the conditions need. One row a host."""
        return self.selection.source()

    def conditions(self, viewer: Viewer, staleness: StalenessSettings, now: datetime) -> list[Condition]:
        """Conditions on `source()`, the organisation's first: hosts that the viewer may see and asks for."""
        return [
            *matching(self.hosts, viewer, staleness, now),
            *self.selection.conditions(staleness.culled_before(now)),
        ]
