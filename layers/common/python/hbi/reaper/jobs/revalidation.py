"""Compares stored profiles with the installed schema (contract: export-reaper-jobs 5.8)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import batched
from typing import Any, NamedTuple

import orjson

from hbi.db.engine import Transaction
from hbi.events.outbox import PendingEvent, append, change_context
from hbi.groups import locks
from hbi.profile.coerce import coerce
from hbi.profile.columns import OTHER_FIELDS, TABLES, PartName, part_columns
from hbi.profile.validate import faults_of
from hbi.reaper.jobs import host_types
from hbi.stored import mapping

_READ_AT_ONCE = 50
"""Profiles in memory: one may have megabytes."""
_DECIDE_THE_TYPE = frozenset({"host_type", "bootc_status"})


class FaultyProfile(NamedTuple):
    """A host with fields of its profile that a report must not have any more."""

    host_id: str
    reporter: str
    faults: Mapping[PartName, Mapping[str, str]]
    """What is wrong, by part and field."""

    @property
    def fields(self) -> list[str]:
        """Names of the fields."""
        return sorted(name for found in self.faults.values() for name in found)


def faulty(tx: Transaction, org_id: str, host_ids: Sequence[str]) -> list[FaultyProfile]:
    """Those of the hosts whose stored profile breaks the schema. Nothing is locked.

    Raises:
        ValueError: a profile cannot be read at all.
    """
    return [found for part in batched(host_ids, _READ_AT_ONCE) for found in _faulty(tx, org_id, part)]


def _faulty(tx: Transaction, org_id: str, host_ids: Sequence[str]) -> list[FaultyProfile]:
    with tx.cursor() as cursor:
        cursor.execute(
            """
            SELECT h.id::text, h.reporter, to_jsonb(s)::text, to_jsonb(d)::text
            FROM hbi.hosts h
            LEFT JOIN hbi.system_profiles_static s ON s.org_id = h.org_id AND s.host_id = h.id
            LEFT JOIN hbi.system_profiles_dynamic d ON d.org_id = h.org_id AND d.host_id = h.id
            WHERE h.org_id = %s AND h.id = ANY(%s::uuid[])
            ORDER BY h.id
            """,
            [org_id, list(host_ids)],
        )
        found = []
        for host_id, reporter, static, dynamic in cursor:
            faults: dict[PartName, dict[str, str]] = {"static": _faults("static", static)}
            faults["dynamic"] = _faults("dynamic", dynamic)
            if any(faults.values()):
                found.append(FaultyProfile(host_id, reporter, faults))
        return found


def _faults(part: PartName, stored: str | None) -> dict[str, str]:
    if stored is None:
        return {}
    row = orjson.loads(stored)
    columns = part_columns(part)
    own = {name: row[name] for name in columns.own if row.get(name) is not None}
    return faults_of(coerce({**own, **columns.shown(mapping(row.get(OTHER_FIELDS)))}))


def mend(tx: Transaction, org_id: str, host_ids: Sequence[str]) -> list[FaultyProfile]:
    """Takes the fields out that break the schema, and enqueues `updated` events of the hosts.

    Returns:
        what was taken out, of profiles as they were once their hosts were locked.
    """
    profiles = faulty(tx, org_id, locks.lock_hosts(tx, org_id, host_ids))
    hosts: dict[tuple[PartName, str], list[str]] = defaultdict(list)
    for profile in profiles:
        for part, found in profile.faults.items():
            for name in found:
                hosts[part, name].append(profile.host_id)
    for (part, name), named in hosts.items():
        _take_out(tx, org_id, part, name, named)
    retyped = [profile.host_id for profile in profiles if _DECIDE_THE_TYPE.intersection(profile.faults["static"])]
    host_types.derive(tx, org_id, retyped, only_missing=False)
    context = change_context()
    append(tx, [PendingEvent(org_id, profile.host_id, "updated", context) for profile in profiles])
    return profiles


def _take_out(tx: Transaction, org_id: str, part: PartName, name: str, host_ids: Sequence[str]) -> None:
    """The trigger on the table forgets what was reported last, so the next report is stored whatever it says."""
    table = TABLES[part].fullname
    if name in part_columns(part).others:
        assigned, values = f"{OTHER_FIELDS} = nullif(p.{OTHER_FIELDS} - %s, '{{}}')", [name]
    else:
        assigned, values = f"{name} = NULL", []
    with tx.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} p SET {assigned} WHERE p.org_id = %s AND p.host_id = ANY(%s::uuid[])",  # noqa: S608
            [*values, org_id, list(host_ids)],
        )


def counted(profiles: Sequence[FaultyProfile]) -> dict[str, Any]:
    """Numbers of profiles by field, and by reporter."""
    fields: dict[str, int] = defaultdict(int)
    reporters: dict[str, int] = defaultdict(int)
    for profile in profiles:
        reporters[profile.reporter] += 1
        for name in profile.fields:
            fields[name] += 1
    return {"fields": dict(fields), "reporters": dict(reporters)}
