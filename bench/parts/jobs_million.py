"""An export of 1,000,000 hosts of one organisation to its end, and their culling: does memory grow with them?

A fifth as many hosts of another organisation are culled before, with nobody beside: as fast as the reaper is. Then
requests to the API, for a third organisation, are measured before the culling, beside it and after it.

`HOSTS=20000` takes fewer; `HBI_CULL_SHARE=1` culls without regard for others.
"""

import asyncio
import json
import os
import sys
import time
from pathlib import Path

from bench.hosts import large_org
from bench.measuring import culling
from bench.measuring.environment import Environment, servers
from bench.measuring.memory import sampled
from bench.parts.export import export
from bench.parts.read import get
from tests.support.factories import encode_identity, user_identity

HOSTS = int(os.environ.get("HOSTS", "1000000"))
ALONE_ORG = "bench-alone"
OTHER_ORG = "bench-other"
OTHER_HOSTS = 5_000
FORMATS = ("csv", "ndjson")

_BEGAN = time.perf_counter()


def main(result: Path) -> None:
    """Writes the `jobs_million.…` figures."""
    figures: dict[str, float] = {"hosts": HOSTS}
    with servers("jobs_million", fresh_database=True) as environment:
        large_org.load(environment, {large_org.ORG: HOSTS, ALONE_ORG: HOSTS // 5, OTHER_ORG: OTHER_HOSTS})
        figures |= _exported()
        _shorten_life(environment, ALONE_ORG)
        alone = asyncio.run(culling.alone())
        _tell("culled alone", alone)
        _shorten_life(environment, large_org.ORG)
        headers = {"x-rh-identity": encode_identity(user_identity(OTHER_ORG))}
        beside = asyncio.run(culling.beside_api(environment, headers, get("/hosts?per_page=50")))
        _tell("culled beside requests", beside)
    figures |= {f"cull_alone.{name}": value for name, value in alone.items()}
    figures |= {f"cull.{name}": value for name, value in beside.items()}
    # Some hosts of every organisation are old enough to go with those that are culled alone.
    missing = HOSTS + HOSTS // 5 - alone["hosts"] - beside["hosts"]
    if missing > 0 or alone["unpublished"] or beside["unpublished"]:
        raise RuntimeError(f"expected {HOSTS} and {HOSTS // 5} hosts deleted and published, got {figures}")
    result.write_text(json.dumps({f"jobs_million.{name}": value for name, value in figures.items()}))


def _exported() -> dict[str, float]:
    figures = {}
    export("csv", org_id=OTHER_ORG)  # Imports and connections are there then, so that growth is that of the work.
    for export_format in FORMATS:
        with sampled() as memory:
            rate, _ = export(export_format, org_id=large_org.ORG)
        figures[f"export_{export_format}.rows_per_s"] = rate
        figures[f"export_{export_format}.peak_rss_mb"] = memory.peak_mb
        figures[f"export_{export_format}.rss_last_to_first"] = memory.last_to_first
    _tell("exported", figures)
    return figures


def _shorten_life(environment: Environment, org_id: str) -> None:
    """Makes all hosts of an organisation culled ones, without a new version of each."""
    with environment.cursor() as cursor:
        cursor.execute(
            "INSERT INTO hbi.staleness (id, org_id, conventional_time_to_stale, conventional_time_to_stale_warning,"
            " conventional_time_to_delete, created_on, modified_on)"
            " VALUES (gen_random_uuid(), %s, 1, 2, 3, now(), now())",
            (org_id,),
        )


def _tell(what: str, figures: dict[str, float]) -> None:
    """A line of progress: who waits for twenty minutes wants to know what is known by now."""
    known = ", ".join(f"{name} {value:,.2f}" for name, value in figures.items())
    print(f"{time.perf_counter() - _BEGAN:,.0f} s: {what}: {known}", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
