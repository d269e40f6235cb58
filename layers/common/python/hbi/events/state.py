"""Reads what events show of hosts."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import batched
from types import TracebackType
from typing import Any, Self

import orjson
from sqlalchemy import ARRAY
from sqlalchemy.dialects.postgresql import JSONB, UUID

from hbi.db import bulk
from hbi.db.engine import Transaction
from hbi.db.prepared import Prepared
from hbi.documents import JsonText
from hbi.events.messages import HostKey, StoredHost
from hbi.hosts.serialize import HostRow
from hbi.profile.columns import OTHER_FIELDS, TABLES, PartName, part_columns
from hbi.profile.reported import ReportedPart

_PARTS_AHEAD, _HOSTS_AHEAD = 4, 20
"""Statements that states are read ahead with, at most, and hosts of each, at least."""

_LOOKED_INTO = {"operating_system", "bootc_status", "workloads"}
"""Documents that events show changed or that headers are made from. Other documents and lists pass through as JSON
text: making Python objects of them, only to print these, was a third of the work."""

_LONG_LISTS = tuple(
    column.name
    for column in TABLES["dynamic"].columns
    if isinstance(column.type, ARRAY) and not isinstance(column.type.item_type, JSONB)
)
"""Lists of texts, e.g. packages. When it is known what was last reported, they are not read: spelling them took the
database most of the time."""
_AS_REPORTED = "="


def _profile_columns(part: PartName, alias: str) -> dict[str, str]:
    """Names of a part's fields with columns and the expressions that read them."""
    columns = TABLES[part].columns
    return {name: _expression(f"{alias}.{name}", columns[name]) for name in part_columns(part).own}


def _expression(name: str, column: Any) -> str:
    if column.name in _LONG_LISTS:
        return f"CASE WHEN d.profile_hash = k.{column.name} THEN '{_AS_REPORTED}' ELSE to_json({name})::text END"
    if isinstance(column.type, ARRAY):
        return f"to_json({name})::text"
    return f"{name}::text" if _is_passed_through(column) or isinstance(column.type, UUID) else name


def _is_passed_through(column: Any) -> bool:
    return isinstance(column.type, ARRAY | JSONB) and column.name not in _LOOKED_INTO


_JSON_NULL = "null"
_PROFILE = _profile_columns("static", "s") | _profile_columns("dynamic", "d")
_PASSED_THROUGH = frozenset(
    column.name for table in TABLES.values() for column in table.columns if _is_passed_through(column)
)

# Rows without last_check_in were written by other software long ago; their events show the last change instead.
_HOST_EXPRESSIONS = {"last_check_in": "COALESCE(h.last_check_in, h.modified_on, h.created_on)"}

_STATE_OF = Prepared(
    "state_of",
    f"""
    SELECT {", ".join(_HOST_EXPRESSIONS.get(name, f"h.{name}") for name in HostRow._fields)}, h.tags, h.host_type,
           {", ".join(_PROFILE.values())}, s.{OTHER_FIELDS}, d.{OTHER_FIELDS}
    FROM unnest(%s::varchar[], %s::uuid[]{", %s::uuid[]" * len(_LONG_LISTS)}) AS k(org_id, id, {", ".join(_LONG_LISTS)})
    JOIN hbi.hosts h ON h.org_id = k.org_id AND h.id = k.id
    LEFT JOIN hbi.system_profiles_static s ON s.org_id = h.org_id AND s.host_id = h.id
    LEFT JOIN hbi.system_profiles_dynamic d ON d.org_id = h.org_id AND d.host_id = h.id
    """,  # noqa: S608 - names come from the models
)


def stored_hosts(tx: Transaction, hosts: Collection[HostKey]) -> dict[HostKey, StoredHost]:
    """State of the hosts that exist, in one statement."""
    if not hosts:
        return {}
    bulk.prefer_indexes(tx)
    return _read(tx, hosts, {})


class StatesAhead:
    """States of hosts, read by a thread in the order they were asked for while the first are already in use.

    Use it in a `with` block; nothing else may use the transaction in it.
    """

    def __init__(self, tx: Transaction, hosts: Iterable[HostKey], reported: Mapping[HostKey, ReportedPart]) -> None:
        """`hosts` in the order in which `get` is going to ask for them; `reported` dynamic parts, as far as known."""
        bulk.prefer_indexes(tx)
        self._reader = ThreadPoolExecutor(1, "states")
        self._found: dict[HostKey, Future[dict[HostKey, StoredHost]]] = {}
        wanted = list(dict.fromkeys(hosts))
        for chunk in batched(wanted, max(_HOSTS_AHEAD, -(-len(wanted) // _PARTS_AHEAD))):
            self._found |= dict.fromkeys(chunk, self._reader.submit(_read, tx, chunk, reported))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._reader.shutdown(cancel_futures=error is not None)

    def get(self, host: HostKey) -> StoredHost | None:
        """The host's state; None if it does not exist. Raises what reading it raised."""
        found = self._found.get(host)
        return None if found is None else found.result().get(host)


def _read(
    tx: Transaction, hosts: Collection[HostKey], reported: Mapping[HostKey, ReportedPart]
) -> dict[HostKey, StoredHost]:
    width = len(HostRow._fields)
    found: dict[HostKey, StoredHost] = {}
    with tx.cursor() as cursor:
        keys = [bulk.array([key[position] for key in hosts]) for position in (0, 1)]
        _STATE_OF.execute(cursor, keys + [bulk.array(_digests(hosts, name, reported)) for name in _LONG_LISTS])
        for values in cursor:
            row = HostRow._make(values[:width])
            key = (row.org_id, str(row.id))
            profile = _profile(values[width + 2 :], reported.get(key))
            found[key] = StoredHost(row, values[width], values[width + 1], profile)
    return found


def _digests(hosts: Iterable[HostKey], name: str, reported: Mapping[HostKey, ReportedPart]) -> list[str | None]:
    """The digest that a dynamic part has if its list of this name is the reported one."""
    parts = [reported.get(host) for host in hosts]
    return [part.digest if part and isinstance(part.columns.get(name), JsonText) else None for part in parts]


def _profile(values: Sequence[Any], reported: ReportedPart | None) -> dict[str, Any]:
    *own, static, dynamic = values
    profile = {**part_columns("static").shown(static), **part_columns("dynamic").shown(dynamic)}
    for name, value in zip(_PROFILE, own, strict=True):
        if value is None:
            continue
        if name not in _PASSED_THROUGH:
            profile[name] = value
        elif value == _AS_REPORTED and reported is not None:
            profile[name] = orjson.Fragment(reported.columns[name].text)
        elif value != _JSON_NULL:
            profile[name] = orjson.Fragment(value)
    return profile
