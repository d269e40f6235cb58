"""Keeps numbers of hosts (ADR 34, contract: export-reaper-jobs 5.12 and 6): sums them up, counts plainly, compares."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from hbi.db.engine import Transaction

MOST_DIFFERENCES = 200
"""Differences of one kind that reads may have to add up. More are summed up."""
READ_BESIDE_SUMS = 8
"""Part of the sums, one in so many, from which on it pays to write all sums anew."""
SUMMED_AT_ONCE = 100_000
"""Differences that one statement sums up."""

_EVERY_ORG = "numbers of all organisations' hosts are kept"

_PLAIN = {
    ("host",): "SELECT 'host' AS kind, '{}'::text[] AS value, count(*) AS hosts"
    " FROM hbi.hosts h WHERE h.org_id = %(org_id)s HAVING count(*) > 0",
    ("tag",): "SELECT v.kind, v.value, count(*) AS hosts"
    " FROM hbi.hosts h CROSS JOIN LATERAL hbi.values_of_tags(h.tags) v"
    " WHERE h.org_id = %(org_id)s GROUP BY v.kind, v.value",
    ("os",): "SELECT v.kind, v.value, count(*) AS hosts"
    " FROM hbi.system_profiles_static s CROSS JOIN LATERAL hbi.values_of_operating_system(s.operating_system) v"
    " WHERE s.org_id = %(org_id)s GROUP BY v.kind, v.value",
    ("sap_system", "sap_sid"): "SELECT v.kind, v.value, count(*) AS hosts"
    " FROM hbi.system_profiles_dynamic d CROSS JOIN LATERAL hbi.values_of_workloads(d.workloads) v"
    " WHERE d.org_id = %(org_id)s GROUP BY v.kind, v.value",
}
"""Plain counts by the kinds that they give: `kind`, `value`, `hosts`."""


class Differences(NamedTuple):
    """Differences of an organisation that are not summed up."""

    org_id: str
    kind: str
    number: int
    is_counted: bool
    """Whether its hosts were counted once, so that its numbers are right."""


class Wrong(NamedTuple):
    """A value whose kept number is not that of its hosts."""

    kind: str
    value: Sequence[str | None]
    hosts: int
    kept: int


def differences(tx: Transaction) -> list[Differences]:
    """All differences by organisation and kind, where there are most first."""
    with tx.cross_org(_EVERY_ORG), tx.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.org_id, c.kind, c.number, y.counted_on IS NOT NULL
            FROM (
                SELECT org_id, kind, count(*) AS number FROM hbi.host_counts WHERE NOT is_sum GROUP BY org_id, kind
            ) c
            LEFT JOIN hbi.host_count_states y ON y.org_id = c.org_id
            ORDER BY c.number DESC, c.org_id, c.kind
            """
        )
        return [Differences._make(row) for row in cursor.fetchall()]


def sum_up(tx: Transaction, org_id: str, kind: str) -> int:
    """Replaces differences, and the sums before, by new sums, where that spares reads enough.

    Returns:
        number of differences that are gone. None of them when somebody else works on the organisation.
    """
    limits = {"most": MOST_DIFFERENCES, "part": READ_BESIDE_SUMS, "at_once": SUMMED_AT_ONCE}
    if not _lock(tx, org_id, skip=True):
        return 0
    with tx.cursor() as cursor:
        # One statement is one snapshot. What others commit meanwhile is not in it, and stays.
        cursor.execute(
            """
            WITH size AS (
                SELECT count(*) FILTER (WHERE NOT c.is_sum) AS differences, count(*) FILTER (WHERE c.is_sum) AS sums
                FROM hbi.host_counts c
                WHERE c.org_id = %(org_id)s AND c.kind = %(kind)s
            ), rest AS (
                SELECT c.sequence FROM hbi.host_counts c
                WHERE c.org_id = %(org_id)s AND c.kind = %(kind)s AND NOT c.is_sum
                ORDER BY c.sequence OFFSET %(at_once)s LIMIT 1
            ), gone AS (
                DELETE FROM hbi.host_counts c
                WHERE c.org_id = %(org_id)s AND c.kind = %(kind)s
                  AND (c.is_sum OR c.sequence < coalesce((SELECT sequence FROM rest), 9223372036854775807))
                  AND (SELECT differences > greatest(%(most)s, sums / %(part)s) FROM size)
                RETURNING c.value, c.hosts, c.is_sum
            ), summed AS (
                INSERT INTO hbi.host_counts (org_id, kind, value, hosts, is_sum)
                SELECT %(org_id)s, %(kind)s, g.value, sum(g.hosts), true
                FROM gone g GROUP BY g.value HAVING sum(g.hosts) <> 0
            )
            SELECT count(*) FROM gone g WHERE NOT g.is_sum
            """,
            {"org_id": org_id, "kind": kind, **limits},
        )
        ((number,),) = cursor.fetchall()
    return int(number)


