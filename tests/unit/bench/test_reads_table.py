"""The reads of both sets of hosts as one table."""

from io import StringIO

from rich.console import Console

from bench.reads_table import table

FIGURES = {
    "honest.tags.p50_ms": 4.0,
    "honest.tags.worst_p50_ms": 5.5,
    "honest.tags.floor_ms": 2.0,
    "honest.tags.c8_rps": 300.0,
    "honest.growth.tags.10000.p50_ms": 3.5,
    "honest.shared.tags.p50_ms": 3.25,
    "read.tags.p50_ms": 7.0,
}


def shown(before: dict[str, float]) -> list[list[str]]:
    console = Console(file=StringIO(), width=300)
    console.print(table(FIGURES, before))
    lines = console.file.getvalue().splitlines()  # type: ignore[attr-defined]
    return [[cell.strip() for cell in line.split("│")[1:-1]] for line in lines if line.startswith("│")]


def test_a_row_has_floor_other_set_and_result_before() -> None:
    growing, tags = shown({"honest.tags.p50_ms": 8.0})
    assert growing[:2] == ["growth.tags.10000", "3.50"]
    assert tags == ["tags", "4.00", "5.50", "300", "", "", "", "2.00", "2.00", "3.25", "", "8.00", "2.00"]


def test_what_was_not_measured_is_left_out() -> None:
    assert shown({})[1][-2:] == ["", ""]
