"""Orders of hosts, as parameters name them and as SQL.

Contract: rest-hosts 1.6, and rest-groups-staleness-views 8.5 for orders by what applications know.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, reduce
from operator import add
from types import MappingProxyType
from typing import Any, Literal, get_args

from sqlalchemy import BigInteger, ColumnElement, FromClause, and_, case, cast, func, or_, tuple_

from hbi.problems import InvalidParameter
from hbi.queries.conditions.expressions import Condition
from hbi.queries.conditions.tables import APPLICATIONS, HOSTS, SORTED_STATIC
from hbi.queries.filters.fields.application_fields import (
    SEVERITIES,
    SEVERITY_PRIORITY,
    SHOWN,
    SORT_KEYS,
    TOTALS,
    application_of,
)
from hbi.queries.filters.fields.field import FieldKind, TableName

type OrderKey = Literal["display_name", "group_name", "updated", "operating_system", "last_check_in"]
type KeyKind = Literal["instant", "text", "number", "integer", "id"]
"""A `number` is a rank, never negative; an `integer` any of 64 bits."""
type KeyValue = datetime | str | int | None

ORDER_KEYS: tuple[OrderKey, ...] = get_args(OrderKey.__value__)
VIEW_ORDER_KEYS: tuple[str, ...] = (*ORDER_KEYS, *SORT_KEYS)
"""Those of the hosts-view: also `application:name`."""
_DESCENDING_BY_DEFAULT = frozenset({"updated", "last_check_in", "operating_system"})


@dataclass(frozen=True, slots=True)
class Order:
    """Order of a list. Ties go by `updated`, then id, both descending whatever the direction of the key."""

    by: str = "updated"
    """One of `VIEW_ORDER_KEYS`."""
    is_descending: bool = True

    @classmethod
    def of(cls, by: str | None, how: str | None) -> "Order":
        """The order that the parameters `order_by` and `order_how` mean.

        Raises:
            InvalidParameter: a direction without a key, or one that is not exactly ASC or DESC.
        """
        if how is not None and by is None:
            raise InvalidParameter("order_how", got=how, expected="order_by beside it")
        if how not in {None, "ASC", "DESC"}:
            raise InvalidParameter("order_how", got=how, expected="ASC or DESC, in capitals")
        key = by or "updated"
        return cls(key, key in _DESCENDING_BY_DEFAULT if how is None else how == "DESC")

    @property
    def application(self) -> TableName | None:
        """The application by whose data hosts are sorted; None for hosts' own keys."""
        return application_of(self.by)


@dataclass(frozen=True, slots=True)
class SortKey:
    """One expression to sort by. Unless it says otherwise, NULLs come last when it ascends, first when it descends."""

    expression: ColumnElement[Any]
    kind: KeyKind
    is_descending: bool
    is_nullable: bool = False
    nulls_last: bool | None = None
    """Whether NULLs come last; None is as PostgreSQL does it."""

    @property
    def ends_in_nulls(self) -> bool:
        """Whether NULLs, if there are any, come last."""
        return not self.is_descending if self.nulls_last is None else self.nulls_last

    def directed(self, expression: ColumnElement[Any] | None = None) -> ColumnElement[Any]:
        """The key, or another expression with its values, for ORDER BY."""
        sorted_by = self.expression if expression is None else expression
        directed = sorted_by.desc() if self.is_descending else sorted_by.asc()
        if self.ends_in_nulls is not self.is_descending:
            return directed
        return directed.nulls_last() if self.ends_in_nulls else directed.nulls_first()

    def reversed(self) -> "SortKey":
        """The same key in the opposite direction, NULLs on the other side, too."""
        nulls_last = None if self.nulls_last is None else not self.nulls_last
        return replace(self, is_descending=not self.is_descending, nulls_last=nulls_last)

    def after(self, value: KeyValue) -> Condition:
        """Rows behind those with this value, if there can be any: nothing comes behind NULL when NULLs come last."""
        if value is None:
            return self.expression.is_not(None)
        later = self.expression < value if self.is_descending else self.expression > value
        return or_(later, self.expression.is_(None)) if self.is_nullable and self.ends_in_nulls else later

    def at(self, value: KeyValue) -> Condition:
        """Rows with this value."""
        return self.expression.is_(None) if value is None else self.expression == value


