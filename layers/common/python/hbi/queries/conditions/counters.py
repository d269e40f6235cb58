"""Numbers of hosts that are kept, as a source of statements (ADR 34, contract: database 15)."""

from collections.abc import Sequence
from typing import Any, Literal

from sqlalchemy import BigInteger, ColumnElement, cast, exists, func, select
from sqlalchemy.sql.expression import FromClause

from hbi import metrics, models
from hbi.db.engine import Transaction
from hbi.queries.conditions.expressions import Condition
from hbi.queries.conditions.viewer import of_org

type CountedKind = Literal["host", "tag", "os", "sap_system", "sap_sid"]

COUNTS: FromClause = models.HOST_COUNTS.alias("c")
"""Differences and sums, in `hosts`: a value's rows have to be added up."""
_STATES = models.HOST_COUNT_STATES.alias("y")


def of_kind(org_id: str, kind: CountedKind) -> Sequence[Condition]:
    """Conditions on `COUNTS`: an organisation's values of one kind."""
    return [COUNTS.c.org_id == of_org(org_id), COUNTS.c.kind == kind]


def part(number: int) -> ColumnElement[Any]:
    """A part of the values of `COUNTS`, from 1 on."""
    values: Any = COUNTS.c.value
    member: ColumnElement[Any] = values[number]
    return member


def is_counted(org_id: str) -> Condition:
    """Whether the numbers of an organisation are right."""
    return exists().where(_STATES.c.org_id == of_org(org_id), _STATES.c.counted_on.is_not(None))


def number_of_hosts(org_id: str) -> ColumnElement[int]:
    """The kept number of an organisation's hosts, culled ones included."""
    added_up = cast(func.coalesce(func.sum(COUNTS.c.hosts), 0), BigInteger)
    total = select(added_up).where(*of_kind(org_id, "host"))
    return total.scalar_subquery()


def have_counters(tx: Transaction, org_id: str) -> bool:
    """Whether the numbers of an organisation are right."""
    found = bool(tx.execute(select(is_counted(org_id))).scalar_one())
    metrics.count("inventory_host_counts_read_count", source="counters" if found else "hosts")
    return found
