"""Reads at 100,000 hosts in one organisation of 200,000, through the local gateway and two function processes.

`read.<request>.sql_ms` is the bare time of a request's statements, to set the figures in relation to the machine.
"""

import asyncio
import json
import sys
import time
from pathlib import Path

from bench.hosts import dataset
from bench.measuring import load
from bench.measuring.environment import Environment, servers
from bench.measuring.local_api import Measured, figures
from tests.support.factories import encode_identity, user_identity

HEADERS = {"x-rh-identity": encode_identity(user_identity(dataset.LARGE_ORG))}


def main(result: Path) -> None:
    """Writes the `read.…` figures."""
    with servers() as environment:
        dataset.load(environment)
        measured = asyncio.run(figures(environment, HEADERS, requests(environment), "read"))
    result.write_text(json.dumps(measured))


def requests(environment: Environment) -> list[Measured]:
    """The requests, rows of one table."""
    with environment.cursor() as cursor:
        cursor.execute(
            "SELECT id::text FROM hbi.hosts WHERE org_id = %s AND last_check_in > now() - interval '20 days'"
            " ORDER BY md5(id::text) LIMIT 500",
            (dataset.LARGE_ORG,),
        )
        ids = [row[0] for row in cursor.fetchall()]
    system = "filter[system_profile][operating_system][RHEL][version][eq]=9.4"
    return [
        Measured("hosts_50", get("/hosts?per_page=50")),
        Measured("hosts_100_by_name", get("/hosts?per_page=100&order_by=display_name")),
        Measured("hosts_by_tag", get("/hosts?tags=insights-client/site=pune")),
        Measured("hosts_by_operating_system", get(f"/hosts?{system}")),
        Measured("hosts_by_substring", lambda n: ("GET", f"/hosts?hostname_or_id=host-{n % 900 + 100}.site", None)),
        Measured("hosts_page_1500", get("/hosts?page=1500"), count=50),
        Measured("host_by_id", lambda n: ("GET", f"/hosts/{ids[n % len(ids)]}", None), count=500),
        Measured("system_profile_by_id", lambda n: ("GET", f"/hosts/{ids[n % len(ids)]}/system_profile", None), 500),
        Measured("tags", get("/tags"), count=50),
        Measured("operating_systems", get("/system_profile/operating_system"), count=50),
        Measured(
            "patch_display_name",
            lambda n: ("PATCH", f"/hosts/{ids[n % len(ids)]}", {"display_name": f"renamed {n} {time.time_ns()}"}),
        ),
    ]


def get(path: str) -> load.MakeRequest:
    """The same read each time."""
    return lambda _: ("GET", path, None)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
