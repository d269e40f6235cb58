"""The material of generated hosts: names in `catalogue.json`, and package versions."""

import json
import random
from functools import cache
from pathlib import Path

_PARTS = ("", "-libs", "-common", "-devel", "-tools", "-minimal", "-doc", "-utils", "-filesystem", "-selinux")


@cache
def words(kind: str) -> list[str]:
    """Names of a kind: cpu_flags, kernel_modules, services, processes, packages."""
    content: dict[str, list[str]] = json.loads(Path(__file__).with_suffix(".json").read_text())
    return content[kind]


@cache
def available_packages() -> tuple[str, ...]:
    """About 1,800 packages as `name-epoch:version-release.arch`, shuffled, the same every time."""
    numbers = random.Random("catalogue")  # noqa: S311
    packages = []
    for name in words("packages"):
        version = f"{numbers.randrange(1, 12)}.{numbers.randrange(30)}.{numbers.randrange(12)}"
        release = f"{numbers.randrange(1, 60)}.el9"
        epoch = numbers.choice((0, 0, 0, 0, 1, 2))
        packages += [f"{name}{part}-{epoch}:{version}-{release}.x86_64" for part in _PARTS]
    numbers.shuffle(packages)
    return tuple(packages)
