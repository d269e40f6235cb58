"""Processor time of a message and of a request, as `make bench` measured it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

RESULTS = Path(__file__).parents[2] / "bench" / "results" / "latest.json"

# A host's check-ins of a day: few are new, half bring something new.
_REPORTS = {"create": 0.01, "rereport_changed": 0.5, "rereport_unchanged": 0.49}

# Requests as consoles and clients make them.
_READS = {
    "host_by_id": 0.25,
    "system_profile_by_id": 0.25,
    "hosts_50": 0.3,
    "hosts_by_tag": 0.05,
    "hosts_by_substring": 0.1,
    "patch_display_name": 0.05,
}

_MANY_HOSTS = 1_000_000


@dataclass(frozen=True)
class Work:
    """Seconds of processor time that one message or request takes in the function and in the database."""

    function_s: float
    database_s: float


def report(results: Mapping[str, float]) -> Work:
    """A check-in of a host with a profile of usual size."""
    function, database = (
        sum(share * results[f"ingest.{kind}.{part}_us"] for kind, share in _REPORTS.items()) / 1e6
        for part in ("python", "postgres")
    )
    return Work(function, database)


def request(results: Mapping[str, float], hosts: int) -> Work:
    """A request. Lists of an organisation with a million hosts count where there are so many."""
    function = database = 0.0
    for name, share in _READS.items():
        large = f"read_million.{name}"
        key = large if hosts >= _MANY_HOSTS and f"{large}.sql_ms" in results else f"read.{name}"
        function += share * (results[f"{key}.p50_ms"] - results[f"{key}.sql_ms"]) / 1e3
        database += share * results[f"{key}.sql_ms"] / 1e3
    return Work(function, database)


def bytes_per_host(results: Mapping[str, float]) -> float:
    """Bytes of a host in the database, indexes included."""
    return results["million.database_gb"] * 1e9 / results["million.hosts"]


def load(file: Path = RESULTS) -> dict[str, float]:
    """The newest figures."""
    figures: dict[str, float] = json.loads(file.read_bytes())
    return figures
