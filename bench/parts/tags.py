"""Numbers of hosts at 100,000 hosts that each have tags of their own, 3 % of them culled.

`tags.<request>` is answered by the numbers that are kept, `tags.counted_<request>` by counting.
"""

import asyncio
import dataclasses
import json
import sys
from pathlib import Path

from bench.hosts import tagged_org
from bench.measuring.environment import Environment, LambdaContext, servers
from bench.measuring.local_api import Measured, figures
from bench.parts.read import get
from tests.support.factories import encode_identity, user_identity

HEADERS = {"x-rh-identity": encode_identity(user_identity(tagged_org.ORG))}
REQUESTS = (
    Measured("tags", get("/tags"), count=50),
    Measured("tags_by_count", get("/tags?order_by=count&order_how=DESC"), count=50),
    Measured("operating_systems", get("/system_profile/operating_system"), count=50),
    Measured("sap_system", get("/system_profile/sap_system"), count=50),
    Measured("sap_sids", get("/system_profile/sap_sids"), count=50),
    Measured("total", get("/hosts?count_only=true"), count=50),
)


def main(result: Path) -> None:
    """Writes the `tags.…` figures."""
    with servers(tagged_org.DATABASE) as environment:
        tagged_org.load(environment)
        _count_hosts()
        measured = asyncio.run(_figures(environment, "true", ""))
        measured |= asyncio.run(_figures(environment, "false", "counted_"))
    result.write_text(json.dumps(measured))


def _count_hosts() -> None:
    from functions.reaper.handler import handler

    handler({"task": "count-hosts", "dry_run": False, "org_ids": [tagged_org.ORG]}, LambdaContext())
    handler({"task": "counts"}, LambdaContext())


async def _figures(environment: Environment, reads_counters: str, prefix: str) -> dict[str, float]:
    """Of all requests with one setting. Their `sql_ms` is that of functions which read what is kept."""
    variables = {**environment.variables, "HBI_READ_COUNTERS": reads_counters}
    requests = [dataclasses.replace(request, name=prefix + request.name) for request in REQUESTS]
    found = await figures(dataclasses.replace(environment, variables=variables), HEADERS, requests, "tags", seconds=3)
    return {name: value for name, value in found.items() if not (prefix and name.endswith(".sql_ms"))}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