@cache
def sort_keys(order: Order) -> tuple[SortKey, ...]:
    """Keys of an order, the one that was asked for first. No two hosts have the same values in all of them.

    They are made once: SQLAlchemy takes a millisecond for some of them, and a statement asks for them several times.
    """
    descending = order.is_descending
    ties = (SortKey(HOSTS.c.modified_on, "instant", True), SortKey(HOSTS.c.id, "id", True))
    match order.by:
        case "updated":
            return SortKey(HOSTS.c.modified_on, "instant", descending), ties[1]
        case "display_name":
            # Spelled as in the index. Nobody stores a host without a name, but the column would take it.
            return SortKey(func.coalesce(HOSTS.c.display_name, ""), "text", descending), *ties
        case "last_check_in":
            return SortKey(HOSTS.c.last_check_in, "instant", descending), *ties
        case "operating_system":
            return SortKey(_operating_system(), "text", descending), *ties
        case "group_name":
            name = SortKey(_bounded(_GROUP["name"]), "text", descending, is_nullable=True)
            return SortKey(_group_rank(), "number", descending), name, *ties
        case _:
            return *_application_keys(order), *ties


def sorted_tables(order: Order, source: FromClause) -> FromClause:
    """`source` with what the order's keys need beside `hosts AS h`."""
    if order.application:
        needed = SORTED_APPLICATIONS[order.application]
    elif order.by == "operating_system":
        needed = SORTED_STATIC
    else:
        return source
    return source.outerjoin(needed, and_(needed.c.org_id == HOSTS.c.org_id, needed.c.host_id == HOSTS.c.id))


def behind(keys: Sequence[SortKey], values: Sequence[KeyValue]) -> Condition:
    """Hosts that come after the one with these values, without those of `undated_hosts`.

    The first key alone also bounds them, so that an index on it can begin there.
    """
    key, *rest = keys
    value, *others = values
    if not rest:
        return key.after(value)
    are_simple = not any(part.is_nullable or not part.is_descending for part in keys)
    if len(rest) == 1 and are_simple and None not in values:
        return tuple_(key.expression, rest[0].expression) < tuple_(value, others[0])
    ties = and_(key.at(value), behind(rest, others))
    if value is None and key.ends_in_nulls:
        return ties
    later = or_(key.after(value), ties)
    if value is None or (key.is_nullable and key.ends_in_nulls):
        return later
    return and_(key.expression <= value if key.is_descending else key.expression >= value, later)


def undated_hosts(keys: Sequence[SortKey], values: Sequence[KeyValue]) -> Condition | None:
    """Hosts that come last of all because they lack the first key, which is an instant.

    They are for a statement of their own behind all others: as a part of `behind` they would keep the index from
    beginning at the key, for every page. Of an instant of its own only other software leaves a host without.
    """
    key, value = keys[0], values[0]
    is_apart = key.kind == "instant" and key.ends_in_nulls and not key.is_nullable
    return key.at(None) if is_apart and value is not None else None


SORTED_APPLICATIONS: Mapping[TableName, FromClause] = MappingProxyType(
    {application: APPLICATIONS[application].alias(f"o_{application}") for application in SHOWN}
)
"""Rows of applications, where hosts are sorted by them."""
_KEY_KINDS: Mapping[FieldKind, KeyKind] = {"integer": "integer", "string": "text", "date-time": "instant"}


def _application_keys(order: Order) -> list[SortKey]:
    """Keys of what an application knows; hosts of which it knows nothing come last in either direction."""
    application = application_of(order.by)
    if application is None:
        raise ValueError(f"no order: {order.by}")
    rows, name = SORTED_APPLICATIONS[application].c, order.by.partition(":")[2]
    if name in TOTALS:
        parts = [cast(func.coalesce(rows[part], 0), BigInteger) for part in TOTALS[name]]
        found: list[tuple[ColumnElement[Any], KeyKind]] = [
            (case((rows.host_id.is_not(None), reduce(add, parts))), "integer")
        ]
    else:
        names = SEVERITIES[application] if name == SEVERITY_PRIORITY else (name,)
        found = [(rows[column], _KEY_KINDS[SHOWN[application][column]]) for column in names]
    return [SortKey(key, kind, order.is_descending, is_nullable=True, nulls_last=True) for key, kind in found]


def _operating_system() -> ColumnElement[Any]:
    """`NAME MMM.mmm`; a host without operating system sorts as ` 000.000`."""
    system = SORTED_STATIC.c.operating_system

    def number(name: str) -> ColumnElement[Any]:
        return func.lpad(func.coalesce(system[name].astext, "0"), 3, "0")

    return func.concat(func.coalesce(_bounded(system["name"]), ""), " ", number("major"), ".", number("minor"))


def _bounded(name: Any) -> ColumnElement[Any]:
    """The text of a name as far as a cursor can hold it: only other software stores longer ones, or none at all."""
    return func.left(name.astext, 255)


def _group_rank() -> ColumnElement[Any]:
    """Ungrouped hosts before those of groups before those without any group."""
    ungrouped = func.coalesce(_GROUP["ungrouped"].astext, "false") == "true"
    return case((_GROUP.is_(None), 2), (ungrouped, 0), else_=1)


_GROUP = HOSTS.c.groups[0]
