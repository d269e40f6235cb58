"""Groups of an organisation with 100,000 hosts, through the local gateway: lists of them and of their hosts, also with
what applications know, many hosts that move at once, and another staleness.

Changes are made in a copy of the database. `bare_s` are the plain statements of a change, rolled back.
"""

import asyncio
import json
import os
import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import aiohttp

from bench.hosts import grouped_org
from bench.hosts.grouped_org import LARGEST, ORG
from bench.measuring.environment import Environment, servers
from bench.measuring.local_api import Measured, figures, running
from bench.measuring.metering import session_seconds
from bench.parts.read import get
from tests.support.factories import encode_identity, user_identity

HEADERS = {"x-rh-identity": encode_identity(user_identity(ORG))}
CHANGED = "groups_changed"
"""The copy that changes are made in."""
ADDED, ROUNDS = 10_000, 3


def main(result: Path) -> None:
    """Writes the `groups.…` figures."""
    with servers(grouped_org.DATABASE) as environment:
        grouped_org.load(environment)
        measured = asyncio.run(figures(environment, HEADERS, _reads(environment), "groups", seconds=4))
    with servers(CHANGED, template=grouped_org.DATABASE) as environment:
        measured |= asyncio.run(_changes(environment))
        environment.postgres.drop_database(CHANGED)
    result.write_text(json.dumps(measured | {"groups.load_average": os.getloadavg()[0]}))


def _reads(environment: Environment) -> list[Measured]:
    with environment.cursor() as cursor:
        largest = _group_id(cursor, LARGEST)
    return [
        Measured("list", get("/groups"), count=100),
        Measured("list_by_host_count", get("/groups?order_by=host_count"), count=50),
        Measured("hosts_of_largest", get(f"/groups/{largest}/hosts"), count=100),
        Measured("hosts_view", get("/beta/hosts-view"), count=100),
        Measured("hosts_view_by_application", get("/beta/hosts-view?order_by=patch:packages_installable"), count=50),
    ]


async def _changes(environment: Environment) -> dict[str, float]:
    async with running(environment) as base, aiohttp.ClientSession(headers=HEADERS) as session:
        change = _Changes(environment, base, session)
        return {**await change.staleness(), **await change.added(), **await change.made_and_deleted()}


