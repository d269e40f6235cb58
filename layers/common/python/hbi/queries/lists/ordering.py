"""Orders of hosts, as parameters name them and as SQL (contract: rest-hosts 1.6)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement, FromClause, and_, case, func, or_, tuple_

from hbi.problems import InvalidParameter
from hbi.queries.conditions.expressions import Condition
from hbi.queries.conditions.tables import HOSTS, SORTED_STATIC

type OrderKey = Literal["display_name", "group_name", "updated", "operating_system", "last_check_in"]
type KeyKind = Literal["instant", "text", "number", "id"]
type KeyValue = datetime | str | int | None

ORDER_KEYS: tuple[OrderKey, ...] = get_args(OrderKey.__value__)
_DESCENDING_BY_DEFAULT = frozenset({"updated", "last_check_in", "operating_system"})


@dataclass(frozen=True, slots=True)
class Order:
    """Order of a list. Ties go by `updated`, then id, both descending whatever the direction of the key."""

    by: OrderKey = "updated"
    is_descending: bool = True

    @classmethod
    def of(cls, by: OrderKey | None, how: str | None) -> "Order":
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


@dataclass(frozen=True, slots=True)
class SortKey:
    """One expression to sort by. NULLs come last when it ascends, first when it descends."""

    expression: ColumnElement[Any]
    kind: KeyKind
    is_descending: bool
    is_nullable: bool = False

    def directed(self, expression: ColumnElement[Any] | None = None) -> ColumnElement[Any]:
        """The key, or another expression with its values, for ORDER BY."""
        sorted_by = self.expression if expression is None else expression
        return sorted_by.desc() if self.is_descending else sorted_by.asc()

    def reversed(self) -> "SortKey":
        """The same key in the opposite direction, NULLs on the other side, too."""
        return replace(self, is_descending=not self.is_descending)

    def after(self, value: KeyValue) -> Condition:
        """Rows behind those with this value, if there can be any: nothing comes behind NULL when the key ascends."""
        if value is None:
            return self.expression.is_not(None)
        if self.is_descending:
            return self.expression < value
        later = self.expression > value
        return or_(later, self.expression.is_(None)) if self.is_nullable else later

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


def sorted_tables(order: Order, source: FromClause) -> FromClause:
    """`source` with what the order's keys need beside `hosts AS h`."""
    if order.by != "operating_system":
        return source
    return source.outerjoin(
        SORTED_STATIC, and_(SORTED_STATIC.c.org_id == HOSTS.c.org_id, SORTED_STATIC.c.host_id == HOSTS.c.id)
    )


def behind(keys: Sequence[SortKey], values: Sequence[KeyValue]) -> Condition:
    """Hosts that come after the one with these values, without those of `undated_hosts`.

    The first key alone also bounds them, so that an index on it can begin there.
    """
    key, *rest = keys
    value, *others = values
    if not rest:
        return key.after(value)
    if len(rest) == 1 and key.is_descending and rest[0].is_descending and None not in values:
        return tuple_(key.expression, rest[0].expression) < tuple_(value, others[0])
    ties = and_(key.at(value), behind(rest, others))
    if value is None and not key.is_descending:
        return ties
    later = or_(key.after(value), ties)
    if value is None or (key.is_nullable and not key.is_descending):
        return later
    return and_(key.expression <= value if key.is_descending else key.expression >= value, later)


def undated_hosts(keys: Sequence[SortKey], values: Sequence[KeyValue]) -> Condition | None:
    """Hosts that come last of all because they lack the first key: only other software leaves an instant out.

    They are for a statement of their own behind all others: as a part of `behind` they would keep the index from
    beginning at the key, for every page.
    """
    key, value = keys[0], values[0]
    return key.at(None) if key.kind == "instant" and not key.is_descending and value is not None else None


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
