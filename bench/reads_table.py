"""The reads of both sets of hosts as one table: what each takes, of what, and what it took before."""

from collections.abc import Mapping

from rich.table import Table

from bench.compare import Change

_COLUMNS = (
    "p50",
    "worst",
    "rps",
    "worst",
    "SQL",
    "CPU",
    "floor",
    "of floor",
    "shared p50",
    "shared rps",
    "before",
    "gain",
)


def table(figures: Mapping[str, float], before: Mapping[str, float]) -> Table:
    """A row a request: milliseconds one at a time, requests a second eight at a time, each in the median of the rounds
    and in the worst; waiting for SQL and CPU of the function; the bare page; the same of hosts that share tags.
    """
    shown = Table("request", *_COLUMNS)
    for key in sorted(figures):
        prefix, _, request = key.removesuffix(".p50_ms").partition(".")
        if prefix != "honest" or not key.endswith(".p50_ms") or request.startswith("shared."):
            continue
        shown.add_row(request, *_cells(f"honest.{request}", f"honest.shared.{request}", figures, before))
    return shown


def _cells(name: str, shared: str, figures: Mapping[str, float], before: Mapping[str, float]) -> list[str]:
    p50, floor = figures[f"{name}.p50_ms"], figures.get(f"{name}.floor_ms")
    known = before.get(f"{name}.p50_ms")
    keys = ("p50_ms", "worst_p50_ms", "c8_rps", "worst_c8_rps", "sql_ms", "cpu_ms", "floor_ms")
    cells = [_number(figures.get(f"{name}.{key}")) for key in keys]
    cells += [_number(p50 / floor if floor else None)]
    cells += [_number(figures.get(f"{shared}.{key}")) for key in ("p50_ms", "c8_rps")]
    return [*cells, _number(known), _number(Change(f"{name}.p50_ms", known, p50).gain if known else None)]


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:,.2f}" if value < 100 else f"{value:,.0f}"
