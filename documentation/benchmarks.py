"""The history of measurements with its plots; `python -m documentation.benchmarks` adds the newest result to it.

`bench/results/history.json` holds, by date, the figures that were measured anew, as far as a chart
shows them.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from html import escape
from typing import Any, NamedTuple

from documentation.repository import ROOT

RESULTS = ROOT / "bench" / "results"
HISTORY = RESULTS / "history.json"
LATEST = RESULTS / "latest.json"

_WIDTH, _HEIGHT = 760, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 190, 40, 40
_COLOURS = ("#1f6feb", "#c4432b", "#2a7f4f", "#8250a8", "#9a6700")


class Chart(NamedTuple):
    """Figures that are shown together."""

    name: str
    title: str
    unit: str
    figures: dict[str, str]
    """Labels by the figures' names."""


CHARTS = (
    Chart(
        "ingest",
        "Hosts ingested per second and process (higher is better)",
        "hosts/s",
        {
            "ingest.copy.hosts_per_s": "bare COPY of the rows",
            "ingest.rereport_unchanged.hosts_per_s": "reported again, unchanged",
            "ingest.create.hosts_per_s": "new hosts",
            "million.hosts_per_s": "a million, on average",
        },
    ),
    Chart(
        "reads",
        "Reads among 100,000 hosts, median (lower is better)",
        "ms",
        {
            "read.tags.p50_ms": "all tags",
            "read.hosts_by_tag.p50_ms": "hosts by tag",
            "read.hosts_50.p50_ms": "a page of 50 hosts",
            "read.host_by_id.p50_ms": "a host by id",
        },
    ),
    Chart(
        "exports",
        "Rows exported per second (higher is better)",
        "rows/s",
        {
            "export.json.rows_per_s": "JSON",
            "export.csv.rows_per_s": "CSV",
            "export.profiles.rows_per_s": "with profiles",
            "export.parquet.rows_per_s": "Parquet",
        },
    ),
    Chart("reaper", "Hosts deleted per second (higher is better)", "hosts/s", {"reaper.hosts_per_s": "culled hosts"}),
    Chart(
        "imports",
        "CPU time of a function's imports (lower is better)",
        "ms",
        {f"import.{name}.cpu_ms": name for name in ("api", "ingest", "export", "reaper")},
    ),
)


class Entry(NamedTuple):
    """A result: the figures that it measured anew."""

    date: str
    figures: dict[str, float]


def history() -> list[Entry]:
    """All results, the oldest first."""
    return [Entry(**entry) for entry in json.loads(HISTORY.read_text())]


def with_result(entries: Sequence[Entry], figures: dict[str, Any], date: str) -> list[Entry]:
    """The history with a result, which counts as far as it differs from what is known."""
    known: dict[str, float] = {}
    for entry in entries:
        known |= entry.figures
    shown = {name for chart in CHARTS for name in chart.figures}
    new = {name: round(float(figures[name]), 2) for name in sorted(shown & figures.keys())}
    changed = {name: value for name, value in new.items() if known.get(name) != value}
    return [*entries, Entry(date, changed)] if changed else [*entries]


def files() -> Iterator[tuple[str, str]]:
    """The page and its plots, by their names below `docs/`."""
    entries = history()
    for chart in CHARTS:
        yield f"benchmarks/{chart.name}.svg", plot(chart, entries)
    yield "benchmarks.md", _page(entries)


def plot(chart: Chart, entries: Sequence[Entry]) -> str:
    """The chart as SVG: a line for each figure, a point for each time that it was measured."""
    shown = [entry for entry in entries if entry.figures.keys() & chart.figures.keys()]
    top = _nice(max((entry.figures.get(name, 0) for entry in shown for name in chart.figures), default=1))
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" height="{_HEIGHT}"'
        f' font-family="sans-serif" font-size="12" role="img" aria-label="{escape(chart.title)}">'
    )
    lines = [
        head,
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>',
        f'<text x="{_LEFT}" y="20" font-size="14" fill="#222">{escape(chart.title)}</text>',
        *_axes(chart, shown, top),
    ]
    for colour, name in zip(_COLOURS, chart.figures, strict=False):
        points = [
            (_across(place, len(shown)), _up(entry.figures[name], top))
            for place, entry in enumerate(shown)
            if name in entry.figures
        ]
        if points:
            lines += _line(points, colour)
    lines += _legend(chart, shown)
    return "\n".join([*lines, "</svg>"]) + "\n"


