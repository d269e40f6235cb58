"""Hosts per second through the ingest function in one process, events published and acknowledged.

Each event is as large as an invocation can be given. The floor is the same rows through COPY into the same tables.
One round tells little on a machine that does other things too: figures are medians of some, `.worst` is the slowest.
"""

import io
import itertools
import json
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from bench.measuring.environment import Environment, LambdaContext, servers
from bench.measuring.metering import Meter, peak_rss_mb
from bench.measuring.reports import full_events, msk_batches
from local.data.generator import host_reports

ORG = "bench-ingest"
HOSTS = {6: 2_000, 60: 450}
ROUNDS = 9
TABLES = ("hosts", "hosts_groups", "system_profiles_static", "system_profiles_dynamic")
"""In the order in which foreign keys allow them to be filled."""


def main(result: Path) -> None:
    """Writes the `ingest.…` figures."""
    rounds: dict[str, list[float]] = defaultdict(list)
    with servers("empty", fresh_database=True) as environment:
        from functions.ingest.handler import handler

        for profile_kb, number in itertools.product(HOSTS, range(ROUNDS)):
            org_id, suffix = f"{ORG}-{profile_kb}-{number}", "" if profile_kb == 6 else f"_{profile_kb}kb"
            for name, reports in _phases(profile_kb, org_id):
                _begin_anew(environment)
                meter = Meter(environment)
                for event in full_events(reports):
                    meter.handle(handler, event)
                rounds[f"ingest.{name}{suffix}.hosts_per_s"].append(meter.hosts_per_s)
                rounds[f"ingest.{name}{suffix}.python_us"].append(meter.python_us)
                rounds[f"ingest.{name}{suffix}.postgres_us"].append(meter.postgres_us)
                rounds[f"ingest.{name}{suffix}.peak_rss_mb"].append(peak_rss_mb())
            rounds[f"ingest.copy{suffix}.hosts_per_s"].append(_copy_floor(environment, org_id))
        with environment.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM hbi.host_events_outbox")
            rounds["ingest.events_unpublished"].append(cursor.fetchone()[0])
    result.write_text(json.dumps(_summary(rounds)))


def _begin_anew(environment: Environment) -> None:
    """Empties the broker: the embedded one gets slower the more it keeps, and nobody reads these events.

    For the same reason the phases are short and the rounds are many.
    """
    from functions.ingest.handler import handler
    from functions.ingest.runtime import runtime

    runtime().producer.close()
    environment.forget_events()
    for event in msk_batches(host_reports(200, org_id="bench-warm-up"), 100):
        handler(event, LambdaContext())


def _summary(rounds: Mapping[str, list[float]]) -> dict[str, float]:
    figures = {}
    for name, values in rounds.items():
        figures[name] = max(values) if name.endswith("peak_rss_mb") else statistics.median(values)
        if name.endswith("hosts_per_s"):
            figures[f"{name}.worst"] = min(values)
    return figures


def _phases(profile_kb: int, org_id: str) -> Iterable[tuple[str, Iterable[Mapping[str, Any]]]]:
    def reports(revision: int) -> Iterable[Mapping[str, Any]]:
        return host_reports(HOSTS[profile_kb], org_id=org_id, profile_kb=profile_kb, revision=revision)

    yield "create", reports(0)
    yield "rereport_changed", reports(1)
    yield "rereport_unchanged", reports(1)


def _copy_floor(environment: Environment, org_id: str) -> float:
    """Hosts per second when PostgreSQL gets the stored rows through COPY, one transaction a batch."""
    with environment.cursor() as cursor:
        batches = _stored_rows(cursor, org_id)
        cursor.execute("DELETE FROM hbi.hosts_groups WHERE org_id = %s", (org_id,))
        cursor.execute("DELETE FROM hbi.hosts WHERE org_id = %s", (org_id,))
        began = time.perf_counter()
        for batch in batches:
            cursor.execute("BEGIN")
            for table, (columns, rows) in batch.items():
                cursor.copy_expert(f"COPY hbi.{table} ({columns}) FROM STDIN", io.BytesIO(rows))
            cursor.execute("COMMIT")
        spent = time.perf_counter() - began
    return sum(batch["hosts"][1].count(b"\n") for batch in batches) / spent


def _stored_rows(cursor: Any, org_id: str) -> list[dict[str, tuple[str, bytes]]]:
    cursor.execute("SELECT id::text FROM hbi.hosts WHERE org_id = %s ORDER BY created_on, id", (org_id,))
    ids = [row[0] for row in cursor.fetchall()]
    return [
        {table: _rows_of(cursor, table, org_id, chunk) for table in TABLES} for chunk in itertools.batched(ids, 500)
    ]


def _rows_of(cursor: Any, table: str, org_id: str, ids: Iterable[str]) -> tuple[str, bytes]:
    cursor.execute(
        "SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute"
        " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''",
        (f"hbi.{table}",),
    )
    columns = cursor.fetchone()[0]
    key = "id" if table == "hosts" else "host_id"
    wanted = ", ".join(f"'{host_id}'" for host_id in ids)
    rows = io.BytesIO()
    cursor.copy_expert(
        f"COPY (SELECT {columns} FROM hbi.{table} WHERE org_id = '{org_id}' AND {key} IN ({wanted})) TO STDOUT", rows
    )
    return columns, rows.getvalue()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
