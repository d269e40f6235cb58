"""Keeps numbers of hosts (ADR 34, contract: export-reaper-jobs 5.12 and 6): sums them up, counts plainly, compares."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from hbi.db.engine import Transaction

MOST_DIFFERENCES = 200
"""Differences of one kind that reads may have to add up. More are summed up."""
READ_BESIDE_SUMS = 8
"""Part of the sums, one in so many, from which on it pays to write all sums anew."""
SUMMED_AT_ONCE = 100_000
"""Differences that one statement sums up."""
CULLED_SUMMED_UP_EVERY = timedelta(hours=1)
"""After that long the hosts that were culled meanwhile are worth summing up."""

_EVERY_ORG = "numbers of all organisations' hosts are kept"

_PLAIN = {
    ("host",): "SELECT 'host' AS kind, '{}'::text[] AS value, count(*) AS hosts"
    " FROM hbi.hosts h WHERE h.org_id = %(org_id)s HAVING count(*) > 0",
    ("tag", "odd_tags"): "SELECT v.kind, v.value, count(*) AS hosts"
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

YOUNGEST_SUMMED_UP = timedelta(days=8)
"""Silence of the youngest hosts whose values are summed up as those of culled ones: a day more than triggers know."""

_OF_CULLED = """
    SELECT 'host' AS kind, '{{}}'::text[] AS value, count(*) AS hosts FROM {hosts} h HAVING count(*) > 0
    UNION ALL
    SELECT v.kind, v.value, count(*) FROM (
        SELECT t.kind, t.value FROM {hosts} h CROSS JOIN LATERAL hbi.values_of_tags(h.tags) t
        UNION ALL
        SELECT o.kind, o.value FROM {hosts} h
        JOIN hbi.system_profiles_static s ON s.org_id = %(org_id)s AND s.host_id = h.id
        CROSS JOIN LATERAL hbi.values_of_operating_system(s.operating_system) o
        UNION ALL
        SELECT w.kind, w.value FROM {hosts} h
        JOIN hbi.system_profiles_dynamic d ON d.org_id = %(org_id)s AND d.host_id = h.id
        CROSS JOIN LATERAL hbi.values_of_workloads(d.workloads) w
    ) v
    GROUP BY v.kind, v.value
"""
_SUM_UP_CULLED = f"""
    WITH silent AS MATERIALIZED (
        SELECT h.id, h.tags FROM hbi.hosts h WHERE h.org_id = %(org_id)s AND h.last_check_in < %(until)s
        UNION ALL
        SELECT h.id, h.tags FROM hbi.hosts h WHERE h.org_id = %(org_id)s AND h.last_check_in IS NULL
    ), old AS (
        DELETE FROM hbi.culled_host_counts u WHERE u.org_id = %(org_id)s
    ), noted AS (
        DELETE FROM hbi.culled_host_changes x WHERE x.org_id = %(org_id)s
    ), stored AS (
        INSERT INTO hbi.culled_host_counts (org_id, kind, value, hosts)
        SELECT %(org_id)s, c.kind, c.value, c.hosts FROM ({_OF_CULLED.format(hosts="silent")}) c
    )
    UPDATE hbi.host_count_states y SET culled_until = %(until)s, culled_on = now()
    WHERE y.org_id = %(org_id)s
"""  # noqa: S608 - our own text
_WRONG_CULLED = f"""
    WITH edge AS MATERIALIZED (
        SELECT y.culled_until AS at FROM hbi.host_count_states y
        WHERE y.org_id = %(org_id)s AND y.counted_on IS NOT NULL AND y.culled_until IS NOT NULL
          AND NOT EXISTS (SELECT FROM hbi.culled_host_changes x WHERE x.org_id = %(org_id)s)
    ), silent AS MATERIALIZED (
        SELECT h.id, h.tags FROM hbi.hosts h CROSS JOIN edge
        WHERE h.org_id = %(org_id)s AND (h.last_check_in < edge.at OR h.last_check_in IS NULL)
    )
    SELECT coalesce(p.kind, k.kind), coalesce(p.value, k.value), coalesce(p.hosts, 0), coalesce(k.hosts, 0)
    FROM ({_OF_CULLED.format(hosts="silent")}) p
    FULL JOIN (
        SELECT u.kind, u.value, u.hosts FROM hbi.culled_host_counts u CROSS JOIN edge WHERE u.org_id = %(org_id)s
    ) k ON k.kind = p.kind AND k.value = p.value
    WHERE coalesce(p.hosts, 0) <> coalesce(k.hosts, 0)
    ORDER BY 1, 2
"""  # noqa: S608 - our own text


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
        cursor.execute(
            "UPDATE hbi.host_count_states y"
            " SET counted_on = now(), culled_until = NULL, culled_on = NULL, odd_tags_counted = true"
            " WHERE y.org_id = %s",
            [org_id],
        )


def to_count_again(tx: Transaction) -> list[str]:
    """Organisations that were counted before there were numbers of hosts with odd tags."""
    with tx.cross_org(_EVERY_ORG), tx.cursor() as cursor:
        cursor.execute(
            "SELECT y.org_id FROM hbi.host_count_states y WHERE y.counted_on IS NOT NULL AND NOT y.odd_tags_counted"
            " ORDER BY y.org_id"
        )
        return [org_id for (org_id,) in cursor.fetchall()]


def culled_to_sum_up(tx: Transaction) -> list[str]:
    """Organisations whose culled hosts have to be summed up: not yet, no longer right, or long ago."""
    with tx.cross_org(_EVERY_ORG), tx.cursor() as cursor:
        cursor.execute(
            """
            SELECT y.org_id FROM hbi.host_count_states y
            WHERE y.counted_on IS NOT NULL AND (
                y.culled_on IS NULL OR y.culled_on < now() - %s
                OR EXISTS (SELECT FROM hbi.culled_host_changes x WHERE x.org_id = y.org_id)
            )
            ORDER BY y.culled_on NULLS FIRST, y.org_id
            """,
            [CULLED_SUMMED_UP_EVERY],
        )
        return [org_id for (org_id,) in cursor.fetchall()]


def sum_up_culled(tx: Transaction, org_id: str, culled_before: datetime, now: datetime) -> bool:
    """Sums up what culled hosts have, so that reads need not look at each; whether nobody else was at work.

    Hosts that were heard of within eight days are left to the reads, whenever they are culled: triggers say nothing of
    hosts that were heard of within seven.
    """
    until = min(culled_before, now - YOUNGEST_SUMMED_UP)
    if not _lock(tx, org_id, skip=True):
        return False
    with tx.cursor() as cursor:
        # One statement is one snapshot: a change that it does not see keeps its row, by which reads know.
        cursor.execute(_SUM_UP_CULLED, {"org_id": org_id, "until": until})
    return True


def wrong_culled_numbers(tx: Transaction, org_id: str) -> list[Wrong]:
    """Values of culled hosts whose sums are not right and would be read all the same."""
    with tx.cursor() as cursor:
        cursor.execute(_WRONG_CULLED, {"org_id": org_id})
        return [Wrong._make(row) for row in cursor.fetchall()]


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
