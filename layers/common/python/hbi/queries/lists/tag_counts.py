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
from hbi.queries.conditions.counters import COUNTS, CULLED_COUNTS, have_counters, of_kind, part
from hbi.queries.conditions.expressions import Condition
from hbi.queries.conditions.matches import Matches
from hbi.queries.conditions.tables import HOSTS
from hbi.queries.conditions.viewer import of_org
from hbi.queries.lists.counted_page import Found, counted_page
from hbi.queries.lists.pages import ListPage, Page

type TagOrderKey = Literal["tag", "count"]

TAG_ORDER_KEYS: tuple[TagOrderKey, ...] = get_args(TagOrderKey.__value__)
_SPELLED_NO_NAMESPACE = "None"
_PARTS = ((1, "namespace"), (2, "key"), (3, "value"))


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
    are_kept = matches.culled_apart is not None and have_counters(tx, matches.org_id)

    def found() -> Found:
        found = _found(_counted(matches, are_kept=are_kept), search)
        keys = [found.c.hosts, found.c.spelled] if order.by == "count" else [found.c.spelled]
        # Only the first key follows the direction that was asked for.
        return found, [keys[0].desc() if order.is_descending else keys[0].asc(), *keys[1:]]

    kind = ("tag", matches.kind, search, order) if are_kept and matches.kind is not None else None
    total, rows = counted_page(tx, kind, matches.parameters(), found, page)
    return ListPage(total, [TagCount(namespace, key, value, hosts) for namespace, key, value, _, hosts in rows])


def _sets(source: FromClause, conditions: Sequence[Condition]) -> Select[str, int]:
    """Sets of tags as text, and `hosts`.

    What is no object falls out later. Asked here, it would spoil the planner's estimate.
    """
    tags = cast(HOSTS.c.tags, Text)
    return select(tags.label("tags"), func.count().label("hosts")).select_from(source).where(*conditions).group_by(tags)


def _counted(matches: Matches, *, are_kept: bool) -> Select[Any] | CompoundSelect[Any]:
    """Tags of the matches: `namespace`, `key`, `value`, and `hosts`, numbers that have to be added up for each tag."""
    few = matches.culled_apart
    if few is not None and are_kept:
        kept = [
            select(*(part(n, counts).label(name) for n, name in _PARTS), hosts.label("hosts")).where(*those)
            for counts, hosts, those in (
                (COUNTS, COUNTS.c.hosts, of_kind(matches.org_id, "tag")),
                (CULLED_COUNTS, -CULLED_COUNTS.c.hosts, few.summed("tag")),
            )
        ]
        is_of_org = HOSTS.c.org_id == of_org(matches.org_id)
        tags = union_all(*(select(HOSTS.c.tags, literal(-1).label("hosts")).where(is_of_org, way) for way in few.ways))
        # Materialised, so that no parallel workers are started: the planner takes those few for very many tags.
        return union_all(*kept, _taken_apart(tags.cte("culled").prefix_with("MATERIALIZED")))
    if matches.left_out is None:
        return _taken_apart(_sets(matches.source, matches.conditions).cte("sets"))
    # No host is asked whether it is culled. Materialised, so that parallel workers can share the work.
    every = _sets(HOSTS, [HOSTS.c.org_id == matches.org_id]).cte("every").prefix_with("MATERIALIZED")
    left_out = _sets(HOSTS, matches.left_out).subquery("left_out")
    return _taken_apart(union_all(select(every), select(left_out.c.tags, -left_out.c.hosts)).cte("sets"))


def _taken_apart(sets: FromClause) -> Select[Any]:
    """The tags in sets of tags, as text or not, with the number of hosts that have the set.

    `hbi.values_of_tags` does the same.
    """
    stored = sets.c.tags if isinstance(sets.c.tags.type, JSONB) else cast(sets.c.tags, JSONB)
    namespaces = _members(stored, "n")
    keys = _members(namespaces.c.value, "k")
    # A key without values is one tag without value; a value outside a list is only stored by other software.
    listed = case(
        (func.jsonb_typeof(keys.c.value) == "array", keys.c.value),
        (func.jsonb_typeof(keys.c.value) == "null", _constant("[]")),
        else_=func.jsonb_build_array(keys.c.value),
    )
    values = func.jsonb_array_elements_text(listed).table_valued("value").lateral("v")
    return select(namespaces.c.key.label("namespace"), keys.c.key, values.c.value, sets.c.hosts).select_from(
        sets.join(namespaces, true()).join(keys, true()).outerjoin(values, true())
    )


def _found(counted: Select[Any] | CompoundSelect[Any], search: str | None) -> CTE:
    """All tags: `namespace`, `key`, `value`, `hosts`, and `spelled`, by which they are sorted and searched."""
    tags = counted.subquery("tags")
    hosts = cast(func.sum(tags.c.hosts), BigInteger)
    parts = (tags.c.namespace, tags.c.key, tags.c.value)
    each = select(*parts, hosts.label("hosts")).group_by(*parts).having(hosts > 0).subquery("each")
    namespace = func.nullif(each.c.namespace, NO_NAMESPACE)
    spelled = func.concat(
        func.coalesce(namespace, _SPELLED_NO_NAMESPACE), "/", each.c.key, "=", func.coalesce(each.c.value, "")
    )
    statement = select(namespace.label("namespace"), each.c.key, each.c.value, spelled.label("spelled"), each.c.hosts)
    if search:
        statement = statement.where(func.strpos(func.lower(spelled), func.lower(search)) > 0)
    return statement.cte("found")


def _members(document: ColumnElement[Any], alias: str) -> Any:
    """Keys and values of an object; none of anything else."""
    each = func.jsonb_each(case((func.jsonb_typeof(document) == "object", document), else_=_constant("{}")))
    return each.table_valued("key", column("value", JSONB)).lateral(alias)


def _constant(document: str) -> ColumnElement[Any]:
    return literal(document, Text).cast(JSONB)
