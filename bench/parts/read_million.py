"""Lists of an organisation with 1,000,000 hosts: the first page, and a walk 10,000 pages on.

`read_million.cursor_far_to_near` is what the ten-thousandth page of a walk takes, in times of the second one.
"""

import asyncio
import json
import statistics
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import aiohttp

from bench.hosts import large_org
from bench.measuring import load, rounds
from bench.measuring.environment import Environment, LambdaContext, servers
from bench.measuring.local_api import Measured, figures, running
from bench.parts.honest import GROWING
from bench.parts.read import get
from tests.support.factories import encode_identity, user_identity

PER_PAGE = 50
FAR_PAGE = 10_000
COMPARED = 400
HEADERS = {"x-rh-identity": encode_identity(user_identity(large_org.ORG))}


def main(result: Path) -> None:
    """Writes the `read_million.…` figures."""
    with servers(large_org.DATABASE) as environment:
        large_org.load(environment)
        _keep_numbers()
        measured = asyncio.run(_measure(environment))
    result.write_text(json.dumps(measured))


def _keep_numbers() -> None:
    from functions.reaper.handler import handler

    handler({"task": "count-hosts", "dry_run": False, "org_ids": [large_org.ORG]}, LambdaContext())
    handler({"task": "counts"}, LambdaContext())


async def _measure(environment: Environment) -> dict[str, float]:
    start = f"/hosts?per_page={PER_PAGE}&cursor="
    async with running(environment) as base:
        near, far = await _cursors(base, start)
        ratio = await _far_to_near(base, start + near, start + far)
    # Counting is the first page's alone, so walks are compared from the second page on.
    requests = [
        Measured("hosts_50", get(f"/hosts?per_page={PER_PAGE}")),
        Measured("cursor_start", get(start)),
        Measured("cursor_page_2", get(start + near)),
        Measured(f"cursor_page_{FAR_PAGE}", get(start + far)),
        Measured("hosts_100_by_name", get("/hosts?per_page=100&order_by=display_name")),
    ]
    measured = await figures(environment, HEADERS, requests, "read_million", seconds=3)
    grown = await rounds.in_rounds(environment, HEADERS, GROWING, seconds=0.5)
    measured |= {f"read_million.growth.{name}": value for name, value in grown.items() if "rps" not in name}
    return measured | {"read_million.cursor_far_to_near": ratio}


async def _cursors(base: str, start: str) -> tuple[str, str]:
    """Cursors of the second page and of the far one, which only walking there tells: with pages twice as large."""
    async with aiohttp.ClientSession(headers=HEADERS) as session:
        second = cursor = await _following(session, base + start)
        for _ in range((FAR_PAGE - 2) * PER_PAGE // 100):
            cursor = await _following(session, f"{base}/hosts?per_page=100&cursor={cursor}")
        return second, cursor


async def _far_to_near(base: str, near: str, far: str) -> float:
    """Asked for in turn, so that both pages meet the same machine."""
    times = await load.latencies_ms(base, HEADERS, lambda n: ("GET", (near, far)[n % 2], None), 2 * COMPARED)
    return statistics.median(times[1::2]) / statistics.median(times[::2])


async def _following(session: aiohttp.ClientSession, url: str) -> str:
    async with session.get(url) as answer:
        answer.raise_for_status()
        target = str(answer.links["next"]["url"])
    return parse_qs(urlsplit(target).query)["cursor"][0]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
