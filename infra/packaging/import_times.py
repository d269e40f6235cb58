"""Processor time that importing each function's handler takes from compiled assets: `make sizes`, `make import-times`.

Trees are compared by what they synthesised: `python -m infra.packaging.import_times OLD/cdk.out NEW/cdk.out` measures
both in turns, so that a busy machine is as busy for one as for the other.
"""

import argparse
import statistics
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from infra.packaging import tools
from infra.packaging.artifacts import Artifacts
from infra.packaging.target import native
from infra.synthesised import locate
from infra.topology import FUNCTIONS

RUNS = 7

_PROGRAM = """
import sys, time
sys.path[:0] = {path}
began = time.process_time()
import {module}
print((time.process_time() - began) * 1000)
"""


class Handler(NamedTuple):
    """A function's module and the folders that it is imported from."""

    module: str
    path: tuple[Path, ...]

    def import_cpu_ms(self) -> float:
        """Milliseconds of processor time in a fresh interpreter that has nothing else, as Lambda's has not.

        Raises:
            BuildFailed: it cannot be imported; the text says why.
        """
        program = _PROGRAM.format(path=[str(folder) for folder in self.path], module=self.module)
        # -B: what was not compiled ahead is compiled each time, as in Lambda's read-only folders.
        interpreter = getattr(sys, "_base_executable", sys.executable)
        return float(tools.run(f"importing {self.module}", interpreter, "-I", "-S", "-B", "-c", program))


def of_artifacts(artifacts: Artifacts) -> dict[str, Handler]:
    """The functions as this checkout builds them, by name."""
    layer = artifacts.layer().path / "python"
    return {row.name: Handler(_module(row.handler), (artifacts.function(row.name).path, layer)) for row in FUNCTIONS}


def of_assembly(cdk_out: Path) -> dict[str, Handler]:
    """The functions that a tree has synthesised, by name; what migrates is none that anybody waits for."""
    names = {row.name for row in FUNCTIONS}
    return {
        name: Handler(_module(assets.handler), assets.python_path)
        for name, assets in locate(cdk_out).items()
        if name in names
    }


def medians(handlers: Sequence[Handler], runs: int = RUNS) -> list[float]:
    """Medians of their import times, measured in turns; a first run, which fills the disk's cache, does not count."""
    rounds = [[handler.import_cpu_ms() for handler in handlers] for _ in range(runs + 1)]
    return [statistics.median(times) for times in zip(*rounds[1:], strict=True)]


def report(trees: Sequence[Mapping[str, Handler]], runs: int = RUNS) -> Iterator[str]:
    """Lines of a table: a function in each, a tree in each column."""
    for row in FUNCTIONS:
        found = medians([tree[row.name] for tree in trees], runs)
        yield f"import of function {row.name:<25}" + "".join(f"{value:>8.0f} ms" for value in found)


def _module(handler: str) -> str:
    return handler.rpartition(".")[0]


def main() -> None:
    """Prints the table of the assemblies that are named, of this checkout's assets without one."""
    parser = argparse.ArgumentParser(prog="make import-times", description=__doc__)
    parser.add_argument("cdk_out", nargs="*", type=Path, help="folders that `make synth` wrote; none: this checkout")
    named: list[Path] = parser.parse_args().cdk_out
    trees = [of_assembly(folder) for folder in named] or [of_artifacts(Artifacts(architecture=native()))]
    for line in report(trees):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
