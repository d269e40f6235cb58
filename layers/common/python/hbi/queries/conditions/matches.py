"""The hosts that a list, a count or a deletion is about."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import FromClause, Select, func, null, select

from hbi.queries.conditions.tables import HOSTS
from hbi.queries.conditions.viewer import Condition


@dataclass(frozen=True, slots=True)
class AllBut:
    """All hosts of an organisation but a few."""

    org_id: str
    conditions: Sequence[Condition]
    """Of those few, on `hosts AS h`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matches:
    """The hosts that a list is about."""

    org_id: str
    conditions: Sequence[Condition]
    source: FromClause = HOSTS
    """`hosts AS h` with what the conditions need beside it; one row a host."""
    total: Select[Any] | None = None
    """Counts them cheaper than the conditions would."""
    all_but: AllBut | None = None
    """The same hosts, if they are all but a few."""
    is_selective: bool = False
    """Whether the conditions look at more than what orders and totals are indexed by: then they are evaluated once."""

    is_counted: bool = True
    """Whether anybody wants to know how many there are."""

    @property
    def uncounted(self) -> "Matches":
        """The same hosts, of which nobody wants to know how many there are."""
        return replace(self, is_counted=False)

    def counted(self) -> Select[Any]:
        """A statement with their number; NULL where nobody wants to know it."""
        if not self.is_counted:
            return select(null().label("matches"))
        if self.total is not None:
            return self.total
        return select(func.count()).select_from(self.source).where(*self.conditions)