def count_anew(tx: Transaction, org_id: str) -> None:
    """Counts an organisation's hosts and keeps the numbers instead of those that are there. From then on they count.

    Nobody is kept waiting: a host and the difference that it makes are committed together, so a statement sees both or
    neither.
    """
    _lock(tx, org_id, skip=False)
    with tx.cursor() as cursor:
        for kinds, plain in _PLAIN.items():
            cursor.execute(
                f"""
                WITH gone AS (
                    DELETE FROM hbi.host_counts c WHERE c.org_id = %(org_id)s AND c.kind = ANY(%(kinds)s)
                )
                INSERT INTO hbi.host_counts (org_id, kind, value, hosts, is_sum)
                SELECT %(org_id)s, p.kind, p.value, p.hosts, true FROM ({plain}) p
                """,  # noqa: S608 - the statements are ours
                {"org_id": org_id, "kinds": list(kinds)},
            )
        cursor.execute("UPDATE hbi.host_count_states y SET counted_on = now() WHERE y.org_id = %s", [org_id])


def wrong_numbers(tx: Transaction, org_id: str) -> list[Wrong]:
    """Values whose kept numbers are not those of plain counts, by kind and value. Reads all of an organisation."""
    found: list[Wrong] = []
    with tx.cursor() as cursor:
        for kinds, plain in _PLAIN.items():
            cursor.execute(
                f"""
                SELECT coalesce(p.kind, k.kind), coalesce(p.value, k.value), coalesce(p.hosts, 0), coalesce(k.hosts, 0)
                FROM ({plain}) p
                FULL JOIN (
                    SELECT c.kind, c.value, sum(c.hosts)::bigint AS hosts FROM hbi.host_counts c
                    WHERE c.org_id = %(org_id)s AND c.kind = ANY(%(kinds)s) GROUP BY c.kind, c.value
                ) k ON k.kind = p.kind AND k.value = p.value
                WHERE coalesce(p.hosts, 0) <> coalesce(k.hosts, 0)
                ORDER BY 1, 2
                """,  # noqa: S608 - the statements are ours
                {"org_id": org_id, "kinds": list(kinds)},
            )
            found += [Wrong._make(row) for row in cursor.fetchall()]
    return found


def is_counted(tx: Transaction, org_id: str) -> bool:
    """Whether an organisation's numbers are read."""
    with tx.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM hbi.host_count_states y WHERE y.org_id = %s AND y.counted_on IS NOT NULL)",
            [org_id],
        )
        ((found,),) = cursor.fetchall()
        return bool(found)


def org_after(tx: Transaction, after: str) -> str | None:
    """The next organisation that has numbers, right or wrong ones."""
    with tx.cross_org(_EVERY_ORG), tx.cursor() as cursor:
        cursor.execute("SELECT min(c.org_id) FROM hbi.host_counts c WHERE c.org_id > %s", [after])
        row: Any = cursor.fetchone()
        return None if row is None else row[0]


def _lock(tx: Transaction, org_id: str, *, skip: bool) -> bool:
    """Locks an organisation's numbers against others who would delete some; whether that was possible."""
    with tx.cursor() as cursor:
        cursor.execute("SELECT FROM hbi.host_count_states y WHERE y.org_id = %s", [org_id])
        if not cursor.rowcount:
            # Where there is a row that somebody has locked, this would wait.
            cursor.execute("INSERT INTO hbi.host_count_states (org_id) VALUES (%s) ON CONFLICT DO NOTHING", [org_id])
        cursor.execute(
            "SELECT FROM hbi.host_count_states y WHERE y.org_id = %s FOR UPDATE" + (" SKIP LOCKED" if skip else ""),
            [org_id],
        )
        return cursor.rowcount > 0
