"""How large the layer and the functions are, package by package: `make sizes`."""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from infra.packaging.artifacts import Artifacts
from infra.packaging.target import ARCHITECTURES, native
from infra.topology import FUNCTIONS

MB = 1_000_000

LAYER_LIMIT = 80 * MB
"""Bytes that the layer may have, unzipped. Lambda's limit, with the function's code, is 250 MB."""

_SHOWN = MB // 10


def by_package(folder: Path) -> Mapping[str, int]:
    """Bytes below each member of a folder, the largest first. A package's libraries and metadata count with it."""
    sizes: Counter[str] = Counter()
    for file in folder.rglob("*"):
        if file.is_file() and not file.is_symlink():
            sizes[_package(file.relative_to(folder).parts[0])] += file.stat().st_size
    return dict(sizes.most_common())


def size_of(folder: Path) -> int:
    """Bytes below a folder."""
    return sum(by_package(folder).values())


def report(artifacts: Artifacts) -> Iterator[str]:
    """Lines of a table: the layer's packages, then what each function adds."""
    parts = {"layer": artifacts.layer().path / "python"}
    parts |= {f"function {row.name}": artifacts.function(row.name).path for row in FUNCTIONS}
    parts["migrations"] = artifacts.migrations().path
    for name, folder in parts.items():
        packages = by_package(folder)
        yield f"{name:<44}{sum(packages.values()) / MB:>8.1f} MB"
        for package, size in packages.items():
            if size >= _SHOWN:
                yield f"  {package:<42}{size / MB:>8.1f}"


def _package(name: str) -> str:
    stem = name.removesuffix(".py").partition("-")[0]
    return stem.removesuffix(".libs").removesuffix("_binary")


def main() -> None:
    """Prints the table for an architecture, this machine's without one."""
    parser = argparse.ArgumentParser(prog="make sizes")
    parser.add_argument("architecture", nargs="?", choices=ARCHITECTURES, default=native())
    architecture = parser.parse_args().architecture
    sys.stdout.write("".join(f"{line}\n" for line in report(Artifacts(architecture=architecture))))


if __name__ == "__main__":
    main()
