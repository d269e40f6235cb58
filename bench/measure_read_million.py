"""Lists of an organisation with 1,000,000 hosts: the first page, and a walk 10,000 pages on.

The hosts have no profiles: these lists don't look at them.
"""

import asyncio
import json
import sys
import time
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import aiohttp

from bench.environment import Environment, servers
from bench.local_api import Measured, figures, running
from bench.measure_read import get
from tests.factories import encode_identity, user_identity

ORG = "bench-million"
HOSTS = 1_000_000
PER_PAGE = 50
FAR_PAGE = 10_000
HEADERS = {"x-rh-identity": encode_identity(user_identity(ORG))}

_HOSTS = """
INSERT INTO hbi.hosts (org_id, id, display_name, created_on, modified_on, facts, tags, tags_alt, groups, last_check_in,
    reporter, per_reporter_staleness, insights_id, subscription_manager_id, fqdn, host_type, reporters)
SELECT %(org)s, gen_random_uuid(), name, at - interval '60 days', at + interval '3 ms', '{}', tags, '[]', groups, at,
    'puptoo', jsonb_build_object('puptoo', to_char(at, 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"')), gen_random_uuid(),
    gen_random_uuid()::text, name, 'conventional', '{puptoo}'
FROM (
    SELECT 'host-' || n || '.site-' || n %% 50 || '.example.org' AS name,
        now() - random() * random() * interval '31 days' AS at,
        jsonb_build_object('env', jsonb_build_object('tier', jsonb_build_array('t' || n %% 7))) AS tags,
        jsonb_build_array(jsonb_build_object('id', gen_random_uuid(), 'name', 'Ungrouped Hosts', 'org_id', %(org)s,
            'account', null, 'created', now(), 'updated', now(), 'ungrouped', true, 'host_count', 0)) AS groups
    FROM generate_series(1, %(hosts)s) n
) AS made
"""


def main(result: Path) -> None:
    """Writes the `read_million.…` figures."""
    with servers("million") as environment:
        _load(environment)
        measured = asyncio.run(_measure(environment))
    result.write_text(json.dumps(measured))


def _load(environment: Environment) -> None:
    with environment.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM hbi.hosts WHERE org_id = %s", (ORG,))
        if cursor.fetchone()[0] >= HOSTS:
            return
        print(f"loading {HOSTS:,} hosts", flush=True)
        began = time.perf_counter()
        cursor.execute("DELETE FROM hbi.hosts WHERE org_id = %s", (ORG,))
        cursor.execute(_HOSTS, {"org": ORG, "hosts": HOSTS})
        cursor.execute("VACUUM (ANALYZE) hbi.hosts")
        cursor.execute("CHECKPOINT")
        print(f"loaded in {time.perf_counter() - began:.0f} s", flush=True)


async def _measure(environment: Environment) -> dict[str, float]:
    start = f"/hosts?per_page={PER_PAGE}&cursor="
    async with running(environment) as base:
        second, far = await _cursors(base, start)
    # Counting is the first page's alone, so walks are compared from the second page on.
    requests = [
        Measured("hosts_50", get(f"/hosts?per_page={PER_PAGE}")),
        Measured("cursor_start", get(start)),
        Measured("cursor_page_2", get(start + second)),
        Measured(f"cursor_page_{FAR_PAGE}", get(start + far)),
        Measured("hosts_100_by_name", get("/hosts?per_page=100&order_by=display_name")),
    ]
    return await figures(environment, HEADERS, requests, "read_million", seconds=3)


async def _cursors(base: str, start: str) -> tuple[str, str]:
    """Cursors of the second page and of the far one, which only walking there tells: with pages twice as large."""
    async with aiohttp.ClientSession(headers=HEADERS) as session:
        second = await _following(session, base + start)
        cursor, steps = "", FAR_PAGE * PER_PAGE // 100
        for _ in range(steps):
            cursor = await _following(session, f"{base}/hosts?per_page=100&cursor={cursor}")
        return second, cursor


async def _following(session: aiohttp.ClientSession, url: str) -> str:
    async with session.get(url) as answer:
        answer.raise_for_status()
        target = str(answer.links["next"]["url"])
    return parse_qs(urlsplit(target).query)["cursor"][0]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
