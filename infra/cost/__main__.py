"""`make cost`: prints an estimate, or with `--tables` the table of docs/cost.md."""

import argparse
import sys
from collections.abc import Iterator

from infra.cost.measured import load
from infra.cost.model import Estimate, Load, estimate
from infra.packaging.target import ARCHITECTURES

SIZES = (Load(100_000, 2, 5), Load(1_000_000, 2, 50), Load(20_000_000, 2, 400))


def lines(asked: Load, found: Estimate) -> Iterator[str]:
    """An estimate as text."""
    needs, lag = found.needs, found.needs.lag
    yield (
        f"{asked.hosts:,} hosts, {asked.checkins_per_day:g} check-ins a day each, "
        f"{asked.reads_per_second:g} reads a second"
    )
    for part, cost in found.costs.items():
        yield f"  {part:<40}{cost:>12,.0f} USD a month"
    yield f"  {'total':<40}{found.total:>12,.0f}"
    yield f"  needs {needs.ingest_concurrency} instances of ingest with {needs.pollers} pollers"
    yield f"  needs {needs.api_concurrency} instances of the API"
    yield f"  needs {needs.acu_average:.1f} ACU on average, {needs.acu_peak:.1f} at the peak"
    yield f"  needs {needs.storage_gb:,.0f} GB in the database"
    yield (
        f"  bursts: at most {lag.worst_backlog:,} records wait, {lag.worst_minutes:.1f} minutes; "
        f"some wait in {lag.minutes_behind} minutes of a day"
    )
    yield f"  first at its limit: {found.bottleneck}, {100 * found.used[found.bottleneck]:.0f} % used at the peak"


def table() -> Iterator[str]:
    """The sizes side by side, as Markdown."""
    figures = load()
    found = [(asked, estimate(asked, figures)) for asked in SIZES]
    yield "| | " + " | ".join(f"{asked.hosts:,} hosts" for asked, _ in found) + " |"
    yield "|---|" + "---|" * len(found)
    yield "| reads a second | " + " | ".join(f"{asked.reads_per_second:g}" for asked, _ in found) + " |"
    for part in found[0][1].costs:
        yield f"| {part} | " + " | ".join(f"{e.costs[part]:,.0f}" for _, e in found) + " |"
    yield "| **USD a month** | " + " | ".join(f"**{e.total:,.0f}**" for _, e in found) + " |"
    yield (
        "| instances of ingest, of the API | "
        + " | ".join(f"{e.needs.ingest_concurrency}, {e.needs.api_concurrency}" for _, e in found)
        + " |"
    )
    yield "| pollers of `host-ingress` | " + " | ".join(f"{e.needs.pollers}" for _, e in found) + " |"
    yield (
        "| ACU on average, at the peak | "
        + " | ".join(f"{e.needs.acu_average:.1f}, {e.needs.acu_peak:.1f}" for _, e in found)
        + " |"
    )
    yield "| data, GB | " + " | ".join(f"{e.needs.storage_gb:,.0f}" for _, e in found) + " |"
    yield (
        "| records that wait in a burst, minutes | "
        + " | ".join(f"{e.needs.lag.worst_backlog:,}, {e.needs.lag.worst_minutes:.1f}" for _, e in found)
        + " |"
    )
    yield (
        "| first at its limit | "
        + " | ".join(f"{e.bottleneck}: {100 * e.used[e.bottleneck]:.0f} %" for _, e in found)
        + " |"
    )


def main() -> None:
    """Prints what was asked for."""
    parser = argparse.ArgumentParser(prog="make cost")
    parser.add_argument("--hosts", type=int, default=1_000_000)
    parser.add_argument("--checkins", type=float, default=2, help="of each host, a day")
    parser.add_argument("--reads", type=float, default=50, help="a second")
    parser.add_argument("--architecture", choices=ARCHITECTURES, default=ARCHITECTURES[0])
    parser.add_argument("--tables", action="store_true", help="the table of docs/cost.md")
    chosen = parser.parse_args()
    if min(chosen.hosts, chosen.checkins) <= 0 or chosen.reads < 0:
        parser.error("HOSTS and CHECKINS_PER_DAY must be above 0, READS_PER_SECOND at least 0")
    asked = Load(chosen.hosts, chosen.checkins, chosen.reads, chosen.architecture)
    shown = table() if chosen.tables else lines(asked, estimate(asked, load()))
    sys.stdout.write("".join(f"{line}\n" for line in shown))


if __name__ == "__main__":
    main()
