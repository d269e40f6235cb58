"""Reads the states of hosts that events show."""

import itertools
from collections.abc import Collection, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import batched
from types import TracebackType
from typing import Any, Self

import orjson
from sqlalchemy import ARRAY
from sqlalchemy.dialects.postgresql import JSONB, UUID

from hbi.db import bulk
from hbi.db.document_text import SHOWN_AS_TEXT, shown_text
from hbi.db.engine import Transaction
from hbi.db.prepared import Prepared
from hbi.documents import JsonText
from hbi.events.messages import StoredHost
from hbi.hosts.documents import HostRow
from hbi.hosts.key import HostKey
from hbi.hosts.tags import StoredTags
from hbi.models import HOSTS
from hbi.profile.columns import OTHER_FIELDS, TABLES, PartName, part_columns
from hbi.profile.reported import ReportedPart

_PARTS_AHEAD, _HOSTS_AHEAD = 4, 20
"""Statements that states are read ahead with, at most, and hosts of each, at least."""

_LOOKED_INTO = {"operating_system", "bootc_status", "workloads"}
"""Documents that events show changed or that headers are made from. All documents and lists pass through as JSON text:
making Python objects of them, only to print these, was a third of the work, and would change what they say."""

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
    if isinstance(column.type, ARRAY):
        return f"to_json({name})::text"
    return f"{name}::text" if _is_passed_through(column) or isinstance(column.type, UUID) else name


def _is_passed_through(column: Any) -> bool:
    return isinstance(column.type, ARRAY | JSONB)


_JSON_NULL = "null"
_PROFILE = _profile_columns("static", "s") | _profile_columns("dynamic", "d")
_PASSED_THROUGH = frozenset(
    column.name for table in TABLES.values() for column in table.columns if _is_passed_through(column)
)

# Rows without last_check_in were written by other software long ago; their events show the last change instead.
_HOST_EXPRESSIONS = {
    "last_check_in": "COALESCE(h.last_check_in, h.modified_on, h.created_on)",
    # As text, which events show: the driver would make objects of them.
    **{name: f"h.{name}::text" for name in HostRow._fields if isinstance(HOSTS.columns[name].type, UUID)},
    **{name: shown_text(name, "h") for name in SHOWN_AS_TEXT},
}


def _state(profile: Iterable[str], hosts: str) -> str:
    """The statement for the state of `hosts AS h` with these expressions for the fields of the profile."""
    return f"""
    SELECT {", ".join(_HOST_EXPRESSIONS.get(name, f"h.{name}") for name in HostRow._fields)}, h.tags::text, h.host_type,
           {", ".join(profile)}, s.{OTHER_FIELDS}, d.{OTHER_FIELDS}
    FROM {hosts}
    LEFT JOIN hbi.system_profiles_static s ON s.org_id = h.org_id AND s.host_id = h.id
    LEFT JOIN hbi.system_profiles_dynamic d ON d.org_id = h.org_id AND d.host_id = h.id
    """  # noqa: S608 - names come from the models


def _unless_reported(name: str, expression: str) -> str:
    if name not in _LONG_LISTS:
        return expression
    return f"CASE WHEN d.profile_hash = k.{name} THEN '{_AS_REPORTED}' ELSE {expression} END"


_STATE_OF = Prepared(
    "state_of",
    _state(
        itertools.starmap(_unless_reported, _PROFILE.items()),
        f"unnest(%s::varchar[], %s::uuid[]{', %s::uuid[]' * len(_LONG_LISTS)})"
        f" AS k(org_id, id, {', '.join(_LONG_LISTS)})"
        " JOIN hbi.hosts h ON h.org_id = k.org_id AND h.id = k.id",
    ),
)

_STATE_IN_ORG = _state(_PROFILE.values(), "hbi.hosts h") + " WHERE h.org_id = %s AND h.id = ANY(%s::uuid[])"
"""With a constant for the organisation one partition of 32 is planned, which is as quick as a kept plan for all."""


def stored_hosts(tx: Transaction, hosts: Collection[HostKey]) -> dict[HostKey, StoredHost]:
    """State of the hosts that exist, in one statement."""
    if not hosts:
        return {}
    if _are_few(hosts):
        return _read_in_org(tx, hosts)
    bulk.prefer_indexes(tx)
    return _read(tx, hosts, {})


class StatesAhead:
    """States of hosts, read by a thread in the order they were asked for while the first are already in use.

    Those of a request's few hosts are read at once.

    Use it in a `with` block; nothing else may use the transaction in it.
    """

    def __init__(self, tx: Transaction, hosts: Iterable[HostKey], reported: Mapping[HostKey, ReportedPart]) -> None:
        """`hosts` in the order in which `get` is going to ask for them; `reported` dynamic parts, as far as known."""
        self._reader = ThreadPoolExecutor(1, "states")  # makes its thread when it gets something to do
        self._found: dict[HostKey, Future[dict[HostKey, StoredHost]]] = {}
        wanted = list(dict.fromkeys(hosts))
        if _are_few(wanted) and not reported:
            self._found = dict.fromkeys(wanted, _done(_read_in_org(tx, wanted)))
            return
        bulk.prefer_indexes(tx)
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
    with tx.cursor() as cursor:
        keys = [bulk.array([key[position] for key in hosts]) for position in (0, 1)]
        _STATE_OF.execute(cursor, keys + [bulk.array(_digests(hosts, name, reported)) for name in _LONG_LISTS])
        return dict(_stored(values, reported) for values in cursor)


def _stored(values: Sequence[Any], reported: Mapping[HostKey, ReportedPart]) -> tuple[HostKey, StoredHost]:
    width = len(HostRow._fields)
    row = HostRow._make(values[:width])
    key = (row.org_id, row.id)
    tags, host_type, *profile = values[width:]
    return key, StoredHost(row, tags and StoredTags(tags), host_type, _profile(profile, reported.get(key)))


def _are_few(hosts: Collection[HostKey]) -> bool:
    """Whether it is the hosts of a request rather than of a batch: some of one organisation."""
    return len(hosts) <= _HOSTS_AHEAD and len({org_id for org_id, _ in hosts}) == 1


def _read_in_org(tx: Transaction, hosts: Collection[HostKey]) -> dict[HostKey, StoredHost]:
    org_id, _ = next(iter(hosts))
    with tx.cursor() as cursor:
        cursor.execute(_STATE_IN_ORG, [org_id, bulk.array([host_id for _, host_id in hosts])])
        return dict(_stored(values, {}) for values in cursor)


def _done(found: dict[HostKey, StoredHost]) -> Future[dict[HostKey, StoredHost]]:
    future: Future[dict[HostKey, StoredHost]] = Future()
    future.set_result(found)
    return future


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
            profile[name] = JsonText(value) if name in _LOOKED_INTO else orjson.Fragment(value)
    return profile