class _Changes:
    """Requests that change many hosts at once."""

    def __init__(self, environment: Environment, base: str, session: aiohttp.ClientSession) -> None:
        self._environment = environment
        self._base = base
        self._session = session

    async def added(self) -> dict[str, float]:
        """Adds hosts to one group after the other."""
        with self._environment.cursor() as cursor:
            host_ids = _host_ids(cursor, ADDED)
            targets = [_group_id(cursor, f"group {2 + number}") for number in range(ROUNDS)]
            bare = _bare_seconds(cursor, host_ids, targets[0])
        times, rows = [], []
        for target in targets:
            seconds, stored = await self._timed("add_10000", "POST", f"/groups/{target}/hosts", host_ids)
            times.append(seconds)
            rows.append(stored)
        return {
            "groups.add_10000.s": statistics.median(times),
            "groups.add_10000.worst_s": max(times),
            "groups.add_10000.bare_s": bare,
            "groups.add_10000.outbox_rows": min(rows),
        }

    async def made_and_deleted(self) -> dict[str, float]:
        """Makes a group of 50,000 hosts, and deletes it."""
        with self._environment.cursor() as cursor:
            host_ids = _host_ids(cursor, 50_000)
            bare = _bare_seconds(cursor, host_ids, _group_id(cursor, "group 9"))
        body = {"name": "made", "host_ids": host_ids}
        made, stored = await self._timed("make_50000", "POST", "/groups", body)
        with self._environment.cursor() as cursor:
            group_id = _group_id(cursor, "made")
        deleted, left = await self._timed("delete_50000", "DELETE", f"/groups/{group_id}", None)
        return {
            "groups.make_50000.s": made,
            "groups.make_50000.bare_s": bare,
            "groups.make_50000.outbox_rows": stored,
            "groups.delete_50000.s": deleted,
            "groups.delete_50000.bare_s": bare,
            "groups.delete_50000.outbox_rows": left,
        }

    async def staleness(self) -> dict[str, float]:
        """Lets the organisation's hosts be culled earlier, then never: the next read must know it."""
        before = await self._total()
        await self._send("POST", "/account/staleness", _limits(20))
        measured = await self._reads_of("culled_at_20_days", "20 days")
        await self._send("PATCH", "/account/staleness", _limits(365))
        measured |= await self._reads_of("none_culled", "365 days")
        await self._send("DELETE", "/account/staleness", None)
        if (after := await self._total()) != before:
            raise RuntimeError(f"{before} hosts before, {after} after the settings are gone")
        return measured

    async def _reads_of(self, name: str, culled_after: str) -> dict[str, float]:
        """How long reads take now, after one that must find the hosts that are not culled."""
        found = await self._total()
        with self._environment.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM hbi.hosts WHERE org_id = %s AND last_check_in > now() - %s::interval",
                (ORG, culled_after),
            )
            [expected] = cursor.fetchone()
        if found != expected:
            raise RuntimeError(f"{found} hosts instead of {expected}")
        measured = {}
        for request, path in {"hosts_50": "/hosts?per_page=50", "list": "/groups"}.items():
            spent = []
            for _ in range(40):
                began = time.perf_counter()
                await self._send("GET", path, None)
                spent.append((time.perf_counter() - began) * 1000)
            measured[f"groups.{name}.{request}.p50_ms"] = statistics.median(spent)
        return measured

    async def _timed(self, name: str, method: str, path: str, body: Any) -> tuple[float, int]:
        """Seconds of a change, and the rows that it has stored in the outbox."""
        sessions, rows = session_seconds(self._environment), self._outbox_rows()
        began = time.perf_counter()
        await self._send(method, path, body)
        seconds = time.perf_counter() - began
        stored = self._outbox_rows() - rows
        spent = session_seconds(self._environment) - sessions
        print(
            f"{name}: {seconds:.2f} s, {spent:.2f} s of CPU in PostgreSQL, {stored:,} rows in the outbox,"
            f" load {os.getloadavg()[0]:.1f}",
            flush=True,
        )
        return seconds, stored

    def _outbox_rows(self) -> int:
        """Rows that the outbox has ever had."""
        with self._environment.cursor() as cursor:
            cursor.execute("SELECT last_value FROM hbi.host_events_outbox_sequence_seq")
            return int(cursor.fetchone()[0])

    async def _total(self) -> int:
        answer = await self._send("GET", "/hosts?count_only=true", None)
        return int(json.loads(answer)["total"])

    async def _send(self, method: str, path: str, body: Any) -> bytes:
        async with self._session.request(method, self._base + path, json=body) as answer:
            text = await answer.read()
            if answer.status >= 400:
                raise RuntimeError(f"{method} {path} answered {answer.status}: {text[:300]!r}")
            return text


def _limits(days: int) -> dict[str, int]:
    """Staleness settings by which hosts are culled after some days."""
    return {
        "conventional_time_to_stale": 104_400,
        "conventional_time_to_stale_warning": 604_800,
        "conventional_time_to_delete": days * 86_400,
    }


def _group_id(cursor: Any, name: str) -> str:
    cursor.execute("SELECT id::text FROM hbi.groups WHERE org_id = %s AND name = %s", (ORG, name))
    return str(cursor.fetchone()[0])


def _host_ids(cursor: Any, number: int) -> list[str]:
    """Hosts out of all groups."""
    cursor.execute("SELECT id::text FROM hbi.hosts WHERE org_id = %s ORDER BY md5(id::text) LIMIT %s", (ORG, number))
    return [host_id for (host_id,) in cursor.fetchall()]


def _bare_seconds(cursor: Any, host_ids: Sequence[str], group_id: str) -> float:
    """Seconds that the least takes which a move can be: hosts, memberships and events are written, nothing is read."""
    ids = "{" + ",".join(host_ids) + "}"
    began = time.perf_counter()
    cursor.execute("BEGIN")
    cursor.execute(
        "UPDATE hbi.hosts SET modified_on = now(), groups = jsonb_build_array(jsonb_build_object('id', %s))"
        " WHERE org_id = %s AND id = ANY(%s::uuid[])",
        (group_id, ORG, ids),
    )
    cursor.execute(
        "UPDATE hbi.hosts_groups SET group_id = %s WHERE org_id = %s AND host_id = ANY(%s::uuid[])",
        (group_id, ORG, ids),
    )
    cursor.execute(
        "INSERT INTO hbi.host_events_outbox (org_id, host_id, event_type, context)"
        " SELECT %s, id, 'updated', '{}' FROM unnest(%s::uuid[]) id",
        (ORG, ids),
    )
    cursor.execute("ROLLBACK")
    return time.perf_counter() - began


if __name__ == "__main__":
    main(Path(sys.argv[1]))
