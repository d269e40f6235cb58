"""Stores what a batch did to hosts, with a fixed number of statements whatever the batch's size."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any

from hbi.db import bulk
from hbi.db.engine import Transaction
from hbi.db.prepared import Prepared
from hbi.documents import changed_members, value_of
from hbi.events.host_size import check_sizes, measure
from hbi.ingest.storing.merge import HOST_COLUMNS, HostState, changed_columns
from hbi.ingest.storing.plan import HostChange, PartChange
from hbi.models import HOSTS, HOSTS_GROUPS
from hbi.profile import schema
from hbi.profile.columns import OTHER_FIELDS, TABLES, PartColumns, PartName, part_columns

CHECK_IN = ("last_check_in", "modified_on", "reporter", "per_reporter_staleness", "reporters")
"""Columns that every check-in moves."""

_CHECK_IN = frozenset(CHECK_IN)
_KEY = ("org_id", "id")
_MERGED = frozenset({"facts", "tags", "per_reporter_staleness"})
"""Objects of which the members are merged in the database."""
_REPLACED = frozenset({"tags_alt", "ip_addresses", "mac_addresses"})
"""Other documents. They are never set to NULL, which stands for no change."""
_DOCUMENTS = _MERGED | _REPLACED

_HOSTS = bulk.Columns(HOSTS)
_MEMBERSHIPS = bulk.Columns(HOSTS_GROUPS)
_PARTS: Mapping[PartName, bulk.Columns] = {part: bulk.Columns(table) for part, table in TABLES.items()}


type _States = tuple[HostState, HostState]
"""A host before and after."""


def save(tx: Transaction, changes: Collection[HostChange]) -> None:
    """Writes new hosts by COPY and changed ones by one UPDATE per kind of change.

    A host that only checked in has its few check-in columns written and nothing else; a profile part that did not
    change is not touched. The rows of changed hosts must be locked.

    Raises:
        psycopg2.DataError, psycopg2.IntegrityError: the database refuses a row; the transaction must be undone.
    """
    created = [change for change in changes if change.before is None]
    updated = [change for change in changes if change.before is not None]
    _insert_hosts(tx, created)
    _update_hosts(tx, updated)
    for name, columns in _PARTS.items():
        part, fields = attrgetter(name), part_columns(name)
        changed = [(change, _as_columns(part(change), fields)) for change in changes if part(change).changed]
        _insert_parts(tx, columns, [entry for entry in changed if not entry[1].stored])
        _update_parts(tx, columns, [entry for entry in changed if entry[1].stored])


def save_bounded(tx: Transaction, changes: Collection[HostChange], limit: int, *, compare: bool) -> None:
    """`save` that leaves no host larger than `limit` bytes, unless it was larger before.

    Args:
        compare: whether sizes before are known, too; else a host that shrinks to more than the limit is refused.
    Raises:
        HostTooLarge: a host grows beyond the limit; the transaction must be undone.
    """
    doubtful = [(change.after.org_id, change.after.id) for change in changes if change.may_be_large(limit)]
    before = measure(tx, doubtful, limit) if compare else {}
    save(tx, changes)
    check_sizes(tx, doubtful, before, limit)


def _insert_hosts(tx: Transaction, changes: Sequence[HostChange]) -> None:
    if not changes:
        return
    values_of = attrgetter(*HOST_COLUMNS)
    hosts = [change.after for change in changes]
    _HOSTS.copy(tx, HOST_COLUMNS, map(values_of, hosts))
    memberships = [(host.org_id, host.id, group["id"]) for host in hosts for group in host.groups]
    _MEMBERSHIPS.copy(tx, ("org_id", "host_id", "group_id"), memberships)


def _update_hosts(tx: Transaction, changes: Iterable[HostChange]) -> None:
    narrow: list[_States] = []
    wide: list[_States] = []
    widest = set(CHECK_IN)
    for change in changes:
        if change.before is None:
            continue
        changed = changed_columns(change.before, change.after)
        if not changed:
            continue
        widest |= changed
        (narrow if changed <= _CHECK_IN else wide).append((change.before, change.after))
    with tx.cursor() as cursor:
        if narrow:
            _UPDATE_CHECK_IN.execute(cursor, _values(CHECK_IN, narrow))
        if wide:
            names = sorted(widest)
            cursor.execute(_update(names), _values(names, wide))


def _update(names: Sequence[str]) -> str:
    assignments = ", ".join(f"{name} = {_assigned(name)}" for name in names)
    return (
        f"UPDATE hbi.hosts h SET {assignments} FROM {_HOSTS.unnested([*_KEY, *names])}"  # noqa: S608 - from the model
        f" WHERE h.org_id = {_HOSTS.value('org_id')} AND h.id = {_HOSTS.value('id')}"
    )


def _assigned(name: str) -> str:
    """The value of a column of `h` after the update.

    What is stored in a document and does not change is not written again: our parser would round its numbers.
    """
    value = _HOSTS.value(name)
    if name in _MERGED:
        return merged(f"h.{name}", f"v.{name}")
    return f"COALESCE({value}, h.{name})" if name in _REPLACED else value


def merged(stored: str, sent: str) -> str:
    """The SQL expression for a stored object with the members of a sent one, whose nulls take members away.

    Args:
        stored: an expression of type jsonb. What is no object gives way.
        sent: an expression of type text; NULL changes nothing.
    """
    return f"""
        CASE WHEN {sent} IS NULL THEN {stored}
             WHEN jsonb_typeof({stored}) IS DISTINCT FROM 'object' THEN {sent}::jsonb
             WHEN strpos({sent}, ':null') > 0 THEN ({stored} || {sent}::jsonb) - ARRAY(
                 SELECT m.key FROM jsonb_each({sent}::jsonb) AS m WHERE m.value = 'null')
             ELSE {stored} || {sent}::jsonb END"""  # noqa: S608 - the expressions are ours


def _values(names: Sequence[str], hosts: Iterable[_States]) -> list[bulk.Literal]:
    return _HOSTS.arrays([*_KEY, *names], (_row(names, before, after) for before, after in hosts))


def _row(names: Sequence[str], before: HostState, after: HostState) -> list[Any]:
    values: list[Any] = [after.org_id, after.id]
    for name in names:
        value = getattr(after, name)
        if name in _DOCUMENTS:
            stored = getattr(before, name)
            value = None if value is stored else _sent(name, value_of(stored), value)
        values.append(value)
    return values


def _sent(name: str, stored: Any, value: Any) -> Any:
    return changed_members(stored, value) or None if name in _MERGED else value


_UPDATE_CHECK_IN = Prepared("update_check_in", _update(CHECK_IN))

type _PartRow = tuple[HostChange, PartChange]


def _insert_parts(tx: Transaction, columns: bulk.Columns, entries: Sequence[_PartRow]) -> None:
    if not entries:
        return
    names = _names(entries)
    # With insights_id the triggers that would look it up have nothing to do (contract: database 12).
    keys = ("org_id", "host_id", "insights_id", "profile_hash")
    columns.copy(
        tx,
        (*keys, *names),
        (
            (host.org_id, host.id, host.insights_id, part.digest, *map(part.columns.get, names))
            for host, part in ((change.after, part) for change, part in entries)
        ),
    )


def _update_parts(tx: Transaction, columns: bulk.Columns, entries: Sequence[_PartRow]) -> None:
    """Columns that a report did not bring keep what is stored, and what is stored need not be read."""
    if not entries:
        return
    names = _names(entries)
    sent = ("org_id", "host_id", "profile_hash", *names)
    parameters = columns.arrays(
        sent, ((change.after.org_id, change.after.id, part.digest, *_brought(part, names)) for change, part in entries)
    )
    assignments = ", ".join(
        ["profile_hash = v.profile_hash::uuid"] + [f"{name} = {_updated(name, columns.value(name))}" for name in names]
    )
    with tx.cursor() as cursor:
        cursor.execute(
            f"UPDATE {columns.table} p SET {assignments} FROM {columns.unnested(sent)}"  # noqa: S608 - from the model
            " WHERE p.org_id = v.org_id::varchar AND p.host_id = v.host_id::uuid",
            parameters,
        )


def _updated(name: str, value: str) -> str:
    if name == OTHER_FIELDS:  # A report brings some of its members.
        merged_fields = f"CASE jsonb_typeof(p.{name}) WHEN 'object' THEN p.{name} || {value} ELSE {value} END"
        return f"COALESCE({merged_fields}, p.{name})"
    if name in schema.merged_roots():
        return f"""
            CASE WHEN v.{name} IS NULL THEN p.{name}
                 WHEN jsonb_typeof({value}) = 'array' THEN {value} -> 0
                 WHEN jsonb_typeof(p.{name}) = 'object' THEN p.{name} || {value}
                 ELSE {value} END"""
    return f"COALESCE({value}, p.{name})"


def _as_columns(part: PartChange, fields: PartColumns) -> PartChange:
    """The part with its changed fields as they are stored."""
    if fields.others.isdisjoint(part.changed):
        return part
    columns = fields.stored(part.columns, part.changed)
    return PartChange(part.stored, part.digest, columns, set(columns), known=part.known)


def _names(entries: Iterable[_PartRow]) -> list[str]:
    return sorted({name for _, part in entries for name in part.changed})


def _brought(part: PartChange, names: Sequence[str]) -> list[Any]:
    return [_merging(part, name) if name in part.changed else None for name in names]


def _merging(part: PartChange, name: str) -> Any:
    """What the database makes the new value of a field of, see `_updated`: members, or in a list what replaces all."""
    value, known = part.columns[name], part.known.get(name)
    if name not in schema.merged_roots() or not isinstance(value, dict) or not isinstance(known, dict):
        return value
    if not known.keys() <= value.keys():
        return [value]
    return {member: content for member, content in value.items() if content is not known.get(member, ...)}
