"""A million hosts of 50 organisations through the ingest function: does it stay as fast as it began?

`HOSTS=50000` loads fewer. A run that was interrupted goes on where it stopped; one that ended is begun anew.
"""

import itertools
import json
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bench.measuring.environment import STATE, Environment, servers
from bench.measuring.metering import Meter, peak_rss_mb
from bench.measuring.reports import full_events
from local.data.generator import host_reports

HOSTS = int(os.environ.get("HOSTS", "1000000"))
ORGS = 50
SEGMENT = min(10_000, HOSTS // 4)
"""Hosts that are measured together, and between two lines of progress."""
COMPARED = min(50_000, HOSTS // 4)
"""Hosts at the beginning and at the end whose throughput is compared."""
PROGRESS = STATE / "million.json"

type Segment = dict[str, float]


def main(result: Path) -> None:
    """Writes the `million.…` figures."""
    segments: list[Segment] = json.loads(PROGRESS.read_text()) if PROGRESS.exists() else []
    with servers("million", fresh_database=not segments) as environment:
        done = int(sum(segment["hosts"] for segment in segments))
        for segment in _loaded(environment, done):
            segments.append(segment)
            PROGRESS.write_text(json.dumps(segments))
            _report(segments)
        with environment.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database()), (SELECT count(*) FROM hbi.hosts)")
            size, hosts = cursor.fetchone()
    PROGRESS.unlink(missing_ok=True)
    first, last = _rate(segments, COMPARED), _rate(segments[::-1], COMPARED)
    figures = {
        "million.hosts": hosts,
        "million.hosts_per_s": _rate(segments, HOSTS),
        "million.first.hosts_per_s": first,
        "million.last.hosts_per_s": last,
        "million.last_to_first": last / first,
        "million.last.postgres_us": segments[-1]["postgres_us"],
        "million.last.python_us": segments[-1]["python_us"],
        "million.peak_rss_mb": max(segment["peak_rss_mb"] for segment in segments),
        "million.database_gb": size / 1e9,
    }
    result.write_text(json.dumps(figures))


def _loaded(environment: Environment, done: int) -> Iterator[Segment]:
    """Loads the hosts that are missing, segment by segment."""
    from functions.ingest.handler import handler
    from functions.ingest.runtime import runtime

    reports = itertools.islice(_interleaved(), done, HOSTS)
    while done < HOSTS:
        meter = Meter(environment)
        for event in full_events(itertools.islice(reports, SEGMENT)):
            meter.handle(handler, event)
        done += meter.hosts
        yield {
            "hosts": meter.hosts,
            "seconds": meter.seconds,
            "python_us": meter.python_us,
            "postgres_us": meter.postgres_us,
            "peak_rss_mb": peak_rss_mb(),
        }
        # The embedded broker gets slower the more it keeps, and nobody reads these events.
        runtime().producer.close()
        environment.forget_events()


def _interleaved() -> Iterator[Mapping[str, Any]]:
    """Reports of all organisations in turn, as topics have them."""
    orgs = [host_reports(-(-HOSTS // ORGS), org_id=f"million-{number:02}") for number in range(ORGS)]
    return itertools.chain.from_iterable(zip(*orgs, strict=True))


def _rate(segments: list[Segment], hosts: int) -> float:
    """Hosts per second of the first `hosts` hosts."""
    counted = seconds = 0.0
    for segment in segments:
        if counted >= hosts:
            break
        counted += segment["hosts"]
        seconds += segment["seconds"]
    return counted / seconds


def _report(segments: list[Segment]) -> None:
    last = segments[-1]
    done = sum(segment["hosts"] for segment in segments)
    print(
        f"{done:>9,.0f} hosts, {last['hosts'] / last['seconds']:,.0f} a second;"
        f" a host: {last['python_us']:.0f} µs Python, {last['postgres_us']:.0f} µs PostgreSQL",
        flush=True,
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
