"""An export of 1,000,000 hosts of one organisation to its end, and their culling: does memory grow with them?

`HOSTS=200000` takes fewer. Requests to the API, for another organisation, are measured before the culling and
beside it.
"""

import asyncio
import json
import os
import sys
from pathlib import Path

from bench.hosts import large_org
from bench.measuring import culling
from bench.measuring.environment import Environment, servers
from bench.measuring.memory import sampled
from bench.parts.export import export
from bench.parts.read import get
from tests.support.factories import encode_identity, user_identity

HOSTS = int(os.environ.get("HOSTS", "1000000"))
OTHER_ORG = "bench-other"
OTHER_HOSTS = 5_000
FORMATS = ("csv", "ndjson")


def main(result: Path) -> None:
    """Writes the `jobs_million.…` figures."""
    with servers("jobs_million", fresh_database=True) as environment:
        large_org.load(environment, {large_org.ORG: HOSTS, OTHER_ORG: OTHER_HOSTS})
        figures: dict[str, float] = {"hosts": HOSTS}
        export("csv", org_id=OTHER_ORG)  # Imports and connections are there then, so that growth is that of the work.
        for export_format in FORMATS:
            with sampled() as memory:
                rate, _ = export(export_format, org_id=large_org.ORG)
            figures[f"export_{export_format}.rows_per_s"] = rate
            figures[f"export_{export_format}.peak_rss_mb"] = memory.peak_mb
            figures[f"export_{export_format}.rss_last_to_first"] = memory.last_to_first
        _shorten_life(environment)
        headers = {"x-rh-identity": encode_identity(user_identity(OTHER_ORG))}
        culled = asyncio.run(culling.beside_api(environment, headers, get("/hosts?per_page=50")))
    figures |= {f"cull.{name}": value for name, value in culled.items()}
    if figures["cull.hosts"] < HOSTS or figures["cull.unpublished"]:
        raise RuntimeError(f"expected {HOSTS} hosts deleted and published, got {figures}")
    result.write_text(json.dumps({f"jobs_million.{name}": value for name, value in figures.items()}))


def _shorten_life(environment: Environment) -> None:
    """Makes all hosts of the large organisation culled ones, without a new version of each."""
    with environment.cursor() as cursor:
        cursor.execute(
            "INSERT INTO hbi.staleness (id, org_id, conventional_time_to_stale, conventional_time_to_stale_warning,"
            " conventional_time_to_delete, created_on, modified_on)"
            " VALUES (gen_random_uuid(), %s, 1, 2, 3, now(), now())",
            (large_org.ORG,),
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
