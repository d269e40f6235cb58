"""`python -m bench [--only ingest,read]`: measures, prints a table, writes bench/results/latest.json.

Each part runs in a process of its own, so that its memory and import times are its own.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from bench import reads_table
from bench.compare import Change

PARTS = {
    "honest": "honest",
    "import": "imports",
    "ingest": "ingest",
    "read": "read",
    "groups": "groups",
    "tags": "tags",
    "export": "export",
    "reaper": "reaper",
}
"""Part → its module in `bench.parts`."""
OPTIONAL_PARTS = {"million": "million", "read_million": "read_million", "jobs_million": "jobs_million"}
"""Those that take too long to run unasked."""
ALL_PARTS = PARTS | OPTIONAL_PARTS
RESULTS = Path(__file__).parent / "results" / "latest.json"
FLOORS = {
    "ingest.create.hosts_per_s": "ingest.copy.hosts_per_s",
    "ingest.create_60kb.hosts_per_s": "ingest.copy_60kb.hosts_per_s",
    "export.csv.rows_per_s": "export.copy.rows_per_s",
    "export.json.rows_per_s": "export.copy.rows_per_s",
    "export.ndjson.rows_per_s": "export.copy.rows_per_s",
    "export.parquet.rows_per_s": "export.copy.rows_per_s",
    "export.parquet_profiles.rows_per_s": "export.copy_profiles.rows_per_s",
    "export.profiles.rows_per_s": "export.copy_profiles.rows_per_s",
    "reaper.hosts_per_s": "reaper.delete.hosts_per_s",
    "groups.add_10000.s": "groups.add_10000.bare_s",
    "groups.make_50000.s": "groups.make_50000.bare_s",
    "groups.delete_50000.s": "groups.delete_50000.bare_s",
}
"""Figure → the bare database's figure for the same rows: their ratio holds when the machine's speed does not."""


@click.command()
@click.option("--only", default=",".join(PARTS), help=f"Parts to run: {', '.join(ALL_PARTS)}.")
def main(only: str) -> None:
    """Measures the parts and keeps the figures of parts that did not run."""
    before: dict[str, float] = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    figures = dict(before)
    for part in only.split(","):
        if part not in ALL_PARTS:
            raise click.UsageError(f"unknown part {part!r}; there are {', '.join(ALL_PARTS)}")
        figures = {name: value for name, value in figures.items() if not name.startswith(f"{part}.")}
        figures |= _measure(part)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(dict(sorted(figures.items())), indent=2) + "\n")
    if "honest" in only.split(","):
        Console().print(reads_table.table(figures, before))
    _print(figures, before)


def _measure(part: str) -> dict[str, float]:
    with tempfile.NamedTemporaryFile(suffix=".json") as result:
        subprocess.run([sys.executable, "-m", f"bench.parts.{ALL_PARTS[part]}", result.name], check=True)
        figures: dict[str, float] = json.loads(Path(result.name).read_text())
        return figures


def _print(figures: dict[str, float], before: dict[str, float]) -> None:
    table = Table("figure", "value", "floor", "ratio", "before", "times better")
    for name, value in sorted(figures.items()):
        floor = figures.get(_floor_of(name))
        shown = f"{floor:,.1f}" if floor else ""
        change = Change(name, before[name], value) if name in before and before[name] != value else None
        table.add_row(
            name,
            f"{value:,.1f}",
            shown,
            f"{value / floor:.2f}" if floor else "",
            f"{change.old:,.1f}" if change else "",
            f"{change.gain:.2f}" if change else "",
        )
    Console().print(table)


def _floor_of(name: str) -> str:
    """Reads are measured together with the time of their statements."""
    request, is_latency, _ = name.partition(".p50_ms")
    if request.startswith("honest."):
        return f"{request}.floor_ms" if is_latency else ""
    if request.startswith("tags.") and not request.startswith("tags.counted_"):
        return name.replace("tags.", "tags.counted_", 1)
    return f"{request}.sql_ms" if is_latency else FLOORS.get(name, "")


if __name__ == "__main__":
    main()
