"""`python -m bench.compare OLD NEW`: the figures of two results side by side, those that got worse first."""

import json
from pathlib import Path
from typing import NamedTuple

import click
from rich.console import Console
from rich.table import Table

HIGHER_IS_BETTER = ("_per_s", "_rps", ".ratio")
"""Endings of rates; all other figures are times, sizes or CPU."""


class Change(NamedTuple):
    """A figure in both results."""

    name: str
    old: float
    new: float

    @property
    def gain(self) -> float:
        """How many times better the new figure is; below 1 it is worse. A figure of 0 compares with nothing: 1."""
        if not self.old or not self.new:
            return 1.0
        return self.new / self.old if self.name.endswith(HIGHER_IS_BETTER) else self.old / self.new


def changes(old: dict[str, float], new: dict[str, float]) -> list[Change]:
    """Figures that both have, the worst change first."""
    both = [Change(name, old[name], new[name]) for name in sorted(old.keys() & new.keys())]
    return sorted(both, key=lambda change: change.gain)


@click.command()
@click.argument("old", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("new", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def main(old: Path, new: Path) -> None:
    """Prints the figures that both results have, and names those that one of them lacks."""
    before, after = json.loads(old.read_text()), json.loads(new.read_text())
    console = Console()
    table = Table("figure", "old", "new", "times better")
    for change in changes(before, after):
        table.add_row(change.name, f"{change.old:,.2f}", f"{change.new:,.2f}", f"{change.gain:.2f}")
    console.print(table)
    for title, names in (("only old", before.keys() - after.keys()), ("only new", after.keys() - before.keys())):
        if names:
            console.print(f"{title}: {', '.join(sorted(names))}")


if __name__ == "__main__":
    main()
