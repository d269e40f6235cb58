"""Which tags hosts have, and how many hosts have each (contract: rest-hosts 7.13)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, get_args

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    CompoundSelect,
    FromClause,
    Select,
    Text,
    case,
    cast,
    column,
    func,
    literal,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import JSONB

from hbi.db.engine import Transaction
from hbi.hosts.tags import NO_NAMESPACE
from hbi.queries.conditions.expressions import Condition
from hbi.queries.conditions.matches import Matches
from hbi.queries.conditions.tables import HOSTS
from hbi.queries.lists.counted_page import counted_page
from hbi.queries.lists.pages import ListPage, Page

type TagOrderKey = Literal["tag", "count"]

TAG_ORDER_KEYS: tuple[TagOrderKey, ...] = get_args(TagOrderKey.__value__)
_SPELLED_NO_NAMESPACE = "None"


@dataclass(frozen=True, slots=True)
class TagOrder:
    """Order of the list of tags; ties of counts go by the tag's text."""

    by: TagOrderKey = "tag"
    is_descending: bool = False


class TagCount(NamedTuple):
    """A tag and the number of hosts that have it."""

    namespace: str | None
    key: str
    value: str | None
    hosts: int


def list_tags(
    tx: Transaction, matches: Matches, *, search: str | None, order: TagOrder, page: Page
) -> ListPage[TagCount]:
    """Tags of the hosts that match, each once.

    Hosts share sets of tags, so sets are counted first and taken apart afterwards: that is much cheaper than taking
    every host's set apart.

    Args:
        search: part of `NAMESPACE/KEY=VALUE` in any letter case; a missing namespace reads `None`.
    """
    if matches.left_out is None:
        sets: CompoundSelect[Any] | Select[str, int] = _sets(matches.source, matches.conditions)
    else:
        # No host is asked whether it is culled. Materialised, so that parallel workers can share the work.
        every = _sets(HOSTS, [HOSTS.c.org_id == matches.org_id]).cte("every").prefix_with("MATERIALIZED")
        left_out = _sets(HOSTS, matches.left_out).subquery("left_out")
        sets = union_all(select(every), select(left_out.c.tags, -left_out.c.hosts))
    found = _found(sets.cte("sets"), search)
    keys = [found.c.hosts, found.c.spelled] if order.by == "count" else [found.c.spelled]
    # Only the first key follows the direction that was asked for.
    directed = [keys[0].desc() if order.is_descending else keys[0].asc(), *keys[1:]]
    total, rows = counted_page(tx, found, directed, page)
    return ListPage(total, [TagCount(row.namespace, row.key, row.value, row.hosts) for row in rows])


def _sets(source: FromClause, conditions: Sequence[Condition]) -> Select[str, int]:
    """Sets of tags as text, and `hosts`.

    What is no object falls out later. Asked here, it would spoil the planner's estimate.
    """
    tags = cast(HOSTS.c.tags, Text)
    return select(tags.label("tags"), func.count().label("hosts")).select_from(source).where(*conditions).group_by(tags)


def _found(sets: CTE, search: str | None) -> CTE:
    """All tags: `namespace`, `key`, `value`, `hosts`, and `spelled`, by which they are sorted and searched."""
    namespaces = _members(cast(sets.c.tags, JSONB), "n")
    keys = _members(namespaces.c.value, "k")
    # A key without values is one tag without value; a value outside a list is only stored by other software.
    listed = case(
        (func.jsonb_typeof(keys.c.value) == "array", keys.c.value),
        (func.jsonb_typeof(keys.c.value) == "null", _constant("[]")),
        else_=func.jsonb_build_array(keys.c.value),
    )
    values = func.jsonb_array_elements_text(listed).table_valued("value").lateral("v")
    namespace = func.nullif(namespaces.c.key, NO_NAMESPACE)
    spelled = func.concat(
        func.coalesce(namespace, _SPELLED_NO_NAMESPACE), "/", keys.c.key, "=", func.coalesce(values.c.value, "")
    )
    columns = (namespace.label("namespace"), keys.c.key, values.c.value, spelled.label("spelled"))
    hosts = cast(func.sum(sets.c.hosts), BigInteger)
    statement = (
        select(*columns, hosts.label("hosts"))
        .select_from(sets.join(namespaces, true()).join(keys, true()).outerjoin(values, true()))
        .group_by(*columns)
        .having(hosts > 0)
    )
    if search:
        statement = statement.where(func.strpos(func.lower(spelled), func.lower(search)) > 0)
    return statement.cte("found")


def _members(document: ColumnElement[Any], alias: str) -> Any:
    """Keys and values of an object; none of anything else."""
    each = func.jsonb_each(case((func.jsonb_typeof(document) == "object", document), else_=_constant("{}")))
    return each.table_valued("key", column("value", JSONB)).lateral(alias)


def _constant(document: str) -> ColumnElement[Any]:
    return literal(document, Text).cast(JSONB)
