"""Conditions on hosts themselves: states, times, tags, reporters, types, groups (contract: rest-hosts 3, 4.3 to 4.8).

Each is one SQL condition on `hbi.hosts AS h`.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    DateTime,
    Text,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    or_,
    true,
)

from hbi.hosts.host_type import HostType
from hbi.models import ZERO_UUID
from hbi.models.base import INSTANT
from hbi.queries.conditions.expressions import Condition, any_of, as_json
from hbi.queries.conditions.tables import GROUPS, HOSTS, MEMBERSHIPS
from hbi.queries.conditions.viewer import culled
from hbi.queries.filters.parameters.groups import GroupFilter
from hbi.queries.filters.parameters.tags import Tag
from hbi.queries.filters.parameters.words import NOT, REGISTERED, reporters_meant_by
from hbi.queries.filters.search import Span
from hbi.staleness.window import StalenessSettings, State


def in_states(states: frozenset[State], staleness: StalenessSettings, now: datetime) -> Condition:
    """Hosts whose last check-in lies in an interval of one of the states."""
    column = HOSTS.c.last_check_in
    return any_of(
        [
            and_(
                true() if after is None else column > bindparam(f"after_{number}", after, INSTANT),
                true() if until is None else column <= bindparam(f"until_{number}", until, INSTANT),
            )
            for number, (after, until) in enumerate(staleness.bounds(states, now))
        ]
    )


def values_of_states(states: frozenset[State], staleness: StalenessSettings, now: datetime) -> dict[str, Any]:
    """The parameters in the condition of `in_states`, by name. The condition follows from which of them are None."""
    values: dict[str, Any] = {}
    for number, (after, until) in enumerate(staleness.bounds(states, now)):
        values[f"after_{number}"] = after
        values[f"until_{number}"] = until
    return values


def in_span(column: ColumnElement[Any], span: Span) -> list[Condition]:
    """Hosts with an instant in the span, as far as it has ends."""
    start = [column >= span.start] if span.start else []
    return start + ([column <= span.end] if span.end else [])


def tagged(tags: Collection[Tag]) -> Condition:
    """Hosts with one of the tags, of which there is one at least."""
    return or_(*map(_has_tag, tags))


def registered_with(values: Collection[str], culled_before: datetime) -> Condition:
    """Hosts that one of the values selects.

    Args:
        values: out of `REGISTERED_WITH`, one at least.
        culled_before: latest check-in that counts as culled now.
    """
    return or_(*(_is_registered(value, culled(culled_before)) for value in values))


def of_type(types: Collection[HostType]) -> Condition:
    """Hosts of one of the types. One whose type was never derived has no profile to derive it from."""
    kind, cluster_id = HOSTS.c.host_type, HOSTS.c.openshift_cluster_id
    ways: list[Condition] = [kind.in_(sorted(types))]
    if "cluster" in types:
        ways.append(and_(kind.is_(None), cluster_id.is_not(None)))
    if "conventional" in types:
        ways.append(and_(kind.is_(None), cluster_id.is_(None)))
    return or_(*ways)


def in_groups(wanted: GroupFilter) -> list[Condition]:
    """Hosts in one of the named groups and in one of the groups with these ids, as far as either is asked for."""
    conditions: list[Condition] = []
    if wanted.ids is not None:
        conditions.append(_membership(MEMBERSHIPS.c.group_id.in_(sorted(set(wanted.ids)))))
    if wanted.names is not None:
        conditions.append(_in_named_groups(wanted.names))
    return conditions


def _has_tag(tag: Tag) -> Condition:
    """Containment for a value, which an inverted index answers; a key alone has nothing that such an index holds.

    Other software may have stored the one value of a key outside a list.
    """
    tags = cast("Any", HOSTS.c.tags)
    if tag.value is None:
        return cast("Condition", tags[tag.namespace].has_key(tag.key))
    return or_(*(tags.contains(as_json({tag.namespace: {tag.key: value}})) for value in ([tag.value], tag.value)))


def _is_registered(value: str, culled_before: BindParameter[datetime]) -> Condition:
    if value == REGISTERED:
        return HOSTS.c.insights_id != ZERO_UUID
    reporters = reporters_meant_by(value)
    check_ins = [_last_check_in(reporter) for reporter in reporters]
    if value.startswith(NOT):
        gone = (or_(check_in.is_(None), check_in < culled_before) for check_in in check_ins)
        return and_(HOSTS.c.last_check_in > culled_before, *gone)
    # The column of names has an index; the check-ins decide.
    known = HOSTS.c.reporters.overlap(list(reporters))
    return and_(known, or_(*(check_in > culled_before for check_in in check_ins)))


def _last_check_in(reporter: str) -> Any:
    """A reporter's check-in; NULL when there is none, or nothing that PostgreSQL reads as an instant."""
    text = cast("Any", HOSTS.c.per_reporter_staleness)[reporter].astext
    instant = DateTime(timezone=True)
    return case((func.pg_input_is_valid(text, literal("timestamptz", Text)), text.cast(instant)))


def _in_named_groups(names: Sequence[str]) -> Condition:
    """With the empty name also hosts without a group or in an ungrouped one."""
    accepted = func.lower(GROUPS.c.name).in_([func.lower(name) for name in sorted(set(names)) if name])
    group = and_(GROUPS.c.org_id == MEMBERSHIPS.c.org_id, GROUPS.c.id == MEMBERSHIPS.c.group_id)
    if "" not in names:
        return _membership(group, accepted)
    # A host is in one group at most, so "in none that is not accepted" is all there is to ask: one anti-join.
    return ~_membership(group, ~or_(accepted, GROUPS.c.ungrouped))


def _membership(*conditions: Condition) -> Condition:
    membership = exists().where(MEMBERSHIPS.c.org_id == HOSTS.c.org_id, MEMBERSHIPS.c.host_id == HOSTS.c.id)
    return membership.where(*conditions).correlate(HOSTS)
