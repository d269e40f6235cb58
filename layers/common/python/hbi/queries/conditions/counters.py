"""Numbers of hosts that are kept, as a source of statements (ADR 34, contract: database 15)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Literal

from sqlalchemy import CTE, BigInteger, ColumnElement, ScalarSelect, and_, cast, exists, func, literal_column, select
from sqlalchemy.sql.expression import FromClause

from hbi import metrics, models
from hbi.db.compiled import PrecompiledStatement
from hbi.db.engine import Transaction
from hbi.queries.conditions.expressions import Condition
from hbi.queries.conditions.tables import HOSTS
from hbi.queries.conditions.viewer import culled, of_org

type CountedKind = Literal["host", "tag", "odd_tags", "os", "sap_system", "sap_sid"]

COUNTS: FromClause = models.HOST_COUNTS.alias("c")
"""Differences and sums, in `hosts`: a value's rows have to be added up."""
CULLED_COUNTS: FromClause = models.CULLED_HOST_COUNTS.alias("u")
"""Numbers of those hosts that were culled when they were summed up."""
_STATES = models.HOST_COUNT_STATES.alias("y")
_CHANGES = models.CULLED_HOST_CHANGES.alias("x")
_ALWAYS: ColumnElement[datetime] = literal_column("'-infinity'::timestamptz")


def of_kind(org_id: str, kind: CountedKind) -> Sequence[Condition]:
    """Conditions on `COUNTS`: an organisation's values of one kind."""
    return [COUNTS.c.org_id == of_org(org_id), COUNTS.c.kind == kind]


def part(number: int, counts: FromClause = COUNTS) -> ColumnElement[Any]:
    """A part of the values of `COUNTS` or `CULLED_COUNTS`, from 1 on."""
    values: Any = counts.c.value
    member: ColumnElement[Any] = values[number]
    return member


def is_counted(org_id: str) -> Condition:
    """Whether the numbers of an organisation are right."""
    return exists().where(_STATES.c.org_id == of_org(org_id), _STATES.c.counted_on.is_not(None))


def number_of_hosts(org_id: str, kind: CountedKind, *conditions: Condition) -> ColumnElement[int]:
    """The kept number of an organisation's hosts with values of a kind, culled ones included.

    Args:
        conditions: on `COUNTS`, met by the values that count.
    """
    added_up = cast(func.coalesce(func.sum(COUNTS.c.hosts), 0), BigInteger)
    total = select(added_up).where(*of_kind(org_id, kind), *conditions)
    return total.scalar_subquery()


def tags_tell(org_id: str) -> Condition:
    """Whether the number of a tag is that of the hosts which a filter by the tag finds: each host has each of its tags
    once, and as text.
    """
    is_known = exists().where(
        _STATES.c.org_id == of_org(org_id), _STATES.c.counted_on.is_not(None), _STATES.c.odd_tags_counted
    )
    return and_(is_known, number_of_hosts(org_id, "odd_tags") == 0)


def have_counters(tx: Transaction, org_id: str) -> bool:
    """Whether the numbers of an organisation are right."""
    found = bool(_IS_COUNTED.rows(tx, {"viewer_org_id": org_id})[0][0])
    metrics.count("inventory_host_counts_read_count", source="counters" if found else "hosts")
    return found


_IS_COUNTED = PrecompiledStatement(select(is_counted("")))


@dataclass(frozen=True)
class CulledHosts:
    """The culled hosts of an organisation: those that are summed up, and the others.

    One statement finds both, and so in one snapshot. Where the sums don't hold, all are others.
    """

    org_id: str
    culled_before: datetime

    @cached_property
    def _edge(self) -> CTE:
        """From which instant of their last check-in on hosts are not summed up."""
        has_changed = exists().where(_CHANGES.c.org_id == of_org(self.org_id))
        until = select(_STATES.c.culled_until).where(
            _STATES.c.org_id == of_org(self.org_id),
            _STATES.c.counted_on.is_not(None),
            _STATES.c.culled_until <= culled(self.culled_before),
            ~has_changed,
        )
        at = func.coalesce(until.scalar_subquery(), _ALWAYS).label("at")
        return select(at).cte("summed").prefix_with("MATERIALIZED")

    @property
    def _from(self) -> ScalarSelect[Any]:
        return select(self._edge.c.at).correlate(None).scalar_subquery()

    @property
    def ways(self) -> Sequence[Condition]:
        """Conditions on `hosts AS h`, of which each culled host that is not summed up meets one. Each is a range of an
        index.
        """
        last_check_in = HOSTS.c.last_check_in
        is_since = (last_check_in >= self._from) & (last_check_in <= culled(self.culled_before))
        return [is_since, last_check_in.is_(None) & (self._from == _ALWAYS)]

    def summed(self, kind: CountedKind) -> Sequence[Condition]:
        """Conditions on `CULLED_COUNTS`: values of one kind that those hosts have which are summed up."""
        return [CULLED_COUNTS.c.org_id == of_org(self.org_id), CULLED_COUNTS.c.kind == kind, self._from > _ALWAYS]

    def number(self, kind: CountedKind, *conditions: Condition) -> ColumnElement[int]:
        """The number of those that are summed up and have a value that meets conditions on `CULLED_COUNTS`."""
        added_up = cast(func.coalesce(func.sum(CULLED_COUNTS.c.hosts), 0), BigInteger)
        return select(added_up).where(*self.summed(kind), *conditions).scalar_subquery()
