"""Hosts per second that the reaper culls, events published and acknowledged, and requests to the API beside it.

The floor is one DELETE of as many hosts with their profiles. Requests are one at a time, before the culling, while it
runs in another process, and after it: `reaper.api_beside_to_idle` is what their 99th percentile becomes.
"""

import asyncio
import json
import sys
import time
from pathlib import Path
from typing import Any

from bench.hosts import dataset
from bench.measuring import culling
from bench.measuring.environment import LambdaContext, servers
from bench.parts import read
from hbi.reaper.pace import LATELY_S

EXPIRED_ORG = "bench-expired"
HOSTS = 20_000

_TABLES = {
    "hosts": "id",
    "hosts_groups": "host_id",
    "system_profiles_static": "host_id",
    "system_profiles_dynamic": "host_id",
}


def main(result: Path) -> None:
    """Writes the `reaper.…` figures."""
    with servers() as environment:
        dataset.load(environment)
        from functions.reaper.handler import handler

        with environment.cursor() as cursor:
            handler({"task": "cull"}, LambdaContext())
            _expire(cursor)
            began = time.perf_counter()
            cursor.execute("DELETE FROM hbi.hosts_groups WHERE org_id = %s", (EXPIRED_ORG,))
            cursor.execute("DELETE FROM hbi.hosts WHERE org_id = %s", (EXPIRED_ORG,))
            floor = HOSTS / (time.perf_counter() - began)
            _expire(cursor)
            time.sleep(LATELY_S + 0.5)  # By then nobody but the reaper has used the database lately.
            began = time.perf_counter()
            report = handler({"task": "cull"}, LambdaContext())
            spent = time.perf_counter() - began
            _expire(cursor)
        beside = asyncio.run(culling.beside_api(environment, read.HEADERS, read.get("/hosts?per_page=50")))
    # Hosts of the data set come of age meanwhile, so it may be a few more.
    if report["deleted"] < HOSTS or report["published"] != report["deleted"] or report["left"]:
        raise RuntimeError(f"expected {HOSTS} hosts deleted and published, got {report}")
    figures = {"reaper.hosts_per_s": report["deleted"] / spent, "reaper.delete.hosts_per_s": floor}
    measured = {f"reaper.{name}": value for name, value in beside.items() if name.startswith("api_")}
    result.write_text(json.dumps(figures | measured))


def _expire(cursor: Any) -> None:
    """Copies hosts of the data set into an organisation of their own, last seen forty days ago."""
    cursor.execute("DROP TABLE IF EXISTS bench_expired")
    cursor.execute(
        "CREATE UNLOGGED TABLE bench_expired AS SELECT gen_random_uuid() AS id, id AS source, org_id FROM hbi.hosts"
        f" WHERE org_id BETWEEN 'bench-01' AND 'bench-19' LIMIT {HOSTS}"
    )
    for table, key in _TABLES.items():
        cursor.execute(
            "SELECT array_agg(attname::text) FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
            " AND NOT attisdropped AND attname NOT IN ('org_id', 'last_check_in', %s)",
            (f"hbi.{table}", key),
        )
        columns = ", ".join(cursor.fetchone()[0])
        selected = ", ".join(f"t.{name.strip()}" for name in columns.split(",")) if columns else ""
        age = ", last_check_in" if table == "hosts" else ""
        aged = ", now() - interval '40 days'" if table == "hosts" else ""
        cursor.execute(
            f"INSERT INTO hbi.{table} (org_id, {key}, {columns}{age})"
            f" SELECT '{EXPIRED_ORG}', e.id, {selected}{aged} FROM bench_expired e"
            f" JOIN hbi.{table} t ON t.org_id = e.org_id AND t.{key} = e.source"
        )
    cursor.execute("ANALYZE hbi.hosts")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
