"""What processes have counted since they began: for Prometheus, which takes sums and looks at their growth.

Processes of one machine can share theirs through a folder, a file for each.
"""

import bisect
import itertools
import os
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple

import orjson

type Labels = tuple[tuple[str, str], ...]
type Key = tuple[str, Labels]

BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0)
"""Upper bounds of the buckets of histograms, in seconds: those that Prometheus's client library has by default."""

_FILE = f"{os.getpid()}-{time.time_ns()}.json"
"""A number of a process may come again while the folder is there."""


class Total(NamedTuple):
    """What was counted under one name and one combination of labels."""

    kind: Literal["counter", "summary", "histogram", "gauge"]
    sum: float
    """Of a counter the count, of a gauge the last value."""
    number: int = 0
    """Of a summary or histogram: how many values."""
    buckets: tuple[int, ...] = ()
    """Of a histogram: how many values are in each bucket; the last one has what is above all bounds."""
    noted_at: float = 0.0
    """Of a gauge: when its value was taken down, in seconds since 1970."""

    def with_more(self, other: "Total") -> "Total":
        """Both together."""
        if self.kind == "gauge":
            return max(self, other, key=lambda total: total.noted_at)
        buckets = tuple(map(sum, itertools.zip_longest(self.buckets, other.buckets, fillvalue=0)))
        return Total(self.kind, self.sum + other.sum, self.number + other.number, buckets)


def summary(values: Sequence[float]) -> Total:
    """The total of some values."""
    return Total("summary", sum(values), len(values))


def histogram(value: float) -> Total:
    """The total of one value, in its bucket."""
    buckets = [0] * (len(BOUNDS) + 1)
    buckets[bisect.bisect_left(BOUNDS, value)] = 1
    return Total("histogram", value, 1, tuple(buckets))


def gauge(value: float) -> Total:
    """The value that something has now."""
    return Total("gauge", value, noted_at=time.time())


def add(totals: dict[Key, Total], key: Key, more: Total) -> None:
    """Adds to a total, which begins with its first part."""
    known = totals.get(key)
    totals[key] = more if known is None else known.with_more(more)


def share(folder: Path, totals: Mapping[Key, Total]) -> None:
    """Writes this process's totals into the folder, in place of those that it wrote before.

    Raises:
        OSError: it cannot.
    """
    file = folder / _FILE
    unfinished = file.with_suffix(".new")
    unfinished.write_bytes(orjson.dumps([(*key, *total) for key, total in totals.items()]))
    unfinished.replace(file)


def shared(folder: Path) -> dict[Key, Total]:
    """What all processes wrote into the folder, those that have ended included."""
    totals: dict[Key, Total] = {}
    for file in sorted(folder.glob("*.json")):
        _add_all(totals, orjson.loads(file.read_bytes()))
    return totals


def _add_all(totals: dict[Key, Total], rows: Iterable[Sequence[Any]]) -> None:
    for name, labels, kind, amount, number, buckets, noted_at in rows:
        key = name, tuple((label, value) for label, value in labels)
        add(totals, key, Total(kind, amount, number, tuple(buckets), noted_at))
