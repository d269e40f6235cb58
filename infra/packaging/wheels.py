"""The wheels that builds are made of, each known by its hash: `infra/packaging/wheels.sha256`.

`python -m infra.packaging.wheels`, or `make wheels`, fetches them for both architectures and writes the hashes anew.
"""

import hashlib
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from infra.packaging.tools import BuildFailed

LOCK = Path(__file__).with_name("wheels.sha256")


def check(folder: Path, known: Mapping[str, str]) -> None:
    """Compares what was fetched with what was read and tested before.

    Raises:
        BuildFailed: a wheel is unknown, or is another one of the same name.
    """
    for wheel, digest in digests([folder]).items():
        if known.get(wheel) != digest:
            fault = "is not among" if wheel not in known else "has another hash than in"
            raise BuildFailed(
                f"the wheel {wheel} {fault} infra/packaging/wheels.sha256. If its version is the one that you want: "
                "make wheels, and commit what changed"
            )


def known_digests(lock: Path = LOCK) -> Mapping[str, str]:
    """Hashes of wheels by their name."""
    lines = lock.read_text().splitlines() if lock.exists() else []
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


def digests(folders: Iterable[Path]) -> dict[str, str]:
    """SHA-256 of all wheels in folders, by their name."""
    wheels = sorted((wheel for folder in folders for wheel in folder.glob("*.whl")), key=lambda wheel: wheel.name)
    return {wheel.name: hashlib.sha256(wheel.read_bytes()).hexdigest() for wheel in wheels}


def write_lock(folders: Iterable[Path], lock: Path = LOCK) -> int:
    """Writes the hashes of all wheels in folders; returns their number."""
    found = digests(folders)
    lock.write_text("".join(f"{digest}  {name}\n" for name, digest in found.items()))
    return len(found)


def main() -> None:
    """Fetches the wheels of both architectures and locks them."""
    from infra.packaging.artifacts import PROJECT
    from infra.packaging.cache import Cache
    from infra.packaging.dependencies import Dependencies
    from infra.packaging.target import ARCHITECTURES

    cache = Cache(PROJECT / "build")
    folders = [Dependencies(PROJECT, cache, architecture).fetched() for architecture in ARCHITECTURES]
    sys.stdout.write(f"{write_lock(folders)} wheels are known\n")


if __name__ == "__main__":
    main()
