"""Values in the profiles of hosts, and how many hosts have each (contract: rest-hosts 7.14 to 7.16)."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import JSONB

from hbi.db.engine import Transaction
from hbi.hosts.counts import counted_page
from hbi.hosts.listing import AllBut
from hbi.hosts.pages import Page
from hbi.hosts.queries import Listed
from hbi.hosts.selection import Condition
from hbi.hosts.tables import DYNAMIC, HOSTS, STATIC


class ValueCount(NamedTuple):
    """A value and the number of hosts that have it."""

    value: Any
    hosts: int


def list_sap_system(
    tx: Transaction, source: FromClause, conditions: Sequence[Condition], page: Page
) -> Listed[ValueCount]:
    """Whether hosts run SAP, of those hosts that tell."""
    runs_sap: Any = DYNAMIC.c.workloads["sap"]["sap_system"]
    statement = _counted(
        [cast(runs_sap, Boolean)], _with(source, DYNAMIC), [*conditions, func.jsonb_typeof(runs_sap) == "boolean"]
    )
    return _single(_page(tx, statement, page))


def list_sap_sids(
    tx: Transaction, source: FromClause, conditions: Sequence[Condition], page: Page, *, search: str | None
) -> Listed[ValueCount]:
    """SAP systems on hosts, by their SIDs. `search` is part of a SID in any letter case."""
    sids: Any = DYNAMIC.c.workloads["sap"]["sids"]
    listed = case((func.jsonb_typeof(sids) == "array", sids), else_=literal("[]", Text).cast(JSONB))
    each = func.jsonb_array_elements_text(listed).table_valued("value").lateral("each")
    found = [func.strpos(func.lower(each.c.value), func.lower(search)) > 0] if search else []
    statement = _counted([each.c.value], _with(source, DYNAMIC).join(each, true()), [*conditions, *found])
    return _single(_page(tx, statement, page))


def list_operating_systems(
    tx: Transaction,
    source: FromClause,
    conditions: Sequence[Condition],
    page: Page,
    *,
    all_but: AllBut | None = None,
) -> Listed[ValueCount]:
    """Operating systems of hosts: name, major and minor version.

    Args:
        all_but: the same hosts as the conditions select, said by the few that they leave out. Then an index tells of
            all profiles, and only the profiles of those few are looked up.
    """
    system: Any = STATIC.c.operating_system
    # SQLAlchemy would subscript, which takes PostgreSQL twice as long as the operator.
    major, minor = (system.op("->", return_type=JSONB())(name) for name in ("major", "minor"))
    parts = [system["name"].astext, cast(major, Integer), cast(minor, Integer)]
    is_known = parts[0].is_not(None)
    if all_but is None:
        statement = _counted(parts, _with(source, STATIC), [*conditions, is_known])
    else:
        every = _counted(parts, STATIC, [STATIC.c.org_id == all_but.org_id, is_known])
        left_out = _counted(parts, _with(HOSTS, STATIC), [*all_but.conditions, is_known])
        statement = _difference(every, left_out)
    listed = _page(tx, statement, page)
    return Listed(listed.total, [ValueCount(_system(entry.value), entry.hosts) for entry in listed.entries])


def _single(listed: Listed[ValueCount]) -> Listed[ValueCount]:
    return Listed(listed.total, [ValueCount(entry.value[0], entry.hosts) for entry in listed.entries])


def _system(parts: Sequence[Any]) -> Mapping[str, Any]:
    return dict(zip(("name", "major", "minor"), parts, strict=True))


def _with(source: FromClause, part: Any) -> FromClause:
    """Hosts that have this part of a profile."""
    return source.join(part, and_(part.c.org_id == HOSTS.c.org_id, part.c.host_id == HOSTS.c.id))


def _counted(values: Sequence[ColumnElement[Any]], source: FromClause, conditions: Sequence[Condition]) -> Select[Any]:
    """Columns `value_0` …, and `hosts`."""
    columns = [value.label(f"value_{n}") for n, value in enumerate(values)]
    return select(*columns, func.count().label("hosts")).select_from(source).where(*conditions).group_by(*columns)


def _difference(every: Select[Any], left_out: Select[Any]) -> Select[Any]:
    """The first counts less the second ones; values that nobody has then are gone."""
    taken_off = left_out.subquery("taken_off")
    values = [column for column in taken_off.c if column.name != "hosts"]
    signed = union_all(every, select(*values, -taken_off.c.hosts)).subquery("signed")
    hosts = cast(func.sum(signed.c.hosts), BigInteger)
    columns = [signed.c[value.name] for value in values]
    return select(*columns, hosts.label("hosts")).group_by(*columns).having(hosts > 0)


def _page(tx: Transaction, counted: Select[Any], page: Page) -> Listed[ValueCount]:
    """A page, most hosts first and then by value, and the number of all values. Each value is a tuple of its parts."""
    found = counted.cte("found")
    values = [part for part in found.c if part.name != "hosts"]
    total, rows = counted_page(tx, found, [found.c.hosts.desc(), *values], page)
    return Listed(total, [ValueCount(tuple(row)[: len(values)], row.hosts) for row in rows])