def _axes(chart: Chart, shown: Sequence[Entry], top: float) -> Iterator[str]:
    for step in range(5):
        value = top * step / 4
        height = _up(value, top)
        yield f'<path d="M{_LEFT} {height:.1f}H{_WIDTH - _RIGHT}" stroke="#ddd"/>'
        yield f'<text x="{_LEFT - 6}" y="{height + 4:.1f}" text-anchor="end" fill="#555">{value:,.0f}</text>'
    yield f'<text x="{_LEFT - 6}" y="{_TOP - 8}" text-anchor="end" fill="#555">{escape(chart.unit)}</text>'
    before = ""
    for place, entry in enumerate(shown):
        if entry.date != before:
            across = _across(place, len(shown))
            yield f'<text x="{across:.1f}" y="{_HEIGHT - 16}" text-anchor="middle" fill="#555">{entry.date[5:]}</text>'
        before = entry.date


def _line(points: Sequence[tuple[float, float]], colour: str) -> Iterator[str]:
    path = "L".join(f"{across:.1f} {up:.1f}" for across, up in points)
    yield f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
    for across, up in points:
        yield f'<circle cx="{across:.1f}" cy="{up:.1f}" r="3" fill="{colour}"/>'


def _legend(chart: Chart, shown: Sequence[Entry]) -> Iterator[str]:
    left = _WIDTH - _RIGHT + 12
    for row, (colour, (name, label)) in enumerate(zip(_COLOURS, chart.figures.items(), strict=False)):
        newest = [entry.figures[name] for entry in shown if name in entry.figures][-1:]
        value = f"{newest[0]:,.0f}" if newest and newest[0] >= 100 else f"{newest[0]:,.1f}" if newest else "–"
        yield f'<rect x="{left}" y="{_TOP + 40 * row}" width="10" height="10" fill="{colour}"/>'
        yield f'<text x="{left + 16}" y="{_TOP + 40 * row + 10}" fill="#222">{escape(label)}</text>'
        yield f'<text x="{left + 16}" y="{_TOP + 40 * row + 25}" fill="#555">{value} {escape(chart.unit)}</text>'


def _across(place: int, number: int) -> float:
    width = _WIDTH - _LEFT - _RIGHT
    return _LEFT + (width / 2 if number == 1 else width * place / (number - 1))


def _up(value: float, top: float) -> float:
    return _HEIGHT - _BOTTOM - (_HEIGHT - _TOP - _BOTTOM) * value / top


def _nice(value: float) -> float:
    """The next larger of 1, 2, 4, 6, 8 times a power of ten."""
    power = 1.0
    while power * 10 <= value:
        power *= 10
    return next(step * power for step in (1, 2, 4, 6, 8, 10) if step * power >= value)


def _page(entries: Sequence[Entry]) -> str:
    pictures = "\n\n".join(f"![{chart.title}](benchmarks/{chart.name}.svg)" for chart in CHARTS)
    first, last = entries[0].date, entries[-1].date
    return f"""# Measurements

How the figures went from one result to the next, {len(entries)} of them from {first} to {last}.
They come from `make bench` on a machine with two cores that does other work as well: a change of a few percent means
nothing, and a figure of another machine is another figure. What bounds a figure is measured beside it (the bare COPY,
the statement alone), and the ratio of the two holds on other machines, too. Decisions that explain single figures:
[lists](adr/0010-lists-at-size.md), [ingest](adr/0007-plans-and-round-trips-of-ingest.md),
[exports](adr/0003-exports-through-copy.md), [deletion](adr/0028-jobs-and-deletion-in-sets.md).

{pictures}

`make bench-history` adds the newest result (`bench/results/latest.json`) and draws the plots again;
`make bench-compare OLD=<file> NEW=<file>` sets two results side by side, with all their figures.
"""


def main() -> None:
    """Adds the newest result to the history."""
    before = history()
    entries = with_result(before, json.loads(LATEST.read_text()), datetime.now(UTC).date().isoformat())
    HISTORY.write_text(json.dumps([entry._asdict() for entry in entries], indent=1) + "\n")
    sys.stdout.write(f"{len(entries) - len(before)} results are new in {HISTORY.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
