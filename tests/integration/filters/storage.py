"""Stores plain hosts and asks PostgreSQL which of them a search finds."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode

import orjson
from sqlalchemy import ClauseElement, Executable, Select, select
from sqlalchemy.ext.compiler import compiles

from hbi.db.engine import Database, Transaction
from hbi.queries.conditions.matches import Matches
from hbi.queries.conditions.tables import HOSTS
from hbi.queries.conditions.viewer import Viewer
from hbi.queries.filters.parsing.parse import filter_term, filter_tree
from hbi.queries.filters.search import ALL_STATES, HostSearch
from hbi.staleness.window import StalenessSettings
from tests.integration.filters.rules import NOW, TIME_TO_DELETE, PlainHost

type Pairs = Sequence[tuple[str, str]]

SETTINGS = StalenessSettings(timedelta(hours=29), timedelta(days=7), TIME_TO_DELETE)

_DEFAULTS = {
    "facts": {},
    "tags": {},
    "groups": [],
    "reporter": "puptoo",
    "per_reporter_staleness": {},
    "reporters": [],
    "insights_id": "00000000-0000-0000-0000-000000000000",
    "last_check_in": (NOW - timedelta(days=1)).isoformat(),
    "modified_on": NOW.isoformat(),
}
_PARTS = {"static": "system_profiles_static", "dynamic": "system_profiles_dynamic"}


def store(tx: Transaction, org_id: str, hosts: Sequence[PlainHost]) -> None:
    """Stores the hosts with their profiles, groups and application data."""
    rows = [{**_DEFAULTS, **host.columns, "id": host.id} for host in hosts]
    for row in rows:
        row["reporters"] = sorted(row["per_reporter_staleness"])
    _insert(tx, "hosts", org_id, rows)
    for part, table in _PARTS.items():
        profiles = [(host.id, getattr(host, part)) for host in hosts]
        _insert(tx, table, org_id, [{**row, **_OWN, "host_id": id_} for id_, row in profiles if row is not None])
    applications = {name for host in hosts for name in host.applications}
    for name in sorted(applications):
        known = [(host.id, host.applications[name]) for host in hosts if name in host.applications]
        data = [{**row, "host_id": id_, "last_updated": NOW.isoformat()} for id_, row in known]
        _insert(tx, f"hosts_app_data_{name}", org_id, data)
    groups = {host.group["id"]: host.group for host in hosts if host.group}
    dates = {"created_on": NOW.isoformat(), "modified_on": NOW.isoformat()}
    _insert(tx, "groups", org_id, [{**group, **dates} for group in groups.values()])
    memberships = [{"host_id": host.id, "group_id": host.group["id"]} for host in hosts if host.group]
    _insert(tx, "hosts_groups", org_id, memberships)


def found_in(tx: Transaction, org_id: str, search: HostSearch) -> set[str]:
    """Ids of the hosts that the search finds, whatever their state; a host found twice is an error."""
    matches = Matches.of(replace(search, states=ALL_STATES), Viewer(org_id), SETTINGS, NOW)
    statement = select(HOSTS.c.id).select_from(matches.source).where(*matches.conditions)
    ids = tx.execute(statement).scalars().all()
    assert len(ids) == len(set(ids))
    return set(ids)


def plan_of(tx: Transaction, statement: Select[Any]) -> str:
    """How PostgreSQL would run the statement."""
    return "\n".join(tx.execute(_Explained(statement)).scalars())


class _Explained(Executable, ClauseElement):
    inherit_cache = False

    def __init__(self, statement: Select[Any]) -> None:
        self.statement = statement


@compiles(_Explained)
def _explain(element: _Explained, compiler: Any, **options: Any) -> str:
    return "EXPLAIN " + str(compiler.process(element.statement, **options))


def filtered(pairs: Pairs) -> HostSearch:
    """The search that a query means, sent over the wire."""
    query = parse_qsl(urlencode(list(pairs)), keep_blank_values=True)
    return HostSearch(filter=filter_term(filter_tree(query)))


def hits(database: Database, hosts: Sequence[PlainHost], searches: Iterable[HostSearch]) -> list[set[str]]:
    """What each search finds among the hosts. Leaves nothing behind."""
    found: list[set[str]] = []
    try:
        with database.write() as tx:
            store(tx, "321", hosts)
            found = [found_in(tx, "321", search) for search in searches]
            raise _Undo
    except _Undo:
        return found


class _Undo(Exception):
    pass


_OWN = {"insights_id": "00000000-0000-0000-0000-000000000000"}


def _insert(tx: Transaction, table: str, org_id: str, rows: Sequence[dict[str, Any]]) -> None:
    if not rows:
        return
    names = ", ".join(["org_id", *sorted({name for row in rows for name in row})])
    document = orjson.dumps([{**row, "org_id": org_id} for row in rows]).decode()
    with tx.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO hbi.{table} ({names}) SELECT {names} FROM jsonb_populate_recordset(NULL::hbi.{table}, %s)",
            (document,),
        )
