"""Rows per second of an export of 100,000 hosts, from the claim to the object in S3, in one process.

The floors are PostgreSQL's COPY of the same columns into nothing: of the default ones, and of whole profiles as JSON.
"""

import io
import json
import os
import resource
import sys
import time
from pathlib import Path
from typing import Any

from bench.hosts import dataset
from bench.measuring import analysis
from bench.measuring.environment import Environment, LambdaContext, servers
from tests.support.factories import encode_identity, user_identity

_HOSTS = (
    "FROM hbi.hosts h LEFT JOIN hbi.system_profiles_static s ON (s.org_id, s.host_id) = (h.org_id, h.id)"
    " LEFT JOIN hbi.system_profiles_dynamic d ON (d.org_id, d.host_id) = (h.org_id, h.id)"
    f" WHERE h.org_id = '{dataset.LARGE_ORG}' AND h.last_check_in > now() - interval '30 days' ORDER BY h.id"
)
_ROWS = (
    "SELECT h.display_name, h.fqdn, h.id, h.subscription_manager_id, h.satellite_id, h.groups, s.os_release,"
    " h.modified_on, h.last_check_in, h.tags, h.host_type, h.bios_uuid, s.satellite_managed, s.cloud_provider,"
    f" s.is_marketplace, h.ip_addresses {_HOSTS}"
)
_PROFILES = f"SELECT h.id, to_jsonb(s), to_jsonb(d) {_HOSTS}"
_WHOLE = {"columns": ["system_profile"]}


def main(result: Path) -> None:
    """Writes the `export.…` figures."""
    figures: dict[str, float] = {}
    with servers() as environment:
        dataset.load(environment)
        os.environ["HBI_EXPORT_FILTERS"] = "true"
        export("csv")  # Imports, connections and the cache of the disk are warm then, as they are for the floors.
        archives: dict[str, str] = {}
        for export_format in ("csv", "json", "ndjson", "parquet"):
            figures[f"export.{export_format}.rows_per_s"], archives[export_format] = export(export_format)
        figures["export.profiles.rows_per_s"], _ = export("ndjson", _WHOLE)
        figures["export.parquet_profiles.rows_per_s"], _ = export("parquet", _WHOLE)
        # Before the floors are measured: COPY into this process would count as the function's memory.
        figures["export.peak_rss_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        figures["export.copy.rows_per_s"] = _floor(environment, _ROWS)
        figures["export.copy_profiles.rows_per_s"] = _floor(environment, _PROFILES)
        figures |= analysis.figures(_settings(), archives)
    result.write_text(json.dumps(figures))


def export(
    export_format: str, filters: dict[str, Any] | None = None, *, org_id: str = dataset.LARGE_ORG
) -> tuple[float, str]:
    """Rows per second of an export of an organisation in this process, and the key of the archive."""
    from functions.export.handler import handler
    from functions.export.runtime import runtime
    from hbi import clock
    from hbi.exports.api import repository
    from hbi.exports.api.owner import owner_of
    from hbi.exports.api.requests import parse_create
    from hbi.exports.records import APPLICATION, RESOURCE

    header = encode_identity(user_identity(org_id))
    source = {"application": APPLICATION, "resource": RESOURCE, "filters": filters}
    body = json.dumps({"name": "bench", "format": export_format, "sources": [source]}).encode()
    now = clock.now()
    with runtime().database.write() as tx:
        created = repository.create(
            tx, owner_of(header), parse_create(body, now), identity=header, request_id=None, now=now
        )
    began = time.perf_counter()
    answer = handler({"export_id": created.id, "org_id": org_id}, LambdaContext())
    spent = time.perf_counter() - began
    outcome = answer["exports"][0]
    if outcome["status"] != "complete":
        raise RuntimeError(f"the export ended as {outcome}")
    rows: int = outcome["rows"]
    return rows / spent, created.object_key


def _settings() -> Any:
    from functions.export.runtime import runtime

    return runtime().settings


class _Nothing(io.RawIOBase):
    lines = 0

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self.lines += data.count(b"\n")
        return len(data)


def _floor(environment: Environment, query: str) -> float:
    sink = _Nothing()
    with environment.cursor() as cursor:
        began = time.perf_counter()
        cursor.copy_expert(f"COPY ({query}) TO STDOUT", sink)
        return sink.lines / (time.perf_counter() - began)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
