"""Stores what applications know about hosts, with a fixed number of statements per application."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Column, DateTime, MetaData, Table

from hbi.app_data.fields import APPLICATIONS, KEY, READERS
from hbi.app_data.message import HostData
from hbi.db import bulk
from hbi.db.engine import Transaction
from hbi.hosts.key import HostKey


@dataclass(slots=True)
class _MergedHost:
    """All that a batch says about a host, as if its entries came one by one."""

    last_updated: datetime
    values: dict[str, Any] = field(default_factory=dict)
    said: dict[str, datetime] = field(default_factory=dict)
    """Instants at which the values were said. A stored row may be younger than some of them and older than others."""

    def apply(self, entry: HostData) -> None:
        """Takes an entry over, unless it is older than what is known already."""
        if entry.timestamp >= self.last_updated:
            self.last_updated = entry.timestamp
            self.values |= entry.fields
            self.said |= dict.fromkeys(entry.fields, entry.timestamp)

    def row(self, host: HostKey, names: Sequence[str]) -> list[Any]:
        """Values of `KEY`, of the named fields and of their `…_said` columns."""
        return [*host, self.last_updated, *map(self.values.get, names), *map(self.said.get, names)]


def lock_known(tx: Transaction, hosts: Collection[HostKey]) -> set[HostKey]:
    """Which of the hosts exist. None of them can be deleted until `tx` ends; everything else can happen to them."""
    bulk.prefer_indexes(tx)
    with tx.cursor() as cursor:
        cursor.execute(
            """
            SELECT h.org_id, h.id::text
            FROM unnest(%s::varchar[], %s::uuid[]) AS k(org_id, id)
            JOIN hbi.hosts h ON h.org_id = k.org_id AND h.id = k.id
            ORDER BY h.org_id, h.id
            FOR KEY SHARE OF h
            """,
            [bulk.array([host[position] for host in hosts]) for position in (0, 1)],
        )
        return {(org_id, host_id) for org_id, host_id in cursor.fetchall()}


def upsert(tx: Transaction, application: str, entries: Iterable[HostData]) -> int:
    """Takes over entries, in order, about hosts that `tx` has locked; each sets the fields that it has and no others.

    An entry older than what is stored of its host is ignored. Two statements for any number of entries.

    Returns:
        number of hosts whose row was written.
    Raises:
        psycopg2.DataError, psycopg2.IntegrityError: the database refuses a row; the transaction must be undone.
    """
    merged: dict[HostKey, _MergedHost] = {}
    for entry in entries:
        merged.setdefault((entry.org_id, entry.host_id), _MergedHost(entry.timestamp)).apply(entry)
    if not merged:
        return 0
    names = sorted({name for host in merged.values() for name in host.values})
    inserted = _insert(tx, application, names, merged)
    present = {host: known for host, known in merged.items() if host not in inserted}
    return len(inserted) + _update(tx, application, names, present)


def _insert(
    tx: Transaction, application: str, names: Sequence[str], merged: dict[HostKey, _MergedHost]
) -> set[HostKey]:
    """Rows of hosts that had none. In one order everywhere, so that two transactions never wait for each other."""
    columns = _columns(application)
    written = (*KEY, *names)
    parameters = columns.arrays(written, _rows(merged, names, width=len(written)))
    with tx.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {columns.table} ({', '.join(written)})"  # noqa: S608 - names come from the model
            f" SELECT {', '.join(map(columns.value, written))} FROM {columns.unnested(written)}"
            " ON CONFLICT (org_id, host_id) DO NOTHING RETURNING org_id, host_id::text",
            parameters,
        )
        return {(org_id, host_id) for org_id, host_id in cursor.fetchall()}


def _update(tx: Transaction, application: str, names: Sequence[str], merged: dict[HostKey, _MergedHost]) -> int:
    if not merged:
        return 0
    columns = _columns(application)
    read = (*KEY, *names, *map(_said, names))
    parameters = columns.arrays(read, _rows(merged, names, width=len(read)))
    last_updated = columns.value("last_updated")
    assignments = [f"last_updated = {last_updated}"] + [
        f"{name} = CASE WHEN {columns.value(_said(name))} >= a.last_updated"
        f" THEN {columns.value(name)} ELSE a.{name} END"
        for name in names
    ]
    with tx.cursor() as cursor:
        cursor.execute(
            f"UPDATE {columns.table} a SET {', '.join(assignments)} FROM {columns.unnested(read)}"  # noqa: S608 - the same
            f" WHERE a.org_id = {columns.value('org_id')} AND a.host_id = {columns.value('host_id')}"
            f" AND a.last_updated <= {last_updated}",
            parameters,
        )
        return cursor.rowcount


def _rows(merged: dict[HostKey, _MergedHost], names: Sequence[str], *, width: int) -> list[list[Any]]:
    return [merged[host].row(host, names)[:width] for host in sorted(merged)]


def _said(name: str) -> str:
    return f"{name}_said"


@cache
def _columns(application: str) -> bulk.Columns:
    """Columns of an application's table, and beside each field the instant when its value was said."""
    table = APPLICATIONS[application]
    said = [Column(_said(name), DateTime(timezone=True)) for name in READERS[application]]
    twin = Table(table.name, MetaData(schema=table.schema), *(Column(c.name, c.type) for c in table.c), *said)
    return bulk.Columns(twin)
