"""Values in the profiles of hosts, and how many hosts have each (contract: rest-hosts 7.14 to 7.16)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    FromClause,
    Select,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
    select,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.dialects.postgresql import JSONB

from hbi.db.engine import Transaction
from hbi.queries.conditions.counters import (
    COUNTS,
    CULLED_COUNTS,
    CountedKind,
    CulledHosts,
    have_counters,
    of_kind,
    part,
)
from hbi.queries.conditions.expressions import Condition, as_number
from hbi.queries.conditions.matches import Matches
from hbi.queries.conditions.tables import DYNAMIC, HOSTS, STATIC
from hbi.queries.conditions.viewer import of_org
from hbi.queries.lists.counted_page import Found, counted_page
from hbi.queries.lists.pages import ListPage, Page


class ValueCount(NamedTuple):
    """A value and the number of hosts that have it."""

    value: Any
    hosts: int


def list_sap_system(tx: Transaction, matches: Matches, page: Page) -> ListPage[ValueCount]:
    """Whether hosts run SAP, of those hosts that tell."""
    return _single(_listed(tx, matches, page, "sap_system", _sap_system))


def list_sap_sids(tx: Transaction, matches: Matches, page: Page, *, search: str | None) -> ListPage[ValueCount]:
    """SAP systems on hosts, by their SIDs. `search` is part of a SID in any letter case."""
    return _single(_listed(tx, matches, page, "sap_sid", lambda: _sap_sids(search), search))


def list_operating_systems(tx: Transaction, matches: Matches, page: Page) -> ListPage[ValueCount]:
    """Operating systems of hosts: name, major and minor version."""
    listed = _listed(tx, matches, page, "os", _operating_systems)
    return ListPage(listed.total, [ValueCount(_system(entry.value), entry.hosts) for entry in listed.entries])


@dataclass(frozen=True, slots=True)
class _Source:
    """Where values are counted, and where their numbers are kept."""

    counted: "_Counted"
    kept: Callable[[FromClause], Sequence[ColumnElement[Any]]]
    """The values as in `counted`, out of a table of kept numbers."""
    found: Callable[[FromClause], Sequence[Condition]] = lambda _: ()
    """Conditions on such a table."""
    every: Callable[[str], Select[Any]] | None = None
    """A quicker statement for all profiles of an organisation."""

    def plain(self, matches: Matches) -> Select[Any]:
        """A statement that counts."""
        if self.every is None or matches.left_out is None:
            return self.counted.of(matches)
        return _difference(self.every(matches.org_id), self.counted.of_left_out(matches.left_out))

    def by_numbers(self, few: CulledHosts, kind: CountedKind) -> Select[Any]:
        """A statement that reads what is kept, with the same result."""

        def kept(counts: FromClause, those: Sequence[Condition]) -> Select[Any]:
            columns = [value.label(f"value_{n}") for n, value in enumerate(self.kept(counts))]
            return select(*columns, counts.c.hosts.label("hosts")).where(*those, *self.found(counts))

        is_of_org = HOSTS.c.org_id == of_org(few.org_id)
        others = [self.counted.of_left_out([is_of_org, way]) for way in few.ways]
        every = kept(COUNTS, of_kind(few.org_id, kind))
        return _difference(every, kept(CULLED_COUNTS, few.summed(kind)), *others)


def _sap_system() -> _Source:
    runs_sap: Any = DYNAMIC.c.workloads["sap"]["sap_system"]
    counted = _Counted([cast(runs_sap, Boolean)], DYNAMIC, [func.jsonb_typeof(runs_sap) == "boolean"])
    return _Source(counted, lambda counts: [cast(part(1, counts), Boolean)])


def _sap_sids(search: str | None) -> _Source:
    sids: Any = DYNAMIC.c.workloads["sap"]["sids"]
    listed = case((func.jsonb_typeof(sids) == "array", sids), else_=literal("[]", Text).cast(JSONB))
    each = func.jsonb_array_elements_text(listed).table_valued("value").lateral("each")

    def found(sid: ColumnElement[Any]) -> list[Condition]:
        return [func.strpos(func.lower(sid), func.lower(search)) > 0] if search else []

    counted = _Counted([each.c.value], DYNAMIC, found(each.c.value), each)
    return _Source(counted, lambda counts: [part(1, counts)], lambda counts: found(part(1, counts)))


def _operating_systems() -> _Source:
    def kept(counts: FromClause) -> Sequence[ColumnElement[Any]]:
        major, minor = (as_number(cast(part(number, counts), JSONB)) for number in (2, 3))
        return part(1, counts), major, minor

    return _Source(_Counted(_VALUES, STATIC, _IS_KNOWN), kept, every=_every_operating_system)


class _Release(NamedTuple):
    """An operating system, spelled as in `idx_sps_releases` and in its order."""

    lower_name: Any
    major: Any
    minor: Any
    name: Any


def _release(system: Any) -> _Release:
    name = system["name"].astext
    # SQLAlchemy would subscript, which is no expression of the index and takes twice as long as the operator.
    major, minor = (system.op("->", return_type=JSONB())(number) for number in ("major", "minor"))
    return _Release(func.lower(name), major, minor, name)


_RELEASE = _release(STATIC.c.operating_system)
_IS_KNOWN = [part.is_not(None) for part in _RELEASE]


_VALUES = (_RELEASE.name, as_number(_RELEASE.major), as_number(_RELEASE.minor))


def _every_operating_system(org_id: str) -> Select[Any]:
    """As `_Counted`, of all profiles of an organisation.

    There are few operating systems and many profiles. So the index is asked for the first system, then for each one's
    next, and how many entries each has. To group the entries, all of their documents would have to be read.
    """
    columns = [part.label(name) for name, part in _RELEASE._asdict().items()]

    def first(*conditions: Condition) -> Select[Any]:
        known = (STATIC.c.org_id == org_id, *_IS_KNOWN, *conditions)
        return select(*columns).where(*known).order_by(*_RELEASE).limit(1)

    systems = select(first().subquery("first")).cte("systems", recursive=True)
    following = first(tuple_(*_RELEASE) > tuple_(*systems.c)).lateral("following")
    systems = systems.union_all(select(following).select_from(systems.join(following, true())))
    is_same = (part == systems.c[name] for name, part in _RELEASE._asdict().items())
    counted = select(func.count().label("hosts")).where(STATIC.c.org_id == org_id, *is_same).lateral("counted")
    values = (systems.c.name, as_number(systems.c.major), as_number(systems.c.minor))
    columns = [value.label(f"value_{n}") for n, value in enumerate(values)]
    return select(*columns, counted.c.hosts).select_from(systems.join(counted, true()))


def _single(listed: ListPage[ValueCount]) -> ListPage[ValueCount]:
    return ListPage(listed.total, [ValueCount(entry.value[0], entry.hosts) for entry in listed.entries])


def _system(parts: Sequence[Any]) -> Mapping[str, Any]:
    return dict(zip(("name", "major", "minor"), parts, strict=True))


@dataclass(frozen=True, slots=True)
class _Counted:
    """Values in a part of profiles. Statements have columns `value_0` …, and `hosts`."""

    values: Sequence[ColumnElement[Any]]
    part: FromClause
    conditions: Sequence[Condition]
    each: FromClause | None = None
    """What a profile is joined with, once for each of its values."""

    def of(self, matches: Matches) -> Select[Any]:
        if matches.left_out is None:
            return self._statement(self._with(matches.source), matches.conditions)
        # All profiles are counted, without a look at their hosts, and those of the few are taken off.
        every = self._statement(self.part, [self.part.c.org_id == matches.org_id])
        return _difference(every, self.of_left_out(matches.left_out))

    def of_left_out(self, left_out: Sequence[Condition]) -> Select[Any]:
        return self._statement(self._with(HOSTS), left_out)

    def _with(self, source: FromClause) -> FromClause:
        """Hosts that have this part of a profile."""
        return source.join(self.part, and_(self.part.c.org_id == HOSTS.c.org_id, self.part.c.host_id == HOSTS.c.id))

    def _statement(self, source: FromClause, conditions: Sequence[Condition]) -> Select[Any]:
        columns = [value.label(f"value_{n}") for n, value in enumerate(self.values)]
        tables = source if self.each is None else source.join(self.each, true())
        statement = select(*columns, func.count().label("hosts")).select_from(tables)
        return statement.where(*conditions, *self.conditions).group_by(*columns)


def _listed(
    tx: Transaction,
    matches: Matches,
    page: Page,
    kind: CountedKind,
    source: Callable[[], _Source],
    search: str | None = None,
) -> ListPage[ValueCount]:
    """A page, most hosts first and then by value, and the number of all values. Each value is a tuple of its parts."""
    few = matches.culled_apart
    are_kept = few is not None and have_counters(tx, matches.org_id)

    def found() -> Found:
        values = source()
        counted = values.by_numbers(few, kind) if few is not None and are_kept else values.plain(matches)
        found = counted.cte("found")
        return found, [found.c.hosts.desc(), *(part for part in found.c if part.name != "hosts")]

    outline = (kind, matches.kind, search) if are_kept and matches.kind is not None else None
    total, rows = counted_page(tx, outline, matches.parameters(), found, page)
    return ListPage(total, [ValueCount(tuple(row[:-1]), row[-1]) for row in rows])


def _difference(every: Select[Any], *left_out: Select[Any]) -> Select[Any]:
    """The first counts less all others; values that nobody has then are gone."""
    taken_off = [counts.subquery(f"taken_off_{n}") for n, counts in enumerate(left_out)]
    names = [name for name, _ in every.selected_columns.items() if name != "hosts"]
    less = (select(*(counts.c[name] for name in names), -counts.c.hosts) for counts in taken_off)
    signed = union_all(every, *less).subquery("signed")
    hosts = cast(func.sum(signed.c.hosts), BigInteger)
    columns = [signed.c[name] for name in names]
    return select(*columns, hosts.label("hosts")).group_by(*columns).having(hosts > 0)
